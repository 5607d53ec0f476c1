//! The intent of an action: what is written before anything is sent, and what its end means for the books.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, ActorRef, Kind, State};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{BatchId, GuildId, Timestamp, UserId};

use super::Actions;
use crate::clock::millis;
use crate::domain::actions::kinds::{Length, facts};
use crate::domain::actions::{Journal, LONGEST_DELETE, LONGEST_TIMEOUT};
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::services::{Error, Result};
use crate::store::actions::ActionRow;
use crate::store::cases::CaseRow;
use crate::store::expiries::Expiry;
use crate::store::{self, Tx, actions, cases, expiries, roster};

/// What the event log is told.
pub(in crate::services) type Fact = (Option<GuildId>, Body);

/// The longest reason that is kept; what Discord keeps of it is cut to 512 letters.
const LONGEST_REASON: usize = 1000;
/// Guild: Modify Guild Member.
const LONGEST_NICK: usize = 32;

impl Actions {
    /// Action, case, its first entry and its expiry, in the transaction of the caller, who appends the facts at its end.
    /// The guild's head is locked by then ([`cases::lock`]), and the standing was asked.
    pub(in crate::services) async fn write_intent(
        &self,
        tx: &mut Tx,
        row: ActionRow,
    ) -> store::Result<(ActionRow, [Fact; 2])> {
        let target = self.stored_name(tx, row.guild, row.target).await?;
        let row = ActionRow {
            case: cases::next_number(tx, row.guild).await?,
            target_name: target.name.clone(),
            ..row
        };
        cases::insert(tx, &case_of(&row)).await?;
        actions::insert(tx, &row).await?;
        let entry = Entry {
            at: row.created_at,
            actor: row.actor_ref.clone(),
            kind: "pending".into(),
            text: describe(&row),
        };
        cases::append(tx, row.guild, row.case, &entry).await?;
        if let Some(expiry) = expiry_of(&row) {
            expiries::insert(tx, &expiry).await?;
        }
        if row.finished_at.is_some() {
            self.settle_case(tx, &row, row.created_at).await?;
        }
        let opened = Body::CaseOpened {
            case: row.case,
            action: row.journal.kind,
            target,
            adopted: false,
        };
        let facts = [(Some(row.guild), opened), self.fact(&row)];
        Ok((row, facts))
    }

    /// The row of a new action, which has no case yet.
    pub(in crate::services) fn row(
        &self,
        actor: &Actor,
        request: &ActRequest,
        batch: Option<BatchId>,
    ) -> ActionRow {
        let now = self.parts.clock.now();
        let journal = Journal::new(request.id, request.kind, notifies(request));
        let length = request
            .duration_ms
            .and_then(|length| i64::try_from(length).ok());
        let mut detail = request.detail.clone();
        if request.kind == Kind::Nick {
            detail.former_nick = self.nick(request.guild, request.target);
        }
        ActionRow {
            guild: request.guild,
            case: 0,
            target: request.target,
            target_name: String::new(),
            actor: actor.clone(),
            actor_ref: self.parts.actor_ref(actor, request.guild),
            reason: request.reason.clone(),
            until: length.map(|length| Timestamp(now.0.saturating_add(length))),
            delete_seconds: request.delete_message_seconds.unwrap_or(0),
            detail,
            undoes: request.undoes,
            batch,
            created_at: now,
            finished_at: journal.state.is_final().then_some(now),
            journal,
        }
    }

    /// What the end of an action means for cases and expiries.
    pub(super) async fn settle_case(
        &self,
        tx: &mut Tx,
        row: &ActionRow,
        now: Timestamp,
    ) -> store::Result<()> {
        let failed = row.journal.state == State::Failed;
        let state = if failed {
            CaseState::Failed
        } else {
            CaseState::Applied
        };
        cases::set_state(tx, row.guild, row.case, state).await?;
        if failed {
            return expiries::close(tx, row.journal.id, now).await.map(drop);
        }
        if let Some(undone) = row.undoes {
            let text = format!("undone by case {}", row.case);
            self.end_case(tx, (row.guild, undone), &row.actor_ref, text)
                .await?;
        }
        let ended = match row.journal.kind {
            Kind::Unban => Kind::Ban,
            Kind::Untimeout => Kind::Timeout,
            _ => return Ok(()),
        };
        self.end_cases(tx, (row.guild, row.target), ended, &row.actor_ref)
            .await
    }

