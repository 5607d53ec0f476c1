//! Messages and reactions.

use std::borrow::Cow;

use emperione_protocol::{GuildId, MessageId, UserId};
use serde::Deserialize;

use super::member::UserData;
use super::value::{Count, Id, moment, owned};
use super::{Data, lenient};
use crate::domain::event::{AuthorKind, Body, Edit, Message, REPLY};

#[derive(Deserialize)]
struct Created<'a> {
    id: Id,
    channel_id: Id,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(borrow)]
    author: UserData<'a>,
    #[serde(borrow, default)]
    content: Option<Cow<'a, str>>,
    #[serde(default)]
    attachments: Count,
    #[serde(default)]
    webhook_id: Option<Id>,
    #[serde(default, rename = "type")]
    message_type: u8,
}

pub(super) fn created(data: &str) -> Data {
    let data: Created<'_> = serde_json::from_str(data)?;
    let (is_webhook, is_bot) = (data.webhook_id.is_some(), data.author.bot);
    let message = Message {
        id: MessageId(data.id.0),
        channel: data.channel_id.channel(),
        author: UserId(data.author.id.0),
        author_name: owned(&data.author.username),
        author_kind: AuthorKind::of(is_webhook, is_bot, data.message_type),
        text: data.content.as_deref().unwrap_or_default().into(),
        attachments: data.attachments.0,
        is_reply: data.message_type == REPLY,
    };
    Ok((
        data.guild_id.map(Id::guild),
        Body::MessageCreated(Box::new(message)),
    ))
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Discord's")]
struct Edited<'a> {
    id: Id,
    channel_id: Id,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(borrow, default)]
    author: Option<UserData<'a>>,
    #[serde(borrow, default)]
    content: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    edited_timestamp: Option<Cow<'a, str>>,
    #[serde(default)]
    webhook_id: Option<Id>,
    #[serde(default, rename = "type")]
    message_type: u8,
}

pub(super) fn edited(data: &str) -> Data {
    let data: Edited<'_> = serde_json::from_str(data)?;
    let kind = |bot| AuthorKind::of(data.webhook_id.is_some(), bot, data.message_type);
    let edit = Edit {
        message: MessageId(data.id.0),
        channel: data.channel_id.channel(),
        author: data
            .author
            .map(|author| (UserId(author.id.0), kind(author.bot))),
        edited_at: data.edited_timestamp.as_deref().and_then(moment),
        text: data.content.as_deref().map(Into::into),
    };
    Ok((
        data.guild_id.map(Id::guild),
        Body::MessageEdited(Box::new(edit)),
    ))
}

#[derive(Deserialize)]
struct Deleted {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default, deserialize_with = "lenient")]
    ids: Vec<Id>,
    channel_id: Id,
    #[serde(default)]
    guild_id: Option<Id>,
}

pub(super) fn deleted(data: &str) -> Data {
    let data: Deleted = serde_json::from_str(data)?;
    let id = data
        .id
        .ok_or_else(|| serde::de::Error::missing_field("id"))?;
    Ok(gone(data.guild_id, data.channel_id, &[id]))
}

pub(super) fn bulk_deleted(data: &str) -> Data {
    let data: Deleted = serde_json::from_str(data)?;
    Ok(gone(data.guild_id, data.channel_id, &data.ids))
}

fn gone(guild: Option<Id>, channel: Id, ids: &[Id]) -> (Option<GuildId>, Body) {
    let body = Body::MessagesDeleted {
        channel: channel.channel(),
        messages: ids.iter().map(|id| MessageId(id.0)).collect(),
    };
    (guild.map(Id::guild), body)
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Discord's")]
struct Reaction {
    user_id: Id,
    channel_id: Id,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(default)]
    message_author_id: Option<Id>,
}

pub(super) fn reaction_added(data: &str) -> Data {
    let data: Reaction = serde_json::from_str(data)?;
    let body = Body::ReactionAdded {
        channel: data.channel_id.channel(),
        user: UserId(data.user_id.0),
        author: data.message_author_id.map(|id| UserId(id.0)),
    };
    Ok((data.guild_id.map(Id::guild), body))
}

pub(super) fn reaction_removed(data: &str) -> Data {
    let data: Reaction = serde_json::from_str(data)?;
    let body = Body::ReactionRemoved {
        channel: data.channel_id.channel(),
        user: UserId(data.user_id.0),
    };
    Ok((data.guild_id.map(Id::guild), body))
}
