use emperione_protocol::analytics::Part;

use super::{Metric, Source};

pub(super) struct ThreadLife;

impl Metric for ThreadLife {
    const NAME: &'static str = "thread_life";
    const UNIT: &'static str = "seconds";
    const ABOUT: &'static str = "Median time from the creation of a thread to the last message of a person in it within 7 \
        days, 0 if nobody wrote, of the threads begun in the interval, when those 7 days are over; by the channel that the \
        threads belong to";
    const BY: Option<Part> = Some(Part::Channel);
    const SOURCE: Source = Source::Lived;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::threads::WATCHED_MS;

    #[test]
    fn the_definition_names_the_days() {
        assert!(ThreadLife::ABOUT.contains("within 7 days"));
        assert_eq!(WATCHED_MS, 7 * 86_400_000);
    }
}
