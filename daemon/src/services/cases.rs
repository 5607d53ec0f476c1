//! Cases: lists, one with its entries, and what people write into them.

use std::sync::Arc;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::{
    Case, CaseChange, CaseDetail, CaseEdit, CaseFilter, EditRequest, Edited, Entry,
};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest, Timestamp};

use super::access::unnamed;
use super::page::cut;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::cases::edit::{self, Refusal, Sheet, Written};
use crate::store::cases::{CaseRow, Filed};
use crate::store::{Tx, cases, chain, events};

/// A page of an export has about so many bytes, which fit well into a frame.
const LONGEST_PAGE: usize = 1 << 20;
/// What a record takes besides its text.
const RECORD: usize = 200;

/// The service.
#[derive(Clone)]
pub struct Cases(pub(super) Arc<Parts>);

impl Cases {
    /// Lists cases, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &CaseFilter,
        page: &PageRequest,
    ) -> Result<Page<Case>> {
        if let Some(guild) = filter.guild {
            self.0.check_moderates(actor, guild)?;
        }
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = cases::list(&mut tx, filter, before, limit + 1).await?;
        let next = cut(&mut rows, limit, cursor);
        let visible = rows
            .into_iter()
            .filter(|row| self.0.check_moderates(actor, row.case.guild).is_ok());
        Ok(Page {
            items: visible.map(|row| self.0.case(row)).collect(),
            next,
            as_of,
        })
    }

    /// Shows a case with its entries.
    pub async fn show(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<CaseDetail> {
        self.0.check_moderates(actor, guild)?;
        let mut tx = self.0.db.read().await?;
        let row = read(&mut tx, guild, number).await?;
        self.detail(&mut tx, actor, row).await
    }

    /// Gives cases with their entries and their evidence, newest first. A page ends early where its cases are long.
    pub async fn export(
        &self,
        actor: &Actor,
        filter: &CaseFilter,
        page: &PageRequest,
    ) -> Result<Page<CaseDetail>> {
        if let Some(guild) = filter.guild {
            self.0.check_moderates(actor, guild)?;
        }
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let rows = cases::list(&mut tx, filter, before, limit + 1).await?;
        let (all, mut read, mut size) = (rows.len(), 0, 0);
        let (mut items, mut last) = (Vec::new(), None);
        for row in rows.into_iter().take(limit as usize) {
            read += 1;
            last = Some(cursor(&row));
            if self.0.check_moderates(actor, row.case.guild).is_err() {
                continue;
            }
            let detail = self.detail(&mut tx, actor, row).await?;
            size += letters(&detail);
            items.push(detail);
            if size > LONGEST_PAGE {
                break;
            }
        }
        let next = last.filter(|_| read < all);
        Ok(Page { items, next, as_of })
    }

    async fn detail(&self, tx: &mut Tx, actor: &Actor, row: Filed) -> Result<CaseDetail> {
        let case = (row.case.guild, row.case.number);
        Ok(CaseDetail {
            entries: cases::entries(tx, case.0, case.1).await?,
            evidence: self.0.pieces(tx, actor, case).await?,
            case: self.0.case(row),
        })
    }

    /// Says what edits changed in a case, oldest first.
    pub async fn diff(
        &self,
        actor: &Actor,
        guild: GuildId,
        number: u64,
    ) -> Result<Vec<CaseChange>> {
        Ok(edit::changes(
            &self.show(actor, guild, number).await?.entries,
        ))
    }

    /// Writes into a case, or only says what would be written.
    pub async fn edit(&self, actor: &Actor, request: &EditRequest) -> Result<Edited> {
        let EditRequest {
            guild,
            number,
            ref edit,
            dry_run,
        } = *request;
        self.check_edits(actor, guild, edit)?;
        let now = self.0.clock.now();
        let by = self.0.actor_ref(actor, guild);
        let mut tx = if dry_run {
            self.0.db.read().await?
        } else {
            self.0.db.write().await?
        };
        if !dry_run {
            // Of two who edit at once, the second sees what the first wrote.
            chain::lock(&mut tx, guild).await?;
        }
        let filed = read(&mut tx, guild, number).await?;
        let written = filed.sheet().edit(edit)?;
        let entry = entry_of(&written, &by, now);
        let mut all = vec![(number, written.clone())];
        if let CaseEdit::Link(other) | CaseEdit::Unlink(other) = edit {
            all.push((*other, other_side(&mut tx, guild, number, edit).await?));
        }
        if dry_run {
            let case = self.0.case(after(filed, written.sheet, now));
            return Ok(Edited { case, entry });
        }
        let mut facts = Vec::new();
        for (number, written) in &all {
            cases::save(&mut tx, guild, &written.sheet, now).await?;
            cases::append(&mut tx, guild, *number, &entry_of(written, &by, now)).await?;
            let (case, text) = (*number, written.kind.into());
            facts.push((Some(guild), Body::CaseChanged { case, text }));
        }
        let filed = read(&mut tx, guild, number).await?;
        events::append(&mut tx, now, &facts).await?;
        tx.commit().await?;
        let case = self.0.case(filed);
        Ok(Edited { case, entry })
    }

    /// Notes are for helpers, hiding is for admins, the rest is for moderators.
    fn check_edits(&self, actor: &Actor, guild: GuildId, edit: &CaseEdit) -> Result<()> {
        match edit {
            CaseEdit::Hide | CaseEdit::Unhide => self.0.check_manages(actor, guild),
            CaseEdit::Note(_) => self.0.check_moderates_as(actor, guild, Role::Helper),
            _ => self.0.check_moderates_as(actor, guild, Role::Moderator),
        }
    }
}

