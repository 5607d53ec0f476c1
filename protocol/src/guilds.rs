//! Guilds, and the small references that other records hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ChannelId, Error, GuildId, RoleId, Timestamp, UserId};

/// A guild that the bot is in.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Guild {
    pub id: GuildId,
    pub name: String,
    pub owner: UserId,
    /// False while Discord has an outage for it.
    pub available: bool,
    pub members: u64,
    /// The roster is known to be incomplete.
    pub partial: bool,
    pub pauses: Pauses,
}

/// Until when invites and direct messages among members are paused, by whoever (Guild: Incidents Data Object); none
/// where nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Pauses {
    pub invites: Option<Timestamp>,
    pub dms: Option<Timestamp>,
}

impl Pauses {
    /// Those that last beyond a moment.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let lasts = |until: &Timestamp| *until > now;
        Self {
            invites: self.invites.filter(lasts),
            dms: self.dms.filter(lasts),
        }
    }

    /// What is paused, by name, and until when.
    pub fn named(self) -> impl Iterator<Item = (&'static str, Timestamp)> {
        [("invites", self.invites), ("direct messages", self.dms)]
            .into_iter()
            .filter_map(|(name, until)| Some((name, until?)))
    }
}

/// A user, as a record names them. The names are as Discord gives them: hostile until cleaned for display.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct UserRef {
    pub id: UserId,
    /// The unique user name; the id in digits if it is not known.
    pub name: String,
    /// The nickname or display name, if there is one.
    pub display_name: Option<String>,
}

/// A channel, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct ChannelRef {
    pub id: ChannelId,
    pub name: String,
}

/// A role, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct RoleRef {
    pub id: RoleId,
    pub name: String,
    pub position: i64,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Guilds {
    /// Lists the guilds that the actor may see, by name.
    async fn list() -> Result<Vec<Guild>, Error>;
    /// Lists the channels of a guild, in Discord's order.
    async fn channels(guild: GuildId) -> Result<Vec<ChannelRef>, Error>;
    /// Lists the threads of a guild that are known, by name.
    async fn threads(guild: GuildId) -> Result<Vec<ChannelRef>, Error>;
    /// Lists the roles of a guild, highest first, without `@everyone`.
    async fn roles(guild: GuildId) -> Result<Vec<RoleRef>, Error>;
}
