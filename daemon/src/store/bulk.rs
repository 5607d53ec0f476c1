//! Many rows in one statement. SQLite takes lists of `?` (numbered parameters make it quadratic), PostgreSQL takes
//! one array per column (`UNNEST`), so this is where the two texts differ.

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::Result;

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
