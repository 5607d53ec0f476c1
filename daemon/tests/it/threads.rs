//! Threads as facts: when they were begun, and when people wrote last in their first seven days.

use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::analytics::Parts;
use emperione_daemon::domain::event::Channel;
use emperione_daemon::domain::live::Measure;
use emperione_daemon::domain::threads::{Thread, WATCHED_MS};
use emperione_daemon::store::{Db, aggregates, answers, live, threads};
use emperione_protocol::alerts::SetRule;
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{ReportKind, ReportRequest};
use emperione_protocol::{ChannelId, Timestamp};
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;
use crate::common::ear::{Ear, GUILD, START, Said, begun, said};

const HOUR: i64 = 3_600_000;

each_database!(
    threads_are_watched_for_seven_days,
    what_is_in_a_thread_counts_to_its_channel
);

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

/// What the counters of the last hour say of a channel.
fn counted(ear: &Ear, channel: u64) -> u64 {
    let (live, now) = (ear.live.lock(), START / 1_000);
    let window = (now, now + 3_600);
    live[&GUILD].sum(Measure::Messages, Some(ChannelId(channel)), window)
}

async fn what_is_in_a_thread_counts_to_its_channel(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), Clock::manual(Timestamp(START))).await;
    ear.hear("THREAD_CREATE", &begun(100, 50, 5));
    for (ms, channel, author) in [(1_000, 50, 101), (2_000, 5, 101), (3_000, 50, 102)] {
        ear.hear("MESSAGE_CREATE", &said(ms, channel, author, "hi").json());
    }
    let reacted = r#"{"guild_id":"7","user_id":"101","channel_id":"50","message_id":"1"}"#;
    ear.hear("MESSAGE_REACTION_ADD", reacted);
    ear.ingest.stop().await;

    assert_eq!([5, 50, 6].map(|channel| counted(&ear, channel)), [3, 2, 0]);
    let mut tx = db.read().await.unwrap();
    let hour = (Timestamp(START), Timestamp(START + HOUR));
    let facts = aggregates::facts(&mut tx, GUILD, hour.0, hour.1)
        .await
        .unwrap();
    assert_eq!(facts.messages, Parts::from([((START, "5".into()), 3)]));
    assert_eq!(facts.reactions, Parts::from([((START, "5".into()), 1)]));
    // The answer is one within the thread.
    let answered = answers::by_channel(&mut tx, GUILD, hour).await.unwrap();
    assert_eq!(answered.len(), 1);
    assert_eq!((answered[0].0, answered[0].1[0].n), (ChannelId(5), 1));
    for (channel, n, last) in [(5, 3, Some(3_000)), (50, 2, Some(3_000)), (6, 0, None)] {
        let channel = Some(ChannelId(channel));
        let found = live::messages(&mut tx, GUILD, channel, hour).await.unwrap();
        assert_eq!(found.iter().map(|(_, _, n)| n).sum::<u32>(), n);
        let found = live::last_message(&mut tx, GUILD, channel, hour.0).await;
        assert_eq!(found.unwrap().map(|at| at.0 - START), last);
    }
    drop(tx);
    // They are counted so after a new start, too.
    ear.clock.advance(Duration::from_secs(9));
    let ear = ear.again(&db, folder.path()).await;
    assert_eq!([5, 50, 6].map(|channel| counted(&ear, channel)), [3, 2, 0]);
    ear.ingest.stop().await;
}

#[tokio::test]
async fn a_thread_has_no_numbers_of_its_own() {
    let app = TestApp::new().await;
    app.know_guild(GUILD.0, &[(2, "olga")]);
    let channel = |id, channel_type, parent| Channel {
        id: ChannelId(id),
        channel_type,
        name: format!("c{id}").into(),
        position: 0,
        parent,
        overwrites: Vec::new(),
        last_message: None,
        slow_mode: 0,
        locked: false,
        archived: false,
        begun_at: None,
    };
    for known in [channel(5, 0, None), channel(50, 11, Some(ChannelId(5)))] {
        let mut state = app.parts().state.write();
        let guild = state.guilds.get_mut(&GUILD).unwrap();
        guild.channels.insert(known.id, known);
    }
    let test = Actor::System { name: "test" };
    let report = |id| ReportRequest {
        guild: GUILD,
        kind: ReportKind::Channel,
        every: Every::Day,
        at: None,
        user: None,
        channel: Some(ChannelId(id)),
    };
    let rule = |id| SetRule {
        guild: GUILD,
        name: "quiet".into(),
        text: format!("replies in <#{id}> < 1"),
    };
    let services = app.services();

    services.reports.make(&test, &report(5)).await.unwrap();
    for refused in [
        services.reports.make(&test, &report(50)).await.map(drop),
        services.alerts.set(&test, rule(50)).await.map(drop),
    ] {
        let why = "channel: 50 is a thread, which is counted with its channel: name 5";
        assert_eq!(refused.unwrap_err().to_string(), why);
    }
    app.app.stop().await;
}
