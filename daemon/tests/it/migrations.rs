//! Both databases get the same tables from files of the same names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;

use crate::common::database::{Postgres, Sqlite};

type Tables = BTreeMap<String, Vec<String>>;

fn names(database: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrations")
        .join(database);
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn no_two_migrations_have_one_number() {
    let numbers: Vec<usize> = names("sqlite")
        .iter()
        .map(|name| name[..4].parse().unwrap())
        .collect();

    assert!(numbers.is_sorted_by(|one, next| one < next));
}

fn tables(columns: Vec<(String, String)>) -> Tables {
    let mut tables = Tables::new();
    for (table, column) in columns {
        tables.entry(table).or_default().push(column);
    }
    for columns in tables.values_mut() {
        columns.sort();
    }
    tables
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let Some(postgres) = Postgres::new().await else {
        return;
    };
    let sqlite = Sqlite::new().await;

    let in_postgres: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'
            AND table_name NOT IN (SELECT inhrelid::regclass::text FROM pg_inherits)",
    )
    .fetch_all(&sqlx::PgPool::connect(&postgres.url()).await.unwrap())
    .await
    .unwrap();
    let in_sqlite: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .fetch_all(
        &sqlx::SqlitePool::connect(sqlite.path().to_str().unwrap())
            .await
            .unwrap(),
    )
    .await
    .unwrap();

    assert_eq!(tables(in_postgres), tables(in_sqlite));
    postgres.drop().await;
}

