use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Hourly, Sample, number, whole};

pub(super) struct Net;

impl Metric for Net {
    const NAME: &'static str = "net";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who joined less those who left";
    const ONLY_LIVE: bool = true;
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    let hours = facts.hours();
    hours.map(|hour| whole(hour, of(facts, hour))).collect()
}

/// Those of an hour, as far as they are known.
pub(super) fn of(facts: &FactWindow, hour: i64) -> f64 {
    let count = |counts: &Hourly| number(counts.get(&hour).copied().unwrap_or_default());
    count(&facts.joins) - count(&facts.leaves)
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;
    use crate::domain::analytics::HOUR_MS;

    #[test]
    fn more_may_leave_than_join() {
        let facts = FactWindow {
            to: Timestamp(2 * HOUR_MS),
            joins: Hourly::from([(0, 5), (HOUR_MS, 1)]),
            leaves: Hourly::from([(HOUR_MS, 3)]),
            ..FactWindow::default()
        };

        let values: Vec<f64> = compute(&facts).iter().map(|sample| sample.value).collect();

        assert_eq!(values, [5.0, -2.0]);
    }
}
