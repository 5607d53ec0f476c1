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

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Jobs {
    /// Lists the newest jobs, at most 500.
    async fn list(state: Option<JobState>, limit: u32) -> Result<Vec<Job>, Error>;
    /// Queues a dead job again.
    async fn retry(id: String) -> Result<Job, Error>;
    /// Removes a dead job.
    async fn discard(id: String) -> Result<(), Error>;
}
