use super::{Metric, Source};

pub(super) struct Wau;

impl Metric for Wau {
    const NAME: &'static str = "wau";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members active in the seven days up to the end of the interval; not told where some of \
        these days were not heard or were before the guild was seen";
    const SOURCE: Source = Source::Active(7);
}
