//! Discord's own AutoMod rules, with the limits of their numbers and sizes (Auto Moderation: Limits).

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use regex::Regex;
use serde_json::Value;

use super::call::{Body, Caller};
use super::error::{ApiError, Result};
use super::validate;
use crate::world::permissions::MANAGE_GUILD;
use crate::{Id, Sim};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route(
            "/guilds/{guild}/auto-moderation/rules",
            get(list).post(create),
        )
        .route(
            "/guilds/{guild}/auto-moderation/rules/{rule}",
            get(show).patch(edit).delete(delete),
        )
}

async fn list(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        Ok(Json(
            world.guilds[&guild]
                .rules
                .values()
                .map(|rule| rule.0.clone())
                .collect(),
        ))
    })
}

async fn show(caller: Caller, Path((guild, rule)): Path<(Id, Id)>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        world.guilds[&guild]
            .rules
            .get(&rule)
            .map(|rule| Json(rule.0.clone()))
            .ok_or_else(unknown)
    })
}

fn unknown() -> ApiError {
    ApiError::unknown(10_067, "Auto Moderation Rule")
}

async fn create(caller: Caller, Path(guild): Path<Id>, Body(body): Body) -> Result {
    check(&body)?;
    let kind = body["trigger_type"].as_u64().unwrap_or(0);
    caller.sim.act(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        let same = world.guilds[&guild]
            .rules
            .values()
            .filter(|rule| rule.0["trigger_type"].as_u64() == Some(kind));
        if same.count() >= most(kind) {
            return Err(ApiError::bad(
                30_035,
                "Maximum number of auto moderation rules of this trigger type reached",
            ));
        }
        world
            .create_rule(caller.id, guild, &body, caller.reason())
            .map(Json)
            .ok_or_else(unknown)
    })
}

async fn edit(caller: Caller, Path((guild, rule)): Path<(Id, Id)>, Body(body): Body) -> Result {
    caller.sim.act(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        let known = world.guilds[&guild].rules.get(&rule).ok_or_else(unknown)?;
        check_parts(&body, known.0["trigger_type"].as_u64())?;
        world
            .edit_rule(caller.id, guild, rule, &body, caller.reason())
            .map(Json)
            .ok_or_else(unknown)
    })
}

async fn delete(caller: Caller, Path((guild, rule)): Path<(Id, Id)>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        if world.delete_rule(caller.id, guild, rule, caller.reason()) {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(unknown())
        }
    })
}

/// How many rules of a trigger type a guild may have (Auto Moderation: Trigger Types).
fn most(kind: u64) -> usize {
    if kind == 1 { 6 } else { 1 }
}

fn check(body: &Value) -> Result<()> {
    let required = |field| ApiError::invalid(field, "BASE_TYPE_REQUIRED", "This field is required");
    validate::text(&body["name"], "name", 100)?
        .filter(|name| !name.is_empty())
        .ok_or_else(|| required("name"))?;
    if !matches!(body["trigger_type"].as_u64(), Some(1 | 3 | 4 | 5 | 6)) {
        return Err(ApiError::invalid(
            "trigger_type",
            "BASE_TYPE_CHOICES",
            "This value is not one of the choices.",
        ));
    }
    if !body["actions"].is_array() {
        return Err(required("actions"));
    }
    let metadata = &body["trigger_metadata"];
    let filled = |field: &str| {
        metadata[field]
            .as_array()
            .is_some_and(|list| !list.is_empty())
    };
    if body["trigger_type"] == 1 && !filled("keyword_filter") && !filled("regex_patterns") {
        return Err(required("trigger_metadata.keyword_filter"));
    }
    check_parts(body, body["trigger_type"].as_u64())
}

/// What holds for a new rule and for a change of one.
fn check_parts(body: &Value, trigger: Option<u64>) -> Result<()> {
    let count = |field: &str| body[field].as_array().map_or(0, Vec::len);
    for (field, most) in [("exempt_roles", 20), ("exempt_channels", 50)] {
        if count(field) > most {
            let message = format!("Must be {most} or fewer in length.");
            return Err(ApiError::invalid(field, "BASE_TYPE_MAX_LENGTH", &message));
        }
    }
    if body["actions"].is_array() && count("actions") == 0 {
        let message = "This field is required";
        return Err(ApiError::invalid("actions", "BASE_TYPE_REQUIRED", message));
    }
    for action in body["actions"].as_array().into_iter().flatten() {
        check_action(action, trigger)?;
    }
    check_sizes(&body["trigger_metadata"], trigger)
}

/// A timeout is at most four weeks, and only keyword and mention rules may give one (Auto Moderation: Action Types).
fn check_action(action: &Value, trigger: Option<u64>) -> Result<()> {
    let refused = |message| Err(ApiError::invalid("actions", "BASE_TYPE_CHOICES", message));
    match action["type"].as_u64() {
        Some(1 | 2 | 4) => Ok(()),
        Some(3) if !matches!(trigger, Some(1 | 5)) => {
            refused("Timeouts are not supported for this trigger type.")
        }
        Some(3) => validate::number(
            &action["metadata"]["duration_seconds"],
            "actions",
            2_419_200,
        )
        .map(drop),
        _ => refused("This value is not one of the choices."),
    }
}

fn check_sizes(metadata: &Value, trigger: Option<u64>) -> Result<()> {
    // Presets may allow more (Auto Moderation: Trigger Metadata, `allow_list`).
    let allowed = if trigger == Some(4) { 1000 } else { 100 };
    for (field, count, length) in [
        ("keyword_filter", 1000, 60),
        ("regex_patterns", 10, 260),
        ("allow_list", allowed, 60),
    ] {
        let path = format!("trigger_metadata.{field}");
        let list = metadata[field]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if list.len() > count {
            let message = format!("Must be {count} or fewer in length.");
            return Err(ApiError::invalid(&path, "BASE_TYPE_MAX_LENGTH", &message));
        }
        for entry in list {
            let text = validate::text(entry, &path, length)?.unwrap_or_default();
            if field == "regex_patterns" && Regex::new(&text).is_err() {
                return Err(ApiError::invalid(
                    &path,
                    "AUTO_MODERATION_INVALID_REGEX",
                    "The regex is invalid.",
                ));
            }
        }
    }
    validate::number(
        &metadata["mention_total_limit"],
        "trigger_metadata.mention_total_limit",
        50,
    )
    .map(drop)
}
