use super::{Metric, Source};

pub(super) struct RepeatOffence;

impl Metric for RepeatOffence {
    const NAME: &'static str = "repeat_offence";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str = "Of the members with a warning, timeout, kick or ban in the interval that did not fail, the share \
        with another one on the day of their first or the 30 days after it; told once these days are over and were heard";
    const SOURCE: Source = Source::Repeated(30);
}
