//! Imports of cases. A part of a file is one transaction; rows are recognised, so that the same file adds nothing twice,
//! and one that was interrupted goes on where it stopped. Nothing of it acts on Discord.

use std::sync::Arc;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::events::Body;
use emperione_protocol::imports::{
    BeginImport, Import, ImportChunk, ImportRow, MAX_ROWS, Outcome, Verdict,
};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest, Timestamp};

use super::page::cut;
use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::analytics::hour;
use crate::domain::duration::DAY_MS;
use crate::domain::imports::{self, Draft};
use crate::store::cases::{CaseRow, Filed};
use crate::store::imports::{Mark, NewImport};
use crate::store::{self, Tx, aggregates, archives, cases, chain, events, guilds};

const LONGEST_SOURCE: usize = 200;
/// How many cases one call withdraws.
const WITHDRAWN_AT_ONCE: u32 = 200;

/// The service.
#[derive(Clone)]
pub struct Imports(pub(super) Arc<Parts>);

/// What a row is.
enum Found {
    New(Box<Draft>),
    Known(u64),
    Refused(String),
}

impl Imports {
    /// Says what would become of rows; changes nothing.
    pub async fn check(
        &self,
        actor: &Actor,
        guild: GuildId,
        rows: &[ImportRow],
    ) -> Result<Vec<Verdict>> {
        self.0.check_manages(actor, guild)?;
        check_size(rows)?;
        let now = self.0.clock.now();
        let mut tx = self.0.db.read().await?;
        let mut verdicts = Vec::with_capacity(rows.len());
        for row in rows {
            let found = find(&mut tx, guild, row, now).await?;
            verdicts.push(self.verdict(&mut tx, guild, (row, now), found).await?);
        }
        Ok(verdicts)
    }

    async fn verdict(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        (row, now): (&ImportRow, Timestamp),
        found: Found,
    ) -> Result<Verdict> {
        let (outcome, why, filed) = match found {
            Found::Refused(why) => (Outcome::Refused, Some(why), None),
            Found::Known(number) => (Outcome::Known, None, cases::read(tx, guild, number).await?),
            Found::New(draft) => (Outcome::New, None, Some(filed(guild, &draft, now))),
        };
        Ok(Verdict {
            line: row.line,
            outcome,
            why,
            case: filed.map(|filed| Box::new(self.0.case(filed))),
        })
    }

    /// Begins an import, or finds the one of the same file that was interrupted.
    pub async fn begin(&self, actor: &Actor, request: &BeginImport) -> Result<Import> {
        let guild = request.guild;
        self.0.check_manages(actor, guild)?;
        if let Some(refusal) = self.0.health.refusal() {
            return Err(Error::unavailable(refusal).hint("see `emp status`"));
        }
        let hexadecimal = |letter: char| letter.is_ascii_hexdigit();
        if request.digest.len() != 64 || !request.digest.chars().all(hexadecimal) {
            return Err(Error::invalid("digest", "is not 64 hexadecimal digits"));
        }
        let source: String = request.source.chars().take(LONGEST_SOURCE).collect();
        let by = self.0.actor_ref(actor, guild);
        let mut tx = self.0.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        if let Some(known) = store::imports::interrupted(&mut tx, guild, &request.digest).await? {
            return Ok(known);
        }
        let new = NewImport {
            guild,
            at: self.0.clock.now(),
            actor: &by,
            source: &source,
            digest: &request.digest,
            rows: request.rows,
        };
        let import = store::imports::insert(&mut tx, &new).await?;
        let text = format!("import {import} of {} rows from {source}", request.rows);
        self.0
            .record(&mut tx, actor, Some(guild), ("import_begun", text))
            .await?;
        let begun = read(&mut tx, guild, import).await?;
        tx.commit().await?;
        Ok(begun)
    }

