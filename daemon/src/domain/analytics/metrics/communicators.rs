use super::{Metric, Sets, Source};

pub(super) struct Communicators;

impl Metric for Communicators {
    const NAME: &'static str = "communicators";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members with at least three messages or any voice in the interval, as Discord's own Insights count";
    const SOURCE: Source = Source::Members {
        hours: None,
        sets: Sets::Doings,
        count: |members| members.communicators().len(),
    };
}
