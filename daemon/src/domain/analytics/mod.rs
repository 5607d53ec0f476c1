//! Metrics: what is measured, from facts alone. A metric is one file and one line in `metrics!`.

use std::collections::BTreeMap;

use emperione_protocol::Timestamp;

pub mod metrics;
pub mod series;

/// The length of a bucket, in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;

/// Counts by the first millisecond of their hour.
pub type Hourly = BTreeMap<i64, u64>;

/// What happened in a guild in an interval of whole hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactWindow {
    /// Included.
    pub from: Timestamp,
    /// Excluded.
    pub to: Timestamp,
    /// When we did not listen, and what was missed is not known.
    pub unheard: Vec<(Timestamp, Timestamp)>,
    pub joins: Hourly,
    pub leaves: Hourly,
    /// Of people, not of bots.
    pub messages: Hourly,
    /// Members with a message, a reaction or voice.
    pub active: Hourly,
}

/// The value of a metric in one hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub at: Timestamp,
    pub value: f64,
}

impl FactWindow {
    /// One sample per hour: zero where nothing happened, and none where nothing was heard.
    pub fn samples(&self, counts: &Hourly) -> Vec<Sample> {
        let count = (self.to.0 - self.from.0) / HOUR_MS;
        (0..count)
            .map(|index| self.from.0 + index * HOUR_MS)
            .filter(|hour| !self.is_unheard(*hour))
            .map(|hour| {
                let count = counts.get(&hour).copied().unwrap_or_default();
                Sample {
                    at: Timestamp(hour),
                    value: u32::try_from(count).map_or(f64::INFINITY, f64::from),
                }
            })
            .collect()
    }

    fn is_unheard(&self, hour: i64) -> bool {
        let whole = |(from, to): &(Timestamp, Timestamp)| from.0 <= hour && hour + HOUR_MS <= to.0;
        self.unheard.iter().any(whole)
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
    fn an_hour_without_facts_is_zero_and_one_unheard_is_not_there() {
        let window = FactWindow {
            from: Timestamp(0),
            to: Timestamp(4 * HOUR_MS),
            unheard: vec![(Timestamp(HOUR_MS + 1), Timestamp(3 * HOUR_MS))],
            joins: Hourly::from([(0, 3), (HOUR_MS, 1)]),
            ..FactWindow::default()
        };

        assert_eq!(values(&window), [(0, 3.0), (1, 1.0), (3, 0.0)]);
    }
}
