use super::Metric;
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct ActiveMembers;

impl Metric for ActiveMembers {
    const NAME: &'static str = "active_members";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members with at least one message, reaction or voice minute in the hour";
    const ADDS: bool = false;

    fn compute(facts: &FactWindow) -> Vec<Sample> {
        facts.samples(&facts.active)
    }
}
