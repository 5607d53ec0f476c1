//! How much the properties of the domain are tried.

use proptest::prelude::ProptestConfig;

/// 10,000 cases, or more if `PROPTEST_CASES` says so.
pub(super) fn many() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.max(10_000),
        ..config
    }
}
