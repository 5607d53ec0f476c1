//! Whether analytics are right and what they cost: ninety days of a guild heard, computed, and compared with what really
//! happened; and the overview of a year in a guild with a hundred million messages.
//! `cargo bench -p emperione-daemon --bench analytics`; PostgreSQL too if `EMP_TEST_POSTGRES` names a server.
//! `EMP_BENCH_DAYS`, `_MESSAGES`, `_MEMBERS` and `_FACTS` make it shorter or longer.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark may fail by a panic, looks at the clock, and is told of sizes and servers by the environment"
)]

#[path = "../../tests/it/common/checked.rs"]
mod checked;
#[expect(dead_code, reason = "each benchmark uses its part")]
#[path = "../common/mod.rs"]
mod common;
#[path = "../../tests/it/common/expected/mod.rs"]
mod expected;
mod guild;
#[path = "../../tests/it/common/items.rs"]
mod items;
mod ninety;
mod year;

use std::time::Duration;

use emperione_daemon::app::{App, Setup};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

const ASKS: Actor = Actor::System { name: "bench" };

/// A daemon without a Discord, whose jobs wait.
struct House {
    name: &'static str,
    app: App,
    folder: tempfile::TempDir,
    url: Option<String>,
}

impl House {
    async fn open(name: &'static str, url: Option<String>, clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.storage.folder = folder.path().join("data");
        config.rpc.socket = folder.path().join("run/empd.sock");
        config.http.enabled = false;
        config.database.url.clone_from(&url);
        let setup = Setup {
            config,
            token: SecretString::from("token"),
            clock,
            // Nobody listens at the port "discard".
            discord: Some("http://127.0.0.1:9".into()),
        };
        let app = App::start(setup).await.unwrap();
        let jobs = &app.services().jobs;
        for kind in jobs.kinds(&ASKS, None).await.unwrap() {
            jobs.pause(&ASKS, &kind.name).await.unwrap();
        }
        Self {
            name,
            app,
            folder,
            url,
        }
    }

    /// How many rows a table has.
    async fn count(&self, table: &str) -> u64 {
        let text = format!("SELECT count(*) FROM {table}");
        let n: i64 = if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let query = sqlx::query_scalar(AssertSqlSafe(text));
            query.fetch_one(&mut connection).await.unwrap()
        } else {
            let path = self.folder.path().join("data/empd.db");
            let connection = SqliteConnection::connect(path.to_str().unwrap()).await;
            let query = sqlx::query_scalar(AssertSqlSafe(text));
            query.fetch_one(&mut connection.unwrap()).await.unwrap()
        };
        n.unsigned_abs()
    }

    /// Lets PostgreSQL know what is in its tables, as its own daemon does in time.
    async fn analyze(&self) {
        if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let query = sqlx::query("ANALYZE");
            query.execute(&mut connection).await.unwrap();
        }
    }
}

/// A number of the environment.
fn size(name: &str, default: u64) -> u64 {
    let value = std::env::var(format!("EMP_BENCH_{name}")).ok();
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

/// The most memory that this process ever had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes.unwrap().parse::<u64>().unwrap() / 1_024
}

/// Lets the peak begin anew.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

async fn all(name: &'static str, server: Option<&str>) {
    let url = match server {
        Some(server) => Some(create(server, "ninety").await),
        None => None,
    };
    Box::pin(ninety::run(name, url)).await;
    let url = match server {
        Some(server) => Some(create(server, "year").await),
        None => None,
    };
    Box::pin(year::run(name, url)).await;
    for of in ["ninety", "year"] {
        if let Some(server) = server {
            execute(
                server,
                format!("DROP DATABASE {} WITH (FORCE)", database(of)),
            )
            .await;
        }
    }
}

fn database(of: &str) -> String {
    format!("empd_bench_{of}_{:08x}", std::process::id())
}

async fn create(server: &str, of: &str) -> String {
    execute(server, format!("CREATE DATABASE {}", database(of))).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{}", database(of))
}

async fn execute(server: &str, text: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let query = sqlx::query(AssertSqlSafe(text));
    query.execute(&mut connection).await.unwrap();
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        Box::pin(all("SQLite", None)).await;
        if let Ok(server) = std::env::var("EMP_TEST_POSTGRES") {
            Box::pin(all("PostgreSQL", Some(&server))).await;
        }
    });
}
