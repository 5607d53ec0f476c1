//! Many rows in one statement. SQLite takes lists of `?` (numbered parameters make it quadratic), PostgreSQL takes
//! one array per column (`UNNEST`), so this is where the two texts differ.

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::{On, Result, Tx};

/// The most rows of one SQLite statement: more gain nothing, and the number of parameters is limited.
const MOST: usize = 500;

/// A SQLite insert, around its list of values.
pub(super) struct Insert {
    pub(super) head: &'static str,
    pub(super) columns: usize,
    pub(super) tail: &'static str,
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

impl Insert {
    /// Runs the insert and gives the number of rows it changed.
    pub(super) async fn run<T>(
        &self,
        tx: &mut Transaction<'static, Sqlite>,
        rows: &[T],
        bind: impl for<'q> Fn(Statement<'q>, &T) -> Statement<'q>,
    ) -> Result<u64> {
        let mut changed = 0;
        for part in parts(rows) {
            let query = part
                .iter()
                .fold(sqlx::query(AssertSqlSafe(self.text(part.len()))), &bind);
            changed += query.execute(&mut **tx).await?.rows_affected();
        }
        Ok(changed)
    }

    /// Runs the insert and gives the ids that its `RETURNING` names.
    pub(super) async fn returning<T>(
        &self,
        tx: &mut Transaction<'static, Sqlite>,
        rows: &[T],
        bind: impl for<'q> Fn(Statement<'q>, &T) -> Statement<'q>,
    ) -> Result<Vec<i64>> {
        use sqlx::Row;
        let mut ids = Vec::new();
        for part in parts(rows) {
            let query = part
                .iter()
                .fold(sqlx::query(AssertSqlSafe(self.text(part.len()))), &bind);
            for row in query.fetch_all(&mut **tx).await? {
                ids.push(row.try_get(0)?);
            }
        }
        Ok(ids)
    }

    fn text(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns].join(","));
        let values = vec![row.as_str(); rows].join(",");
        format!("{} VALUES {values} {}", self.head, self.tail)
    }
}

/// Inserts rows that hold numbers and nothing else.
pub(super) async fn numbers<const N: usize>(
    tx: &mut Tx,
    (head, tail): (&'static str, &'static str),
    rows: &[[Option<i64>; N]],
) -> Result<()> {
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head,
                columns: N,
                tail,
            };
            insert.run(tx, rows, bind_all).await?;
        }
        On::Postgres(tx) if !rows.is_empty() => {
            let arrays: Vec<_> = (1..=N).map(|n| format!("${n}::bigint[]")).collect();
            let text = format!("{head} SELECT * FROM UNNEST({}) {tail}", arrays.join(", "));
            let columns = (0..N)
                .map(|column| -> Vec<Option<i64>> { rows.iter().map(|row| row[column]).collect() });
            let query = columns.fold(sqlx::query(AssertSqlSafe(text)), Query::bind);
            query.execute(&mut **tx).await?;
        }
        On::Postgres(_) => {}
    }
    Ok(())
}

fn bind_all<'q, const N: usize>(query: Statement<'q>, row: &[Option<i64>; N]) -> Statement<'q> {
    row.iter().copied().fold(query, Query::bind)
}

/// Cuts rows into parts of few different sizes, so that prepared statements are used again.
fn parts<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = match rows.len() {
            0 => return None,
            MOST.. => MOST,
            rest => 1 << rest.ilog2(),
        };
        let (part, rest) = rows.split_at(size);
        rows = rest;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_few_sizes_and_lose_nothing() {
        let rows: Vec<_> = (0..1_213).collect();

        let sizes: Vec<_> = parts(&rows).map(<[i32]>::len).collect();

        assert_eq!(sizes, [500, 500, 128, 64, 16, 4, 1]);
        assert_eq!(parts(&rows).flatten().copied().collect::<Vec<_>>(), rows);
    }
}
