//! Ingest and shards on the simulator, with a store that outlives them.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_daemon::bot::discord::Rest;
use emperione_daemon::bot::gateway::{self, Bot};
use emperione_daemon::bot::governor::{self, Governor};
use emperione_daemon::clock::Clock;
use emperione_daemon::domain::event::AuditEntry;
use emperione_daemon::domain::state::State;
use emperione_daemon::health::Health;
use emperione_daemon::ingest::{self, Ingest, Observer};
use emperione_daemon::seal::Seal;
use emperione_daemon::services::{self, identifies::Ledger};
use emperione_daemon::store::{
    Db, answers, facts, gaps, gaps::Gap, joins, members, sessions, voice,
};
use emperione_protocol::guilds::Pauses;
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp};
use emperione_sim::{Options, Server, Sim};
use futures::future::BoxFuture;
use parking_lot::{Mutex, RwLock};
use secrecy::SecretString;
use serde_json::Value;

/// Longest time a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(40);

/// Takes note of what ingest shows the actions.
#[derive(Default)]
pub struct Seen {
    pub entries: Mutex<Vec<AuditEntry>>,
    pub reconciled: Mutex<Vec<GuildId>>,
    /// Whose entries cannot be adopted.
    pub fails: Mutex<Option<u64>>,
}

impl Observer for Seen {
    fn observe<'a>(&'a self, entry: &'a AuditEntry) -> BoxFuture<'a, services::Result<()>> {
        let fails = entry.target.is_some() && *self.fails.lock() == entry.target;
        if !fails {
            self.entries.lock().push(entry.clone());
        }
        Box::pin(async move {
            if fails {
                return Err(services::Error::conflict("it is damaged"));
            }
            Ok(())
        })
    }

    fn reconciled(&self, guild: GuildId) -> BoxFuture<'_, services::Result<()>> {
        self.reconciled.lock().push(guild);
        Box::pin(async { Ok(()) })
    }

    fn pauses_moved(&self, _: GuildId, _: Pauses) -> BoxFuture<'_, services::Result<()>> {
        Box::pin(async { Ok(()) })
    }
}

/// A simulator that acts only when told.
pub async fn quiet() -> Server {
    beating(Options::default().heartbeat_interval).await
}

/// One that wants a heartbeat this often.
pub async fn beating(heartbeat_interval: Duration) -> Server {
    simulator(Options {
        members: 30,
        heartbeat_interval,
        ..Options::default()
    })
    .await
}

pub async fn simulator(options: Options) -> Server {
    Server::start(options).await.unwrap()
}

/// What hears the simulator.
pub struct House {
    pub db: Db,
    pub state: Arc<RwLock<State>>,
    pub health: Arc<Health>,
    pub seal: Arc<Seal>,
    pub seen: Arc<Seen>,
    pub ledger: Ledger,
    pub ingest: Ingest,
    pub bot: Bot,
    guild: GuildId,
    sim: Arc<Sim>,
}

impl House {
    /// Opens it on a database; its key lies in `folder`.
    pub async fn open(server: &Server, db: &Db, folder: &Path) -> Self {
        Self::open_as(server, db, folder, Intents::Full).await
    }

    pub async fn open_as(server: &Server, db: &Db, folder: &Path, intents: Intents) -> Self {
        let health = Arc::new(Health::default());
        let token = SecretString::from(server.bot_token());
        let mut settings = governor::Settings::new(token.clone());
        settings.base = Some(server.base());
        let discord = Arc::new(Rest::new(
            Governor::start(settings, health.clone()).unwrap(),
        ));
        let sim = server.sim().clone();
        let clock = Clock::scaled(Timestamp(sim.clock.now_ms()), sim.clock.speed());
        let seen = Arc::new(Seen::default());
        let parts = ingest::Parts {
            db: db.clone(),
            clock,
            state: Arc::default(),
            seal: Arc::new(Seal::open(&folder.join("master.key")).unwrap()),
            health: health.clone(),
            discord: discord.clone(),
            observer: Some(seen.clone()),
            interactions: None,
            live: Arc::default(),
            intents,
        };
        let (state, seal) = (parts.state.clone(), parts.seal.clone());
        let loaded = ingest::load(&parts).await.unwrap();
        let sessions = loaded.sessions.clone();
        let ingest = ingest::start(parts, loaded);
        let ledger = Ledger::new(db.clone(), Clock::Wall, discord.clone(), health.clone());
        let bot = gateway::start(gateway::Setup {
            token,
            tier: intents,
            discord,
            ledger: ledger.clone(),
            health: health.clone(),
            inbox: ingest.inbox(),
            requests: ingest.requests().unwrap(),
            sessions,
        });
        Self {
            db: db.clone(),
            state,
            health,
            seal,
            seen,
            ledger,
            ingest,
            bot,
            guild: GuildId(sim.places.guild.0),
            sim,
        }
    }

