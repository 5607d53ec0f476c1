//! Discord's REST API, in our words. `bot/discord.rs` implements it; tests use it against the simulator.

use std::time::Duration;

use bytes::Bytes;
use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};
use futures::future::BoxFuture;

pub use crate::domain::actions::quotas::{Calls, Quota};
pub use crate::domain::event::{AuditChange, AuditEntry, Channel, Overwrite};
pub use crate::domain::invites::Invite;

/// A user in a guild, whom a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub guild: GuildId,
    pub user: UserId,
}

/// Who goes first when calls wait for the rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    Interaction,
    Manual,
    Expiry,
    Alert,
    Analytics,
}

/// Why a call has no answer. Each variant says what is known of the effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Discord said no, so nothing happened. `code` is its JSON error code, 0 without one.
    #[error("discord refused: {message} ({status}, code {code})")]
    Refused {
        status: u16,
        code: u64,
        message: String,
    },
    /// It never left this process, so nothing happened.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Sent, and the answer is lost or was a server error: it may have happened.
    #[error("sent, but discord's answer is not known: {0}")]
    Unknown(String),
}

impl CallError {
    /// Discord's JSON error code of a refusal.
    pub fn code(&self) -> Option<u64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::NotSent(_) | Self::Unknown(_) => None,
        }
    }
}

/// JSON error codes (Opcodes and Status Codes: JSON).
pub mod code {
    pub const UNKNOWN_GUILD: u64 = 10_004;
    pub const UNKNOWN_CHANNEL: u64 = 10_003;
    pub const UNKNOWN_MESSAGE: u64 = 10_008;
    pub const UNKNOWN_BAN: u64 = 10_026;
    pub const MISSING_ACCESS: u64 = 50_001;
    pub const MISSING_PERMISSIONS: u64 = 50_013;
    pub const TWO_FACTOR: u64 = 60_003;
}

/// The answer of a call, some time.
pub type Call<'a, T> = BoxFuture<'a, Result<T, CallError>>;

/// A user as REST shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub global_name: Option<String>,
    pub bot: bool,
}

/// A member as REST shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: User,
    pub nick: Option<String>,
    pub roles: Vec<RoleId>,
    pub joined_at: Option<Timestamp>,
    pub timed_out_until: Option<Timestamp>,
}

/// A ban in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    pub user: User,
    pub reason: Option<String>,
}

/// Bans of one call.
#[derive(Clone, Copy, Debug)]
pub struct BulkBan<'a> {
    pub guild: GuildId,
    pub users: &'a [UserId],
    /// Deletes their messages of this many seconds.
    pub delete_seconds: u32,
    pub reason: &'a str,
}

/// A message that REST shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: MessageId,
    pub channel: ChannelId,
    pub author: User,
    pub at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub text: String,
    pub attachments: u32,
    /// Those attachments that can be read.
    pub files: Vec<Attachment>,
    /// The footer of its first embed.
    pub footer: Option<String>,
    pub webhook: bool,
    /// Discord's number of the type (Message: Message Types).
    pub message_type: u8,
    pub pinned: bool,
}

/// An attachment of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub id: u64,
    pub name: String,
    pub size: u64,
    /// Where its bytes are for a day; it authorises, and is neither kept nor logged.
    pub url: String,
}

/// What a call changes about a channel or thread; nothing else of it changes (Channel: Modify Channel).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelEdit {
    /// Seconds between two messages of one member.
    pub slow_mode: Option<u32>,
    pub locked: Option<bool>,
    pub archived: Option<bool>,
}

/// What a call changes about a member in voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceEdit {
    Move(ChannelId),
    Disconnect,
    Mute(bool),
    Deafen(bool),
}

/// A member in voice, as REST shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoiceState {
    pub channel: Option<ChannelId>,
    pub mute: bool,
    pub deaf: bool,
}

/// What is paused in a guild, and until when; none ends a pause (Guild: Modify Guild Incident Actions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    Invites(Option<Timestamp>),
    Dms(Option<Timestamp>),
}

/// A direct message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectMessage {
    pub text: String,
    /// The small print below, which holds the action's id.
    pub footer: String,
    /// At most 25 letters; Discord drops a second message with it for some minutes (Create Message: `enforce_nonce`).
    pub nonce: String,
    /// A button below it, such as for an appeal.
    pub button: Option<Button>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    pub press: Press,
}

/// What pressing a button does (Components: Button Styles).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// The id comes back with whoever presses it. What is grave takes something from somebody, and looks so.
    Answer { id: String, grave: bool },
    /// It opens a page.
    Open { url: String },
}

/// A post to a log channel: an embed that mentions nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPost {
    pub title: String,
    pub text: String,
    pub color: u32,
    pub at: Timestamp,
    /// The small print below, by which it is found again.
    pub footer: String,
    /// As that of a direct message.
    pub nonce: String,
    /// The buttons below it, row by row.
    pub buttons: Vec<Vec<Button>>,
    /// A file of it, which an edit leaves as it is.
    pub file: Option<File>,
}

/// A file that is sent with a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub body: Vec<u8>,
}

/// What the bot is and may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub id: UserId,
    pub name: String,
    /// The application's flags, which tell the privileged intents (Application: Application Flags).
    pub flags: u64,
}

/// `GET /gateway/bot`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    pub url: String,
    pub shards: u32,
    pub identifies_total: u32,
    pub identifies_left: u32,
    pub reset_after_ms: u64,
    pub max_concurrency: u32,
}

/// Where a list of messages or audit entries goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Before(u64),
    After(u64),
    /// The one with this id, and as many before it as after it.
    Around(u64),
    Newest,
}

/// Discord's calls. A reason is put into the audit log, cut to 512 characters.
pub trait Discord: Bans + Budget + Channels + Invites + Members + Posts + House {}

