//! The runner of batches: a part is begun when the one before has ended.

use std::time::Duration;

use emperione_protocol::batches::BatchState;
use emperione_protocol::{BatchId, GuildId, UserId};

use super::{Batches, fact, find_in};
use crate::crash;
use crate::health::Reason;
use crate::services::Result;
use crate::services::actions::bulk::{self, Bulk};
use crate::services::actions::rights::name;
use crate::services::actions::walls::Wall;
use crate::store::actions::ActionRow;
use crate::store::batches::{BatchRow, TargetRow};
use crate::store::{Tx, actions, batches, cases, events};

/// How many begin together where each takes calls of its own.
const PART: u32 = 50;
/// How long to wait when nothing may be begun now.
const AGAIN: Duration = Duration::from_millis(500);

/// What is to be done after a part.
enum Next {
    GoOn,
    Wait,
    End,
}

impl Batches {
    /// Carries batches out until the daemon stops; returns when no call of theirs is under way.
    pub async fn run(self) {
        while !self.parts.stop.is_cancelled() {
            if let Err(error) = self.spawn_running().await {
                tracing::warn!(%error, "batches wait for the database");
            }
            tokio::select! {
                () = self.work.wake.notified() => {}
                // Another process may have created one, or left one.
                () = tokio::time::sleep(Duration::from_secs(10)) => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
        self.work.tasks.close();
        self.work.tasks.wait().await;
    }

    async fn spawn_running(&self) -> Result<()> {
        if self.parts.health.refusal().is_some() || self.parts.health.holds(Reason::SafeMode) {
            return Ok(());
        }
        let running = batches::running(&mut self.parts.db.read().await?).await?;
        for id in running {
            if self.work.driven.lock().insert(id) {
                let batches = self.clone();
                self.work
                    .tasks
                    .spawn(async move { batches.drive(id).await });
            }
        }
        Ok(())
    }

    async fn drive(self, id: BatchId) {
        while !self.parts.stop.is_cancelled() {
            match self.part(id).await {
                Ok(Next::GoOn) => {}
                Ok(Next::Wait) => self.actions.pause(AGAIN).await,
                Ok(Next::End) => break,
                Err(error) => {
                    tracing::warn!(batch.id = %id, %error, "a batch waits for the database");
                    self.actions.pause(AGAIN).await;
                }
            }
        }
        self.work.driven.lock().remove(&id);
        // It may have been resumed since it was looked at.
        self.work.wake.notify_one();
    }

    /// Begins the next part and sees it to its end.
    async fn part(&self, id: BatchId) -> Result<Next> {
        let mut tx = self.parts.db.read().await?;
        let batch = batches::find(&mut tx, id).await?;
        let Some(batch) = batch.filter(|batch| batch.state == BatchState::Running) else {
            return Ok(Next::End);
        };
        let open = actions::open_of(&mut tx, id).await?;
        if !open.is_empty() {
            drop(tx);
            // A commit whose answer was lost leaves intents that nobody took up.
            for row in &open {
                self.actions.enqueue(row);
            }
            self.actions.any_end(&open).await;
            return Ok(Next::GoOn);
        }
        if let Some(wall) = self.actions.wall(id) {
            drop(tx);
            return self.halt_at(&batch, &wall).await;
        }
        if self.actions.must_wait(batch.guild) {
            return Ok(Next::Wait);
        }
        if self.actions.has_met_limit(id) {
            drop(tx);
            self.refuse_strangers(&batch).await?;
            tx = self.parts.db.read().await?;
        }
        let is_bulk = self.is_bulk(batch.guild, &batch.act);
        let most = if is_bulk { bulk::MOST } else { PART };
        let targets = batches::waiting(&mut tx, id, most).await?;
        drop(tx);
        if targets.is_empty() {
            return self.finish(batch).await;
        }
        let Some(targets) = self.without_outranking(&batch, targets).await? else {
            return Ok(Next::Wait);
        };
        let rows = self.intend(&batch, targets, is_bulk).await?;
        crash::point("after_intents");
        self.begin(&batch, rows, is_bulk).await?;
        Ok(Next::GoOn)
    }

    /// Refuses those whom the state does not know yet and above whom the actor does not stand; none while Discord, which
    /// knows it, gives no answer.
    async fn without_outranking(
        &self,
        batch: &BatchRow,
        targets: Vec<TargetRow>,
    ) -> Result<Option<Vec<TargetRow>>> {
        let (mut below, mut refused) = (Vec::with_capacity(targets.len()), Vec::new());
        for target in targets {
            let wish = batch.act.on(batch.guild, &target.aim);
            match self.actions.rank_of_unknown(&batch.actor, &wish).await {
                Ok(Some(check)) if !check.ok => refused.push((target.place, check.detail)),
                Ok(_) => below.push(target),
                Err(error) => {
                    tracing::warn!(batch.id = %batch.id, %error, "a batch waits for whom it hits to be known");
                    return Ok(None);
                }
            }
        }
        if refused.is_empty() {
            return Ok(Some(below));
        }
        let mut tx = self.parts.db.write().await?;
        if self.still_runs(&mut tx, batch).await?.is_some() {
            for (place, why) in refused {
                batches::begin(&mut tx, batch.id, place, Err(&why)).await?;
            }
            tx.commit().await?;
        }
        Ok(Some(below))
    }

    /// The intents of a part in one transaction; who is refused by now has none.
    async fn intend(
        &self,
        batch: &BatchRow,
        targets: Vec<TargetRow>,
        is_bulk: bool,
    ) -> Result<Vec<(ActionRow, bool)>> {
        let mut claimed = Vec::new();
        if is_bulk {
            let hit = |target: &TargetRow| (batch.guild, target.aim.target);
            claimed.extend(targets.iter().map(hit));
            claimed.retain(|target| self.actions.claim(*target));
        }
        let written = self.write_intents(batch, targets, &claimed).await;
        let used = |user| {
            written
                .iter()
                .flatten()
                .any(|(row, _): &(ActionRow, bool)| row.target == user)
        };
        claimed.retain(|(_, user)| !used(*user));
        self.actions.unclaim(&claimed);
        written
    }

    /// Locks the guild's head and reads a batch again, which may have been cancelled or paused meanwhile; none if it was.
    async fn still_runs(&self, tx: &mut Tx, batch: &BatchRow) -> Result<Option<BatchRow>> {
        cases::lock(tx, batch.guild).await?;
        let batch = find_in(tx, batch.id).await?;
        Ok(Some(batch).filter(|batch| batch.state == BatchState::Running))
    }

    async fn write_intents(
        &self,
        batch: &BatchRow,
        targets: Vec<TargetRow>,
        claimed: &[(GuildId, UserId)],
    ) -> Result<Vec<(ActionRow, bool)>> {
        let mut tx = self.parts.db.write().await?;
        let Some(batch) = self.still_runs(&mut tx, batch).await? else {
            return Ok(Vec::new());
        };
        let (mut rows, mut facts, mut halted) = (Vec::new(), Vec::new(), false);
        for target in targets {
            let wish = batch.act.on(batch.guild, &target.aim);
            let verdict = self.actions.verdict(&mut tx, &batch.actor, &wish).await?;
            if let Some(refused) = verdict.as_ref().filter(|refused| refused.halts) {
                // It is nobody's in particular: the others would be refused as well.
                batches::halt(&mut tx, batch.id, &refused.words).await?;
                halted = true;
                break;
            }
            if let Some(refused) = verdict {
                batches::begin(&mut tx, batch.id, target.place, Err(&refused.words)).await?;
                continue;
            }
            let mut row = self.actions.row(&batch.actor, &wish, Some(batch.id));
            let shared = claimed.contains(&(batch.guild, target.aim.target));
            if shared {
                row.journal.advance();
            }
            let (row, told) = self
                .actions
                .write_intent(&mut tx, row, &wish.evidence)
                .await?;
            batches::begin(&mut tx, batch.id, target.place, Ok(row.journal.id)).await?;
            facts.extend(told);
            rows.push((row, shared));
        }
        let state = if halted {
            BatchState::Paused
        } else {
            batch.state
        };
        let counts = batches::count(&mut tx, batch.id).await?;
        facts.push(fact(&BatchRow { state, ..batch }, counts));
        events::append(&mut tx, self.parts.clock.now(), &facts).await?;
        tx.commit().await?;
        Ok(rows)
    }

    async fn begin(
        &self,
        batch: &BatchRow,
        rows: Vec<(ActionRow, bool)>,
        is_bulk: bool,
    ) -> Result<()> {
        let (shared, alone): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, shared)| *shared);
        for (row, _) in alone.iter().filter(|(row, _)| row.finished_at.is_none()) {
            self.actions.enqueue(row);
        }
        if !batch.act.evidence.is_empty() {
            self.actions.wake_evidence();
        }
        if alone.iter().any(|(row, _)| row.until.is_some()) {
            self.actions.wake_expiries();
        }
        if !is_bulk || shared.is_empty() {
            return Ok(());
        }
        let call = Bulk {
            batch: batch.id,
            guild: batch.guild,
            delete_seconds: batch.act.delete_message_seconds.unwrap_or(0),
            actor: name(&batch.actor_ref),
            reason: batch.act.reason.clone(),
        };
        let rows = shared.into_iter().map(|(row, _)| row).collect();
        self.actions.bulk_ban(&call, rows).await;
        self.actions.wake_expiries();
        Ok(())
    }

