//! Guilds, roles, channels and threads.

use std::borrow::Cow;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, MessageId, RoleId, UserId};
use serde::Deserialize;

use super::member::{MemberData, VoiceData};
use super::value::{Id, lenient, moment, owned};
use super::{Data, Read};
use crate::domain::event::{Body, Channel, Guild, GuildUpdate, Overwrite, OverwriteOf, Role};

#[derive(Deserialize)]
struct GuildData<'a> {
    id: Id,
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    owner_id: Id,
    #[serde(default)]
    afk_channel_id: Option<Id>,
    #[serde(default, deserialize_with = "lenient")]
    member_count: u64,
    #[serde(default, deserialize_with = "lenient")]
    unavailable: bool,
    #[serde(borrow, default, deserialize_with = "lenient")]
    roles: Vec<RoleData<'a>>,
    #[serde(borrow, default, deserialize_with = "lenient")]
    channels: Vec<ChannelData<'a>>,
    #[serde(borrow, default, deserialize_with = "lenient")]
    threads: Vec<ChannelData<'a>>,
    #[serde(borrow, default, deserialize_with = "lenient")]
    members: Vec<MemberData<'a>>,
    #[serde(default, deserialize_with = "lenient")]
    voice_states: Vec<VoiceData>,
    #[serde(borrow, default)]
    vanity_url_code: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "lenient")]
    incidents_data: IncidentsData<'a>,
}

/// Null where nothing was ever paused (Guild: Incidents Data Object).
#[derive(Default, Deserialize)]
struct IncidentsData<'a> {
    #[serde(borrow, default)]
    invites_disabled_until: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    dms_disabled_until: Option<Cow<'a, str>>,
}

impl From<IncidentsData<'_>> for Pauses {
    fn from(data: IncidentsData<'_>) -> Self {
        Self {
            invites: data.invites_disabled_until.as_deref().and_then(moment),
            dms: data.dms_disabled_until.as_deref().and_then(moment),
        }
    }
}

pub(super) fn created(data: &str) -> Data {
    let data: GuildData<'_> = serde_json::from_str(data)?;
    let id = data.id.guild();
    let channels = data.channels.into_iter().chain(data.threads);
    let guild = Guild {
        name: data.name.as_deref().map_or_else(|| "".into(), owned),
        owner: UserId(data.owner_id.0),
        afk_channel: data.afk_channel_id.map(Id::channel),
        member_count: data.member_count,
        unavailable: data.unavailable,
        roles: data.roles.into_iter().map(Into::into).collect(),
        channels: channels.map(Into::into).collect(),
        members: data.members.into_iter().map(Into::into).collect(),
        voice: data.voice_states.into_iter().map(Into::into).collect(),
        vanity: data.vanity_url_code.is_some(),
        pauses: data.incidents_data.into(),
    };
    Ok((Some(id), Body::GuildCreated(Box::new(guild))))
}

pub(super) fn updated(data: &str) -> Data {
    let data: GuildData<'_> = serde_json::from_str(data)?;
    let update = GuildUpdate {
        name: data.name.as_deref().map_or_else(|| "".into(), owned),
        owner: UserId(data.owner_id.0),
        afk_channel: data.afk_channel_id.map(Id::channel),
        vanity: data.vanity_url_code.is_some(),
        pauses: data.incidents_data.into(),
    };
    Ok((Some(data.id.guild()), Body::GuildUpdated(Box::new(update))))
}

#[derive(Deserialize)]
struct DeletedData {
    id: Id,
    /// Set, with any value, in an outage; absent when the bot was removed (Gateway Events: Guild Delete).
    #[serde(default, deserialize_with = "present")]
    unavailable: bool,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer).map(|_| true)
}

pub(super) fn deleted(data: &str) -> Data {
    let data: DeletedData = serde_json::from_str(data)?;
    let body = Body::GuildDeleted {
        unavailable: data.unavailable,
    };
    Ok((Some(data.id.guild()), body))
}

#[derive(Deserialize)]
struct RoleData<'a> {
    id: Id,
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    position: i64,
    #[serde(default, deserialize_with = "lenient")]
    permissions: Id,
    #[serde(default, deserialize_with = "lenient")]
    managed: bool,
}

