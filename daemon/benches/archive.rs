//! What the archive takes: a month of activity out of the database into a file, a merge, and back again, with the memory.
//! `cargo bench -p emperione-daemon --bench archive`; PostgreSQL too if `EMP_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a benchmark may fail by a panic, looks at the clock, and is told of servers by the environment"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::time::{Duration, Instant};

use common::{cpu, line, rate, resident};
use emperione_daemon::app::{App, Setup};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::store::aggregates;
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_protocol::archives::FileFilter;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::jobs::JobState;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const GUILD: GuildId = GuildId(7);
const ASKS: Actor = Actor::System { name: "bench" };
const HOUR: i64 = 3_600_000;
/// 2026-06-15 12:00, and the first hour of 2026-01.
const NOON: Timestamp = Timestamp(1_781_524_800_000);
const JANUARY: i64 = 1_767_225_600_000;
/// Members who did something in each hour of a month.
const MEMBERS: i64 = 700;
const HOURS: i64 = 24 * 31;

struct House {
    app: App,
    _folder: tempfile::TempDir,
}

async fn start(database: Option<String>) -> House {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.storage.folder = folder.path().join("data");
    config.storage.activity_days = 100;
    config.rpc.socket = folder.path().join("run/empd.sock");
    config.http.enabled = false;
    config.database.url = database;
    let setup = Setup {
        config,
        token: SecretString::from("token"),
        clock: Clock::manual(NOON),
        // Nobody listens at the port "discard".
        discord: Some("http://127.0.0.1:9".into()),
    };
    let app = App::start(setup).await.unwrap();
    loop {
        let jobs = app.services().jobs.list(&ASKS, Some(JobState::Done), 50);
        if jobs.await.unwrap().iter().any(|job| job.name == "archive") {
            return House {
                app,
                _folder: folder,
            };
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The facts of the hours of a month whose number in it leaves this rest by two.
async fn fill(app: &App, rest: i64) -> u64 {
    let mut count = 0;
    for hour in (0..HOURS).filter(|hour| hour % 2 == rest) {
        let fact = |member: i64| {
            let key = ActivityKey {
                guild: GUILD,
                hour: JANUARY + hour * HOUR,
                channel: ChannelId(1_000 + (member % 20).cast_unsigned()),
                user: UserId(100_000 + member.cast_unsigned()),
            };
            let done = Activity {
                messages: 1 + (member * hour) % 17,
                reactions: member % 3,
                voice_ms: (hour * 61_000) % HOUR,
                ..Activity::default()
            };
            (key, done)
        };
        let facts: Vec<_> = (0..MEMBERS).map(fact).collect();
        let mut tx = app.parts().db.write_batch().await.unwrap();
        facts::add(&mut tx, &facts).await.unwrap();
        tx.commit().await.unwrap();
        count += facts.len() as u64;
    }
    count
}

async fn found(app: &App) {
    let mut tx = app.parts().db.write().await.unwrap();
    let guild = GuildRow {
        id: GUILD,
        name: "Bench".into(),
        owner: UserId(1),
        afk_channel: None,
        away_since: None,
        partial: false,
        member_count: 1,
        pauses: Pauses::default(),
        removed_at: None,
        first_seen_at: Timestamp(JANUARY),
        key: app.parts().seal.new_guild_key(GUILD).unwrap(),
    };
    guilds::save(&mut tx, &guild).await.unwrap();
    aggregates::set_watermark(&mut tx, GUILD, NOON, NOON)
        .await
        .unwrap();
    aggregates::set_days(&mut tx, GUILD, NOON).await.unwrap();
    tx.commit().await.unwrap();
}

/// Prints how many rows a second of this process, and what memory grew by meanwhile.
async fn measured(what: &str, rows: u64, work: impl Future<Output = ()>) {
    let (before, used, began) = (resident(), cpu(), Instant::now());
    let most = std::sync::atomic::AtomicU64::new(before);
    let watch = async {
        loop {
            most.fetch_max(resident(), std::sync::atomic::Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = watch => {}
    }
    let grown = most.into_inner().saturating_sub(before);
    line(&format!(
        "{what}: {rows} rows, {} a second, {} a CPU-second, {} MB more at most",
        rate(rows, began.elapsed()),
        rate(rows, cpu().saturating_sub(used)),
        grown.div_ceil(1_000_000),
    ));
}

async fn run(name: &str, house: House) {
    let app = house.app;
    let archives = app.services().archives.clone();
    found(&app).await;
    let rows = fill(&app, 0).await;
    let let_go = async || archives.let_go(&ASKS).await.unwrap();
    Box::pin(measured(&format!("{name}, let go"), rows, let_go())).await;
    let rows = fill(&app, 1).await;
    Box::pin(measured(
        &format!("{name}, let go and merged"),
        rows,
        let_go(),
    ))
    .await;
    let files = archives.list(&ASKS, &FileFilter::default()).await.unwrap();
    let (rows, bytes) = (files[0].rows, files[0].bytes);
    line(&format!("{name}: {bytes} bytes for {rows} rows"));
    let verify = async {
        let checked = archives
            .verify(&ASKS, &FileFilter::default())
            .await
            .unwrap();
        assert_eq!(checked[0].broken, None);
    };
    measured(&format!("{name}, verified"), rows, verify).await;
    let restore = async {
        let restored = archives.restore(&ASKS, GUILD, ("activity", "2026-01"));
        assert_eq!(restored.await.unwrap().rows, rows);
    };
    measured(&format!("{name}, put back"), rows, restore).await;
    app.stop().await;
}

async fn on_postgres(server: &str) {
    let name = format!("empd_bench_{:016x}", rand::random::<u64>());
    let mut connection = PgConnection::connect(server).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let house = start(Some(format!("{base}/{name}"))).await;
    Box::pin(run("PostgreSQL", house)).await;
    let drop = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
    sqlx::query(drop).execute(&mut connection).await.unwrap();
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let house = start(None).await;
        Box::pin(run("SQLite", house)).await;
        if let Ok(server) = std::env::var("EMP_TEST_POSTGRES") {
            Box::pin(on_postgres(&server)).await;
        }
    });
}
