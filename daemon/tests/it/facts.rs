//! Facts: a fixture that was counted by hand, and a random one whose messages come late, twice and across restarts.

use std::collections::BTreeMap;
use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::analytics::{Hourly, Parts};
use emperione_daemon::domain::join::Milestones;
use emperione_daemon::ingest::Input;
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::{
    Db, aggregates, answers, days, gaps, guilds, joins, members, privacy,
};
use emperione_protocol::{Timestamp, UserId};
use pretty_assertions::assert_eq;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::actions::until;
use crate::common::ear::{CREATED, Ear, GUILD, START, Said, joined, said};

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

each_database!(
    a_fixture_that_was_counted_by_hand,
    messages_that_come_late_twice_and_across_restarts_count_as_if_they_had_not,
    what_discord_writes_in_a_members_name_is_none_of_their_messages,
    a_leave_knows_how_long_they_stayed,
    what_is_dropped_while_a_gap_is_read_is_of_another_gap,
    a_guild_that_goes_and_comes_back_at_once_is_there,
    bots_and_webhooks_are_no_people,
);

fn clock(ms: i64) -> Clock {
    Clock::manual(Timestamp(START + ms))
}

async fn activity(db: &Db, user: u64) -> Vec<(ActivityKey, Activity)> {
    let of = (GUILD, UserId(user));
    let found = privacy::activity(&mut db.read().await.unwrap(), of, 0, 1_000).await;
    found.unwrap()
}

/// Each row in words: the hour, the channel, when in seconds of the hour, and what is not zero.
async fn told(db: &Db, user: u64) -> Vec<String> {
    let tell = |(key, done): (ActivityKey, Activity)| {
        let seconds = |at: Option<Timestamp>| (at.unwrap().0 - key.hour) / SECOND;
        let (hour, from, to) = (
            (key.hour - START) / HOUR,
            seconds(done.first_at),
            seconds(done.last_at),
        );
        let counts = [
            ("messages", done.messages),
            ("short", done.short),
            ("medium", done.medium),
            ("long", done.long),
            ("attachments", done.attachments),
            ("replies", done.replies),
            ("reactions", done.reactions),
            ("unreactions", done.unreactions),
            ("received", done.received),
        ];
        let counts = counts.iter().filter(|(_, n)| *n != 0);
        let counts: Vec<_> = counts.map(|(name, n)| format!("{n} {name}")).collect();
        format!(
            "{hour} h, #{}, {from} to {to} s: {}",
            key.channel,
            counts.join(", ")
        )
    };
    activity(db, user).await.into_iter().map(tell).collect()
}

/// By hour, channel and bin.
type Delays = BTreeMap<(i64, u64, u8), i64>;

async fn delays(db: &Db) -> Delays {
    let found = answers::all(&mut db.read().await.unwrap(), GUILD).await;
    let count = |((_, hour, channel, bin), n): (answers::Key, i64)| {
        (((hour - START) / HOUR, channel.0, bin), n)
    };
    found.unwrap().into_iter().map(count).collect()
}

async fn milestones(db: &Db, user: u64) -> Vec<Milestones> {
    let found = joins::of(&mut db.read().await.unwrap(), GUILD, UserId(user)).await;
    found.unwrap().into_iter().map(|join| join.wrote).collect()
}

