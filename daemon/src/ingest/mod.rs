//! From events to committed rows: the state moves, then the batch grows; a batch is one transaction, and the session's
//! sequence number is part of it (a resumed session replays exactly what was not committed).
//!
//! `app.rs` calls, in this order: [`load`] (the state, before anything connects), [`start`], then
//! [`bot::gateway::start`](crate::bot::gateway::start) with [`Ingest::inbox`] and [`Ingest::requests`]; at the end `Bot::stop`, then [`Ingest::stop`].

mod away;
mod batch;
mod change;
mod count;
mod derive;
mod fact;
mod follow;
mod gap;
mod gather;
mod inbox;
mod invites;
mod live;
mod load;
mod observe;
mod reconcile;
mod roster;
mod sequence;
mod stats;
mod write;

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::system::Intents;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::live::Counters;
use crate::domain::state::State;
use crate::health::Health;
use crate::ports::discord::Discord;
use crate::ports::reader::Reader;
use crate::seal::Seal;
use crate::store::Db;

pub use crate::store::sessions::Session;

pub use inbox::{CAPACITY, Inbox, Input, Item};
pub use load::{Loaded, load};
pub use observe::Observer;
pub use reconcile::Finding;
pub use stats::Snapshot;

/// What ingest is made of.
#[derive(Clone)]
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub state: Arc<RwLock<State>>,
    pub seal: Arc<Seal>,
    pub health: Arc<Health>,
    pub discord: Arc<dyn Discord>,
    /// Sees the audit log after it is committed, and adopts what people did in Discord. Without one, entries wait in the store.
    pub observer: Option<Arc<dyn Observer>>,
    /// Where interactions go, as their JSON, before they are committed: Discord waits 3 s for an answer.
    pub interactions: Option<mpsc::UnboundedSender<Box<str>>>,
    /// What happened in the last hour by the second; fed at each commit.
    pub live: Arc<Mutex<Counters>>,
    /// Without the member intent no roster is asked for.
    pub intents: Intents,
}

/// Asks a shard for the roster of a guild (opcode 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRequest {
    pub shard: u32,
    pub guild: GuildId,
    pub nonce: String,
}

/// Ingest at work.
pub struct Ingest {
    inbox: Inbox,
    reader: Arc<dyn Reader>,
    requests: Mutex<Option<mpsc::UnboundedReceiver<RosterRequest>>>,
    stats: Arc<stats::Stats>,
    stop: CancellationToken,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// Starts ingest on a loaded state.
pub fn start(parts: Parts, loaded: Loaded) -> Ingest {
    start_with(parts, loaded, CAPACITY)
}

/// Starts ingest with room for this many waiting inputs.
pub fn start_with(parts: Parts, loaded: Loaded, capacity: usize) -> Ingest {
    let (inbox, receiver) = Inbox::new(parts.clock.clone(), capacity);
    let (asks, requests) = mpsc::unbounded_channel();
    let stats = Arc::new(stats::Stats::default());
    let stop = CancellationToken::new();
    let entries = Arc::new(Notify::new());
    let observing = observe::start(&parts, entries.clone(), stop.clone());
    let reader = Arc::new(reconcile::Comparer {
        db: parts.db.clone(),
        clock: parts.clock.clone(),
        discord: parts.discord.clone(),
        inbox: inbox.clone(),
    });
    let gather = gather::Gather::new(gather::Setup {
        parts,
        loaded,
        inbox: inbox.clone(),
        asks,
        stats: stats.clone(),
        stop: stop.clone(),
        committed_entries: entries,
    });
    let mut tasks = vec![tokio::spawn(gather.run(receiver))];
    tasks.extend(observing);
    Ingest {
        inbox,
        reader,
        requests: Mutex::new(Some(requests)),
        stats,
        stop,
        tasks: Mutex::new(tasks),
    }
}

impl Ingest {
    /// Where the shards hand events over.
    pub fn inbox(&self) -> Inbox {
        self.inbox.clone()
    }

    /// What the shards are asked for; the first caller gets it.
    pub fn requests(&self) -> Option<mpsc::UnboundedReceiver<RosterRequest>> {
        self.requests.lock().take()
    }

    /// What reads guilds anew.
    pub fn reader(&self) -> Arc<dyn Reader> {
        self.reader.clone()
    }

    pub fn stats(&self) -> Snapshot {
        let mut snapshot = self.stats.snapshot();
        snapshot.waiting = self.inbox.waiting() as u64;
        snapshot.dropped = self.inbox.dropped();
        snapshot
    }

    /// Commits what came in, and ends. Call it when the shards have stopped.
    pub async fn stop(&self) {
        self.stop.cancel();
        let tasks: Vec<_> = std::mem::take(&mut *self.tasks.lock());
        for task in tasks {
            let _ = task.await;
        }
    }
}
