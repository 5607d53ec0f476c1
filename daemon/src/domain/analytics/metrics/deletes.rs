use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Deletes;

impl Metric for Deletes {
    const NAME: &'static str = "deletes";
    const UNIT: &'static str = "messages";
    const ABOUT: &'static str =
        "Messages deleted, counted when they were deleted, those of bots excluded";
    const BY: Option<Part> = Some(Part::Channel);
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.deletes)
}
