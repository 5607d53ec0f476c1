use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Cases;

impl Metric for Cases {
    const NAME: &'static str = "cases";
    const UNIT: &'static str = "cases";
    const ABOUT: &'static str = "Cases opened, those adopted from Discord included";
    const BY: Option<Part> = Some(Part::Kind);

    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.cases)
}
