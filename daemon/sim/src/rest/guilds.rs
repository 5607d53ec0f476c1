//! Guilds, their channels and roles, and the incident actions.

use std::sync::Arc;

use axum::extract::Path;
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller, Query, is_true};
use super::error::{ApiError, Result};
use crate::world::json::{optional_time, parse_time};
use crate::world::permissions::MANAGE_GUILD;
use crate::world::{Channel, Role};
use crate::{Id, Sim};

/// Incident actions last a day at most (Guild: Modify Guild Incident Actions).
const LONGEST_INCIDENT_MS: i64 = 24 * 3_600_000;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/guilds/{guild}", get(show))
        .route("/guilds/{guild}/channels", get(channels))
        .route("/guilds/{guild}/roles", get(roles))
        .route("/guilds/{guild}/incident-actions", put(incidents))
}

async fn show(caller: Caller, Path(guild): Path<Id>, query: Query) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        let found = &world.guilds[&guild];
        let mut data = found.json();
        if is_true(&query, "with_counts") {
            data["approximate_member_count"] = json!(found.members.len());
            data["approximate_presence_count"] = json!(found.members.len() / 3);
        }
        Ok(Json(data))
    })
}

async fn channels(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        let channels = world.guilds[&guild]
            .channels
            .iter()
            .filter_map(|id| world.channels.get(id));
        Ok(Json(channels.map(Channel::json).collect()))
    })
}

async fn roles(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        Ok(Json(
            world.guilds[&guild]
                .roles
                .values()
                .map(Role::json)
                .collect(),
        ))
    })
}

async fn incidents(caller: Caller, Path(guild): Path<Id>, Body(body): Body) -> Result {
    caller.sim.act(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        let found = &world.guilds[&guild];
        let latest = world.now_ms() + LONGEST_INCIDENT_MS;
        let invites = until(&body, "invites_disabled_until", found.invites_disabled_until, latest)?;
        let dms = until(&body, "dms_disabled_until", found.dms_disabled_until, latest)?;
        world.set_incidents(guild, invites, dms);
        Ok(Json(json!({
            "invites_disabled_until": optional_time(invites), "dms_disabled_until": optional_time(dms),
        })))
    })
}

/// A field that is left as it is when absent, and cleared by null.
fn until(body: &Value, field: &str, before: Option<i64>, latest: i64) -> Result<Option<i64>> {
    let invalid = |message| ApiError::invalid(field, "BASE_TYPE_BAD_TIME", message);
    match body.get(field) {
        None => Ok(before),
        Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => match parse_time(text) {
            Some(until) if until <= latest => Ok(Some(until)),
            Some(_) => Err(invalid("Must be within 24 hours.")),
            None => Err(invalid("Must be an ISO 8601 timestamp.")),
        },
        Some(_) => Err(invalid("Must be an ISO 8601 timestamp.")),
    }
}
