//! What members get back who left and return: their roles and their nickname, where the guild asks for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::guilds::UserRef;
use crate::{Error, GuildId, Page, PageRequest, RoleId, Timestamp, UserId};

/// The most roles that a guild names.
pub const MAX_ROLES: usize = 250;

/// Which roles come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "which", rename_all = "snake_case", deny_unknown_fields)]
pub enum Roles {
    #[default]
    None,
    /// Every role, but those with rights over others: these come back only if they are named.
    All,
    Only {
        roles: Vec<RoleId>,
    },
}

/// What comes back in a guild.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub roles: Roles,
    pub nick: bool,
}

/// How far a return came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It is tried at `next_at`.
    Open,
    /// They left again; what they had is kept.
    Away,
    /// Everything that could be given back was; `why` says what was left out.
    Done,
    /// A person had it forgotten.
    Forgotten,
}

/// A member who came back, and what they had when they left.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Return {
    pub guild: GuildId,
    pub user: UserRef,
    pub left_at: Timestamp,
    /// None if they have not come back, and it was forgotten.
    pub joined_at: Option<Timestamp>,
    pub progress: Progress,
    /// The roles that were not given back yet, by name where it is known.
    pub roles: Vec<String>,
    /// The nickname, if it was not given back yet.
    pub nick: Option<String>,
    /// What was not given back, and why.
    pub why: Vec<String>,
    /// How often it was tried in vain.
    pub attempts: u32,
    pub next_at: Option<Timestamp>,
}

/// Which returns.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnFilter {
    pub guild: GuildId,
    /// Also those that are over.
    pub all: bool,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Persist {
    /// Shows what comes back in a guild.
    async fn show(guild: GuildId) -> Result<Settings, Error>;
    /// Says what comes back in a guild from now on.
    async fn set(guild: GuildId, settings: Settings) -> Result<Settings, Error>;
    /// Lists members who came back, the latest first.
    async fn list(filter: ReturnFilter, page: PageRequest) -> Result<Page<Return>, Error>;
    /// Tries again now what could not be given back, to one member or to all; says to how many.
    async fn retry(guild: GuildId, user: Option<UserId>) -> Result<u64, Error>;
    /// Forgets what a member had when they left, so that nothing of it comes back.
    async fn forget(guild: GuildId, user: UserId) -> Result<(), Error>;
}
