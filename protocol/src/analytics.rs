//! Numbers about a guild.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::State;
use crate::guilds::{Pauses, UserRef};
use crate::{Error, GuildId, Timestamp, UserId};

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
    /// None where Discord does not tell of them: without the intent of members.
    pub joins_today: Option<u64>,
    pub leaves_today: Option<u64>,
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
    pub pauses: Pauses,
}

/// How long the intervals of a series are, in the time zone of the guild. Weeks begin on Monday.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    #[default]
    Hour,
    Day,
    Week,
    Month,
}

impl Every {
    /// From the shortest.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];
}

/// What a metric can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Channel,
    /// Of a case.
    Kind,
    /// Who opened a case.
    Actor,
    /// The code by which somebody joined, `(bot)` or `(unknown)`.
    Invite,
    /// For how long who leaves was a member.
    Tenure,
    /// The class of the length of a text.
    Length,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Metric {
    pub name: String,
    pub unit: String,
    /// Its definition, in one sentence.
    pub about: String,
    /// Whether its intervals add up to longer ones; members counted in two hours may be the same.
    pub adds: bool,
    #[serde(default)]
    pub by: Option<Part>,
    /// The intervals that it is given for.
    #[serde(default)]
    pub every: Vec<Every>,
}

/// Which series is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesRequest {
    pub guild: GuildId,
    pub metric: String,
    /// The interval that holds this time is the first.
    pub since: Timestamp,
    /// The interval that ends at this time or holds it is the last; none goes on to the last hour that is computed.
    #[serde(default)]
    pub until: Option<Timestamp>,
    pub every: Every,
    /// A series for each part instead of one for the whole guild.
    #[serde(default)]
    pub by: Option<Part>,
}

/// The intervals of a metric, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The id of a channel, the kind of a case, the id of its actor, the code of an invite or the word of a class; empty for
    /// the whole guild.
    pub part: String,
    /// What people call the part, as far as that is known.
    pub name: Option<String>,
    pub buckets: Vec<Bucket>,
}

/// The value of a metric in an interval.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Bucket {
    /// When it begins.
    pub at: Timestamp,
    /// None where nothing was heard, or where there is nothing that it could be made of.
    pub value: Option<f64>,
    /// The hours of the interval that have passed since the guild was first seen, the running one included.
    pub hours: u32,
    /// Of these, how many the value is made of; in the others we did not listen.
    pub heard_hours: u32,
    /// How sure the value is, if it is the share of something that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
}

/// How sure a share is.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Share {
    /// How many it is a share of.
    pub of: u64,
    /// The 95 % interval of it, in percent (Wilson 1927).
    pub low: f64,
    pub high: f64,
}

/// The mean of a metric in an hour of the week, in the time zone of the guild; of a median, that of all such hours together.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct HourOfWeek {
    /// 0 for Monday.
    pub weekday: u8,
    /// From 0 to 23.
    pub hour: u8,
    /// None where no such hour was heard.
    pub mean: Option<f64>,
    /// How many such hours it is the mean of.
    pub n_hours: u32,
}

/// Members who joined in the same interval, and how many of them were there later.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Cohort {
    /// When the interval begins.
    pub at: Timestamp,
    pub joined: u64,
    /// For each week after the own join, from days 0 to 6 on: how many were active in it. None before all of them had
    /// that week.
    pub active: Vec<Option<u64>>,
}

/// Which cohorts are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortRequest {
    pub guild: GuildId,
    /// The interval that holds this time is the first.
    pub since: Timestamp,
    /// Those who joined in the same week or month.
    pub every: Every,
    /// How many weeks are followed.
    pub weeks: u32,
}

/// Which change is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    pub guild: GuildId,
    pub metric: String,
    pub at: Timestamp,
    /// How many days before and after.
    pub days: u32,
}

/// A metric by the day, before and after a moment.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Comparison {
    pub metric: String,
    pub at: Timestamp,
    pub before: Days,
    pub after: Days,
    /// The mean after less that before, and the 95 % interval of it (Welch); none without enough days.
    pub change: Option<Change>,
}

/// A metric over some days; days that were not heard whole are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Days {
    pub n_days: u32,
    pub mean: Option<f64>,
}

