//! Webhooks: a channel's own, and those of interactions, whose token is the interaction's.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

use super::call::{Body, Caller, Query, is_true};
use super::error::{ApiError, Result};
use super::interactions::post_answer;
use super::messages::{found, read_edit, read_new};
use super::validate;
use crate::world::interactions::Interaction;
use crate::world::messages::{LOADING, Sender};
use crate::world::permissions::MANAGE_WEBHOOKS;
use crate::{Id, Sim, World};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/channels/{channel}/webhooks", get(list).post(create))
        .route("/webhooks/{webhook}", get(show).delete(delete))
        .route(
            "/webhooks/{webhook}/{token}",
            post(execute).get(show_by_token).delete(delete_by_token),
        )
        .route(
            "/webhooks/{webhook}/{token}/messages/{message}",
            get(show_message).patch(edit_message).delete(delete_message),
        )
}

fn unknown() -> ApiError {
    ApiError::unknown(10_015, "Webhook")
}

async fn list(caller: Caller, Path(channel): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs_in(world, channel, MANAGE_WEBHOOKS)?;
        let hooks = world
            .webhooks
            .values()
            .filter(|hook| hook.channel == channel);
        Ok(Json(hooks.map(|hook| world.webhook_json(hook)).collect()))
    })
}

async fn create(caller: Caller, Path(channel): Path<Id>, Body(body): Body) -> Result {
    let name = validate::text(&body["name"], "name", 80)?
        .ok_or_else(|| ApiError::invalid("name", "BASE_TYPE_REQUIRED", "This field is required"))?;
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_WEBHOOKS)?;
        let guild = world.channels[&channel]
            .guild
            .ok_or_else(ApiError::missing_access)?;
        let id = world.create_webhook(caller.id, guild, channel, &name);
        Ok(Json(world.webhook_json(&world.webhooks[&id])))
    })
}

async fn show(caller: Caller, Path(webhook): Path<Id>) -> Result {
    caller.sim.read(|world| {
        let hook = world.webhooks.get(&webhook).ok_or_else(unknown)?;
        caller.needs(world, hook.guild, MANAGE_WEBHOOKS)?;
        Ok(Json(world.webhook_json(hook)))
    })
}

async fn delete(caller: Caller, Path(webhook): Path<Id>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        let guild = world.webhooks.get(&webhook).ok_or_else(unknown)?.guild;
        caller.needs(world, guild, MANAGE_WEBHOOKS)?;
        world.delete_webhook(caller.id, webhook, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn show_by_token(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token)): Path<(Id, String)>,
) -> Result {
    sim.read(|world| {
        let hook = world
            .webhooks
            .get(&webhook)
            .filter(|hook| hook.token == token)
            .ok_or_else(unknown)?;
        let mut data = world.webhook_json(hook);
        if let Value::Object(fields) = &mut data {
            fields.remove("user");
        }
        Ok(Json(data))
    })
}

async fn delete_by_token(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token)): Path<(Id, String)>,
) -> Result<StatusCode> {
    sim.act(|world| {
        let hook = world
            .webhooks
            .get(&webhook)
            .filter(|hook| hook.token == token)
            .ok_or_else(unknown)?;
        let creator = hook.creator;
        world.delete_webhook(creator, webhook, None);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// Whose messages a token may write.
enum Hook {
    Channel { channel: Id, sender: Sender },
    Interaction(Interaction),
}

fn hook(world: &World, webhook: Id, token: &str) -> Result<Hook> {
    if let Some(known) = world
        .webhooks
        .get(&webhook)
        .filter(|known| known.token == token)
    {
        let sender = Sender {
            webhook,
            name: known.name.clone(),
            application: None,
        };
        return Ok(Hook::Channel {
            channel: known.channel,
            sender,
        });
    }
    let interaction = world
        .interactions
        .by_token(token)
        .filter(|_| webhook == world.bot);
    interaction
        .cloned()
        .map(Hook::Interaction)
        .ok_or_else(unknown)
}

async fn execute(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token)): Path<(Id, String)>,
    query: Query,
    Body(body): Body,
) -> Result<Response> {
    let mut new = read_new(&body)?;
    let message = sim.act(|world| {
        let (channel, id) = match hook(world, webhook, &token)? {
            Hook::Channel {
                channel,
                mut sender,
            } => {
                if let Some(name) = validate::text(&body["username"], "username", 80)? {
                    sender.name = name;
                }
                new.sender = Some(sender);
                (channel, world.post(channel, webhook, new))
            }
            Hook::Interaction(interaction) => {
                (interaction.channel, post_answer(world, &interaction, new))
            }
        };
        Ok(world.message_json(found(world, channel, id)?, world.bot))
    })?;
    // A channel's webhook answers with the message only if asked to wait; a follow-up always does.
    if is_true(&query, "wait") || message["application_id"].is_string() {
        return Ok(Json(message).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The channel and id of a message that a token may touch; `@original` is the first answer of an interaction.
fn place(world: &World, webhook: Id, token: &str, message: &str) -> Result<(Id, Id)> {
    let unknown_message = || ApiError::unknown(10_008, "Message");
    let (channel, original) = match hook(world, webhook, token)? {
        Hook::Channel { channel, .. } => (channel, None),
        Hook::Interaction(interaction) => (interaction.channel, interaction.original),
    };
    let id = if message == "@original" {
        original
    } else {
        Id::parse(message)
    };
    let id = id.ok_or_else(unknown_message)?;
    let known = found(world, channel, id)?;
    let own = known
        .webhook
        .as_ref()
        .is_some_and(|sender| sender.webhook == webhook);
    if own || Some(id) == original {
        Ok((channel, id))
    } else {
        Err(unknown_message())
    }
}

async fn show_message(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token, message)): Path<(Id, String, String)>,
) -> Result {
    sim.read(|world| {
        let (channel, id) = place(world, webhook, &token, &message)?;
        Ok(Json(
            world.message_json(found(world, channel, id)?, world.bot),
        ))
    })
}

async fn edit_message(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token, message)): Path<(Id, String, String)>,
    Body(body): Body,
) -> Result {
    let mut edit = read_edit(&body)?;
    sim.act(|world| {
        let (channel, id) = place(world, webhook, &token, &message)?;
        // The first edit of a deferred answer is what ends "is thinking".
        edit.flags = Some(found(world, channel, id)?.flags & !LOADING);
        world.edit_message(channel, id, edit);
        Ok(Json(
            world.message_json(found(world, channel, id)?, world.bot),
        ))
    })
}

async fn delete_message(
    State(sim): State<Arc<Sim>>,
    Path((webhook, token, message)): Path<(Id, String, String)>,
) -> Result<StatusCode> {
    sim.act(|world| {
        let (channel, id) = place(world, webhook, &token, &message)?;
        let author = found(world, channel, id)?.author;
        world.delete_message(author, channel, id, None);
        Ok(StatusCode::NO_CONTENT)
    })
}
