//! The cache of one process.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use emperione_protocol::system;
use futures::FutureExt;
use futures::future::BoxFuture;
use moka::Expiry;
use parking_lot::Mutex;
use tokio::sync::{broadcast, watch};

use crate::ports::cache::{Cache, Word};

const MOST_ENTRIES: u64 = 10_000;
/// Above this many, counters whose window has ended are forgotten.
const MANY_COUNTERS: usize = 10_000;
/// Words that a slow listener may be behind.
const WORDS: usize = 1_024;

/// See the module.
pub struct Memory {
    values: moka::future::Cache<String, Value>,
    counters: Mutex<HashMap<String, Counter>>,
    words: broadcast::Sender<Word>,
    healthy: watch::Sender<bool>,
}

#[derive(Clone)]
struct Value {
    bytes: Vec<u8>,
    ttl: Duration,
}

struct Counter {
    count: u64,
    ends_at: Instant,
}

/// Each value brings its own time to live.
struct ByValue;

impl Expiry<String, Value> for ByValue {
    fn expire_after_create(&self, _: &String, value: &Value, _: Instant) -> Option<Duration> {
        Some(value.ttl)
    }

    fn expire_after_update(
        &self,
        _: &String,
        value: &Value,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(value.ttl)
    }
}

impl Default for Memory {
    fn default() -> Self {
        let values = moka::future::Cache::builder()
            .max_capacity(MOST_ENTRIES)
            .expire_after(ByValue)
            .build();
        Self {
            values,
            counters: Mutex::default(),
            words: broadcast::Sender::new(WORDS),
            healthy: watch::Sender::new(true),
        }
    }
}

impl Memory {
    /// Passes on a word that came from elsewhere.
    pub(super) fn hear(&self, word: Word) {
        // Without a listener there is nobody to miss it.
        let _ = self.words.send(word);
    }

    fn add(&self, key: &str, window: Duration) -> u64 {
        let now = Instant::now();
        let mut counters = self.counters.lock();
        if counters.len() > MANY_COUNTERS {
            counters.retain(|_, counter| counter.ends_at > now);
        }
        let counter = counters.entry(key.to_owned()).or_insert(Counter {
            count: 0,
            ends_at: now + window,
        });
        if counter.ends_at <= now {
            *counter = Counter {
                count: 0,
                ends_at: now + window,
            };
        }
        counter.count += 1;
        counter.count
    }
}

impl Cache for Memory {
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Option<Vec<u8>>> {
        async move {
            let found = self.values.get(key).await.map(|value| value.bytes);
            super::counted(found)
        }
        .boxed()
    }

    fn set<'a>(&'a self, key: &'a str, value: &'a [u8], ttl: Duration) -> BoxFuture<'a, ()> {
        let value = Value {
            bytes: value.to_vec(),
            ttl,
        };
        self.values.insert(key.to_owned(), value).boxed()
    }

    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, ()> {
        self.values.invalidate(key).boxed()
    }

    fn count<'a>(&'a self, key: &'a str, window: Duration) -> BoxFuture<'a, u64> {
        futures::future::ready(self.add(key, window)).boxed()
    }

    fn publish<'a>(&'a self, topic: &'a str, text: &'a str) -> BoxFuture<'a, ()> {
        self.hear(Word {
            topic: topic.to_owned(),
            text: text.to_owned(),
        });
        futures::future::ready(()).boxed()
    }

    fn subscribe(&self) -> broadcast::Receiver<Word> {
        self.words.subscribe()
    }

    fn is_healthy(&self) -> watch::Receiver<bool> {
        self.healthy.subscribe()
    }

    fn vitals(&self) -> system::Cache {
        system::Cache {
            backend: "memory".into(),
            healthy: true,
        }
    }
}
