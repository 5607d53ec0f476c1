use super::{Metric, Sets, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct ActiveMembers;

impl Metric for ActiveMembers {
    const NAME: &'static str = "active_members";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str =
        "Members with at least one message, reaction or voice minute in the interval, each once";
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::Members {
        hours: Some(compute),
        sets: Sets::Active,
        count: |members| members.active.len(),
    };
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.samples(&facts.active)
}