    /// Takes the next rows in one transaction. Rows that were taken before change nothing.
    pub async fn add(&self, actor: &Actor, chunk: &ImportChunk) -> Result<Import> {
        let guild = chunk.guild;
        self.0.check_manages(actor, guild)?;
        check_size(&chunk.rows)?;
        let by = self.0.actor_ref(actor, guild);
        let mut tx = self.0.db.write().await?;
        guilds::lock(&mut tx, guild).await?;
        chain::lock(&mut tx, guild).await?;
        let mut import = read(&mut tx, guild, chunk.import).await?;
        if import.undone_at.is_some() {
            let message = format!("import {} is undone", import.import);
            return Err(Error::conflict(message).hint("import the file anew"));
        }
        if chunk.from < import.done {
            return Ok(import);
        }
        if chunk.from > import.done {
            let why = format!(
                "is {}, but {} rows were gone through",
                chunk.from, import.done
            );
            return Err(Error::invalid("from", why));
        }
        let now = self.0.clock.now();
        let (mut last, mut opened) = (None, Vec::new());
        for row in &chunk.rows {
            match find(&mut tx, guild, row, now).await? {
                Found::Refused(_) => import.refused += 1,
                Found::Known(_) => import.known += 1,
                Found::New(draft) => {
                    let from = format!(
                        "import {} from {}, line {}",
                        import.import, import.source, row.line
                    );
                    let place = (guild, import.import, now);
                    last = Some(write(&mut tx, place, (&draft, &by), from).await?);
                    opened.push(draft.opened_at.unwrap_or(now));
                    import.added += 1;
                }
            }
        }
        import.done += chunk.rows.len() as u64;
        store::imports::save(&mut tx, &import).await?;
        if let Some(case) = last {
            changed(&mut tx, guild, (case, now), "imported").await?;
        }
        recount(&mut tx, guild, &opened).await?;
        tx.commit().await?;
        self.compute(&import, import.done >= import.rows).await?;
        Ok(import)
    }

    /// Lists imports, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        guild: GuildId,
        page: &PageRequest,
    ) -> Result<Page<Import>> {
        self.0.check_moderates(actor, guild)?;
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(str::parse).transpose();
        let before =
            before.map_err(|_| Error::invalid("after", "is no place in a list of imports"))?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut items = store::imports::list(&mut tx, guild, before, limit + 1).await?;
        let next = cut(&mut items, limit, |import| import.import.to_string());
        Ok(Page { items, next, as_of })
    }

    /// Lets the numbers of a guild be computed, once an import or its undo is over.
    async fn compute(&self, import: &Import, is_over: bool) -> Result<()> {
        if is_over {
            let (guild, number, now) = (import.guild, import.import, self.0.clock.now());
            let key = format!("import-{guild}-{number}@{}", now.0);
            self.0.queue.enqueue("aggregate", &key).await?;
        }
        Ok(())
    }

    /// Withdraws a part of what an import added; its cases keep their numbers.
    pub async fn undo(&self, actor: &Actor, guild: GuildId, import: u64) -> Result<Import> {
        self.0.check_manages(actor, guild)?;
        let by = self.0.actor_ref(actor, guild);
        let now = self.0.clock.now();
        let mut tx = self.0.db.write().await?;
        guilds::lock(&mut tx, guild).await?;
        chain::lock(&mut tx, guild).await?;
        let mut import = read(&mut tx, guild, import).await?;
        if import.undone_at.is_some() && import.withdrawn >= import.added {
            let message = format!("import {} is undone already", import.import);
            return Err(Error::conflict(message).hint("see `emp case import list`"));
        }
        if import.undone_at.is_none() {
            import.undone_at = Some(now);
            let text = format!("import {} from {}", import.import, import.source);
            self.0
                .record(&mut tx, actor, Some(guild), ("import_undone", text))
                .await?;
        }
        let place = (guild, import.import);
        let cases = store::imports::withdraw(&mut tx, place, now, WITHDRAWN_AT_ONCE).await?;
        for (number, _) in &cases {
            let text = format!("import {} is undone", import.import);
            let entry = entry((now, &by), "withdrawn", text);
            chain::append(&mut tx, guild, *number, &entry).await?;
        }
        import.withdrawn += cases.len() as u64;
        store::imports::save(&mut tx, &import).await?;
        if let Some((case, _)) = cases.last() {
            changed(&mut tx, guild, (*case, now), "withdrawn").await?;
        }
        let opened: Vec<_> = cases.iter().map(|(_, at)| *at).collect();
        recount(&mut tx, guild, &opened).await?;
        tx.commit().await?;
        let is_over = import.withdrawn >= import.added;
        self.compute(&import, is_over).await?;
        Ok(import)
    }
}

fn check_size(rows: &[ImportRow]) -> Result<()> {
    if rows.len() > MAX_ROWS {
        return Err(Error::invalid("rows", format!("are more than {MAX_ROWS}")));
    }
    Ok(())
}

