//! Numbers about a guild.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::State;
use crate::{Error, GuildId, Timestamp};

/// What is stored of a guild, counted from the store's facts; the demo compares it with the simulator's ground truth.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Totals {
    /// Committed events by Discord's name of them, such as `MESSAGE_CREATE`.
    pub events: BTreeMap<String, u64>,
    pub members: u64,
    pub joins: u64,
    pub leaves: u64,
    pub messages_created: u64,
    pub messages_edited: u64,
    pub messages_deleted: u64,
    pub reactions_added: u64,
    pub reactions_removed: u64,
    pub bans: u64,
    pub unbans: u64,
    pub voice_sessions: u64,
    pub cases: u64,
    pub actions: BTreeMap<State, u64>,
    pub gaps: u64,
    /// The last sequence number of each gateway session that is committed.
    pub committed: BTreeMap<String, u64>,
}

/// The first screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Overview {
    pub members: u64,
    pub joins_today: u64,
    pub leaves_today: u64,
    pub messages_today: u64,
    /// Members with a message, a reaction or voice today.
    pub active_today: u64,
    pub bans_in_force: u64,
    pub timeouts_in_force: u64,
    pub cases: u64,
    /// Actions that are not final.
    pub open_actions: u64,
    /// Messages of each of the last 60 minutes, oldest first.
    pub messages_per_minute: Vec<u32>,
    /// Intervals of the last day in which we did not listen.
    pub gaps_today: u64,
}

/// The value of a metric in an interval.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Bucket {
    pub at: Timestamp,
    pub value: f64,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Analytics {
    /// Counts what is stored.
    async fn totals(guild: GuildId) -> Result<Totals, Error>;
    /// Gives the numbers of the first screen.
    async fn overview(guild: GuildId) -> Result<Overview, Error>;
    /// Gives the aggregated buckets of a metric (`joins`, `leaves`, `messages`, `active_members`) since a time, oldest first.
    async fn series(guild: GuildId, metric: String, since: Timestamp)
    -> Result<Vec<Bucket>, Error>;
}
