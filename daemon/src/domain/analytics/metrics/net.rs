use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Hourly, Sample, number, whole};

pub(super) struct Net;

impl Metric for Net {
    const NAME: &'static str = "net";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who joined less those who left";
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

pub(super) fn compute(facts: &FactWindow) -> Vec<Sample> {
    let count = |counts: &Hourly, hour| number(counts.get(&hour).copied().unwrap_or_default());
    let net = |hour| count(&facts.joins, hour) - count(&facts.leaves, hour);
    facts.hours().map(|hour| whole(hour, net(hour))).collect()
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
