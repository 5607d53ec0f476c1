//! Messages: history, posts, edits, deletes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller, Query};
use super::error::{ApiError, Result};
use super::multipart::Upload;
use super::validate;
use crate::world::Message;
use crate::world::messages::{MessageEdit, NewMessage};
use crate::world::permissions::{
    ADMINISTRATOR, ATTACH_FILES, MANAGE_CHANNELS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
};
use crate::{Id, Sim, World};

/// Discord's limits (Message: Create Message, Bulk Delete Messages).
const LONGEST: usize = 2000;
const OLDEST_BULK_MS: i64 = 14 * 24 * 3_600_000;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/channels/{channel}/messages", get(list).post(create))
        .route(
            "/channels/{channel}/messages/bulk-delete",
            post(bulk_delete),
        )
        .route(
            "/channels/{channel}/messages/{message}",
            get(show).patch(edit).delete(delete),
        )
}

async fn list(caller: Caller, Path(channel): Path<Id>, query: Query) -> Result {
    let limit = validate::limit(&query, 50, 100)?;
    let at = |name| validate::id_of(&query, name);
    let (before, after, around) = (at("before")?, at("after")?, at("around")?);
    caller.sim.read(|world| {
        caller.needs_in(world, channel, READ_MESSAGE_HISTORY)?;
        let messages = &world.channels[&channel].messages;
        let shown = |message: &&Message| message.only_for.is_none();
        let older = |than: Id, most: usize| {
            messages
                .range(..than)
                .rev()
                .map(|(_, m)| m)
                .filter(shown)
                .take(most)
        };
        let newer = |than: Id, most: usize| {
            let mut page: Vec<_> = messages
                .range(Id(than.0.saturating_add(1))..)
                .map(|(_, m)| m)
                .filter(shown)
                .take(most)
                .collect();
            page.reverse();
            page
        };
        let page: Vec<&Message> = match (around, before, after) {
            (Some(middle), _, _) => {
                let mut page = newer(middle, (limit - 1) / 2);
                page.extend(messages.get(&middle).filter(shown));
                page.extend(older(middle, limit - page.len()));
                page
            }
            (_, Some(before), _) => older(before, limit).collect(),
            (_, _, Some(after)) => newer(after, limit),
            _ => older(Id(u64::MAX), limit).collect(),
        };
        Ok(Json(
            page.into_iter()
                .map(|message| world.message_json(message, caller.id))
                .collect(),
        ))
    })
}

async fn show(caller: Caller, Path((channel, message)): Path<(Id, Id)>) -> Result {
    caller.sim.read(|world| {
        caller.needs_in(world, channel, READ_MESSAGE_HISTORY)?;
        Ok(Json(
            world.message_json(found(world, channel, message)?, caller.id),
        ))
    })
}

pub(super) fn found(world: &World, channel: Id, message: Id) -> Result<&Message> {
    let known = world
        .channels
        .get(&channel)
        .and_then(|channel| channel.messages.get(&message));
    known.ok_or_else(|| ApiError::unknown(10_008, "Message"))
}

async fn create(caller: Caller, Path(channel): Path<Id>, upload: Upload) -> Result {
    upload.check()?;
    let mut needed = SEND_MESSAGES;
    if !upload.files.is_empty() {
        needed |= ATTACH_FILES;
    }
    let new = NewMessage {
        files: upload.files,
        ..read_new(&upload.body)?
    };
    caller.sim.act(|world| {
        caller.needs_in(world, channel, needed)?;
        may_post(world, &caller, channel, &new.content)?;
        let id = world.post(channel, caller.id, new);
        if let Some(channel) = world.channels.get_mut(&channel) {
            channel.posted.insert(caller.id, Instant::now());
        }
        Ok(Json(
            world.message_json(found(world, channel, id)?, caller.id),
        ))
    })
}

/// Closed direct messages, slow mode and `AutoMod`.
fn may_post(world: &mut World, caller: &Caller, channel: Id, content: &str) -> Result<()> {
    let found = &world.channels[&channel];
    if let Some(person) = found.recipient {
        let closed =
            caller.id == world.bot && world.users.get(&person).is_some_and(|user| user.dms_closed);
        return if closed { Err(cannot_send()) } else { Ok(()) };
    }
    let free = world.channel_permissions(found, caller.id)
        & (MANAGE_CHANNELS | MANAGE_MESSAGES | ADMINISTRATOR)
        != 0;
    let pause = Duration::from_secs(found.slow_mode.into());
    if let Some(left) = found
        .posted
        .get(&caller.id)
        .and_then(|at| pause.checked_sub(at.elapsed()))
        .filter(|_| !free)
    {
        return Err(ApiError::slow_mode(left.as_secs_f64()));
    }
    let guild = found.guild;
    match guild {
        Some(guild) if world.moderate(guild, channel, caller.id, content) => Err(blocked()),
        _ => Ok(()),
    }
}

fn blocked() -> ApiError {
    ApiError::bad(200_000, "Message was blocked by automatic moderation")
}

fn cannot_send() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        50_007,
        "Cannot send messages to this user",
    )
}