/// A change, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Change {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What somebody did in an interval.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Contributor {
    pub user: UserRef,
    pub messages: u64,
    pub reactions: u64,
    pub voice_minutes: u64,
}

/// Who did most since a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Top {
    pub members: Vec<Contributor>,
    /// It counts from this time on instead, because what is older is archived.
    pub archived_until: Option<Timestamp>,
}

/// A moment that people want to compare by: new rules, an event.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Mark {
    pub at: Timestamp,
    pub label: String,
}

/// How a day is beside those of the same weekday before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Usual,
    Higher,
    Lower,
    /// Fewer than four days were heard whole that it could be compared with.
    NotEnoughData,
    /// The day itself was not heard whole.
    NotHeard,
}

/// Why a day may be as it is. These happened at the time; that they are the reason is not known.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Cause {
    /// A moment was marked on the day or in the two days before.
    Marked { label: String, at: Timestamp },
    /// Something of the guild was changed on the day or in the two days before, so many times from then on.
    Changed {
        what: String,
        count: u32,
        at: Timestamp,
    },
    /// Many joined within one hour.
    Burst { joins: f64, at: Timestamp },
    /// We did not listen.
    Unheard { hours: u32 },
}

/// A metric on a day, beside what is usual on that weekday.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Insight {
    pub metric: String,
    pub unit: String,
    /// When the day begins.
    pub day: Timestamp,
    pub value: Option<f64>,
    /// The median of the same weekday in the eight weeks before.
    pub usual: Option<f64>,
    /// How many such days were heard whole.
    pub n_days: u32,
    /// How far it is from the median, in deviations (1.4826 times the median absolute deviation, and at least the root of
    /// the median, as counts scatter by themselves).
    pub deviations: Option<f64>,
    pub verdict: Verdict,
    pub causes: Vec<Cause>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Analytics {
    /// Counts what is stored.
    async fn totals(guild: GuildId) -> Result<Totals, Error>;
    /// Gives the numbers of the first screen.
    async fn overview(guild: GuildId) -> Result<Overview, Error>;
    /// Lists what is measured.
    async fn metrics() -> Result<Vec<Metric>, Error>;
    /// Gives the intervals of a metric up to the last computed hour, oldest first, those of gaps included; nothing
    /// before the first hour is computed. By part, those with the largest sum come first.
    async fn series(request: SeriesRequest) -> Result<Vec<Series>, Error>;
    /// Gives the means of a metric by the hour of the week, all 168 of them, Monday first; of a median the median.
    async fn heatmap(
        guild: GuildId,
        metric: String,
        since: Timestamp,
    ) -> Result<Vec<HourOfWeek>, Error>;
    /// Gives the cohorts of those who joined, oldest first.
    async fn cohorts(request: CohortRequest) -> Result<Vec<Cohort>, Error>;
    /// Compares a metric before and after a moment.
    async fn compare(request: CompareRequest) -> Result<Comparison, Error>;
    /// Lists who did most since a time, without those who do not want to be listed.
    async fn top(guild: GuildId, since: Timestamp, limit: u32) -> Result<Top, Error>;
    /// Says whether somebody may be listed among those who did most.
    async fn list_contributor(guild: GuildId, user: UserId, listed: bool) -> Result<(), Error>;
    /// Says what was unusual on a day, or on the last one that is over: first what stands out most.
    async fn insights(guild: GuildId, at: Option<Timestamp>) -> Result<Vec<Insight>, Error>;
    /// Lists the marked moments, oldest first.
    async fn marks(guild: GuildId) -> Result<Vec<Mark>, Error>;
    /// Marks a moment.
    async fn mark(guild: GuildId, mark: Mark) -> Result<(), Error>;
    /// Takes marks with this label away, and says how many.
    async fn unmark(guild: GuildId, label: String) -> Result<u64, Error>;
    /// Names the time zone of a guild.
    async fn zone(guild: GuildId) -> Result<String, Error>;
    /// Sets the time zone of a guild; its days are computed anew.
    async fn set_zone(guild: GuildId, zone: String) -> Result<(), Error>;
}
