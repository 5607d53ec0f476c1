//! Reports on a schedule that are posted to a channel, while somebody takes the channel or its rights away.

use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::services::Schedules;
use emperione_protocol::schedules::{Delivery, DeliveryState, Destination, SetSchedule};
use emperione_protocol::{ChannelId, Timestamp, UserId};
use emperione_sim::{Id, Options, Server};
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::actions::{House, owner, until};
use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;
use crate::schedules::daily;

const TEST: Actor = Actor::System { name: "test" };

/// After nine, so that the first report is of a day that was seen.
const NOON: &str = "2026-03-02T12:00:00Z";

/// A house on the simulator, on a clock of the test's.
async fn house(change: impl FnOnce(&mut Config)) -> House {
    let noon: jiff::Timestamp = NOON.parse().unwrap();
    let options = Options {
        members: 60,
        start_ms: Some(noon.as_millisecond()),
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let clock = Clock::manual(Timestamp(server.sim().clock.now_ms()));
    House::of(TestApp::simulated_at(server, clock, change).await).await
}

/// Makes one test per database of each `async fn name(house: &House)`.
macro_rules! each_house {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let house = house(|_| ()).await;
                super::$name(&house).await;
                house.app.app.stop().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = Postgres::new().await else { return };
                let files = secrets(&database.url(), None);
                let url = |config: &mut Config| config.database.url_file = Some(files.path().join("database"));
                let house = house(url).await;
                super::$name(&house).await;
                house.app.app.stop().await;
                database.drop().await;
            }
        }
    )+};
}

each_house! {
    a_report_is_posted_with_its_file_and_once,
    a_channel_that_is_gone_is_a_problem_until_another_is_named,
    what_waits_goes_with_its_schedule,
    a_report_is_made_by_the_eyes_of_who_set_it,
}

fn schedules(house: &House) -> &Schedules {
    &house.app.services().schedules
}

fn to(house: &House, channel: Id) -> SetSchedule {
    SetSchedule {
        guild: house.guild(),
        to: Destination::Channel {
            channel: ChannelId(channel.0),
        },
        ..daily("daily")
    }
}

/// Lets a day pass, and delivers what is due.
async fn next_day(house: &House) {
    let services = house.app.services();
    let before = deliveries(house).await;
    house.app.parts().clock.advance(Duration::from_hours(24));
    until("the delivery", async || {
        services.analytics.aggregate(&TEST).await.unwrap();
        services.schedules.deliver(&TEST).await.unwrap();
        deliveries(house).await > before
    })
    .await;
}

/// The reports in a channel.
fn posts(house: &House, channel: Id) -> Vec<Value> {
    house.app.sim().read(|world| {
        let Some(channel) = world.channels.get(&channel) else {
            return Vec::new();
        };
        let messages = channel.messages.values();
        let messages = messages.map(|message| world.message_json(message, world.bot));
        let is_report = |message: &Value| !message["attachments"].as_array().unwrap().is_empty();
        messages.filter(is_report).collect()
    })
}

async fn arrived(house: &House, channel: Id, count: usize) -> Vec<Value> {
    // The outbox looks by itself after half a minute, if nothing tells it to.
    for _ in 0..3 {
        if posts(house, channel).len() < count {
            let come = until("the post", async || posts(house, channel).len() >= count);
            let _ = tokio::time::timeout(Duration::from_secs(15), come).await;
        }
    }
    posts(house, channel)
}

async fn deliveries(house: &House) -> usize {
    let shown = schedules(house)
        .show(&owner(), house.guild(), "daily")
        .await;
    shown.unwrap().deliveries.len()
}

async fn last(house: &House) -> Delivery {
    let shown = schedules(house)
        .show(&owner(), house.guild(), "daily")
        .await;
    shown.unwrap().deliveries.remove(0)
}

async fn problems(house: &House) -> Vec<String> {
    let status = house.app.services().system.status(&owner()).await;
    status.unwrap().problems
}

