use super::{Metric, Sets, Source};

pub(super) struct NewActive;

impl Metric for NewActive {
    const NAME: &'static str = "new_active";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Active members who joined in the interval";
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::Members {
        hours: None,
        sets: Sets::Active,
        count: |members| members.active.intersection_len(&members.joined),
    };
}
