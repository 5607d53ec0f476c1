//! The cache: the same tests on memory and on Redis, and what happens while Redis is away.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use emperione_daemon::cache::memory::Memory;
use emperione_daemon::cache::redis::Redis;
use emperione_daemon::ports::cache::{Cache, Word};
use secrecy::SecretString;

use crate::common::redis_server;

const LONG: Duration = Duration::from_mins(1);

/// Makes one test per cache of each `async fn name(cache, key)`; the key is of this test alone.
macro_rules! each_cache {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn memory() {
                super::$name(&super::Memory::default(), &super::fresh_key()).await;
            }

            #[tokio::test]
            async fn redis() {
                let Some(server) = crate::common::redis_server() else { return };
                let cache = super::Redis::open(&server).unwrap();
                super::$name(&cache, &super::fresh_key()).await;
                assert!(*super::Cache::is_healthy(&cache).borrow());
            }
        }
    )*};
}

each_cache! {
    a_value_is_found_until_it_is_removed,
    a_value_ends_with_its_time,
    a_counter_begins_anew_after_its_window,
    a_word_is_heard_by_everyone,
}

fn fresh_key() -> String {
    format!("test-{:016x}", rand::random::<u64>())
}

async fn a_value_is_found_until_it_is_removed(cache: &dyn Cache, key: &str) {
    assert_eq!(cache.get(key).await, None);

    cache.set(key, b"one", LONG).await;
    cache.set(key, b"two", LONG).await;
    assert_eq!(cache.get(key).await.as_deref(), Some(&b"two"[..]));

    cache.remove(key).await;
    assert_eq!(cache.get(key).await, None);
}

async fn a_value_ends_with_its_time(cache: &dyn Cache, key: &str) {
    cache.set(key, b"brief", Duration::from_millis(50)).await;
    cache.set("unrelated", b"long", LONG).await;

    eventually(async || cache.get(key).await.is_none()).await;

    assert!(cache.get("unrelated").await.is_some());
}

async fn a_counter_begins_anew_after_its_window(cache: &dyn Cache, key: &str) {
    let window = Duration::from_millis(300);
    assert_eq!(cache.count(key, window).await, 1);
    assert_eq!(cache.count(key, window).await, 2);

    let mut last = 2;
    eventually(async || {
        let count = cache.count(key, window).await;
        let anew = count == 1 && last > 1;
        last = count;
        anew
    })
    .await;
}

async fn a_word_is_heard_by_everyone(cache: &dyn Cache, key: &str) {
    let (mut first, mut second) = (cache.subscribe(), cache.subscribe());

    cache.publish(key, "7").await;

    assert_eq!(hear(&mut first, key).await, "7");
    assert_eq!(hear(&mut second, key).await, "7");
}

async fn hear(words: &mut tokio::sync::broadcast::Receiver<Word>, topic: &str) -> String {
    let heard = async {
        loop {
            let word = words.recv().await.unwrap();
            if word.topic == topic {
                return word.text;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard)
        .await
        .expect("the word should be heard")
}

#[tokio::test]
async fn two_processes_share_values_counters_and_words() {
    let Some(server) = redis_server() else {
        return;
    };
    let (one, other) = (Redis::open(&server).unwrap(), Redis::open(&server).unwrap());
    let key = fresh_key();

    one.set(&key, b"shared", LONG).await;
    assert_eq!(other.get(&key).await.as_deref(), Some(&b"shared"[..]));

    let counter = fresh_key();
    one.count(&counter, LONG).await;
    assert_eq!(other.count(&counter, LONG).await, 2);

    // The other's ear may still be opening, so the word is said until it is heard.
    let mut words = other.subscribe();
    let heard = async {
        loop {
            one.publish(&key, "now").await;
            if let Ok(Ok(word)) =
                tokio::time::timeout(Duration::from_millis(50), words.recv()).await
                && word.topic == key
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard)
        .await
        .unwrap();
}

/// A Redis of this test's own, which it may stop.
struct Server {
    child: Option<Child>,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut server = Self {
            child: None,
            port,
            folder: tempfile::tempdir().unwrap(),
        };
        server.run();
        server
    }

    fn run(&mut self) {
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--dir"])
            .arg(self.folder.path() as &Path)
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f43_without_redis_the_memory_stands_in_and_the_loss_is_told() {
    if redis_server().is_none() {
        return;
    }
    let mut server = Server::start();
    let url = SecretString::from(format!("redis://127.0.0.1:{}/", server.port));
    let cache: Arc<dyn Cache> = Arc::new(Redis::open(&url).unwrap());
    let mut healthy = cache.is_healthy();
    // The server needs a moment to listen; until then it counts as away.
    eventually(async || {
        cache.set("before", b"old", LONG).await;
        cache.vitals().healthy
    })
    .await;

    server.kill();
    eventually(async || {
        cache.set("probe", b"x", LONG).await;
        !cache.vitals().healthy
    })
    .await;
    assert!(!*healthy.borrow_and_update());
    cache.set("during", b"kept", LONG).await;
    assert_eq!(cache.get("during").await.as_deref(), Some(&b"kept"[..]));
    assert_eq!(cache.count("during-count", LONG).await, 1);
    assert_eq!(cache.count("during-count", LONG).await, 2);
    cache.remove("before").await;

    server.run();
    tokio::time::timeout(
        Duration::from_secs(20),
        healthy.wait_for(|healthy| *healthy),
    )
    .await
    .expect("redis should be taken back")
    .unwrap();
    assert_eq!(cache.get("before").await, None);
    cache.set("after", b"new", LONG).await;
    assert_eq!(cache.get("after").await.as_deref(), Some(&b"new"[..]));
}

async fn eventually(mut holds: impl AsyncFnMut() -> bool) {
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(tokio::time::Instant::now() < until, "it never came to be");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
