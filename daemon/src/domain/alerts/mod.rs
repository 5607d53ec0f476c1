//! Alert rules: a condition on what is counted, and who is told when it becomes true. Nothing here knows whether its
//! readings are of now or of the past, so that a rule is tried on the past by the code that watches.

pub mod baseline;
mod check;
pub mod grammar;
pub mod machine;
pub mod replay;
#[cfg(test)]
mod tests;

use std::time::Duration;

use emperione_protocol::{ChannelId, Timestamp};

use super::analytics::calendar::Calendar;
use super::live::Measure;

pub use check::problem;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
/// How much calmer than its level a value has to be, if a rule does not say.
const MARGIN: f64 = 0.2;
const MARGIN_OF_DEVIATIONS: f64 = 0.4;
/// The smallest hourly count whose change says something, if a rule does not say.
const LEAST: f64 = 20.0;

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The name of a live count or of a metric.
    pub measure: String,
    pub channel: Option<ChannelId>,
    pub condition: Condition,
    /// The value at which it may clear.
    pub clear: Option<f64>,
    /// How long it has to hold before it rings.
    pub held: Option<Duration>,
    /// How long it has to be calm before it clears.
    pub calm: Option<Duration>,
    /// How many earlier samples are needed.
    pub samples: Option<u32>,
    /// The least count whose change says something.
    pub least: Option<f64>,
    /// When nobody is told.
    pub quiet: Option<Quiet>,
    pub routes: Vec<Route>,
}

/// When a rule holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    Threshold {
        op: Op,
        level: f64,
        /// Of an hour, if none is given.
        within: Option<Duration>,
    },
    Absence {
        length: Duration,
    },
    /// Against the median of the same hour of earlier weeks.
    Change {
        direction: Direction,
        percent: f64,
    },
    /// Against what the hour of the week usually has.
    Anomaly {
        direction: Direction,
        deviations: f64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Above,
    AtLeast,
    Below,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Either,
    Up,
    Down,
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Inbox,
    Channel(ChannelId),
    Webhook(String),
    Command(String),
}

/// Hours of each day in the time zone of the guild, in minutes; the end is excluded, and may be on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub from: u16,
    pub to: u16,
}

/// What a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The live counts of a window.
    Live { measure: Measure, window: Duration },
    /// The time since something happened last.
    Last,
    /// Whole hours of a metric.
    Hours,
}

/// What a rule sees at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    Value(f64),
    Missing(Missing),
}

/// Why there is no value. It is never read as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Missing {
    /// There was no listening.
    NotHeard,
    /// The intents of the bot do not bring it.
    NoIntent,
    /// Too few earlier samples.
    Few { have: u32, need: u32 },
    /// Less than a week of hours is known.
    Short,
    /// Counts so small that a change of them says nothing.
    Small { least: f64 },
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotHeard => f.write_str("a part of the time was not heard"),
            Self::NoIntent => f.write_str("the bot runs without the intent for members"),
            Self::Few { have, need } => write!(f, "{have} of {need} earlier samples"),
            Self::Short => f.write_str("less than a week of hours is known"),
            Self::Small { least } => write!(f, "fewer than {least} in the hour"),
        }
    }
}

impl Op {
    fn holds(self, value: f64, level: f64) -> bool {
        match self {
            Self::Above => value > level,
            Self::AtLeast => value >= level,
            Self::Below => value < level,
            Self::AtMost => value <= level,
        }
    }

    pub fn is_upward(self) -> bool {
        matches!(self, Self::Above | Self::AtLeast)
    }
}

impl Direction {
    /// How far a value is off in this direction.
    fn size(self, value: f64) -> f64 {
        match self {
            Self::Either => value.abs(),
            Self::Up => value,
            Self::Down => -value,
        }
    }
}

impl Quiet {
    pub fn contains(self, at: Timestamp, calendar: &Calendar) -> bool {
        let Some(minute) = calendar.minute_of_day(at) else {
            return false;
        };
        let (from, to) = (self.from, self.to);
        if from <= to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    }
}

