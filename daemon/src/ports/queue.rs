//! The queue of jobs. It only wakes: what is to be done stands in our own rows.

use emperione_protocol::jobs::{Job, JobState};
use futures::future::BoxFuture;

use crate::store;

/// Some time, or what the queue's database answered instead.
pub type Answer<'a, T> = BoxFuture<'a, store::Result<T>>;

/// The queue.
pub trait Queue: Send + Sync + 'static {
    /// Queues a job by its name. A key that is known already queues nothing.
    fn enqueue<'a>(&'a self, name: &'a str, key: &'a str) -> Answer<'a, ()>;
    /// Lists jobs, the newest first.
    fn list(&self, state: Option<JobState>, limit: u32) -> Answer<'_, Vec<Job>>;
    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>>;
    /// Queues a dead job anew. False if no dead job has this id.
    fn retry<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;
    /// Removes a dead job. False if no dead job has this id.
    fn discard<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;
    /// Deletes what ended long ago, and says how many jobs.
    fn prune(&self) -> Answer<'_, u64>;
}
