//! The inbox: what waits for a person. Every change is an entry of the item, a record of the audit log and a fact of the
//! event log, in one transaction that holds the guild's lock, so that of two moderators the second sees the first.

mod answer;
mod appeal;
mod decide;
mod file;
mod ring;

use std::sync::Arc;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Evidence, Item, ItemDetail, ItemFilter, Report};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest};
use tokio::sync::Notify;

pub use appeal::{Appeal, Standing as AppealStanding};
pub use file::{Filed, Filing, Snapshot, Subject};
pub(super) use ring::Rang;

use super::page::cut;
use super::{Actions, Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::inbox::{Refusal, Standing};
use crate::seal::{Place, Sealed};
use crate::store::evidence::{self, EvidenceRow};
use crate::store::inbox::{self, ItemRow, ReportRow};
use crate::store::{Tx, events};

/// The service.
#[derive(Clone)]
pub struct Inbox {
    parts: Arc<Parts>,
    actions: Actions,
    /// Told when a reporter waits for an answer.
    answers: Arc<Notify>,
}

impl Inbox {
    pub(super) fn new(parts: Arc<Parts>, actions: Actions) -> Self {
        Self {
            parts,
            actions,
            answers: Arc::default(),
        }
    }

    /// Lists items, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ItemFilter,
        page: &PageRequest,
    ) -> Result<Page<Item>> {
        if let Some(guild) = filter.guild {
            self.parts.check_moderates(actor, guild)?;
        }
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let asker = self
            .parts
            .actor_ref(actor, filter.guild.unwrap_or_default());
        let mine = filter.mine.then_some(&asker);
        let mut tx = self.parts.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = inbox::list(&mut tx, filter, mine, before, limit + 1).await?;
        let next = cut(&mut rows, limit, cursor);
        let visible = rows
            .into_iter()
            .filter(|row| self.parts.check_moderates(actor, row.guild).is_ok());
        Ok(Page {
            items: visible.map(|row| self.parts.item(row)).collect(),
            next,
            as_of,
        })
    }

    /// Shows an item with its reports, evidence and history.
    pub async fn show(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<ItemDetail> {
        self.parts.check_moderates(actor, guild)?;
        let reads = may_read(actor);
        let mut tx = self.parts.db.read().await?;
        let row = read(&mut tx, guild, number).await?;
        let reports = inbox::reports(&mut tx, guild, number).await?;
        let evidence = evidence::of_item(&mut tx, guild, number).await?;
        let entries = inbox::entries(&mut tx, guild, number).await?;
        Ok(ItemDetail {
            item: self.parts.item(row),
            reports: reports
                .into_iter()
                .map(|report| self.parts.report(report, reads))
                .collect(),
            evidence: evidence
                .into_iter()
                .map(|piece| self.evidence_of(guild, piece, reads))
                .collect(),
            entries,
        })
    }

    fn evidence_of(&self, guild: GuildId, row: EvidenceRow, reads: bool) -> Evidence {
        let place = Place {
            guild,
            channel: row.channel,
            message: row.message,
        };
        let text = row.sealed.as_ref().filter(|_| reads);
        Evidence {
            text: text.and_then(|sealed| self.parts.open_kept(place, sealed)),
            at: row.at,
            channel: row.channel,
            message: row.message,
            author: named(row.author, row.author_name),
            attachments: row.attachments,
        }
    }

    fn seal(&self, place: Place, text: &str) -> Result<Sealed> {
        let sealed = self.parts.seal.seal(place, text);
        sealed.map_err(|error| Error::Internal(Box::new(error)))
    }

    /// Writes down what happened to an item: its history, the audit log and the event log. Call it last.
    async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &ItemRow,
        what: (&str, String),
    ) -> Result<()> {
        let named = self.parts.actor_ref(actor, row.guild);
        self.tell_of(tx, (actor, named), row, what).await
    }

    /// The same of somebody whose name is known, though they may be no member any more.
    async fn tell_of(
        &self,
        tx: &mut Tx,
        (actor, named): (&Actor, ActorRef),
        row: &ItemRow,
        (kind, text): (&str, String),
    ) -> Result<()> {
        let at = self.parts.clock.now();
        let entry = Entry {
            at,
            actor: named,
            kind: kind.into(),
            text,
        };
        inbox::append(tx, (row.guild, row.number), &entry).await?;
        // The chain keeps names for ever, so it names moderators only.
        let member = matches!(kind, "reported" | "appealed" | "explained");
        let keeper = Actor::System { name: "inbox" };
        let by = if member { &keeper } else { actor };
        if kind != "explained" {
            self.parts.tell_item(tx, row.guild, row.number).await?;
        }
        let record = (format!("inbox_{kind}"), format!("item {}", row.number));
        self.parts
            .record(tx, by, Some(row.guild), (&record.0, record.1))
            .await?;
        let body = Body::InboxChanged {
            item: row.number,
            what: row.kind.word().into(),
            text: kind.into(),
        };
        events::append(tx, at, &[(Some(row.guild), body)]).await?;
        Ok(())
    }
}

