//! A backup put back: into a SQLite file beside the database, or into an empty PostgreSQL database.

use std::path::Path;

use emperione_protocol::events::Body;
use emperione_protocol::{GuildId, Timestamp, UserId};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::backups::{copy_text, run, tables};
use super::pools::Pools;
use super::{Db, Error, Location, Result, Tx, events, meta, migrate, on};
use crate::backup::Table;

/// Stands in `meta` while a restore into PostgreSQL is under way.
const UNDER_WAY: &str = "restore";
/// How often the database was put back from a backup.
const EPOCH: &str = "restored_epoch";
/// Numbers of events that were given out after the backup are never given out again.
const JUMP: i64 = 1_000_000;

/// Refuses a database into which a restore was begun and not ended.
pub(crate) async fn refuse_half(pools: &Pools) -> Result<()> {
    const FOUND: &str = "SELECT count(*) FROM meta WHERE name = 'restore'";
    let found: i64 = match pools {
        Pools::Sqlite { read, .. } => sqlx::query_scalar(FOUND).fetch_one(read).await?,
        Pools::Postgres { read, .. } => sqlx::query_scalar(FOUND).fetch_one(read).await?,
    };
    if found == 0 {
        return Ok(());
    }
    let why = "a restore into this database was not ended: run `empd restore` again";
    Err(Error::Location(why.into()))
}

/// Whether a SQLite file is a whole database.
///
/// # Errors
/// What is wrong with it.
pub async fn check_sqlite(path: &Path) -> Result<()> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(Error::Location(format!(
            "the database in the backup is broken: {verdict}"
        )))
    }
}

/// Brings everything of a SQLite database into its one file.
///
/// # Errors
/// If it is broken.
pub async fn fold(path: &Path) -> Result<()> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let folded = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await;
    connection.close().await?;
    folded?;
    Ok(())
}

/// An empty PostgreSQL database that takes a backup in; nothing of it is there until [`Filling::commit`].
pub struct Filling {
    pools: Pools,
    tx: sqlx::Transaction<'static, sqlx::Postgres>,
    tables: Vec<Table>,
}

impl Filling {
    /// Makes the tables as they were in the backup.
    ///
    /// # Errors
    /// If the database is not empty, or its schema is not that of the past.
    pub async fn begin(location: &Location, schema: i64) -> Result<Self> {
        let pools = Pools::open(location).await?;
        let Pools::Postgres { write, .. } = &pools else {
            return Err(Error::Location(
                "the backup is of a PostgreSQL database".into(),
            ));
        };
        migrate::refuse_newer(&pools).await?;
        if let Some(what) = filled(&mut *write.acquire().await?).await? {
            let why = format!(
                "the database is not empty: it has {what}; a backup is put back into an empty one"
            );
            return Err(Error::Location(why));
        }
        migrate::run_to(&pools, schema).await?;
        let mut tx = write.begin().await?;
        let text = "INSERT INTO meta (name, value) VALUES ('restore', '') ON CONFLICT DO NOTHING";
        sqlx::query(text).execute(&mut *tx).await?;
        tx.commit().await?;
        let mut tx = write.begin().await?;
        let tables = tables(&mut tx).await?;
        for Table { table, .. } in &tables {
            run(&mut tx, format!("TRUNCATE \"{table}\"")).await?;
            run(
                &mut tx,
                format!("ALTER TABLE \"{table}\" DISABLE TRIGGER USER"),
            )
            .await?;
        }
        Ok(Self { pools, tx, tables })
    }

    /// Fills a table with pieces.
    ///
    /// # Errors
    /// If there is no such table, or it does not take them.
    pub async fn fill<E: From<Error>>(
        &mut self,
        table: &Table,
        mut next: impl AsyncFnMut() -> std::result::Result<Option<Vec<u8>>, E>,
    ) -> std::result::Result<(), E> {
        if !self.tables.contains(table) {
            let why = format!(
                "the backup has a table {} that its schema has not",
                table.table
            );
            return Err(Error::Location(why).into());
        }
        let text = copy_text(table, "FROM STDIN");
        let mut rows = self.tx.copy_in_raw(&text).await.map_err(Error::from)?;
        while let Some(piece) = next().await? {
            rows.send(piece).await.map_err(Error::from)?;
        }
        rows.finish().await.map_err(Error::from)?;
        Ok(())
    }

    /// Ends it: the numbers go on, the triggers work again, and what is in the tables stays.
    ///
    /// # Errors
    /// If the database is away.
    pub async fn commit(self) -> Result<()> {
        let Self {
            pools,
            mut tx,
            tables,
        } = self;
        for Table { table, columns } in &tables {
            run(
                &mut tx,
                format!("ALTER TABLE \"{table}\" ENABLE TRIGGER USER"),
            )
            .await?;
            for column in columns {
                continue_numbers(&mut tx, table, column).await?;
            }
        }
        let text = "INSERT INTO meta (name, value) VALUES ('restore', '') ON CONFLICT DO NOTHING";
        sqlx::query(text).execute(&mut *tx).await?;
        tx.commit().await?;
        migrate::run(&pools).await?;
        pools.close().await;
        Ok(())
    }
}

/// What an empty database has not; none of a database into which a restore was begun.
async fn filled(connection: &mut PgConnection) -> Result<Option<&'static str>> {
    let exists = "SELECT to_regclass('meta') IS NOT NULL";
    if !sqlx::query_scalar::<_, bool>(exists)
        .fetch_one(&mut *connection)
        .await?
    {
        return Ok(None);
    }
    let begun = "SELECT count(*) FROM meta WHERE name = 'restore'";
    if sqlx::query_scalar::<_, i64>(begun)
        .fetch_one(&mut *connection)
        .await?
        > 0
    {
        return Ok(None);
    }
    for what in ["starts", "guilds"] {
        let text = format!("SELECT EXISTS (SELECT 1 FROM {what})");
        let query = sqlx::query_scalar::<_, bool>(AssertSqlSafe(text));
        if query.fetch_one(&mut *connection).await? {
            return Ok(Some(what));
        }
    }
    Ok(None)
}

