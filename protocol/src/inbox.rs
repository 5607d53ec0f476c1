//! The inbox: what waits for a person, such as reports by members and appeals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{ActRequest, ActorRef};
use crate::cases::Entry;
use crate::guilds::UserRef;
use crate::{ActionId, ChannelId, Error, GuildId, MessageId, Page, PageRequest, Timestamp, UserId};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A member reported a message or a member.
    Report,
    /// A member asks that what was done to them be undone.
    Appeal,
    /// An alert rang.
    Alert,
}

impl ItemKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Appeal => "appeal",
            Self::Alert => "alert",
        }
    }
}

/// How far an item came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Nobody has it.
    Open,
    /// Somebody works on it.
    Claimed,
    Resolved,
    /// It went on in another item.
    Merged,
}

impl ItemState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Resolved => "resolved",
            Self::Merged => "merged",
        }
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing needed to be done.
    Dismissed,
    /// Something was done; [`Item::outcome`] is its case.
    Acted,
    /// The appeal was granted; [`Item::outcome`] is the case of the undo, unless the case had ended by then.
    Granted,
    /// The appeal was denied.
    Denied,
}

impl Decision {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::Acted => "acted",
            Self::Granted => "granted",
            Self::Denied => "denied",
        }
    }
}

/// The head of an item.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Item {
    pub guild: GuildId,
    /// Its number in the guild, from 1, without gaps.
    pub number: u64,
    pub kind: ItemKind,
    pub state: ItemState,
    /// Who was reported, or who appeals; of an alert its rule, with the id 0.
    pub target: UserRef,
    /// Where the reported message is, or was.
    pub channel: Option<ChannelId>,
    pub message: Option<MessageId>,
    /// The case that is appealed against.
    pub case: Option<u64>,
    /// The number of the alert that rang.
    #[serde(default)]
    pub alert: Option<u64>,
    /// How many members reported it.
    pub reports: u32,
    /// Who works on it, or decided.
    pub assignee: Option<ActorRef>,
    pub opened_at: Timestamp,
    pub changed_at: Timestamp,
    pub decision: Option<Decision>,
    /// Why it was decided so; for moderators.
    pub reason: Option<String>,
    /// The case of what was done.
    pub outcome: Option<u64>,
    /// The item in which it went on.
    pub merged_into: Option<u64>,
    pub resolved_at: Option<Timestamp>,
}

/// What became of the direct message that answers a reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing is decided yet.
    None,
    Pending,
    /// A call may be on its way.
    Sending,
    Sent,
    /// They take no direct messages.
    Failed,
}

/// One member's report, or the words of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Report {
    pub by: UserRef,
    pub at: Timestamp,
    /// What they wrote; none if nothing, if it was erased, or if the reader may not see it.
    pub words: Option<String>,
    pub answer: Answer,
}

/// A reported message as it was when it was reported.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Evidence {
    pub at: Timestamp,
    pub channel: ChannelId,
    pub message: MessageId,
    pub author: UserRef,
    /// None if it was not known, if it was erased, or if the reader may not see it.
    pub text: Option<String>,
    pub attachments: u32,
}

/// An item with everything that belongs to it, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct ItemDetail {
    pub item: Item,
    pub reports: Vec<Report>,
    pub evidence: Vec<Evidence>,
    /// What happened to it; entries are only ever appended.
    pub entries: Vec<Entry>,
}

/// Which items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemFilter {
    pub guild: Option<GuildId>,
    pub kind: Option<ItemKind>,
    pub state: Option<ItemState>,
    pub target: Option<UserId>,
    /// Only those that wait: open or claimed.
    #[serde(default)]
    pub waiting: bool,
    /// Only those that the asker has.
    #[serde(default)]
    pub mine: bool,
}

/// How an item is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Nothing needs to be done.
    Dismiss,
    /// Does something, in its journal; the item links to the case.
    Act(Box<ActRequest>),
    /// Undoes what is appealed against; `force` also where somebody changed it since. The id is the undo's.
    Grant { id: ActionId, force: bool },
    /// Leaves what is appealed against as it is.
    Deny,
}

/// Asks for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolveRequest {
    pub guild: GuildId,
    pub number: u64,
    pub resolution: Resolution,
    /// Why, for moderators.
    pub reason: Option<String>,
    /// Words for the reporters, in the direct message that answers them.
    pub tell: Option<String>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Inbox {
    /// Lists items, newest first.
    async fn list(filter: ItemFilter, page: PageRequest) -> Result<Page<Item>, Error>;
    /// Shows an item with its reports, evidence and history.
    async fn show(guild: GuildId, number: u64) -> Result<ItemDetail, Error>;
    /// Takes an item, if nobody has it.
    async fn claim(guild: GuildId, number: u64) -> Result<Item, Error>;
    /// Gives an item back.
    async fn release(guild: GuildId, number: u64) -> Result<Item, Error>;
    /// Hands an item to a moderator, or takes it over; whoever has it loses it.
    async fn assign(guild: GuildId, number: u64, to: Option<UserId>) -> Result<Item, Error>;
    /// Moves the reports and the evidence of an item into another one of the same member.
    async fn merge(guild: GuildId, number: u64, into: u64) -> Result<Item, Error>;
    /// Decides an item; a retry with the same action acts once.
    async fn resolve(request: ResolveRequest) -> Result<Item, Error>;
}