/// Reads what a post consists of, for messages, webhooks and interactions alike.
pub(super) fn read_new(body: &Value) -> Result<NewMessage> {
    let content = validate::text(&body["content"], "content", LONGEST)?.unwrap_or_default();
    let embeds =
        list_of(&body["embeds"]).map(|embeds| embeds.into_iter().map(complete_embed).collect());
    let components =
        list_of(&body["components"]).map(|list| number_components(Value::Array(list), &mut 1));
    let filled = |list: &Option<Value>| {
        list.as_ref()
            .and_then(Value::as_array)
            .is_some_and(|list| !list.is_empty())
    };
    if content.trim().is_empty() && !filled(&embeds) && !filled(&components) {
        return Err(ApiError::bad(50_006, "Cannot send an empty message"));
    }
    let nonce = Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null());
    if nonce
        .as_ref()
        .and_then(Value::as_str)
        .is_some_and(|nonce| nonce.len() > 25)
    {
        return Err(ApiError::invalid(
            "nonce",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 25 or fewer in length.",
        ));
    }
    Ok(NewMessage {
        content,
        embeds,
        components,
        flags: body["flags"].as_u64().unwrap_or(0),
        reference: validate::id(&body["message_reference"]["message_id"]),
        nonce,
        enforce_nonce: body["enforce_nonce"] == true,
        ..NewMessage::default()
    })
}

fn list_of(value: &Value) -> Option<Vec<Value>> {
    value.as_array().cloned()
}

fn complete_embed(mut embed: Value) -> Value {
    embed["type"] = json!("rich");
    for field in embed["fields"].as_array_mut().into_iter().flatten() {
        if field["inline"].is_null() {
            field["inline"] = json!(false);
        }
    }
    let Value::Object(fields) = embed else {
        return embed;
    };
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Gives every component the number that Discord gives it, also where the request had none.
fn number_components(list: Value, next: &mut u64) -> Value {
    let Value::Array(list) = list else {
        return list;
    };
    let number = |mut component: Value| {
        if component["id"].is_null() {
            component["id"] = json!(*next);
            *next += 1;
        }
        if component["components"].is_array() {
            component["components"] = number_components(component["components"].take(), next);
        }
        if let Value::Object(fields) = &mut component {
            fields.retain(|_, value| !value.is_null());
        }
        component
    };
    list.into_iter().map(number).collect()
}

/// Reads what an edit changes.
pub(super) fn read_edit(body: &Value) -> Result<MessageEdit> {
    let content = match body.get("content") {
        Some(Value::Null) => Some(String::new()),
        Some(text) => validate::text(text, "content", LONGEST)?,
        None => None,
    };
    Ok(MessageEdit {
        content,
        embeds: list_of(&body["embeds"])
            .map(|embeds| embeds.into_iter().map(complete_embed).collect()),
        components: list_of(&body["components"])
            .map(|list| number_components(Value::Array(list), &mut 1)),
        flags: body["flags"].as_u64(),
    })
}

async fn edit(
    caller: Caller,
    Path((channel, message)): Path<(Id, Id)>,
    Body(body): Body,
) -> Result {
    let edit = read_edit(&body)?;
    caller.sim.act(|world| {
        caller.needs_in(world, channel, 0)?;
        if found(world, channel, message)?.author != caller.id {
            let message = "Cannot edit a message authored by another user";
            return Err(ApiError::new(StatusCode::FORBIDDEN, 50_005, message));
        }
        let guild = world.channels[&channel].guild;
        if let (Some(guild), Some(content)) = (guild, &edit.content)
            && world.moderate(guild, channel, caller.id, content)
        {
            return Err(blocked());
        }
        world.edit_message(channel, message, edit);
        Ok(Json(
            world.message_json(found(world, channel, message)?, caller.id),
        ))
    })
}

async fn delete(caller: Caller, Path((channel, message)): Path<(Id, Id)>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs_in(world, channel, 0)?;
        if found(world, channel, message)?.author != caller.id {
            caller.needs_in(world, channel, MANAGE_MESSAGES)?;
        }
        world.delete_message(caller.id, channel, message, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn bulk_delete(
    caller: Caller,
    Path(channel): Path<Id>,
    Body(body): Body,
) -> Result<StatusCode> {
    let ids = validate::ids(&body["messages"], "messages")?;
    if !(2..=100).contains(&ids.len()) {
        let message = "You must provide at least 2 and fewer than 100 messages to delete";
        return Err(ApiError::bad(50_016, message));
    }
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < ids.len() {
        return Err(ApiError::invalid(
            "messages",
            "SET_TYPE_ALREADY_CONTAINS_VALUE",
            "The set already contains this value",
        ));
    }
    caller.sim.act(|world| {
        caller.needs_in(world, channel, MANAGE_MESSAGES)?;
        if ids
            .iter()
            .any(|id| id.created_ms() < world.now_ms() - OLDEST_BULK_MS)
        {
            return Err(ApiError::bad(
                50_034,
                "A message provided was too old to bulk delete",
            ));
        }
        let count = world.delete_messages(channel, &ids);
        world.audit_bulk_delete(caller.id, channel, count, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}
