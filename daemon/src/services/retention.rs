//! How long a guild keeps what is kept for a time, and what is no longer to be kept.

use std::sync::Arc;

use emperione_protocol::cases::Entry;
use emperione_protocol::privacy::{self as protocol, Keeps, Retained};
use emperione_protocol::{GuildId, Timestamp};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::config::Config;
use crate::domain::actor::{Actor, Role};
use crate::domain::duration::DAY_MS;
use crate::domain::retention::{read, write};
use crate::store::case_evidence::Whose;
use crate::store::{self, Tx};
use crate::store::{
    aggregates, alert_posts, alerts, chain, events, guilds, leases, messages, outbox, partitions,
    persist, privacy, retention, schedules, sessions, starts, undecoded,
};

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
    /// Says how long a guild keeps what is kept for a time.
    pub async fn show(&self, actor: &Actor, guild: GuildId) -> Result<Vec<protocol::Retention>> {
        self.0.check_moderates(actor, guild)?;
        let mut tx = self.0.db.read().await?;
        let mut shown = Vec::new();
        for kind in Retained::ALL {
            let own = retention::find(&mut tx, guild, kind).await?;
            let default = configured(&self.0.config, kind);
            shown.push(protocol::Retention {
                kind,
                keeps: read(kind, own.unwrap_or(default)),
                own: own.is_some(),
                default: read(kind, default),
            });
        }
        Ok(shown)
    }

    /// Says how long a guild keeps a kind from now on; none is again what the configuration says.
    pub async fn set(
        &self,
        actor: &Actor,
        guild: GuildId,
        (kind, keeps): (Retained, Option<Keeps>),
    ) -> Result<Vec<protocol::Retention>> {
        self.0.check_manages(actor, guild)?;
        let days = keeps.map(|keeps| write(kind, keeps)).transpose();
        let days = days.map_err(|why| Error::invalid("keeps", why))?;
        let mut tx = self.0.db.write().await?;
        retention::save(&mut tx, guild, kind, days).await?;
        let keeps = keeps.map_or_else(|| "by default".into(), |keeps| keeps.to_string());
        let record = ("retention", format!("{kind}: {keeps}"));
        self.0.record(&mut tx, actor, Some(guild), record).await?;
        tx.commit().await?;
        self.show(actor, guild).await
    }

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
        let mut texts = 0;
        for guild in guilds::all(&mut self.0.db.read().await?).await? {
            let mut tx = self.0.db.write_batch().await?;
            let days = self.0.kept_days(&mut tx, guild.id, Retained::Text).await?;
            let before = aggregates::first_id(self.ago(days));
            texts += messages::forget_texts(&mut tx, guild.id, before).await?;
            tx.commit().await?;
        }
        Ok(texts)
    }

    /// Erases evidence that is old enough; the cases say so.
    async fn prune_evidence(&self, actor: &Actor) -> Result<()> {
        for guild in guilds::all(&mut self.0.db.read().await?).await? {
            let mut tx = self.0.db.read().await?;
            let kind = Retained::Evidence;
            let days = self.0.kept_days(&mut tx, guild.id, kind).await?;
            drop(tx);
            if days == 0 {
                continue;
            }
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

impl Parts {
    /// For how many days a guild keeps a kind, as the configuration writes it.
    pub(super) async fn kept_days(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        kind: Retained,
    ) -> store::Result<u32> {
        let own = retention::find(tx, guild, kind).await?;
        Ok(own.unwrap_or_else(|| configured(&self.config, kind)))
    }
}

fn configured(config: &Config, kind: Retained) -> u32 {
    let storage = &config.storage;
    match kind {
        Retained::Text => storage.text_days,
        Retained::Evidence => config.evidence.days,
        Retained::Activity => storage.activity_days,
        Retained::Joins => storage.join_days,
        Retained::Cases => storage.case_days,
    }
}
