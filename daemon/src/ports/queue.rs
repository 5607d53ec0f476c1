//! The queue of jobs. It only wakes: what is to be done stands in our own rows.

use std::collections::BTreeMap;
use std::time::Duration;

use emperione_protocol::jobs::{Job, JobState};
use futures::future::BoxFuture;

use crate::store;

/// Some time, or what the queue's database answered instead.
pub type Answer<'a, T> = BoxFuture<'a, store::Result<T>>;

/// What is known of a kind of job.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub name: &'static str,
    pub about: &'static str,
    /// Larger goes first.
    pub priority: usize,
    pub every: Duration,
}

/// How many jobs of a kind stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub pending: u64,
    pub running: u64,
    pub done: u64,
    pub dead: u64,
    /// For how long the oldest of those that could run now has waited.
    pub oldest: Option<Duration>,
}

/// The queue.
pub trait Queue: Send + Sync + 'static {
    /// Queues a job by its name. A key that is known already queues nothing.
    fn enqueue<'a>(&'a self, name: &'a str, key: &'a str) -> Answer<'a, ()>;
    /// Lists jobs, the newest first.
    fn list(&self, state: Option<JobState>, limit: u32) -> Answer<'_, Vec<Job>>;
    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>>;
    /// Every kind of job that can be queued.
    fn kinds(&self) -> Vec<Kind>;
    /// Finds the job that was queued with a key.
    fn by_key<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Job>>;
    /// The newest job of a kind that is done or dead.
    fn last_ended<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Job>>;
    /// How each kind of which there are jobs stands, by name.
    fn standing(&self) -> Answer<'_, BTreeMap<String, Standing>>;
    /// Queues a dead job anew. False if no dead job has this id.
    fn retry<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;
    /// Removes a dead job. False if no dead job has this id.
    fn discard<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;
    /// Deletes what ended long ago, and says how many jobs.
    fn prune(&self) -> Answer<'_, u64>;
}
