//! By which invite members join, from the simulator's counts to the query language, on both databases.

use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::invites::Origin;
use emperione_daemon::store::invites;
use emperione_protocol::UserId;
use emperione_protocol::members::{Joined, JoinedBy};
use emperione_protocol::system::Level;
use emperione_sim::world::invites::InviteLimits;
use emperione_sim::world::permissions::{BOT, MANAGE_GUILD};
use emperione_sim::{Options, Sim, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

const LIST: &str = "GET /guilds/{guild}/invites";

each_house!(
    a_join_is_told_its_invite_and_can_be_asked_for,
    a_burst_is_read_once_and_told_only_where_it_is_clear,
    the_servers_address_bots_and_last_uses_are_told_apart,
    without_the_right_nothing_is_read_and_doctor_says_so,
    what_came_in_a_gap_is_unknown,
    a_list_that_cannot_be_read_tells_nothing,
);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| config.database.url = url;
    let house = House::of(TestApp::simulated_with(Options::default(), change).await).await;
    reads(&house).await;
    house
}

/// Waits until the invites were read.
async fn reads(house: &House) {
    until("the invites", async || !known(house).await.is_empty()).await;
}

async fn known(house: &House) -> Vec<String> {
    let mut tx = house.app.parts().db.read().await.unwrap();
    let all = invites::all(&mut tx, house.guild()).await.unwrap();
    all.into_iter().map(|invite| invite.code.into()).collect()
}

/// New users join, each by a code or by none.
fn join(sim: &Sim, codes: &[Option<&str>]) -> Vec<UserId> {
    let guild = sim.places.guild;
    sim.act(|world| {
        let users = codes.iter().map(|code| {
            let count = world.users.len();
            let user = world.create_user(&format!("newcomer{count}"), None, false);
            match code {
                Some(code) => assert_eq!(world.join_by(code, user), Some(guild)),
                None => world.join(guild, user),
            }
            UserId(user.0)
        });
        users.collect()
    })
}

/// How somebody came last, once that is settled.
async fn came(house: &House, user: UserId) -> Joined {
    let settled = async || {
        let mut tx = house.app.parts().db.read().await.unwrap();
        let joins = invites::of_member(&mut tx, house.guild(), user, 1).await;
        let last = joins.unwrap().into_iter().next();
        last.is_some_and(|came| came.origin != Origin::Waiting)
    };
    until("how they came", settled).await;
    let members = &house.app.services().members;
    let shown = members.show(&owner(), house.guild(), user).await.unwrap();
    shown.joins.into_iter().next().unwrap()
}

async fn code(house: &House, user: UserId) -> Option<String> {
    came(house, user).await.invite
}

async fn found(house: &House, query: &str) -> Vec<UserId> {
    let members = &house.app.services().members;
    let found = members.select(&owner(), house.guild(), query, 500).await;
    found.unwrap()
}

async fn a_join_is_told_its_invite_and_can_be_asked_for(house: House) {
    let sim = house.app.sim();
    let moderator = UserId(sim.places.moderator.0);

    let [first] = join(sim, &[Some("otters")])[..] else {
        panic!("one joined");
    };
    let came_first = came(&house, first).await;
    let [second] = join(sim, &[Some("harbor")])[..] else {
        panic!("one joined");
    };
    let [third] = join(sim, &[None])[..] else {
        panic!("one joined");
    };

    assert_eq!(came_first.by, JoinedBy::Invite);
    assert_eq!(came_first.invite.as_deref(), Some("otters"));
    assert_eq!(came_first.inviter.unwrap().id, moderator);
    let shown = &house.app.services().members;
    let shown = shown.show(&owner(), house.guild(), first).await.unwrap();
    assert_eq!(shown.changes[0].text, "by the invite otters of @mona_mod");
    // Of two who came at once by one invite and by none it cannot be told who came by which.
    assert_eq!(came(&house, second).await.by, came(&house, third).await.by);
    assert_eq!(found(&house, "invite = otters").await, [first]);
    assert!(!found(&house, "invite = none").await.contains(&first));
    assert!(found(&house, "invite = none").await.contains(&third));

    let again = join(sim, &[Some("harbor")]);
    assert_eq!(code(&house, again[0]).await.as_deref(), Some("harbor"));
    rejoin(&house, first).await;
    assert_eq!(found(&house, "invite = otters").await, []);
    assert!(found(&house, "invite = opensea").await.contains(&first));
    house.app.app.stop().await;
}

/// They leave, and come back by another invite: only the last one counts.
async fn rejoin(house: &House, user: UserId) {
    let sim = house.app.sim();
    let guild = sim.places.guild;
    let id = emperione_sim::Id(user.0);
    sim.act(|world| world.leave(guild, id));
    tokio::time::sleep(Duration::from_millis(20)).await;
    sim.act(|world| world.join_by("opensea", id));
    house.app.caught_up().await;
    assert_eq!(code(house, user).await.as_deref(), Some("opensea"));
}

async fn a_burst_is_read_once_and_told_only_where_it_is_clear(house: House) {
    let sim = house.app.sim();
    let before = house.calls(LIST);

    let raiders = join(sim, &[Some("opensea"); 60]);
    for raider in &raiders {
        assert_eq!(code(&house, *raider).await.as_deref(), Some("opensea"));
    }
    let after_the_raid = house.calls(LIST);
    let mixed = join(sim, &[Some("otters"), Some("harbor"), Some("otters")]);
    for user in &mixed {
        assert_eq!(came(&house, *user).await.by, JoinedBy::Unknown);
    }
    let last = join(sim, &[Some("harbor")]);

    assert_eq!(code(&house, last[0]).await.as_deref(), Some("harbor"));
    assert!(after_the_raid - before <= 3, "{before} {after_the_raid}");
    assert_eq!(found(&house, "invite = opensea").await.len(), 60);
    house.app.app.stop().await;
}

