//! What is kept of a user, their own copy of it, and its end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cases::CaseDetail;
use crate::evidence::Quote;
use crate::inbox::Report;
use crate::members::{Change, Member};
use crate::{ChannelId, Error, GuildId, MessageId, Page, PageRequest, Timestamp, UserId};

/// What retention lets go, each for itself.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Retained {
    /// The text of messages.
    Text,
    /// What cases keep of messages.
    Evidence,
    /// What members did by channel and hour.
    Activity,
    /// Joins and leaves.
    Joins,
    /// Cases of which nothing is in force any more.
    Cases,
}

impl Retained {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Evidence,
        Self::Activity,
        Self::Joins,
        Self::Cases,
    ];

    /// How people write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Evidence => "evidence",
            Self::Activity => "activity",
            Self::Joins => "joins",
            Self::Cases => "cases",
        }
    }
}

impl std::fmt::Display for Retained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    Days(u32),
    ForGood,
    Nothing,
}

impl std::fmt::Display for Keeps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Days(1) => f.pad("1 day"),
            Self::Days(days) => f.pad(&format!("{days} days")),
            Self::ForGood => f.pad("for good"),
            Self::Nothing => f.pad("not kept"),
        }
    }
}

/// How long a guild keeps a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Retention {
    pub kind: Retained,
    pub keeps: Keeps,
    /// The guild says so itself; otherwise it is the default.
    pub own: bool,
    /// What the configuration says.
    pub default: Keeps,
}

/// A sort of records that is kept of a user.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Kept {
    /// Such as `messages with text`.
    pub what: String,
    pub records: u64,
    /// How long, in words.
    pub kept: String,
    /// What erasure makes of it, in words.
    pub erasure: String,
}

/// A record of a user's own copy.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Exported {
    Member {
        member: Member,
    },
    Change {
        change: Change,
    },
    Case {
        case: Box<CaseDetail>,
    },
    /// A report or an appeal that they made, and the item of the inbox that it is of.
    Report {
        item: u64,
        report: Report,
    },
    /// What they wrote, as a case keeps it as evidence.
    Quote {
        case: u64,
        quote: Quote,
    },
    /// What they did in a channel in the hour that begins then.
    Activity {
        hour: Timestamp,
        channel: ChannelId,
        messages: u64,
        #[serde(default)]
        edits: u64,
        #[serde(default)]
        deletes: u64,
        reactions: u64,
        #[serde(default)]
        unreactions: u64,
        voice_ms: u64,
        /// Messages by their length: up to 20 characters, up to 200, and longer.
        #[serde(default)]
        short_messages: u64,
        #[serde(default)]
        medium_messages: u64,
        #[serde(default)]
        long_messages: u64,
        #[serde(default)]
        attachments: u64,
        #[serde(default)]
        replies: u64,
        /// Reactions of others to their messages.
        #[serde(default)]
        reactions_received: u64,
        #[serde(default)]
        first_at: Option<Timestamp>,
        #[serde(default)]
        last_at: Option<Timestamp>,
    },
    /// A join, and when they wrote after it.
    Join {
        at: Timestamp,
        first_message_at: Option<Timestamp>,
        third_message_at: Option<Timestamp>,
        tenth_message_at: Option<Timestamp>,
    },
    Message {
        id: MessageId,
        channel: ChannelId,
        at: Timestamp,
        /// None once it is forgotten.
        text: Option<String>,
        deleted_at: Option<Timestamp>,
    },
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Erased {
    /// What had something to erase, and how many records.
    pub erased: Vec<(String, u64)>,
    /// They are a member: their names of now stay until they leave.
    pub present: bool,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Privacy {
    /// Says what is kept of a user in a guild.
    async fn show(guild: GuildId, user: UserId) -> Result<Vec<Kept>, Error>;
    /// Gives a user's own copy of it, page by page.
    async fn export(
        guild: GuildId,
        user: UserId,
        page: PageRequest,
    ) -> Result<Page<Exported>, Error>;
    /// Erases texts and names of a user for good. What was done to them stays, by their id.
    async fn erase(guild: GuildId, user: UserId) -> Result<Erased, Error>;
    /// Says how long a guild keeps what is kept for a time.
    async fn retention(guild: GuildId) -> Result<Vec<Retention>, Error>;
    /// Says how long a guild keeps a kind from now on; none is again what the configuration says.
    async fn set_retention(
        guild: GuildId,
        kind: Retained,
        keeps: Option<Keeps>,
    ) -> Result<Vec<Retention>, Error>;
}
