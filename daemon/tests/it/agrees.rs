//! What is stored of a living community equals what the simulator sent, on both databases and both caches.

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_protocol::analytics::Totals;
use emperione_sim::Options;
use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;

use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::common::redis_server;

const ASKS: Actor = Actor::System { name: "test" };
/// Enough to hold every kind of event that a calm community makes.
const MESSAGES: u64 = 400;

/// What a short life need not show.
const RARE: [&str; 3] = ["long_messages", "third_messages", "tenth_messages"];

fn community() -> Options {
    Options {
        members: 200,
        speed: 200.0,
        quiet: false,
        ..Options::default()
    }
}

async fn totals(app: &TestApp) -> Totals {
    let analytics = &app.services().analytics;
    analytics.totals(&ASKS, app.guild()).await.unwrap()
}

async fn live_and_agree(app: &TestApp) {
    app.follow(async || app.knows_a_guild() && totals(app).await.messages_created >= MESSAGES)
        .await;
    app.sim().community.set(false).await;
    let sent = app.caught_up().await;

    let stored = serde_json::to_value(totals(app).await).unwrap();

    for (kind, n) in sent["events"].as_object().unwrap() {
        assert_eq!(&stored["events"][kind], n, "{kind}");
    }
    for count in [
        "members",
        "joins",
        "leaves",
        "messages_created",
        "messages_edited",
        "messages_deleted",
        "reactions_added",
        "reactions_removed",
        "bans",
        "unbans",
        "voice_sessions",
    ] {
        assert_eq!(stored[count], sent[count], "{count}");
    }
    assert_eq!(stored["gaps"], 0);
    let facts = app.services().facts.counts(&ASKS, app.guild()).await;
    let facts = serde_json::to_value(facts.unwrap()).unwrap();
    for (count, stored) in facts.as_object().unwrap() {
        assert_eq!(stored, &sent[count], "{count}");
        assert!(
            RARE.contains(&count.as_str()) || stored.as_u64() > Some(0),
            "{count}: {facts}"
        );
    }
    assert!(
        sent["reactions_added"].as_u64() > Some(0) && sent["joins"].as_u64() > Some(0),
        "{sent}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_living_community_is_stored_exactly_on_sqlite_and_memory() {
    let app = TestApp::simulated(community()).await;

    live_and_agree(&app).await;

    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_living_community_is_stored_exactly_on_postgresql_and_redis() {
    let (Some(database), Some(redis)) = (Postgres::new().await, redis_server()) else {
        return;
    };
    let files = secrets(&database.url(), Some(redis.expose_secret()));
    let change = |config: &mut Config| {
        config.database.url_file = Some(files.path().join("database"));
        config.redis.url_file = Some(files.path().join("redis"));
    };
    let app = TestApp::simulated_with(community(), change).await;

    live_and_agree(&app).await;

    app.app.stop().await;
    database.drop().await;
}
