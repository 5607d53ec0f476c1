//! The daemon itself: who it is, how it is, what is wrong.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Timestamp};

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Hello {
    /// The daemon's version, such as `0.1.0`.
    pub version: String,
    /// Its [`crate::VERSION`].
    pub protocol: u32,
    /// Whom the daemon takes the caller for, such as `local owner root (uid 0)`.
    pub actor: String,
}

/// Which privileged intents the bot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intents {
    /// Members and message content.
    Full,
    /// Members, no content.
    NoContent,
    /// Neither.
    Minimal,
}

/// How the daemon is.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Status {
    pub version: String,
    pub pid: u32,
    pub started_at: Timestamp,
    pub now: Timestamp,
    pub ready: bool,
    /// Why mutations are refused, or why it is not ready.
    pub problems: Vec<String>,
    /// Entered after five crashes in ten minutes.
    pub safe_mode: bool,
    pub intents: Intents,
    pub bot: Option<String>,
    /// The page on which somebody who may manage a guild lets the bot in, once its id is known.
    pub invite: Option<String>,
    pub shards: Vec<Shard>,
    pub ingest: Ingest,
    pub governor: Governor,
    pub store: Store,
    pub cache: Cache,
    /// Open gaps and those of the last day.
    pub gaps: u64,
    pub last_event: u64,
}

/// A connection to Discord's gateway.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Shard {
    pub id: u32,
    pub count: u32,
    /// `connecting`, `ready`, `resuming`, `disconnected`, `fatal`, `standby`.
    pub state: String,
    pub detail: String,
    /// The time from heartbeat to its answer, in milliseconds.
    pub latency_ms: Option<u64>,
    /// IDENTIFYs left today.
    pub identifies_left: u64,
    pub resumes: u64,
    pub committed_seq: u64,
}

/// Events on their way from Discord into the store.
#[derive(Clone, Debug, Default, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Ingest {
    /// Received since the start.
    pub received: u64,
    /// Committed since the start.
    pub committed: u64,
    pub waiting: u64,
    /// Analytics facts dropped under load; each stands in a gap.
    pub dropped: u64,
    pub undecodable: u64,
    /// From frame to commit, in microseconds.
    pub latency_p50_us: u64,
    pub latency_p99_us: u64,
    pub events_per_second: f64,
}

/// Calls of Discord's REST API.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Governor {
    pub calls: u64,
    pub rate_limited: u64,
    /// How long every call waits, in milliseconds, after a global 429.
    pub paused_ms: u64,
    /// Answers 401, 403 and 429 of the last ten minutes; Discord blocks at 10,000.
    pub invalid: u64,
    /// Why calls are refused, if they are.
    pub breaker: Option<String>,
    /// Waiting calls by lane.
    pub waiting: BTreeMap<String, u64>,
}

/// The database.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Store {
    /// `sqlite` or `postgresql`.
    pub backend: String,
    pub size_bytes: u64,
    pub healthy: bool,
}

/// Cache and counters.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Cache {
    /// `memory` or `redis`.
    pub backend: String,
    pub healthy: bool,
}

/// A question of `emp doctor` and its answer.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Finding {
    /// `token`, `intents`, `permissions`, `role`, `identify`, `database`, `clock`, `socket`, `actions`, `frames` …
    pub name: String,
    pub level: Level,
    pub detail: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// How bad it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    Warning,
    Error,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait System {
    /// Says who answers; the first call of a connection.
    async fn hello(protocol: u32) -> Result<Hello, Error>;
    async fn status() -> Result<Status, Error>;
    /// Asks every question of `emp doctor`.
    async fn doctor() -> Result<Vec<Finding>, Error>;
    /// Ends safe mode.
    async fn resume() -> Result<(), Error>;
}
