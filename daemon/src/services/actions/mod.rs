//! Actions: one journalled path for everything that is done to a member. The intent is committed first; a runner of the
//! daemon carries it out, whatever becomes of the caller.

mod adopt;
mod expire;
mod perform;
mod rights;
mod runner;

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::actions::{
    ActRequest, Action, ActionFilter, ActorRef, Kind, Preview, State, Submitted,
};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::{Body, MAX_WAIT_MS};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{ActionId, GuildId, Page, PageRequest, Timestamp, UserId};
use tokio::sync::Notify;

use super::{Error, Parts, Result};
use crate::clock::millis;
use crate::crash;
use crate::domain::actions::{Journal, LONGEST_DELETE, LONGEST_TIMEOUT};
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::store::actions::ActionRow;
use crate::store::cases::CaseRow;
use crate::store::expiries::Expiry;
use crate::store::{self, Tx, actions, cases, events, expiries, roster};
use runner::Runner;

/// The longest reason that is kept; what Discord keeps of it is cut to 512 letters.
const LONGEST_REASON: usize = 1000;

/// The service.
#[derive(Clone)]
pub struct Actions {
    parts: Arc<Parts>,
    runner: Arc<Runner>,
    /// Told when an expiry may have become the next one.
    expiries: Arc<Notify>,
}

