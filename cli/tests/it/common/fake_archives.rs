//! The archive of the fake daemon: one file that is whole, and one that is not.

use emperione_protocol::archives::{Archives, Checked, File, FileFilter, Restored};
use emperione_protocol::{Error, ErrorKind, GuildId};
use tarpc::context::Context;

use super::fake::{AT, Fake};

fn file(kind: &str) -> File {
    File {
        guild: GuildId(7),
        kind: kind.into(),
        month: "2025-12".into(),
        name: format!("7/{kind}-2025-12.parquet"),
        rows: 1_200,
        bytes: 9_000,
        sha256: Some("ab".repeat(32)),
        waiting: 0,
        restored: 0,
        restored_at: None,
        written_at: AT,
    }
}

fn files(filter: &FileFilter) -> Vec<File> {
    let kinds = ["activity", "joins"].into_iter();
    kinds
        .filter(|kind| filter.kind.as_deref().is_none_or(|wanted| wanted == *kind))
        .map(file)
        .collect()
}

impl Archives for Fake {
    async fn list(self, _: Context, filter: FileFilter) -> Result<Vec<File>, Error> {
        Ok(files(&filter))
    }

    async fn verify(self, _: Context, filter: FileFilter) -> Result<Vec<Checked>, Error> {
        let check = |file: File| Checked {
            broken: (file.kind == "joins").then(|| "7/joins-2025-12.parquet: it is short".into()),
            file,
        };
        Ok(files(&filter).into_iter().map(check).collect())
    }

    async fn restore(
        self,
        _: Context,
        guild: GuildId,
        kind: String,
        month: String,
    ) -> Result<Restored, Error> {
        if kind != "activity" {
            let message = format!("archive {kind} is not known");
            return Err(Error::new(ErrorKind::NotFound, message));
        }
        Ok(Restored {
            guild,
            kind,
            month,
            rows: 1_200,
            already: 0,
        })
    }
}
