use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Joins;

impl Metric for Joins {
    const NAME: &'static str = "joins";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members who joined, bots included; by the code of the invite, where the uses of exactly one grew";
    const BY: Option<Part> = Some(Part::Invite);
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    facts.parts(&facts.joins_by_invite)
}
