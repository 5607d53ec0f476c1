//! The queue on apalis: SQLite or PostgreSQL. Its types stay in this folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use apalis::prelude::TaskSink;
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use emperione_protocol::jobs::{Job, JobState};
use futures::FutureExt;
use tokio::sync::watch;

use super::{AnyJob, TRIES};
use crate::ports::cache::Cache;
use crate::ports::queue::{Answer, Kind, Queue, Standing};
use crate::store::queue::{self as rows, Row};
use crate::store::{self, Location};

/// The word that wakes the workers of every process.
pub(super) const TOPIC: &str = "jobs";
const NAME: &str = "empd";

/// See the module.
pub struct Apalis {
    rows: rows::Queue,
    cache: Arc<dyn Cache>,
    /// Moves with each job that this process queues.
    pushed: watch::Sender<u64>,
}

/// What a worker takes its jobs from.
pub(super) enum Storage {
    Sqlite(SqliteStorage<AnyJob>),
    Postgres(PostgresStorage<AnyJob>),
}

impl Apalis {
    /// Connects and brings the queue's tables up to date.
    ///
    /// # Errors
    /// If the database cannot be reached or its tables cannot be made.
    pub async fn open(location: &Location, cache: Arc<dyn Cache>) -> store::Result<Self> {
        let rows = rows::Queue::open(location).await?;
        match &rows {
            // `setup` would turn `synchronous` off on one connection of the pool.
            rows::Queue::Sqlite(pool) => SqliteStorage::migrations().run(pool).await?,
            rows::Queue::Postgres(pool) => PostgresStorage::migrations().run(pool).await?,
        }
        rows.drop_misleading_indexes().await?;
        Ok(Self {
            rows,
            cache,
            pushed: watch::Sender::new(0),
        })
    }

    pub async fn close(&self) {
        self.rows.close().await;
    }

    pub(super) fn storage(&self) -> Storage {
        match &self.rows {
            rows::Queue::Sqlite(pool) => {
                let config = apalis_sqlite::Config::default().queue(NAME);
                Storage::Sqlite(SqliteStorage::new(pool).with_config(config))
            }
            rows::Queue::Postgres(pool) => {
                let config = apalis_postgres::Config::default().queue(NAME);
                Storage::Postgres(PostgresStorage::new(pool).with_config(config))
            }
        }
    }

    /// Moves when a worker should look.
    pub(super) fn pushes(&self) -> watch::Receiver<u64> {
        self.pushed.subscribe()
    }

    /// Lets the workers of this process look.
    pub(super) fn wake(&self) {
        self.pushed.send_modify(|pushed| *pushed += 1);
    }

    async fn push(&self, task: Task<AnyJob>) -> store::Result<()> {
        match self.storage() {
            Storage::Sqlite(mut storage) => storage
                .push_task(task)
                .await
                .map_err(|error| refused(&error))?,
            Storage::Postgres(mut storage) => match storage.push_task(task).await {
                // PostgreSQL's statement has no ON CONFLICT: a known key is an error there.
                Err(error) if error.to_string().contains("idx_jobs_idempotency_key") => {}
                pushed => pushed.map_err(|error| refused(&error))?,
            },
        }
        self.wake();
        self.cache.publish(TOPIC, "").await;
        Ok(())
    }
}

/// apalis hides whether a retry may help, so it may.
fn refused(error: &impl std::fmt::Display) -> store::Error {
    store::Error::Location(format!("the queue: {error}"))
}

impl Queue for Apalis {
    fn enqueue<'a>(&'a self, name: &'a str, key: &'a str) -> Answer<'a, ()> {
        async move {
            let Some(info) = AnyJob::ALL.iter().find(|info| info.kind.name == name) else {
                return Err(store::Error::Location(format!("there is no job `{name}`")));
            };
            let task = TaskBuilder::new((info.make)())
                .priority(info.kind.priority)
                .max_attempts(TRIES)
                .idempotency_key(key)
                .build();
            self.push(task).await
        }
        .boxed()
    }

    fn list(&self, state: Option<JobState>, limit: u32) -> Answer<'_, Vec<Job>> {
        async move {
            let rows = self.rows.list(state, limit).await?;
            Ok(rows.into_iter().map(shown).collect())
        }
        .boxed()
    }

    fn find<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Job>> {
        async move { Ok(self.rows.find(id).await?.map(shown)) }.boxed()
    }

    fn kinds(&self) -> Vec<Kind> {
        AnyJob::ALL.iter().map(|info| info.kind).collect()
    }

    fn by_key<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Job>> {
        async move { Ok(self.rows.by_key(key).await?.map(shown)) }.boxed()
    }

    fn last_ended<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Job>> {
        async move { Ok(self.rows.last_ended(name).await?.map(shown)) }.boxed()
    }

    fn standing(&self) -> Answer<'_, BTreeMap<String, Standing>> {
        self.rows.standing().boxed()
    }

    fn retry<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        async move {
            let queued = self.rows.retry(id).await?;
            self.wake();
            self.cache.publish(TOPIC, "").await;
            Ok(queued)
        }
        .boxed()
    }

    fn discard<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        self.rows.discard(id).boxed()
    }

    fn prune(&self) -> Answer<'_, u64> {
        self.rows.prune().boxed()
    }
}

fn shown(row: Row) -> Job {
    let name = serde_json::from_str(&row.job)
        .map_or_else(|_| "unknown".to_owned(), |job: AnyJob| job.name().into());
    let error = row.result.and_then(|result| {
        let result: serde_json::Value = serde_json::from_str(&result).ok()?;
        Some(result.get("Err")?.as_str()?.to_owned())
    });
    Job {
        id: row.id,
        name,
        state: row.state,
        priority: row.priority,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_at: row.run_at,
        done_at: row.done_at,
        error,
    }
}