impl Actions {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            runner: Arc::default(),
            expiries: Arc::default(),
        }
    }

    /// Resumes what an earlier run left, carries out what is asked for and ends what is due, until the daemon stops;
    /// returns when no step is under way.
    pub async fn run(self) {
        self.resume().await;
        self.expire_until_stopped().await;
        self.runner.end().await;
    }

    /// Runs every check and changes nothing.
    pub async fn preview(&self, actor: &Actor, request: &ActRequest) -> Result<Preview> {
        self.parts.check_sees(actor, request.guild)?;
        check_request(request)?;
        let mut checks = self.checks(actor, request);
        let mut tx = self.parts.db.read().await?;
        checks.extend(self.standing(&mut tx, request).await?.check());
        let message = if request.notify && request.kind != Kind::Note {
            2
        } else {
            0
        };
        let call = u32::from(!matches!(request.kind, Kind::Warn | Kind::Note));
        Ok(Preview {
            target: self
                .stored_name(&mut tx, request.guild, request.target)
                .await?,
            kind: request.kind,
            allowed: checks.iter().all(|check| check.ok),
            checks,
            calls: message + call,
            wait_ms: self
                .parts
                .vitals
                .governor
                .ask()
                .unwrap_or_default()
                .paused_ms,
        })
    }

    /// Commits the intent and returns. A retry with the same id answers with the same action.
    pub async fn submit(&self, actor: &Actor, request: ActRequest) -> Result<Submitted> {
        self.parts.check_sees(actor, request.guild)?;
        check_request(&request)?;
        if let Some(known) = self.known(&request).await? {
            return Ok(Submitted {
                action: self.record(known),
                created: false,
            });
        }
        if let Some(refusal) = self.parts.health.refusal() {
            return Err(Error::unavailable(refusal).hint("see `emp status`"));
        }
        rights::refuse(&self.checks(actor, &request))?;
        let row = match self.intend(actor, &request).await {
            Ok(row) => row,
            // Another call with this id was faster.
            Err(error) => match self.known(&request).await? {
                Some(known) => {
                    return Ok(Submitted {
                        action: self.record(known),
                        created: false,
                    });
                }
                None => return Err(error),
            },
        };
        crash::point("after_intent");
        if row.until.is_some() {
            self.expiries.notify_one();
        }
        if row.finished_at.is_none() {
            self.enqueue(&row);
        }
        Ok(Submitted {
            action: self.record(row),
            created: true,
        })
    }

    /// Waits until an action is final, at most 20 s; then answers with how it stands.
    pub async fn wait(&self, actor: &Actor, id: ActionId, wait_ms: u64) -> Result<Action> {
        let until = tokio::time::Instant::now() + Duration::from_millis(wait_ms.min(MAX_WAIT_MS));
        let mut finished = self.runner.finished();
        loop {
            let row = self.find(id).await?;
            self.parts.check_sees(actor, row.guild)?;
            if row.finished_at.is_some()
                || tokio::time::Instant::now() >= until
                || self.parts.stop.is_cancelled()
            {
                return Ok(self.record(row));
            }
            tokio::select! {
                () = runner::finishes(&mut finished, id) => {}
                () = tokio::time::sleep_until(until) => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Lists actions, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ActionFilter,
        page: &PageRequest,
    ) -> Result<Page<Action>> {
        if let Some(guild) = filter.guild {
            self.parts.check_sees(actor, guild)?;
        }
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let limit = page.limit.clamp(1, MAX_PAGE);
        let mut tx = self.parts.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = actions::list(&mut tx, filter, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}.{}", row.created_at.0, row.journal.id));
        let items = rows
            .into_iter()
            .filter(|row| self.parts.sees(actor, row.guild))
            .map(|row| self.record(row));
        Ok(Page {
            items: items.collect(),
            next,
            as_of,
        })
    }

    async fn find(&self, id: ActionId) -> Result<ActionRow> {
        let row = actions::find(&mut self.parts.db.read().await?, id).await?;
        row.ok_or_else(|| Error::not_found("action", &id))
    }

    /// The action that this request's id names already, if it is the same request.
    async fn known(&self, request: &ActRequest) -> Result<Option<ActionRow>> {
        let Some(row) = actions::find(&mut self.parts.db.read().await?, request.id).await? else {
            return Ok(None);
        };
        let same = (row.guild, row.target, row.journal.kind)
            == (request.guild, request.target, request.kind);
        if same {
            Ok(Some(row))
        } else {
            Err(Error::conflict(format!(
                "action id {} names another action",
                request.id
            )))
        }
    }

    /// The intent: action, case, its first entry, its expiry and its events, in one transaction.
    async fn intend(&self, actor: &Actor, request: &ActRequest) -> Result<ActionRow> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        // Taking the number locks the guild, so that of two who act at once the second sees what the first did.
        let number = cases::next_number(&mut tx, request.guild).await?;
        self.standing(&mut tx, request).await?.refuse()?;
        let target = self
            .stored_name(&mut tx, request.guild, request.target)
            .await?;
        let row = self.row(actor, request, (number, target.name.clone()), now);
        let case = case_of(&row);
        cases::insert(&mut tx, &case).await?;
        actions::insert(&mut tx, &row).await?;
        let entry = Entry {
            at: now,
            actor: row.actor_ref.clone(),
            kind: "pending".into(),
            text: describe(request),
        };
        cases::append(&mut tx, request.guild, number, &entry).await?;
        if let Some(expiry) = expiry_of(&row) {
            expiries::insert(&mut tx, &expiry).await?;
        }
        if row.finished_at.is_some() {
            self.settle_case(&mut tx, &row, now).await?;
        }
        let opened = Body::CaseOpened {
            case: number,
            action: request.kind,
            target,
            adopted: false,
        };
        let facts = [(Some(request.guild), opened), self.fact(&row)];
        events::append(&mut tx, now, &facts).await?;
        tx.commit().await?;
        Ok(row)
    }

    fn row(
        &self,
        actor: &Actor,
        request: &ActRequest,
        (number, target_name): (u64, String),
        now: Timestamp,
    ) -> ActionRow {
        let notify = request.notify && request.kind != Kind::Note;
        let journal = Journal::new(request.id, request.kind, notify);
        let length = request
            .duration_ms
            .and_then(|length| i64::try_from(length).ok());
        ActionRow {
            guild: request.guild,
            case: number,
            target: request.target,
            target_name,
            actor: actor.clone(),
            actor_ref: self.actor_ref(actor, request.guild),
            reason: request.reason.clone(),
            until: length.map(|length| Timestamp(now.0.saturating_add(length))),
            delete_seconds: request.delete_message_seconds.unwrap_or(0),
            created_at: now,
            finished_at: journal.state.is_final().then_some(now),
            journal,
        }
    }

    /// What the end of an action means for cases and expiries.
    async fn settle_case(&self, tx: &mut Tx, row: &ActionRow, now: Timestamp) -> store::Result<()> {
        let failed = row.journal.state == State::Failed;
        let state = if failed {
            CaseState::Failed
        } else {
            CaseState::Applied
        };
        cases::set_state(tx, row.guild, row.case, state).await?;
        match row.journal.kind {
            Kind::Ban | Kind::Timeout if failed => {
                expiries::close(tx, row.journal.id, now).await.map(drop)
            }
            Kind::Unban if !failed => {
                self.end_cases(tx, (row.guild, row.target), Kind::Ban, &row.actor_ref)
                    .await
            }
            Kind::Untimeout if !failed => {
                self.end_cases(tx, (row.guild, row.target), Kind::Timeout, &row.actor_ref)
                    .await
            }
            _ => Ok(()),
        }
    }

    /// Ends the cases of a kind that are in force for a user, and what would have ended them later.
    async fn end_cases(
        &self,
        tx: &mut Tx,
        (guild, user): (GuildId, UserId),
        kind: Kind,
        by: &ActorRef,
    ) -> store::Result<()> {
        let now = self.parts.clock.now();
        for case in cases::in_force(tx, guild, user, kind).await? {
            if case.state == CaseState::Pending {
                continue;
            }
            cases::set_state(tx, guild, case.number, CaseState::Ended).await?;
            let entry = Entry {
                at: now,
                actor: by.clone(),
                kind: "ended".into(),
                text: String::new(),
            };
            cases::append(tx, guild, case.number, &entry).await?;
            if let Some(action) = case.action {
                expiries::close(tx, action, now).await?;
            }
        }
        Ok(())
    }

    fn fact(&self, row: &ActionRow) -> (Option<GuildId>, Body) {
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
    async fn stored_name(
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

    fn actor_ref(&self, actor: &Actor, guild: GuildId) -> ActorRef {
        self.parts.actor_ref(actor, guild)
    }

    /// An action as clients see it.
    fn record(&self, row: ActionRow) -> Action {
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
        }
    }
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

fn describe(request: &ActRequest) -> String {
    let length = request
        .duration_ms
        .map(|length| format!("for {}", duration::format(Duration::from_millis(length))));
    [length, request.reason.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ")
}

/// Refuses a request that is wrong by itself.
fn check_request(request: &ActRequest) -> Result<()> {
    if request
        .reason
        .as_ref()
        .is_some_and(|reason| reason.chars().count() > LONGEST_REASON)
    {
        return Err(Error::invalid(
            "reason",
            format!("has more than {LONGEST_REASON} letters"),
        ));
    }
    if request
        .delete_message_seconds
        .is_some_and(|seconds| seconds > LONGEST_DELETE || request.kind != Kind::Ban)
    {
        return Err(Error::invalid(
            "delete_message_seconds",
            "is for bans, and 7 days at most",
        ));
    }
    let needs_reason = matches!(request.kind, Kind::Note | Kind::Warn);
    if needs_reason
        && request
            .reason
            .as_deref()
            .is_none_or(|reason| reason.trim().is_empty())
    {
        return Err(Error::invalid(
            "reason",
            "is missing: a warning and a note are their text",
        ));
    }
    let longest = u64::try_from(millis(LONGEST_TIMEOUT)).unwrap_or(u64::MAX);
    match (request.kind, request.duration_ms) {
        (Kind::Timeout, None) => Err(Error::invalid(
            "duration",
            "is missing: a timeout has one, 28d at most",
        )),
        (Kind::Timeout, Some(length)) if length > longest => Err(Error::invalid(
            "duration",
            "is too long: Discord keeps a timeout for 28d at most",
        )),
        (Kind::Timeout | Kind::Ban, Some(0)) => Err(Error::invalid("duration", "is zero")),
        (Kind::Timeout | Kind::Ban, _) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Error::invalid("duration", "is for bans and timeouts")),
    }
}

fn read_cursor(text: &str) -> Result<(i64, ActionId)> {
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| {
        Error::invalid(
            "after",
            format!("`{text}` is no place in a list of actions"),
        )
    })
}
