//! The cache of several processes. While Redis is away the memory stands in, and what was changed meanwhile is
//! removed from Redis before it is believed again.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::system;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use parking_lot::Mutex;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisError, RedisResult, Script};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{broadcast, watch};
use tokio::task::AbortHandle;

use super::memory::Memory;
use crate::ports::cache::{Cache, Word};

/// Of everything we keep there, so that one Redis may serve other programs too.
const PREFIX: &str = "emp:";
/// A cache that takes longer is worse than none.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a lost server is asked whether it is back, and a quiet one whether it is there.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// Beyond this many keys changed while Redis was away, only their time to live removes the rest.
const MOST_STALE: usize = 100_000;

/// The window begins with its first count, so only that one sets when it ends.
const COUNT: &str = "local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return n";

/// See the module.
pub struct Redis {
    shared: Arc<Shared>,
    tasks: [AbortHandle; 2],
}

struct Shared {
    client: Client,
    manager: ConnectionManager,
    count: Script,
    memory: Memory,
    /// Marks the words of this process, which it heard at once.
    origin: String,
    healthy: watch::Sender<bool>,
    /// Changed while the server was away.
    stale: Mutex<HashSet<String>>,
}

impl Redis {
    /// Connects on first use; needs a runtime.
    ///
    /// # Errors
    /// If the address is none of Redis.
    pub fn open(url: &SecretString) -> RedisResult<Self> {
        let client = Client::open(url.expose_secret())?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_max_delay(PATIENCE)
            .set_response_timeout(Some(PATIENCE))
            .set_connection_timeout(Some(PATIENCE));
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        let shared = Arc::new(Shared {
            client,
            manager,
            count: Script::new(COUNT),
            memory: Memory::default(),
            origin: format!("{:016x}", rand::random::<u64>()),
            healthy: watch::Sender::new(true),
            stale: Mutex::default(),
        });
        let tasks = [
            tokio::spawn(watch_over(shared.clone())).abort_handle(),
            tokio::spawn(listen(shared.clone())).abort_handle(),
        ];
        Ok(Self { shared, tasks })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Shared {
    fn is_here(&self) -> bool {
        *self.healthy.borrow()
    }

    /// The result, unless Redis is away or went away just now.
    fn take<T>(&self, result: RedisResult<T>) -> Option<T> {
        result.map_err(|error| self.lose(&error)).ok()
    }

    fn lose(&self, error: &RedisError) {
        if self.healthy.send_replace(false) {
            tracing::warn!(error.kind = ?error.kind(), "redis is away; the memory stands in");
        }
    }

    fn spoil(&self, key: &str) {
        let mut stale = self.stale.lock();
        if stale.len() < MOST_STALE {
            stale.insert(key.to_owned());
        }
    }

    /// Asks whether Redis answers, and takes it back.
    async fn ask(&self) {
        let mut connection = self.manager.clone();
        let answer: RedisResult<String> = redis::cmd("PING").query_async(&mut connection).await;
        if let Err(error) = answer {
            self.lose(&error);
        } else if !self.is_here() && self.clean(&mut connection).await.is_ok() {
            self.healthy.send_replace(true);
            tracing::info!("redis is back");
        }
    }

    async fn clean(&self, connection: &mut ConnectionManager) -> RedisResult<()> {
        loop {
            let some: Vec<String> = self.stale.lock().iter().take(500).cloned().collect();
            if some.is_empty() {
                return Ok(());
            }
            let keys: Vec<String> = some.iter().map(|key| name(key)).collect();
            let _: u64 = connection.del(keys).await?;
            let mut stale = self.stale.lock();
            for key in &some {
                stale.remove(key);
            }
        }
    }

    async fn hear(&self) -> RedisResult<()> {
        let mut pubsub = self.client.get_async_pubsub().await?;
        pubsub.psubscribe(name("*")).await?;
        let mut words = pubsub.on_message();
        while let Some(message) = words.next().await {
            let payload: String = message.get_payload()?;
            let topic = message.get_channel_name().strip_prefix(PREFIX);
            if let (Some(topic), Some((origin, text))) = (topic, payload.split_once(' '))
                && origin != self.origin
            {
                let (topic, text) = (topic.to_owned(), text.to_owned());
                self.memory.hear(Word { topic, text });
            }
        }
        Ok(())
    }
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

async fn watch_over(shared: Arc<Shared>) {
    loop {
        shared.ask().await;
        tokio::time::sleep(ASK_EVERY).await;
    }
}

async fn listen(shared: Arc<Shared>) {
    loop {
        if let Err(error) = shared.hear().await {
            tracing::debug!(error.kind = ?error.kind(), "words of other processes are not heard");
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

impl Cache for Redis {
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Option<Vec<u8>>> {
        async move {
            let here = &self.shared;
            if here.is_here() {
                let found = here.manager.clone().get(name(key)).await;
                if let Some(found) = here.take(found) {
                    return super::counted(found);
                }
            }
            here.memory.get(key).await
        }
        .boxed()
    }

    fn set<'a>(&'a self, key: &'a str, value: &'a [u8], ttl: Duration) -> BoxFuture<'a, ()> {
        async move {
            let here = &self.shared;
            if here.is_here() {
                let millis = crate::clock::millis(ttl).max(1).unsigned_abs();
                let done = here.manager.clone().pset_ex(name(key), value, millis).await;
                if here.take::<()>(done).is_some() {
                    return;
                }
            }
            here.spoil(key);
            here.memory.set(key, value, ttl).await;
        }
        .boxed()
    }

    fn remove<'a>(&'a self, key: &'a str) -> BoxFuture<'a, ()> {
        async move {
            let here = &self.shared;
            here.memory.remove(key).await;
            if here.is_here() {
                let done = here.manager.clone().del(name(key)).await;
                if here.take::<u64>(done).is_some() {
                    return;
                }
            }
            here.spoil(key);
        }
        .boxed()
    }

    fn count<'a>(&'a self, key: &'a str, window: Duration) -> BoxFuture<'a, u64> {
        async move {
            let here = &self.shared;
            if here.is_here() {
                let mut connection = here.manager.clone();
                let mut script = here.count.key(name(key));
                let millis = crate::clock::millis(window).max(1);
                let counted = script.arg(millis).invoke_async(&mut connection).await;
                if let Some(count) = here.take(counted) {
                    return count;
                }
            }
            here.memory.count(key, window).await
        }
        .boxed()
    }

    fn publish<'a>(&'a self, topic: &'a str, text: &'a str) -> BoxFuture<'a, ()> {
        async move {
            let here = &self.shared;
            here.memory.publish(topic, text).await;
            if here.is_here() {
                let payload = format!("{} {text}", here.origin);
                let heard = here.manager.clone().publish(name(topic), payload).await;
                here.take::<u64>(heard);
            }
        }
        .boxed()
    }

    fn subscribe(&self) -> broadcast::Receiver<Word> {
        self.shared.memory.subscribe()
    }

    fn is_healthy(&self) -> watch::Receiver<bool> {
        self.shared.healthy.subscribe()
    }

    fn vitals(&self) -> system::Cache {
        system::Cache {
            backend: "redis".into(),
            healthy: self.shared.is_here(),
        }
    }
}