pub(super) async fn read(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Filed> {
    let filed = cases::read(tx, guild, number).await?;
    filed.ok_or_else(|| Error::not_found("case", &number))
}

/// What a link writes into the case at its other end. Links are always both ways, so it cannot be so already.
async fn other_side(tx: &mut Tx, guild: GuildId, number: u64, edit: &CaseEdit) -> Result<Written> {
    let (other, back) = match edit {
        CaseEdit::Unlink(other) => (*other, CaseEdit::Unlink(number)),
        CaseEdit::Link(other) => (*other, CaseEdit::Link(number)),
        _ => return Err(Error::invalid("link", "names no other case")),
    };
    Ok(read(tx, guild, other).await?.sheet().edit(&back)?)
}

fn entry_of(written: &Written, by: &ActorRef, at: Timestamp) -> Entry {
    Entry {
        at,
        actor: by.clone(),
        kind: written.kind.into(),
        text: written.text.clone(),
    }
}

/// A case as an edit would leave it.
fn after(filed: Filed, sheet: Sheet, now: Timestamp) -> Filed {
    let closed_at = sheet.closed.then(|| filed.closed_at.unwrap_or(now));
    Filed {
        case: CaseRow {
            reason: sheet.reason,
            ..filed.case
        },
        closed_at,
        hidden: sheet.hidden,
        labels: sheet.labels,
        links: sheet.links,
        ..filed
    }
}

/// About how much a case takes on its way.
fn letters(detail: &CaseDetail) -> usize {
    let entries = detail.entries.iter().map(|entry| entry.text.len());
    let quotes = detail.evidence.iter().flat_map(|piece| &piece.quotes);
    let quotes = quotes.map(|quote| quote.text.as_ref().map_or(0, String::len) + RECORD);
    RECORD + entries.map(|length| length + RECORD).sum::<usize>() + quotes.sum::<usize>()
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid { field, why } => Self::invalid(field, why),
            Refusal::Already { message, hint } => Self::conflict(message).hint(hint),
        }
    }
}

impl Parts {
    /// A case as clients see it.
    pub(super) fn case(&self, filed: Filed) -> Case {
        let row = filed.case;
        let known = self.user_ref(row.guild, row.target);
        let stored = UserRef {
            id: row.target,
            name: row.target_name,
            display_name: None,
        };
        Case {
            guild: row.guild,
            number: row.number,
            kind: row.kind,
            state: row.state,
            target: known.unwrap_or(stored),
            actor: row.actor,
            reason: row.reason,
            opened_at: row.opened_at,
            until: row.until,
            action: row.action,
            closed_at: filed.closed_at,
            hidden: filed.hidden,
            labels: filed.labels,
            links: filed.links,
            detail: row.detail,
            undoes: row.undoes,
            batch: row.batch,
            evidence: filed.evidence,
            import: filed.import,
            rule: filed.rule,
        }
    }

    /// An actor as records name them.
    pub(super) fn actor_ref(&self, actor: &Actor, guild: GuildId) -> ActorRef {
        match actor {
            Actor::User { id } => ActorRef::User {
                user: self.user_ref(guild, *id).unwrap_or_else(|| unnamed(*id)),
            },
            Actor::Local { uid, name, .. } => ActorRef::Local {
                uid: *uid,
                name: name.clone(),
            },
            Actor::System { name } => ActorRef::System {
                name: (*name).into(),
            },
        }
    }
}

fn cursor(filed: &Filed) -> String {
    let row = &filed.case;
    format!("{}.{}.{}", row.opened_at.0, row.guild, row.number)
}

fn read_cursor(text: &str) -> Result<(i64, u64, u64)> {
    let mut parts = text.split('.');
    let mut next = || parts.next();
    let read = (|| {
        Some((
            next()?.parse().ok()?,
            next()?.parse().ok()?,
            next()?.parse().ok()?,
        ))
    })();
    read.ok_or_else(|| Error::invalid("after", format!("`{text}` is no place in a list of cases")))
}
