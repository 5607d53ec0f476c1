//! What an hour is compared with: the same hour of earlier weeks, by the clocks of the guild.

use emperione_protocol::Timestamp;

use super::{Condition, Missing, Reading, Rule, whole};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::{HOUR_MS, Sample};
use crate::domain::duration::millis;
use crate::domain::statistics::{NORMAL, median};

const DAY: i64 = 24;
const WEEK: i64 = 7 * DAY;
/// How far back the past is looked at.
pub const WEEKS: i64 = 8;
/// What the guild's level weighs beside the samples of one hour of the week: in the centre, and in the spread.
const WEIGHT_OF_DAY: f64 = 2.0;
const WEIGHT_OF_GUILD: f64 = 8.0;
/// Without so many hours in all, nothing is usual.
const LEAST_HOURS: usize = 7 * 24;
/// On the scale of [`steady`], counts scatter by this at least.
const CHANCE: f64 = 1.0;

/// Hours of a metric; a gap has no value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hours {
    /// Counted from 1970.
    first: i64,
    values: Vec<Option<f64>>,
    /// By how many hours the zone of the guild was ahead of UTC in each.
    ahead: Vec<i64>,
}

impl Hours {
    /// Puts samples, oldest first, in their places.
    pub fn new(samples: &[Sample], calendar: &Calendar) -> Self {
        let number = |sample: &Sample| sample.at.0.div_euclid(HOUR_MS);
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
            return Self::default();
        };
        let first = number(first);
        let length = usize::try_from(number(last) - first + 1).unwrap_or_default();
        let mut values = vec![None; length];
        for sample in samples {
            let place = usize::try_from(number(sample) - first).unwrap_or(usize::MAX);
            if let Some(value) = values.get_mut(place) {
                *value = Some(sample.value);
            }
        }
        let hours = (first..).take(length);
        let ahead = hours.map(|hour| calendar.hours_ahead(Timestamp(hour * HOUR_MS)));
        Self {
            first,
            ahead: ahead.collect(),
            values,
        }
    }

    fn get(&self, hour: i64) -> Option<f64> {
        let place = usize::try_from(hour - self.first).ok()?;
        self.values.get(place).copied().flatten()
    }

    /// By how much the guild's clocks are ahead of UTC; beyond the first and the last hour as in these.
    fn ahead(&self, hour: i64) -> i64 {
        let place = usize::try_from((hour - self.first).max(0)).unwrap_or(usize::MAX);
        let ahead = self.ahead.get(place).or(self.ahead.last());
        ahead.copied().unwrap_or_default()
    }

    /// The hour at which the clocks of the guild showed what they show at another one, so many hours away.
    fn same_clock(&self, hour: i64, away: i64) -> i64 {
        hour + away + self.ahead(hour) - self.ahead(hour + away)
    }

    /// The first hour and the one after the last.
    pub fn range(&self) -> (i64, i64) {
        let length = i64::try_from(self.values.len()).unwrap_or(i64::MAX);
        (self.first, self.first + length)
    }

    /// How many hours of a range have a value.
    pub fn heard(&self, hours: std::ops::Range<i64>) -> usize {
        hours.filter(|hour| self.get(*hour).is_some()).count()
    }

    /// What a rule sees at the end of an hour.
    pub fn read(&self, rule: &Rule, hour: i64) -> Reading {
        match rule.condition {
            Condition::Threshold { within, .. } => {
                let hours = within.map_or(1, |within| millis(within) / HOUR_MS).max(1);
                let mut window = (hour - hours + 1..=hour).map(|hour| self.get(hour));
                let sum = window.try_fold(0.0, |sum, value| Some(sum + value?));
                sum.map_or(Reading::Missing(Missing::NotHeard), Reading::Value)
            }
            Condition::Change { .. } => self.change(rule, hour),
            Condition::Anomaly { .. } => self.deviation(rule, hour),
            Condition::Absence { .. } => Reading::Missing(Missing::NotHeard),
        }
    }

    /// The same hour of earlier weeks, as far as it was heard.
    fn earlier(&self, hour: i64, step: i64) -> Vec<f64> {
        let count = WEEKS * WEEK / step;
        let before = (1..=count).filter_map(|n| self.get(self.same_clock(hour, -n * step)));
        before.collect()
    }

    fn change(&self, rule: &Rule, hour: i64) -> Reading {
        let Some(value) = self.get(hour) else {
            return Reading::Missing(Missing::NotHeard);
        };
        let earlier = self.earlier(hour, WEEK);
        let have = u32::try_from(earlier.len()).unwrap_or(u32::MAX);
        let need = rule.needs().max(1);
        let Some(usual) = median(earlier).filter(|_| have >= need) else {
            return Reading::Missing(Missing::Few { have, need });
        };
        if value.max(usual) < rule.least() {
            let least = rule.least();
            return Reading::Missing(Missing::Small { least });
        }
        Reading::Value((value - usual) / usual.max(1.0) * 100.0)
    }

    fn deviation(&self, rule: &Rule, hour: i64) -> Reading {
        let Some(value) = self.get(hour) else {
            return Reading::Missing(Missing::NotHeard);
        };
        let same = self.steady(hour, WEEK);
        let have = u32::try_from(same.len()).unwrap_or(u32::MAX);
        let need = rule.needs();
        let first = hour - WEEKS * WEEK;
        if have < need {
            return Reading::Missing(Missing::Few { have, need });
        }
        if self.heard(first..hour) < LEAST_HOURS {
            return Reading::Missing(Missing::Short);
        }
        let n = f64::from(have);
        let day = median(self.steady(hour, DAY)).unwrap_or_default();
        let centre = median(same.clone()).unwrap_or(day);
        let shrunk = (n * centre + WEIGHT_OF_DAY * day) / (n + WEIGHT_OF_DAY);
        let own = spread(same.into_iter().map(|it| it - centre));
        let guild = spread(self.residues(first, hour));
        let scatter = (n * own + WEIGHT_OF_GUILD * guild) / (n + WEIGHT_OF_GUILD);
        Reading::Value((steady(value) - shrunk) / scatter.max(CHANCE))
    }

    fn steady(&self, hour: i64, step: i64) -> Vec<f64> {
        self.earlier(hour, step).into_iter().map(steady).collect()
    }

    /// How far each hour of a range is from the usual one of its hour of the week.
    fn residues(&self, first: i64, end: i64) -> impl Iterator<Item = f64> {
        let class = move |of: i64| {
            let weeks = (of..end).step_by(168);
            weeks.filter_map(move |hour| self.get(self.same_clock(of, hour - of)))
        };
        (first..first + WEEK).flat_map(move |of| {
            let values: Vec<f64> = class(of).map(steady).collect();
            let usual = median(values.clone()).unwrap_or_default();
            // Their own median is nearer to few values than that of all others would be.
            let n = whole(i64::try_from(values.len()).unwrap_or(i64::MAX));
            let widen = n / (n - 1.0).max(1.0);
            values.into_iter().map(move |value| (value - usual) * widen)
        })
    }
}

/// The time of a reading of an hour: its end.
pub fn end(hour: i64) -> Timestamp {
    Timestamp((hour + 1) * HOUR_MS)
}

/// A count on a scale on which chance scatters small and large counts alike (Anscombe's transform).
fn steady(count: f64) -> f64 {
    2.0 * (count.max(0.0) + 0.375).sqrt()
}

/// How far values scatter around zero, hardly moved by outliers.
fn spread(residues: impl Iterator<Item = f64>) -> f64 {
    median(residues.map(f64::abs).collect()).unwrap_or_default() * NORMAL
}
