//! Reports on a schedule: made by themselves when their period is over, and delivered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analytics::Every;
use crate::reports::{ReportFormat, ReportKind};
use crate::{ChannelId, Error, GuildId, Timestamp, UserId};

/// The most schedules of one guild.
pub const MAX_SCHEDULES: usize = 50;

/// Where a report goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Destination {
    /// A post with the headline numbers and the report as a file, seen by whoever sees the channel.
    Channel { channel: ChannelId },
    /// A file in the daemon's folder of reports.
    Folder,
}

/// A schedule that is set under a name, in place of what had the name before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSchedule {
    pub guild: GuildId,
    pub name: String,
    pub kind: ReportKind,
    /// The length of the period: a day, a week or a month.
    pub every: Every,
    /// Whom a report on a member is about.
    pub user: Option<UserId>,
    /// What a report on a channel is about.
    pub channel: Option<ChannelId>,
    /// When in the guild's time zone, in minutes of the day.
    pub minute: u16,
    /// Of the week from 1 for Monday to 7, of the month from 1 to 31, which is the last day of a shorter month; none is 1.
    pub day: Option<u8>,
    pub format: ReportFormat,
    pub to: Destination,
}

/// A schedule and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Schedule {
    pub guild: GuildId,
    pub name: String,
    pub kind: ReportKind,
    pub every: Every,
    pub user: Option<UserId>,
    pub channel: Option<ChannelId>,
    /// The name of the member or channel that it is about, where it is known.
    pub about: Option<String>,
    /// When in the guild's time zone, in minutes of the day.
    pub minute: u16,
    /// Of the week from 1 for Monday, or of the month; 1 if it is of every day.
    pub day: u8,
    /// The time zone of the guild.
    pub zone: String,
    pub format: ReportFormat,
    pub to: Destination,
    /// The name of the channel that it is posted to, where it is known.
    pub place: Option<String>,
    pub set_at: Timestamp,
    /// When it is made next.
    pub next_at: Option<Timestamp>,
    /// The last delivery.
    pub last: Option<Delivery>,
    /// Why reports do not arrive, and the way out; none if nothing is known against it.
    pub problem: Option<String>,
}

/// How far a delivery came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be made.
    Pending,
    /// It is made, and waits to be posted.
    Waiting,
    Done,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A report that is or was to be delivered.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Delivery {
    /// The report and the first day of its period, such as `weekly-2026-11-23`.
    pub period: String,
    /// Whether somebody asked for it.
    pub by_hand: bool,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub state: DeliveryState,
    pub tries: u32,
    /// The file, below the daemon's folder of reports.
    pub file: Option<String>,
    /// Why it is not done, or was not at the last try.
    pub error: Option<String>,
}

/// A schedule with its last deliveries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct ScheduleDetail {
    pub schedule: Schedule,
    pub deliveries: Vec<Delivery>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Schedules {
    /// Lists the schedules of a guild by name, and how they stand.
    async fn list(guild: GuildId) -> Result<Vec<Schedule>, Error>;
    /// Shows a schedule with its last deliveries.
    async fn show(guild: GuildId, name: String) -> Result<ScheduleDetail, Error>;
    /// Sets a schedule.
    async fn set(request: SetSchedule) -> Result<Schedule, Error>;
    /// Takes a schedule away; what waits to be posted for it goes with it.
    async fn remove(guild: GuildId, name: String) -> Result<(), Error>;
    /// Delivers the report on the last period that is over now, once more if it was delivered.
    async fn run(guild: GuildId, name: String) -> Result<Delivery, Error>;
}
