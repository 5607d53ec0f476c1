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
