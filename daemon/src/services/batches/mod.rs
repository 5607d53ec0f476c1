//! Batches: the same act on many. Who is hit is committed first; a runner begins part after part, each with its intents
//! written before its calls, so that another process can go on at any point.

mod plan;
mod run;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::batches::{Batch, BatchLine, BatchRequest, BatchState};
use emperione_protocol::events::{Body, MAX_WAIT_MS};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{BatchId, Code, GuildId, Page, PageRequest};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use super::access::check_role;
use super::actions::intent::Fact;
use super::page::cut;
use super::{Actions, Error, Members, Parts, Result};
use crate::domain::actions::kinds::facts;
use crate::domain::actor::{Actor, Role};
use crate::store::batches::{BatchRow, Counts, TargetRow};
use crate::store::limits::Person;
use crate::store::{Tx, actions, batches, cases, events};

/// The service.
#[derive(Clone)]
pub struct Batches {
    parts: Arc<Parts>,
    actions: Actions,
    members: Members,
    work: Arc<Work>,
}

/// What is under way in this process.
#[derive(Default)]
struct Work {
    wake: Notify,
    driven: Mutex<HashSet<BatchId>>,
    tasks: TaskTracker,
}

impl Batches {
    pub(super) fn new(parts: Arc<Parts>, actions: Actions, members: Members) -> Self {
        Self {
            parts,
            actions,
            members,
            work: Arc::default(),
        }
    }

    /// Commits a batch and returns. A retry with the same id answers with the same batch.
    pub async fn create(&self, actor: &Actor, request: BatchRequest) -> Result<Batch> {
        self.parts.check_moderates(actor, request.guild)?;
        if let Some(known) = batches::find(&mut self.parts.db.read().await?, request.id).await? {
            if known.guild != request.guild || known.act != request.act {
                let id = request.id;
                return Err(Error::conflict(format!(
                    "batch id {id} names another batch"
                )));
            }
            return self.record(known).await;
        }
        if let Some(refusal) = self.parts.health.refusal() {
            return Err(Error::unavailable(refusal).hint("see `emp status`"));
        }
        let aims = self.in_order(request.guild, &request.act, request.aims.clone())?;
        let evidence = (request.act.evidence.as_slice(), aims.len());
        self.parts
            .check_shared_evidence(actor, request.guild, evidence)
            .await?;
        let now = self.parts.clock.now();
        let actor_ref = self.parts.actor_ref(actor, request.guild);
        let row = BatchRow {
            id: request.id,
            guild: request.guild,
            state: self.first_state(&request, aims.len())?,
            actor: actor.clone(),
            actor_ref,
            approver: None,
            halted: None,
            undoes: request.undoes,
            total: aims.len() as u64,
            created_at: now,
            finished_at: None,
            act: request.act,
        };
        let mut tx = self.parts.db.write().await?;
        self.parts.check_hourly(&mut tx, actor, row.total).await?;
        batches::insert(&mut tx, &row, &aims).await?;
        self.note(&mut tx, actor, &row, "batch_created").await?;
        let fact = fact(&row, Counts::default());
        events::append(&mut tx, now, &[fact]).await?;
        tx.commit().await?;
        self.work.wake.notify_one();
        self.record(row).await
    }

    /// Whether it may run at once, by what the guards ask for.
    fn first_state(&self, request: &BatchRequest, targets: usize) -> Result<BatchState> {
        let Some(why) = self.must_confirm(request.guild, request.act.kind, targets) else {
            return Ok(BatchState::Running);
        };
        if self.parts.config.actions.second_person {
            return Ok(BatchState::Waiting);
        }
        let state = self.parts.state.read();
        let name = state.guild(request.guild).map(|guild| guild.name.clone());
        if request.confirm.as_deref() == name.as_deref() && name.is_some() {
            return Ok(BatchState::Running);
        }
        let name = name.unwrap_or_default();
        Err(Error::conflict(format!("it has to be confirmed: {why}"))
            .code(Code::Unconfirmed)
            .hint(format!(
                "confirm it by the guild's name: --confirm '{name}'"
            )))
    }

