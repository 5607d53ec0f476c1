//! The queue's own tables, which apalis makes: a file beside ours on SQLite, because both keep their migrations in a
//! table of one name, and a schema of its own on PostgreSQL. Their times are the database's, not the injected clock's.

use std::str::FromStr;
use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::jobs::JobState;
use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::{Error, Location, Result};

const CONNECTIONS: u32 = 4;
const BUSY: Duration = Duration::from_secs(5);
const DAY_S: i64 = 86_400;
/// A dead letter is kept longer than a finished job, for someone to look at it.
const DEAD_DAYS: i64 = 30;

/// The pool of whichever database holds the queue.
#[derive(Clone)]
pub enum Queue {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A row of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    /// The job as it was queued, in JSON.
    pub job: String,
    pub state: JobState,
    pub attempts: u32,
    pub max_attempts: u32,
    pub priority: i32,
    pub run_at: Timestamp,
    pub done_at: Option<Timestamp>,
    /// The outcome of the last try, in JSON.
    pub result: Option<String>,
}

/// How a row stands, in one word. apalis repeats a failed job as long as it has tries left.
macro_rules! state {
    () => {
        "CASE WHEN status = 'Done' THEN 'done' WHEN status = 'Running' THEN 'running'
              WHEN status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts) THEN 'dead'
              ELSE 'pending' END"
    };
}
pub(super) use state;

/// The name of the kind of a row's job, from its JSON.
macro_rules! name {
    (sqlite) => {
        "json_extract(CAST(job AS TEXT), '$.name')"
    };
    (postgres) => {
        "(convert_from(job, 'UTF8')::json ->> 'name')"
    };
}
pub(super) use name;

/// The columns of [`Row`], with the words in which the two schemas differ.
macro_rules! select {
    ($database:ident, $table:literal, $job:literal, $run_at:literal, $done_at:literal) => {
        concat!(
            "SELECT id, ", $job, " AS job, ", state!(), " AS state, CAST(attempts AS BIGINT) AS attempts,
                CAST(max_attempts AS BIGINT) AS max_attempts, CAST(priority AS BIGINT) AS priority, ",
            $run_at, " AS run_at, ", $done_at, " AS done_at, CAST(last_result AS TEXT) AS result FROM ", $table,
            " WHERE ($1 IS NULL OR ", state!(), " = $1) AND ($2 IS NULL OR id = $2)
                AND ($4 IS NULL OR idempotency_key = $4) AND ($5 IS NULL OR ", name!($database), " = $5)
             ORDER BY run_at DESC, id DESC LIMIT $3"
        )
    };
}

const SELECT_SQLITE: &str = select!(
    sqlite,
    "Jobs",
    "CAST(job AS TEXT)",
    "run_at * 1000",
    "done_at * 1000"
);
const SELECT_POSTGRES: &str = select!(
    postgres,
    "apalis.jobs",
    "convert_from(job, 'UTF8')",
    "CAST(extract(epoch FROM run_at) * 1000 AS BIGINT)",
    "CAST(extract(epoch FROM done_at) * 1000 AS BIGINT)"
);

/// Which rows; none is any.
#[derive(Clone, Copy, Default)]
struct Which<'a> {
    state: Option<&'static str>,
    id: Option<&'a str>,
    key: Option<&'a str>,
    name: Option<&'a str>,
}

type Found = (
    String,
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<String>,
);

