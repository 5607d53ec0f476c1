//! After repeated crashes the daemon only reads the gateway and does what a person asks, until `emp resume`.

use std::time::Duration;

use emperione_protocol::Timestamp;

/// How many crashes within [`WINDOW`] lead to it.
pub const CRASHES: usize = 5;
pub const WINDOW: Duration = Duration::from_mins(10);

/// Whether starts that ended badly at these times ask for safe mode now.
pub fn is_needed(crashes: &[Timestamp], now: Timestamp) -> bool {
    crashes.iter().filter(|at| at.0 > since(now).0).count() >= CRASHES
}

/// The beginning of the window.
pub fn since(now: Timestamp) -> Timestamp {
    Timestamp(now.0 - crate::clock::millis(WINDOW))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(100_000_000);

    fn ago(seconds: i64) -> Timestamp {
        Timestamp(NOW.0 - seconds * 1000)
    }

    #[test]
    fn five_crashes_in_ten_minutes_lead_to_it() {
        assert!(is_needed(&[ago(1), ago(2), ago(3), ago(4), ago(599)], NOW));
    }

    #[test]
    fn an_older_crash_does_not_count() {
        assert!(!is_needed(&[ago(1), ago(2), ago(3), ago(4), ago(601)], NOW));
    }
}
