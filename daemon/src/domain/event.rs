//! What Discord's gateway tells, in lean types that hold what we use. `bot/frames.rs` makes them from frames.

use std::borrow::Cow;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};

use super::invites::Invite;

/// A dispatch of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Discord's name of it, such as `MESSAGE_CREATE`.
    pub kind: Cow<'static, str>,
    pub guild: Option<GuildId>,
    pub body: Body,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Ready(Box<Ready>),
    Resumed,
    GuildCreated(Box<Guild>),
    GuildUpdated(Box<GuildUpdate>),
    /// The guild is away: for an outage if `unavailable`, else the bot was removed (Gateway Events: Guild Delete).
    GuildDeleted {
        unavailable: bool,
    },
    RoleSaved(Role),
    RoleDeleted(RoleId),
    ChannelSaved(Box<Channel>),
    ChannelDeleted(ChannelId),
    /// All active threads of some channels, as the bot comes to see them.
    ThreadsListed(Vec<Channel>),
    MemberJoined(Box<Member>),
    MemberUpdated(Box<Member>),
    MemberLeft(User),
    /// A part of the roster, which we asked for.
    Members(Box<Chunk>),
    /// A request over the gateway came too early.
    RateLimited {
        opcode: u8,
        retry_after_ms: u64,
    },
    InviteCreated(Box<Invite>),
    /// An invite was revoked, or used for the last time.
    InviteDeleted(Box<str>),
    BanAdded(User),
    BanRemoved(User),
    MessageCreated(Box<Message>),
    MessageEdited(Box<Edit>),
    MessagesDeleted {
        channel: ChannelId,
        messages: Vec<MessageId>,
    },
    ReactionAdded {
        channel: ChannelId,
        user: UserId,
        /// Who wrote the message, where Discord says it.
        author: Option<UserId>,
    },
    ReactionRemoved {
        channel: ChannelId,
        user: UserId,
    },
    Voice(Voice),
    Audited(Box<AuditEntry>),
    /// Discord's own AutoMod acted.
    AutoMod {
        user: UserId,
        rule: Box<str>,
    },
    /// An interaction, as its JSON.
    Interaction(Box<str>),
    /// Only counted: a kind that we make no use of, or do not know.
    Other,
}

/// Who we are, and the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    pub session: Box<str>,
    pub resume_url: Box<str>,
    pub user: User,
    /// Available later, each with a `GUILD_CREATE`.
    pub guilds: Vec<GuildId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub name: Box<str>,
    pub global_name: Option<Box<str>>,
    pub bot: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: User,
    pub nick: Option<Box<str>>,
    pub roles: Vec<RoleId>,
    pub joined_at: Option<Timestamp>,
    pub timed_out_until: Option<Timestamp>,
    /// As [`flags`] joins them.
    pub flags: u64,
}

/// Joins the flags of a member (Guild: Guild Member Flags) and the public ones of the user (User: User Flags).
pub fn flags(member: u32, user: u32) -> u64 {
    u64::from(user) << 32 | u64::from(member)
}

/// A guild as it becomes available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guild {
    pub name: Box<str>,
    pub owner: UserId,
    pub afk_channel: Option<ChannelId>,
    pub member_count: u64,
    pub unavailable: bool,
    pub roles: Vec<Role>,
    /// Threads too.
    pub channels: Vec<Channel>,
    /// In a large guild only some of them.
    pub members: Vec<Member>,
    pub voice: Vec<Voice>,
    /// Whether it has an address of its own.
    pub vanity: bool,
    pub pauses: Pauses,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuildUpdate {
    pub name: Box<str>,
    pub owner: UserId,
    pub afk_channel: Option<ChannelId>,
    pub vanity: bool,
    pub pauses: Pauses,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub id: RoleId,
    pub name: Box<str>,
    pub position: i64,
    pub permissions: u64,
    pub managed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub id: ChannelId,
    /// Discord's number of the type (Channel: Channel Types).
    pub channel_type: u8,
    pub name: Box<str>,
    pub position: i64,
    pub parent: Option<ChannelId>,
    pub overwrites: Vec<Overwrite>,
    pub last_message: Option<MessageId>,
    /// Seconds between two messages of one member.
    pub slow_mode: u32,
    /// Of a thread: only moderators open it again.
    pub locked: bool,
    /// Of a thread: it is put away.
    pub archived: bool,
    /// Of a thread: when it was begun, if Discord says so.
    pub begun_at: Option<Timestamp>,
}

