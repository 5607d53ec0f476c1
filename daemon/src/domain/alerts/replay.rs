//! A rule on the past, by the machine that watches the present.

use std::collections::VecDeque;
use std::time::Duration;

use emperione_protocol::Timestamp;

use super::baseline::{Hours, end};
use super::machine::{Machine, Phase, Transition, rings};
use super::{Condition, Missing, Reading, Rule, Source, whole};
use crate::domain::analytics::HOUR_MS;

/// How often a live rule is read.
pub const EVERY: Duration = Duration::from_secs(2);
/// How often the time since something happened is read.
const MINUTE: i64 = 60;
const WEEK_S: f64 = 604_800.0;

/// One ringing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ringing {
    pub at: Timestamp,
    /// None if it still rings at the end.
    pub cleared_at: Option<Timestamp>,
    /// The value with which it rang, and the one farthest off.
    pub value: f64,
    pub peak: f64,
}

/// What a rule would have done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replayed {
    pub ringings: Vec<Ringing>,
    /// How long it had enough data.
    pub known_ms: i64,
    /// Why it had not, the last time.
    pub missing: Option<Missing>,
}

/// Collects what a machine does.
#[derive(Default)]
pub struct Recorder {
    machine: Machine,
    replayed: Replayed,
}

impl Recorder {
    /// Takes a reading that stands for a time of this length.
    pub fn read(&mut self, rule: &Rule, at: Timestamp, length_ms: i64, reading: &Reading) {
        let transition = self.machine.step(rule, at, reading);
        let value = match *reading {
            Reading::Value(value) => {
                self.replayed.known_ms += length_ms;
                value
            }
            Reading::Missing(missing) => {
                self.replayed.missing = Some(missing);
                return;
            }
        };
        match transition {
            Some(Transition::Rang) => self.replayed.ringings.push(Ringing {
                at,
                cleared_at: None,
                value,
                peak: value,
            }),
            Some(Transition::Cleared) => {
                if let Some(last) = self.replayed.ringings.last_mut() {
                    last.cleared_at = Some(at);
                }
            }
            None => {}
        }
        if rings(self.machine.phase)
            && let Some(last) = self.replayed.ringings.last_mut()
            && rule.is_farther(value, last.peak)
        {
            last.peak = value;
        }
    }

    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    pub fn end(self) -> Replayed {
        self.replayed
    }
}

impl Rule {
    /// Whether a value is farther beyond the level than another.
    pub fn is_farther(&self, value: f64, than: f64) -> bool {
        match self.condition {
            Condition::Threshold { op, .. } if op.is_upward() => value > than,
            Condition::Threshold { .. } => value < than,
            Condition::Absence { .. } => value > than,
            Condition::Change { direction, .. } | Condition::Anomaly { direction, .. } => {
                direction.size(value) > direction.size(than)
            }
        }
    }
}

/// Replays whole hours, from one to before another.
pub fn hours(rule: &Rule, hours: &Hours, (from, to): (i64, i64)) -> Replayed {
    let mut recorder = Recorder::default();
    for hour in from..to {
        let reading = hours.read(rule, hour);
        recorder.read(rule, end(hour), HOUR_MS, &reading);
    }
    recorder.end()
}

/// Replays counts of seconds, oldest first, of an interval, which is not heard in some parts. What comes in parts may
/// be given in parts.
pub struct Seconds<'a> {
    rule: &'a Rule,
    recorder: Recorder,
    window: i64,
    /// What is within the window.
    within: VecDeque<(i64, u32)>,
    sum: u64,
    last: Option<i64>,
    from: i64,
    /// The next time at which it is read.
    next: i64,
    unheard: Vec<(i64, i64)>,
}

impl<'a> Seconds<'a> {
    /// Begins at a second; intervals that were not heard are in seconds too.
    pub fn new(rule: &'a Rule, from: i64, unheard: Vec<(i64, i64)>) -> Self {
        let window = match (rule.source(), rule.condition) {
            (Source::Live { window, .. }, _) => window.as_secs().cast_signed(),
            (_, Condition::Absence { length }) => length.as_secs().cast_signed(),
            _ => 0,
        };
        Self {
            rule,
            recorder: Recorder::default(),
            window,
            within: VecDeque::new(),
            sum: 0,
            last: None,
            from,
            next: from + window,
            unheard,
        }
    }

    /// Goes on to a second, with what happened before it.
    pub fn go_on(&mut self, counts: impl IntoIterator<Item = (i64, u32)>, to: i64) {
        for (second, count) in counts {
            self.read_before(second);
            self.within.push_back((second, count));
            self.sum += u64::from(count);
            self.last = Some(second);
        }
        self.read_before(to);
    }

    pub fn end(self) -> Replayed {
        self.recorder.end()
    }

    /// Reads at every time of its pace that is before a second.
    fn read_before(&mut self, second: i64) {
        while self.next < second {
            let at = self.next;
            while let Some((first, count)) = self.within.front().copied()
                && first <= at - self.window
            {
                self.within.pop_front();
                self.sum -= u64::from(count);
            }
            let step = self.step(at, second);
            let reading = self.reading(at);
            let moment = Timestamp(at * 1_000);
            self.recorder
                .read(self.rule, moment, step * 1_000, &reading);
            self.next += step;
        }
    }

    /// How far it is to the next reading: where nothing can change before the next event, all the way.
    fn step(&self, at: i64, next_event: i64) -> i64 {
        let pace = EVERY.as_secs().cast_signed();
        let upward =
            matches!(self.rule.condition, Condition::Threshold { op, .. } if op.is_upward());
        let idle = self.recorder.machine().phase == Phase::Quiet;
        match self.rule.condition {
            Condition::Absence { .. } => MINUTE,
            _ if upward && idle && self.within.is_empty() && self.heard(at) => {
                let ahead = self.next_miss(at).min(next_event) - at;
                (ahead.div_euclid(pace) * pace).max(pace)
            }
            _ if upward => pace,
            _ => pace.max(self.window / 20),
        }
    }

    fn next_miss(&self, at: i64) -> i64 {
        let begins = self.unheard.iter().map(|(from, _)| *from);
        begins.filter(|from| *from > at).min().unwrap_or(i64::MAX)
    }

    fn heard(&self, at: i64) -> bool {
        let misses = |(from, to): &(i64, i64)| *from <= at && at - self.window < *to;
        !self.unheard.iter().any(misses)
    }

    fn reading(&self, at: i64) -> Reading {
        if let Condition::Absence { .. } = self.rule.condition {
            let since = self.last.unwrap_or(self.from).max(self.from);
            let value = whole(at - since);
            return if self.heard(at) || value < 1.0 {
                Reading::Value(value)
            } else {
                Reading::Missing(Missing::NotHeard)
            };
        }
        let value = whole(self.sum.cast_signed());
        if self.heard(at) || self.rule.is_over(value) && self.is_lower_bound() {
            Reading::Value(value)
        } else {
            Reading::Missing(Missing::NotHeard)
        }
    }

    /// Whether what is counted can only be more in truth, and more only makes it ring.
    fn is_lower_bound(&self) -> bool {
        matches!(self.rule.condition, Condition::Threshold { op, .. } if op.is_upward())
    }
}

/// How far back a replay of a rule may go.
pub fn farthest(rule: &Rule) -> Duration {
    let days = if rule.is_live() { 90 } else { 400 };
    Duration::from_hours(days * 24)
}

/// The length of a time in weeks.
pub fn weeks(ms: i64) -> f64 {
    whole(ms / 1_000) / WEEK_S
}
