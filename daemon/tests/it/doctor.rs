//! The doctor's questions against a Discord, and what makes each of them fail.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use emperione_daemon::domain::actor::Actor;
use emperione_daemon::store::undecoded;
use emperione_protocol::Timestamp;
use emperione_protocol::system::{Finding, Level};
use emperione_sim::Options;
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
        "token", "intents", "identify", "database", "clock", "socket", "frames",
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
