//! Who may do what in Discord, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{Check, Kind};
use crate::guilds::{ChannelRef, UserRef};
use crate::{ChannelId, Error, GuildId, UserId};

/// Asks why a member has a permission or lacks it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhyRequest {
    pub guild: GuildId,
    pub user: UserId,
    /// None for the guild as a whole.
    pub channel: Option<ChannelId>,
    /// By Discord's name, in any case.
    pub permission: String,
}

/// Asks whether a moderator may act on a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanRequest {
    pub guild: GuildId,
    pub moderator: UserId,
    pub kind: Kind,
    pub target: UserId,
}

/// Why a member has a permission or lacks it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Why {
    pub user: UserRef,
    /// None for the guild as a whole.
    pub channel: Option<ChannelRef>,
    /// By Discord's name; in a thread `SEND_MESSAGES_IN_THREADS` is meant where `SEND_MESSAGES` was asked for.
    pub permission: String,
    pub granted: bool,
    /// Discord's computation, in its order.
    pub steps: Vec<Step>,
}

/// A step of the computation.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Step {
    pub effect: Effect,
    pub text: String,
    /// Whether the member has it after this step.
    pub granted: bool,
}

/// What a step says about the permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Grants,
    Denies,
    None,
}

/// Whether a moderator may act on a member.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Can {
    pub moderator: UserRef,
    pub kind: Kind,
    pub target: UserRef,
    pub allowed: bool,
    /// In order, as the moderator would be told.
    pub checks: Vec<Check>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Perms {
    /// Says why a member has a permission or lacks it, in a channel or in the guild as a whole.
    async fn why(request: WhyRequest) -> Result<Why, Error>;
    /// Says whether a Discord user may do something to a member, by our commands in Discord.
    async fn can(request: CanRequest) -> Result<Can, Error>;
}
