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
    let answer = body["type"].as_u64().unwrap_or(0);
    if !fits(interaction.kind, answer) {
        return Err(ApiError::invalid(
            "type",
            "BASE_TYPE_CHOICES",
            "This value is not one of the choices.",
        ));
    }
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
        Some(6) => Ok(None),
        Some(shown @ (8 | 9)) => {
            if shown == 9 {
                check_form(data)?;
            } else {
                check_choices(data)?;
            }
            if let Some(known) = world.interactions.0.get_mut(&interaction.id) {
                known.shown = Some(data.clone());
            }
            Ok(None)
        }
        _ => Err(ApiError::invalid(
            "type",
            "BASE_TYPE_CHOICES",
            "This value is not one of the choices.",
        )),
    }
}

/// Which answers fit what was used (Receiving and Responding to Interactions: Interaction Callback Type).
fn fits(kind: u64, answer: u64) -> bool {
    match answer {
        6 | 7 => matches!(kind, 3 | 5),
        8 => kind == 4,
        9 => matches!(kind, 2 | 3),
        _ => kind != 4,
    }
}

/// A form has a name, a title of at most 45 letters, and one to five rows.
fn check_form(data: &Value) -> Result<()> {
    let wrong =
        |field| ApiError::invalid(field, "BASE_TYPE_BAD_LENGTH", "Must be within its length.");
    let length = |field: &str| data[field].as_str().map_or(0, |text| text.chars().count());
    if !(1..=100).contains(&length("custom_id")) {
        return Err(wrong("custom_id"));
    }
    if !(1..=45).contains(&length("title")) {
        return Err(wrong("title"));
    }
    let rows = data["components"].as_array().map_or(0, Vec::len);
    if !(1..=5).contains(&rows) {
        return Err(wrong("components"));
    }
    let inputs = data["components"].as_array().into_iter().flatten();
    for input in inputs.flat_map(|row| row["components"].as_array().into_iter().flatten()) {
        let label = input["label"]
            .as_str()
            .map_or(0, |text| text.chars().count());
        if !(1..=45).contains(&label) {
            return Err(wrong("label"));
        }
    }
    Ok(())
}

/// At most 25 choices, each with a name of 1 to 100 letters.
fn check_choices(data: &Value) -> Result<()> {
    let choices = data["choices"].as_array().map_or(&[][..], Vec::as_slice);
    let fits = |choice: &Value| {
        let letters = choice["name"]
            .as_str()
            .map_or(0, |name| name.chars().count());
        (1..=100).contains(&letters)
    };
    if choices.len() > 25 || !choices.iter().all(fits) {
        return Err(ApiError::invalid(
            "choices",
            "BASE_TYPE_BAD_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    Ok(())
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
