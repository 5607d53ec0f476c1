use super::{Metric, Roll, Source, net};
use crate::domain::analytics::{FactWindow, Sample, number, whole};

pub(super) struct Members;

impl Metric for Members {
    const NAME: &'static str = "members";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members when the interval ended, bots included";
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::Hours(compute, Roll::Last);
}

/// Counted back from the end, through hours that were not heard, too: what came of them is known.
fn compute(facts: &FactWindow) -> Vec<Sample> {
    let mut members = number(facts.members);
    let mut samples = Vec::new();
    for hour in facts.all_hours().rev() {
        if !facts.is_unheard(hour) {
            samples.push(whole(hour, members));
        }
        members -= net::of(facts, hour);
    }
    samples.reverse();
    samples
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;
    use crate::domain::analytics::{HOUR_MS, Hourly};

    #[test]
    fn members_are_counted_back_from_the_end() {
        let facts = FactWindow {
            to: Timestamp(3 * HOUR_MS),
            joins: Hourly::from([(0, 7), (2 * HOUR_MS, 1)]),
            leaves: Hourly::from([(HOUR_MS, 3)]),
            members: 105,
            ..FactWindow::default()
        };

        let values: Vec<f64> = compute(&facts).iter().map(|sample| sample.value).collect();

        assert_eq!(values, [107.0, 104.0, 105.0]);
    }

    #[test]
    fn who_came_in_an_hour_that_was_not_heard_counts() {
        let facts = FactWindow {
            to: Timestamp(3 * HOUR_MS),
            unheard: vec![(Timestamp(HOUR_MS), Timestamp(2 * HOUR_MS))],
            joins: Hourly::from([(HOUR_MS, 7)]),
            members: 105,
            ..FactWindow::default()
        };

        let values: Vec<f64> = compute(&facts).iter().map(|sample| sample.value).collect();

        assert_eq!(values, [98.0, 105.0]);
    }
}
