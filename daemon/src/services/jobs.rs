//! The jobs in the queue, as people see and handle them.

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::events::Body;
use emperione_protocol::jobs::{Job, JobKind, JobState};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::clock::millis;
use crate::domain::actor::{Actor, Role};
use crate::ports::queue::{Kind, Standing};
use crate::store::{Tx, events, guilds, ticks};

const MOST: u32 = 500;
/// What a new guild waits for.
const FIRST: &str = "aggregate";
/// The most letters of a key.
const KEY: usize = 64;

/// The service.
#[derive(Clone)]
pub struct Jobs(pub(super) Arc<Parts>);

impl Jobs {
    /// Lists the newest jobs, at most 500.
    pub async fn list(
        &self,
        actor: &Actor,
        state: Option<JobState>,
        limit: u32,
    ) -> Result<Vec<Job>> {
        check_role(actor, Role::Moderator)?;
        Ok(self.0.queue.list(state, limit.clamp(1, MOST)).await?)
    }

    /// Queues a dead job again, with all its tries.
    pub async fn retry(&self, actor: &Actor, id: &str) -> Result<Job> {
        check_role(actor, Role::Admin)?;
        if !self.0.queue.retry(id).await? {
            return Err(self.not_dead(id).await?);
        }
        self.record(actor, "job_retried", id).await?;
        let job = self.0.queue.find(id).await?;
        job.ok_or_else(|| Error::not_found("job", &id))
    }

    /// Removes a dead job.
    pub async fn discard(&self, actor: &Actor, id: &str) -> Result<()> {
        check_role(actor, Role::Admin)?;
        if self.0.queue.discard(id).await? {
            return self.record(actor, "job_discarded", id).await;
        }
        Err(self.not_dead(id).await?)
    }

    /// Lists every kind of job, or gives one.
    pub async fn kinds(&self, actor: &Actor, name: Option<&str>) -> Result<Vec<JobKind>> {
        check_role(actor, Role::Moderator)?;
        let named = name.map(|name| self.kind(name)).transpose()?;
        let mut kinds = named.map_or_else(|| self.0.queue.kinds(), |kind| vec![kind]);
        kinds.sort_unstable_by_key(|kind| kind.name);
        let mut tx = self.0.db.read().await?;
        let (pauses, ticks) = (ticks::pauses(&mut tx).await?, ticks::all(&mut tx).await?);
        drop(tx);
        let mut standing = self.0.queue.standing().await?;
        let mut shown = Vec::new();
        for kind in kinds {
            let standing = standing.remove(kind.name).unwrap_or_default();
            let times = (
                pauses.get(kind.name).copied(),
                ticks.get(kind.name).copied(),
            );
            let last = self.0.queue.last_ended(kind.name).await?;
            shown.push(self.shown(&kind, times, &standing, last));
        }
        Ok(shown)
    }

    fn shown(
        &self,
        kind: &Kind,
        (paused_at, last_tick_at): (Option<Timestamp>, Option<Timestamp>),
        standing: &Standing,
        last: Option<Job>,
    ) -> JobKind {
        let next = Timestamp(slot(self.0.clock.now(), kind.every).0 + millis(kind.every));
        JobKind {
            name: kind.name.into(),
            about: kind.about.into(),
            priority: i32::try_from(kind.priority).unwrap_or(i32::MAX),
            every_s: kind.every.as_secs(),
            paused_at,
            last_tick_at,
            next_tick_at: paused_at.is_none().then_some(next),
            last,
            pending: standing.pending,
            running: standing.running,
            done: standing.done,
            dead: standing.dead,
            oldest_s: standing.oldest.map(|oldest| oldest.as_secs()),
        }
    }

