//! The identify ledger. An IDENTIFY is written down before it is sent: 1,000 in a day cost the bot its token (Gateway:
//! Identifying), so a process that dies young waits longer each time, and the last 50 are never used.

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::Timestamp;
use tokio::sync::Mutex;

use crate::clock::{Clock, millis};
use crate::health::{Health, Reason};
use crate::ports::discord::{Discord, Lane};
use crate::store::{self, Db, meta, sessions};

/// Gateway: Session Start Limit.
const DAY: Duration = Duration::from_hours(24);
const PER_DAY: u64 = 1_000;
/// So many are left for the operator.
const RESERVE: u64 = 50;
/// Between two of one shard, and of any two shards: the 5 s that Discord wants to see (Gateway: Sharding), and one
/// more, because they may arrive closer together than they were sent.
const SPACING: Duration = Duration::from_secs(6);
const LONGEST_SPACING: Duration = Duration::from_hours(4);
/// How long to wait before asking again when there is no budget or no answer.
const AGAIN: Duration = Duration::from_mins(1);

/// The ledger. Its clock is that of the real world, whatever clock due times follow.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    discord: Arc<dyn Discord>,
    health: Arc<Health>,
    one_at_a_time: Mutex<()>,
    left: std::sync::atomic::AtomicU64,
}

impl Ledger {
    pub fn new(db: Db, clock: Clock, discord: Arc<dyn Discord>, health: Arc<Health>) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            discord,
            health,
            one_at_a_time: Mutex::default(),
            left: PER_DAY.into(),
        }))
    }

    /// How many were left when we last looked, less those that were sent since.
    pub fn left(&self) -> u64 {
        self.0.left.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Waits until an IDENTIFY may be sent, and writes it down.
    pub async fn admit(&self, shard: u32) {
        loop {
            let turn = self.0.one_at_a_time.lock().await;
            let wait = match self.next(shard).await {
                Ok(None) => return,
                Ok(Some(wait)) => wait,
                Err(error) => {
                    tracing::error!(%error, "the identify ledger cannot be written: not connecting");
                    SPACING
                }
            };
            // One that waits long keeps no other waiting.
            drop(turn);
            self.0.clock.sleep(wait).await;
        }
    }

    /// A session of this shard has lasted: its IDENTIFYs so far were no crash loop.
    pub async fn lasted(&self, shard: u32) -> store::Result<()> {
        let mut tx = self.0.db.write().await?;
        meta::set(&mut tx, &key(shard), &self.0.clock.now().0.to_string()).await?;
        tx.commit().await
    }

    /// How long to wait; none if it is written down and may be sent now.
    async fn next(&self, shard: u32) -> store::Result<Option<Duration>> {
        let now = self.0.clock.now();
        let since = Timestamp(now.0 - millis(DAY));
        let mut tx = self.0.db.read().await?;
        let sent = sessions::identifies(&mut tx, since).await?;
        let good_at = meta::get(&mut tx, &key(shard)).await?;
        drop(tx);
        let good_at = Timestamp(good_at.and_then(|at| at.parse().ok()).unwrap_or(i64::MIN));
        if let Some(wait) = spacing(&sent, shard, good_at, now) {
            return Ok(Some(wait));
        }
        if !self.has_budget(sent.len() as u64).await {
            return Ok(Some(AGAIN));
        }
        let mut tx = self.0.db.write().await?;
        sessions::identify(&mut tx, shard, now).await?;
        sessions::prune_identifies(&mut tx, since).await?;
        tx.commit().await?;
        // At least the reserve was left.
        self.0
            .left
            .fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        Ok(None)
    }

    /// Asks Discord, and counts ourselves where it does not answer.
    async fn has_budget(&self, sent: u64) -> bool {
        let own = PER_DAY.saturating_sub(sent);
        let left = match self.0.discord.gateway(Lane::Manual).await {
            Ok(gateway) => own.min(gateway.identifies_left.into()),
            Err(_) => own,
        };
        self.0
            .left
            .store(left, std::sync::atomic::Ordering::Relaxed);
        if left < RESERVE {
            let words = format!("only {left} IDENTIFYs are left today: not connecting");
            tracing::error!(left, "not connecting: the identify budget is nearly spent");
            self.0.health.set(Reason::Gateway, words);
        }
        left >= RESERVE
    }
}

/// How long to wait for the spacing; none if it is kept. It doubles with each IDENTIFY since the last session that lasted.
fn spacing(
    sent: &[(Timestamp, u32)],
    shard: u32,
    good_at: Timestamp,
    now: Timestamp,
) -> Option<Duration> {
    let any = sent.last().map(|(at, _)| (*at, SPACING));
    let own: Vec<Timestamp> = sent
        .iter()
        .filter(|(at, of)| *of == shard && *at > good_at)
        .map(|(at, _)| *at)
        .collect();
    let doublings = u32::try_from(own.len())
        .unwrap_or(u32::MAX)
        .saturating_sub(1);
    let longer = SPACING
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST_SPACING);
    let own = own.last().map(|at| (*at, longer));
    let due = any
        .into_iter()
        .chain(own)
        .map(|(at, wait)| at.0 + millis(wait))
        .max()?;
    let left = u64::try_from(due - now.0).ok().filter(|left| *left > 0)?;
    // A clock that was set back does not make it longer.
    Some(Duration::from_millis(left).min(LONGEST_SPACING))
}

fn key(shard: u32) -> String {
    format!("identify.lasted.{shard}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f05_a_crash_loop_sends_at_most_twenty_in_a_day() {
        let (mut sent, mut now) = (Vec::new(), Timestamp(0));
        while now.0 < millis(DAY) {
            match spacing(&sent, 0, Timestamp(i64::MIN), now) {
                Some(wait) => now.0 += millis(wait),
                None => sent.push((now, 0)),
            }
        }

        assert!((2..=20).contains(&sent.len()), "{}", sent.len());
    }

    #[test]
    fn after_a_session_that_lasted_the_spacing_is_short_again() {
        let sent: Vec<_> = (0..8).map(|n| (Timestamp(n * 1_000), 0)).collect();
        let now = Timestamp(20_000);

        assert!(spacing(&sent, 0, Timestamp(i64::MIN), now).is_some());
        assert_eq!(spacing(&sent, 0, Timestamp(8_000), now), None);
    }

    #[test]
    fn two_shards_are_more_than_five_seconds_apart() {
        let sent = [(Timestamp(1_000), 0)];

        let wait = spacing(&sent, 1, Timestamp(i64::MIN), Timestamp(2_000));

        assert_eq!(wait, Some(Duration::from_secs(5)));
    }
}
