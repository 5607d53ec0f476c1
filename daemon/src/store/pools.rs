//! The connections: of those that write, one on SQLite and some on PostgreSQL, and a few that read, which a crowd of
//! writers that wait for one row never keeps from answering.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use futures::FutureExt;
use secrecy::ExposeSecret;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use super::{Error, Location, On, Result};

const READERS: u32 = 4;
const WRITERS: u32 = 6;
const BUSY: Duration = Duration::from_secs(5);
/// How long a writer of PostgreSQL waits for a connection: longer than a process that was stopped keeps its locks.
const PATIENCE: Duration = Duration::from_secs(30);
/// After this, PostgreSQL ends a transaction in which nothing is asked.
const IDLE: (&str, &str) = ("idle_in_transaction_session_timeout", "10s");

pub(crate) enum Pools {
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
        /// Where what was committed waits to be written to its last place.
        journal: PathBuf,
        /// Locked while this daemon lives: two daemons never write one file.
        _lock: File,
    },
    Postgres {
        write: PgPool,
        read: PgPool,
    },
}

impl Pools {
    pub(crate) async fn open(location: &Location) -> Result<Self> {
        match location {
            Location::Sqlite(path) => open_sqlite(path).await,
            Location::Postgres(url) => {
                let options = PgConnectOptions::from_str(url.expose_secret()).map_err(|_| {
                    Error::Location("the database url is not a valid postgres:// url".into())
                })?;
                // A process that is stopped in the midst of a transaction must not keep its locks from the one that
                // takes its place.
                let options = options.options([IDLE]);
                let pool = |most, patience| {
                    PgPoolOptions::new()
                        .max_connections(most)
                        .acquire_timeout(patience)
                };
                Ok(Self::Postgres {
                    write: pool(WRITERS, PATIENCE)
                        .connect_with(options.clone())
                        .await?,
                    read: pool(READERS, BUSY).connect_with(options).await?,
                })
            }
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    pub(crate) async fn begin_read(&self) -> Result<On> {
        Ok(match self {
            Self::Sqlite { read, .. } => On::Sqlite(read.begin().await?),
            // What its statements see is of one moment, as on SQLite.
            Self::Postgres { read, .. } => On::Postgres(
                read.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    pub(crate) async fn begin_write(&self) -> Result<On> {
        Ok(match self {
            // A deferred transaction that reads before it writes fails with "database is locked".
            Self::Sqlite { write, .. } => On::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { write, .. } => On::Postgres(write.begin().await?),
        })
    }

    pub(crate) async fn size(&self) -> Result<u64> {
        let bytes: i64 = match self {
            Self::Sqlite { read, .. } => {
                let size =
                    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
                sqlx::query_scalar(size).fetch_one(read).await?
            }
            Self::Postgres { read, .. } => {
                sqlx::query_scalar("SELECT pg_database_size(current_database())")
                    .fetch_one(read)
                    .await?
            }
        };
        Ok(bytes.unsigned_abs())
    }

    /// PostgreSQL's own journal and its dead rows are its vacuum's to end.
    pub(crate) async fn settle(&self) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(write)
                .await?;
        }
        Ok(())
    }

    /// How many bytes wait there; none on PostgreSQL.
    pub(crate) fn waiting_bytes(&self) -> Option<u64> {
        match self {
            // Before the first write there is none.
            Self::Sqlite { journal, .. } => Some(journal.metadata().map_or(0, |file| file.len())),
            Self::Postgres { .. } => None,
        }
    }

    /// Writes to its last place what no reader keeps from it; true if that is everything.
    pub(crate) async fn settle_freely(&self) -> Result<bool> {
        let Self::Sqlite { write, .. } = self else {
            return Ok(true);
        };
        let (_, waiting, settled): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)")
                .fetch_one(write)
                .await?;
        Ok(waiting == settled)
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools> {
    let lock = lock(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY");
    // The pages of a large batch stay in memory until its commit, and are written into the file once for many commits.
    let writer = options
        .clone()
        .pragma("cache_size", "-32768")
        .pragma("wal_autocheckpoint", "4000");
    let write = sqlite_pool(1).connect_with(writer).await?;
    let read = sqlite_pool(READERS)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Pools::Sqlite {
        write,
        read,
        journal: PathBuf::from(format!("{}-wal", path.display())),
        _lock: lock,
    })
}

/// SQLite ends a transaction by itself when the disk is full. The connection takes it for open, and would refuse every
/// later one: another takes its place.
fn sqlite_pool(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(most)
        .before_acquire(|connection, _| {
            futures::future::ready(Ok(!connection.is_in_transaction())).boxed()
        })
}

/// Locks a SQLite file until the lock is dropped: two daemons never write one file.
///
/// # Errors
/// `Held` if a daemon has it.
pub fn lock(path: &Path) -> Result<File> {
    let name = path.with_extension("lock");
    let unusable = |error: std::io::Error| Error::Location(format!("{}: {error}", name.display()));
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::Held(path.display().to_string())),
        Err(std::fs::TryLockError::Error(error)) => Err(unusable(error)),
    }
}
