//! Application commands, global and of a guild.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use super::call::{Body, Caller};
use super::error::{ApiError, Result};
use crate::{Id, Sim};

/// The most chat commands of a scope (Application Commands: Registering a Command).
const MOST: usize = 100;

pub(super) fn routes() -> Router<Arc<Sim>> {
    let guild = "/applications/{application}/guilds/{guild}/commands";
    Router::new()
        .route(
            "/applications/{application}/commands",
            get(list).post(create).put(replace),
        )
        .route(
            "/applications/{application}/commands/{command}",
            get(show).patch(edit).delete(delete),
        )
        .route(guild, get(list_guild).post(create_guild).put(replace_guild))
        .route(
            &format!("{guild}/{{command}}"),
            get(show_guild).patch(edit_guild).delete(delete_guild),
        )
}

async fn list(caller: Caller, Path(_): Path<Id>) -> Result {
    Ok(all(&caller, None))
}

async fn list_guild(caller: Caller, Path((_, guild)): Path<(Id, Id)>) -> Result {
    Ok(all(&caller, Some(guild)))
}

async fn create(caller: Caller, Path(_): Path<Id>, Body(body): Body) -> Result {
    set(&caller, None, &body)
}

async fn create_guild(
    caller: Caller,
    Path((_, guild)): Path<(Id, Id)>,
    Body(body): Body,
) -> Result {
    set(&caller, Some(guild), &body)
}

async fn replace(caller: Caller, Path(_): Path<Id>, Body(body): Body) -> Result {
    set_all(&caller, None, &body)
}

async fn replace_guild(
    caller: Caller,
    Path((_, guild)): Path<(Id, Id)>,
    Body(body): Body,
) -> Result {
    set_all(&caller, Some(guild), &body)
}

async fn show(caller: Caller, Path((_, command)): Path<(Id, Id)>) -> Result {
    one(&caller, None, command)
}

async fn show_guild(caller: Caller, Path((_, guild, command)): Path<(Id, Id, Id)>) -> Result {
    one(&caller, Some(guild), command)
}

async fn edit(caller: Caller, Path((_, command)): Path<(Id, Id)>, Body(body): Body) -> Result {
    change(&caller, None, command, &body)
}

async fn edit_guild(
    caller: Caller,
    Path((_, guild, command)): Path<(Id, Id, Id)>,
    Body(body): Body,
) -> Result {
    change(&caller, Some(guild), command, &body)
}

async fn delete(caller: Caller, Path((_, command)): Path<(Id, Id)>) -> Result<StatusCode> {
    remove(&caller, None, command)
}

async fn delete_guild(
    caller: Caller,
    Path((_, guild, command)): Path<(Id, Id, Id)>,
) -> Result<StatusCode> {
    remove(&caller, Some(guild), command)
}

fn unknown() -> ApiError {
    ApiError::unknown(10_063, "Application Command")
}

fn all(caller: &Caller, guild: Option<Id>) -> Json<Value> {
    Json(
        caller
            .sim
            .read(|world| world.commands.list(guild).into_iter().cloned().collect()),
    )
}

fn one(caller: &Caller, guild: Option<Id>, command: Id) -> Result {
    caller.sim.read(|world| {
        world
            .commands
            .get(guild, command)
            .cloned()
            .map(Json)
            .ok_or_else(unknown)
    })
}

fn set(caller: &Caller, guild: Option<Id>, body: &Value) -> Result {
    check(body)?;
    Ok(Json(caller.sim.act(|world| world.set_command(guild, body))))
}

fn set_all(caller: &Caller, guild: Option<Id>, body: &Value) -> Result {
    let invalid = || {
        ApiError::invalid(
            "_",
            "LIST_TYPE_CONVERT",
            "Only iterables may be used in a ListType",
        )
    };
    let list = body
        .as_array()
        .filter(|list| list.len() <= MOST)
        .ok_or_else(invalid)?;
    list.iter().try_for_each(check)?;
    Ok(Json(caller.sim.act(|world| {
        world.commands.clear(guild);
        list.iter()
            .map(|command| world.set_command(guild, command))
            .collect()
    })))
}

fn change(caller: &Caller, guild: Option<Id>, command: Id, body: &Value) -> Result {
    caller.sim.act(|world| {
        let mut merged = world
            .commands
            .get(guild, command)
            .cloned()
            .ok_or_else(unknown)?;
        if let (Value::Object(merged), Value::Object(edit)) = (&mut merged, body) {
            merged.extend(edit.clone());
        }
        check(&merged)?;
        Ok(Json(world.set_command(guild, &merged)))
    })
}

fn remove(caller: &Caller, guild: Option<Id>, command: Id) -> Result<StatusCode> {
    let existed = caller
        .sim
        .act(|world| world.commands.delete(guild, command));
    if existed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(unknown())
    }
}

/// Names of chat commands are 1 to 32 lower-case letters, digits, `-` and `_` (Application Command Naming).
fn check(command: &Value) -> Result<()> {
    let name = command["name"].as_str().unwrap_or_default();
    let is_chat = command["type"].as_u64().unwrap_or(1) == 1;
    let letter =
        |c: char| c == '-' || c == '_' || c == '\'' || c.is_alphanumeric() && !c.is_uppercase();
    if name.is_empty() || name.chars().count() > 32 || is_chat && !name.chars().all(letter) {
        return Err(ApiError::invalid(
            "name",
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        ));
    }
    let about = command["description"]
        .as_str()
        .unwrap_or_default()
        .chars()
        .count();
    if is_chat && !(1..=100).contains(&about) {
        let message = "Must be between 1 and 100 in length.";
        return Err(ApiError::invalid(
            "description",
            "BASE_TYPE_BAD_LENGTH",
            message,
        ));
    }
    Ok(())
}