async fn read(tx: &mut Tx, guild: GuildId, import: u64) -> Result<Import> {
    let found = store::imports::find(tx, guild, import).await?;
    found.ok_or_else(|| Error::not_found("import", &import))
}

/// Reads a row, and looks whether it is a case already: by what it says, or because it comes from this very guild.
async fn find(tx: &mut Tx, guild: GuildId, row: &ImportRow, now: Timestamp) -> Result<Found> {
    let draft = match imports::read(&row.fields, now) {
        Ok(draft) => draft,
        Err(why) => return Ok(Found::Refused(why)),
    };
    if let Some(number) = store::imports::known(tx, guild, &draft.content_key()).await? {
        return Ok(Found::Known(number));
    }
    if let Some((of, number)) = draft.origin
        && of == guild
        && let Some(case) = cases::find(tx, guild, number).await?
        && (case.kind, case.target) == (draft.kind, draft.target)
        && draft.opened_at == Some(case.opened_at)
    {
        return Ok(Found::Known(number));
    }
    Ok(Found::New(Box::new(draft)))
}

/// Makes a case of a draft.
async fn write(
    tx: &mut Tx,
    (guild, import, now): (GuildId, u64, Timestamp),
    (draft, by): (&Draft, &ActorRef),
    from: String,
) -> Result<u64> {
    let number = cases::next_number(tx, guild).await?;
    let row = CaseRow {
        number,
        ..filed(guild, draft, now).case
    };
    cases::insert(tx, &row).await?;
    let mark = Mark {
        import,
        content_key: &draft.content_key(),
        closed_at: draft.closed_at,
        hidden: draft.hidden,
        labels: &draft.labels,
    };
    store::imports::mark(tx, (guild, number), mark).await?;
    let origin = draft
        .origin
        .map(|(_, number)| format!("; it was case {number} there"));
    let text = format!("{from}{}", origin.unwrap_or_default());
    chain::append(tx, guild, number, &entry((now, by), "imported", text)).await?;
    if let Some(rule) = &draft.rule {
        cases::set_rule(tx, (guild, number), (now, by), rule).await?;
    }
    for note in &draft.notes {
        chain::append(tx, guild, number, &entry((now, by), "note", note.clone())).await?;
    }
    Ok(number)
}

/// A draft as the case that it becomes; the time of the import is that of a row without one.
fn filed(guild: GuildId, draft: &Draft, now: Timestamp) -> Filed {
    let draft = draft.clone();
    Filed {
        case: CaseRow {
            guild,
            number: 0,
            kind: draft.kind,
            state: draft.state,
            target: draft.target,
            target_name: draft.target_name,
            actor: draft.actor,
            reason: draft.reason,
            opened_at: draft.opened_at.unwrap_or(now),
            until: draft.until,
            action: None,
            audit_entry: None,
            detail: draft.detail,
            undoes: None,
            batch: None,
        },
        closed_at: draft.closed_at,
        hidden: draft.hidden,
        labels: draft.labels,
        links: Vec::new(),
        evidence: 0,
        import: None,
        rule: draft.rule,
    }
}

/// Lets the numbers of the times at which cases were opened be computed anew, as far as they are computed from facts.
async fn recount(tx: &mut Tx, guild: GuildId, opened: &[Timestamp]) -> Result<()> {
    let seen = guilds::first_seen_at(tx, guild).await?;
    // The day on which a guild was first seen counts whole.
    let seen = seen.map_or(0, |seen| seen.0 - DAY_MS);
    let horizon = archives::horizon(tx, guild).await?;
    let first = Timestamp(seen).max(horizon.unwrap_or_default());
    let counted = opened.iter().filter(|at| **at >= first);
    if let Some(oldest) = counted.min() {
        aggregates::forget(tx, guild, hour(*oldest)).await?;
    }
    Ok(())
}

fn entry((at, by): (Timestamp, &ActorRef), kind: &str, text: String) -> Entry {
    Entry {
        at,
        actor: by.clone(),
        kind: kind.into(),
        text,
    }
}

/// Tells the event log once for a part: whoever looks at cases reads them anew.
async fn changed(
    tx: &mut Tx,
    guild: GuildId,
    (case, now): (u64, Timestamp),
    text: &str,
) -> Result<()> {
    let text = text.into();
    let fact = (Some(guild), Body::CaseChanged { case, text });
    Ok(events::append(tx, now, &[fact]).await.map(drop)?)
}
