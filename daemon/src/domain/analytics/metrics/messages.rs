use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Messages;

impl Metric for Messages {
    const NAME: &'static str = "messages";
    const UNIT: &'static str = "messages";
    const ABOUT: &'static str = "Messages created, those of bots excluded";
    const BY: Option<Part> = Some(Part::Channel);

    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.messages)
}
