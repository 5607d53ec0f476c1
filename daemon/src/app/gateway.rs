//! The work with Discord's gateway: done by the one process that holds the lease of the database.

use std::sync::Arc;

use emperione_protocol::system;
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::Failure;
use crate::bot::gateway::{self, Bot};
use crate::clock::Clock;
use crate::ingest::{self, Ingest, Loaded};
use crate::lease::Lease;
use crate::services::identifies::Ledger;
use crate::services::{Parts, Services};
use crate::store;

const LEASE: &str = "gateway";

/// Where interactions go, as their JSON.
pub(super) type Interactions = mpsc::UnboundedSender<Box<str>>;

/// The gateway, not yet connected.
pub(super) struct Gateway {
    parts: Parts,
    ingest: ingest::Parts,
    token: SecretString,
    lease: Arc<Lease>,
    /// None if another process has the lease: the state is then loaded anew when this one gets it.
    loaded: Option<Loaded>,
}

impl Gateway {
    /// Loads the state, which permission checks need from the first call on, and asks for the lease.
    pub(super) async fn open(
        parts: Parts,
        services: &Services,
        token: SecretString,
        interactions: Interactions,
    ) -> Result<Self, Failure> {
        let ingest = ingest_parts(&parts, services, interactions);
        let failure = |error: store::Error| Failure::start("the database", &error);
        let lease = Arc::new(Lease::new(LEASE));
        let asked = lease.clone();
        parts.vitals.lease.plug(move || asked.is_held());
        let is_ours = lease.take(&parts.db).await.map_err(failure)?;
        if !is_ours {
            // At once, because actions of the other process must not be taken up here.
            lease.stand_by(&parts.health);
        }
        let loaded = ingest::load(&ingest).await.map_err(failure)?;
        Ok(Self {
            parts,
            ingest,
            token,
            lease,
            loaded: is_ours.then_some(loaded),
        })
    }

    /// Works while the lease is held, and stands by while it is not, until the daemon stops.
    pub(super) async fn run(mut self) {
        let stop = self.parts.stop.clone();
        while !stop.is_cancelled() {
            let loaded = tokio::select! {
                () = stop.cancelled() => break,
                loaded = self.loaded() => loaded,
            };
            match loaded {
                Ok(loaded) => self.work(loaded).await,
                Err(error) => {
                    tracing::error!(%error, "the state could not be loaded");
                    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                }
            }
        }
        if let Err(error) = self.lease.release(&self.parts.db).await {
            tracing::warn!(%error, "the lease was not given back; it runs out by itself");
        }
    }

    async fn loaded(&mut self) -> store::Result<Loaded> {
        if let Some(loaded) = self.loaded.take() {
            return Ok(loaded);
        }
        self.lease.wait(&self.parts.db, &self.parts.health).await;
        ingest::load(&self.ingest).await
    }

    async fn work(&self, loaded: Loaded) {
        let Parts {
            db,
            health,
            discord,
            stop,
            ..
        } = &self.parts;
        let sessions = loaded.sessions.clone();
        let ingest = Arc::new(ingest::start(self.ingest.clone(), loaded));
        let Some(requests) = ingest.requests() else {
            return;
        };
        let bot = Arc::new(gateway::start(gateway::Setup {
            token: self.token.clone(),
            tier: self.parts.config.bot.intents,
            discord: discord.clone(),
            ledger: Ledger::new(db.clone(), Clock::Wall, discord.clone(), health.clone()),
            health: health.clone(),
            inbox: ingest.inbox(),
            requests,
            sessions,
        }));
        self.report(&bot, &ingest);
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.lease.keep(db, health) => {}
        }
        bot.stop().await;
        ingest.stop().await;
    }

    fn report(&self, bot: &Arc<Bot>, ingest: &Arc<Ingest>) {
        let (bot, ingest) = (bot.clone(), ingest.clone());
        let reader = ingest.reader();
        self.parts.vitals.reader.plug(move || reader.clone());
        self.parts.vitals.shards.plug(move || bot.shards());
        self.parts.vitals.ingest.plug(move || {
            let stats = ingest.stats();
            system::Ingest {
                received: stats.received,
                committed: stats.committed,
                waiting: stats.waiting,
                dropped: stats.dropped,
                undecodable: stats.undecodable,
                latency_p50_us: stats.latency_p50_us,
                latency_p99_us: stats.latency_p99_us,
                events_per_second: stats.events_per_second,
            }
        });
    }
}

fn ingest_parts(parts: &Parts, services: &Services, interactions: Interactions) -> ingest::Parts {
    ingest::Parts {
        db: parts.db.clone(),
        clock: parts.clock.clone(),
        state: parts.state.clone(),
        seal: parts.seal.clone(),
        health: parts.health.clone(),
        discord: parts.discord.clone(),
        observer: Some(Arc::new(services.actions.clone())),
        interactions: Some(interactions),
        live: parts.live.clone(),
        intents: parts.config.bot.intents,
    }
}