/// Calls about bans.
pub trait Bans: Send + Sync + 'static {
    /// Bans; a second ban of the same user is no error.
    fn ban<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        delete_seconds: u32,
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Bans at most 200, and gives those whom it banned; with none at all it is refused.
    fn bulk_ban<'a>(&'a self, lane: Lane, bans: BulkBan<'a>) -> Call<'a, Vec<UserId>>;
    fn unban<'a>(&'a self, lane: Lane, target: Target, reason: &'a str) -> Call<'a, ()>;
    /// Reads a ban; none if the user is not banned.
    fn find_ban(&self, lane: Lane, target: Target) -> Call<'_, Option<Ban>>;
    /// Lists bans by user id, after one, at most 1,000.
    fn bans(&self, lane: Lane, guild: GuildId, after: Option<UserId>) -> Call<'_, Vec<Ban>>;
}

/// What Discord's limits leave.
pub trait Budget: Send + Sync + 'static {
    /// How long calls in a guild take at least from now on, by what is known of the limits.
    fn takes(&self, guild: GuildId, calls: &Calls) -> Duration;
}

/// Calls about channels and threads.
pub trait Channels: Send + Sync + 'static {
    /// Reads a channel; none if there is none.
    fn find_channel(&self, lane: Lane, channel: ChannelId) -> Call<'_, Option<Channel>>;
    fn edit_channel<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        edit: ChannelEdit,
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Sets an overwrite as a whole; one that allows and denies nothing is taken away.
    fn set_overwrite<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        overwrite: Overwrite,
        reason: &'a str,
    ) -> Call<'a, ()>;
}

/// Calls about invites.
pub trait Invites: Send + Sync + 'static {
    /// Lists the invites of a guild; none if Discord does not show their uses to us.
    fn invites(&self, lane: Lane, guild: GuildId) -> Call<'_, Option<Vec<Invite>>>;
    /// Reads the guild's own address; none if it has none.
    fn vanity(&self, lane: Lane, guild: GuildId) -> Call<'_, Option<Invite>>;
}

/// Calls about members and users.
pub trait Members: Send + Sync + 'static {
    fn kick<'a>(&'a self, lane: Lane, target: Target, reason: &'a str) -> Call<'a, ()>;
    /// Times out until a moment, or ends a timeout.
    fn time_out<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        until: Option<Timestamp>,
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Sets a nickname, or takes it away.
    fn set_nick<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        nick: Option<&'a str>,
        reason: &'a str,
    ) -> Call<'a, ()>;
    fn add_role<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        role: RoleId,
        reason: &'a str,
    ) -> Call<'a, ()>;
    fn remove_role<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        role: RoleId,
        reason: &'a str,
    ) -> Call<'a, ()>;
    fn edit_voice<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        edit: VoiceEdit,
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Reads how a member is in voice; none if they are not.
    fn find_voice(&self, lane: Lane, target: Target) -> Call<'_, Option<VoiceState>>;
    /// Reads a member; none if the user is not one.
    fn find_member(&self, lane: Lane, target: Target) -> Call<'_, Option<Member>>;
    /// Reads a user; none if Discord does not know them.
    fn find_user(&self, lane: Lane, user: UserId) -> Call<'_, Option<User>>;
}

/// Calls about messages.
pub trait Posts: Send + Sync + 'static {
    /// Opens the channel of direct messages with a user.
    fn direct_channel(&self, lane: Lane, user: UserId) -> Call<'_, ChannelId>;
    fn send_direct<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: &'a DirectMessage,
    ) -> Call<'a, MessageId>;
    fn send_log<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        post: &'a LogPost,
    ) -> Call<'a, MessageId>;
    /// Makes a post of ours look as this one; its nonce does not count.
    fn edit_log<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: MessageId,
        post: &'a LogPost,
    ) -> Call<'a, ()>;
    fn delete_message<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: MessageId,
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Deletes 2 to 100 messages, none older than two weeks.
    fn delete_messages<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        messages: &'a [MessageId],
        reason: &'a str,
    ) -> Call<'a, ()>;
    /// Lists messages of a channel, at most 100, newest first.
    fn messages(&self, lane: Lane, channel: ChannelId, direction: Direction)
    -> Call<'_, Vec<Post>>;
    /// Reads an attachment of at most so many bytes.
    fn attachment<'a>(&'a self, attachment: &'a Attachment, most: usize) -> Call<'a, Bytes>;
}

/// Calls about the guild's log and the application itself.
pub trait House: Send + Sync + 'static {
    /// Lists the audit log, at most 100, newest first (oldest first with `After`).
    fn audit_log(
        &self,
        lane: Lane,
        guild: GuildId,
        direction: Direction,
    ) -> Call<'_, Vec<AuditEntry>>;
    fn pause<'a>(
        &'a self,
        lane: Lane,
        guild: GuildId,
        pause: Pause,
        reason: &'a str,
    ) -> Call<'a, ()>;
    fn application(&self, lane: Lane) -> Call<'_, Application>;
    fn gateway(&self, lane: Lane) -> Call<'_, Gateway>;
    /// Replaces the application's global commands; `commands` is their JSON.
    fn set_commands<'a>(
        &'a self,
        lane: Lane,
        application: UserId,
        commands: &'a str,
    ) -> Call<'a, ()>;
    /// Answers an interaction for the first time; `response` is its JSON. Its token authorises, and is never logged.
    fn respond<'a>(&'a self, interaction: u64, token: &'a str, response: &'a str) -> Call<'a, ()>;
    /// Edits the first answer of an interaction.
    fn edit_response<'a>(
        &'a self,
        application: UserId,
        token: &'a str,
        message: &'a str,
    ) -> Call<'a, ()>;
}
