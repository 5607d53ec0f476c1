//! Posts to a log channel, while Discord does its worst: each once, in order, and a channel that refuses is no secret.

use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::outbox::Told;
use emperione_daemon::store::outbox::{self, Wish};
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::batches::{Act, Aim, BatchRequest};
use emperione_protocol::events::Body;
use emperione_protocol::system::Level;
use emperione_protocol::{BatchId, ChannelId, Flatten, GuildId, Timestamp, UserId};
use emperione_sim::world::channels::Channel;
use emperione_sim::{Id, Options, Server, What};
use pretty_assertions::assert_eq;
use tarpc::context;

use crate::actions::{House, owner, until};
use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::common::process::Daemon;

const POST: &str = "/messages";
const VIEW_CHANNEL: u64 = 1 << 10;
const READ_MESSAGE_HISTORY: u64 = 1 << 16;
const ADMINISTRATOR: u64 = 1 << 3;

/// At 60 times the speed, minutes of the daemon's pauses pass in seconds.
fn at_speed(speed: f64) -> Options {
    Options {
        members: 60,
        speed,
        ..Options::default()
    }
}

/// A house on the simulator, whose guild has a log channel.
async fn house(speed: f64, change: impl FnOnce(&mut Config)) -> House {
    let server = Server::start(at_speed(speed)).await.unwrap();
    let (guild, log) = (server.sim().places.guild, server.sim().places.log);
    let app = TestApp::simulated_on(server, |config| {
        config
            .outbox
            .log_channels
            .insert(guild.0.to_string(), ChannelId(log.0));
        change(config);
    });
    House::of(app.await).await
}

/// Makes one test per database of each `async fn name(house: House)`.
macro_rules! each_house {
    ($($speed:literal: $($name:ident),+;)+) => {$($(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(house($speed, |_| ()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = Postgres::new().await else { return };
                let files = secrets(&database.url(), None);
                let url = |config: &mut Config| config.database.url_file = Some(files.path().join("database"));
                super::$name(house($speed, url).await).await;
                database.drop().await;
            }
        }
    )+)+};
}

each_house! {
    1.0:
        a_case_and_its_end_are_told_once_and_mention_nobody,
        a_batch_is_told_in_one_post,
        a_post_whose_answer_is_lost_is_not_sent_again,
        server_errors_delay_posts_and_change_no_order,
        a_post_that_discord_does_not_take_holds_up_no_other;
    60.0:
        a_deleted_channel_is_a_problem_until_it_is_back,
        a_lost_permission_is_a_problem_until_it_is_given,
        a_post_that_cannot_be_looked_for_is_not_sent_again,
        what_waited_longer_than_a_day_is_summed_up;
}

/// The titles in the log channel, oldest first; a case that was applied later than soon has another one before.
fn titles(server: &emperione_sim::Sim) -> Vec<String> {
    embeds(server)
        .iter()
        .map(|embed| embed["title"].as_str().unwrap_or_default().to_owned())
        .filter(|title| !title.ends_with("opened"))
        .collect()
}

fn embeds(sim: &emperione_sim::Sim) -> Vec<serde_json::Value> {
    let log = sim.places.log;
    sim.read(|world| {
        let Some(channel) = world.channels.get(&log) else {
            return Vec::new();
        };
        let messages = channel.messages.values();
        messages
            .map(|message| world.message_json(message, world.bot))
            .map(|message| message["embeds"][0].clone())
            .filter(serde_json::Value::is_object)
            .collect()
    })
}

async fn told(house: &House, count: usize) -> Vec<String> {
    let sim = house.app.sim();
    until("the posts", async || titles(sim).len() >= count).await;
    titles(sim)
}

async fn waiting(house: &House) -> u64 {
    let log = ChannelId(house.app.sim().places.log.0);
    let mut tx = house.app.parts().db.read().await.unwrap();
    outbox::count_waiting(&mut tx, log).await.unwrap()
}

async fn nothing_waits(house: &House) {
    until("the end of the backlog", async || waiting(house).await == 0).await;
}

async fn warn(house: &House, user: usize) {
    let request = house.request(Kind::Warn, house.user(user));
    house.act(request).await.unwrap();
}

async fn problems(house: &House) -> Vec<String> {
    let status = house.app.services().system.status(&owner()).await;
    status.unwrap().problems
}