/// Runs the migrations up to a number, or those from it on.
async fn migrate<D: sqlx::Database>(pool: &sqlx::Pool<D>, database: &str, of: impl Fn(&str) -> bool)
where
    for<'c> &'c sqlx::Pool<D>: sqlx::Executor<'c, Database = D>,
{
    for name in names(database).into_iter().filter(|name| of(name)) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
        let text = fs::read_to_string(folder.join(database).join(&name)).unwrap();
        let done = sqlx::Executor::execute(pool, sqlx::raw_sql(sqlx::AssertSqlSafe(text))).await;
        done.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Ann joined at 1 s, wrote at 2, 3 and 4 s, left at 5 s, and came back at 6 s and wrote at 7 s. A bot joined, too.
const BEFORE: &str = "
    INSERT INTO members (guild_id, user_id, name, bot, roles, joined_at, left_at) VALUES
        (7, 11, 'ann', FALSE, '', 1420070401000, 1420070405000), (7, 12, 'bot', TRUE, '', 1420070401000, NULL);
    INSERT INTO member_changes (id, guild_id, user_id, at, kind, detail, exact) VALUES
        ('a', 7, 11, 1420070401000, 'join', '', TRUE), ('b', 7, 11, 1420070405000, 'leave', '', TRUE),
        ('c', 7, 11, 1420070406000, 'join', '', TRUE), ('d', 7, 12, 1420070401000, 'join', '', TRUE);
    INSERT INTO messages (guild_id, id, channel_id, author_id, author_kind, attachments) VALUES
        (7, 8388608000, 5, 11, 0, 2), (7, 12582912000, 5, 11, 0, 0), (7, 16777216000, 5, 11, 0, 1), (7, 29360128000, 5, 11, 0, 0);
    INSERT INTO activity (guild_id, hour, channel_id, user_id, messages, edits, deletes, reactions, unreactions, voice_ms)
        VALUES (7, 1420070400000, 5, 11, 4, 0, 0, 1, 0, 0);";
const ACTIVITY: &str = "SELECT messages, reactions, attachments, first_at - 1420070400000, last_at - 1420070400000 FROM activity";
const JOINS: &str = "SELECT joined_at - 1420070400000, first_at - 1420070400000, third_at - 1420070400000, tenth_at FROM joins
    ORDER BY joined_at";
const TENURE: &str = "SELECT tenure_ms FROM member_changes WHERE kind = 'leave'";
const FACTS: &str = "0029_facts.sql";
/// Two threads of channel 5: in one a person wrote at 2 and 3 s and eight days later, and a bot at 4 s.
const TALKED: &str = "
    INSERT INTO channels (guild_id, id, channel_type, name, position, parent_id, overwrites) VALUES
        (8, 4194304000, 11, 'asked', 0, 5, '[]'), (8, 8388608000, 12, 'alone', 0, 5, '[]'), (8, 5, 0, 'text', 0, NULL, '[]');
    INSERT INTO messages (guild_id, id, channel_id, author_id, author_kind, attachments) VALUES
        (8, 8388608000, 4194304000, 11, 0, 0), (8, 12582912000, 4194304000, 11, 0, 0), (8, 16777216000, 4194304000, 12, 1, 0),
        (8, 29360128000, 5, 11, 0, 0), (8, 2899116818432000, 4194304000, 11, 0, 0);";
const THREADS: &str =
    "SELECT parent_id, begun_at - 1420070400000, last_at - 1420070400000 FROM threads ORDER BY id";

/// What was computed of channel 5 and of its two threads in two hours.
const COMPUTED: &str = "
    INSERT INTO metric_buckets (guild_id, metric, part, bucket_at, value) VALUES
        (8, 'messages', '', 0, 6), (8, 'messages', '5', 0, 1), (8, 'messages', '4194304000', 0, 2),
        (8, 'messages', '8388608000', 0, 3), (8, 'messages', '', 3600000, 4), (8, 'messages', '4194304000', 3600000, 4),
        (8, 'joins', '4194304000', 0, 7);";
const BUCKETS: &str =
    "SELECT metric, part, bucket_at, value FROM metric_buckets ORDER BY metric, bucket_at, part";

macro_rules! counts_what_was_stored {
    ($pool:expr, $database:literal) => {{
        let pool = $pool;
        migrate(pool, $database, |name| name < FACTS).await;
        sqlx::raw_sql(BEFORE).execute(pool).await.unwrap();
        migrate(pool, $database, |name| (FACTS.."0034").contains(&name)).await;
        sqlx::raw_sql(TALKED).execute(pool).await.unwrap();
        migrate(pool, $database, |name| ("0034".."0041").contains(&name)).await;
        sqlx::raw_sql(COMPUTED).execute(pool).await.unwrap();
        migrate(pool, $database, |name| name >= "0041").await;

        let activity: Vec<(i64, i64, i64, i64, i64)> =
            sqlx::query_as(ACTIVITY).fetch_all(pool).await.unwrap();
        assert_eq!(activity, [(4, 1, 3, 2_000, 7_000)]);
        let joins: Vec<(i64, Option<i64>, Option<i64>, Option<i64>)> =
            sqlx::query_as(JOINS).fetch_all(pool).await.unwrap();
        let expected = [
            (1_000, Some(2_000), Some(4_000), None),
            (6_000, Some(7_000), None, None),
        ];
        assert_eq!(joins, expected);
        let tenure: Vec<i64> = sqlx::query_scalar(TENURE).fetch_all(pool).await.unwrap();
        assert_eq!(tenure, [4_000]);
        let threads: Vec<(i64, i64, Option<i64>)> =
            sqlx::query_as(THREADS).fetch_all(pool).await.unwrap();
        assert_eq!(threads, [(5, 1_000, Some(3_000)), (5, 2_000, None)]);
        let buckets: Vec<(String, String, i64, f64)> =
            sqlx::query_as(BUCKETS).fetch_all(pool).await.unwrap();
        let buckets: Vec<_> = buckets
            .iter()
            .map(|(metric, part, at, value)| (metric.as_str(), part.as_str(), *at, *value))
            .collect();
        let expected = [
            ("joins", "4194304000", 0, 7.0),
            ("messages", "", 0, 6.0),
            ("messages", "5", 0, 6.0),
            ("messages", "", 3_600_000, 4.0),
            ("messages", "5", 3_600_000, 4.0),
        ];
        assert_eq!(buckets, expected);
    }};
}

#[tokio::test]
async fn what_was_stored_before_is_counted_when_the_facts_grow_on_sqlite() {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let pool = pool.connect("sqlite::memory:").await.unwrap();

    counts_what_was_stored!(&pool, "sqlite");
}

#[tokio::test]
async fn what_was_stored_before_is_counted_when_the_facts_grow_on_postgresql() {
    let Some(postgres) = Postgres::new().await else {
        return;
    };
    let pool = sqlx::PgPool::connect(&postgres.url()).await.unwrap();
    let fresh = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    sqlx::raw_sql(fresh).execute(&pool).await.unwrap();

    counts_what_was_stored!(&pool, "postgres");

    pool.close().await;
    postgres.drop().await;
}
