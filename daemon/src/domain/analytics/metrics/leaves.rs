use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Leaves;

impl Metric for Leaves {
    const NAME: &'static str = "leaves";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who left, bots included; by how long they had been members, in classes split at 1, 7, 30 and 365 days";
    const BY: Option<Part> = Some(Part::Tenure);
    const ONLY_LIVE: bool = true;
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.leaves_by_tenure)
}