    pub fn guild(&self) -> GuildId {
        self.guild
    }

    /// As SIGTERM does.
    pub async fn close(self) {
        self.bot.stop().await;
        self.ingest.stop().await;
    }

    /// Loses what comes from now on, as a crash before a commit does; the session lives.
    pub async fn crash(self) {
        self.ingest.stop().await;
        self.bot.stop().await;
    }

    /// Waits until the guild is there and its roster complete.
    pub async fn settled(&self) {
        self.until("the roster is complete", async || {
            let state = self.state.read();
            state.guild(self.guild).is_some_and(|guild| !guild.partial)
        })
        .await;
    }

    /// Waits until everything that the simulator sent is committed, and nothing moves any more.
    pub async fn caught_up(&self) {
        self.until("what was sent is committed", async || {
            let all = sessions::all(&mut self.db.read().await.unwrap())
                .await
                .unwrap();
            let Some(session) = all.first() else {
                return false;
            };
            self.truth()["last_seq"][&session.id] == session.seq && self.ingest.stats().waiting == 0
        })
        .await;
    }

    pub async fn until(&self, what: &str, is: impl AsyncFn() -> bool) {
        let start = Instant::now();
        while !is().await {
            assert!(
                start.elapsed() < PATIENCE,
                "not within {PATIENCE:?}: {what}; {:?} {:?} {}",
                self.bot.shards(),
                self.ingest.stats(),
                self.truth()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The number of the last event that is committed.
    pub async fn committed(&self) -> u64 {
        let mut tx = self.db.read().await.unwrap();
        sessions::all(&mut tx).await.unwrap()[0].seq
    }

    pub fn truth(&self) -> Value {
        self.sim.read(|world| self.sim.hub.truth(world))
    }

    /// The numbers that the truth has too, as the store counts them.
    pub async fn counted(&self) -> Value {
        let mut tx = self.db.read().await.unwrap();
        let sum = facts::sum(&mut tx, self.guild, None).await.unwrap();
        let told = async |tx: &mut _, kind| {
            members::count_changes(tx, self.guild, kind, Timestamp(0))
                .await
                .unwrap()
        };
        let [newcomers, first, third, tenth] = joins::count(&mut tx, self.guild).await.unwrap();
        serde_json::json!({
            "short_messages": sum.short,
            "medium_messages": sum.medium,
            "long_messages": sum.long,
            "attachments": sum.attachments,
            "replies": sum.replies,
            "reactions_received": sum.received,
            "answered": answers::count(&mut tx, self.guild).await.unwrap(),
            "newcomers": newcomers,
            "first_messages": first,
            "third_messages": third,
            "tenth_messages": tenth,
            "members": members::count_present(&mut tx, self.guild).await.unwrap(),
            "joins": told(&mut tx, "join").await,
            "leaves": told(&mut tx, "leave").await,
            "bans": told(&mut tx, "ban").await,
            "unbans": told(&mut tx, "unban").await,
            "messages_created": sum.messages,
            "messages_edited": sum.edits,
            "messages_deleted": sum.deletes,
            "reactions_added": sum.reactions,
            "reactions_removed": sum.unreactions,
            "voice_sessions": voice::count_ended(&mut tx, self.guild).await.unwrap(),
        })
    }

    /// Fails unless every count equals the simulator's.
    pub async fn agrees(&self) {
        self.caught_up().await;
        let (truth, counted) = (self.truth(), self.counted().await);
        let mut expected = counted.clone();
        for (name, value) in expected.as_object_mut().unwrap() {
            *value = truth[name].clone();
        }
        pretty_assertions::assert_eq!(counted, expected);
    }

    /// All gaps.
    pub async fn gaps(&self) -> Vec<Gap> {
        let mut tx = self.db.read().await.unwrap();
        gaps::since(&mut tx, Timestamp(0)).await.unwrap()
    }
}