impl Rule {
    /// Whether a value is beyond the level at which it rings.
    pub fn is_over(&self, value: f64) -> bool {
        match self.condition {
            Condition::Threshold { op, level, .. } => op.holds(value, level),
            Condition::Absence { length } => value >= length.as_secs_f64(),
            Condition::Change { direction, percent } => direction.size(value) >= percent,
            Condition::Anomaly {
                direction,
                deviations,
            } => direction.size(value) >= deviations,
        }
    }

    /// Whether a value is calm enough to clear.
    pub fn is_calm(&self, value: f64) -> bool {
        let clear = self.clears_at();
        match self.condition {
            Condition::Threshold { op, .. } if op.is_upward() => value <= clear,
            Condition::Threshold { .. } => value >= clear,
            Condition::Absence { length } => value < length.as_secs_f64(),
            Condition::Change { direction, .. } | Condition::Anomaly { direction, .. } => {
                direction.size(value) <= clear
            }
        }
    }

    /// The value at which it may clear.
    pub fn clears_at(&self) -> f64 {
        self.clear.unwrap_or(match self.condition {
            Condition::Threshold { op, level, .. } if op.is_upward() => level * (1.0 - MARGIN),
            Condition::Threshold { level, .. } => level * (1.0 + MARGIN),
            Condition::Absence { length } => length.as_secs_f64(),
            Condition::Change { percent, .. } => percent * (1.0 - MARGIN),
            Condition::Anomaly { deviations, .. } => deviations * (1.0 - MARGIN_OF_DEVIATIONS),
        })
    }

    /// How long it has to be calm before it clears.
    pub fn calm_for(&self) -> Duration {
        self.calm.unwrap_or(match self.source() {
            Source::Live { .. } => 10 * MINUTE,
            Source::Last => Duration::ZERO,
            Source::Hours => HOUR,
        })
    }

    /// How many earlier samples are needed.
    pub fn needs(&self) -> u32 {
        self.samples.unwrap_or(match self.condition {
            Condition::Change { .. } => 3,
            Condition::Anomaly { .. } => 2,
            Condition::Threshold { .. } | Condition::Absence { .. } => 0,
        })
    }

    /// The least count whose change says something.
    pub fn least(&self) -> f64 {
        self.least.unwrap_or(LEAST)
    }

    pub fn source(&self) -> Source {
        match self.condition {
            Condition::Absence { .. } => Source::Last,
            Condition::Threshold {
                within: Some(window),
                ..
            } if window <= HOUR => match Measure::read(&self.measure) {
                // By the second only messages are told apart by channel.
                Some(measure) if self.channel.is_none() || measure == Measure::Messages => {
                    Source::Live { measure, window }
                }
                _ => Source::Hours,
            },
            _ => Source::Hours,
        }
    }

    /// Whether it is read from moment to moment, and not by the hour.
    pub fn is_live(&self) -> bool {
        self.source() != Source::Hours
    }

    /// What kind of condition it has.
    pub fn kind(&self) -> &'static str {
        match self.condition {
            Condition::Threshold { .. } => "threshold",
            Condition::Absence { .. } => "absence",
            Condition::Change { .. } => "change",
            Condition::Anomaly { .. } => "anomaly",
        }
    }

    /// Whether nobody is to be told now.
    pub fn is_quiet(&self, at: Timestamp, calendar: &Calendar) -> bool {
        self.quiet.is_some_and(|quiet| quiet.contains(at, calendar))
    }

    /// A value in words, such as `12 joins in 10s` or `4.1 deviations`.
    pub fn describe(&self, value: f64) -> String {
        let plain = number(value);
        match self.condition {
            Condition::Threshold { within, .. } => {
                let within = within.unwrap_or(HOUR);
                let within = super::duration::format(within);
                format!("{plain} {} in {within}", self.measure.replace('_', " "))
            }
            Condition::Absence { .. } => {
                let since = Duration::try_from_secs_f64(value.max(0.0)).unwrap_or_default();
                format!("none for {}", super::duration::format_age(since))
            }
            Condition::Change { .. } => format!("{value:+.0} %"),
            Condition::Anomaly { .. } => format!("{value:+.1} deviations"),
        }
    }
}

/// A count or a number of seconds, as values are.
pub fn whole(n: i64) -> f64 {
    u32::try_from(n.max(0)).map_or(f64::from(u32::MAX), f64::from)
}

/// A number with no more digits than it needs.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}
