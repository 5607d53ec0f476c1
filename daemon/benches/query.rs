//! Questions over a million members, on SQLite and, where `EMP_TEST_POSTGRES` names a server, on PostgreSQL.
//! `cargo bench -p emperione-daemon --bench query`; `EMP_BENCH_MEMBERS` is another number of members.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark may fail by a panic"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::time::{Duration, Instant};

use common::line;
use emperione_daemon::domain::query::{self, plan};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::members::{self, BanRow, MemberRow};
use emperione_daemon::store::roster::{self, Place, Selection};
use emperione_daemon::store::{Db, Location};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::members::Sort;
use emperione_protocol::{ChannelId, GuildId, RoleId, Timestamp, UserId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const GUILD: GuildId = GuildId(7);
const NOW: i64 = 1_795_437_296_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const EPOCH: i64 = 1_420_070_400_000;
/// Members joined in these days, evenly.
const DAYS: i64 = 1_500;
const BATCH: u64 = 10_000;
const ROUNDS: usize = 200;
/// Questions that look at every member are asked less often.
const SLOW_ROUNDS: usize = 3;
const PAGE: u32 = 51;
/// Held by every second, every hundredth, and every fifty-thousandth.
const ROLES: [(u64, u64); 3] = [(11, 2), (12, 100), (13, 50_000)];

/// A question with its parameter as `{}`.
const INDEXED: &[(&str, Sort)] = &[
    ("joined", Sort::Joined),
    ("joined", Sort::Name),
    ("joined < {hours}h and messages = 0", Sort::Joined),
    ("account_age < {hours}h", Sort::Id),
    ("id = {id}", Sort::Joined),
    ("name = member_{n}", Sort::Joined),
    ("name = member_{n}*", Sort::Joined),
    ("roles = 13 and not bot", Sort::Joined),
    ("roles = 12 and account_age < 30d", Sort::Joined),
    ("roles = 11 and messages = 0", Sort::Joined),
    ("cases.warn.90d >= 2", Sort::Joined),
    ("cases.ban and joined > 30d", Sort::Joined),
    ("timed_out", Sort::Joined),
    ("banned", Sort::Joined),
    ("left < {hours}h", Sort::Joined),
    ("last_seen < 1h and not roles", Sort::Joined),
    ("messages.1h > 5 and cases = 0", Sort::Messages),
    ("not bot and not timed_out and joined > 365d", Sort::Joined),
];
const SCANS: &[(&str, Sort)] = &[
    ("name = *nobody*", Sort::Joined),
    ("messages > 1000", Sort::Joined),
    ("joined", Sort::Messages),
];

fn id_of(at: i64, n: u64) -> u64 {
    ((at - EPOCH).cast_unsigned() << 22) | (n & 0x3f_ffff)
}

fn joined(n: u64, count: u64) -> i64 {
    NOW - DAYS * DAY * n.cast_signed() / count.cast_signed()
}

fn user(n: u64, count: u64) -> UserId {
    UserId(id_of(joined(n, count) - DAY / 2, n))
}

fn row(n: u64, count: u64) -> MemberRow {
    let roles = ROLES.iter().filter(|(_, every)| n.is_multiple_of(*every));
    MemberRow {
        guild: GUILD,
        user: user(n, count),
        name: format!("member_{n}"),
        global_name: n.is_multiple_of(3).then(|| format!("Member {n}")),
        nick: n.is_multiple_of(10).then(|| format!("nick {n}")),
        bot: n % 1_000 == 7,
        roles: roles.map(|(id, _)| RoleId(*id)).collect(),
        joined_at: Some(Timestamp(joined(n, count))),
        left_at: (n % 20 == 3).then(|| Timestamp(i64::midpoint(joined(n, count), NOW))),
        timed_out_until: (n % 5_000 == 11).then_some(Timestamp(NOW + HOUR)),
        flags: 0,
    }
}

async fn fill(db: &Db, count: u64) {
    for from in (0..count).step_by(usize::try_from(BATCH).unwrap()) {
        let numbers = from..(from + BATCH).min(count);
        let rows: Vec<_> = numbers.clone().map(|n| row(n, count)).collect();
        let activity: Vec<_> = numbers
            .filter(|n| n.is_multiple_of(5))
            .flat_map(|n| active(n, count))
            .collect();
        let mut tx = db.write_batch().await.unwrap();
        members::save(&mut tx, &rows).await.unwrap();
        for part in activity.chunks(5_000) {
            facts::add(&mut tx, part).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.write_batch().await.unwrap();
    for n in (0..count).step_by(500) {
        punish(&mut tx, n, count).await;
    }
    tx.commit().await.unwrap();
}

/// Every fifth member wrote in four hours of the last month.
fn active(n: u64, count: u64) -> impl Iterator<Item = (ActivityKey, Activity)> {
    (0..4).map(move |k| {
        let hour = NOW / HOUR * HOUR - ((n * 31 + k * 7_919) % 720).cast_signed() * HOUR;
        let key = ActivityKey {
            guild: GUILD,
            hour,
            channel: ChannelId(9),
            user: user(n, count),
        };
        let activity = Activity {
            messages: (n % 9).cast_signed() + 1,
            ..Activity::default()
        };
        (key, activity)
    })
}

/// Every 500th has a case, every 1,500th two warnings, every 5,000th is banned.
async fn punish(tx: &mut emperione_daemon::store::Tx, n: u64, count: u64) {
    let kinds: &[Kind] = match n / 500 % 3 {
        0 => &[Kind::Warn, Kind::Warn],
        1 => &[Kind::Note],
        _ => &[Kind::Ban],
    };
    for kind in kinds {
        let number = cases::next_number(tx, GUILD).await.unwrap();
        let case = CaseRow {
            guild: GUILD,
            number,
            kind: *kind,
            state: CaseState::Applied,
            target: user(n, count),
            target_name: format!("member_{n}"),
            actor: ActorRef::System {
                name: "bench".into(),
            },
            reason: None,
            opened_at: Timestamp(NOW - (n % 300).cast_signed() * DAY),
            until: None,
            action: None,
            audit_entry: None,
            detail: Detail::default(),
            undoes: None,
            batch: None,
        };
        cases::insert(tx, &case).await.unwrap();
    }
    if n.is_multiple_of(5_000) {
        let ban = BanRow {
            guild: GUILD,
            user: user(n, count),
            name: format!("member_{n}"),
            at: Timestamp(NOW),
        };
        members::ban(tx, &ban).await.unwrap();
    }
}

/// A page, as `emp member list` reads one.
async fn ask(
    db: &Db,
    text: &str,
    sort: Sort,
    after: Option<Place>,
) -> (Duration, Option<Place>, usize) {
    let began = Instant::now();
    let expr = query::parse(text, &[]).unwrap();
    let plan = plan::plan(&expr, GUILD, Timestamp(NOW));
    let selection = Selection {
        guild: GUILD,
        scope: plan.scope,
        root: plan.root,
        sort,
        reverse: false,
        after,
        limit: PAGE,
    };
    let mut tx = db.read().await.unwrap();
    let found = roster::list(&mut tx, &selection).await.unwrap();
    let last = found.last().map(|(_, place)| place.clone());
    (began.elapsed(), last, found.len())
}

async fn measure(db: &Db, (text, sort): (&str, Sort), rounds: usize, count: u64) {
    let mut rng = StdRng::seed_from_u64(1);
    let mut times = Vec::new();
    let mut found = 0;
    let mut after = None;
    for _ in 0..rounds {
        let n = rng.random_range(0..count);
        let text = text
            .replace("{n}", &n.to_string())
            .replace("{id}", &user(n, count).to_string())
            .replace("{hours}", &rng.random_range(1..48).to_string());
        // Every other question is for the page after the one before.
        let (time, last, rows) = ask(db, &text, sort, after.take()).await;
        times.push(time);
        found += rows;
        after = last.filter(|_| rows == PAGE as usize && times.len() % 2 == 1);
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    line(&format!(
        "  {:<50} {:>8.1} ms {:>8.1} ms {:>6}",
        format!("{text} by {sort:?}"),
        at(50).as_secs_f64() * 1e3,
        at(99).as_secs_f64() * 1e3,
        found.div_ceil(rounds),
    ));
}

async fn run(db: &Db, count: u64) {
    line(&format!("{}, {count} members", db.backend()));
    line(&format!(
        "  {:<50} {:>11} {:>11} {:>6}",
        "question", "p50", "p99", "rows"
    ));
    for question in INDEXED {
        measure(db, *question, ROUNDS, count).await;
    }
    line("  these look at every member:");
    for question in SCANS {
        measure(db, *question, SLOW_ROUNDS, count).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "benchmarks are told of servers by the environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn execute(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let statement = sqlx::query(AssertSqlSafe(statement));
    statement.execute(&mut connection).await.unwrap();
}

#[tokio::main]
async fn main() {
    let count = setting("EMP_BENCH_MEMBERS").map_or(1_000_000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = Location::Sqlite(folder.path().join("empd.db"));
    let db = Db::open(&file).await.unwrap();
    fill(&db, count).await;
    run(&db, count).await;
    db.close().await;

    let Some(server) = setting("EMP_TEST_POSTGRES") else {
        line("EMP_TEST_POSTGRES is not set: PostgreSQL is not measured");
        return;
    };
    let name = format!("empd_bench_{:08x}", rand::random::<u32>());
    let (base, _) = server.rsplit_once('/').unwrap();
    execute(&server, format!("CREATE DATABASE {name}")).await;
    let url = format!("{base}/{name}");
    let place = Location::Postgres(SecretString::from(url.clone()));
    let db = Db::open(&place).await.unwrap();
    fill(&db, count).await;
    // As autovacuum does of itself some time after so many rows.
    execute(&url, "VACUUM ANALYZE".into()).await;
    run(&db, count).await;
    db.close().await;
    execute(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}
