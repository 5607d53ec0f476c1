//! Requests that are wrong by themselves, and a daemon that may not act: refused whatever the world is like.

use emperione_daemon::domain::actions::kinds::{Length, facts};
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::health::Reason;
use emperione_protocol::actions::{ActRequest, Kind, MAX_MESSAGES};
use emperione_protocol::{ChannelId, Code, GuildId, MessageId, RoleId};

use super::Way::By;
use super::ask::Door;
use super::scene::Scene;
use super::way;

/// What is wrong, in which requests, and how it is made so.
type Wrong = (&'static str, fn(Kind) -> bool, fn(&mut ActRequest));

#[rustfmt::skip]
const WRONGS: &[Wrong] = &[
    ("no reason", |kind| facts(kind).needs_reason, |it| it.reason = Some("  ".into())),
    ("a long reason", |_| true, |it| it.reason = Some("x".repeat(1_001))),
    ("no time at all", |_| true, |it| it.duration_ms = Some(0)),
    ("a time", |kind| facts(kind).length == Length::Never, |it| it.duration_ms = Some(60_000)),
    ("no time", must_last, |it| it.duration_ms = None),
    ("a long time", must_last, |it| it.duration_ms = Some(90_000_000)),
    ("a long look back", |kind| facts(kind).deletes, |it| it.delete_message_seconds = Some(604_801)),
    ("a look back", |kind| !facts(kind).deletes, |it| it.delete_message_seconds = Some(60)),
    ("no case", |kind| kind == Kind::Unwarn, |it| it.undoes = None),
    ("no role", is_of_roles, |it| it.detail.role = None),
    ("a role", |kind| !is_of_roles(kind), |it| it.detail.role = Some(RoleId(7))),
    ("no channel", |kind| matches!(kind, Kind::VoiceMove | Kind::MessageDelete), |it| it.detail.channel = None),
    ("a channel", |kind| !matches!(kind, Kind::VoiceMove | Kind::MessageDelete), |it| it.detail.channel = Some(ChannelId(7))),
    ("no pace", |kind| kind == Kind::Slowmode, |it| it.detail.slow_mode = None),
    ("a slow pace", |kind| kind == Kind::Slowmode, |it| it.detail.slow_mode = Some(21_601)),
    ("a pace", |kind| kind != Kind::Slowmode, |it| it.detail.slow_mode = Some(5)),
    ("no messages", |kind| matches!(kind, Kind::Purge | Kind::MessageDelete), |it| it.detail.messages.clear()),
    ("many messages", |kind| matches!(kind, Kind::Purge | Kind::MessageDelete), |it| it.detail.messages = vec![MessageId(7); MAX_MESSAGES + 1]),
    ("messages", |kind| !matches!(kind, Kind::Purge | Kind::MessageDelete), |it| it.detail.messages = vec![MessageId(7)]),
    ("points", |kind| kind != Kind::Warn, |it| it.detail.points = Some(1)),
    ("no points", |kind| kind == Kind::Warn, |it| it.detail.points = Some(0)),
    ("many points", |kind| kind == Kind::Warn, |it| it.detail.points = Some(101)),
    ("a cause", |_| true, |it| it.detail.caused_by = Some(1)),
    ("a nickname", |kind| kind != Kind::Nick, |it| it.detail.nick = Some("Otter".into())),
    ("an empty nickname", |kind| kind == Kind::Nick, |it| it.detail.nick = Some(" ".into())),
    ("a long nickname", |kind| kind == Kind::Nick, |it| it.detail.nick = Some("x".repeat(33))),
];

fn must_last(kind: Kind) -> bool {
    matches!(facts(kind).length, Length::Must(_))
}

fn is_of_roles(kind: Kind) -> bool {
    matches!(kind, Kind::RoleAdd | Kind::RoleRemove)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_wrong_by_itself_is_refused_and_does_nothing() {
    let scene = Scene::new().await;
    let deputy = scene.deputy();
    for kind in Kind::ALL {
        let right = scene.ready(kind).await.request();
        let before = scene.traces().await;
        for (what, _, spoil) in WRONGS.iter().filter(|(_, hits, _)| hits(kind)) {
            let mut wrong = right.clone();
            spoil(&mut wrong);

            let by_service = scene.by_service(&deputy, wrong.clone()).await.unwrap_err();
            let by_rpc = scene.by_rpc(wrong).await.unwrap_err();

            assert_eq!(by_service.code, Some(Code::Field), "{kind} with {what}");
            assert_eq!(by_rpc.code, Code::Field, "{kind} with {what}");
        }
        assert_eq!(scene.traces().await, before, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_an_unknown_guild_and_another_use_of_an_id_are_refused() {
    let scene = Scene::new().await;
    let viewer = Actor::Local {
        uid: 7,
        name: "vic".into(),
        user: None,
        role: Role::Viewer,
    };
    for kind in Kind::ALL {
        let subject = scene.ready(kind).await;
        let before = scene.traces().await;
        let elsewhere = ActRequest {
            guild: GuildId(77),
            ..subject.request()
        };

        let low = scene.by_service(&viewer, subject.request()).await;
        let unknown = scene.by_service(&scene.deputy(), elsewhere).await;

        assert_eq!(low.unwrap_err().code, Some(Code::ActorRights), "{kind}");
        assert_eq!(unknown.unwrap_err().code, Some(Code::NotFound), "{kind}");
        assert_eq!(scene.traces().await, before, "{kind}");
    }
    let first = scene.ready(Kind::Note).await.request();
    scene.by_rpc(first.clone()).await.unwrap();
    let other = ActRequest {
        id: first.id,
        ..scene.ready(Kind::Warn).await.request()
    };
    assert_eq!(scene.by_rpc(other).await.unwrap_err().code, Code::Conflict);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_that_may_not_act_refuses_each_kind_by_each_door() {
    const WORDS: &str = "closed with 4004";
    let scene = Scene::new().await;
    let health = &scene.house.app.parts().health;
    for kind in Kind::ALL {
        for door in Door::ALL {
            let Some(By(written)) = way(door, kind) else {
                continue;
            };
            let subject = scene.ready(kind).await;
            let before = scene.traces().await;
            health.set(Reason::GatewayFatal, WORDS);

            let refused = scene.ask(door, written, &subject).await.unwrap_err();

            health.clear(Reason::GatewayFatal);
            let code = door.has_codes().then_some(Code::NotReady);
            assert_eq!(
                (refused.code, refused.words.starts_with(WORDS)),
                (code, true),
                "{door:?} {kind}: {refused:?}"
            );
            assert_eq!(scene.traces().await, before, "{door:?} {kind}");
        }
    }
}
