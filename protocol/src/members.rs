//! Members, present and past.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::Kind;
use crate::cases::Case;
use crate::guilds::{RoleRef, UserRef};
use crate::inbox::Item;
use crate::{ActionId, Error, GuildId, Page, PageRequest, Timestamp, UserId};

/// A member as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Member {
    pub guild: GuildId,
    pub user: UserRef,
    pub bot: bool,
    pub joined_at: Option<Timestamp>,
    /// None while they are a member.
    pub left_at: Option<Timestamp>,
    pub banned: bool,
    pub timed_out_until: Option<Timestamp>,
    pub messages: u64,
    pub cases: u64,
    pub last_active_at: Option<Timestamp>,
}

/// A fact of a member's history: `join`, `leave`, `nick`, `name`, `roles`, `ban`, `unban`, `timeout` …
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Change {
    pub at: Timestamp,
    pub kind: String,
    pub text: String,
}

/// A member with what is known of them.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct MemberDetail {
    pub member: Member,
    /// Highest first, without `@everyone`.
    pub roles: Vec<RoleRef>,
    pub reactions: u64,
    pub edits: u64,
    pub deletes: u64,
    pub voice_ms: u64,
    /// From when on activity is counted, if what is older is archived.
    #[serde(default)]
    pub counted_from: Option<Timestamp>,
    /// Newest first, 50 at most.
    pub changes: Vec<Change>,
    /// Newest first, 50 at most; none for those who may not see cases.
    pub cases: Vec<Case>,
    /// What ends by itself, the next first, and timeouts that never do; none for those who may not see cases.
    #[serde(default)]
    pub temporary: Vec<Temporary>,
    /// How they came each time they joined, newest first, 50 at most.
    #[serde(default)]
    pub joins: Vec<Joined>,
    /// Reports about them and their appeals, newest first, 50 at most; none for those who may not see the inbox.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A join.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Joined {
    pub at: Timestamp,
    pub by: JoinedBy,
    /// The code of the invite, or of the guild's own address.
    pub invite: Option<String>,
    /// Who made the invite.
    pub inviter: Option<UserRef>,
}

/// How somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinedBy {
    Invite,
    /// The guild's own address.
    Vanity,
    /// A bot, which is added and not invited.
    Bot,
    /// It could not be told: several invites were used at once, or we did not listen, or may not see invites.
    Unknown,
}

/// Something in force that ends by itself, or a timeout that never does.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Temporary {
    pub kind: Kind,
    pub case: u64,
    /// None if others did it in Discord.
    pub action: Option<ActionId>,
    /// None for ever.
    pub until: Option<Timestamp>,
}

/// A member as they were at a time.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct MemberThen {
    pub at: Timestamp,
    /// With the names of then.
    pub user: UserRef,
    /// Whether they were a member.
    pub member: bool,
    pub banned: bool,
    pub timed_out_until: Option<Timestamp>,
    /// Highest first, by their names of now; without `@everyone`.
    pub roles: Vec<RoleRef>,
    /// False if a change that decides it happened at an unknown time in a gap, or before we listened.
    pub exact: bool,
}

/// Which members.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberFilter {
    pub guild: GuildId,
    /// A part of the name, nickname or display name, or the id; any case.
    pub text: Option<String>,
    /// With `query`, `Present` leaves it to the query: one that asks for who left or is banned looks at everyone.
    pub status: Status,
    /// A question in the member query language, emp-query(7).
    #[serde(default, rename = "where")]
    pub query: Option<String>,
    #[serde(default)]
    pub sort: Sort,
    /// Turns the order round.
    #[serde(default)]
    pub reverse: bool,
}

/// By what a list of members is ordered: names from A, all else from the newest or the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Joined,
    Name,
    /// By the age of the account, the youngest first.
    Id,
    LastSeen,
    Messages,
    Reactions,
    Voice,
    Cases,
}

/// Whether they are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Those who are members now.
    #[default]
    Present,
    Left,
    Banned,
    TimedOut,
    /// All of them.
    Any,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Members {
    /// Lists members, newest join first unless another order is asked for.
    async fn list(filter: MemberFilter, page: PageRequest) -> Result<Page<Member>, Error>;
    /// Shows a member, present or past.
    async fn show(guild: GuildId, user: UserId) -> Result<MemberDetail, Error>;
    /// Shows a member as they were at a time, from the stored changes.
    async fn at(guild: GuildId, user: UserId, at: Timestamp) -> Result<MemberThen, Error>;
    /// Finds whom a text names: an id, `@name`, a name or an unambiguous prefix of one. A whole name wins over a prefix.
    /// Several users in the answer mean that it is ambiguous; at most 10 are given.
    async fn resolve(guild: GuildId, text: String) -> Result<Vec<UserRef>, Error>;
}
