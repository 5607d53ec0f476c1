use super::{Metric, Source};

pub(super) struct Wau;

impl Metric for Wau {
    const NAME: &'static str = "wau";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str =
        "Members active in the seven days up to the end of the interval";
    const SOURCE: Source = Source::Active(7);
}
