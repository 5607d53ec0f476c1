//! The community's time: real time from the start on, or a multiple of it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that may run faster than real time; cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    at_ms: i64,
    speed: f64,
}

impl Clock {
    pub fn new(speed: f64) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            started: Instant::now(),
            at_ms: millis(now),
            speed,
        }
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.at_ms + millis(self.started.elapsed().mul_f64(self.speed))
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Sleeps this long in the community's time.
    pub async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time.div_f64(self.speed)).await;
    }
}

/// A duration in whole milliseconds.
pub fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
