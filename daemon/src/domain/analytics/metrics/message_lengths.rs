use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct MessageLengths;

impl Metric for MessageLengths {
    const NAME: &'static str = "message_lengths";
    const UNIT: &'static str = "messages";
    const ABOUT: &'static str = "Messages whose text is shown to us, those of bots and webhooks excluded; by their length, in classes of up to 20, up to 200 and more characters";
    const BY: Option<Part> = Some(Part::Length);
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.lengths)
}
