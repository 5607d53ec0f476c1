//! Two daemons on one database: one speaks to Discord, the other answers and stands by.

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::health::Reason;
use emperione_daemon::store::events;
use emperione_protocol::Timestamp;
use emperione_protocol::events::Body;
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
