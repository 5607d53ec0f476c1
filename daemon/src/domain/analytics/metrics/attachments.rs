use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Attachments;

impl Metric for Attachments {
    const NAME: &'static str = "attachments";
    const UNIT: &'static str = "files";
    const ABOUT: &'static str = "Files sent with messages, those of bots and webhooks excluded";
    const BY: Option<Part> = Some(Part::Channel);
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.attachments)
}
