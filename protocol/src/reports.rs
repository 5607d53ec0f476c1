//! Reports: documents about a guild and a period, made again from the same facts at any time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use crate::{ChannelId, Error, GuildId, Timestamp, UserId};

pub use crate::cells::{Cell, number};

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Everything, of a day, a week or a month.
    Overview,
    Moderation,
    /// Who joined and stayed.
    Retention,
    /// One channel.
    Channel,
    /// One member.
    Member,
}

/// Asks for a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    pub guild: GuildId,
    pub kind: ReportKind,
    /// The length of the period: a day, a week or a month in the time zone of the guild.
    pub every: Every,
    /// The period is the one that holds this time; none is the last one that is over.
    pub at: Option<Timestamp>,
    /// Whom a report on a member is about.
    pub user: Option<UserId>,
    /// What a report on a channel is about.
    pub channel: Option<ChannelId>,
}

/// How far a report has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Progress {
    /// So many sections are made.
    pub done: u32,
    /// So many there will be.
    pub total: u32,
    /// What the section that is being made is called; empty when all are made.
    pub section: String,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    Markdown,
    /// One file with its charts, without scripts.
    Html,
    /// A line for each value.
    Csv,
    Json,
}

/// A report.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Report {
    pub kind: ReportKind,
    pub guild: GuildId,
    /// As Discord gives it: hostile until cleaned for display.
    pub guild_name: String,
    pub title: String,
    /// The period, its end excluded.
    pub from: Timestamp,
    pub to: Timestamp,
    pub every: Every,
    /// The time zone of its days.
    pub zone: String,
    pub made_at: Timestamp,
    /// Whether the period was not over yet.
    pub running: bool,
    pub sections: Vec<Section>,
    /// What the metrics in it mean.
    pub definitions: Vec<Definition>,
    /// When we did not listen, and what was missed is not known.
    pub unheard: Vec<Unheard>,
    /// When we did not listen, and what was missed was read later; what is counted only live is missing there.
    #[serde(default)]
    pub read_later: Vec<Unheard>,
    /// The command that makes it again.
    pub query: String,
    /// The SHA-256 of what it says, in hexadecimal: the same for the same facts.
    pub hash: String,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub content: Content,
    /// What is archived of the time before this one is missing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_until: Option<Timestamp>,
}

/// What a part of a report shows.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    Figures {
        figures: Vec<Figure>,
    },
    Chart {
        metric: String,
        unit: String,
        every: Every,
        buckets: Vec<Bucket>,
    },
    Heatmap {
        metric: String,
        unit: String,
        hours: Vec<HourOfWeek>,
    },
    /// What was unusual on the days of the period: of the last day all that is watched, of the others what stands out.
    Insights {
        insights: Vec<Insight>,
    },
    Cohorts {
        every: Every,
        cohorts: Vec<Cohort>,
    },
    /// Its cells may be words of Discord's users.
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
        /// So many rows more are left out.
        #[serde(default)]
        more: u64,
    },
}

/// A metric over the whole period.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Figure {
    pub metric: String,
    pub unit: String,
    pub value: Option<f64>,
    /// The hours of the period that have passed since the guild was first seen, the running one included.
    #[serde(default)]
    pub hours: u32,
    /// Of these, how many the value is made of; in the others we did not listen, or it is counted only live.
    #[serde(default)]
    pub heard_hours: u32,
    /// In the period before.
    pub before: Option<f64>,
    #[serde(default)]
    pub before_hours: u32,
    #[serde(default)]
    pub before_heard_hours: u32,
}

/// What a metric means.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Definition {
    pub metric: String,
    pub unit: String,
    pub about: String,
}

/// An interval in which we did not listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Unheard {
    pub from: Timestamp,
    pub to: Timestamp,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Reports {
    /// Makes a report.
    async fn make(request: ReportRequest) -> Result<Report, Error>;
    /// Makes a report, and writes it.
    async fn write(request: ReportRequest, format: ReportFormat) -> Result<String, Error>;
    /// Says how far the last report that this connection asked for has come; none before it began.
    async fn progress() -> Result<Option<Progress>, Error>;
}