    /// Ends one case, and what would have ended it later.
    pub(super) async fn end_case(
        &self,
        tx: &mut Tx,
        (guild, number): (GuildId, u64),
        by: &ActorRef,
        text: String,
    ) -> store::Result<()> {
        match cases::find(tx, guild, number).await? {
            Some(case) if case.state == CaseState::Applied => {
                self.close_case(tx, &case, by, text).await
            }
            _ => Ok(()),
        }
    }

    /// Ends the cases of a kind that are in force for a user, and what would have ended them later.
    pub(super) async fn end_cases(
        &self,
        tx: &mut Tx,
        (guild, user): (GuildId, UserId),
        kind: Kind,
        by: &ActorRef,
    ) -> store::Result<()> {
        for case in cases::in_force(tx, guild, user, kind).await? {
            if case.state != CaseState::Pending {
                self.close_case(tx, &case, by, String::new()).await?;
            }
        }
        Ok(())
    }

    async fn close_case(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        by: &ActorRef,
        text: String,
    ) -> store::Result<()> {
        let now = self.parts.clock.now();
        cases::set_state(tx, case.guild, case.number, CaseState::Ended).await?;
        let entry = Entry {
            at: now,
            actor: by.clone(),
            kind: "ended".into(),
            text,
        };
        cases::append(tx, case.guild, case.number, &entry).await?;
        if let Some(action) = case.action {
            expiries::close(tx, action, now).await?;
        }
        Ok(())
    }

    pub(super) fn nick(&self, guild: GuildId, user: UserId) -> Option<String> {
        let state = self.parts.state.read();
        state.member(guild, user)?.nick().map(str::to_owned)
    }

    pub(super) fn fact(&self, row: &ActionRow) -> Fact {
        let journal = &row.journal;
        let known = self.parts.user_ref(row.guild, row.target);
        let target = known.unwrap_or_else(|| stored_ref(row));
        let body = Body::Action {
            id: journal.id,
            case: row.case,
            action: journal.kind,
            target,
            state: journal.state,
        };
        (Some(row.guild), body)
    }

    fn name(&self, guild: GuildId, user: UserId) -> UserRef {
        let known = self.parts.user_ref(guild, user);
        known.unwrap_or_else(|| UserRef {
            id: user,
            name: user.to_string(),
            display_name: None,
        })
    }

    /// The same, also of somebody who is gone: by what the books know.
    pub(in crate::services) async fn stored_name(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        user: UserId,
    ) -> store::Result<UserRef> {
        if let Some(known) = self.parts.user_ref(guild, user) {
            return Ok(known);
        }
        let found = roster::find(tx, guild, user).await?;
        Ok(found.map_or_else(
            || self.name(guild, user),
            |entry| UserRef {
                id: user,
                name: entry.name,
                display_name: entry.display_name,
            },
        ))
    }

    /// An action as clients see it.
    pub(super) fn record(&self, row: ActionRow) -> Action {
        let known = self.parts.user_ref(row.guild, row.target);
        let stored = stored_ref(&row);
        Action {
            id: row.journal.id,
            guild: row.guild,
            case: row.case,
            kind: row.journal.kind,
            target: known.unwrap_or(stored),
            actor: row.actor_ref,
            reason: row.reason,
            state: row.journal.state,
            error: row.journal.error,
            direct_message: row.journal.direct_message,
            created_at: row.created_at,
            finished_at: row.finished_at,
            until: row.until,
            detail: row.detail,
            undoes: row.undoes,
            batch: row.batch,
        }
    }
}

/// Whether the target is told of it.
pub(in crate::services) fn notifies(request: &ActRequest) -> bool {
    request.notify && request.kind != Kind::Note
}

