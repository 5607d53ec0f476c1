use super::{Metric, Source, Span};

pub(super) struct Wau;

impl Metric for Wau {
    const NAME: &'static str = "wau";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str =
        "Members active in the seven days up to the end of the interval";
    const SOURCE: Source = Source::Members {
        hours: None,
        span: Span::Last(7),
        count: |members| members.active.len(),
    };
}
