use super::{Metric, Source};

pub(super) struct Mau;

impl Metric for Mau {
    const NAME: &'static str = "mau";
    const UNIT: &'static str = "members";
    const ABOUT: &'static str =
        "Members active in the thirty days up to the end of the interval";
    const SOURCE: Source = Source::Active(30);
}