fn stored_ref(row: &ActionRow) -> UserRef {
    UserRef {
        id: row.target,
        name: row.target_name.clone(),
        display_name: None,
    }
}

fn case_of(row: &ActionRow) -> CaseRow {
    CaseRow {
        guild: row.guild,
        number: row.case,
        kind: row.journal.kind,
        state: CaseState::Pending,
        target: row.target,
        target_name: row.target_name.clone(),
        actor: row.actor_ref.clone(),
        reason: row.reason.clone(),
        opened_at: row.created_at,
        until: row.until,
        action: Some(row.journal.id),
        audit_entry: None,
        detail: row.detail.clone(),
        undoes: row.undoes,
        batch: row.batch,
    }
}

fn expiry_of(row: &ActionRow) -> Option<Expiry> {
    let (guild, user, kind) = (row.guild, row.target, row.journal.kind);
    row.until.map(|due_at| Expiry {
        action: row.journal.id,
        guild,
        user,
        kind,
        due_at,
        attempts: 0,
    })
}

fn describe(row: &ActionRow) -> String {
    let length = row.until.map(|until| {
        let ms = (until.0 - row.created_at.0).max(0).unsigned_abs();
        format!("for {}", duration::format(Duration::from_millis(ms)))
    });
    [length, row.reason.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ")
}

/// Refuses a request that is wrong by itself.
pub(in crate::services) fn check_request(request: &ActRequest) -> Result<()> {
    check_reason(request)?;
    check_length(request)?;
    check_detail(request)?;
    let facts = facts(request.kind);
    let deletes = request.delete_message_seconds;
    if deletes.is_some_and(|seconds| seconds > LONGEST_DELETE || !facts.deletes) {
        return Err(Error::invalid(
            "delete_message_seconds",
            "is for bans and softbans, and 7 days at most",
        ));
    }
    if request.kind == Kind::Unwarn && request.undoes.is_none() {
        return Err(Error::invalid(
            "undoes",
            "is missing: which warning is taken back is said by its case",
        ));
    }
    Ok(())
}

fn check_reason(request: &ActRequest) -> Result<()> {
    let reason = request.reason.as_deref().unwrap_or_default();
    if reason.chars().count() > LONGEST_REASON {
        let why = format!("has more than {LONGEST_REASON} letters");
        return Err(Error::invalid("reason", why));
    }
    if facts(request.kind).needs_reason && reason.trim().is_empty() {
        let why = "is missing: a warning and a note are their text";
        return Err(Error::invalid("reason", why));
    }
    Ok(())
}

fn check_length(request: &ActRequest) -> Result<()> {
    let longest = u64::try_from(millis(LONGEST_TIMEOUT)).unwrap_or(u64::MAX);
    let why = match (facts(request.kind).length, request.duration_ms) {
        (Length::Must, None) => "is missing: a timeout has one, 28d at most",
        (Length::Must, Some(length)) if length > longest => {
            "is too long: Discord keeps a timeout for 28d at most"
        }
        (Length::Never, Some(_)) => "is for bans, timeouts and roles",
        (_, Some(0)) => "is zero",
        _ => return Ok(()),
    };
    Err(Error::invalid("duration", why))
}

fn check_detail(request: &ActRequest) -> Result<()> {
    let takes_role = matches!(request.kind, Kind::RoleAdd | Kind::RoleRemove);
    match request.detail.role {
        None if takes_role => return Err(Error::invalid("role", "is missing")),
        Some(_) if !takes_role => return Err(Error::invalid("role", "is for `role`")),
        _ => {}
    }
    let nick = request.detail.nick.as_deref();
    if nick.is_some() && request.kind != Kind::Nick {
        return Err(Error::invalid("nick", "is for `nick`"));
    }
    if nick.is_some_and(|nick| nick.trim().is_empty() || nick.chars().count() > LONGEST_NICK) {
        let why = format!("has 1 to {LONGEST_NICK} letters; without one it is taken away");
        return Err(Error::invalid("nick", why));
    }
    Ok(())
}
