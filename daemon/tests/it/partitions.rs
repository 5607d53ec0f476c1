//! The months of the large fact tables on PostgreSQL.

use emperione_daemon::domain::event::AuthorKind;
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::{Db, partitions};
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::common::database::Postgres;

const GUILD: GuildId = GuildId(7);
const DAY: i64 = 86_400_000;
/// The first moment of 2027.
const NEW_YEAR: i64 = 1_798_761_600_000;

/// Stores a message and its fact, and says whether the message was new.
async fn writes(db: &Db, ms: i64) -> bool {
    let at = Timestamp(ms);
    let row = NewMessage {
        guild: GUILD,
        id: MessageId::first_at(at),
        channel: ChannelId(5),
        author: UserId(11),
        author_kind: AuthorKind::Person,
        attachments: 0,
        sealed: None,
    };
    let key = ActivityKey {
        guild: GUILD,
        hour: facts::hour(at),
        channel: ChannelId(5),
        user: UserId(11),
    };
    let done = Activity::message(at, None, 0, false);
    let mut tx = db.write().await.unwrap();
    let new = messages::insert(&mut tx, &[row]).await.unwrap();
    facts::add(&mut tx, &[(key, done)]).await.unwrap();
    tx.commit().await.unwrap();
    new == 1
}

/// Where messages and activity lie: each part and how much is in it.
async fn parts(pool: &sqlx::PgPool) -> Vec<String> {
    let text = "SELECT tableoid::regclass::text || ' ' || count(*) FROM messages GROUP BY tableoid
        UNION ALL SELECT tableoid::regclass::text || ' ' || sum(messages) FROM activity GROUP BY tableoid ORDER BY 1";
    sqlx::query_scalar(text).fetch_all(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn months_have_partitions_and_strays_come_home() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let db = &database.db;
    let pool = sqlx::PgPool::connect(&database.url()).await.unwrap();
    let times = [NEW_YEAR - 1, NEW_YEAR, NEW_YEAR - 365 * DAY];
    for ms in times {
        assert!(writes(db, ms).await);
    }
    assert_eq!(
        parts(&pool).await,
        ["activity_default 3", "messages_default 3"]
    );

    for _ in 0..2 {
        partitions::prepare(db, Timestamp(NEW_YEAR - 1))
            .await
            .unwrap();
    }
    let ahead = [
        "activity_2026_12 1",
        "activity_2027_01 1",
        "activity_default 1",
        "messages_2026_12 1",
        "messages_2027_01 1",
        "messages_default 1",
    ];
    assert_eq!(parts(&pool).await, ahead);
    for _ in 0..2 {
        partitions::gather(db).await.unwrap();
    }

    for ms in times {
        assert!(!writes(db, ms).await, "it is known, wherever it lies");
    }
    assert!(writes(db, NEW_YEAR + 40 * DAY).await);
    let gathered = [
        "activity_2026_01 2",
        "activity_2026_12 2",
        "activity_2027_01 2",
        "activity_2027_02 1",
        "messages_2026_01 1",
        "messages_2026_12 1",
        "messages_2027_01 1",
        "messages_2027_02 1",
    ];
    assert_eq!(parts(&pool).await, gathered);
    let sum = facts::sum(&mut db.read().await.unwrap(), GUILD, Some(UserId(11))).await;
    assert_eq!(sum.unwrap().messages, 7);
    database.drop().await;
}
