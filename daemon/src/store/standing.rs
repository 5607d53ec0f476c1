//! How many jobs of each kind stand where, and how long the oldest has waited, by the database's clock.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Result;
use super::queue::{Queue, name, state};
use crate::ports::queue::Standing;

/// The words in which the two schemas differ: the table, and the seconds since the earliest time that has come.
macro_rules! standing {
    ($database:ident, $table:literal, $oldest:literal) => {
        concat!(
            "SELECT ",
            name!($database),
            " AS name, ",
            state!(),
            " AS state, count(*) AS n, ",
            $oldest,
            " AS oldest_s
             FROM ",
            $table,
            " GROUP BY 1, 2"
        )
    };
}

const SQLITE: &str = standing!(
    sqlite,
    "Jobs",
    "CAST(strftime('%s', 'now') AS INTEGER)
        - min(CASE WHEN run_at <= CAST(strftime('%s', 'now') AS INTEGER) THEN run_at END)"
);
const POSTGRES: &str = standing!(
    postgres,
    "apalis.jobs",
    "CAST(extract(epoch FROM now() - min(CASE WHEN run_at <= now() THEN run_at END)) AS BIGINT)"
);

type Found = (Option<String>, String, i64, Option<i64>);

impl Queue {
    /// How each kind of which there are jobs stands, by name.
    pub async fn standing(&self) -> Result<BTreeMap<String, Standing>> {
        let found: Vec<Found> = match self {
            Self::Sqlite(pool) => sqlx::query_as(SQLITE).fetch_all(pool).await?,
            Self::Postgres(pool) => sqlx::query_as(POSTGRES).fetch_all(pool).await?,
        };
        let mut kinds: BTreeMap<String, Standing> = BTreeMap::new();
        for (name, state, n, oldest_s) in found {
            let kind = kinds.entry(name.unwrap_or_default()).or_default();
            let n = n.unsigned_abs();
            match state.as_str() {
                "done" => kind.done = n,
                "dead" => kind.dead = n,
                "running" => kind.running = n,
                _ => {
                    kind.pending = n;
                    kind.oldest = oldest_s.map(|s| Duration::from_secs(s.unsigned_abs()));
                }
            }
        }
        Ok(kinds)
    }
}
