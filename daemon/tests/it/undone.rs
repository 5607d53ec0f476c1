//! A batch of 500 that is killed at each call, and undone where nobody changed it since.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use emperione_daemon::store::members::{self, ChangeRow};
use emperione_protocol::actions::{ActRequest, Inverse, Kind};
use emperione_protocol::batches::{BatchRequest, Plan, PlanLine};
use emperione_protocol::{BatchId, Client, Flatten, UserId};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;
use tarpc::context;

use crate::actions::{House, owner, until};
use crate::common::process::Daemon;
use crate::killed::{PATIENCE, agrees, batch, batch_ends, hits, is_banned};

/// Kills a daemon in the middle of its next bulk ban, which Discord carries out, and starts another.
async fn killed_in_its_next_call(mut daemon: Daemon, calls: usize) -> (Daemon, Client) {
    const BULK: &str = "POST /guilds/{guild}/bulk-ban";
    let discord = daemon.discord.clone();
    let deadline = Instant::now() + PATIENCE;
    while discord.sim().requests.find(BULK).len() < calls {
        assert!(Instant::now() < deadline, "call {calls} does not come");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    daemon.signal("KILL");
    assert_eq!(daemon.ends_with().await, None);
    let mut next = daemon.again(|_| ());
    let client = next.until_it_is_ready().await;
    (next, client)
}

const BANS: usize = 500;

/// Bans so many while the daemon is killed at each call.
async fn banned() -> (Daemon, Client, BatchRequest) {
    let options = Options {
        members: BANS + 30,
        ..Options::default()
    };
    let mut daemon = Daemon::alone_on(options, |_| ()).await;
    let mut client = daemon.until_it_is_ready().await;
    agrees(&client, &daemon.discord).await;
    let request = batch(&daemon.discord, Kind::Ban, BANS);
    create(&client, request.clone()).await;
    for calls in 1..=3 {
        (daemon, client) = killed_in_its_next_call(daemon, calls).await;
    }
    let done = batch_ends(&client, request.id).await;
    assert_eq!(
        (done.applied, done.failed, done.refused),
        (BANS as u64, 0, 0)
    );
    (daemon, client, request)
}

async fn create(client: &Client, request: BatchRequest) {
    let created = client.batches().create(context::current(), request).await;
    created.flat().unwrap();
}

async fn inverse(client: &Client, id: BatchId) -> Plan {
    let plan = client.batches().inverse(context::current(), id).await;
    plan.flat().unwrap()
}

/// What the undo's plan says of those whom others acted on; it is looked at until it knows of two.
async fn overtaken(client: &Client, id: BatchId) -> HashMap<UserId, (String, bool)> {
    loop {
        let lines = inverse(client, id).await.lines.into_iter();
        let told = |line: PlanLine| Some((line.aim.target, (line.refused?, line.already)));
        let found: HashMap<_, _> = lines.filter_map(told).collect();
        if found.len() == 2 {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_a_batch_of_500_that_is_killed_at_each_call_is_undone_but_for_what_others_changed() {
    let (daemon, client, request) = banned().await;
    let sim = daemon.discord.sim().clone();
    assert_eq!(
        hits(&daemon.discord, 22),
        vec![1; BANS],
        "each is banned once"
    );
    assert_eq!(sim.requests.find("bulk-ban").len(), 3, "a call per 200");

    let (guild, moderator) = (sim.places.guild, sim.places.moderator);
    let [lifted, anew] = [0, 1].map(|place: usize| request.aims[place].target);
    sim.act(|world| {
        world.unban(moderator, guild, Id(lifted.0), Some("a mistake"));
        world.unban(moderator, guild, Id(anew.0), None);
        world.ban(moderator, guild, Id(anew.0), 0, Some("for another reason"));
    });
    let told = overtaken(&client, request.id).await;
    assert!(
        told[&lifted]
            .0
            .starts_with("changed since by mona_mod: unban")
            && told[&lifted].1
    );
    assert!(told[&anew].0.starts_with("changed since by mona_mod: ban") && !told[&anew].1);

    let plan = inverse(&client, request.id).await;
    let allowed = plan.lines.into_iter().filter(|line| line.refused.is_none());
    let undo = BatchRequest {
        id: BatchId::random(),
        guild: plan.guild,
        act: plan.act,
        aims: allowed.map(|line| line.aim).collect(),
        confirm: request.confirm.clone(),
        undoes: plan.undoes,
    };
    create(&client, undo.clone()).await;
    let undone = batch_ends(&client, undo.id).await;

    assert_eq!(
        (undone.applied, undone.failed, undone.refused),
        (BANS as u64 - 2, 0, 0)
    );
    let bans = sim.read(|world| world.guilds[&guild].bans.len());
    assert_eq!(
        (bans, is_banned(&daemon.discord, anew)),
        (1, true),
        "the colleague's stays"
    );
}

async fn inverse_of(house: &House, case: u64) -> Inverse {
    let actions = &house.app.services().actions;
    let asked = actions.inverse(&owner(), house.guild(), case).await;
    asked.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_whose_event_did_not_come_yet_is_undone_and_one_that_was_lifted_is_not() {
    let house = House::new().await;
    let (guild, user, db) = (house.guild(), house.user(4), &house.app.parts().db);
    let case = house.act(house.request(Kind::Ban, user)).await.unwrap();
    until("the event of the ban", async || {
        let mut tx = db.read().await.unwrap();
        members::is_banned(&mut tx, guild, user).await.unwrap()
    })
    .await;
    let mut tx = db.write().await.unwrap();
    members::unban(&mut tx, guild, user).await.unwrap();
    tx.commit().await.unwrap();

    let early = inverse_of(&house, case.case).await;
    let lifted = ChangeRow {
        guild,
        user,
        at: house.app.parts().clock.now(),
        kind: "unban",
        detail: String::new(),
        exact: false,
        was: None,
    };
    let mut tx = db.write().await.unwrap();
    members::tell(&mut tx, &lifted).await.unwrap();
    tx.commit().await.unwrap();
    let late = inverse_of(&house, case.case).await;

    assert_eq!(early.changed, None);
    let why = "changed since: the ban was lifted";
    assert_eq!(late.changed.as_deref(), Some(why));
    house.act(early.request.clone()).await.unwrap_err();
    assert!(house.is_banned(user));
    let forced = ActRequest {
        force: true,
        ..early.request
    };
    house.act(forced).await.unwrap();
    assert!(!house.is_banned(user));
}
