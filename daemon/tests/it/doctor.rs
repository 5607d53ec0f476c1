//! The doctor's questions against a Discord, and what makes each of them fail.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use emperione_daemon::domain::actor::Actor;
use emperione_daemon::store::undecoded;
use emperione_protocol::Timestamp;
use emperione_protocol::system::{Finding, Level};
use emperione_sim::Options;
use emperione_sim::world::members::MemberEdit;
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;

const ASKS: Actor = Actor::System { name: "test" };

async fn findings(app: &TestApp) -> Vec<Finding> {
    app.services().system.doctor(&ASKS).await.unwrap()
}

#[track_caller]
fn check(findings: &[Finding], question: &str, worst: Level) {
    let found = findings.iter().filter(|finding| finding.name == question);
    let level = found.map(|finding| finding.level).max();
    assert_eq!(level, Some(worst), "{question}: {findings:#?}");
}

#[tokio::test]
async fn discord_answers_for_a_bot_that_is_set_up() {
    let app = TestApp::simulated(Options::default()).await;

    let findings = findings(&app).await;

    for question in [
        "token",
        "intents",
        "identify",
        "database",
        "clock",
        "socket",
        "actions",
        "frames",
        "log_channels",
    ] {
        check(&findings, question, Level::Ok);
    }
}

#[tokio::test]
async fn a_token_that_discord_does_not_take_is_an_error() {
    let app = TestApp::simulated_with_token(Options::default(), "wrong").await;

    let findings = findings(&app).await;

    check(&findings, "token", Level::Error);
}

#[tokio::test]
async fn a_discord_that_does_not_answer_is_a_warning() {
    let app = TestApp::new().await;

    let findings = findings(&app).await;

    for question in ["token", "intents", "identify", "permissions"] {
        check(&findings, question, Level::Warning);
    }
}

#[tokio::test]
async fn a_socket_for_everybody_is_an_error() {
    let app = TestApp::new().await;
    set_permissions(app.socket(), Permissions::from_mode(0o666)).unwrap();

    let findings = findings(&app).await;

    check(&findings, "socket", Level::Error);
}

#[tokio::test]
async fn a_kept_frame_is_a_warning() {
    let app = TestApp::new().await;
    let mut tx = app.parts().db.write().await.unwrap();
    undecoded::insert(&mut tx, "a", Timestamp(1), "GUILD_CREATE", b"sealed")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let findings = findings(&app).await;

    check(&findings, "frames", Level::Warning);
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_an_error() {
    let app = TestApp::new().await;
    app.parts().db.close().await;

    let findings = findings(&app).await;

    check(&findings, "database", Level::Error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_permission_and_a_member_above_the_bot_are_found() {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    check(&findings(&app).await, "permissions", Level::Ok);
    let sim = app.sim();
    let places = &sim.places;
    let everything_but_bans = !(1 << 2 | 1 << 3) & ((1 << 50) - 1);

    sim.act(|world| {
        let own = world
            .guild(places.guild)
            .and_then(|guild| Some(guild.bot_role()?.id));
        world.set_role_permissions(places.guild, own.unwrap(), everything_but_bans);
        let edit = MemberEdit {
            roles: Some(vec![places.high]),
            ..MemberEdit::default()
        };
        world.edit_member(places.owner, places.guild, places.users[0], edit, None);
    });
    app.caught_up().await;

    let findings = findings(&app).await;
    check(&findings, "permissions", Level::Error);
    check(&findings, "role", Level::Warning);
}

#[tokio::test]
async fn few_logins_left_are_a_warning() {
    let app = TestApp::simulated(Options::default()).await;
    app.sim().hub.spend_identifies(920);

    let findings = findings(&app).await;

    check(&findings, "identify", Level::Warning);
}