impl From<RoleData<'_>> for Role {
    fn from(data: RoleData<'_>) -> Self {
        Self {
            id: data.id.role(),
            name: data.name.as_deref().map_or_else(|| "".into(), owned),
            position: data.position,
            permissions: data.permissions.0,
            managed: data.managed,
        }
    }
}

#[derive(Deserialize)]
struct OfRole<'a> {
    guild_id: Id,
    #[serde(borrow)]
    role: RoleData<'a>,
}

pub(super) fn role_saved(data: &str) -> Data {
    let data: OfRole<'_> = serde_json::from_str(data)?;
    Ok((
        Some(data.guild_id.guild()),
        Body::RoleSaved(data.role.into()),
    ))
}

#[derive(Deserialize)]
struct RoleGone {
    guild_id: Id,
    role_id: Id,
}

pub(super) fn role_deleted(data: &str) -> Data {
    let data: RoleGone = serde_json::from_str(data)?;
    Ok((
        Some(data.guild_id.guild()),
        Body::RoleDeleted(data.role_id.role()),
    ))
}

#[derive(Deserialize)]
struct ChannelData<'a> {
    id: Id,
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    channel_type: u8,
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    position: i64,
    #[serde(default)]
    parent_id: Option<Id>,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(default, deserialize_with = "lenient")]
    permission_overwrites: Vec<OverwriteData>,
    #[serde(default)]
    last_message_id: Option<Id>,
    #[serde(default, deserialize_with = "lenient")]
    rate_limit_per_user: u32,
    #[serde(borrow, default, deserialize_with = "lenient")]
    thread_metadata: ThreadData<'a>,
}

#[derive(Default, Deserialize)]
struct ThreadData<'a> {
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    locked: bool,
    /// Absent of threads from before 2022-01-09 (Channel: Thread Metadata Object).
    #[serde(borrow, default)]
    create_timestamp: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct OverwriteData {
    id: Id,
    /// 0 for a role, 1 for a member.
    #[serde(rename = "type", default)]
    of: Id,
    #[serde(default, deserialize_with = "lenient")]
    allow: Id,
    #[serde(default, deserialize_with = "lenient")]
    deny: Id,
}

impl From<ChannelData<'_>> for Channel {
    fn from(data: ChannelData<'_>) -> Self {
        let overwrite = |data: &OverwriteData| Overwrite {
            of: match data.of.0 {
                0 => OverwriteOf::Role(RoleId(data.id.0)),
                _ => OverwriteOf::Member(UserId(data.id.0)),
            },
            allow: data.allow.0,
            deny: data.deny.0,
        };
        Self {
            id: ChannelId(data.id.0),
            channel_type: data.channel_type,
            name: data.name.as_deref().map_or_else(|| "".into(), owned),
            position: data.position,
            parent: data.parent_id.map(Id::channel),
            overwrites: data.permission_overwrites.iter().map(overwrite).collect(),
            last_message: data.last_message_id.map(|id| MessageId(id.0)),
            slow_mode: data.rate_limit_per_user,
            locked: data.thread_metadata.locked,
            archived: data.thread_metadata.archived,
            begun_at: data
                .thread_metadata
                .create_timestamp
                .as_deref()
                .and_then(moment),
        }
    }
}

/// A channel as REST shows it.
pub(in crate::bot) fn channel(body: &[u8]) -> Data<Channel> {
    serde_json::from_slice::<ChannelData<'_>>(body).map(Into::into)
}

pub(super) fn channel_saved(data: &str) -> Data {
    let data: ChannelData<'_> = serde_json::from_str(data)?;
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::ChannelSaved(Box::new(data.into()))))
}

pub(super) fn channel_deleted(data: &str) -> Data {
    let data: ChannelData<'_> = serde_json::from_str(data)?;
    let read: Read = (
        data.guild_id.map(Id::guild),
        Body::ChannelDeleted(data.id.channel()),
    );
    Ok(read)
}

#[derive(Deserialize)]
struct Threads<'a> {
    guild_id: Id,
    #[serde(borrow, default, deserialize_with = "lenient")]
    threads: Vec<ChannelData<'a>>,
}

pub(super) fn threads_listed(data: &str) -> Data {
    let data: Threads<'_> = serde_json::from_str(data)?;
    let threads = data.threads.into_iter().map(Into::into).collect();
    Ok((Some(data.guild_id.guild()), Body::ThreadsListed(threads)))
}
