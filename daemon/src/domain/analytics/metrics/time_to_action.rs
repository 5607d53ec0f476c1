use emperione_protocol::analytics::Every;

use super::{Metric, Source, Took};

pub(super) struct TimeToAction;

impl Metric for TimeToAction {
    const NAME: &'static str = "time_to_action";
    const UNIT: &'static str = "minutes";
    const ABOUT: &'static str = "Median time from the first report of an item in the inbox to the action that decided it, exact, \
        counted when it was decided; dismissed and merged reports do not count";
    const EVERY: &'static [Every] = &[Every::Day, Every::Week, Every::Month];
    const SOURCE: Source = Source::Median(Took::Decision);
}
