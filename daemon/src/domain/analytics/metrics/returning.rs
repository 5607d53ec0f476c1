use super::{Metric, Sets, Source};

pub(super) struct Returning;

impl Metric for Returning {
    const NAME: &'static str = "returning";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Active members who had joined before the interval";
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::Members {
        hours: None,
        sets: Sets::Active,
        count: |members| members.active.difference_len(&members.joined),
    };
}
