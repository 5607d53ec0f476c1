//! The daemon dies while it gives back what a member had: the next one gives the rest, and nothing twice.

use std::time::{Duration, Instant};

use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::persist::{Progress, ReturnFilter, Roles, Settings};
use emperione_protocol::{Client, Flatten, GuildId, PageRequest, UserId, transport};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::{Id, Server};
use pretty_assertions::assert_eq;
use tarpc::context::{self, Context};

use crate::common::process::Daemon;

const PATIENCE: Duration = Duration::from_secs(40);
const ALL: Settings = Settings {
    roles: Roles::All,
    nick: true,
};

fn soon() -> Context {
    transport::within(Duration::from_secs(25))
}

/// Somebody with a role and a nickname leaves and returns.
fn leave_and_return(discord: &Server) -> (GuildId, UserId) {
    let places = discord.sim().places.clone();
    let (guild, user) = (places.guild, places.users[0]);
    discord.sim().act(|world| {
        let edit = MemberEdit {
            roles: Some(vec![places.muted]),
            nick: Some(Some("Otti".into())),
            ..MemberEdit::default()
        };
        world.edit_member(places.owner, guild, user, edit, None);
        world.leave(guild, user);
        world.join(guild, user);
    });
    (GuildId(guild.0), UserId(user.0))
}

async fn until_it_is_done(client: &Client, guild: GuildId) {
    let deadline = Instant::now() + PATIENCE;
    let filter = ReturnFilter { guild, all: true };
    loop {
        let persist = client.persist();
        let page = persist
            .list(soon(), filter.clone(), PageRequest::default())
            .await;
        let items = page.flat().unwrap().items;
        if items.iter().any(|it| it.progress == Progress::Done) {
            return;
        }
        assert!(Instant::now() < deadline, "it is not given back: {items:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn a_return_survives_a_crash(point: &str) {
    let mut first = Daemon::alone(|command| {
        command.env("EMP_CRASH_AT", point);
    })
    .await;
    let client = first.until_it_is_ready().await;
    let guild = GuildId(first.discord.sim().places.guild.0);
    client
        .persist()
        .set(context::current(), guild, ALL)
        .await
        .flat()
        .unwrap();
    let (guild, user) = leave_and_return(&first.discord);
    assert_eq!(first.ends_with().await, None, "it was killed at {point}");

    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;
    until_it_is_done(&client, guild).await;

    let places = second.discord.sim().places.clone();
    let (roles, nick) = second.discord.sim().read(|world| {
        let member = world.member(places.guild, Id(user.0)).unwrap();
        (member.roles.clone(), member.nick.clone())
    });
    assert_eq!(
        (roles, nick.as_deref()),
        (vec![places.muted], Some("Otti")),
        "{point}"
    );
    let filter = CaseFilter {
        target: Some(user),
        ..CaseFilter::default()
    };
    let page = client
        .cases()
        .list(soon(), filter, PageRequest::default())
        .await;
    let mut cases: Vec<_> = page
        .flat()
        .unwrap()
        .items
        .into_iter()
        .map(|it| (it.kind, it.state))
        .collect();
    cases.retain(|(kind, _)| matches!(kind, Kind::RoleAdd | Kind::Nick));
    cases.sort_unstable_by_key(|(kind, _)| *kind);
    // What the owner did before is adopted: a nickname and a role.
    let applied = |kind| (kind, CaseState::Applied);
    assert_eq!(
        cases,
        [Kind::Nick, Kind::Nick, Kind::RoleAdd, Kind::RoleAdd].map(applied),
        "{point}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_16_a_return_survives_a_crash_before_and_after_its_actions() {
    a_return_survives_a_crash("after_intent").await;
    a_return_survives_a_crash("after_return").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_16_a_return_survives_a_crash_around_its_calls() {
    a_return_survives_a_crash("before_call:2").await;
    a_return_survives_a_crash("after_outcome").await;
}
