//! How ingest is doing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Four buckets per doubling, from a microsecond to an hour.
const BUCKETS: usize = 128;
/// The rate is that of this long.
const WINDOW: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Stats {
    pub(super) received: AtomicU64,
    pub(super) replayed: AtomicU64,
    pub(super) undecodable: AtomicU64,
    committed: AtomicU64,
    latency: Mutex<Latency>,
    rate: Mutex<Rate>,
}

/// A snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Received since the start.
    pub received: u64,
    /// Committed since the start.
    pub committed: u64,
    pub waiting: u64,
    /// Analytics facts dropped under load; each stands in a gap.
    pub dropped: u64,
    /// Recognised as seen before.
    pub replayed: u64,
    pub undecodable: u64,
    /// From frame to commit, in microseconds, rounded up to a bucket of at most a fifth's width.
    pub latency_p50_us: u64,
    pub latency_p99_us: u64,
    pub events_per_second: f64,
}

struct Latency([u64; BUCKETS]);

impl Default for Latency {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

#[derive(Default)]
struct Rate {
    since: Option<Instant>,
    count: u64,
    per_second: f64,
}

impl Stats {
    /// Counts the frames of a committed batch.
    pub(super) fn committed(&self, received: &[Instant]) {
        let now = Instant::now();
        self.committed
            .fetch_add(received.len() as u64, Ordering::Relaxed);
        let mut latency = self.latency.lock();
        for at in received {
            latency.add(now.saturating_duration_since(*at));
        }
        drop(latency);
        self.rate.lock().add(received.len() as u64, now);
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let latency = self.latency.lock();
        Snapshot {
            received: self.received.load(Ordering::Relaxed),
            committed: self.committed.load(Ordering::Relaxed),
            replayed: self.replayed.load(Ordering::Relaxed),
            undecodable: self.undecodable.load(Ordering::Relaxed),
            latency_p50_us: latency.quantile(50),
            latency_p99_us: latency.quantile(99),
            events_per_second: self.rate.lock().now(Instant::now()),
            ..Snapshot::default()
        }
    }
}

impl Latency {
    fn add(&mut self, latency: Duration) {
        let us = u64::try_from(latency.as_micros())
            .unwrap_or(u64::MAX)
            .max(1);
        self.0[bucket(us)] += 1;
    }

    fn quantile(&self, percent: u64) -> u64 {
        let total: u64 = self.0.iter().sum();
        let wanted = (total * percent).div_ceil(100);
        let mut seen = 0;
        for (index, count) in self.0.iter().enumerate() {
            seen += count;
            if *count > 0 && seen >= wanted {
                return upper(index);
            }
        }
        0
    }
}

/// The doubling, and the quarter within it.
fn bucket(us: u64) -> usize {
    let doubling = us.ilog2();
    let quarter = match doubling {
        0 | 1 => 0,
        _ => (us >> (doubling - 2)) & 3,
    };
    let bucket = u64::from(doubling) * 4 + quarter;
    usize::try_from(bucket).map_or(BUCKETS - 1, |bucket| bucket.min(BUCKETS - 1))
}

fn upper(index: usize) -> u64 {
    let (doubling, quarter) = (index / 4, index as u64 % 4);
    (1 << doubling) + (((1 << doubling) * (quarter + 1)) >> 2)
}

impl Rate {
    fn add(&mut self, count: u64, now: Instant) {
        self.now(now);
        self.since.get_or_insert(now);
        self.count += count;
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of seconds are far below 2^53"
    )]
    fn now(&mut self, now: Instant) -> f64 {
        if let Some(since) = self.since {
            let elapsed = now.saturating_duration_since(since);
            if elapsed >= WINDOW {
                self.per_second = self.count as f64 / elapsed.as_secs_f64();
                (self.since, self.count) = (Some(now), 0);
            } else if self.per_second == 0.0 && elapsed >= WINDOW / 10 {
                return self.count as f64 / elapsed.as_secs_f64();
            }
        }
        self.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_at_most_a_quarter_above_the_truth() {
        let mut latency = Latency::default();
        for us in 1..=10_000 {
            latency.add(Duration::from_micros(us));
        }

        for (percent, truth) in [(50, 5_000), (99, 9_900)] {
            let found = latency.quantile(percent);
            assert!(
                (truth..=truth * 5 / 4).contains(&found),
                "{percent}: {found}"
            );
        }
    }
}
