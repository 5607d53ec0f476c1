//! The right to speak to Discord for this database: a second daemon stands by until the first is gone.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::health::{Health, Reason};
use crate::store::{self, Db, leases};

/// How long a lease lasts without renewal.
const TTL: Duration = Duration::from_secs(30);
/// How long its holder relies on it: less than it lasts, so that the rival starts later than this one stops.
const RELIED_ON: Duration = Duration::from_secs(25);
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// How soon it is tried again while the database takes no writes.
const AGAIN: Duration = Duration::from_secs(1);

/// A lease, held or waited for.
#[derive(Debug)]
pub struct Lease {
    name: &'static str,
    holder: String,
    /// Monotonic, so that a process that was stopped for a while knows at once that it is too late.
    relied_on_until: Mutex<Option<Instant>>,
}

impl Lease {
    /// A lease that nobody holds yet in this process.
    pub fn new(name: &'static str) -> Self {
        let holder = format!("{}-{:016x}", std::process::id(), rand::random::<u64>());
        Self {
            name,
            holder,
            relied_on_until: Mutex::new(None),
        }
    }

    /// Takes or renews it once; false if another daemon has it.
    pub async fn take(&self, db: &Db) -> store::Result<bool> {
        let asked = Instant::now();
        let mut tx = db.write().await?;
        let ttl = crate::clock::millis(TTL);
        let taken = leases::take(&mut tx, self.name, &self.holder, ttl).await?;
        tx.commit().await?;
        *self.relied_on_until.lock() = taken.then(|| asked + RELIED_ON);
        Ok(taken)
    }

    /// Whether this process may still rely on it.
    pub fn is_held(&self) -> bool {
        self.relied_on_until
            .lock()
            .is_some_and(|until| Instant::now() < until)
    }

    /// Asks the database, in the transaction that relies on it.
    pub async fn confirm(&self, tx: &mut store::Tx) -> store::Result<bool> {
        leases::is_held(tx, self.name, &self.holder).await
    }

    /// Waits until it is held.
    pub async fn wait(&self, db: &Db, health: &Health) {
        loop {
            match self.try_take(db, health).await {
                Some(true) => return health.clear(Reason::Standby),
                Some(false) => self.stand_by(health),
                None => {}
            }
            tokio::time::sleep(next_try(health)).await;
        }
    }

    /// Takes or renews it; none if the database takes no writes, which is said as long as it holds.
    async fn try_take(&self, db: &Db, health: &Health) -> Option<bool> {
        let known = health.holds(Reason::Database);
        match self.take(db).await {
            Ok(taken) => {
                if known {
                    tracing::info!("the database takes writes again");
                    health.clear(Reason::Database);
                }
                Some(taken)
            }
            Err(error) => {
                if !known {
                    tracing::error!(%error, "the database takes no writes");
                }
                let words = format!("the database takes no writes: {error}");
                health.set(Reason::Database, words);
                None
            }
        }
    }

    /// Says that another daemon has it.
    pub fn stand_by(&self, health: &Health) {
        let words = format!(
            "another daemon holds the {} of this database; this one stands by",
            self.name
        );
        health.set(Reason::Standby, words);
    }

    /// Renews it until it is lost, which the caller must answer by ending its work with Discord.
    pub async fn keep(&self, db: &Db, health: &Health) {
        loop {
            tokio::time::sleep(next_try(health)).await;
            let lost = match self.try_take(db, health).await {
                Some(true) => continue,
                Some(false) => "another daemon took this database over",
                None if self.is_held() => continue,
                None => {
                    "the lease ran out while the database took no writes; this daemon stands by"
                }
            };
            return health.set(Reason::Standby, lost);
        }
    }

    /// Gives it back at the end.
    pub async fn release(&self, db: &Db) -> store::Result<()> {
        *self.relied_on_until.lock() = None;
        let mut tx = db.write().await?;
        leases::release(&mut tx, self.name, &self.holder).await?;
        tx.commit().await
    }
}

fn next_try(health: &Health) -> Duration {
    if health.holds(Reason::Database) {
        AGAIN
    } else {
        RENEW_EVERY
    }
}
