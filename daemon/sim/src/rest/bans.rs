//! Bans, one by one and in bulk.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller, Query};
use super::error::{ApiError, Result};
use super::validate;
use crate::world::permissions::{BAN_MEMBERS, MANAGE_GUILD};
use crate::{Id, Sim, World};

/// The longest time whose messages a ban deletes, in seconds (Guild: Create Guild Ban).
const LONGEST_DELETE: u64 = 604_800;
/// The most users of one bulk ban.
const MOST: usize = 200;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/guilds/{guild}/bans", get(list))
        .route(
            "/guilds/{guild}/bans/{user}",
            get(show).put(ban).delete(unban),
        )
        .route("/guilds/{guild}/bulk-ban", post(bulk))
}

async fn list(caller: Caller, Path(guild): Path<Id>, query: Query) -> Result {
    let limit = validate::limit(&query, 1000, 1000)?;
    let (before, after) = (
        validate::id_of(&query, "before")?,
        validate::id_of(&query, "after")?,
    );
    caller.sim.read(|world| {
        caller.needs(world, guild, BAN_MEMBERS)?;
        let bans = &world.guilds[&guild].bans;
        let json = |(user, ban): (&Id, &_)| world.ban_json(*user, ban);
        let page: Vec<Value> = match (before, after) {
            (Some(before), _) => {
                let mut page: Vec<_> = bans.range(..before).rev().take(limit).map(json).collect();
                page.reverse();
                page
            }
            (None, after) => bans
                .range(Id(after.map_or(0, |after| after.0.saturating_add(1)))..)
                .take(limit)
                .map(json)
                .collect(),
        };
        Ok(Json(page.into()))
    })
}

async fn show(caller: Caller, Path((guild, user)): Path<(Id, Id)>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, BAN_MEMBERS)?;
        let ban = world.guilds[&guild]
            .bans
            .get(&user)
            .ok_or_else(|| ApiError::unknown(10_026, "Ban"))?;
        Ok(Json(world.ban_json(user, ban)))
    })
}

async fn ban(
    caller: Caller,
    Path((guild, user)): Path<(Id, Id)>,
    query: Query,
    Body(body): Body,
) -> Result<StatusCode> {
    let seconds = delete_seconds(&body, &query)?;
    caller.sim.act(|world| {
        caller.needs(world, guild, BAN_MEMBERS)?;
        if !world.users.contains_key(&user) {
            return Err(ApiError::unknown(10_013, "User"));
        }
        if !may_ban(world, &caller, guild, user) {
            return Err(ApiError::missing_permissions());
        }
        if world.is_beyond_limit(guild, user) {
            return Err(too_many_strangers());
        }
        world.ban(caller.id, guild, user, seconds, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn unban(caller: Caller, Path((guild, user)): Path<(Id, Id)>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs(world, guild, BAN_MEMBERS)?;
        if world.unban(caller.id, guild, user, caller.reason()) {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(ApiError::unknown(10_026, "Ban"))
        }
    })
}

async fn bulk(caller: Caller, Path(guild): Path<Id>, Body(body): Body) -> Result {
    let users = validate::ids(&body["user_ids"], "user_ids")?;
    let seconds = delete_seconds(&body, &Query::default())?;
    if users.is_empty() || users.len() > MOST {
        return Err(ApiError::invalid(
            "user_ids",
            "BASE_TYPE_BAD_LENGTH",
            "Must be between 1 and 200 in length.",
        ));
    }
    caller.sim.act(|world| {
        caller.needs(world, guild, BAN_MEMBERS | MANAGE_GUILD)?;
        let (mut banned, mut failed, mut limited) = (Vec::new(), Vec::new(), false);
        for user in users {
            let known =
                world.users.contains_key(&user) && !world.guilds[&guild].bans.contains_key(&user);
            let beyond = world.is_beyond_limit(guild, user);
            limited |= beyond;
            if known && !beyond && may_ban(world, &caller, guild, user) {
                world.ban(caller.id, guild, user, seconds, caller.reason());
                banned.push(user);
            } else {
                failed.push(user);
            }
        }
        if banned.is_empty() && limited {
            return Err(too_many_strangers());
        }
        if banned.is_empty() {
            return Err(ApiError::bad(500_000, "Failed to ban users"));
        }
        Ok(Json(
            json!({ "banned_users": banned, "failed_users": failed }),
        ))
    })
}

fn too_many_strangers() -> ApiError {
    let message = "Maximum number of bans for non-guild members have been exceeded";
    ApiError::bad(30_035, message)
}

/// Somebody who is no member has no rank that could stand against it.
fn may_ban(world: &World, caller: &Caller, guild: Id, user: Id) -> bool {
    let guild = &world.guilds[&guild];
    user != caller.id
        && (!guild.members.contains_key(&user) || world.is_above(guild, caller.id, user))
}

/// The seconds of messages to delete; some libraries send them in the query, old ones in days.
fn delete_seconds(body: &Value, query: &Query) -> Result<u32> {
    let field = "delete_message_seconds";
    let of_query = query
        .get(field)
        .and_then(|text| text.parse::<u64>().ok())
        .map_or(Value::Null, Value::from);
    let value = if body[field].is_null() {
        &of_query
    } else {
        &body[field]
    };
    let seconds = validate::number(value, field, LONGEST_DELETE)?;
    let days = validate::number(&body["delete_message_days"], "delete_message_days", 7)?;
    let seconds = seconds.or(days.map(|days| days * 86_400)).unwrap_or(0);
    Ok(u32::try_from(seconds).unwrap_or(u32::MAX))
}
