//! Two daemons on one database: one speaks to Discord, the other answers and stands by.

use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::health::Reason;
use emperione_daemon::lease::Lease;
use emperione_daemon::store::events;
use emperione_protocol::Timestamp;
use emperione_protocol::alerts::SetRule;
use emperione_protocol::events::Body;
use emperione_protocol::jobs::JobState;
use emperione_sim::Options;
use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;

use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::common::redis_server;

const ASKS: Actor = Actor::System { name: "test" };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f06_the_second_daemon_stands_by_and_takes_over() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let files = secrets(&database.url(), None);
    let change =
        |config: &mut Config| config.database.url_file = Some(files.path().join("database"));
    let first = TestApp::simulated_with(Options::default(), change).await;
    first.caught_up().await;

    let second = first.beside(change).await;
    second
        .follow(async || second.parts().health.holds(Reason::Standby))
        .await;
    let guilds = second.services().guilds.list(&ASKS).unwrap();
    assert_eq!(first.sim().hub.count("IDENTIFY"), 1);
    assert_eq!(guilds.len(), 1, "the one that stands by knows the guild");

    first.app.stop().await;
    second
        .follow(async || !second.parts().health.holds(Reason::Standby))
        .await;
    second
        .follow(async || {
            let status = second.services().system.status(&ASKS).await.unwrap();
            status.shards.iter().any(|shard| shard.state == "ready")
        })
        .await;

    second.app.stop().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_daemon_that_stands_by_takes_no_jobs() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let files = secrets(&database.url(), None);
    let change =
        |config: &mut Config| config.database.url_file = Some(files.path().join("database"));
    let first = TestApp::simulated_with(Options::default(), change).await;
    first.caught_up().await;
    first.services().analytics.aggregate(&ASKS).await.unwrap();
    let second = first.beside(change).await;
    second
        .follow(async || second.parts().health.holds(Reason::Standby))
        .await;
    let services = second.services();
    let guild = services.guilds.list(&ASKS).unwrap()[0].id;
    // Somebody who has the lease, and does nothing with it.
    let holder = Lease::new("gateway");
    first.app.stop().await;
    assert!(holder.take(&second.parts().db).await.unwrap());
    let rule = SetRule {
        guild,
        name: "busy".into(),
        text: "messages > 1000000 to inbox".into(),
    };
    services.alerts.set(&ASKS, rule).await.unwrap();
    let job = services.jobs.run(&ASKS, "alert", "byhand").await.unwrap();
    let is_done = async || {
        let jobs = services.jobs.list(&ASKS, Some(JobState::Done), 500).await;
        jobs.unwrap().iter().any(|done| done.id == job.id)
    };

    let early = tokio::time::timeout(Duration::from_secs(2), second.follow(is_done)).await;
    assert!(early.is_err(), "the one that stands by took it");
    holder.release(&second.parts().db).await.unwrap();
    second.follow(is_done).await;

    assert!(!second.parts().health.holds(Reason::Standby));
    let shown = services.alerts.show(&ASKS, guild, "busy").await.unwrap();
    assert!(shown.rule.read_at.is_some(), "the rule was read");
    second.app.stop().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_of_one_daemon_wakes_the_other_over_redis() {
    let (Some(database), Some(redis)) = (Postgres::new().await, redis_server()) else {
        return;
    };
    let files = secrets(&database.url(), Some(redis.expose_secret()));
    let change = |config: &mut Config| {
        config.database.url_file = Some(files.path().join("database"));
        config.redis.url_file = Some(files.path().join("redis"));
    };
    let first = TestApp::configured(change).await;
    let second = TestApp::configured(change).await;
    for app in [&first, &second] {
        let mut healthy = app.parts().cache.is_healthy();
        healthy.wait_for(|healthy| *healthy).await.unwrap();
    }
    let mut head = second.parts().db.head();

    let fact = Body::Warning {
        text: "something".into(),
    };
    let mut tx = first.parts().db.write().await.unwrap();
    let seq = events::append(&mut tx, Timestamp(1), &[(None, fact)])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    head.wait_for(|head| *head >= seq).await.unwrap();
    first.app.stop().await;
    second.app.stop().await;
    database.drop().await;
}
