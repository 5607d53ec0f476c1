//! From a frame of the gateway to a [`domain::event::Event`](crate::domain::event::Event). Borrowed structs with the
//! fields that we use; unknown fields are skipped, and a missing or null one is an error only where nothing can be
//! said without it. A frame's text is never part of an error.

mod audit;
mod guild;
mod invite;
mod member;
mod message;
mod value;

use std::borrow::Cow;

use emperione_protocol::{ChannelId, GuildId, RoleId};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::event::{Body, Event, Ready};
pub(super) use guild::channel;
use value::{Id, lenient, owned};

/// Discord's names of dispatches, each with the function that reads its data.
macro_rules! kinds {
    ($($name:literal => $read:expr,)*) => {
        fn read(kind: &str, data: &RawValue) -> (Cow<'static, str>, Result<Read, serde_json::Error>) {
            match kind {
                $($name => (Cow::Borrowed($name), $read(data.get())),)*
                other => (Cow::Owned(name(other)), Ok(uncounted(data.get()))),
            }
        }
    };
}

type Read = (Option<GuildId>, Body);
type Data<T = Read> = Result<T, serde_json::Error>;

kinds! {
    "MESSAGE_CREATE" => message::created,
    "MESSAGE_UPDATE" => message::edited,
    "MESSAGE_DELETE" => message::deleted,
    "MESSAGE_DELETE_BULK" => message::bulk_deleted,
    "MESSAGE_REACTION_ADD" => message::reaction_added,
    "MESSAGE_REACTION_REMOVE" => message::reaction_removed,
    "GUILD_MEMBER_ADD" => member::joined,
    "GUILD_MEMBER_UPDATE" => member::updated,
    "GUILD_MEMBER_REMOVE" => member::left,
    "GUILD_MEMBERS_CHUNK" => member::chunk,
    "INVITE_CREATE" => invite::created,
    "INVITE_DELETE" => invite::deleted,
    "GUILD_BAN_ADD" => member::ban_added,
    "GUILD_BAN_REMOVE" => member::ban_removed,
    "VOICE_STATE_UPDATE" => member::voice,
    "GUILD_AUDIT_LOG_ENTRY_CREATE" => audit::entry,
    "AUTO_MODERATION_ACTION_EXECUTION" => audit::automod,
    "GUILD_CREATE" => guild::created,
    "GUILD_UPDATE" => guild::updated,
    "GUILD_DELETE" => guild::deleted,
    "GUILD_ROLE_CREATE" => guild::role_saved,
    "GUILD_ROLE_UPDATE" => guild::role_saved,
    "GUILD_ROLE_DELETE" => guild::role_deleted,
    "CHANNEL_CREATE" => guild::channel_saved,
    "CHANNEL_UPDATE" => guild::channel_saved,
    "CHANNEL_DELETE" => guild::channel_deleted,
    "THREAD_CREATE" => guild::channel_saved,
    "THREAD_UPDATE" => guild::channel_saved,
    "THREAD_DELETE" => guild::channel_deleted,
    "THREAD_LIST_SYNC" => guild::threads_listed,
    "INTERACTION_CREATE" => interaction,
    "RATE_LIMITED" => rate_limited,
    "READY" => ready,
    "RESUMED" => resumed,
}

/// A frame.
#[derive(Debug)]
pub enum Frame {
    /// Opcode 0: an event with its number in the session.
    Dispatch { seq: u64, event: Event },
    /// Opcode 7: connect anew and resume.
    Reconnect,
    /// Opcode 9: the session is invalid, or may be resumed once more.
    InvalidSession { resumable: bool },
    /// Opcode 10: the connection is greeted.
    Hello,
    /// Opcodes that the connection itself answers.
    Other,
}

/// A dispatch that could not be read. It holds nothing of the frame's text but the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// Discord's name of the event, as far as it could be read.
    pub kind: String,
    /// Its number in the session, if it could be read.
    pub seq: Option<u64>,
    /// Such as `data error at column 17`.
    pub why: String,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    op: u8,
    #[serde(default)]
    s: Option<u64>,
    #[serde(borrow, default)]
    t: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    d: Option<&'a RawValue>,
}

