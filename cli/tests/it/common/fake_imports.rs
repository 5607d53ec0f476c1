//! Imports of [`Fake`]: rows with an id for a target become cases.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::imports::{
    BeginImport, Import, ImportChunk, ImportRow, Imports, Outcome, Verdict,
};
use emperione_protocol::{Error, ErrorKind, GuildId, Page, PageRequest, UserId};
use tarpc::context::Context;

use super::fake::{self, AT, Fake};

fn target(row: &ImportRow) -> Option<u64> {
    row.fields.get("target")?.parse().ok()
}

impl Imports for Fake {
    async fn check(
        self,
        _: Context,
        _: GuildId,
        rows: Vec<ImportRow>,
    ) -> Result<Vec<Verdict>, Error> {
        let known: Vec<_> = self.rows.lock().iter().filter_map(target).collect();
        let verdict = |row: ImportRow| {
            let (outcome, why) = match target(&row) {
                Some(id) if known.contains(&id) => (Outcome::Known, None),
                Some(_) => (Outcome::New, None),
                None => (Outcome::Refused, Some("target: is missing".into())),
            };
            let mut case = fake::case();
            case.number = 0;
            case.target.id = UserId(target(&row).unwrap_or(0));
            case.reason = row.fields.get("reason").cloned();
            Verdict {
                line: row.line,
                case: (outcome == Outcome::New).then(|| Box::new(case)),
                outcome,
                why,
            }
        };
        Ok(rows.into_iter().map(verdict).collect())
    }

    async fn begin(self, _: Context, request: BeginImport) -> Result<Import, Error> {
        let import = Import {
            guild: request.guild,
            import: 3,
            at: AT,
            actor: ActorRef::Local {
                uid: 0,
                name: "root".into(),
            },
            source: request.source,
            rows: request.rows,
            done: 0,
            added: 0,
            known: 0,
            refused: 0,
            undone_at: None,
            withdrawn: 0,
        };
        *self.import.lock() = Some(import.clone());
        Ok(import)
    }

    async fn add(self, _: Context, chunk: ImportChunk) -> Result<Import, Error> {
        let mut import = self.import.lock();
        let import = import.as_mut().unwrap();
        assert_eq!(chunk.from, import.done);
        for row in chunk.rows {
            import.done += 1;
            match target(&row) {
                Some(_) => import.added += 1,
                None => import.refused += 1,
            }
            self.rows.lock().push(row);
        }
        Ok(import.clone())
    }

    async fn list(self, _: Context, _: GuildId, _: PageRequest) -> Result<Page<Import>, Error> {
        Ok(Page {
            items: self.import.lock().clone().into_iter().collect(),
            next: None,
            as_of: 1,
        })
    }

    async fn undo(self, _: Context, _: GuildId, number: u64) -> Result<Import, Error> {
        let mut import = self.import.lock();
        let import = import.as_mut().filter(|import| import.import == number);
        let import = import.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, format!("import {number} is not known"))
        })?;
        import.undone_at = Some(AT);
        // One at a time, so that it takes several calls.
        import.withdrawn = (import.withdrawn + 1).min(import.added);
        Ok(import.clone())
    }
}