    /// Shows a batch.
    pub async fn show(&self, actor: &Actor, id: BatchId) -> Result<Batch> {
        let row = self.find(id).await?;
        self.parts.check_moderates(actor, row.guild)?;
        self.record(row).await
    }

    /// Waits until more than `ended` have ended or the state is another one, at most 20 s.
    pub async fn wait(
        &self,
        actor: &Actor,
        id: BatchId,
        ended: u64,
        wait_ms: u64,
    ) -> Result<Batch> {
        let until = tokio::time::Instant::now() + Duration::from_millis(wait_ms.min(MAX_WAIT_MS));
        let mut head = self.parts.db.head();
        let first = self.show(actor, id).await?;
        let mut now = first.clone();
        loop {
            let moved = now.ended() > ended || now.state != first.state;
            let over = tokio::time::Instant::now() >= until || self.parts.stop.is_cancelled();
            if moved || over || now.state.is_final() {
                return Ok(now);
            }
            tokio::select! {
                _ = head.changed() => {}
                () = tokio::time::sleep_until(until) => {}
                () = self.parts.stop.cancelled() => {}
            }
            now = self.show(actor, id).await?;
        }
    }

    /// Lists what became of everybody, in the batch's order.
    pub async fn lines(
        &self,
        actor: &Actor,
        id: BatchId,
        page: &PageRequest,
    ) -> Result<Page<BatchLine>> {
        let batch = self.find(id).await?;
        self.parts.check_moderates(actor, batch.guild)?;
        let from = page.after.as_deref().map_or(Ok(0), str::parse);
        let from = from.map_err(|_| Error::invalid("after", "is no place in a batch"))?;
        let limit = page.limit.clamp(1, MAX_PAGE);
        let mut tx = self.parts.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = batches::targets(&mut tx, id, from, limit + 1).await?;
        let next = cut(&mut rows, limit, |row| (row.place + 1).to_string());
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(self.line(&mut tx, batch.guild, row).await?);
        }
        Ok(Page { items, next, as_of })
    }

    async fn line(&self, tx: &mut Tx, guild: GuildId, row: TargetRow) -> Result<BatchLine> {
        let action = match row.action {
            Some(id) => actions::find(tx, id).await?,
            None => None,
        };
        let error = action
            .as_ref()
            .and_then(|action| action.journal.error.clone());
        Ok(BatchLine {
            target: self.actions.stored_name(tx, guild, row.aim.target).await?,
            action: row.action,
            case: action.as_ref().map(|action| action.case),
            state: action.as_ref().map(|action| action.journal.state),
            error: row.refused.or(error),
        })
    }

    /// Lists batches, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        guild: Option<GuildId>,
        page: &PageRequest,
    ) -> Result<Page<Batch>> {
        if let Some(guild) = guild {
            self.parts.check_moderates(actor, guild)?;
        }
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let limit = page.limit.clamp(1, MAX_PAGE);
        let mut tx = self.parts.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = batches::list(&mut tx, guild, before, limit + 1).await?;
        drop(tx);
        let next = cut(&mut rows, limit, |row| {
            format!("{}.{}", row.created_at.0, row.id)
        });
        let mut items = Vec::new();
        for row in rows {
            if self.parts.check_moderates(actor, row.guild).is_ok() {
                items.push(self.record(row).await?);
            }
        }
        Ok(Page { items, next, as_of })
    }

    /// Begins nothing more until it is resumed; what is under way ends.
    pub async fn pause(&self, actor: &Actor, id: BatchId) -> Result<Batch> {
        self.turn(actor, id, &[BatchState::Running], BatchState::Paused)
            .await
    }

    pub async fn resume(&self, actor: &Actor, id: BatchId) -> Result<Batch> {
        self.turn(actor, id, &[BatchState::Paused], BatchState::Running)
            .await
    }

    /// Begins nothing more; what was done stays.
    pub async fn cancel(&self, actor: &Actor, id: BatchId) -> Result<Batch> {
        let from = [BatchState::Waiting, BatchState::Running, BatchState::Paused];
        self.turn(actor, id, &from, BatchState::Cancelled).await
    }

    /// Lets a batch run that waits for a second person.
    pub async fn approve(&self, actor: &Actor, id: BatchId) -> Result<Batch> {
        let row = self.find(id).await?;
        self.parts.check_moderates(actor, row.guild)?;
        if Person::of(actor) == Person::of(&row.actor) {
            return Err(Error::forbidden(
                "a second person has to approve it, not who asked for it",
            ));
        }
        self.parts
            .check_has(actor, row.guild, facts(row.act.kind).needs)?;
        self.turn(actor, id, &[BatchState::Waiting], BatchState::Running)
            .await
    }

    async fn turn(
        &self,
        actor: &Actor,
        id: BatchId,
        from: &[BatchState],
        to: BatchState,
    ) -> Result<Batch> {
        let guild = self.find(id).await?.guild;
        self.parts.check_moderates(actor, guild)?;
        if matches!(actor, Actor::Local { .. }) {
            check_role(actor, Role::Moderator)?;
        }
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        // Whoever writes intents takes the head before the batch.
        cases::lock(&mut tx, guild).await?;
        // It may have ended meanwhile.
        let row = find_in(&mut tx, id).await?;
        if !batches::set_state(&mut tx, id, from, to, now).await? {
            let state = row.state.word();
            return Err(Error::conflict(format!("batch {id} is {state}")));
        }
        let approves = row.state == BatchState::Waiting && to == BatchState::Running;
        if approves {
            batches::approve(&mut tx, id, &actor.to_string()).await?;
        }
        let did = match to {
            BatchState::Paused => "batch_paused",
            BatchState::Cancelled => "batch_cancelled",
            _ if approves => "batch_approved",
            _ => "batch_resumed",
        };
        self.note(&mut tx, actor, &row, did).await?;
        if to == BatchState::Cancelled {
            self.parts.tell_batch(&mut tx, row.guild, id).await?;
        }
        let counts = batches::count(&mut tx, id).await?;
        let turned = BatchRow { state: to, ..row };
        events::append(&mut tx, now, &[fact(&turned, counts)]).await?;
        tx.commit().await?;
        self.work.wake.notify_one();
        self.show(actor, id).await
    }

    /// Writes into the audit log what somebody did to a batch.
    async fn note(&self, tx: &mut Tx, actor: &Actor, row: &BatchRow, did: &str) -> Result<()> {
        let text = format!("{}: {} on {}", row.id, row.act.kind, row.total);
        let guild = Some(row.guild);
        self.parts.record(tx, actor, guild, (did, text)).await
    }

    async fn find(&self, id: BatchId) -> Result<BatchRow> {
        find_in(&mut self.parts.db.read().await?, id).await
    }

    /// A batch as clients see it.
    async fn record(&self, row: BatchRow) -> Result<Batch> {
        let counts = batches::count(&mut self.parts.db.read().await?, row.id).await?;
        let ended = counts.applied + counts.failed + counts.refused;
        let left = row.total.saturating_sub(ended);
        let left_ms = if row.state.is_final() {
            0
        } else {
            let calls = self.calls(row.guild, &row.act, left);
            self.actions.wait_ms(row.guild, &calls)
        };
        Ok(Batch {
            id: row.id,
            guild: row.guild,
            act: row.act,
            state: row.state,
            actor: row.actor_ref,
            approver: row.approver,
            halted: row.halted,
            undoes: row.undoes,
            total: row.total,
            applied: counts.applied,
            failed: counts.failed,
            refused: counts.refused,
            open: counts.open,
            created_at: row.created_at,
            finished_at: row.finished_at,
            left_ms,
        })
    }
}

async fn find_in(tx: &mut Tx, id: BatchId) -> Result<BatchRow> {
    let row = batches::find(tx, id).await?;
    row.ok_or_else(|| Error::not_found("batch", &id))
}

fn fact(row: &BatchRow, counts: Counts) -> Fact {
    let body = Body::Batch {
        id: row.id,
        action: row.act.kind,
        state: row.state,
        ended: counts.applied + counts.failed + counts.refused,
        total: row.total,
    };
    (Some(row.guild), body)
}

fn read_cursor(text: &str) -> Result<(i64, BatchId)> {
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| {
        Error::invalid(
            "after",
            format!("`{text}` is no place in a list of batches"),
        )
    })
}
