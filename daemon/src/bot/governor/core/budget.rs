//! How long calls take that nobody has made yet.

use std::time::{Duration, Instant};

use super::super::bucket::Place;
use super::{Core, PER_SECOND};

impl Core {
    /// How long it takes at least before the last of so many calls may leave, if this many of them go to these places.
    pub(crate) fn takes(&self, calls: u64, places: &[(Place, u64)], now: Instant) -> Duration {
        if calls == 0 {
            return Duration::ZERO;
        }
        let begin = self.paused_until.map_or(now, |until| until.max(now));
        let longest = global(calls).max(self.buckets.takes(places, begin));
        begin - now + longest
    }
}

/// How long so many calls take under the limit of the whole bot. What fits into a second leaves at once.
fn global(calls: u64) -> Duration {
    let a_second = PER_SECOND as u64;
    if calls <= a_second {
        return Duration::ZERO;
    }
    Duration::from_millis(calls.saturating_mul(1_000) / a_second)
}