impl Channel {
    /// Whether it is a thread, which has the permissions of the channel that it belongs to (Channel: Channel Types).
    pub fn is_thread(&self) -> bool {
        (10..=12).contains(&self.channel_type)
    }

    pub fn is_category(&self) -> bool {
        self.channel_type == 4
    }

    /// Whether it is for messages alone, in it or in its threads: a text, announcement, forum or media channel.
    pub fn is_text(&self) -> bool {
        matches!(self.channel_type, 0 | 5 | 15 | 16)
    }

    /// Whether people talk in it with their voices: a voice or a stage channel.
    pub fn is_voice(&self) -> bool {
        matches!(self.channel_type, 2 | 13)
    }
}

/// What a channel allows and denies to a role or a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overwrite {
    pub of: OverwriteOf,
    pub allow: u64,
    pub deny: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverwriteOf {
    Role(RoleId),
    Member(UserId),
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    Person,
    Bot,
    Webhook,
    /// Discord itself, in the name of a member: that they joined, boosted, or pinned something.
    System,
}

/// Discord's number of a timeout by a rule of AutoMod (Audit Log: Audit Log Events).
pub const AUTOMOD_TIMEOUT: u16 = 145;
/// Discord's number of a message that replies to another (Message: Message Types).
pub const REPLY: u8 = 19;
/// What is written by someone: a message, a reply, the answer to a command.
const WRITTEN: [u8; 4] = [0, REPLY, 20, 23];

impl AuthorKind {
    /// Who wrote a message of a type.
    pub fn of(is_webhook: bool, is_bot: bool, message_type: u8) -> Self {
        match (is_webhook, is_bot) {
            (true, _) => Self::Webhook,
            (false, true) => Self::Bot,
            (false, false) if WRITTEN.contains(&message_type) => Self::Person,
            (false, false) => Self::System,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    pub author_name: Box<str>,
    pub author_kind: AuthorKind,
    /// Empty without the content intent, and where only attachments were sent.
    pub text: Box<str>,
    pub attachments: u32,
    pub is_reply: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub message: MessageId,
    pub channel: ChannelId,
    pub author: Option<(UserId, AuthorKind)>,
    /// None where the update is no edit, such as a link's preview that arrived.
    pub edited_at: Option<Timestamp>,
    pub text: Option<Box<str>>,
}

/// Where a member is in voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub user: UserId,
    /// None: they left.
    pub channel: Option<ChannelId>,
    pub deafened: bool,
}

/// A part of the roster: at most 1,000 members (Gateway Events: Guild Members Chunk).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub index: u32,
    pub count: u32,
    pub nonce: Option<Box<str>>,
    pub members: Vec<Member>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: u64,
    pub guild: GuildId,
    /// Discord's number of the kind of act (Audit Log: Audit Log Events).
    pub action_type: u16,
    pub actor: Option<UserId>,
    pub target: Option<u64>,
    pub reason: Option<String>,
    /// The name of the rule of Discord's AutoMod that acted.
    pub rule: Option<String>,
    pub changes: Vec<AuditChange>,
}

/// What an audited act changed; values are JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditChange {
    pub key: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Body {
    /// Whether it may be dropped under load and counted in a gap: what only analytics need.
    pub fn is_expendable(&self) -> bool {
        matches!(
            self,
            Self::MessageCreated(_)
                | Self::MessageEdited(_)
                | Self::MessagesDeleted { .. }
                | Self::ReactionAdded { .. }
                | Self::ReactionRemoved { .. }
                | Self::Other
        )
    }
}
