//! What is no longer to be kept.

use std::sync::Arc;

use emperione_protocol::Timestamp;
use emperione_protocol::cases::Entry;

use super::access::check_role;
use super::{Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::store::case_evidence::Whose;
use crate::store::{
    aggregates, alert_posts, alerts, chain, events, guilds, leases, messages, outbox, partitions,
    persist, privacy, schedules, sessions, starts, undecoded,
};

const DAY_MS: i64 = 86_400_000;
/// Frames are kept for a fix of the decoder.
const FRAME_DAYS: u32 = 30;
/// Discord's limit counts a day.
const IDENTIFY_DAYS: u32 = 2;
const START_DAYS: u32 = 2;
/// When what was told, for who asks why a post is missing.
const POST_DAYS: u32 = 30;
/// What was given back, and what was not, for who asks.
const RETURN_DAYS: u32 = 30;
/// What rang, for who looks back.
const ALERT_DAYS: u32 = 400;
/// What was delivered, by which a file is known to be ours.
const DELIVERY_DAYS: u32 = 400;

/// The service.
#[derive(Clone)]
pub struct Retention(pub(super) Arc<Parts>);

impl Retention {
    /// Deletes texts, events, frames, finished jobs and the house's own traces that are old enough.
    pub async fn prune(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let texts = self.prune_texts().await?;
        self.prune_evidence(actor).await?;
        let events = self.prune_house().await?;
        let jobs = self.0.queue.prune().await?;
        partitions::prepare(&self.0.db, self.0.clock.now()).await?;
        partitions::gather(&self.0.db).await?;
        tracing::info!(texts, events, jobs, "what was old enough is deleted");
        Ok(())
    }

    async fn prune_texts(&self) -> Result<u64> {
        let before = aggregates::first_id(self.ago(self.0.config.storage.text_days));
        let mut texts = 0;
        for guild in guilds::all(&mut self.0.db.read().await?).await? {
            let mut tx = self.0.db.write_batch().await?;
            texts += messages::forget_texts(&mut tx, guild.id, before).await?;
            tx.commit().await?;
        }
        Ok(texts)
    }

    /// Erases evidence that is old enough; the cases say so.
    async fn prune_evidence(&self, actor: &Actor) -> Result<()> {
        let days = self.0.config.evidence.days;
        if days == 0 {
            return Ok(());
        }
        for guild in guilds::all(&mut self.0.db.read().await?).await? {
            let declares = Entry {
                at: self.0.clock.now(),
                actor: self.0.actor_ref(actor, guild.id),
                kind: String::new(),
                text: String::new(),
            };
            let mut tx = self.0.db.write_batch().await?;
            chain::lock(&mut tx, guild.id).await?;
            let whose = Whose::Before(self.ago(days));
            privacy::erase_evidence(&mut tx, guild.id, whose, &declares).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn prune_house(&self) -> Result<u64> {
        let mut tx = self.0.db.write_batch().await?;
        let pruned = events::prune(&mut tx, self.ago(self.0.config.storage.event_days)).await?;
        undecoded::prune(&mut tx, self.ago(FRAME_DAYS)).await?;
        sessions::prune_identifies(&mut tx, self.ago(IDENTIFY_DAYS)).await?;
        starts::prune(&mut tx, &self.0.start.id, self.ago(START_DAYS)).await?;
        leases::prune(&mut tx).await?;
        outbox::prune(&mut tx, self.ago(POST_DAYS)).await?;
        persist::prune(&mut tx, self.ago(RETURN_DAYS)).await?;
        alert_posts::prune(&mut tx, self.ago(POST_DAYS)).await?;
        alerts::prune(&mut tx, self.ago(ALERT_DAYS)).await?;
        schedules::prune(&mut tx, self.ago(DELIVERY_DAYS)).await?;
        tx.commit().await?;
        Ok(pruned)
    }

    fn ago(&self, days: u32) -> Timestamp {
        Timestamp(self.0.clock.now().0 - i64::from(days) * DAY_MS)
    }
}
