//! Background jobs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Timestamp};

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Pending,
    Running,
    Done,
    /// All its tries failed: a dead letter.
    Dead,
}

/// A job in the queue.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    pub name: String,
    pub state: JobState,
    pub priority: i32,
    pub attempts: u32,
    pub max_attempts: u32,
    pub run_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub error: Option<String>,
}

/// A kind of job: what it does, when, and how it goes. Times of ticks follow the daemon's clock, times of runs the
/// database's; what was done is known for a day, what is dead for 30.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct JobKind {
    pub name: String,
    pub about: String,
    /// Larger goes first.
    pub priority: i32,
    pub every_s: u64,
    /// Since when its ticks are not queued.
    pub paused_at: Option<Timestamp>,
    /// The last tick that was queued.
    pub last_tick_at: Option<Timestamp>,
    /// None while it is paused.
    pub next_tick_at: Option<Timestamp>,
    /// The newest that ended.
    pub last: Option<Job>,
    pub pending: u64,
    pub running: u64,
    pub done: u64,
    pub dead: u64,
    /// For how long the oldest of those that could run now has waited.
    pub oldest_s: Option<u64>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Jobs {
    /// Lists the newest jobs, at most 500.
    async fn list(state: Option<JobState>, limit: u32) -> Result<Vec<Job>, Error>;
    /// Queues a dead job again.
    async fn retry(id: String) -> Result<Job, Error>;
    /// Removes a dead job.
    async fn discard(id: String) -> Result<(), Error>;
    /// Lists every kind of job, or gives one.
    async fn kinds(name: Option<String>) -> Result<Vec<JobKind>, Error>;
    /// Queues a job of a kind now. The caller makes the key: asked again with it, the answer is the same job.
    async fn run(name: String, key: String) -> Result<Job, Error>;
    /// Stops queueing a kind at its ticks; what is queued already runs.
    async fn pause(name: String) -> Result<JobKind, Error>;
    /// Queues a kind at its ticks again; ticks that were missed are caught up by one.
    async fn resume(name: String) -> Result<JobKind, Error>;
}