async fn broken(house: &House, code: &str) {
    until("the problem", async || {
        let problems = problems(house).await;
        problems
            .iter()
            .any(|words| words.contains("log channel") && words.contains(code))
    })
    .await;
}

async fn mended(house: &House) {
    until("the end of the problem", async || {
        problems(house).await.is_empty()
    })
    .await;
}

async fn warnings(house: &House) -> Vec<String> {
    let events = &house.app.services().events;
    let batch = events.next(&owner(), Some(0), 0).await.unwrap();
    let text = |body| match body {
        Body::Warning { text } => Some(text),
        _ => None,
    };
    let texts = batch
        .events
        .into_iter()
        .filter_map(|event| text(event.body));
    texts.filter(|text| text.contains("log channel")).collect()
}

async fn a_case_and_its_end_are_told_once_and_mention_nobody(house: House) {
    let target = house.user(0);
    let request = ActRequest {
        reason: Some("spam for <@42> and @everyone".into()),
        ..house.request(Kind::Ban, target)
    };

    house.act(request).await.unwrap();
    told(&house, 1).await;
    house.act(house.request(Kind::Unban, target)).await.unwrap();
    let titles = told(&house, 3).await;

    nothing_waits(&house).await;
    assert_eq!(titles[0], "Case 1 · ban · applied");
    assert!(
        titles.contains(&"Case 1 · ban · ended".into()),
        "{titles:?}"
    );
    assert!(
        titles.contains(&"Case 2 · unban · applied".into()),
        "{titles:?}"
    );
    assert_eq!(titles.len(), 3);
    let sim = house.app.sim();
    let text = embeds(sim)[0]["description"].to_string();
    assert!(
        !text.contains("<@42>") && !text.contains("@everyone"),
        "{text}"
    );
    let log = sim.places.log;
    let mentions = sim.read(|world| {
        let messages = world.channels[&log].messages.values();
        let shown = messages.map(|message| world.message_json(message, world.bot));
        shown
            .filter(|message| message["mentions"] != serde_json::json!([]))
            .count()
    });
    assert_eq!(mentions, 0);
}

async fn a_batch_is_told_in_one_post(house: House) {
    let request = BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act {
            reason: Some("raid".into()),
            ..Act::new(Kind::Ban)
        },
        aims: house.crowd(40).into_iter().map(Aim::new).collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    };
    let id = request.id;
    let batches = &house.app.services().batches;

    batches.create(&owner(), request).await.unwrap();
    let titles = told(&house, 1).await;
    warn(&house, 1).await;
    told(&house, 2).await;

    nothing_waits(&house).await;
    assert_eq!(titles, [format!("Batch {id} · ban · done")]);
    let text = embeds(house.app.sim())[0]["description"].to_string();
    assert!(text.contains("40 of 40 applied"), "{text}");
    assert_eq!(told(&house, 2).await.len(), 2);
}

async fn a_post_whose_answer_is_lost_is_not_sent_again(house: House) {
    let faults = &house.app.sim().faults;
    faults.on(&posting(&house), 1, What::AnswerLost);

    warn(&house, 0).await;
    warn(&house, 1).await;
    let titles = told(&house, 2).await;

    nothing_waits(&house).await;
    assert_eq!(
        titles,
        ["Case 1 · warn · applied", "Case 2 · warn · applied"]
    );
    // Found, not sent again and dropped by its nonce.
    assert_eq!(house.calls("POST /channels/{channel}/messages"), 2);
}

/// The route of a post to the log channel.
fn posting(house: &House) -> String {
    format!(
        "POST /api/v10/channels/{}{POST}",
        house.app.sim().places.log
    )
}

async fn server_errors_delay_posts_and_change_no_order(house: House) {
    let faults = &house.app.sim().faults;
    faults.on(&posting(&house), 2, What::Status { status: 503 });

    for user in 0..4 {
        warn(&house, user).await;
    }
    let titles = told(&house, 4).await;

    nothing_waits(&house).await;
    let expected: Vec<_> = (1..=4)
        .map(|number| format!("Case {number} · warn · applied"))
        .collect();
    assert_eq!(titles, expected);
}

