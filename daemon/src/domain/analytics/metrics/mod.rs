//! The registry of metrics.

use super::{FactWindow, Sample};

/// A metric: its name is that of its file.
trait Metric {
    const NAME: &'static str;
    const UNIT: &'static str;
    /// Its definition, in one sentence.
    const ABOUT: &'static str;
    /// Whether hours add up: members counted in two hours may be the same.
    const ADDS: bool = true;

    fn compute(facts: &FactWindow) -> Vec<Sample>;
}

/// What is known of a metric.
pub struct Info {
    pub name: &'static str,
    pub unit: &'static str,
    pub about: &'static str,
    pub adds: bool,
    pub compute: fn(&FactWindow) -> Vec<Sample>,
}

macro_rules! metrics {
    ($($module:ident::$metric:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every metric.
        pub const ALL: &[Info] = &[$(Info {
            name: $module::$metric::NAME,
            unit: $module::$metric::UNIT,
            about: $module::$metric::ABOUT,
            adds: $module::$metric::ADDS,
            compute: $module::$metric::compute,
        }),*];

        #[cfg(test)]
        const FILES: &[&str] = &[$(stringify!($module)),*];
    };
}

metrics! {
    active_members::ActiveMembers,
    joins::Joins,
    leaves::Leaves,
    messages::Messages,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_named_like_its_file() {
        let names: Vec<&str> = ALL.iter().map(|metric| metric.name).collect();

        assert_eq!(names, FILES);
    }
}
