//! What hears Discord: the state as it was committed, ingest, then the shards. They end in the other order, so that
//! everything that was heard is committed and the sessions live.

use std::sync::Arc;

use emperione_protocol::system;
use secrecy::SecretString;

use super::Failure;
use crate::bot::gateway::{self, Bot};
use crate::clock::Clock;
use crate::ingest::{self, Ingest};
use crate::services::Parts;
use crate::services::identifies::Ledger;

/// Ingest and shards at work.
pub(super) struct Ears {
    ingest: Arc<Ingest>,
    bot: Arc<Bot>,
}

pub(super) async fn open(parts: &Parts, token: SecretString) -> Result<Ears, Failure> {
    let made = ingest::Parts {
        db: parts.db.clone(),
        clock: parts.clock.clone(),
        state: parts.state.clone(),
        seal: parts.seal.clone(),
        health: parts.health.clone(),
        discord: parts.discord.clone(),
        observer: None,
        interactions: None,
        intents: parts.config.bot.intents,
    };
    let loaded = ingest::load(&made)
        .await
        .map_err(|error| Failure::start("the stored state", &error))?;
    let sessions = loaded.sessions.clone();
    let ingest = Arc::new(ingest::start(made, loaded));
    let requests = ingest
        .requests()
        .ok_or_else(|| Failure::new("ingest was started twice"))?;
    // The identify limit runs in real time, whatever clock due times follow.
    let ledger = Ledger::new(
        parts.db.clone(),
        Clock::Wall,
        parts.discord.clone(),
        parts.health.clone(),
    );
    let bot = Arc::new(gateway::start(gateway::Setup {
        token,
        tier: parts.config.bot.intents,
        discord: parts.discord.clone(),
        ledger,
        health: parts.health.clone(),
        inbox: ingest.inbox(),
        requests,
        sessions,
    }));
    let (asked, shards) = (ingest.clone(), bot.clone());
    parts.vitals.ingest.plug(move || vitals(&asked));
    parts.vitals.shards.plug(move || shards.shards());
    Ok(Ears { ingest, bot })
}

impl Ears {
    pub(super) async fn close(&self) {
        self.bot.stop().await;
        self.ingest.stop().await;
    }
}

fn vitals(ingest: &Ingest) -> system::Ingest {
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
}