    /// Stops with those who are not members, honestly: Discord would refuse each of them.
    async fn refuse_strangers(&self, batch: &BatchRow) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        if self.still_runs(&mut tx, batch).await?.is_none() {
            return Ok(());
        }
        for target in batches::waiting(&mut tx, batch.id, u32::MAX).await? {
            if !self.is_member(batch.guild, target.aim.target) {
                batches::begin(&mut tx, batch.id, target.place, Err(bulk::STRANGERS)).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Halts where Discord would refuse the others as well. Who was refused for nothing of their own waits with them.
    async fn halt_at(&self, batch: &BatchRow, wall: &Wall) -> Result<Next> {
        let id = batch.id;
        let mut tx = self.parts.db.write().await?;
        let Some(batch) = self.still_runs(&mut tx, batch).await? else {
            return Ok(Next::GoOn);
        };
        batches::give_back(&mut tx, id, &wall.reached).await?;
        if let Some(next) = batches::waiting(&mut tx, id, 1).await?.first() {
            let wish = batch.act.on(batch.guild, &next.aim);
            // What has changed meanwhile may say more than Discord did.
            let verdict = self.actions.verdict(&mut tx, &batch.actor, &wish).await?;
            let rights = verdict.filter(|refused| refused.halts);
            let why = rights.map_or_else(|| wall.why.clone(), |refused| refused.words);
            batches::halt(&mut tx, id, &why).await?;
            let counts = batches::count(&mut tx, id).await?;
            let paused = BatchRow {
                state: BatchState::Paused,
                ..batch
            };
            events::append(&mut tx, self.parts.clock.now(), &[fact(&paused, counts)]).await?;
        }
        tx.commit().await?;
        self.actions.forget_wall(id);
        Ok(Next::GoOn)
    }

    async fn finish(&self, batch: BatchRow) -> Result<Next> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        let running = [BatchState::Running];
        if batches::set_state(&mut tx, batch.id, &running, BatchState::Done, now).await? {
            let counts = batches::count(&mut tx, batch.id).await?;
            self.parts
                .tell_batch(&mut tx, batch.guild, batch.id)
                .await?;
            let done = BatchRow {
                state: BatchState::Done,
                ..batch
            };
            events::append(&mut tx, now, &[fact(&done, counts)]).await?;
            tx.commit().await?;
        }
        Ok(Next::End)
    }
}
