use emperione_protocol::analytics::Every;

use super::{Metric, Source};

pub(super) struct Activated;

impl Metric for Activated {
    const NAME: &'static str = "activated";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str = "Of the people who joined in the interval, the share with a third message or a stay in voice that \
        ended less than 24 hours after their join; told once all of them had these hours, without those of whom some were not \
        heard";
    const EVERY: &'static [Every] = &[Every::Day, Every::Week, Every::Month];
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::Activated(24);
}
