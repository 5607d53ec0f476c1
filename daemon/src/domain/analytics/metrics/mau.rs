use super::{Metric, Source};

pub(super) struct Mau;

impl Metric for Mau {
    const NAME: &'static str = "mau";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str = "Members active in the thirty days up to the end of the interval; not told where some of \
        these days were not heard or were before the guild was seen";
    const SOURCE: Source = Source::Active(30);
}
