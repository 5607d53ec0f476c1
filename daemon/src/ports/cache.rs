//! What may be lost: cached answers, counters in a window, and words between the processes of one installation.
//!
//! No method fails: where the cache is away, a read finds nothing, a counter counts this process alone, and a word
//! reaches this process alone. Whoever waits for words looks at the database now and then all the same.

use std::time::Duration;

use emperione_protocol::system;
use futures::future::BoxFuture;
use tokio::sync::{broadcast, watch};

/// A word that woke everyone who listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub topic: String,
    pub text: String,
}

/// The cache. Times are real time.
pub trait Cache: Send + Sync + 'static {
    /// Reads a value, if it is there and not too old.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Option<Vec<u8>>>;
    /// Keeps a value for a time.
    fn set<'a>(&'a self, key: &'a str, value: &'a [u8], ttl: Duration) -> BoxFuture<'a, ()>;
    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, ()>;
    /// Counts one more, and gives the count of the window, which began with its first.
    fn count<'a>(&'a self, key: &'a str, window: Duration) -> BoxFuture<'a, u64>;
    /// Says a word to every process, this one included.
    fn publish<'a>(&'a self, topic: &'a str, text: &'a str) -> BoxFuture<'a, ()>;
    /// Hears every word from now on.
    fn subscribe(&self) -> broadcast::Receiver<Word>;
    /// Whether the shared cache answers, as it changes. Always true without one.
    fn is_healthy(&self) -> watch::Receiver<bool>;
    fn vitals(&self) -> system::Cache;
}
