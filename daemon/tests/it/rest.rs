//! Health and metrics.

use emperione_daemon::health::Reason;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::common::app::TestApp;

async fn ready(app: &TestApp) -> (u16, Value) {
    let answer = reqwest::get(app.url("/readyz")).await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn readiness_names_the_part_that_is_away() {
    let app = TestApp::new().await;
    let health = &app.parts().health;
    health.clear(Reason::Gateway);
    health.set(Reason::Redis, "redis does not answer");
    assert_eq!(
        ready(&app).await,
        (
            200,
            json!({ "ready": true, "database": "ok", "redis": "redis does not answer", "discord": "ok", "api": "ok" })
        )
    );

    health.set(Reason::GatewayFatal, "discord closed with 4004");
    let (status, body) = ready(&app).await;

    assert_eq!(status, 503);
    assert_eq!(body["discord"], "discord closed with 4004");
}

#[tokio::test]
async fn a_closed_database_is_not_ready() {
    let app = TestApp::new().await;
    app.parts().db.close().await;

    let (status, body) = ready(&app).await;

    assert_eq!(status, 503);
    assert_ne!(body["database"], "ok");
}

#[tokio::test]
async fn the_process_lives_and_is_measured() {
    let app = TestApp::new().await;

    let live = reqwest::get(app.url("/livez")).await.unwrap();
    let metrics = reqwest::get(app.url("/metrics")).await.unwrap();

    assert_eq!(live.status().as_u16(), 200);
    assert_eq!(
        metrics.headers()["content-type"],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = metrics.text().await.unwrap();
    assert!(text.contains("emp_http_request_seconds_count{route=\"/livez\",status=\"200\"}"));
}
