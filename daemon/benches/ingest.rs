//! Frame → decoded → state → sealed text → committed row, in one process; CPU time of the whole process.
//! `cargo bench -p emperione-daemon --bench ingest`; PostgreSQL too if `EMP_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark may fail by a panic, and is told of servers by the environment"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{cpu, guild, line, message, rate};
use emperione_daemon::bot::discord::Rest;
use emperione_daemon::bot::frames::{self, Frame};
use emperione_daemon::bot::governor::{self, Governor};
use emperione_daemon::clock::Clock;
use emperione_daemon::health::Health;
use emperione_daemon::ingest::{self, Inbox, Ingest, Input};
use emperione_daemon::seal::Seal;
use emperione_daemon::store::{Db, Location};
use emperione_protocol::system::Intents;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const FRAMES: u64 = 200_000;
const READY: &str = r#"{"t":"READY","s":1,"op":0,"d":{"session_id":"bench","resume_gateway_url":"ws://127.0.0.1","user":{"id":"1","username":"bench","bot":true},"guilds":[]}}"#;

fn push(inbox: &Inbox, text: &str) {
    let received = Instant::now();
    let Ok(Frame::Dispatch { seq, event }) = frames::decode(text) else {
        panic!("not a dispatch");
    };
    inbox.push(0, received, Input::Frame { seq, event });
}

async fn start(db: &Db, folder: &Path) -> Ingest {
    let health = Arc::new(Health::default());
    let mut settings = governor::Settings::new(SecretString::from("token"));
    settings.base = Some("http://127.0.0.1:9".into());
    let parts = ingest::Parts {
        db: db.clone(),
        clock: Clock::Wall,
        state: Arc::default(),
        seal: Arc::new(Seal::open(&folder.join("master.key")).unwrap()),
        health: health.clone(),
        discord: Arc::new(Rest::new(Governor::start(settings, health).unwrap())),
        observer: None,
        interactions: None,
        live: Arc::default(),
        intents: Intents::Full,
    };
    let loaded = ingest::load(&parts).await.unwrap();
    ingest::start_with(parts, loaded, usize::MAX)
}

async fn committed(ingest: &Ingest, count: u64) {
    while ingest.stats().committed < count {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn measure(name: &str, db: Db, texts: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let ingest = start(&db, folder.path()).await;
    let inbox = ingest.inbox();
    push(&inbox, READY);
    push(&inbox, &guild());
    committed(&ingest, 2).await;
    let (cpu_before, begun) = (cpu(), Instant::now());

    for text in texts {
        push(&inbox, text);
    }
    committed(&ingest, FRAMES + 2).await;

    let (cpu, wall) = (cpu().saturating_sub(cpu_before), begun.elapsed());
    ingest.stop().await;
    line(&format!(
        "{name:<14} {:>10} messages per CPU-second, {:>10} per second, {:.2} s of CPU",
        rate(FRAMES, cpu),
        rate(FRAMES, wall),
        cpu.as_secs_f64()
    ));
    db.close().await;
}

async fn postgres(server: &str, texts: &[String]) {
    let name = format!("empd_bench_{:08x}", std::process::id());
    let execute = async |statement: String| {
        let mut connection = PgConnection::connect(server).await.unwrap();
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    };
    execute(format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = SecretString::from(format!("{base}/{name}"));
    let db = Db::open(&Location::Postgres(url)).await.unwrap();
    measure("postgresql", db, texts).await;
    execute(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

#[tokio::main]
async fn main() {
    let texts: Vec<_> = (0..FRAMES).map(message).collect();
    line(&format!(
        "frame to commit, {FRAMES} messages of {} bytes",
        texts[0].len()
    ));
    for _ in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Location::Sqlite(folder.path().join("empd.db")))
            .await
            .unwrap();
        measure("sqlite", db, &texts).await;
    }
    if let Ok(server) = std::env::var("EMP_TEST_POSTGRES") {
        postgres(&server, &texts).await;
    }
}
