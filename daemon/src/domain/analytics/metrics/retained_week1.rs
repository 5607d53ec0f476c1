use emperione_protocol::analytics::Part;

use super::{Metric, Source};

pub(super) struct RetainedWeek1;

impl Metric for RetainedWeek1 {
    const NAME: &'static str = "retained_week1";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str = "Of those who joined in the interval, the share active in days 7 to 13 after their join; not told where some of these days were not \
        heard";
    const BY: Option<Part> = Some(Part::Invite);
    const NEEDS_MEMBERS: bool = true;
    const SOURCE: Source = Source::Retained(1);
}
