//! `/_sim/…`: the clock, the truth, the logs, and what tests tell the simulator to do.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Fault, Sim, What};

pub(crate) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/_sim/clock", get(clock))
        .route("/_sim/truth", get(truth))
        .route("/_sim/gateway", get(gateway).post(command))
        .route("/_sim/requests", get(requests))
        .route(
            "/_sim/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/_sim/community", post(community))
        .route("/_sim/stop", post(stop))
}

async fn clock(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(json!({ "now": sim.clock.now_ms(), "speed": sim.clock.speed() }))
}

async fn truth(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(sim.read(|world| sim.hub.truth(world)))
}

async fn gateway(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(sim.hub.describe())
}

/// What is done to the gateway as a whole.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    ExpireSessions,
    DropConnections,
    Inflict { what: What },
}

async fn command(State(sim): State<Arc<Sim>>, Json(command): Json<Command>) -> StatusCode {
    match command {
        Command::ExpireSessions => sim.hub.expire_sessions(),
        Command::DropConnections => sim.hub.drop_connections(),
        Command::Inflict { what } => sim.hub.inflict(what),
    }
    StatusCode::NO_CONTENT
}

async fn requests(
    State(sim): State<Arc<Sim>>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let list = sim.requests.list(query.get("route").map(String::as_str));
    Json(json!({
        "requests": list, "unknown_routes": sim.requests.unknown(), "invalid": sim.limits.invalid(),
    }))
}

async fn faults(State(sim): State<Arc<Sim>>) -> Json<Vec<Fault>> {
    Json(sim.faults.list())
}

async fn add_fault(State(sim): State<Arc<Sim>>, Json(fault): Json<Fault>) -> StatusCode {
    sim.faults.add(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(sim): State<Arc<Sim>>) -> StatusCode {
    sim.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Community {
    running: bool,
}

/// Answers when the community does as told: after `false` it emits nothing more.
async fn community(State(sim): State<Arc<Sim>>, Json(wish): Json<Community>) -> StatusCode {
    sim.community.set(wish.running).await;
    StatusCode::NO_CONTENT
}

async fn stop(State(sim): State<Arc<Sim>>) -> StatusCode {
    sim.community.set(false).await;
    sim.stop.cancel();
    StatusCode::NO_CONTENT
}
