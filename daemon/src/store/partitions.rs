//! The months of the large fact tables on PostgreSQL. Rows of a month that has no partition lie in the default one, so that
//! nothing depends on this; partitions are made ahead, and strays are moved into theirs. SQLite has no partitions.

use emperione_protocol::{MessageId, Timestamp};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::{AssertSqlSafe, Postgres, Transaction};

use super::{Db, On, Result};

/// How many months after the running one have their partitions.
const AHEAD: usize = 2;

/// A partitioned table: its name, its default partition, its key, and the first key of a time.
struct Table {
    name: &'static str,
    default: &'static str,
    key: &'static str,
    first: fn(Timestamp) -> i64,
}

const TABLES: [Table; 2] = [
    Table {
        name: "messages",
        default: "messages_default",
        key: "id",
        first: |at| MessageId::first_at(at).0.cast_signed(),
    },
    Table {
        name: "activity",
        default: "activity_default",
        key: "hour",
        first: |at| at.0,
    },
];

/// Makes the partitions of the running month and the next ones. Doing it twice changes nothing.
pub async fn prepare(db: &Db, now: Timestamp) -> Result<()> {
    if db.backend() != "postgresql" {
        return Ok(());
    }
    for table in &TABLES {
        for month in months(now) {
            make(db, table, month).await?;
        }
    }
    Ok(())
}

/// Makes the partitions of what strayed, a month in each transaction, and moves it there.
pub async fn gather(db: &Db) -> Result<()> {
    for table in &TABLES {
        let mut after = i64::MIN;
        while let Some(key) = stray(db, table, after).await? {
            let month = month(table.time(key));
            make(db, table, month).await?;
            after = table.bounds(month).1;
        }
    }
    Ok(())
}

impl Table {
    /// The first key of a month, and that of the next.
    fn bounds(&self, month: Date) -> (i64, i64) {
        let at = |date: Date| {
            let zoned = date.to_zoned(TimeZone::UTC);
            Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_millisecond()))
        };
        ((self.first)(at(month)), (self.first)(at(next(month))))
    }

    fn time(&self, key: i64) -> Timestamp {
        if self.name == "messages" {
            MessageId(key.cast_unsigned()).created_at()
        } else {
            Timestamp(key)
        }
    }

    fn partition(&self, month: Date) -> String {
        format!("{}_{}", self.name, month.strftime("%Y_%m"))
    }
}

fn month(at: Timestamp) -> Date {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.to_zoned(TimeZone::UTC).date().first_of_month()
}

fn next(month: Date) -> Date {
    month.saturating_add(1.month())
}

fn months(now: Timestamp) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(month(now)), |month| Some(next(*month))).take(1 + AHEAD)
}

/// The smallest key in the default partition that is not below one.
async fn stray(db: &Db, table: &Table, from: i64) -> Result<Option<i64>> {
    let Table { default, key, .. } = table;
    let text = format!("SELECT min({key}) FROM {default} WHERE {key} >= $1");
    match &mut db.read().await?.on {
        On::Postgres(tx) => {
            let found = sqlx::query_scalar(AssertSqlSafe(text)).bind(from);
            Ok(found.fetch_one(&mut **tx).await?)
        }
        On::Sqlite(_) => Ok(None),
    }
}

/// Makes a partition, with the rows that strayed from it.
async fn make(db: &Db, table: &Table, month: Date) -> Result<()> {
    let mut tx = db.write_batch().await?;
    if let On::Postgres(on) = &mut tx.on {
        let partition = table.partition(month);
        // Another daemon may be making it: whoever comes second finds it made.
        let lock = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", table.name);
        if exists(on, &partition).await? {
            return Ok(());
        }
        execute(on, lock).await?;
        if exists(on, &partition).await? {
            return Ok(());
        }
        let Table {
            name, default, key, ..
        } = table;
        let (from, to) = table.bounds(month);
        for statement in [
            format!("CREATE TABLE {partition} (LIKE {name} INCLUDING ALL)"),
            format!(
                "WITH moved AS (DELETE FROM {default} WHERE {key} >= {from} AND {key} < {to} RETURNING *)
                 INSERT INTO {partition} SELECT * FROM moved"
            ),
            format!("ALTER TABLE {name} ATTACH PARTITION {partition} FOR VALUES FROM ({from}) TO ({to})"),
        ] {
            execute(on, statement).await?;
        }
    }
    tx.commit().await
}

async fn execute(tx: &mut Transaction<'static, Postgres>, statement: String) -> Result<()> {
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn exists(tx: &mut Transaction<'static, Postgres>, table: &str) -> Result<bool> {
    let found = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table);
    Ok(found.fetch_one(&mut **tx).await?)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn months_follow_each_other_without_a_hole() {
        // 2026-12-31, 23:59:59.999.
        let found: Vec<Date> = months(Timestamp(1_798_761_599_999)).collect();

        let names = found.iter().map(|month| TABLES[0].partition(*month));
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["messages_2026_12", "messages_2027_01", "messages_2027_02"]
        );
        for table in &TABLES {
            for pair in found.windows(2) {
                assert_eq!(table.bounds(pair[0]).1, table.bounds(pair[1]).0);
            }
            let (from, to) = table.bounds(found[0]);
            assert_eq!(month(table.time(from)), found[0]);
            assert_eq!(month(table.time(to - 1)), found[0]);
        }
    }
}