async fn a_deleted_channel_is_a_problem_until_it_is_back(house: House) {
    let sim = house.app.sim();
    let log = sim.places.log;
    let deleted: Channel = sim.act(|world| world.channels.remove(&log)).unwrap();

    warn(&house, 0).await;
    broken(&house, "10003").await;
    warn(&house, 1).await;
    assert!(waiting(&house).await >= 2);
    assert!(house.app.parts().health.refusal().is_none());
    sim.act(|world| world.channels.insert(log, deleted));

    let titles = told(&house, 2).await;
    nothing_waits(&house).await;
    mended(&house).await;
    assert_eq!(
        titles,
        ["Case 1 · warn · applied", "Case 2 · warn · applied"]
    );
    let warnings = warnings(&house).await;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
}

async fn a_lost_permission_is_a_problem_until_it_is_given(house: House) {
    let sim = house.app.sim();
    let guild = sim.places.guild;
    let (role, rights) = sim.read(|world| {
        let role = world.guilds[&guild].bot_role().unwrap();
        (role.id, role.permissions)
    });
    let less = |rights: u64| rights & !(VIEW_CHANNEL | ADMINISTRATOR);
    deny(&house, VIEW_CHANNEL);
    sim.act(|world| world.set_role_permissions(guild, role, less(rights)));

    warn(&house, 0).await;
    broken(&house, "50001").await;
    house.app.caught_up().await;
    let findings = house.app.services().system.doctor(&owner()).await.unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding.name == "log_channels")
        .unwrap();
    assert_eq!(finding.level, Level::Error, "{finding:?}");
    deny(&house, 0);
    sim.act(|world| world.set_role_permissions(guild, role, rights));

    assert_eq!(told(&house, 1).await, ["Case 1 · warn · applied"]);
    nothing_waits(&house).await;
    mended(&house).await;
}

