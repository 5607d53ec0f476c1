//! Metrics: what is measured, from facts alone. A metric is one file and one line in `metrics!`.

use std::collections::BTreeMap;

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Share};

use super::statistics::wilson;

pub mod calendar;
pub mod causes;
pub mod change;
pub mod cohorts;
pub mod days;
pub mod insights;
pub mod lives;
pub mod medians;
pub mod metrics;
pub mod newcomers;
pub mod repeats;
pub mod rules;
pub mod series;
pub mod tenure;

/// The length of a bucket, in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;

/// Instead of an invite's code, which has no brackets: a bot was added.
pub const BOT: &str = "(bot)";
/// By which invite somebody joined is not known.
pub const UNKNOWN: &str = "(unknown)";

/// Counts by the first millisecond of their hour.
pub type Hourly = BTreeMap<i64, u64>;

/// Counts by the first millisecond of their hour and by part, such as the id of a channel.
pub type Parts = BTreeMap<(i64, String), u64>;

/// What happened in a guild in an interval of whole hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactWindow {
    /// Included.
    pub from: Timestamp,
    /// Excluded.
    pub to: Timestamp,
    /// When we did not listen, and what was missed of the metric is not known.
    pub unheard: Vec<(Timestamp, Timestamp)>,
    pub joins: Hourly,
    pub leaves: Hourly,
    /// The same by the code of the invite, [`BOT`] or [`UNKNOWN`].
    pub joins_by_invite: Parts,
    /// The same by the word of the [`tenure`].
    pub leaves_by_tenure: Parts,
    /// Messages of people whose text is shown to us, by the word of their length.
    pub lengths: Parts,
    /// Of people, not of bots; by channel, as are the next three.
    pub messages: Parts,
    pub edits: Parts,
    pub deletes: Parts,
    pub reactions: Parts,
    /// Files that people sent; by channel, as are the next two.
    pub attachments: Parts,
    /// Messages of people that reply to one.
    pub replies: Parts,
    /// Connected and hearing, in milliseconds.
    pub voice_ms: Parts,
    /// Members with a message, a reaction or voice.
    pub active: Hourly,
    /// Members when the interval ended.
    pub members: u64,
    /// Opened, by kind.
    pub cases: Parts,
    /// Opened by people, by the id of who did.
    pub cases_by_actor: Parts,
}

/// The value of a metric in one hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub at: Timestamp,
    /// Empty for the whole guild.
    pub part: String,
    pub value: f64,
}

impl FactWindow {
    /// One sample per hour: zero where nothing happened, and none where something was not heard.
    pub fn samples(&self, counts: &Hourly) -> Vec<Sample> {
        let count = |hour| number(counts.get(&hour).copied().unwrap_or_default());
        self.hours().map(|hour| whole(hour, count(hour))).collect()
    }

    /// One sample per hour for the whole guild, and one for each part with something in it.
    pub fn parts(&self, counts: &Parts) -> Vec<Sample> {
        let mut samples = Vec::new();
        for hour in self.hours() {
            let of_hour = (hour, String::new())..(hour + 1, String::new());
            let found = counts.range(of_hour);
            let sum = found.clone().map(|(_, count)| count).sum();
            samples.push(whole(hour, number(sum)));
            samples.extend(found.map(|((_, part), count)| Sample {
                at: Timestamp(hour),
                part: part.clone(),
                value: number(*count),
            }));
        }
        samples
    }

    /// The hours that were heard whole, by their first millisecond.
    pub fn hours(&self) -> impl Iterator<Item = i64> {
        self.all_hours().filter(|hour| !self.is_unheard(*hour))
    }

    /// Every hour, by its first millisecond.
    pub fn all_hours(&self) -> impl DoubleEndedIterator<Item = i64> {
        let count = (self.to.0 - self.from.0) / HOUR_MS;
        (0..count).map(|index| self.from.0 + index * HOUR_MS)
    }

    /// Whether something of an hour was not heard.
    pub fn is_unheard(&self, hour: i64) -> bool {
        let touched = |(from, to): &(Timestamp, Timestamp)| from.0 < hour + HOUR_MS && hour < to.0;
        self.unheard.iter().any(touched)
    }
}

