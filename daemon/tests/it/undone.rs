//! A batch of 500 that is killed at each call, and undone where nobody changed it since.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use emperione_daemon::store::cases;
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_protocol::actions::{ActRequest, Inverse, Kind, State};
use emperione_protocol::batches::{BatchRequest, Plan, PlanLine};
use emperione_protocol::{BatchId, Client, Flatten, Timestamp, UserId};
use emperione_sim::{Id, Options, What};
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

async fn ends_after(house: &House, case: u64) -> Result<Option<u64>, String> {
    let actions = &house.app.services().actions;
    let asked = actions.inverse(&owner(), house.guild(), case).await;
    let length = asked.map(|inverse| inverse.request.duration_ms);
    length.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_act_ended_comes_back_for_the_time_that_was_left_of_it() {
    const DAY: u64 = 86_400_000;
    let house = House::new().await;
    let act = async |kind, user, duration_ms| {
        let request = ActRequest {
            duration_ms,
            ..house.request(kind, user)
        };
        house.act(request).await.unwrap()
    };
    let [endless, failed, banned, permanent] = [0, 1, 2, 3].map(|index| house.user(index));

    act(Kind::Timeout, endless, None).await;
    let ended = act(Kind::Untimeout, endless, None).await;
    assert_eq!(ends_after(&house, ended.case).await, Ok(None));

    act(Kind::Timeout, failed, Some(DAY)).await;
    let denied = What::Status { status: 403 };
    let faults = &house.app.sim().faults;
    faults.on("PATCH /api/v10/guilds", 1, denied);
    let second = act(Kind::Timeout, failed, Some(7 * DAY)).await;
    assert_eq!(second.state, State::Failed);
    let ended = act(Kind::Untimeout, failed, None).await;
    let left = ends_after(&house, ended.case).await.unwrap().unwrap();
    assert!(left <= DAY, "{left}");

    act(Kind::Ban, banned, Some(7 * DAY)).await;
    let lifted = act(Kind::Unban, banned, None).await;
    let left = ends_after(&house, lifted.case).await.unwrap().unwrap();
    assert!(left > 6 * DAY && left <= 7 * DAY, "{left}");

    act(Kind::Ban, permanent, None).await;
    let lifted = act(Kind::Unban, permanent, None).await;
    assert_eq!(ends_after(&house, lifted.case).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_or_ban_that_would_be_over_by_now_does_not_come_back() {
    let house = House::new().await;
    let user = house.user(0);
    for (kind, end) in [(Kind::Timeout, Kind::Untimeout), (Kind::Ban, Kind::Unban)] {
        let request = ActRequest {
            duration_ms: Some(86_400_000),
            ..house.request(kind, user)
        };
        let made = house.act(request).await.unwrap();
        let ended = house.act(house.request(end, user)).await.unwrap();
        let mut tx = house.app.parts().db.write().await.unwrap();
        let case = cases::find(&mut tx, house.guild(), made.case).await;
        let until = Timestamp(ended.created_at.0 + 1);
        cases::set_until(&mut tx, &case.unwrap().unwrap(), Some(until))
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let why = format!("the {kind} would be over by now");
        assert_eq!(ends_after(&house, ended.case).await, Err(why));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_known_while_the_roster_is_read_did_not_leave() {
    let house = House::new().await;
    let user = house.user(0);
    let mut request = house.request(Kind::Nick, user);
    request.detail.nick = Some("otter".into());
    let case = house.act(request).await.unwrap().case;
    let changed = async |partial| {
        {
            let mut state = house.app.parts().state.write();
            let guild = state.guilds.get_mut(&house.guild()).unwrap();
            guild.members.remove(&user);
            guild.partial = partial;
        }
        inverse_of(&house, case).await.changed
    };

    house.app.caught_up().await;
    assert_eq!(changed(true).await, None);
    let left = "changed since: the target left";
    assert_eq!(changed(false).await.as_deref(), Some(left));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_unbanned_as_far_as_we_were_told_can_be_banned_again() {
    let house = House::new().await;
    let (guild, user, db) = (house.guild(), house.user(0), &house.app.parts().db);
    let ban = house.act(house.request(Kind::Ban, user)).await.unwrap();
    house.app.caught_up().await;
    let again = house.act(house.request(Kind::Ban, user)).await;
    let why = format!("user {user} is already banned by root, case #{}", ban.case);
    assert_eq!(again.unwrap_err().to_string(), why);

    // Without its entry in the audit log, by whom it was lifted is not known.
    let lifted = ChangeRow {
        guild,
        user,
        at: house.app.parts().clock.now(),
        kind: "unban",
        detail: String::new(),
        exact: true,
        was: None,
    };
    let mut tx = db.write().await.unwrap();
    members::unban(&mut tx, guild, user).await.unwrap();
    members::tell(&mut tx, &lifted).await.unwrap();
    tx.commit().await.unwrap();

    let anew = house.act(house.request(Kind::Ban, user)).await.unwrap();
    assert_eq!(anew.state, State::Applied);
}
