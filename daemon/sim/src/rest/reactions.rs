//! Reactions.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use axum::{Json, Router};

use super::call::{Caller, Query};
use super::error::Result;
use super::messages::found;
use super::validate;
use crate::world::permissions::{ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY};
use crate::{Id, Sim};

pub(super) fn routes() -> Router<Arc<Sim>> {
    let message = "/channels/{channel}/messages/{message}/reactions";
    Router::new()
        .route(message, delete(clear))
        .route(
            &format!("{message}/{{emoji}}"),
            get(list).delete(clear_emoji),
        )
        .route(
            &format!("{message}/{{emoji}}/@me"),
            put(add).delete(remove_own),
        )
        .route(&format!("{message}/{{emoji}}/{{user}}"), delete(remove))
}

async fn list(
    caller: Caller,
    Path((channel, message, emoji)): Path<(Id, Id, String)>,
    query: Query,
) -> Result {
    let limit = validate::limit(&query, 25, 100)?;
    let after = validate::id_of(&query, "after")?.unwrap_or_default();
    caller.sim.read(|world| {
        caller.needs_in(world, channel, READ_MESSAGE_HISTORY)?;
        let reactions = &found(world, channel, message)?.reactions;
        let users = reactions
            .iter()
            .find(|reaction| reaction.emoji == emoji)
            .map(|reaction| reaction.users.clone());
        let mut users = users.unwrap_or_default();
        users.sort_unstable();
        let page = users.into_iter().filter(|user| *user > after).take(limit);
        Ok(Json(page.map(|user| world.user_json(user)).collect()))
    })
}

async fn add(
    caller: Caller,
    Path((channel, message, emoji)): Path<(Id, Id, String)>,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, ADD_REACTIONS | READ_MESSAGE_HISTORY)?;
        found(world, channel, message)?;
        world.react(channel, message, caller.id, &emoji);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn remove_own(
    caller: Caller,
    Path((channel, message, emoji)): Path<(Id, Id, String)>,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, 0)?;
        found(world, channel, message)?;
        world.unreact(channel, message, caller.id, &emoji);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn remove(
    caller: Caller,
    Path((channel, message, emoji, user)): Path<(Id, Id, String, Id)>,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(
            world,
            channel,
            if user == caller.id {
                0
            } else {
                MANAGE_MESSAGES
            },
        )?;
        found(world, channel, message)?;
        world.unreact(channel, message, user, &emoji);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn clear(caller: Caller, Path((channel, message)): Path<(Id, Id)>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_MESSAGES)?;
        found(world, channel, message)?;
        world.clear_reactions(channel, message, None);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn clear_emoji(
    caller: Caller,
    Path((channel, message, emoji)): Path<(Id, Id, String)>,
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_MESSAGES)?;
        found(world, channel, message)?;
        world.clear_reactions(channel, message, Some(&emoji));
        Ok(StatusCode::NO_CONTENT)
    })
}
