//! The gateway as a whole: finds out where it is, starts the shards, and ends them so that their sessions live.

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::system::{self, Intents};
use parking_lot::Mutex;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use twilight_gateway::{Config, ConfigBuilder, ShardId};

use super::identify::Identifies;
use super::session::{fingerprint, intents};
use super::shard::{Runner, Thread, address};
use super::status::{Board, State};
use crate::health::Health;
use crate::ingest::{Inbox, RosterRequest, Session};
use crate::ports::discord::{CallError, Discord, Gateway, Lane};
use crate::services::identifies::Ledger;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What the gateway is made of.
pub struct Setup {
    pub token: SecretString,
    pub tier: Intents,
    pub discord: Arc<dyn Discord>,
    /// Asked before each IDENTIFY.
    pub ledger: Ledger,
    pub health: Arc<Health>,
    pub inbox: Inbox,
    /// What ingest asks the shards for.
    pub requests: mpsc::UnboundedReceiver<RosterRequest>,
    /// The sessions that were committed last.
    pub sessions: Vec<Session>,
}

/// The shards at work.
pub struct Bot {
    board: Board,
    ledger: Ledger,
    inbox: Inbox,
    count: Arc<Mutex<u32>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Starts the shards; returns at once, also while Discord is away.
pub fn start(setup: Setup) -> Bot {
    // Two providers are in the tree, and a connection panics without a choice. Another part may have chosen before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bot = Bot {
        board: Board::new(setup.health.clone()),
        ledger: setup.ledger.clone(),
        inbox: setup.inbox.clone(),
        count: Arc::new(Mutex::new(1)),
        stop: CancellationToken::new(),
        tasks: TaskTracker::new(),
    };
    let (board, ledger) = (bot.board.clone(), bot.ledger.clone());
    let (stop, tasks, count) = (bot.stop.clone(), bot.tasks.clone(), bot.count.clone());
    bot.tasks.spawn(async move {
        let Some(gateway) = find(&*setup.discord, &board, &stop).await else {
            return;
        };
        *count.lock() = gateway.shards.max(1);
        let start = Shards {
            setup,
            gateway,
            board,
            ledger,
            stop,
        };
        start.run(&tasks).await;
    });
    bot
}

impl Bot {
    /// How the shards are.
    pub fn shards(&self) -> Vec<system::Shard> {
        let count = *self.count.lock();
        let lines = self.board.lines().into_iter();
        lines
            .map(|(id, line)| system::Shard {
                id,
                count,
                state: line.state.name().into(),
                detail: line.detail,
                latency_ms: line
                    .latency
                    .and_then(|latency| u64::try_from(latency.as_millis()).ok()),
                identifies_left: self.ledger.left(),
                resumes: line.resumes,
                committed_seq: self.inbox.committed(id),
            })
            .collect()
    }

    /// Closes the connections so that the sessions can be resumed. Then stop ingest, which commits what came in.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Asks where the gateway is until Discord answers; none if it refuses us, or the daemon ends.
async fn find(discord: &dyn Discord, board: &Board, stop: &CancellationToken) -> Option<Gateway> {
    let mut pause = FIRST_PAUSE;
    loop {
        let answer = tokio::select! {
            answer = discord.gateway(Lane::Manual) => answer,
            () = stop.cancelled() => return None,
        };
        let error = match answer {
            Ok(gateway) if address(&gateway.url).is_some() => return Some(gateway),
            Ok(_) => "Discord gave no address of a gateway".into(),
            Err(error @ CallError::Refused { status: 401, .. }) => {
                board.set(0, State::Fatal, &error.to_string());
                return None;
            }
            Err(error) => error.to_string(),
        };
        board.set(0, State::Disconnected, &error);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return None,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

struct Shards {
    setup: Setup,
    gateway: Gateway,
    board: Board,
    ledger: Ledger,
    stop: CancellationToken,
}

impl Shards {
    /// Runs the shards, and hands requests to them.
    async fn run(mut self, tasks: &TaskTracker) {
        let count = self.gateway.shards.max(1);
        let config = self.config();
        let mut commands = Vec::new();
        for shard in 0..count {
            let (sender, receiver) = mpsc::unbounded_channel();
            commands.push(sender);
            let fingerprint = fingerprint(
                self.setup.token.expose_secret(),
                config.intents(),
                shard,
                count,
            );
            let thread = self.thread(shard, &fingerprint);
            let runner = Runner {
                id: ShardId::new(shard, count),
                config: config.clone(),
                fingerprint,
                ledger: self.ledger.clone(),
                inbox: self.setup.inbox.clone(),
                board: self.board.clone(),
                commands: receiver,
                stop: self.stop.clone(),
                greetings: 0,
            };
            tasks.spawn(runner.run(thread));
        }
        loop {
            let request = tokio::select! {
                Some(request) = self.setup.requests.recv() => request,
                () = self.stop.cancelled() => return,
            };
            if let Some(commands) = commands.get(request.shard as usize) {
                let _ = commands.send(roster(&request));
            }
        }
    }

    fn config(&self) -> Config<Identifies> {
        let token = self.setup.token.expose_secret().to_owned();
        let url = address(&self.gateway.url).unwrap_or_default();
        ConfigBuilder::new(token, intents(self.setup.tier))
            .proxy_url(url)
            .large_threshold(250)
            .queue(Identifies(self.ledger.clone()))
            .build()
    }

    /// The session of an earlier process, if it was ours in every property.
    fn thread(&self, shard: u32, fingerprint: &str) -> Thread {
        let session = self
            .setup
            .sessions
            .iter()
            .find(|session| session.shard == shard && session.fingerprint == fingerprint);
        let mut thread = Thread::default();
        if let Some(session) = session {
            thread.session = Some(twilight_gateway::Session::new(
                session.seq,
                session.id.clone(),
            ));
            thread.resume_url = address(&session.resume_url);
        }
        thread
    }
}

/// Opcode 8 (Gateway Events: Request Guild Members).
fn roster(request: &RosterRequest) -> String {
    serde_json::json!({
        "op": 8,
        "d": {"guild_id": request.guild, "query": "", "limit": 0, "nonce": request.nonce},
    })
    .to_string()
}
