//! What plans, previews and batches tell of the time that Discord's limits take, against the simulator.

use std::time::Duration;

use emperione_protocol::BatchId;
use emperione_protocol::actions::Kind;
use emperione_protocol::batches::{Act, Aim, BatchRequest, Plan, PlanRequest};
use emperione_sim::Options;
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};

const KICK: &str = "DELETE /guilds/{guild}/members/{user}";
/// So long that no test sees its end.
const WINDOW: Duration = Duration::from_secs(50);
const WINDOW_MS: u64 = 50_000;

/// A house where five may be kicked in a window.
async fn house() -> House {
    let house = House::with(Options {
        members: 130,
        ..Options::default()
    })
    .await;
    house.app.sim().limits.set(KICK, 5, WINDOW);
    house
}

/// The plan of an act on a hundred.
async fn plan(house: &House, kind: Kind) -> Plan {
    let wish = PlanRequest {
        guild: house.guild(),
        act: Act::new(kind),
        aims: house.crowd(100).into_iter().map(Aim::new).collect(),
        query: None,
    };
    let batches = &house.app.services().batches;
    batches.plan(&owner(), &wish).await.unwrap()
}

async fn preview_ms(house: &House, kind: Kind) -> u64 {
    let request = house.request(kind, house.user(1));
    let actions = &house.app.services().actions;
    actions.preview(&owner(), &request).await.unwrap().wait_ms
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_tells_the_windows_of_a_bucket_once_one_call_has_shown_them() {
    let house = house().await;
    let unknown = plan(&house, Kind::Kick).await;
    assert_eq!((unknown.calls, unknown.wait_ms), (100, 2_222));

    let first = house.request(Kind::Kick, house.user(0));
    house.act(first).await.unwrap();

    let known = plan(&house, Kind::Kick).await;
    // Four leave at once; the other 96 take what is left of this window, and 19 whole ones.
    let least = 19 * WINDOW_MS;
    assert!(
        (least..=least + WINDOW_MS).contains(&known.wait_ms),
        "{}",
        known.wait_ms
    );
    assert_eq!(known.calls, 100);
    assert_eq!(preview_ms(&house, Kind::Kick).await, 0, "one more may go");
    assert_eq!(
        plan(&house, Kind::Timeout).await.wait_ms,
        2_222,
        "it has a bucket of its own"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_tells_the_windows_that_its_rest_takes() {
    let house = house().await;
    let first = house.request(Kind::Kick, house.user(0));
    house.act(first).await.unwrap();
    let request = BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Kick),
        aims: house.crowd(100).into_iter().map(Aim::new).collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    };
    let batches = &house.app.services().batches;

    let running = batches.create(&owner(), request).await.unwrap();
    until("the end of what may go in this window", async || {
        preview_ms(&house, Kind::Kick).await > 0
    })
    .await;
    let paused = batches.pause(&owner(), running.id).await.unwrap();

    for batch in [running, paused] {
        let (state, left) = (batch.state, batch.left_ms);
        assert!(left >= 18 * WINDOW_MS, "{state:?}: {left}");
    }
}