async fn a_report_is_posted_with_its_file_and_once(house: &House) {
    let log = house.app.sim().places.log;
    let set = schedules(house)
        .set(&owner(), to(house, log))
        .await
        .unwrap();
    assert_eq!((set.place.as_deref(), set.problem), (Some("mod-log"), None));

    next_day(house).await;
    for _ in 0..2 {
        schedules(house).deliver(&TEST).await.unwrap();
    }

    let found = arrived(house, log, 1).await;
    until("the end of the post", async || {
        last(house).await.state == DeliveryState::Done
    })
    .await;
    let period = last(house).await.period;
    let post = &found[0];
    assert_eq!(post["attachments"][0]["filename"], format!("{period}.html"));
    let title = post["embeds"][0]["title"].as_str().unwrap();
    assert!(title.starts_with("Daily report · "), "{title}");
    let text = post["embeds"][0]["description"].as_str().unwrap();
    assert!(text.contains("**members** 6"), "{text}");
    assert_eq!(posts(house, log).len(), 1);

    next_day(house).await;
    arrived(house, log, 2).await;
    assert_eq!(posts(house, log).len(), 2);
}

async fn a_channel_that_is_gone_is_a_problem_until_another_is_named(house: &House) {
    let sim = house.app.sim();
    let (log, general) = (sim.places.log, sim.places.general);
    schedules(house)
        .set(&owner(), to(house, log))
        .await
        .unwrap();
    // Discord has not told of it yet.
    sim.act(|world| world.channels.remove(&log));

    next_day(house).await;

    until("the problem", async || {
        let words = problems(house).await.join("; ");
        words.contains(&format!("channel {log} cannot be posted to")) && words.contains("10003")
    })
    .await;
    assert_eq!(last(house).await.state, DeliveryState::Waiting);
    {
        let mut state = house.app.parts().state.write();
        let guild = state.guilds.get_mut(&house.guild()).unwrap();
        guild.channels.remove(&ChannelId(log.0));
    }
    let listed = schedules(house)
        .list(&owner(), house.guild())
        .await
        .unwrap();
    let why = listed[0].problem.clone().unwrap();
    assert!(why.contains("is gone: name another one with"), "{why}");
    let doctor = house.app.services().system.doctor(&owner()).await.unwrap();
    let told = |it: &&emperione_protocol::system::Finding| it.name == "reports";
    let finding = doctor.iter().find(told).unwrap();
    assert!(finding.detail.contains(&why), "{finding:?}");

    let set = schedules(house)
        .set(&owner(), to(house, general))
        .await
        .unwrap();
    assert_eq!(set.problem, None);

    arrived(house, general, 1).await;
    until("the end of the problem", async || {
        house.app.parts().clock.advance(Duration::from_mins(3));
        problems(house).await.is_empty()
    })
    .await;
    assert_eq!(posts(house, general).len(), 1);
}

async fn what_waits_goes_with_its_schedule(house: &House) {
    let sim = house.app.sim();
    let log = sim.places.log;
    schedules(house)
        .set(&owner(), to(house, log))
        .await
        .unwrap();
    let removed = sim.act(|world| world.channels.remove(&log)).unwrap();
    next_day(house).await;
    until("the problem", async || !problems(house).await.is_empty()).await;

    let (guild, name) = (house.guild(), "daily");
    schedules(house)
        .remove(&owner(), guild, name)
        .await
        .unwrap();
    sim.act(|world| world.channels.insert(log, removed));

    until("the end of the problem", async || {
        house.app.parts().clock.advance(Duration::from_mins(3));
        problems(house).await.is_empty()
    })
    .await;
    assert_eq!(posts(house, log).len(), 0);
}

async fn a_report_is_made_by_the_eyes_of_who_set_it(house: &House) {
    let places = &house.app.sim().places;
    let log = places.log;
    let boss = UserId(places.owner.0);
    let actor = Actor::User { id: boss };
    schedules(house).set(&actor, to(house, log)).await.unwrap();
    {
        let mut state = house.app.parts().state.write();
        let guild = state.guilds.get_mut(&house.guild()).unwrap();
        guild.members.remove(&boss);
    }

    next_day(house).await;

    let delivery = last(house).await;
    assert_eq!(delivery.state, DeliveryState::Pending);
    let why = delivery.error.unwrap();
    let words = format!("user {boss}, who set it, may not see this any more");
    assert!(why.starts_with(&words), "{why}");
    assert_eq!(posts(house, log).len(), 0);
}
