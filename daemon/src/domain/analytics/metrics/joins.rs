use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Joins;

impl Metric for Joins {
    const NAME: &'static str = "joins";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who joined";
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.samples(&facts.joins)
}
