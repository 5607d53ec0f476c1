//! The base of the store: migrations, the event log, the order of writers.

use emperione_daemon::store::{Db, Error, Location, events, meta, migrate};
use emperione_protocol::events::Body;
use emperione_protocol::{GuildId, Timestamp};
use pretty_assertions::assert_eq;

fn warning(text: &str) -> (Option<GuildId>, Body) {
    (Some(GuildId(7)), Body::Warning { text: text.into() })
}

async fn events_come_back_in_the_order_of_commits(db: Db) {
    let mut head = db.head();
    for text in ["one", "two", "three"] {
        let mut tx = db.write().await.unwrap();
        events::append(&mut tx, Timestamp(5), &[warning(text)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    let found = events::after(&mut db.read().await.unwrap(), 1, 10)
        .await
        .unwrap();

    assert_eq!(*head.borrow_and_update(), 3);
    assert_eq!(
        found.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(
        found[1].body,
        Body::Warning {
            text: "three".into()
        }
    );
    assert_eq!(found[1].guild, Some(GuildId(7)));
}

async fn a_rolled_back_event_takes_no_number(db: Db) {
    let mut tx = db.write().await.unwrap();
    events::append(&mut tx, Timestamp(5), &[warning("lost")])
        .await
        .unwrap();
    drop(tx);

    let mut tx = db.write().await.unwrap();
    let seq = events::append(&mut tx, Timestamp(5), &[warning("kept")])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    assert_eq!(seq, 1);
}

async fn pruned_events_move_the_tail(db: Db) {
    let mut tx = db.write().await.unwrap();
    events::append(&mut tx, Timestamp(5), &[warning("old")])
        .await
        .unwrap();
    events::append(&mut tx, Timestamp(9), &[warning("new")])
        .await
        .unwrap();
    let pruned = events::prune(&mut tx, Timestamp(6)).await.unwrap();
    let tail = events::tail(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!((pruned, tail), (1, 2));
}

async fn meta_keeps_the_last_value(db: Db) {
    let mut tx = db.write().await.unwrap();
    meta::set(&mut tx, "commands", "a").await.unwrap();
    meta::set(&mut tx, "commands", "b").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read().await.unwrap();
    assert_eq!(
        meta::get(&mut tx, "commands").await.unwrap().as_deref(),
        Some("b")
    );
    assert_eq!(meta::get(&mut tx, "other").await.unwrap(), None);
}

each_database!(
    events_come_back_in_the_order_of_commits,
    a_rolled_back_event_takes_no_number,
    pruned_events_move_the_tail,
    meta_keeps_the_last_value,
);

#[tokio::test]
async fn a_sqlite_file_has_one_daemon() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("empd.db"));
    let _first = Db::open(&location).await.unwrap();

    assert!(matches!(Db::open(&location).await, Err(Error::Held(_))));
}

#[tokio::test]
async fn refuses_a_schema_of_a_later_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empd.db");
    let location = Location::Sqlite(path.clone());
    Db::open(&location).await.unwrap().close().await;
    let later =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', TRUE, x'00', 0)";
    let pool = sqlx::SqlitePool::connect(path.to_str().unwrap())
        .await
        .unwrap();
    sqlx::query(later).execute(&pool).await.unwrap();
    pool.close().await;

    assert!(matches!(
        Db::open(&location).await,
        Err(Error::Newer { found: 9999, .. })
    ));
}

#[tokio::test]
async fn a_dry_run_names_what_it_would_do_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("empd.db"));

    let first = migrate::pending(&location).await.unwrap();
    let second = migrate::pending(&location).await.unwrap();
    Db::open(&location).await.unwrap().close().await;

    assert_eq!(first[0], "0001_house");
    assert_eq!(first, second);
    assert_eq!(
        migrate::pending(&location).await.unwrap(),
        Vec::<String>::new()
    );
}
