//! Channels and the overwrites on them.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::Value;

use super::call::{Body, Caller};
use super::error::{ApiError, Result};
use super::validate;
use crate::world::Overwrite;
use crate::world::channels::{ChannelEdit, THREAD};
use crate::world::permissions::{
    CREATE_PUBLIC_THREADS, MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS,
};
use crate::{Id, Sim};

/// The slowest slow mode, in seconds (Channel: `rate_limit_per_user`).
const SLOWEST: u64 = 21_600;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/channels/{channel}", get(show).patch(edit))
        .route(
            "/channels/{channel}/permissions/{overwrite}",
            put(set_overwrite).delete(delete_overwrite),
        )
        .route("/channels/{channel}/typing", post(typing))
        .route("/channels/{channel}/threads", post(start_thread))
}

async fn show(caller: Caller, Path(channel): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs_in(world, channel, 0)?;
        Ok(Json(world.channel_json(&world.channels[&channel])))
    })
}

async fn start_thread(
    caller: Caller,
    Path(channel): Path<Id>,
    Body(body): Body,
) -> Result<Response> {
    let name = validate::text(&body["name"], "name", 100)?
        .ok_or_else(|| ApiError::invalid("name", "BASE_TYPE_REQUIRED", "This field is required"))?;
    caller.sim.act(|world| {
        caller.needs_in(world, channel, CREATE_PUBLIC_THREADS)?;
        let thread = world
            .create_thread(channel, &name)
            .ok_or_else(|| ApiError::unknown(10_003, "Channel"))?;
        Ok((StatusCode::CREATED, Json(world.channels[&thread].json())).into_response())
    })
}

async fn typing(caller: Caller, Path(channel): Path<Id>) -> Result<StatusCode> {
    caller
        .sim
        .read(|world| caller.needs_in(world, channel, 0))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn edit(caller: Caller, Path(channel): Path<Id>, Body(body): Body) -> Result {
    let slow_mode = validate::number(&body["rate_limit_per_user"], "rate_limit_per_user", SLOWEST)?;
    let mut edit = ChannelEdit {
        name: validate::text(&body["name"], "name", 100)?,
        topic: None,
        slow_mode: slow_mode.and_then(|seconds| u32::try_from(seconds).ok()),
        overwrites: body["permission_overwrites"]
            .as_array()
            .map(|list| list.iter().filter_map(overwrite).collect()),
        archived: body["archived"].as_bool(),
        locked: body["locked"].as_bool(),
    };
    if let Some(topic) = body.get("topic") {
        edit.topic = Some(validate::text(topic, "topic", 1024)?);
    }
    caller.sim.act(|world| {
        let is_thread = world
            .channels
            .get(&channel)
            .is_some_and(|it| it.kind == THREAD);
        let needed = if is_thread {
            MANAGE_THREADS
        } else {
            MANAGE_CHANNELS
        };
        caller.needs_in(world, channel, needed)?;
        world.edit_channel(caller.id, channel, edit, caller.reason());
        Ok(Json(world.channel_json(&world.channels[&channel])))
    })
}

fn overwrite(value: &Value) -> Option<Overwrite> {
    Some(Overwrite {
        id: validate::id(&value["id"])?,
        kind: u8::from(value["type"] == 1),
        allow: validate::permissions(&value["allow"]),
        deny: validate::permissions(&value["deny"]),
    })
}

async fn set_overwrite(
    caller: Caller,
    Path((channel, id)): Path<(Id, Id)>,
    Body(body): Body,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_ROLES)?;
        let overwrite = Overwrite {
            id,
            kind: u8::from(body["type"] == 1),
            allow: validate::permissions(&body["allow"]),
            deny: validate::permissions(&body["deny"]),
        };
        world.set_overwrite(caller.id, channel, overwrite, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn delete_overwrite(
    caller: Caller,
    Path((channel, id)): Path<(Id, Id)>,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_ROLES)?;
        if world.delete_overwrite(caller.id, channel, id, caller.reason()) {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(ApiError::unknown(10_009, "Overwrite"))
        }
    })
}
