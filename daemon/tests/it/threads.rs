//! Threads as facts: when they were begun, and when people wrote last in their first seven days.

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::threads::{Thread, WATCHED_MS};
use emperione_daemon::store::{Db, threads};
use emperione_protocol::{ChannelId, Timestamp};
use pretty_assertions::assert_eq;

use crate::common::ear::{Ear, GUILD, START, Said, begun, said};

const HOUR: i64 = 3_600_000;

each_database!(threads_are_watched_for_seven_days);

/// The threads, by when they were begun: after how many milliseconds, and how long they lived.
async fn lives(db: &Db) -> Vec<(ChannelId, i64, Option<i64>)> {
    let always = (Timestamp(0), Timestamp(i64::MAX));
    let mut tx = db.read().await.unwrap();
    let life = |of: Thread| {
        let lived = of.last_at.map(|last| last.0 - of.begun_at.0);
        (of.parent, of.begun_at.0 - START, lived)
    };
    let found = threads::begun(&mut tx, GUILD, always).await.unwrap();
    found.into_iter().map(life).collect()
}

fn by_a_bot(said: &Said) -> String {
    said.json()
        .replace(r#""username""#, r#""bot":true,"username""#)
}

async fn threads_are_watched_for_seven_days(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), Clock::manual(Timestamp(START + 1_000))).await;
    ear.hear("THREAD_CREATE", &begun(100, 50, 5));
    let first = said(5_100, 50, 101, "hello").json();
    ear.hear("MESSAGE_CREATE", &first);
    ear.hear_again("MESSAGE_CREATE", &first);
    // Neither a bot nor what is said in the channel counts.
    ear.hear("MESSAGE_CREATE", &by_a_bot(&said(6_000, 50, 200, "beep")));
    ear.hear("MESSAGE_CREATE", &said(7_000, 5, 101, "elsewhere").json());
    // Begun and gone in one batch, and one in which nobody writes.
    ear.hear("THREAD_CREATE", &begun(200, 51, 6));
    ear.hear("MESSAGE_CREATE", &said(1_200, 51, 101, "wrong").json());
    ear.hear(
        "THREAD_DELETE",
        r#"{"id":"51","guild_id":"7","parent_id":"6","type":11}"#,
    );
    let synced = format!(r#"{{"guild_id":"7","threads":[{}]}}"#, begun(300, 52, 6));
    ear.hear("THREAD_LIST_SYNC", &synced);

    // When it was begun is known after a new start, too.
    let mut ear = ear.again(&db, folder.path()).await;
    let in_time = said(99 + WATCHED_MS, 50, 101, "late");
    ear.hear("MESSAGE_CREATE", &in_time.json());
    ear.hear(
        "MESSAGE_CREATE",
        &said(100 + WATCHED_MS, 50, 101, "too late").json(),
    );
    let gone = format!(
        r#"{{"id":"{}","channel_id":"50","guild_id":"7"}}"#,
        in_time.id
    );
    ear.hear("MESSAGE_DELETE", &gone);
    // Read later, in any order, and again.
    let missed = [HOUR, HOUR / 2].map(|ms| said(300 + ms, 52, 101, "missed"));
    ear.find(&missed);
    ear.find(&missed);
    ear.ingest.stop().await;

    let expected = [
        (ChannelId(5), 100, Some(WATCHED_MS - 1)),
        (ChannelId(6), 200, Some(1_000)),
        (ChannelId(6), 300, Some(HOUR)),
    ];
    assert_eq!(lives(&db).await, expected);
}
