use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct ModeratorCases;

impl Metric for ModeratorCases {
    const NAME: &'static str = "moderator_cases";
    const UNIT: &'static str = "cases";
    const ABOUT: &'static str = "Cases opened by people, not by the daemon itself";
    const BY: Option<Part> = Some(Part::Actor);
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.cases_by_actor)
}