async fn the_servers_address_bots_and_last_uses_are_told_apart(house: House) {
    let sim = house.app.sim();
    let guild = sim.places.guild;
    let once = sim.act(|world| {
        world.set_vanity(guild, Some("otterharbor"));
        let limits = InviteLimits {
            max_uses: 1,
            max_age: 0,
        };
        world.create_invite(sim.places.general, sim.places.owner, None, limits)
    });
    let once = once.unwrap();
    until("the new invite", async || {
        known(&house).await.contains(&once)
    })
    .await;
    // The address is in the list from the next reading on.
    let first = join(sim, &[Some("harbor")]);
    came(&house, first[0]).await;

    let by_address = join(sim, &[Some("otterharbor")]);
    let address = came(&house, by_address[0]).await;
    let by_last_use = join(sim, &[Some(&once)]);
    let last_use = came(&house, by_last_use[0]).await;
    let bot = sim.act(|world| {
        let bot = world.create_user("helper_bot", None, true);
        world.join(guild, bot);
        UserId(bot.0)
    });
    let added = came(&house, bot).await;

    assert_eq!(address.by, JoinedBy::Vanity);
    assert_eq!(address.invite.as_deref(), Some("otterharbor"));
    assert_eq!(
        (last_use.by, last_use.invite),
        (JoinedBy::Invite, Some(once))
    );
    assert_eq!((added.by, added.invite), (JoinedBy::Bot, None));
    let none = found(&house, "invite = none and bot").await;
    assert!(none.contains(&bot));
    house.app.app.stop().await;
}

fn allow_bot(sim: &Sim, permissions: u64) {
    let guild = sim.places.guild;
    sim.act(|world| {
        let role = world.guilds[&guild].bot_role().unwrap().id;
        world.set_role_permissions(guild, role, permissions);
    });
}

async fn invites_finding(house: &House) -> (Level, String) {
    let findings = house.app.services().system.doctor(&owner()).await.unwrap();
    let finding = findings
        .into_iter()
        .find(|it| it.name == "invites")
        .unwrap();
    (finding.level, finding.detail)
}

async fn without_the_right_nothing_is_read_and_doctor_says_so(house: House) {
    let sim = house.app.sim();
    assert_eq!(invites_finding(&house).await.0, Level::Ok);
    allow_bot(sim, BOT & !MANAGE_GUILD);
    house.app.caught_up().await;
    let before = house.calls(LIST);

    let users = join(sim, &[Some("harbor")]);
    let unknown = came(&house, users[0]).await;

    assert_eq!((unknown.by, unknown.invite), (JoinedBy::Unknown, None));
    assert_eq!(house.calls(LIST), before);
    let (level, detail) = invites_finding(&house).await;
    assert_eq!(level, Level::Warning);
    assert!(
        detail.ends_with("because the bot lacks Manage Server"),
        "{detail}"
    );

    allow_bot(sim, BOT);
    until("another reading", async || house.calls(LIST) > before).await;
    house.app.caught_up().await;
    let users = join(sim, &[Some("harbor")]);
    came(&house, users[0]).await;
    let users = join(sim, &[Some("otters")]);
    assert_eq!(code(&house, users[0]).await.as_deref(), Some("otters"));
    house.app.app.stop().await;
}

async fn what_came_in_a_gap_is_unknown(house: House) {
    let sim = house.app.sim();
    let before = house.calls(LIST);
    sim.hub.expire_sessions();
    let missed = join(sim, &[Some("harbor")]);
    let knows = async || {
        let state = house.app.parts().state.read();
        state.member(house.guild(), missed[0]).is_some()
    };
    until("who came in the gap", knows).await;
    until("another reading", async || house.calls(LIST) > before).await;
    reads(&house).await;

    let unknown = came(&house, missed[0]).await;
    let users = join(sim, &[Some("otters")]);

    assert_eq!((unknown.by, unknown.invite), (JoinedBy::Unknown, None));
    assert_eq!(code(&house, users[0]).await.as_deref(), Some("otters"));
    let (level, detail) = invites_finding(&house).await;
    assert_eq!(level, Level::Ok);
    assert!(detail.contains("the invite of 1 is unknown"), "{detail}");
    house.app.app.stop().await;
}

async fn a_list_that_cannot_be_read_tells_nothing(house: House) {
    let sim = house.app.sim();
    let route = format!("GET /api/v10/guilds/{}/invites", sim.places.guild);
    sim.faults.on(&route, 1, What::Status { status: 403 });

    let users = join(sim, &[Some("harbor")]);

    assert_eq!(came(&house, users[0]).await.by, JoinedBy::Unknown);
    let users = join(sim, &[Some("harbor")]);
    assert_eq!(came(&house, users[0]).await.by, JoinedBy::Unknown);
    let users = join(sim, &[Some("harbor")]);
    assert_eq!(code(&house, users[0]).await.as_deref(), Some("harbor"));
    house.app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_goes_on_tells_who_came_meanwhile() {
    let house = house(None).await;

    let mut users = Vec::new();
    let app = house
        .app
        .again(async |server| users = join(server.sim(), &[Some("opensea"); 3]))
        .await;
    let house = House::of(app).await;

    for user in users {
        assert_eq!(code(&house, user).await.as_deref(), Some("opensea"));
    }
    assert_eq!(house.app.sim().hub.count("IDENTIFY"), 1);
    house.app.app.stop().await;
}
