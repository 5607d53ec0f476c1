//! The only place that reads the time. Due times and jobs follow this clock; timeouts, heartbeats and rate limits
//! follow [`std::time::Instant`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::Timestamp;

pub use crate::domain::duration::millis;
use tokio::sync::watch;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Wall,
    /// A simulator's clock, which may run faster.
    Scaled {
        from: Instant,
        at_ms: i64,
        speed: f64,
    },
    /// A test's clock, which moves when told.
    Manual(Arc<watch::Sender<i64>>),
}

impl Clock {
    /// A clock that stands at `now` until [`Clock::advance`] moves it.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Arc::new(watch::Sender::new(now.0)))
    }

    /// A clock that shows `now` and runs `speed` times as fast as real time.
    pub fn scaled(now: Timestamp, speed: f64) -> Self {
        Self::Scaled {
            from: Instant::now(),
            at_ms: now.0,
            speed,
        }
    }

    /// Moves a manual clock forward; other clocks move by themselves.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(now) = self {
            now.send_modify(|now| *now += millis(by));
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float of milliseconds is far below 2^53"
    )]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Wall => wall(),
            Self::Scaled { from, at_ms, speed } => {
                Timestamp(at_ms + (from.elapsed().as_secs_f64() * 1000.0 * speed) as i64)
            }
            Self::Manual(now) => Timestamp(*now.borrow()),
        }
    }

    /// Sleeps until this clock shows `due`. A step of the machine's clock is noticed within a minute.
    pub async fn sleep_until(&self, due: Timestamp) {
        const LONGEST: Duration = Duration::from_mins(1);
        if let Self::Manual(now) = self {
            let mut now = now.subscribe();
            // The sender lives in `self`, so the wait only ends at the due time.
            let _ = now.wait_for(|now| *now >= due.0).await;
            return;
        }
        loop {
            let left = (due.0 - self.now().0).max(0).unsigned_abs();
            if left == 0 {
                return;
            }
            let real = Duration::from_millis(left)
                .div_f64(self.speed())
                .max(Duration::from_millis(1));
            tokio::time::sleep(real.min(LONGEST)).await;
        }
    }

    /// Sleeps this long on this clock.
    pub async fn sleep(&self, time: Duration) {
        self.sleep_until(Timestamp(self.now().0 + millis(time)))
            .await;
    }

    /// How much real time passed since this clock showed `then`; none if it has yet to.
    pub fn real_since(&self, then: Timestamp) -> Duration {
        let passed = (self.now().0 - then.0).max(0).unsigned_abs();
        Duration::from_millis(passed).div_f64(self.speed())
    }

    fn speed(&self) -> f64 {
        match self {
            Self::Scaled { speed, .. } => *speed,
            Self::Wall | Self::Manual(_) => 1.0,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn wall() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(millis(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_its_sleepers_when_it_is_moved() {
        let clock = Clock::manual(Timestamp(1_000));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_hours(1)).await }
        });

        tokio::task::yield_now().await;
        clock.advance(Duration::from_hours(1));

        sleeper.await.unwrap();
        assert_eq!(clock.now(), Timestamp(3_601_000));
    }

    #[tokio::test]
    async fn a_scaled_clock_sleeps_a_fraction_of_the_time() {
        let clock = Clock::scaled(Timestamp(0), 10_000.0);
        let before = Instant::now();

        clock.sleep(Duration::from_secs(100)).await;

        assert!(clock.now().0 >= 100_000);
        assert!(before.elapsed() < Duration::from_secs(50));
    }
}
