//! Users, members, bans and voice.

use std::borrow::Cow;

use emperione_protocol::{Timestamp, UserId};
use serde::Deserialize;

use super::Data;
use super::value::{Id, lenient, moment, owned};
use crate::domain::event::{Body, Chunk, Member, User, Voice, flags};

#[derive(Deserialize)]
pub(super) struct UserData<'a> {
    pub(super) id: Id,
    #[serde(borrow, default, deserialize_with = "text")]
    pub(super) username: Cow<'a, str>,
    #[serde(borrow, default)]
    global_name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) bot: bool,
    #[serde(default, deserialize_with = "lenient")]
    public_flags: u32,
}

impl From<UserData<'_>> for User {
    fn from(data: UserData<'_>) -> Self {
        Self {
            id: UserId(data.id.0),
            name: owned(&data.username),
            global_name: data.global_name.as_deref().map(owned),
            bot: data.bot,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct MemberData<'a> {
    #[serde(borrow)]
    user: UserData<'a>,
    #[serde(borrow, default)]
    nick: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    roles: Vec<Id>,
    #[serde(borrow, default)]
    joined_at: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    communication_disabled_until: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    flags: u32,
    #[serde(default)]
    guild_id: Option<Id>,
}

impl From<MemberData<'_>> for Member {
    fn from(data: MemberData<'_>) -> Self {
        let time =
            |text: &Option<Cow<'_, str>>| -> Option<Timestamp> { text.as_deref().and_then(moment) };
        Self {
            nick: data.nick.as_deref().map(owned),
            roles: data.roles.into_iter().map(Id::role).collect(),
            joined_at: time(&data.joined_at),
            timed_out_until: time(&data.communication_disabled_until),
            flags: flags(data.flags, data.user.public_flags),
            user: data.user.into(),
        }
    }
}

pub(super) fn joined(data: &str) -> Data {
    let data: MemberData<'_> = serde_json::from_str(data)?;
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::MemberJoined(Box::new(data.into()))))
}

pub(super) fn updated(data: &str) -> Data {
    let data: MemberData<'_> = serde_json::from_str(data)?;
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::MemberUpdated(Box::new(data.into()))))
}

#[derive(Deserialize)]
struct OfUser<'a> {
    guild_id: Id,
    #[serde(borrow)]
    user: UserData<'a>,
}

pub(super) fn left(data: &str) -> Data {
    let data: OfUser<'_> = serde_json::from_str(data)?;
    Ok((
        Some(data.guild_id.guild()),
        Body::MemberLeft(data.user.into()),
    ))
}

pub(super) fn ban_added(data: &str) -> Data {
    let data: OfUser<'_> = serde_json::from_str(data)?;
    Ok((
        Some(data.guild_id.guild()),
        Body::BanAdded(data.user.into()),
    ))
}

pub(super) fn ban_removed(data: &str) -> Data {
    let data: OfUser<'_> = serde_json::from_str(data)?;
    Ok((
        Some(data.guild_id.guild()),
        Body::BanRemoved(data.user.into()),
    ))
}

#[derive(Deserialize)]
struct ChunkData<'a> {
    guild_id: Id,
    #[serde(borrow)]
    members: Vec<MemberData<'a>>,
    chunk_index: u32,
    chunk_count: u32,
    #[serde(borrow, default)]
    nonce: Option<Cow<'a, str>>,
}

pub(super) fn chunk(data: &str) -> Data {
    let data: ChunkData<'_> = serde_json::from_str(data)?;
    let chunk = Chunk {
        index: data.chunk_index,
        count: data.chunk_count,
        nonce: data.nonce.as_deref().map(owned),
        members: data.members.into_iter().map(Into::into).collect(),
    };
    Ok((Some(data.guild_id.guild()), Body::Members(Box::new(chunk))))
}

#[derive(Deserialize)]
pub(super) struct VoiceData {
    user_id: Id,
    #[serde(default)]
    channel_id: Option<Id>,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(default, deserialize_with = "lenient")]
    deaf: bool,
    #[serde(default, deserialize_with = "lenient")]
    self_deaf: bool,
}

impl From<VoiceData> for Voice {
    fn from(data: VoiceData) -> Self {
        Self {
            user: UserId(data.user_id.0),
            channel: data.channel_id.map(Id::channel),
            deafened: data.deaf || data.self_deaf,
        }
    }
}

pub(super) fn voice(data: &str) -> Data {
    let data: VoiceData = serde_json::from_str(data)?;
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::Voice(data.into())))
}

/// A text of which null is as good as none.
fn text<'de: 'a, 'a, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'a, str>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let text = Option::<Text<'de>>::deserialize(deserializer)?;
    Ok(text.map_or(Cow::Borrowed(""), |text| text.0))
}
