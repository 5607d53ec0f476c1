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

/// How long the intervals of a series are. Days and weeks are UTC's; weeks begin on Monday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    #[default]
    Hour,
    Day,
    Week,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Metric {
    pub name: String,
    pub unit: String,
    /// Its definition, in one sentence.
    pub about: String,
    /// Whether its hours add up to days and weeks; members counted in two hours may be the same.
    pub adds: bool,
}

/// Which series is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesRequest {
    pub guild: GuildId,
    pub metric: String,
    /// The interval that holds this time is the first.
    pub since: Timestamp,
    pub every: Every,
}

/// The value of a metric in an interval.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Bucket {
    /// When it begins.
    pub at: Timestamp,
    /// None where nothing was heard.
    pub value: Option<f64>,
    /// The hours of the interval that have passed since the guild was first seen, the running one included.
    pub hours: u32,
    /// Of these, how many the value is made of; in the others we did not listen.
    pub heard_hours: u32,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Analytics {
    /// Counts what is stored.
    async fn totals(guild: GuildId) -> Result<Totals, Error>;
    /// Gives the numbers of the first screen.
    async fn overview(guild: GuildId) -> Result<Overview, Error>;
    /// Lists what is measured.
    async fn metrics() -> Result<Vec<Metric>, Error>;
    /// Gives the intervals of a metric up to the last computed hour, oldest first, those of gaps included.
    async fn series(request: SeriesRequest) -> Result<Vec<Bucket>, Error>;
}