    /// Queues a job of a kind now, paused or not. With a key that is known it gives the job that has it.
    pub async fn run(&self, actor: &Actor, name: &str, key: &str) -> Result<Job> {
        check_role(actor, Role::Admin)?;
        let kind = self.kind(name)?;
        if key.is_empty()
            || key.len() > KEY
            || !key.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            let why = format!("a key has 1 to {KEY} letters and digits");
            return Err(Error::invalid("key", why));
        }
        let key = format!("{name}!{key}");
        if let Some(known) = self.0.queue.by_key(&key).await? {
            return Ok(known);
        }
        self.0.queue.enqueue(kind.name, &key).await?;
        self.record(actor, "job_run", name).await?;
        let job = self.0.queue.by_key(&key).await?;
        job.ok_or_else(|| Error::not_found("job", &key))
    }

    /// Stops queueing a kind at its ticks.
    pub async fn pause(&self, actor: &Actor, name: &str) -> Result<JobKind> {
        check_role(actor, Role::Admin)?;
        let kind = self.kind(name)?;
        let mut tx = self.0.db.write().await?;
        if !ticks::pause(&mut tx, kind.name, self.0.clock.now()).await? {
            return Err(Error::conflict(format!("the job {name} is paused already"))
                .hint(format!("go on with `emp job resume {name}`")));
        }
        self.changed(tx, actor, ("job_paused", name)).await
    }

    /// Queues a kind at its ticks again; the schedule catches up by one what was missed.
    pub async fn resume(&self, actor: &Actor, name: &str) -> Result<JobKind> {
        check_role(actor, Role::Admin)?;
        let kind = self.kind(name)?;
        let mut tx = self.0.db.write().await?;
        if !ticks::resume(&mut tx, kind.name).await? {
            return Err(Error::conflict(format!("the job {name} is not paused"))
                .hint("see `emp job kinds`"));
        }
        self.changed(tx, actor, ("job_resumed", name)).await
    }

    async fn changed(&self, mut tx: Tx, actor: &Actor, what: (&str, &str)) -> Result<JobKind> {
        let (kind, name) = what;
        self.0
            .record(&mut tx, actor, None, (kind, name.into()))
            .await?;
        tx.commit().await?;
        let found = self.kinds(actor, Some(name)).await?.pop();
        found.ok_or_else(|| Error::not_found("job", &name))
    }

    fn kind(&self, name: &str) -> Result<Kind> {
        let kinds = self.0.queue.kinds();
        kinds
            .iter()
            .find(|kind| kind.name == name)
            .copied()
            .ok_or_else(|| {
                let known: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
                let why = format!("`{name}` is none; there are {}", known.join(", "));
                Error::invalid("job", why)
            })
    }

    /// Queues a scheduled job, if its last tick has not been queued, the kind is not paused, and none of the kind waits or
    /// runs: a tick that finds one is caught up once that ended, so that slow jobs do not take every worker. The tick is
    /// noted after, so that none is lost; the queue knows it by its key.
    pub async fn tick(&self, actor: &Actor, kind: &Kind, now: Timestamp) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let (name, slot) = (kind.name, slot(now, kind.every));
        let mut tx = self.0.db.read().await?;
        let last = ticks::last(&mut tx, name).await?;
        if last.is_some_and(|last| last >= slot) || ticks::pauses(&mut tx).await?.contains_key(name)
        {
            return Ok(());
        }
        drop(tx);
        if self.is_under_way(name).await? {
            return Ok(());
        }
        let key = format!("{name}@{}", slot.0);
        self.0.queue.enqueue(name, &key).await?;
        let mut tx = self.0.db.write_batch().await?;
        ticks::note(&mut tx, name, slot).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a job of a kind waits or runs.
    async fn is_under_way(&self, name: &str) -> Result<bool> {
        let standing = self.0.queue.standing().await?;
        let of = standing.get(name);
        Ok(of.is_some_and(|of| of.pending + of.running > 0))
    }

    /// Queues the first computation of guilds that have none, so that a new guild need not wait for a tick. One computes
    /// all of them.
    pub async fn greet(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let mut tx = self.0.db.read().await?;
        let new = guilds::without_numbers(&mut tx).await?;
        if new.is_empty() || ticks::pauses(&mut tx).await?.contains_key(FIRST) {
            return Ok(());
        }
        drop(tx);
        for guild in new {
            if self.is_under_way(FIRST).await? {
                return Ok(());
            }
            let key = format!("{FIRST}+{guild}");
            self.0.queue.enqueue(FIRST, &key).await?;
        }
        Ok(())
    }

    /// Measures how the kinds stand, for who watches the daemon.
    pub async fn measure(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let mut standing = self.0.queue.standing().await?;
        for kind in self.0.queue.kinds() {
            let of = standing.remove(kind.name).unwrap_or_default();
            let states = [
                ("pending", of.pending),
                ("running", of.running),
                ("done", of.done),
                ("dead", of.dead),
            ];
            for (state, count) in states {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                metrics::gauge!("emp_jobs", "job" => kind.name, "state" => state).set(count);
            }
            metrics::gauge!("emp_job_oldest_seconds", "job" => kind.name)
                .set(of.oldest.unwrap_or_default());
        }
        Ok(())
    }

    /// Tells everyone that a job is dead.
    pub async fn report_dead(&self, actor: &Actor, name: &str, why: &str) -> Result<()> {
        check_role(actor, Role::Admin)?;
        tracing::error!(job.name = name, error = why, "a job is dead");
        let text = format!("the job {name} failed for good: {why}");
        let mut tx = self.0.db.write().await?;
        events::append(
            &mut tx,
            self.0.clock.now(),
            &[(None, Body::Warning { text })],
        )
        .await?;
        Ok(tx.commit().await?)
    }

    async fn record(&self, actor: &Actor, kind: &str, id: &str) -> Result<()> {
        let mut tx = self.0.db.write().await?;
        self.0
            .record(&mut tx, actor, None, (kind, id.into()))
            .await?;
        Ok(tx.commit().await?)
    }

    async fn not_dead(&self, id: &str) -> Result<Error> {
        Ok(match self.0.queue.find(id).await? {
            Some(_) => Error::conflict(format!("job {id} is not dead"))
                .hint("see `emp job list --state dead`"),
            None => Error::not_found("job", &id),
        })
    }
}

/// The last tick that has come.
fn slot(now: Timestamp, every: Duration) -> Timestamp {
    let every = millis(every);
    Timestamp(now.0.div_euclid(every) * every)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_the_last_full_multiple() {
        let every = Duration::from_mins(15);

        assert_eq!(slot(Timestamp(899_999), every), Timestamp(0));
        assert_eq!(slot(Timestamp(900_000), every), Timestamp(900_000));
        assert_eq!(slot(Timestamp(3_599_999), every), Timestamp(2_700_000));
    }
}
