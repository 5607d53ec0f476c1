//! What others do in Discord becomes a case, once, with its true actor and time.

use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::{GuildId, MessageId, Timestamp, UserId};

use super::Actions;
use futures::future::BoxFuture;

use crate::domain::actions::notice;
use crate::domain::event::AuditEntry;
use crate::ingest::Observer;
use crate::services::Result;
use crate::store::cases::{self, CaseRow};
use crate::store::{Tx, actions, events, expiries};

/// Discord's numbers of acts (Audit Log: Audit Log Events).
const MEMBER_KICK: u16 = 20;
const MEMBER_BAN_ADD: u16 = 22;
const MEMBER_BAN_REMOVE: u16 = 23;
const MEMBER_UPDATE: u16 = 24;

/// An act on a member, as the audit log tells it.
struct Act {
    kind: Kind,
    until: Option<Timestamp>,
}

impl Observer for Actions {
    fn observe<'a>(&'a self, entry: &'a AuditEntry) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.adopt(entry))
    }

    fn reconciled(&self, guild: GuildId) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.recheck(guild))
    }
}

impl Actions {
    /// Checks what was expected while we did not listen to a guild.
    async fn recheck(&self, guild: GuildId) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        expiries::recheck(&mut tx, guild, self.parts.clock.now()).await?;
        tx.commit().await?;
        self.wake_expiries();
        Ok(())
    }

    /// Takes note of an entry of the audit log; a second time it changes nothing.
    async fn adopt(&self, entry: &AuditEntry) -> Result<()> {
        let (Some(act), Some(target), Some(actor)) =
            (read(entry), entry.target.map(UserId), entry.actor)
        else {
            return Ok(());
        };
        let mut tx = self.parts.db.write().await?;
        if self.is_ours(&mut tx, entry, act.kind, target).await?
            || cases::is_adopted(&mut tx, entry.id).await?
        {
            return Ok(());
        }
        let now = self.parts.clock.now();
        let named = self.stored_name(&mut tx, entry.guild, target).await?;
        let number = cases::next_number(&mut tx, entry.guild).await?;
        let by = ActorRef::User {
            user: self.stored_name(&mut tx, entry.guild, actor).await?,
        };
        let row = adopted(
            entry,
            &act,
            number,
            (by.clone(), named.name.clone()),
            target,
        );
        let opened_at = row.opened_at;
        if !cases::insert(&mut tx, &row).await? {
            return Ok(());
        }
        let text = entry.reason.clone().unwrap_or_default();
        let adoption = Entry {
            at: opened_at,
            actor: by.clone(),
            kind: "adopted".into(),
            text,
        };
        cases::append(&mut tx, entry.guild, number, &adoption).await?;
        let ends = match act.kind {
            Kind::Unban => Some(Kind::Ban),
            Kind::Untimeout => Some(Kind::Timeout),
            _ => None,
        };
        if let Some(ended) = ends {
            self.end_cases(&mut tx, (entry.guild, target), ended, &by)
                .await?;
        }
        let target = named;
        let body = Body::CaseOpened {
            case: number,
            action: act.kind,
            target,
            adopted: true,
        };
        events::append(&mut tx, now, &[(Some(entry.guild), body)]).await?;
        Ok(tx.commit().await?)
    }

    /// An entry is ours only if our bot made it and its marker, target and kind are those of an action of ours.
    async fn is_ours(
        &self,
        tx: &mut Tx,
        entry: &AuditEntry,
        kind: Kind,
        target: UserId,
    ) -> Result<bool> {
        let me = self.parts.state.read().me.as_ref().map(|me| me.id);
        let Some(id) = entry
            .reason
            .as_deref()
            .and_then(notice::read_marker)
            .filter(|_| entry.actor == me)
        else {
            return Ok(false);
        };
        let row = actions::find(tx, id).await?;
        // A ban's own end bears the ban's marker.
        let fits = |of: Kind| of == kind || (of, kind) == (Kind::Ban, Kind::Unban);
        Ok(row.is_some_and(|row| row.target == target && fits(row.journal.kind)))
    }
}

fn read(entry: &AuditEntry) -> Option<Act> {
    let plain = |kind| Some(Act { kind, until: None });
    match entry.action_type {
        MEMBER_KICK => plain(Kind::Kick),
        MEMBER_BAN_ADD => plain(Kind::Ban),
        MEMBER_BAN_REMOVE => plain(Kind::Unban),
        MEMBER_UPDATE => {
            let change = entry
                .changes
                .iter()
                .find(|change| change.key == "communication_disabled_until")?;
            let until = change
                .new
                .as_deref()
                .and_then(|json| serde_json::from_str::<Timestamp>(json).ok());
            Some(Act {
                kind: if until.is_some() {
                    Kind::Timeout
                } else {
                    Kind::Untimeout
                },
                until,
            })
        }
        _ => None,
    }
}

fn adopted(
    entry: &AuditEntry,
    act: &Act,
    number: u64,
    (actor, target_name): (ActorRef, String),
    target: UserId,
) -> CaseRow {
    CaseRow {
        guild: entry.guild,
        number,
        kind: act.kind,
        state: CaseState::Applied,
        target,
        target_name,
        actor,
        reason: entry.reason.clone(),
        // An entry's id holds the time of the act.
        opened_at: MessageId(entry.id).created_at(),
        until: act.until,
        action: None,
        audit_entry: Some(entry.id),
    }
}
