use super::Metric;
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct Messages;

impl Metric for Messages {
    const NAME: &'static str = "messages";
    const UNIT: &'static str = "messages";
    const ABOUT: &'static str = "Messages created in the hour, those of bots excluded";

    fn compute(facts: &FactWindow) -> Vec<Sample> {
        facts.samples(&facts.messages)
    }
}
