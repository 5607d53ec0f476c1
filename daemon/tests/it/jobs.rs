//! Jobs: the schedule, dead letters, several starts on one queue.

use std::process::Command;
use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::jobs::{self, queue::Apalis};
use emperione_daemon::ports::queue::Queue;
use emperione_daemon::services::Error;
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_daemon::store::{Location, aggregates};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::jobs::{Job, JobKind, JobState};
use emperione_protocol::{Client, Flatten, GuildId, Timestamp, UserId};
use emperione_sim::Options;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tarpc::context;

use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::common::process::Daemon;
use crate::stalled::beside;

const TEST: Actor = Actor::System { name: "test" };
const NOON: Timestamp = Timestamp(1_800_000_000_000);

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name(app: TestApp)`.
macro_rules! each_app {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let clock = super::Clock::manual(super::NOON);
                super::$name(super::TestApp::timed(clock, |_| ()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                let url = database.url().to_string();
                let clock = super::Clock::manual(super::NOON);
                let app = super::TestApp::timed(clock, |config| config.database.url = Some(url)).await;
                super::$name(app).await;
                database.drop().await;
            }
        }
    )*};
}

each_app! {
    f41_missed_ticks_are_caught_up_by_one_and_a_double_tick_runs_once,
    f49_a_job_that_fails_for_good_is_a_dead_letter,
    a_job_is_run_now_once_for_a_key,
    a_paused_kind_has_no_ticks_and_is_caught_up_by_one,
    a_new_guild_is_computed_before_the_next_tick,
    ticks_wait_while_one_of_their_kind_waits_or_runs,
}

async fn runs(app: &TestApp, name: &str) -> Vec<Job> {
    let mut found = app.services().jobs.list(&TEST, None, 500).await.unwrap();
    found.retain(|job| job.name == name);
    found
}

/// Waits until a job of this name stands so.
pub async fn await_state(app: &TestApp, name: &str, state: JobState) -> Job {
    let until = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        let found = runs(app, name).await;
        if let Some(job) = found.iter().find(|job| job.state == state) {
            return job.clone();
        }
        assert!(tokio::time::Instant::now() < until, "{found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn await_done(app: &TestApp, name: &str, count: usize) {
    let until = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        let found = runs(app, name).await;
        let done = |job: &&Job| job.state == JobState::Done;
        if found.iter().filter(done).count() == count {
            assert_eq!(found.len(), count);
            return;
        }
        assert!(tokio::time::Instant::now() < until, "{found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn execute(app: &TestApp, statement: &'static str) {
    let config = &app.parts().config;
    if let Some(url) = &config.database.url {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    } else {
        let url = format!(
            "sqlite://{}",
            config.storage.folder.join("empd.db").display()
        );
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }
}

async fn kind(app: &TestApp, name: &str) -> JobKind {
    let found = app.services().jobs.kinds(&TEST, Some(name)).await;
    found.unwrap().remove(0)
}

async fn f41_missed_ticks_are_caught_up_by_one_and_a_double_tick_runs_once(app: TestApp) {
    await_done(&app, "aggregate", 1).await;
    await_done(&app, "prune", 1).await;

    let clock = app.parts().clock.clone();
    clock.advance(Duration::from_mins(150));
    for _ in 0..3 {
        jobs::tick(app.services(), clock.now()).await.unwrap();
    }

    await_done(&app, "aggregate", 2).await;
    await_done(&app, "prune", 1).await;
    app.app.stop().await;
}

async fn f49_a_job_that_fails_for_good_is_a_dead_letter(app: TestApp) {
    await_done(&app, "aggregate", 1).await;
    await_done(&app, "prune", 1).await;
    execute(&app, "ALTER TABLE leases RENAME TO hidden").await;
    app.parts().queue.enqueue("prune", "broken").await.unwrap();

    let dead = await_state(&app, "prune", JobState::Dead).await;

    let error = dead.error.clone().unwrap();
    assert!(error.contains("leases"), "{error}");
    let dead_jobs = app
        .services()
        .jobs
        .list(&TEST, Some(JobState::Dead), 10)
        .await
        .unwrap();
    assert_eq!(dead_jobs, std::slice::from_ref(&dead));
    let told = app.services().events.next(&TEST, Some(0), 0).await.unwrap();
    assert!(told.events.iter().any(
        |event| matches!(&event.body, Body::Warning { text } if text.contains("the job prune failed for good"))
    ));

    let kind = kind(&app, "prune").await;
    assert_eq!((kind.done, kind.dead), (1, 1));
    assert_eq!(kind.last.as_ref().map(|job| &job.id), Some(&dead.id));
    assert_eq!(kind.last.unwrap().error, dead.error);
    app.services().jobs.measure(&TEST).await.unwrap();
    let metrics = reqwest::get(app.url("/metrics")).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    for line in [
        r#"emp_jobs{job="prune",state="dead"}"#,
        r#"emp_job_oldest_seconds{job="aggregate"}"#,
        r#"emp_job_seconds_count{job="prune",outcome="error"}"#,
    ] {
        assert!(metrics.contains(line), "{line}");
    }

    execute(&app, "ALTER TABLE hidden RENAME TO leases").await;
    let services = app.services().clone();
    services.jobs.retry(&TEST, &dead.id).await.unwrap();
    await_done(&app, "prune", 2).await;

    let again = services.jobs.discard(&TEST, &dead.id).await.unwrap_err();
    assert!(matches!(again, Error::Conflict { .. }), "{again:?}");
    let unknown = services.jobs.discard(&TEST, "none").await.unwrap_err();
    assert!(matches!(unknown, Error::NotFound { .. }), "{unknown:?}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passing_error_is_tried_again_after_growing_pauses() {
    let clock = Clock::manual(NOON);
    let app = TestApp::timed(clock, |_| ()).await;
    await_done(&app, "aggregate", 1).await;
    await_done(&app, "prune", 1).await;
    // The queue lies in a file of its own and goes on.
    app.parts().db.close().await;
    let started = tokio::time::Instant::now();

    app.parts().queue.enqueue("prune", "closed").await.unwrap();
    let dead = await_state(&app, "prune", JobState::Dead).await;

    assert_eq!(dead.attempts, 5);
    assert!(started.elapsed() >= Duration::from_millis(3_750));
}

async fn both_kinds() -> (Apalis, tempfile::TempDir, Option<(Apalis, Postgres)>) {
    let folder = tempfile::tempdir().unwrap();
    let file = Location::Sqlite(folder.path().join("empd.db"));
    let cache = emperione_daemon::cache::open(None).unwrap();
    let sqlite = Apalis::open(&file, cache.clone()).await.unwrap();
    let postgres = match Postgres::new().await {
        None => None,
        Some(database) => {
            let location = Location::Postgres(SecretString::from(database.url()));
            Some((Apalis::open(&location, cache).await.unwrap(), database))
        }
    };
    (sqlite, folder, postgres)
}

#[tokio::test]
async fn a_known_key_queues_nothing_and_the_rest_is_listed_newest_first() {
    let (sqlite, _folder, postgres) = both_kinds().await;
    let queues = [Some(&sqlite), postgres.as_ref().map(|(queue, _)| queue)];
    for queue in queues.into_iter().flatten() {
        queue.enqueue("prune", "one").await.unwrap();
        queue.enqueue("prune", "one").await.unwrap();
        queue.enqueue("aggregate", "one ").await.unwrap();

        let jobs = queue.list(Some(JobState::Pending), 10).await.unwrap();

        assert_eq!(jobs.len(), 2);
        assert_eq!(queue.list(Some(JobState::Done), 10).await.unwrap(), []);
        let found = queue.find(&jobs[1].id).await.unwrap().unwrap();
        assert_eq!(found, jobs[1]);
        assert!(
            jobs.iter()
                .any(|job| job.name == "aggregate" && job.priority == 5)
        );
        assert!(queue.enqueue("nothing", "x").await.is_err());
        assert!(!queue.retry(&found.id).await.unwrap());
        assert_eq!(queue.prune().await.unwrap(), 0);
        queue.close().await;
    }
    if let Some((_, database)) = postgres {
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_runs_in_safe_mode_until_it_is_ended() {
    let clock = Clock::manual(NOON);
    let app = TestApp::crashed(clock).await;
    assert!(app.parts().health.problems()[0].contains("safe mode"));
    app.parts().queue.enqueue("prune", "x").await.unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(runs(&app, "prune").await[0].state, JobState::Pending);

    app.services().system.resume(&TEST).await.unwrap();

    await_done(&app, "prune", 2).await;
    app.app.stop().await;
}

async fn a_job_is_run_now_once_for_a_key(app: TestApp) {
    await_done(&app, "prune", 1).await;
    let jobs = &app.services().jobs;

    let first = jobs.run(&TEST, "prune", "today").await.unwrap();
    let again = jobs.run(&TEST, "prune", "today").await.unwrap();
    let other = jobs.run(&TEST, "prune", "tomorrow").await.unwrap();

    assert_eq!((&again.id, again.name.as_str()), (&first.id, "prune"));
    assert_ne!(other.id, first.id);
    await_done(&app, "prune", 3).await;
    for (name, key) in [("nothing", "k"), ("prune", ""), ("prune", "a b")] {
        let refused = jobs.run(&TEST, name, key).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid { .. }), "{refused:?}");
    }
    let moderator = Actor::Local {
        uid: 1000,
        name: "vera".into(),
        user: None,
        role: Role::Moderator,
    };
    let refused = [
        jobs.run(&moderator, "prune", "x").await.map(drop),
        jobs.pause(&moderator, "prune").await.map(drop),
        jobs.resume(&moderator, "prune").await.map(drop),
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(Error::Forbidden { .. })),
            "{refused:?}"
        );
    }
    app.app.stop().await;
}

async fn a_paused_kind_has_no_ticks_and_is_caught_up_by_one(app: TestApp) {
    await_done(&app, "aggregate", 1).await;
    await_done(&app, "wake_expiries", 1).await;
    let (clock, jobs) = (app.parts().clock.clone(), &app.services().jobs);
    let before = kind(&app, "aggregate").await;
    assert_eq!(before.next_tick_at, Some(Timestamp(NOON.0 + 900_000)));
    assert_eq!((before.paused_at, before.last_tick_at), (None, Some(NOON)));
    assert_eq!(before.last.map(|job| job.state), Some(JobState::Done));

    let paused = jobs.pause(&TEST, "aggregate").await.unwrap();
    assert_eq!((paused.paused_at, paused.next_tick_at), (Some(NOON), None));
    clock.advance(Duration::from_mins(150));
    for _ in 0..3 {
        jobs::tick(app.services(), clock.now()).await.unwrap();
    }
    await_done(&app, "wake_expiries", 2).await;
    assert_eq!(runs(&app, "aggregate").await.len(), 1);
    let twice = jobs.pause(&TEST, "aggregate").await.unwrap_err();
    assert!(matches!(twice, Error::Conflict { .. }), "{twice:?}");
    jobs.run(&TEST, "aggregate", "byhand").await.unwrap();
    await_done(&app, "aggregate", 2).await;

    let resumed = jobs.resume(&TEST, "aggregate").await.unwrap();
    assert_eq!(resumed.paused_at, None);
    for _ in 0..3 {
        jobs::tick(app.services(), clock.now()).await.unwrap();
    }
    await_done(&app, "aggregate", 3).await;
    let twice = jobs.resume(&TEST, "aggregate").await.unwrap_err();
    assert!(matches!(twice, Error::Conflict { .. }), "{twice:?}");
    app.app.stop().await;
}

/// A guild that was never computed.
async fn found(app: &TestApp) {
    let guild = GuildRow {
        id: GuildId(7),
        name: "Seven".into(),
        owner: UserId(1),
        afk_channel: None,
        away_since: None,
        partial: false,
        member_count: 0,
        pauses: Pauses::default(),
        removed_at: None,
        first_seen_at: NOON,
        key: vec![0],
    };
    let mut tx = app.parts().db.write().await.unwrap();
    guilds::save(&mut tx, &guild).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_new_guild_is_computed_before_the_next_tick(app: TestApp) {
    await_done(&app, "aggregate", 1).await;
    found(&app).await;

    for _ in 0..2 {
        jobs::tick(app.services(), NOON).await.unwrap();
    }

    await_done(&app, "aggregate", 2).await;
    let mut tx = app.parts().db.read().await.unwrap();
    let mark = aggregates::watermark(&mut tx, GuildId(7)).await.unwrap();
    assert_eq!(mark.map(|mark| mark.computed_at), Some(NOON));
    drop(tx);
    jobs::tick(app.services(), NOON).await.unwrap();
    assert_eq!(runs(&app, "aggregate").await.len(), 2);
    app.app.stop().await;
}

async fn ticks_wait_while_one_of_their_kind_waits_or_runs(app: TestApp) {
    await_done(&app, "aggregate", 1).await;
    let (jobs, queue) = (&app.services().jobs, &app.parts().queue);
    let kinds = queue.kinds();
    let aggregate = kinds.iter().find(|kind| kind.name == "aggregate").unwrap();
    let later = |ticks: i64| Timestamp(NOON.0 + ticks * 900_000);
    found(&app).await;
    let mut held = app.parts().db.write().await.unwrap();
    guilds::lock(&mut held, GuildId(7)).await.unwrap();
    queue.enqueue("aggregate", "held").await.unwrap();
    await_state(&app, "aggregate", JobState::Running).await;
    let before = runs(&app, "aggregate").await.len();

    for ticks in 1..=3 {
        jobs.tick(&TEST, aggregate, later(ticks)).await.unwrap();
    }

    assert_eq!(runs(&app, "aggregate").await.len(), before);
    assert_eq!(kind(&app, "aggregate").await.last_tick_at, Some(NOON));
    drop(held);
    await_done(&app, "aggregate", before).await;
    for _ in 0..2 {
        jobs.tick(&TEST, aggregate, later(3)).await.unwrap();
    }
    await_done(&app, "aggregate", before + 1).await;
    assert_eq!(kind(&app, "aggregate").await.last_tick_at, Some(later(3)));
    app.app.stop().await;
}

/// How many jobs of a name a daemon ran, by its own count.
async fn ran(daemon: &Daemon, name: &str) -> u64 {
    let log = daemon.home.log();
    let address = log
        .split("http=Some(")
        .nth(1)
        .and_then(|rest| rest.split(')').next());
    let url = format!(
        "http://{}/metrics",
        address.expect("it says where it listens")
    );
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let counted = text.lines().filter(|line| {
        line.starts_with("emp_job_seconds_count") && line.contains(&format!("job=\"{name}\""))
    });
    counted
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f41_two_daemons_run_no_job_twice() {
    const KEYS: u64 = 40;
    let Some(database) = Postgres::new().await else {
        return;
    };
    let files = secrets(&database.url(), None);
    let on_it = |command: &mut Command| {
        command.env("EMP_DATABASE_URL_FILE", files.path().join("database"));
    };
    let mut first = Daemon::alone_on(Options::default(), on_it).await;
    let client = first.until_it_is_ready().await;
    let mut second = beside(&first, on_it);
    second.until_it_answers().await;
    let other = second.client().await;

    for key in 0..KEYS {
        let ask = |client: &Client| {
            let (client, key) = (client.clone(), format!("k{key}"));
            async move {
                let jobs = client.jobs();
                let asked = jobs.run(context::current(), "wake_expiries".into(), key);
                asked.await.flat().unwrap().id
            }
        };
        let (one, two) = tokio::join!(ask(&client), ask(&other));
        assert_eq!(one, two, "one wish is one job, whoever is asked");
    }

    let until = tokio::time::Instant::now() + Duration::from_mins(1);
    loop {
        let jobs = client.jobs();
        let kinds = jobs.kinds(context::current(), Some("wake_expiries".into()));
        let kind = kinds.await.flat().unwrap().remove(0);
        let ran = ran(&first, "wake_expiries").await + ran(&second, "wake_expiries").await;
        // A tick of its own comes each minute.
        if kind.done >= KEYS && kind.pending + kind.running == 0 && kind.done == ran {
            break;
        }
        assert!(tokio::time::Instant::now() < until, "{ran} ran: {kind:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop((first, second));
    database.drop().await;
}
