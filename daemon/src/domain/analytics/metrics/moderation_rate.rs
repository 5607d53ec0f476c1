use emperione_protocol::analytics::Part;

use super::{Metric, Source};

pub(super) struct ModerationRate;

impl Metric for ModerationRate {
    const NAME: &'static str = "moderation_rate";
    const UNIT: &'static str = "cases per 1,000 messages";
    const ABOUT: &'static str = "Cases opened for each 1,000 messages";
    const BY: Option<Part> = Some(Part::Kind);
    const SOURCE: Source = Source::Ratio {
        over: "cases",
        under: "messages",
        per: 1_000.0,
    };
}
