//! Health and metrics.

use emperione_daemon::health::Reason;
use pretty_assertions::assert_eq;
use serde_json::Value;

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
    health.set(Reason::GatewayFatal, "discord closed with 4004");

    let (status, body) = ready(&app).await;

    assert_eq!(status, 503);
    assert_eq!(body["ready"], false);
    assert_eq!(body["discord"], "discord closed with 4004");
    assert_eq!(body["database"], "ok");
    assert_eq!(body["api"], "ok");
}

#[tokio::test]
async fn a_lost_redis_is_named() {
    let app = TestApp::configured(|config| {
        config.redis.url = Some("redis://127.0.0.1:9".into());
    })
    .await;
    let mut healthy = app.parts().cache.is_healthy();
    healthy.wait_for(|healthy| !healthy).await.unwrap();

    let (_, body) = ready(&app).await;

    assert_eq!(body["redis"], "redis does not answer");
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
