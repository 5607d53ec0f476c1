use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Edits;

impl Metric for Edits {
    const NAME: &'static str = "edits";
    const UNIT: &'static str = "edits";
    const ABOUT: &'static str =
        "Messages edited, counted when they were edited, those of bots excluded";
    const BY: Option<Part> = Some(Part::Channel);
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.edits)
}
