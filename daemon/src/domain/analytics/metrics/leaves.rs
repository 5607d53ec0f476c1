use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Leaves;

impl Metric for Leaves {
    const NAME: &'static str = "leaves";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who left";
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.samples(&facts.leaves)
}
