//! The community's time: real time from the start on, or a multiple of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that may run faster than real time, or stand until it is moved; cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    at_ms: Arc<AtomicI64>,
    speed: f64,
}

impl Clock {
    /// A clock that shows the time of this machine now.
    pub fn new(speed: f64) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self::at(millis(now), speed)
    }

    /// A clock that shows a time now, in milliseconds since 1970. At speed 0 it stands.
    pub fn at(ms: i64, speed: f64) -> Self {
        Self {
            started: Instant::now(),
            at_ms: Arc::new(AtomicI64::new(ms)),
            speed,
        }
    }

    /// Moves it forward to a time; never back.
    pub fn move_to(&self, ms: i64) {
        let by = (ms - self.now_ms()).max(0);
        self.at_ms.fetch_add(by, Ordering::SeqCst);
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.at_ms.load(Ordering::SeqCst) + millis(self.started.elapsed().mul_f64(self.speed))
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Sleeps this long in the community's time; for ever where it stands.
    pub async fn sleep(&self, time: Duration) {
        if self.speed == 0.0 {
            return std::future::pending().await;
        }
        tokio::time::sleep(time.div_f64(self.speed)).await;
    }
}

/// A duration in whole milliseconds.
pub fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