impl Parts {
    /// An item as clients see it.
    pub(super) fn item(&self, row: ItemRow) -> Item {
        let target = self.user_ref(row.guild, row.target);
        Item {
            target: target.unwrap_or_else(|| named(row.target, row.target_name)),
            guild: row.guild,
            number: row.number,
            kind: row.kind,
            state: row.state,
            channel: row.channel,
            message: row.message,
            case: row.case,
            alert: row.alert,
            reports: row.reports,
            assignee: row.assignee,
            opened_at: row.opened_at,
            changed_at: row.changed_at,
            decision: row.decision,
            reason: row.reason,
            outcome: row.outcome,
            merged_into: row.merged_into,
            resolved_at: row.resolved_at,
        }
    }

    /// A report as clients see it.
    pub(super) fn report(&self, row: ReportRow, reads: bool) -> Report {
        let place = words_place(row.guild, row.interaction);
        let words = row.sealed.as_ref().filter(|_| reads);
        Report {
            words: words.and_then(|sealed| self.open_kept(place, sealed)),
            by: named(row.user, row.user_name),
            at: row.at,
            answer: row.answer,
        }
    }

    pub(super) fn open_kept(&self, place: Place, sealed: &Sealed) -> Option<String> {
        let opened = self.seal.open_text(place, sealed);
        opened
            .inspect_err(|error| tracing::warn!(guild.id = place.guild.0, %error, "a kept text could not be opened"))
            .ok()
    }
}

async fn read(tx: &mut Tx, guild: GuildId, number: u64) -> Result<ItemRow> {
    let row = inbox::find(tx, guild, number).await?;
    row.ok_or_else(|| Error::not_found("item", &number))
}

impl ItemRow {
    fn standing(&self) -> Standing<'_> {
        Standing {
            number: self.number,
            kind: self.kind,
            state: self.state,
            assignee: self.assignee.as_ref(),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let error = Self::conflict(refusal.message);
        if refusal.hint.is_empty() {
            error
        } else {
            error.hint(refusal.hint)
        }
    }
}

/// Where the words of a reporter are sealed.
fn words_place(guild: GuildId, interaction: u64) -> Place {
    Place {
        guild,
        channel: emperione_protocol::ChannelId(0),
        message: emperione_protocol::MessageId(interaction),
    }
}

pub(super) fn named(id: emperione_protocol::UserId, name: String) -> UserRef {
    UserRef {
        id,
        name,
        display_name: None,
    }
}

/// Whoever only views sees that something was reported, not what was said.
pub(super) fn may_read(actor: &Actor) -> bool {
    match actor {
        Actor::Local { role, .. } => *role >= Role::Helper,
        Actor::System { .. } | Actor::User { .. } => true,
    }
}

fn cursor(row: &ItemRow) -> String {
    format!("{}.{}.{}", row.opened_at.0, row.guild, row.number)
}

fn read_cursor(text: &str) -> Result<(i64, u64, u64)> {
    let mut parts = text.split('.');
    let place = (|| {
        let at = parts.next()?.parse().ok()?;
        let guild = parts.next()?.parse().ok()?;
        Some((at, guild, parts.next()?.parse().ok()?))
    })();
    place.ok_or_else(|| Error::invalid("after", format!("`{text}` is no place in the inbox")))
}
