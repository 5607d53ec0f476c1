//! All SQL. One statement text for SQLite and PostgreSQL; free functions `verb(&mut Tx, …)` in a module per noun.
//!
//! A unit of work is a transaction: [`Db::read`] to look, [`Db::write`] to change. SQLite has one writer; whoever
//! calls `write` goes before a waiting [`Db::write_batch`]. Inside a write only SQL is awaited.

mod bulk;
mod conditions;
pub mod days;
mod gate;
mod pools;
mod word;

pub mod actions;
pub mod aggregates;
pub mod alert_posts;
pub mod alerts;
pub mod answers;
pub mod archives;
pub mod audit;
pub mod backups;
pub mod batches;
pub mod bots;
pub mod case_evidence;
pub mod cases;
pub mod chain;
pub mod changes;
pub mod channels;
pub mod error;
pub mod events;
pub mod evidence;
pub mod expiries;
pub mod facts;
pub mod gaps;
pub mod guilds;
pub mod imports;
pub mod inbox;
pub mod invites;
pub mod joins;
pub mod ladders;
pub mod leases;
pub mod limits;
pub mod live;
pub mod marks;
pub mod me;
pub mod members;
pub mod messages;
pub mod meta;
pub mod migrate;
pub mod notices;
pub mod outbox;
pub mod partitions;
pub mod persist;
pub mod privacy;
pub mod queue;
pub mod restores;
pub mod retention;
pub mod roles;
pub mod roster;
pub mod schedules;
pub mod sessions;
mod standing;
pub mod starts;
pub mod templates;
pub mod threads;
pub mod ticks;
pub mod undecoded;
pub mod verdicts;
pub mod voice;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use sqlx::{Postgres, Sqlite, Transaction};
use tokio::sync::watch;

pub use error::{Error, Result};
use gate::{Gate, Permit};
use pools::Pools;
pub use pools::lock;

/// Where the database is.
#[derive(Clone)]
pub enum Location {
    Sqlite(PathBuf),
    /// The address may hold a password, so it has no `Debug`.
    Postgres(secrecy::SecretString),
}

/// An open database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pools: Pools,
    gate: Gate,
    head: watch::Sender<u64>,
}

/// A transaction. Dropping it without [`Tx::commit`] rolls it back.
pub struct Tx {
    pub(crate) on: On,
    /// Held until the end, so that the next writer never meets a busy database.
    _permit: Option<Permit>,
    appended: Option<u64>,
    head: watch::Sender<u64>,
    _timer: Timer,
}

/// Measures a transaction from its begin to its end, however it ends.
struct Timer {
    began: Instant,
    kind: &'static str,
}

impl Drop for Timer {
    fn drop(&mut self) {
        metrics::histogram!("emp_db_query_seconds", "kind" => self.kind)
            .record(self.began.elapsed());
    }
}

/// The transaction of whichever database is open.
pub(crate) enum On {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs the same statement on whichever database is open.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match &mut $tx.on {
            $crate::store::On::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::store::On::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// `Unavailable` if it cannot be reached or another daemon holds the file, `Newer` if its schema is of a later version.
    pub async fn open(location: &Location) -> Result<Self> {
        let pools = Pools::open(location).await?;
        migrate::run(&pools).await?;
        restores::refuse_half(&pools).await?;
        Self::of(pools).await
    }

    async fn of(pools: Pools) -> Result<Self> {
        let db = Self(Arc::new(Inner {
            pools,
            gate: Gate::default(),
            head: watch::Sender::new(0),
        }));
        let head = events::head(&mut db.read().await?).await?;
        db.0.head.send_replace(head);
        Ok(db)
    }

    fn pools(&self) -> &Pools {
        &self.0.pools
    }

    fn is_sqlite(&self) -> bool {
        self.0.pools.is_sqlite()
    }

    /// Begins a transaction that only reads.
    pub async fn read(&self) -> Result<Tx> {
        Ok(self.tx(self.0.pools.begin_read().await?, None, "read"))
    }

    /// Begins a transaction that writes, before any batch that waits.
    pub async fn write(&self) -> Result<Tx> {
        let permit = if self.0.pools.is_sqlite() {
            Some(self.0.gate.urgent().await)
        } else {
            None
        };
        Ok(self.tx(self.0.pools.begin_write().await?, permit, "write"))
    }

    /// Begins a transaction that writes, after everyone who waits in [`Db::write`].
    pub async fn write_batch(&self) -> Result<Tx> {
        let permit = if self.0.pools.is_sqlite() {
            Some(self.0.gate.patient().await)
        } else {
            None
        };
        Ok(self.tx(self.0.pools.begin_write().await?, permit, "batch"))
    }

    /// The number of the last committed event, as it moves.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.0.head.subscribe()
    }

    /// Says that another process committed events up to this number.
    pub fn wake(&self, head: u64) {
        self.0
            .head
            .send_if_modified(|known| head > std::mem::replace(known, head.max(*known)));
    }

    /// `sqlite` or `postgresql`.
    pub fn backend(&self) -> &'static str {
        if self.0.pools.is_sqlite() {
            "sqlite"
        } else {
            "postgresql"
        }
    }

    /// How much disk the database takes, in bytes.
    pub async fn size(&self) -> Result<u64> {
        self.0.pools.size().await
    }

    /// Writes what was committed to its last place, so that no journal holds what was erased.
    pub async fn settle(&self) -> Result<()> {
        self.0.pools.settle().await
    }

    /// How many bytes of what was committed wait to be written to their last place; none where that is not ours to know.
    pub fn waiting_bytes(&self) -> Option<u64> {
        self.0.pools.waiting_bytes()
    }

    /// Writes them there, and gives their room back; false if a reader keeps some from it.
    pub async fn settle_freely(&self) -> Result<bool> {
        let _permit = self.0.gate.patient().await;
        if !self.0.pools.settle_freely().await? {
            return Ok(false);
        }
        self.0.pools.settle().await?;
        Ok(true)
    }

    /// Waits for transactions to end and closes the database.
    pub async fn close(&self) {
        self.0.pools.close().await;
    }

    fn tx(&self, on: On, permit: Option<Permit>, kind: &'static str) -> Tx {
        Tx {
            on,
            _permit: permit,
            appended: None,
            head: self.0.head.clone(),
            _timer: Timer {
                began: Instant::now(),
                kind,
            },
        }
    }
}

impl Tx {
    /// Commits, and wakes whoever waits for the events that were appended.
    pub async fn commit(self) -> Result<()> {
        match self.on {
            On::Sqlite(tx) => tx.commit().await?,
            On::Postgres(tx) => tx.commit().await?,
        }
        if let Some(seq) = self.appended {
            self.head
                .send_if_modified(|head| seq > std::mem::replace(head, seq.max(*head)));
        }
        Ok(())
    }
}
