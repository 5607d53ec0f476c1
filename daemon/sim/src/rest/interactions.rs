//! Interactions: a person's use of a command, and the application's first answer to it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller, Query, is_true};
use super::error::{ApiError, Result};
use super::messages::{read_edit, read_new};
use super::validate;
use crate::world::interactions::{FIRST_ANSWER, Interaction};
use crate::world::messages::{EPHEMERAL, LOADING, NewMessage, Sender};
use crate::world::permissions::USE_APPLICATION_COMMANDS;
use crate::{Id, Sim, World};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/interactions", post(create)).route(
        "/interactions/{interaction}/{token}/callback",
        post(callback),
    )
}

/// What Discord's client sends when a person uses something.
async fn create(caller: Caller, Body(body): Body) -> Result<StatusCode> {
    let channel =
        validate::id(&body["channel_id"]).ok_or_else(|| ApiError::unknown(10_003, "Channel"))?;
    let kind = body["type"].as_u64().unwrap_or(0);
    caller.sim.act(|world| {
        caller.needs_in(world, channel, USE_APPLICATION_COMMANDS)?;
        world.interact(
            caller.id,
            kind,
            channel,
            body["data"].clone(),
            validate::id(&body["message_id"]),
        );
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn callback(
    State(sim): State<Arc<Sim>>,
    Path((id, token)): Path<(Id, String)>,
    query: Query,
    Body(body): Body,
) -> Result<Response> {
    let (interaction, message) = sim.act(|world| {
        let interaction = first_answer(world, id, &token)?;
        let message = answer(world, &interaction, &body)?;
        if let Some(known) = world.interactions.0.get_mut(&id) {
            known.answered = true;
        }
        Ok::<_, ApiError>((interaction, message))
    })?;
    if !is_true(&query, "with_response") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let kind = body["type"].as_u64().unwrap_or(0);
    let mut told = json!({
        "interaction": {
            "id": id, "type": interaction.kind, "response_message_loading": kind == 5,
            "response_message_ephemeral": body["data"]["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0,
        },
    });
    if let Some(message) = message {
        told["interaction"]["response_message_id"] = message["id"].clone();
        told["resource"] = json!({ "type": kind, "message": message });
    }
    Ok(Json(told).into_response())
}

/// The interaction, if it may be answered now: once, in time, with the right token.
fn first_answer(world: &World, id: Id, token: &str) -> Result<Interaction> {
    let unknown = || ApiError::unknown(10_062, "interaction");
    let found = world
        .interactions
        .0
        .get(&id)
        .filter(|known| known.token == token)
        .ok_or_else(unknown)?;
    if found.answered {
        return Err(ApiError::bad(
            40_060,
            "Interaction has already been acknowledged.",
        ));
    }
    if found.at.elapsed() > FIRST_ANSWER {
        return Err(unknown());
    }
    Ok(found.clone())
}

/// Does what the answer says: 4 a message, 5 a message later, 6 and 7 an update, 8 suggestions, 9 a form.
fn answer(world: &mut World, interaction: &Interaction, body: &Value) -> Result<Option<Value>> {
    let data = &body["data"];
    match body["type"].as_u64() {
        Some(4) => {
            let new = read_new(data)?;
            Ok(Some(post_original(world, interaction, new)))
        }
        Some(5) => {
            let flags = data["flags"].as_u64().unwrap_or(0) | LOADING;
            let new = NewMessage {
                flags,
                ..NewMessage::default()
            };
            Ok(Some(post_original(world, interaction, new)))
        }
        Some(7) => {
            if let Some(original) = interaction.original {
                world.edit_message(interaction.channel, original, read_edit(data)?);
            }
            Ok(None)
        }
        Some(6 | 8 | 9) => Ok(None),
        _ => Err(ApiError::invalid(
            "type",
            "BASE_TYPE_CHOICES",
            "This value is not one of the choices.",
        )),
    }
}

fn post_original(world: &mut World, interaction: &Interaction, new: NewMessage) -> Value {
    let id = post_answer(world, interaction, new);
    if let Some(known) = world.interactions.0.get_mut(&interaction.id) {
        known.original = Some(id);
    }
    let message = &world.channels[&interaction.channel].messages[&id];
    world.message_json(message, world.bot)
}

/// Posts a message of the application that says which interaction it belongs to.
pub(super) fn post_answer(world: &mut World, interaction: &Interaction, mut new: NewMessage) -> Id {
    let user = world.user_json(interaction.user);
    let is_first = interaction.original.is_none();
    new.interaction = Some(interaction.metadata(&user));
    new.kind = if is_first && interaction.kind == 2 {
        20
    } else {
        0
    };
    new.only_for = (new.flags & EPHEMERAL != 0).then_some(interaction.user);
    let name = world.users[&world.bot].username.clone();
    new.sender = Some(Sender {
        webhook: world.bot,
        name,
        application: Some(world.bot),
    });
    world.post(interaction.channel, world.bot, new)
}