async fn a_post_that_cannot_be_looked_for_is_not_sent_again(house: House) {
    deny(&house, READ_MESSAGE_HISTORY);
    house.app.caught_up().await;
    let faults = &house.app.sim().faults;
    faults.on(&posting(&house), 1, What::AnswerLost);

    let target = house.user(0);
    house.act(house.request(Kind::Warn, target)).await.unwrap();
    broken(&house, "Read Message History").await;
    deny(&house, 0);

    nothing_waits(&house).await;
    mended(&house).await;
    let posts = embeds(house.app.sim());
    let mut footers: Vec<_> = posts
        .iter()
        .map(|embed| embed["footer"]["text"].to_string())
        .collect();
    footers.dedup();
    assert_eq!(footers.len(), posts.len());
    assert_eq!(
        titles(house.app.sim()).last().unwrap(),
        "Case 1 · warn · applied"
    );
    assert_eq!(
        house.calls("POST /channels/{channel}/messages"),
        posts.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_that_cannot_be_looked_for_goes_to_the_new_log_channel() {
    let house = house(1.0, |_| ()).await;
    deny(&house, READ_MESSAGE_HISTORY);
    house.app.caught_up().await;
    let sim = house.app.sim();
    sim.faults.on(&posting(&house), 1, What::AnswerLost);
    let target = house.user(0);
    house.act(house.request(Kind::Warn, target)).await.unwrap();
    broken(&house, "Read Message History").await;
    let (guild, other) = (sim.places.guild, ChannelId(sim.places.general.0));
    let moved = |config: &mut Config| {
        let channels = &mut config.outbox.log_channels;
        channels.insert(guild.0.to_string(), other);
    };

    let house = House::of(house.app.again_with(moved, async |_| ()).await).await;

    nothing_waits(&house).await;
    mended(&house).await;
    let posts = house.app.sim().read(|world| {
        let channel = &world.channels[&Id(other.0)];
        channel.messages.len()
    });
    assert!(posts > 0, "it is told where the log is now");
}

/// Takes permissions in the log channel from everybody.
fn deny(house: &House, permissions: u64) {
    let sim = house.app.sim();
    let (guild, channel, actor) = (sim.places.guild, sim.places.log, sim.places.owner);
    sim.act(|world| {
        let overwrite = emperione_sim::world::Overwrite {
            id: guild,
            kind: 0,
            allow: 0,
            deny: permissions,
        };
        world.set_overwrite(actor, channel, overwrite, None);
    });
}

async fn what_waited_longer_than_a_day_is_summed_up(house: House) {
    let sim = house.app.sim();
    let log = sim.places.log;
    let deleted: Channel = sim.act(|world| world.channels.remove(&log)).unwrap();
    warn(&house, 0).await;
    broken(&house, "10003").await;
    let parts = house.app.parts();
    let mut tx = parts.db.write().await.unwrap();
    for (told, case) in [(Told::Opened, 8), (Told::Applied, 8), (Told::Opened, 9)] {
        let wish = Wish {
            guild: house.guild(),
            channel: ChannelId(log.0),
            told,
            case: Some(case),
            batch: None,
            item: None,
            text: String::new(),
            created_at: Timestamp(parts.clock.now().0 - 25 * 3_600_000),
        };
        outbox::insert(&mut tx, &wish).await.unwrap();
    }
    tx.commit().await.unwrap();
    sim.act(|world| world.channels.insert(log, deleted));

    told(&house, 2).await;
    nothing_waits(&house).await;

    let titles = titles(sim);
    assert_eq!(
        titles,
        ["Case 1 · warn · applied", "3 posts were not delivered"]
    );
    let text = embeds(sim)[1]["description"].to_string();
    assert!(text.contains("2 opened, 1 applied"), "{text}");
}

async fn a_post_that_discord_does_not_take_holds_up_no_other(house: House) {
    let faults = &house.app.sim().faults;
    faults.on(&posting(&house), 1, What::Html { status: 400 });

    warn(&house, 0).await;
    warn(&house, 1).await;

    assert_eq!(told(&house, 1).await, ["Case 2 · warn · applied"]);
    nothing_waits(&house).await;
    let warnings = warnings(&house).await;
    assert!(warnings[0].contains("given up"), "{warnings:?}");
    let findings = house.app.services().system.doctor(&owner()).await.unwrap();
    let finding = findings
        .into_iter()
        .find(|finding| finding.name == "log_channels")
        .unwrap();
    assert_eq!(finding.level, Level::Warning, "{finding:?}");
}

async fn a_post_survives_a_crash(point: &str) {
    let discord = std::sync::Arc::new(Server::start(Options::default()).await.unwrap());
    let places = &discord.sim().places;
    let channels = format!("{{ {} = \"{}\" }}", places.guild, places.log);
    let home = std::sync::Arc::new(crate::common::process::Home::new());
    let mut first = Daemon::spawn(home, discord.clone(), |command| {
        command
            .env("EMP_OUTBOX_LOG_CHANNELS", &channels)
            .env("EMP_CRASH_AT", point);
    });
    let client = first.until_it_is_ready().await;
    let guild = GuildId(places.guild.0);
    let request = ActRequest {
        reason: Some("spam".into()),
        ..ActRequest::new(guild, Kind::Warn, UserId(places.users[0].0))
    };
    let _ = client.actions().submit(context::current(), request).await;
    assert_eq!(first.ends_with().await, None, "it was killed");

    let mut second = first.again(|command| {
        command.env("EMP_OUTBOX_LOG_CHANNELS", &channels);
    });
    let client = second.until_it_is_ready().await;
    let next = ActRequest {
        reason: Some("again".into()),
        ..ActRequest::new(guild, Kind::Warn, UserId(places.users[1].0))
    };
    let submitted = client.actions().submit(context::current(), next).await;
    submitted.flat().unwrap();
    let sim = discord.sim();
    until("both posts", async || titles(sim).len() >= 2).await;

    assert_eq!(
        titles(sim),
        ["Case 1 · warn · applied", "Case 2 · warn · applied"]
    );
    let route = "POST /channels/{channel}/messages";
    assert_eq!(sim.requests.find(route).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_survives_a_crash_before_it_is_sent() {
    a_post_survives_a_crash("before_post").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_survives_a_crash_before_it_is_journalled() {
    a_post_survives_a_crash("after_post").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guild_without_a_log_channel_is_told_nothing() {
    let house = House::with(at_speed(1.0)).await;

    warn(&house, 0).await;
    tokio::time::timeout(Duration::from_secs(20), nothing_waits(&house))
        .await
        .unwrap();

    assert_eq!(titles(house.app.sim()), [""; 0]);
}