impl Queue {
    /// Connects; the tables are apalis' to make.
    pub async fn open(location: &Location) -> Result<Self> {
        Ok(match location {
            Location::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path.with_file_name("jobs.db"))
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A lost job is queued again: it is never the only record of a wish.
                    .synchronous(SqliteSynchronous::Normal)
                    .busy_timeout(BUSY);
                let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS);
                Self::Sqlite(pool.connect_with(options).await?)
            }
            Location::Postgres(url) => {
                let options = PgConnectOptions::from_str(url.expose_secret()).map_err(|_| {
                    Error::Location("the database url is not a valid postgres:// url".into())
                })?;
                let pool = PgPoolOptions::new()
                    .max_connections(CONNECTIONS)
                    .acquire_timeout(BUSY);
                Self::Postgres(pool.connect_with(options).await?)
            }
        })
    }

    /// Drops indexes that mislead SQLite's planner: with them a long queue is walked for every job.
    pub async fn drop_misleading_indexes(&self) -> Result<()> {
        if let Self::Sqlite(pool) = self {
            for statement in [
                "DROP INDEX IF EXISTS LIdx",
                "DROP INDEX IF EXISTS SIdx",
                "DROP INDEX IF EXISTS TIdx",
                "DROP INDEX IF EXISTS idx_jobs_status_run_at",
                "DROP INDEX IF EXISTS idx_jobs_run_at_status",
                "DROP INDEX IF EXISTS idx_jobs_claimable",
            ] {
                sqlx::query(statement).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Lists jobs, the newest first.
    pub async fn list(&self, state: Option<JobState>, limit: u32) -> Result<Vec<Row>> {
        let which = Which {
            state: state.map(word),
            ..Which::default()
        };
        self.select(&which, limit).await
    }

    pub async fn find(&self, id: &str) -> Result<Option<Row>> {
        let which = Which {
            id: Some(id),
            ..Which::default()
        };
        Ok(self.select(&which, 1).await?.pop())
    }

    /// The job that was queued with a key.
    pub async fn by_key(&self, key: &str) -> Result<Option<Row>> {
        let which = Which {
            key: Some(key),
            ..Which::default()
        };
        Ok(self.select(&which, 1).await?.pop())
    }

    /// The newest job of a kind that is done or dead.
    pub async fn last_ended(&self, name: &str) -> Result<Option<Row>> {
        let mut ended = Vec::new();
        for state in [JobState::Done, JobState::Dead] {
            let which = Which {
                state: Some(word(state)),
                name: Some(name),
                ..Which::default()
            };
            ended.extend(self.select(&which, 1).await?);
        }
        Ok(ended.into_iter().max_by_key(|row| row.run_at))
    }

    /// Queues a dead job anew, with all its tries. False if no dead job has this id.
    pub async fn retry(&self, id: &str) -> Result<bool> {
        const SQLITE: &str = concat!(
            "UPDATE Jobs SET status = 'Pending', attempts = 0, run_at = CAST(strftime('%s', 'now') AS INTEGER), done_at = NULL,
             lock_by = NULL, lock_at = NULL, last_result = NULL WHERE id = $1 AND ",
            state!(),
            " = 'dead'"
        );
        const POSTGRES: &str = concat!(
            "UPDATE apalis.jobs SET status = 'Pending', attempts = 0, run_at = now(), done_at = NULL,
             lock_by = NULL, lock_at = NULL, last_result = NULL WHERE id = $1 AND ",
            state!(),
            " = 'dead'"
        );
        self.change_one(SQLITE, POSTGRES, id).await
    }

    /// Removes a dead job. False if no dead job has this id.
    pub async fn discard(&self, id: &str) -> Result<bool> {
        const SQLITE: &str = concat!("DELETE FROM Jobs WHERE id = $1 AND ", state!(), " = 'dead'");
        const POSTGRES: &str = concat!(
            "DELETE FROM apalis.jobs WHERE id = $1 AND ",
            state!(),
            " = 'dead'"
        );
        self.change_one(SQLITE, POSTGRES, id).await
    }

    /// Whether the statement for this database hit the job.
    async fn change_one(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
        id: &str,
    ) -> Result<bool> {
        let hit = match self {
            Self::Sqlite(pool) => {
                let done = sqlx::query(sqlite).bind(id).execute(pool).await?;
                done.rows_affected()
            }
            Self::Postgres(pool) => {
                let done = sqlx::query(postgres).bind(id).execute(pool).await?;
                done.rows_affected()
            }
        };
        Ok(hit == 1)
    }

    /// Deletes jobs that were done a day ago, old dead letters and workers that are gone; says how many jobs.
    /// apalis' own vacuum compares numbers with texts and deletes everything.
    pub async fn prune(&self) -> Result<u64> {
        match self {
            Self::Sqlite(pool) => prune_sqlite(pool).await,
            Self::Postgres(pool) => prune_postgres(pool).await,
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    async fn select(&self, which: &Which<'_>, limit: u32) -> Result<Vec<Row>> {
        let Which {
            state,
            id,
            key,
            name,
        } = *which;
        let limit = i64::from(limit);
        let found: Vec<Found> = match self {
            Self::Sqlite(pool) => {
                let query = sqlx::query_as(SELECT_SQLITE).bind(state).bind(id);
                let query = query.bind(limit).bind(key).bind(name);
                query.fetch_all(pool).await?
            }
            Self::Postgres(pool) => {
                let query = sqlx::query_as(SELECT_POSTGRES).bind(state).bind(id);
                let query = query.bind(limit).bind(key).bind(name);
                query.fetch_all(pool).await?
            }
        };
        Ok(found.into_iter().map(Into::into).collect())
    }
}

async fn prune_sqlite(pool: &SqlitePool) -> Result<u64> {
    const NOW: &str = "SELECT CAST(strftime('%s', 'now') AS INTEGER)";
    let now: i64 = sqlx::query_scalar(NOW).fetch_one(pool).await?;
    let done = sqlx::query(
        "DELETE FROM Jobs WHERE (status = 'Done' AND done_at < $1) OR (status IN ('Failed', 'Killed') AND done_at < $2)",
    );
    let gone = done
        .bind(now - DAY_S)
        .bind(now - DEAD_DAYS * DAY_S)
        .execute(pool)
        .await?;
    sqlx::query(
        "DELETE FROM Workers WHERE last_seen < $1 AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = Workers.id)",
    )
    .bind(now - DAY_S)
    .execute(pool)
    .await?;
    sqlx::query("ANALYZE Jobs").execute(pool).await?;
    sqlx::query("PRAGMA optimize").execute(pool).await?;
    Ok(gone.rows_affected())
}

async fn prune_postgres(pool: &PgPool) -> Result<u64> {
    let gone = sqlx::query(
        "DELETE FROM apalis.jobs WHERE (status = 'Done' AND done_at < now() - interval '1 day')
         OR (status IN ('Failed', 'Killed') AND done_at < now() - interval '30 days')",
    )
    .execute(pool)
    .await?;
    sqlx::query(
        "DELETE FROM apalis.workers WHERE last_seen < now() - interval '1 day'
         AND NOT EXISTS (SELECT 1 FROM apalis.jobs WHERE lock_by = apalis.workers.id)",
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

fn word(state: JobState) -> &'static str {
    match state {
        JobState::Pending => "pending",
        JobState::Running => "running",
        JobState::Done => "done",
        JobState::Dead => "dead",
    }
}

impl From<Found> for Row {
    fn from(found: Found) -> Self {
        let (id, job, state, attempts, max_attempts, priority, run_at, done_at, result) = found;
        let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            id,
            job,
            state: match state.as_str() {
                "done" => JobState::Done,
                "running" => JobState::Running,
                "dead" => JobState::Dead,
                _ => JobState::Pending,
            },
            attempts: small(attempts),
            max_attempts: small(max_attempts),
            priority: i32::try_from(priority).unwrap_or_default(),
            run_at: Timestamp(run_at),
            done_at: done_at.map(Timestamp),
            result,
        }
    }
}
