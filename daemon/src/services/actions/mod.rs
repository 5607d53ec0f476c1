//! Actions: one journalled path for everything that is done to a member. The intent is committed first; a runner of the
//! daemon carries it out, whatever becomes of the caller.

mod adopt;
pub(super) mod bulk;
pub(super) mod effects;
mod ends;
mod expire;
pub(super) mod intent;
mod ladder;
mod pauses;
mod perform;
pub(super) mod request;
mod retime;
pub(super) mod rights;
mod runner;
mod timeouts;
mod undo;
pub(super) mod walls;

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, ActionFilter, Check, Preview, Submitted};
use emperione_protocol::events::MAX_WAIT_MS;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{ActionId, Code, GuildId, Page, PageRequest};
use tokio::sync::Notify;

use super::page::cut;
use super::{Error, Evidence, Parts, Result};
use crate::clock::millis;
use crate::crash;
use crate::domain::actions::checks;
use crate::domain::actions::quotas::Calls;
use crate::domain::actor::Actor;
use crate::store::actions::ActionRow;
use crate::store::{actions, cases, events};
use ends::Ends;
use runner::Runner;

/// The service.
#[derive(Clone)]
pub struct Actions {
    parts: Arc<Parts>,
    evidence: Evidence,
    runner: Arc<Runner>,
    /// Told when an expiry may have become the next one.
    expiries: Arc<Notify>,
    ends: Ends,
}

impl Actions {
    pub(super) fn new(parts: Arc<Parts>, evidence: Evidence) -> Self {
        Self {
            parts,
            evidence,
            runner: Arc::default(),
            expiries: Arc::default(),
            ends: Ends::default(),
        }
    }

    /// Resumes what an earlier run left, carries out what is asked for and ends what is due, until the daemon stops;
    /// returns when no step is under way.
    pub async fn run(self) {
        self.resume().await;
        self.expire_until_stopped().await;
        self.runner.end().await;
    }

    /// Lets what cases want be gathered.
    pub(super) fn wake_evidence(&self) {
        self.evidence.wake();
    }

    /// Runs every check and changes nothing.
    pub async fn preview(&self, actor: &Actor, request: &ActRequest) -> Result<Preview> {
        self.parts.check_sees(actor, request.guild)?;
        request::check_request(request)?;
        let mut checks = self.checks(actor, request);
        checks.extend(self.rank_now(actor, request).await);
        let mut tx = self.parts.db.read().await?;
        self.parts
            .check_evidence(&mut tx, actor, request.guild, &request.evidence)
            .await?;
        checks.extend(self.standing(&mut tx, request).await?.check());
        let over = self.parts.over_hourly(&mut tx, actor, 1).await?;
        checks.extend(over.map(|over| Check {
            code: Some(Code::HourlyLimit),
            ..checks::refuse("your limit of the hour", over.message)
        }));
        checks.extend(self.check_in_force(&mut tx, request).await?);
        let (ladder, kept) = self.climb(&mut tx, request).await?.unzip();
        checks.extend(kept.flatten());
        let calls = Calls::of(request.kind, intent::notifies(request), 1);
        Ok(Preview {
            target: self
                .stored_name(&mut tx, request.guild, request.target)
                .await?,
            kind: request.kind,
            ladder,
            allowed: checks.iter().all(|check| check.ok),
            checks,
            calls: u32::try_from(calls.all).unwrap_or(u32::MAX),
            wait_ms: self.wait_ms(request.guild, &calls),
        })
    }

    /// How long the calls of an act take at least under Discord's limits.
    pub(super) fn wait_ms(&self, guild: GuildId, calls: &Calls) -> u64 {
        millis(self.parts.discord.takes(guild, calls)).unsigned_abs()
    }

    /// Commits the intent and returns. A retry with the same id answers with the same action.
    pub async fn submit(&self, actor: &Actor, request: ActRequest) -> Result<Submitted> {
        self.parts.check_sees(actor, request.guild)?;
        request::check_request(&request)?;
        if let Some(known) = self.known(&request).await? {
            return Ok(Submitted {
                action: self.record(known),
                created: false,
            });
        }
        if let Some(refusal) = self.parts.health.refusal() {
            return Err(Error::unavailable(refusal)
                .code(Code::NotReady)
                .hint("see `emp status`"));
        }
        rights::refuse(&self.checks(actor, &request))?;
        let rank = self.rank_now(actor, &request).await;
        rights::refuse(rank.as_slice())?;
        let evidence = (request.evidence.as_slice(), 1);
        self.parts
            .check_shared_evidence(actor, request.guild, evidence)
            .await?;
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
        } else if !request.evidence.is_empty() {
            self.evidence.wake();
        }
        Ok(Submitted {
            action: self.record(row),
            created: true,
        })
    }

    /// The intent in a transaction of its own.
    async fn intend(&self, actor: &Actor, request: &ActRequest) -> Result<ActionRow> {
        let mut tx = self.parts.db.write().await?;
        cases::lock(&mut tx, request.guild).await?;
        self.standing(&mut tx, request).await?.refuse()?;
        self.parts.check_hourly(&mut tx, actor, 1).await?;
        let row = self.row(actor, request, None);
        let (row, facts) = self.write_intent(&mut tx, row, &request.evidence).await?;
        events::append(&mut tx, row.created_at, &facts).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Shows an action.
    pub async fn show(&self, actor: &Actor, id: ActionId) -> Result<Action> {
        let row = self.find(id).await?;
        self.parts.check_sees(actor, row.guild)?;
        Ok(self.record(row))
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
        let place = |row: &ActionRow| format!("{}.{}", row.created_at.0, row.journal.id);
        let next = cut(&mut rows, limit, place);
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
