//! Live counts and the alerts on them, on the simulator: within seconds, over a restart, and of several processes.

use emperione_daemon::config::Config;
use emperione_protocol::GuildId;
use emperione_protocol::alerts::{Phase, SetRule};
use emperione_protocol::live::LiveRequest;
use emperione_sim::Options;
use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;

use crate::actions::{House, owner, until};
use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::common::redis_server;

each_house!(a_burst_of_joins_rings_within_seconds_and_is_told_in_a_channel);

async fn house(url: Option<String>) -> House {
    let app = TestApp::simulated_with(Options::default(), |config| config.database.url = url);
    House::of(app.await).await
}

/// Lets five members leave and come again.
async fn burst(app: &TestApp) {
    let (guild, users) = (app.sim().places.guild, app.sim().places.users.clone());
    let five = users.iter().take(5).copied();
    for user in five.clone() {
        app.sim().act(|world| world.leave(guild, user));
    }
    for user in five {
        app.sim().act(|world| world.join(guild, user));
    }
    app.caught_up().await;
}

async fn counted(app: &TestApp, guild: GuildId, name: &str) -> Option<u32> {
    let request = LiveRequest {
        guild,
        channel: None,
        seconds: 120,
        width: 1,
    };
    let live = app.services().live.last(&owner(), &request).await.unwrap();
    assert_eq!(live.counts[name].len(), 120);
    let known = live.counts[name].iter().copied().flatten();
    known.reduce(|sum, count| sum + count)
}

fn titles(app: &TestApp) -> Vec<String> {
    let log = app.sim().places.log;
    app.sim().read(|world| {
        let messages = world.channels[&log].messages.values();
        messages
            .map(|message| world.message_json(message, world.bot))
            .filter_map(|message| Some(message["embeds"][0]["title"].as_str()?.to_owned()))
            .collect()
    })
}

async fn a_burst_of_joins_rings_within_seconds_and_is_told_in_a_channel(house: House) {
    let (app, guild) = (&house.app, house.guild());
    let alerts = &app.services().alerts;
    // It is no log channel of the configuration.
    let log = app.sim().places.log;
    let request = SetRule {
        guild,
        name: "raid".into(),
        text: format!("joins > 3 in 10s clear at 1 calm for 2s to <#{log}>"),
    };
    let rule = alerts.set(&owner(), request).await.unwrap();
    assert!(
        rule.text.ends_with("to #mod-log") || rule.text.ends_with('>'),
        "{}",
        rule.text
    );

    burst(app).await;

    until("the ringing", async || {
        let rule = alerts.show(&owner(), guild, "raid").await.unwrap().rule;
        rule.phase == Phase::Ringing
    })
    .await;
    until("the post", async || {
        titles(app).contains(&"Alert 1 · raid · rang".to_owned())
    })
    .await;
    assert!(counted(app, guild, "joins").await >= Some(5));
    assert!(counted(app, guild, "leaves").await >= Some(5));
    until("the end", async || {
        titles(app).contains(&"Alert 1 · raid · cleared".to_owned())
    })
    .await;
    let detail = alerts.show(&owner(), guild, "raid").await.unwrap();
    assert_eq!(detail.alerts.len(), 1);
    let lasted = detail.alerts[0].told_at.unwrap().0 - detail.alerts[0].opened_at.0;
    assert!(lasted < 3_000, "told {lasted} ms after it rang");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_hour_is_known_after_a_restart() {
    let app = house(None).await.app;
    let guild = app.guild();
    burst(&app).await;
    let before = counted(&app, guild, "joins").await;
    assert!(before >= Some(5));

    let app = app.again(async |_| ()).await;
    app.caught_up().await;

    // Nothing is known while the gateway is not connected again.
    until("the counts", async || {
        counted(&app, guild, "joins").await == before
    })
    .await;
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_hears_the_other_knows_over_redis() {
    let (Some(database), Some(redis)) = (Postgres::new().await, redis_server()) else {
        return;
    };
    let files = secrets(&database.url(), Some(redis.expose_secret()));
    let change = |config: &mut Config| {
        config.database.url_file = Some(files.path().join("database"));
        config.redis.url_file = Some(files.path().join("redis"));
    };
    let first = TestApp::simulated_with(Options::default(), change).await;
    first.caught_up().await;
    let second = first.beside(change).await;
    let guild = first.guild();

    burst(&first).await;

    let own = counted(&first, guild, "joins").await;
    assert!(own >= Some(5));
    until("the counts of the other", async || {
        counted(&second, guild, "joins").await == own
    })
    .await;
    second.app.stop().await;
    first.app.stop().await;
    database.drop().await;
}
