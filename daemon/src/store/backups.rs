//! A copy of the whole database as it is at one moment, while others go on writing.

use std::path::Path;

use futures::TryStreamExt;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tokio::sync::mpsc;

use super::pools::Pools;
use super::{Db, Result, migrate};
use crate::backup::Table;

/// Pieces of so many bytes are handed over.
const PIECE: usize = 1 << 20;

/// What a copy of PostgreSQL is made of, in this order: a table, its pieces, its end.
#[derive(Debug)]
pub enum Part {
    Table(Table),
    Piece(Vec<u8>),
    End,
    /// There are no more tables.
    Whole,
}

impl Db {
    /// The last migration that the database has.
    pub fn schema(&self) -> i64 {
        migrate::known(self.is_sqlite())
    }

    /// Writes a SQLite database into a file, which must be empty, without what was deleted.
    ///
    /// # Errors
    /// If the disk does not take it, or this is no SQLite database.
    pub async fn copy_into(&self, path: &Path) -> Result<()> {
        let Pools::Sqlite { read, .. } = self.pools() else {
            return Err(super::Error::Location("it is no SQLite database".into()));
        };
        // The readers' connections may not even write elsewhere.
        let options = read.connect_options().as_ref().clone();
        let options = options.pragma("query_only", "OFF");
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let copied = sqlx::query("VACUUM INTO $1")
            .bind(path.display().to_string())
            .execute(&mut connection)
            .await;
        connection.close().await?;
        copied?;
        Ok(())
    }

    /// Hands every table of a PostgreSQL database over, as it was when this began. It ends early if nobody listens.
    ///
    /// # Errors
    /// If the database is away, or this is no PostgreSQL database.
    pub async fn copy_out(&self, parts: mpsc::Sender<Part>) -> Result<()> {
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let Pools::Postgres { read, .. } = self.pools() else {
            return Err(super::Error::Location(
                "it is no PostgreSQL database".into(),
            ));
        };
        let mut tx = read.begin_with(BEGIN).await?;
        for table in tables(&mut tx).await? {
            let text = copy_text(&table, "TO STDOUT");
            let mut piece = Vec::new();
            let _ = parts.send(Part::Table(table)).await;
            let mut rows = tx.copy_out_raw(&text).await?;
            while let Some(bytes) = rows.try_next().await? {
                piece.extend_from_slice(&bytes);
                if piece.len() >= PIECE
                    && parts
                        .send(Part::Piece(std::mem::take(&mut piece)))
                        .await
                        .is_err()
                {
                    return Ok(());
                }
            }
            if !piece.is_empty() {
                let _ = parts.send(Part::Piece(piece)).await;
            }
            let _ = parts.send(Part::End).await;
        }
        // Without this word what was handed over is not the whole.
        let _ = parts.send(Part::Whole).await;
        Ok(())
    }
}

/// Every table of ours with its columns. A partition is a part of its table.
pub(super) async fn tables(connection: &mut PgConnection) -> Result<Vec<Table>> {
    let found: Vec<(String, Vec<String>)> = sqlx::query_as(
        "SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class AS c
         JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname <> '_sqlx_migrations'
         GROUP BY c.relname ORDER BY c.relname",
    )
    .fetch_all(connection)
    .await?;
    let table = |(table, columns)| Table { table, columns };
    Ok(found.into_iter().map(table).collect())
}

/// The `COPY` of a table whose name and columns are those of the database.
pub(super) fn copy_text(table: &Table, way: &str) -> String {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    let (columns, table) = (columns.join(", "), &table.table);
    if way == "TO STDOUT" {
        // A partitioned table has no rows of its own.
        format!("COPY (SELECT {columns} FROM \"{table}\") TO STDOUT")
    } else {
        format!("COPY \"{table}\" ({columns}) {way}")
    }
}

/// Runs a text that was made of names of the database itself.
pub(super) async fn run(connection: &mut PgConnection, text: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(text)).execute(connection).await?;
    Ok(())
}
