//! The jobs in the queue, as people see and handle them.

use std::sync::Arc;

use emperione_protocol::Timestamp;
use emperione_protocol::events::Body;
use emperione_protocol::jobs::{Job, JobState};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::store::{events, ticks};

const MOST: u32 = 500;

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

    /// Queues a scheduled job, if this tick has not been queued. The tick is noted after, so that none is lost; the
    /// queue knows it by its key.
    pub async fn tick(&self, actor: &Actor, name: &str, slot: Timestamp) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let last = ticks::last(&mut self.0.db.read().await?, name).await?;
        if last.is_some_and(|last| last >= slot) {
            return Ok(());
        }
        let key = format!("{name}@{}", slot.0);
        self.0.queue.enqueue(name, &key).await?;
        let mut tx = self.0.db.write_batch().await?;
        ticks::note(&mut tx, name, slot).await?;
        Ok(tx.commit().await?)
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
