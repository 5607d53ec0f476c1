use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Reactions;

impl Metric for Reactions {
    const NAME: &'static str = "reactions";
    const UNIT: &'static str = "reactions";
    const ABOUT: &'static str =
        "Reactions added, those of bots excluded; removed ones are not taken off";
    const BY: Option<Part> = Some(Part::Channel);
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.reactions)
}