/// Decodes a frame.
///
/// # Errors
/// If it is no frame, or a dispatch whose data lacks what its kind must have.
pub fn decode(text: &str) -> Result<Frame, Undecodable> {
    let envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|error| undecodable("?", None, &error))?;
    match (envelope.op, envelope.t, envelope.d) {
        (0, Some(kind), data) => dispatch(&kind, envelope.s, data.unwrap_or(RawValue::NULL)),
        (7, ..) => Ok(Frame::Reconnect),
        (9, _, data) => Ok(Frame::InvalidSession {
            resumable: data.is_some_and(|data| data.get() == "true"),
        }),
        (10, ..) => Ok(Frame::Hello),
        _ => Ok(Frame::Other),
    }
}

fn dispatch(kind: &str, seq: Option<u64>, data: &RawValue) -> Result<Frame, Undecodable> {
    let (kind, read) = read(kind, data);
    let (guild, body) = read.map_err(|error| undecodable(&kind, seq, &error))?;
    let seq = seq.ok_or_else(|| Undecodable {
        kind: kind.to_string(),
        seq,
        why: "no sequence number".into(),
    })?;
    let event = Event { kind, guild, body };
    Ok(Frame::Dispatch { seq, event })
}

/// serde's message may quote the text, so only the place is told.
fn undecodable(kind: &str, seq: Option<u64>, error: &serde_json::Error) -> Undecodable {
    Undecodable {
        kind: kind.into(),
        seq,
        why: format!("{:?} error at column {}", error.classify(), error.column()).to_lowercase(),
    }
}

/// The name of a kind that we do not know, fit for a table and a log.
fn name(kind: &str) -> String {
    let fit = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
    kind.chars().filter(fit).take(64).collect()
}

#[derive(Deserialize)]
struct InGuild {
    #[serde(default)]
    guild_id: Option<Id>,
}

fn uncounted(data: &str) -> Read {
    let guild = serde_json::from_str::<InGuild>(data).ok();
    (
        guild.and_then(|data| data.guild_id).map(Id::guild),
        Body::Other,
    )
}

fn interaction(data: &str) -> Data {
    let guild: InGuild = serde_json::from_str(data)?;
    Ok((
        guild.guild_id.map(Id::guild),
        Body::Interaction(data.into()),
    ))
}

#[derive(Deserialize)]
struct RateLimitedData {
    opcode: u8,
    retry_after: f64,
    #[serde(default)]
    meta: Option<InGuild>,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a day"
)]
fn rate_limited(data: &str) -> Data {
    let data: RateLimitedData = serde_json::from_str(data)?;
    let guild = data.meta.and_then(|meta| meta.guild_id).map(Id::guild);
    let body = Body::RateLimited {
        opcode: data.opcode,
        retry_after_ms: (data.retry_after.clamp(0.0, 86_400.0) * 1000.0).ceil() as u64,
    };
    Ok((guild, body))
}

#[derive(Deserialize)]
struct ReadyData<'a> {
    #[serde(borrow)]
    session_id: Cow<'a, str>,
    #[serde(borrow, default)]
    resume_gateway_url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    user: member::UserData<'a>,
    #[serde(default, deserialize_with = "lenient")]
    guilds: Vec<Unavailable>,
}

#[derive(Deserialize)]
struct Unavailable {
    id: Id,
}

fn ready(data: &str) -> Data {
    let data: ReadyData<'_> = serde_json::from_str(data)?;
    let ready = Ready {
        session: owned(&data.session_id),
        resume_url: data
            .resume_gateway_url
            .as_deref()
            .map_or_else(|| "".into(), owned),
        user: data.user.into(),
        guilds: data
            .guilds
            .into_iter()
            .map(|guild| guild.id.guild())
            .collect(),
    };
    Ok((None, Body::Ready(Box::new(ready))))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the readers of all kinds have one shape"
)]
fn resumed(_: &str) -> Data {
    Ok((None, Body::Resumed))
}

impl Id {
    fn guild(self) -> GuildId {
        GuildId(self.0)
    }

    fn channel(self) -> ChannelId {
        ChannelId(self.0)
    }

    fn role(self) -> RoleId {
        RoleId(self.0)
    }
}

#[cfg(test)]
mod tests;
