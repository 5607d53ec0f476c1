use emperione_protocol::analytics::Every;

use super::{Metric, Source};

pub(super) struct Stickiness;

impl Metric for Stickiness {
    const NAME: &'static str = "stickiness";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str =
        "The active members of the day over those of the thirty days up to its end (DAU over MAU)";
    const EVERY: &'static [Every] = &[Every::Day];
    const SOURCE: Source = Source::Ratio {
        over: "active_members",
        under: "mau",
        per: 100.0,
    };
}
