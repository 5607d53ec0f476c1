//! Jobs: the schedule, dead letters, several starts on one queue.

use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::jobs::{self, queue::Apalis};
use emperione_daemon::ports::queue::Queue;
use emperione_daemon::services::Error;
use emperione_daemon::store::Location;
use emperione_protocol::Timestamp;
use emperione_protocol::events::Body;
use emperione_protocol::jobs::{Job, JobState};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::common::app::TestApp;
use crate::common::database::Postgres;

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
