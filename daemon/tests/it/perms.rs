//! Who may do what, and why, through the door of `emp`.

use emperione_protocol::actions::Kind;
use emperione_protocol::perms::{CanRequest, Effect, WhyRequest};
use emperione_protocol::{ErrorKind, Flatten, GuildId, UserId};
use emperione_sim::Options;
use pretty_assertions::assert_eq;
use tarpc::context::current;

use crate::common::app::TestApp;

fn request(guild: GuildId, user: UserId, permission: &str) -> WhyRequest {
    WhyRequest {
        guild,
        user,
        channel: None,
        permission: permission.into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permission_is_explained_in_a_real_guild() {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    let client = app.client().await;
    let guild = app.guild();
    let owner = app.parts().state.read().guild(guild).unwrap().owner;

    let why = client
        .perms()
        .why(current(), request(guild, owner, "ban members"))
        .await;
    let why = why.flat().unwrap();
    assert_eq!(
        (why.permission.as_str(), why.granted),
        ("BAN_MEMBERS", true)
    );
    assert_eq!(why.steps.last().unwrap().effect, Effect::Grants);

    let stranger = client
        .perms()
        .why(current(), request(guild, UserId(1), "BAN_MEMBERS"))
        .await;
    assert!(!stranger.flat().unwrap().granted);

    let wrong = client
        .perms()
        .why(current(), request(guild, owner, "BAN_MEMBER"))
        .await;
    let wrong = wrong.flat().unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::Invalid);
    assert!(
        wrong.message.contains("did you mean BAN_MEMBERS?"),
        "{wrong}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_act_on_whom_is_told_as_a_command_would_tell_it() {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    let client = app.client().await;
    let guild = app.guild();
    let (owner, member) = {
        let state = app.parts().state.read();
        let known = state.guild(guild).unwrap();
        let plain = known
            .members
            .iter()
            .find(|(id, member)| **id != known.owner && !member.bot && member.roles.is_empty());
        (known.owner, *plain.unwrap().0)
    };
    let ask_of = async |moderator, kind, target| {
        let request = CanRequest {
            guild,
            moderator,
            kind,
            target,
        };
        client.perms().can(current(), request).await.flat().unwrap()
    };

    let ask = async |moderator, target| ask_of(moderator, Kind::Ban, target).await;
    // Which channel is meant is not asked for.
    for kind in [Kind::VoiceMove, Kind::MessageDelete] {
        let can = ask_of(owner, kind, member).await;
        assert!(can.allowed, "{:?}", can.checks);
        assert!(!ask_of(member, kind, owner).await.allowed);
    }
    assert!(ask(owner, member).await.allowed);
    let refused = ask(member, owner).await;
    assert!(!refused.allowed);
    assert!(refused.checks.iter().any(|check| !check.ok));
}