/// What happens in the fixture: 11 joins, writes, and is answered by 12.
fn story() -> [Said; 6] {
    let with = |more, said: Said| Said { more, ..said };
    [
        said(SECOND, 5, 11, "hello"),
        with(r#","attachments":[{},{}]"#, said(3 * SECOND, 5, 11, "")),
        with(
            r#","type":19"#,
            said(4 * SECOND, 5, 12, "welcome to this place"),
        ),
        said(5 * SECOND, 6, 11, &"x".repeat(201)),
        said(HOUR, 5, 11, "thanks"),
        said(HOUR + 2_500, 5, 12, "sure"),
    ]
}

const REACTION: &str =
    r#"{"user_id":"12","channel_id":"5","message_id":"1","guild_id":"7","message_author_id":"11"}"#;

async fn a_fixture_that_was_counted_by_hand(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(HOUR + 10 * SECOND)).await;
    ear.hear("GUILD_MEMBER_ADD", &joined(11, 500));
    for said in story() {
        ear.hear("MESSAGE_CREATE", &said.json());
        ear.hear_again("MESSAGE_CREATE", &said.json());
        ear = ear.again(&db, folder.path()).await;
    }
    let own = REACTION.replace(r#""user_id":"12""#, r#""user_id":"11""#);
    let unknown = REACTION.replace(r#","message_author_id":"11""#, "");
    for reaction in [REACTION, &own, &unknown] {
        ear.hear("MESSAGE_REACTION_ADD", reaction);
    }
    ear.hear("MESSAGE_REACTION_REMOVE", REACTION);
    ear.ingest.stop().await;

    assert_eq!(
        told(&db, 11).await,
        [
            "0 h, #5, 1 to 3 s: 2 messages, 1 short, 2 attachments",
            "0 h, #6, 5 to 5 s: 1 messages, 1 long",
            "1 h, #5, 0 to 10 s: 1 messages, 1 short, 1 reactions, 1 received",
        ]
    );
    assert_eq!(
        told(&db, 12).await,
        [
            "0 h, #5, 4 to 4 s: 1 messages, 1 medium, 1 replies",
            "1 h, #5, 2 to 10 s: 1 messages, 1 short, 2 reactions, 1 unreactions",
        ]
    );
    // 3 s and 1 s for the first answer, 3,596 s for the second, 2.5 s for the third.
    let expected = [
        ((0, 5, 1), 1),
        ((0, 5, 2), 1),
        ((1, 5, 2), 1),
        ((1, 5, 12), 1),
    ];
    assert_eq!(delays(&db).await, BTreeMap::from(expected));
    let wrote = Milestones {
        first: Some(Timestamp(START + SECOND)),
        third: Some(Timestamp(START + 5 * SECOND)),
        tenth: None,
    };
    assert_eq!(milestones(&db, 11).await, [wrote]);
}

/// What a patient reader with pen and paper finds, who looks at every pair.
fn expected_delays(all: &[Said]) -> Delays {
    let mut counts = BTreeMap::new();
    for one in all {
        let answers = all.iter().filter(|other| {
            other.channel == one.channel && other.author != one.author && other.id > one.id
        });
        let Some(answer) = answers.min_by_key(|other| other.id) else {
            continue;
        };
        let delay = answer.at() - one.at();
        if delay < DAY {
            let bin = (0..18).find(|bin| delay / SECOND < 1 << bin).unwrap();
            let hour = (answer.at() - START) / HOUR;
            *counts.entry((hour, one.channel, bin)).or_default() += 1;
        }
    }
    counts
}

fn expected_milestones(all: &[Said], user: u64, joins: &[i64]) -> Vec<Milestones> {
    let of = |(index, joined): (usize, &i64)| {
        let until = joins.get(index + 1).copied().unwrap_or(i64::MAX - START);
        let window = START + joined..START + until;
        let own = all.iter().filter(|said| said.author == user);
        let times = own.map(Said::at).filter(|at| window.contains(at));
        let times: Vec<_> = times.map(Timestamp).collect();
        let nth = |n: usize| times.get(n).copied();
        Milestones {
            first: nth(0),
            third: nth(2),
            tenth: nth(9),
        }
    };
    joins.iter().enumerate().map(of).collect()
}

/// By hour and channel: how many messages, the first and the last.
fn expected_hours(all: &[Said], user: u64) -> BTreeMap<(i64, u64), (i64, i64, i64)> {
    let mut hours = BTreeMap::new();
    for said in all.iter().filter(|said| said.author == user) {
        let key = (facts::hour(Timestamp(said.at())), said.channel);
        let (n, _, last) = hours.entry(key).or_insert((0, said.at(), 0));
        (*n, *last) = (*n + 1, said.at());
    }
    hours
}

/// Two weeks of six people in two channels, in the order of ids: often seconds pass, sometimes hours, at times a day.
fn conversation(random: &mut StdRng) -> Vec<Said> {
    let mut ms = 0;
    let mut all = Vec::new();
    for _ in 0..240 {
        ms += match random.random_range(0..20) {
            0 => random.random_range(DAY..DAY + 2 * HOUR),
            1..6 => random.random_range(0..3 * HOUR),
            _ => random.random_range(1..90 * SECOND),
        };
        let (channel, author) = (random.random_range(5..7), random.random_range(11..17));
        all.push(said(ms, channel, author, "something"));
    }
    all
}

/// Tells a part of the conversation as it may come: whole, out of order, or with some missed and read later, of which
/// some come live all the same.
async fn tells(
    mut ear: Ear,
    part: &[Said],
    random: &mut StdRng,
    again: (&Db, &std::path::Path),
) -> Ear {
    let mut live = part.to_vec();
    let mut missed = Vec::new();
    match random.random_range(0..4) {
        0 => {
            missed = live.split_off(random.random_range(0..10));
            let from = Timestamp(missed[0].at());
            ear.seq += 3;
            let through = ear.seq;
            ear.push(Input::Dropped {
                events: 3,
                through,
                from,
            });
            live.extend(missed.iter().filter(|_| random.random_bool(0.3)).cloned());
            if random.random_bool(0.5) {
                ear.find(&missed[..missed.len() / 2]);
            }
        }
        1 => live.shuffle(random),
        _ => {}
    }
    for (index, said) in live.iter().enumerate() {
        ear.hear("MESSAGE_CREATE", &said.json());
        if random.random_bool(0.1) {
            ear = ear.again(again.0, again.1).await;
        } else if index % 4 == 3 {
            // Longer than a batch: what follows is one of its own.
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
    if !missed.is_empty() {
        missed.shuffle(random);
        ear.find(&missed);
    }
    ear
}

/// Events are dropped from a time to now.
fn drops(ear: &mut Ear, events: u64, from: i64) {
    ear.seq += events;
    ear.push(Input::Dropped {
        events,
        through: ear.seq,
        from: Timestamp(START + from),
    });
}

/// All gaps: from and to in seconds of the start, how many events, whether it is reconciled, and of how many shards.
async fn known_gaps(db: &Db) -> Vec<(i64, i64, Option<u64>, bool, Option<u32>)> {
    let found = gaps::since(&mut db.read().await.unwrap(), Timestamp(0)).await;
    let seconds = |at: Timestamp| (at.0 - START) / SECOND;
    let told = found.unwrap().into_iter().map(|gap| {
        let to = gap.to.map_or(-1, seconds);
        let is_reconciled = gap.reconciled_at.is_some();
        (seconds(gap.from), to, gap.events, is_reconciled, gap.shards)
    });
    told.collect()
}

async fn what_is_dropped_while_a_gap_is_read_is_of_another_gap(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(0)).await;
    ear.push(Input::Connecting {
        shards: 2,
        fingerprint: String::new(),
    });
    let first = (0, 0, Some(3), false, Some(2));
    // The first is read at once. What is dropped while it is read waits, and goes on.
    for ((events, from), known) in [
        ((3, 0), vec![first]),
        ((2, 4), vec![first, (4, 5, Some(2), false, Some(2))]),
        ((1, 9), vec![first, (4, 10, Some(3), false, Some(2))]),
    ] {
        drops(&mut ear, events, from * SECOND);
        until("the gap", async || known_gaps(&db).await == known).await;
        ear.clock.advance(Duration::from_secs(5));
    }

    ear.find(&[]);
    ear.find(&[]);
    ear.hear("GUILD_CREATE", CREATED);
    ear.ingest.stop().await;

    assert_eq!(
        known_gaps(&db).await,
        [
            (0, 0, Some(3), true, Some(2)),
            (4, 10, Some(3), true, Some(2)),
        ]
    );
}

async fn messages_that_come_late_twice_and_across_restarts_count_as_if_they_had_not(db: Db) {
    let seed = 29;
    let mut random = StdRng::seed_from_u64(seed);
    let all = conversation(&mut random);
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(0)).await;
    // 11 comes back in the middle, and of 12 it is known only at the end that they joined.
    let (early, middle) = (all[40].at() - START, all[120].at() - START);
    for user in [11, 13] {
        ear.hear("GUILD_MEMBER_ADD", &joined(user, 0));
    }

    for (index, part) in all.chunks(12).enumerate() {
        let passed = (part[0].at() - ear.clock.now().0).max(0).unsigned_abs();
        ear.clock.advance(Duration::from_millis(passed));
        if index == 10 {
            ear.hear(
                "GUILD_MEMBER_REMOVE",
                r#"{"guild_id":"7","user":{"id":"11","username":"u"}}"#,
            );
            ear.hear("GUILD_MEMBER_ADD", &joined(11, middle));
        }
        ear = tells(ear, part, &mut random, (&db, folder.path())).await;
    }
    ear.hear("GUILD_MEMBER_ADD", &joined(12, early));
    ear.ingest.stop().await;

    assert_eq!(delays(&db).await, expected_delays(&all), "seed {seed}");
    let joins: [(u64, &[i64]); 4] = [(11, &[0, middle]), (12, &[early]), (13, &[0]), (14, &[])];
    for (user, joins) in joins {
        let expected = expected_milestones(&all, user, joins);
        assert_eq!(milestones(&db, user).await, expected, "seed {seed}: {user}");
    }
    for user in 11..17 {
        let row = |(key, done): (ActivityKey, Activity)| {
            assert_eq!((done.short, done.replies), (done.messages, 0));
            let times = (done.first_at.unwrap().0, done.last_at.unwrap().0);
            ((key.hour, key.channel.0), (done.messages, times.0, times.1))
        };
        let found: BTreeMap<_, _> = activity(&db, user).await.into_iter().map(row).collect();
        assert_eq!(found, expected_hours(&all, user), "seed {seed}: {user}");
    }
}

async fn what_discord_writes_in_a_members_name_is_none_of_their_messages(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(0)).await;
    ear.hear("GUILD_MEMBER_ADD", &joined(11, 0));
    let notice = Said {
        more: r#","type":7"#,
        ..said(SECOND, 5, 11, "")
    };
    let webhook = Said {
        more: r#","webhook_id":"9""#,
        ..said(2 * SECOND, 5, 12, "a feed")
    };

    for said in [&notice, &webhook, &said(3 * SECOND, 5, 12, "hi")] {
        ear.hear("MESSAGE_CREATE", &said.json());
    }
    ear.ingest.stop().await;

    assert_eq!(activity(&db, 11).await, []);
    let sum = facts::sum(&mut db.read().await.unwrap(), GUILD, None).await;
    assert_eq!(sum.unwrap().messages, 3);
    assert_eq!(delays(&db).await, BTreeMap::new());
    assert_eq!(milestones(&db, 11).await, [Milestones::default()]);
}

async fn a_leave_knows_how_long_they_stayed(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(5 * DAY)).await;
    ear.hear("GUILD_MEMBER_ADD", &joined(11, 2 * DAY));
    ear = ear.again(&db, folder.path()).await;
    for user in [11, 12] {
        let gone = format!(r#"{{"guild_id":"7","user":{{"id":"{user}","username":"u"}}}}"#);
        ear.hear("GUILD_MEMBER_REMOVE", &gone);
    }
    ear.ingest.stop().await;

    let mut tx = db.read().await.unwrap();
    for (user, stayed) in [(11, Some(3 * DAY)), (12, None)] {
        let tenure = members::tenure_ms(&mut tx, GUILD, UserId(user)).await;
        assert_eq!(tenure.unwrap(), stayed, "{user}");
    }
}

async fn a_guild_that_goes_and_comes_back_at_once_is_there(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(0)).await;

    ear.hear("GUILD_DELETE", r#"{"id":"7"}"#);
    ear.hear("GUILD_CREATE", CREATED);
    ear.ingest.stop().await;

    let known = guilds::all(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!(known[0].removed_at, None);
}

async fn bots_and_webhooks_are_no_people(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let mut ear = Ear::open(&db, folder.path(), clock(9 * SECOND)).await;
    // A bot that no roster lists, and a webhook: each writes, and has its message edited and deleted.
    let bot = |said: &Said| {
        said.json()
            .replace(r#""username""#, r#""bot":true,"username""#)
    };
    let hook = |said: &Said| {
        said.json()
            .replace(r#""author""#, r#""webhook_id":"301","author""#)
    };
    let (beep, post) = (said(1_000, 5, 300, "beep"), said(2_000, 5, 301, "post"));
    let edited = |text: String| {
        let at = jiff::Timestamp::from_millisecond(START + 3_000).unwrap();
        text.replace(
            r#""content""#,
            &format!(r#""edited_timestamp":"{at}","content""#),
        )
    };
    for text in [bot(&beep), hook(&post)] {
        ear.hear("MESSAGE_CREATE", &text);
        ear.hear("MESSAGE_UPDATE", &edited(text));
    }
    // One person writes; of another one a message is deleted and reacted to.
    let written = said(4_000, 5, 101, "hi");
    ear.hear("MESSAGE_CREATE", &written.json());
    let reacts = r#""guild_id":"7","channel_id":"5","message_id":"1""#;
    let by_bot = format!(r#"{{{reacts},"user_id":"300","message_author_id":"102"}}"#);
    ear.hear("MESSAGE_REACTION_ADD", &by_bot);
    for id in [beep.id, post.id, written.id] {
        let gone = format!(r#"{{"id":"{id}","channel_id":"5","guild_id":"7"}}"#);
        ear.hear("MESSAGE_DELETE", &gone);
    }
    ear.ingest.stop().await;

    let mut tx = db.read().await.unwrap();
    let (from, to) = (Timestamp(START), Timestamp(START + HOUR));
    let found = aggregates::facts(&mut tx, GUILD, from, to).await.unwrap();
    assert_eq!(found.edits, Parts::new());
    assert_eq!(found.reactions, Parts::new());
    assert_eq!(found.deletes, Parts::from([((START, "5".into()), 1)]));
    assert_eq!(found.active, Hourly::from([(START, 1)]));
    assert_eq!(
        aggregates::count_active(&mut tx, GUILD, from)
            .await
            .unwrap(),
        1
    );
    let since = aggregates::active_since(&mut tx, GUILD, from).await;
    assert_eq!(since.unwrap(), [None]);
    let top = facts::top(&mut tx, GUILD, (from, None), 10).await.unwrap();
    let top: Vec<_> = top
        .iter()
        .map(|(user, did)| (user.0, did.messages))
        .collect();
    assert_eq!(top, [(101, 1)]);
    drop(tx);
    let mut tx = db.write().await.unwrap();
    days::number(&mut tx, GUILD, (from, to)).await.unwrap();
    let day = days::compute(&mut tx, GUILD, (from, to)).await.unwrap();
    assert_eq!(day.members.active.len(), 1);
}
