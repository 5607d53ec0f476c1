//! Whether the process lives, and whether it can do its work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use crate::domain::actor::Actor;
use crate::services::Services;

const PROBE: Actor = Actor::System { name: "health" };

pub(super) async fn live() -> &'static str {
    "ok\n"
}

pub(super) async fn ready(State(services): State<Arc<Services>>) -> impl IntoResponse {
    let found = services.system.readiness(&PROBE).await;
    let code = if found.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "ready": found.ready,
        "database": found.database,
        "redis": found.redis,
        "discord": found.discord,
        "api": found.api,
    });
    (code, Json(body))
}
