use super::{Metric, Source};

pub(super) struct RulePrecision;

impl Metric for RulePrecision {
    const NAME: &'static str = "rule_precision";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str = "Of the cases opened in the interval that a rule brought about and people judged since, the share \
        that was not overturned: overturned is what somebody undid, as by granting an appeal; upheld is what else was closed, \
        or an appeal against it denied; failed cases and withdrawn imports do not count";
    const SOURCE: Source = Source::Judged;
}