/// Whether some of what was not heard lies between two times.
pub fn touches(unheard: &[(Timestamp, Timestamp)], (from, to): (Timestamp, Timestamp)) -> bool {
    unheard.iter().any(|gap| gap.0 < to && gap.1 > from)
}

/// For how long somebody or something is watched, up to which time everything is known, and what was not heard of it.
pub struct Watch<'a> {
    pub ms: i64,
    pub known_until: Timestamp,
    pub unheard: &'a [(Timestamp, Timestamp)],
}

impl Watch<'_> {
    /// Whether what began before a time was watched to its end.
    pub fn is_over(&self, end: Timestamp) -> bool {
        end.0 + self.ms <= self.known_until.0
    }

    /// Whether everything was heard of what began between two times.
    pub fn is_heard(&self, (from, to): (Timestamp, Timestamp)) -> bool {
        !touches(self.unheard, (from, Timestamp(to.0 + self.ms)))
    }
}

/// The counts of all parts together.
pub fn together(parts: &Parts) -> Hourly {
    let mut sums = Hourly::new();
    for ((hour, _), n) in parts {
        *sums.entry(*hour).or_default() += n;
    }
    sums
}

/// The value of the whole guild in an hour.
pub fn whole(hour: i64, value: f64) -> Sample {
    Sample {
        at: Timestamp(hour),
        part: String::new(),
        value,
    }
}

/// A count as a value.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn number(count: u64) -> f64 {
    count as f64
}

/// Tells the share, in percent, that some are of all, and how sure it is; none of none.
pub fn share(bucket: &mut Bucket, (some, of): (u64, u64)) {
    let (part, all) = (number(some), number(of));
    bucket.value = (of > 0).then(|| part / all * 100.0);
    bucket.share = wilson(part, all).map(|(low, high)| Share {
        of,
        low: low * 100.0,
        high: high * 100.0,
    });
}

/// An interval of so many hours that were all heard, for a test.
#[cfg(test)]
pub(crate) fn bucket(at: Timestamp, hours: u32, value: Option<f64>) -> Bucket {
    Bucket {
        at,
        value,
        hours,
        heard_hours: hours,
        share: None,
    }
}

/// The first millisecond of the hour of a moment.
pub fn hour(at: Timestamp) -> Timestamp {
    Timestamp(at.0.div_euclid(HOUR_MS) * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(window: &FactWindow) -> Vec<(i64, f64)> {
        let samples = window.samples(&window.joins);
        let pair = |sample: &Sample| (sample.at.0 / HOUR_MS, sample.value);
        samples.iter().map(pair).collect()
    }

    #[test]
    fn an_hour_without_facts_is_zero_and_one_that_was_not_heard_whole_is_not_there() {
        let window = FactWindow {
            from: Timestamp(0),
            to: Timestamp(4 * HOUR_MS),
            unheard: vec![(Timestamp(2 * HOUR_MS - 1), Timestamp(3 * HOUR_MS))],
            joins: Hourly::from([(0, 3), (HOUR_MS, 1)]),
            ..FactWindow::default()
        };

        assert_eq!(values(&window), [(0, 3.0), (3, 0.0)]);
    }

    #[test]
    fn parts_add_up_to_the_whole_guild() {
        let part = |hour: i64, part: &str| (hour * HOUR_MS, part.to_owned());
        let window = FactWindow {
            from: Timestamp(0),
            to: Timestamp(3 * HOUR_MS),
            messages: Parts::from([(part(0, "5"), 3), (part(0, "7"), 1), (part(2, "5"), 2)]),
            ..FactWindow::default()
        };

        let samples = window.parts(&window.messages);

        let told = samples
            .iter()
            .map(|sample| (sample.at.0 / HOUR_MS, sample.part.as_str(), sample.value));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                (0, "", 4.0),
                (0, "5", 3.0),
                (0, "7", 1.0),
                (1, "", 0.0),
                (2, "", 2.0),
                (2, "5", 2.0)
            ]
        );
    }
}