async fn continue_numbers(connection: &mut PgConnection, table: &str, column: &str) -> Result<()> {
    let sequence: Option<String> = sqlx::query_scalar("SELECT pg_get_serial_sequence($1, $2)")
        .bind(format!("\"{table}\""))
        .bind(column)
        .fetch_one(&mut *connection)
        .await?;
    let Some(sequence) = sequence else {
        return Ok(());
    };
    let text = format!(
        "SELECT setval('{sequence}', greatest((SELECT max(\"{column}\") FROM \"{table}\"), 1))"
    );
    run(connection, text).await
}

impl Db {
    /// Opens a database that was just filled, whose restore is not ended yet.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_restored(location: &Location) -> Result<Self> {
        let pools = Pools::open(location).await?;
        migrate::run(&pools).await?;
        Self::of(pools).await
    }
}

/// What a restore changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub epoch: u64,
    /// Actions whose end will be read from Discord.
    pub actions: u64,
    /// Posts that are no longer sent.
    pub posts: u64,
    /// Batches that wait for somebody to go on with them.
    pub batches: u64,
}

/// Open actions are looked up in Discord; one that only sends a message is looked for among the messages. `$1` is now, wherever it stands.
const ACTIONS: &str = "UPDATE actions SET restored = TRUE, state = 'unknown', attempts = 0,
    stage = CASE WHEN kind IN ('warn', 'unwarn') AND stage IN ('planned', 'notifying') AND dm_state = 'pending'
        THEN 'notifying' ELSE 'asking' END,
    dm_state = CASE WHEN kind NOT IN ('warn', 'unwarn') AND dm_state = 'pending' THEN 'none' ELSE dm_state END
    WHERE finished_at IS NULL AND stage <> 'withdrawing'";
const WITHDRAWN: &str = "UPDATE actions SET restored = TRUE, state = 'failed', stage = 'done', finished_at = $1,
    error = 'it was open when the database was put back from a backup' WHERE finished_at IS NULL AND stage = 'withdrawing'";
const POSTS: &str = "UPDATE outbox SET done_at = $1, text = '',
    refused = 'the database was put back from a backup, and this may have been posted since' WHERE done_at IS NULL";
const FILES: &str = "DELETE FROM outbox_files";
/// What was due before may have been delivered since.
const SCHEDULES: &str = "UPDATE report_schedules SET since_at = $1";
const DELIVERIES: &str = "UPDATE report_deliveries SET done_at = $1,
    error = 'the database was put back from a backup, and this may have been delivered since' WHERE done_at IS NULL";
/// A webhook may have heard of it since, and a command may have run.
const ALERTS: &str = "UPDATE alert_posts SET state = 'failed', done_at = $1,
    error = 'the database was put back from a backup, and this may have been told since' WHERE done_at IS NULL";
const BATCHES: &str = "UPDATE batches SET state = 'paused',
    halted = 'the database was put back from a backup; look at what was done since, then resume or cancel it'
    WHERE state = 'running'";
/// Those who reported are answered if the answer is not found among their messages.
const ANSWERS: &str = "UPDATE inbox_reports SET answer = 'sending' WHERE answer = 'pending'";
const LEASES: &str = "DELETE FROM leases";
const STARTS: &str = "UPDATE starts SET ended_at = $1 WHERE ended_at IS NULL";

/// Marks a database as put back: nothing that was under way in it is done, because it may have been done since.
pub async fn mark(tx: &mut Tx, made_at: Timestamp, now: Timestamp) -> Result<Marked> {
    let epoch = meta::get(tx, EPOCH)
        .await?
        .and_then(|text| text.parse().ok())
        .unwrap_or(0_u64)
        + 1;
    meta::set(tx, EPOCH, &epoch.to_string()).await?;
    let mut counts = [0; 4];
    for (count, text) in counts.iter_mut().zip([ACTIONS, POSTS, ALERTS, BATCHES]) {
        *count = changed(tx, text, now).await?;
    }
    for text in [
        WITHDRAWN, ANSWERS, LEASES, STARTS, FILES, SCHEDULES, DELIVERIES,
    ] {
        changed(tx, text, now).await?;
    }
    on!(tx, conn => sqlx::query("UPDATE event_head SET seq = seq + $1").bind(JUMP).execute(conn).await.map(drop))?;
    let text = format!("the database was put back from a backup of {made_at}");
    events::append(tx, now, &[(None, Body::Warning { text })]).await?;
    let [actions, posts, alerts, batches] = counts;
    Ok(Marked {
        epoch,
        actions,
        posts: posts + alerts,
        batches,
    })
}

async fn changed(tx: &mut Tx, text: &'static str, now: Timestamp) -> Result<u64> {
    Ok(on!(tx, conn => {
        let query = sqlx::query(text);
        let query = if text.contains("$1") { query.bind(now.0) } else { query };
        query.execute(conn).await.map(|done| done.rows_affected())
    })?)
}

/// Takes the words out of the open actions against a user who is erased, which an erasure leaves.
pub async fn erase_open(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE actions SET target_name = CAST($2 AS TEXT), reason = NULL
         WHERE guild_id = $1 AND target_id = $2 AND restored",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The restore is ended: a daemon may run on the database.
pub async fn end(tx: &mut Tx) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM meta WHERE name = $1").bind(UNDER_WAY).execute(conn).await.map(drop))?;
    Ok(())
}
