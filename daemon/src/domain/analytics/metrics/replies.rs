use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Replies;

impl Metric for Replies {
    const NAME: &'static str = "replies";
    const UNIT: &'static str = "messages";
    const ABOUT: &'static str =
        "Messages that reply to one in Discord's own sense, those of bots and webhooks excluded";
    const BY: Option<Part> = Some(Part::Channel);
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.replies)
}
