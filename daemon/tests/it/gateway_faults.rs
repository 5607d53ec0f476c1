//! The faults of the gateway, by their numbers: each is survived, and what was missed is known.

use std::time::{Duration, Instant};

use emperione_daemon::bot::frames::{self, Frame};
use emperione_daemon::domain::event::AuditEntry;
use emperione_daemon::health::Reason;
use emperione_daemon::ingest::Input;
use emperione_daemon::store::{Db, audit, events, facts, guilds, members, undecoded};
use emperione_protocol::events::Body as Fact;
use emperione_protocol::{GuildId, Timestamp, UserId};
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Options, Server, What};
use pretty_assertions::assert_eq;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::common::house::{House, beating, quiet, simulator};

/// BAN and UNBAN of the audit log.
const BAN: u16 = 22;
const UNBAN: u16 = 23;

each_database!(
    f10_a_zombie_is_left_and_resumed,
    f12_a_refused_resume_is_a_gap_that_is_reconciled,
    f15_replays_count_once,
    f15_what_was_not_committed_is_replayed,
    f16_a_missing_number_is_a_gap_that_is_reconciled,
    f17_malformed_dispatches_are_kept_and_change_nothing_else,
    f19_an_outage_keeps_what_a_removal_ends,
    f21_what_happened_while_it_was_down_is_adopted,
    an_entry_that_cannot_be_adopted_keeps_no_other_waiting,
);

fn post(server: &Server, text: &str) -> Id {
    let places = server.sim().places.clone();
    server
        .sim()
        .act(|world| world.post(places.general, places.users[0], NewMessage::text(text)))
}

async fn connected(house: &House, what: &str) {
    house
        .until(what, async || {
            house
                .bot
                .shards()
                .first()
                .is_some_and(|shard| shard.state == "ready")
        })
        .await;
}

async fn resumed(house: &House, times: u64) {
    house
        .until("it resumed", async || {
            house
                .bot
                .shards()
                .first()
                .is_some_and(|shard| shard.state == "ready" && shard.resumes >= times)
        })
        .await;
}

async fn reconciled(house: &House, gaps: usize) {
    house
        .until("every gap is reconciled", async || {
            let found = house.gaps().await;
            found.len() == gaps && found.iter().all(|gap| gap.reconciled_at.is_some())
        })
        .await;
}

async fn f10_a_zombie_is_left_and_resumed(db: Db) {
    let server = beating(Duration::from_secs(3)).await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;

    server.sim().hub.inflict(What::Silence);
    for n in 0..20 {
        post(&server, &format!("unheard {n}"));
    }

    resumed(&house, 1).await;
    house.agrees().await;
    assert_eq!(server.sim().hub.count("IDENTIFY"), 1);
    assert_eq!(house.gaps().await, []);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f11_each_close_is_answered_by_the_right_way_back() {
    let database = crate::common::database::Sqlite::new().await;
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &database.db, folder.path()).await;
    house.settled().await;
    let hub = &server.sim().hub;
    let close = |code| What::Close { code };
    let resumable = [4000, 4001, 4002, 4003, 4005, 4008].map(close);
    let others = [What::Op7, What::Op9 { resumable: true }, What::DropSocket];

    for (done, what) in resumable.into_iter().chain(others).enumerate() {
        let begun = Instant::now();
        hub.inflict(what);
        resumed(&house, done as u64 + 1).await;
        assert!(
            begun.elapsed() >= Duration::from_secs(1),
            "{what:?}: a tight loop"
        );
    }
    assert_eq!((hub.count("IDENTIFY"), hub.count("RESUME")), (1, 9));

    for (done, code) in [4007, 4009].into_iter().enumerate() {
        house.ledger.lasted(0).await.unwrap();
        hub.inflict(close(code));
        house
            .until("it identified", async || hub.count("IDENTIFY") == done + 2)
            .await;
        connected(&house, "it is ready again").await;
    }
    assert_eq!(hub.count("RESUME"), 9);
    house.close().await;
}

async fn f12_a_refused_resume_is_a_gap_that_is_reconciled(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    post(&server, "before");
    house.caught_up().await;

    server.sim().hub.drop_connections();
    server.sim().hub.expire_sessions();
    post(&server, "meanwhile");

    reconciled(&house, 1).await;
    post(&server, "after");
    house.caught_up().await;
    let sum = facts::sum(&mut db.read().await.unwrap(), house.guild(), None)
        .await
        .unwrap();
    assert_eq!(sum.messages, 3);
    assert_eq!(server.sim().hub.count("IDENTIFY"), 2);
    let log = events::after(&mut db.read().await.unwrap(), 0, 10_000)
        .await
        .unwrap();
    let said: Vec<_> = log
        .iter()
        .filter_map(|event| match &event.body {
            Fact::Gap { reconciled, .. } => Some(*reconciled),
            _ => None,
        })
        .collect();
    assert_eq!(said, [false, true]);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f13_a_bricked_session_is_given_up_after_three_resumes() {
    let database = crate::common::database::Sqlite::new().await;
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &database.db, folder.path()).await;
    house.settled().await;
    house.ledger.lasted(0).await.unwrap();
    let begun = Instant::now();

    server.sim().faults.before("RESUME", 90, What::DropSocket);
    server.sim().hub.drop_connections();

    let hub = &server.sim().hub;
    house
        .until("it identified", async || hub.count("IDENTIFY") == 2)
        .await;
    connected(&house, "it is ready again").await;
    assert!(
        begun.elapsed() <= Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(hub.count("RESUME"), 3);
    reconciled(&house, 1).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f14_a_fatal_close_refuses_mutations_and_stops() {
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let database = crate::common::database::Sqlite::new().await;
        let server = quiet().await;
        let folder = tempfile::tempdir().unwrap();
        let house = House::open(&server, &database.db, folder.path()).await;
        connected(&house, "it is ready").await;

        server.sim().hub.inflict(What::Close { code });

        house
            .until("it gave up", async || {
                house.health.holds(Reason::GatewayFatal)
            })
            .await;
        let refusal = house.health.refusal().unwrap();
        assert!(refusal.contains(&code.to_string()), "{refusal}");
        assert_eq!(house.bot.shards()[0].state, "fatal");
        assert_eq!(server.sim().hub.count("HELLO"), 1);
        house.close().await;
    }
}

async fn f15_replays_count_once(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    house.caught_up().await;
    house.bot.stop().await;
    house.caught_up().await;
    let first = house.committed().await + 1;

    for _ in 0..2 {
        for seq in first..first + 500 {
            let text = format!(
                r#"{{"op":0,"s":{seq},"t":"MESSAGE_CREATE","d":{{"id":"{}","channel_id":"5","guild_id":"{}",
                    "author":{{"id":"9","username":"al"}},"content":"again"}}}}"#,
                seq << 22,
                house.guild(),
            );
            let Ok(Frame::Dispatch { seq, event }) = frames::decode(&text) else {
                panic!("{text}")
            };
            house
                .ingest
                .inbox()
                .push(0, Instant::now(), Input::Frame { seq, event });
        }
    }

    house.ingest.stop().await;
    let mut tx = db.read().await.unwrap();
    let sum = facts::sum(&mut tx, house.guild(), None).await.unwrap();
    let counts = facts::counts(&mut tx, Some(house.guild())).await.unwrap();
    assert_eq!(
        (
            sum.messages,
            counts["MESSAGE_CREATE"],
            house.ingest.stats().replayed
        ),
        (500, 500, 500)
    );
}

async fn f15_what_was_not_committed_is_replayed(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    post(&server, "committed");
    house.caught_up().await;

    house.ingest.stop().await;
    for n in 0..30 {
        post(&server, &format!("lost {n}"));
    }
    house.crash().await;
    let house = House::open(&server, &db, folder.path()).await;

    resumed(&house, 1).await;
    house.agrees().await;
    assert_eq!(server.sim().hub.count("IDENTIFY"), 1);
    assert_eq!(house.gaps().await, []);
    let loaded = house
        .state
        .read()
        .guild(house.guild())
        .unwrap()
        .members
        .len();
    assert!(loaded >= 30, "the state was loaded");
    house.close().await;
}

async fn f16_a_missing_number_is_a_gap_that_is_reconciled(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    house.caught_up().await;

    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::SkipSeq);
    post(&server, "after the hole");

    house
        .until("the gap is known", async || house.gaps().await.len() == 1)
        .await;
    let gap = house.gaps().await.remove(0);
    assert_eq!((gap.reason.as_str(), gap.events), ("sequence gap", Some(1)));
    house
        .until("its audit log and messages are read", async || {
            !house.seen.reconciled.lock().is_empty()
        })
        .await;
    house.caught_up().await;
    let sum = facts::sum(&mut db.read().await.unwrap(), house.guild(), None)
        .await
        .unwrap();
    assert_eq!(
        sum.messages, 1,
        "the message is counted once, though it was read again"
    );
    house.close().await;
}

async fn f17_malformed_dispatches_are_kept_and_change_nothing_else(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;

    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 3, What::Malformed);
    for n in 0..5 {
        post(&server, &format!("fine {n}"));
    }

    house.agrees().await;
    assert_eq!(house.ingest.stats().undecodable, 3);
    let kept = undecoded::counts(&mut db.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(kept, [("MESSAGE_CREATE".to_owned(), 3)]);
    assert_eq!(house.gaps().await, []);
    house.close().await;
}

/// Dispatches as Discord sends them, to be spoiled.
const SOUND: &[(&str, &str)] = &[
    (
        "MESSAGE_CREATE",
        r#"{"id":"1","channel_id":"2","guild_id":"3","author":{"id":"4","username":"a"},"content":"x"}"#,
    ),
    (
        "MESSAGE_UPDATE",
        r#"{"id":"1","channel_id":"2","guild_id":"3","edited_timestamp":"2026-01-01T00:00:00Z"}"#,
    ),
    (
        "GUILD_MEMBER_ADD",
        r#"{"guild_id":"3","user":{"id":"4","username":"a"},"roles":["5"],"joined_at":"2026-01-01T00:00:00Z"}"#,
    ),
    (
        "CHANNEL_UPDATE",
        r#"{"id":"2","guild_id":"3","type":0,"application_id":null,"permission_overwrites":[{"id":"5","type":0}]}"#,
    ),
    (
        "GUILD_ROLE_UPDATE",
        r#"{"guild_id":"3","role":{"id":"5","name":"r","permissions":"8","position":1}}"#,
    ),
    (
        "VOICE_STATE_UPDATE",
        r#"{"guild_id":"3","user_id":"4","channel_id":"2","deaf":false}"#,
    ),
    (
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        r#"{"id":"6","guild_id":"3","action_type":22,"target_id":"4","changes":[{"key":"k"}]}"#,
    ),
    (
        "GUILD_MEMBERS_CHUNK",
        r#"{"guild_id":"3","members":[],"chunk_index":0,"chunk_count":1}"#,
    ),
];
const JUNK: &[&str] = &[
    "null",
    "{}",
    "[]",
    "-1",
    "1e99",
    "\"\"",
    "true",
    "[[[[[[[[]]]]]]]]",
    "\u{0}",
    "}",
    "\"\\u0000\"",
];

/// Puts junk somewhere into a text.
fn spoil(text: &str, random: &mut StdRng) -> String {
    let cut = (0..text.len())
        .filter(|at| text.is_char_boundary(*at))
        .collect::<Vec<_>>();
    let (from, to) = (
        cut[random.random_range(0..cut.len())],
        cut[random.random_range(0..cut.len())],
    );
    let junk = JUNK[random.random_range(0..JUNK.len())];
    format!("{}{junk}{}", &text[..from.min(to)], &text[from.max(to)..])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f17_ten_thousand_spoiled_dispatches_end_nothing() {
    let seed = 17;
    let database = crate::common::database::Sqlite::new().await;
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &database.db, folder.path()).await;
    house.settled().await;
    house.caught_up().await;
    house.bot.stop().await;
    house.caught_up().await;
    let first = house.committed().await + 1;
    let mut random = StdRng::seed_from_u64(seed);

    let mut refused = 0;
    for seq in first..first + 10_000 {
        let (kind, data) = SOUND[random.random_range(0..SOUND.len())];
        let data = spoil(data, &mut random);
        let data = data.replace("\"3\"", &format!("\"{}\"", house.guild()));
        let text = format!(r#"{{"t":"{kind}","s":{seq},"op":0,"d":{data}}}"#);
        let input = match frames::decode(&text) {
            Ok(Frame::Dispatch { seq, event }) => Input::Frame { seq, event },
            Ok(_) => continue,
            Err(bad) => {
                refused += 1;
                Input::Undecodable {
                    kind: bad.kind,
                    seq: bad.seq,
                    text,
                }
            }
        };
        house.ingest.inbox().push(0, Instant::now(), input);
    }

    house.ingest.stop().await;
    let stats = house.ingest.stats();
    assert!(refused > 1_000, "seed {seed}: only {refused} were refused");
    assert_eq!(stats.undecodable, refused, "seed {seed}");
    assert_eq!(house.health.refusal(), None, "seed {seed}");
}

async fn f19_an_outage_keeps_what_a_removal_ends(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let guild = Id(house.guild().0);

    server.sim().act(|world| world.set_available(guild, false));
    house.caught_up().await;
    let row = guilds::all(&mut db.read().await.unwrap())
        .await
        .unwrap()
        .remove(0);
    assert!(row.away_since.is_some() && row.removed_at.is_none());
    assert!(
        house
            .state
            .read()
            .guild(house.guild())
            .is_some_and(|guild| !guild.members.is_empty())
    );

    server.sim().act(|world| world.set_available(guild, true));
    house.settled().await;
    house.caught_up().await;
    house.agrees().await;

    server.sim().act(|world| world.remove_bot(guild));
    house.caught_up().await;
    let mut tx = db.read().await.unwrap();
    let row = guilds::all(&mut tx).await.unwrap().remove(0);
    assert!(row.removed_at.is_some());
    assert!(house.state.read().guild(house.guild()).is_none());
    assert!(
        members::count_present(&mut tx, house.guild())
            .await
            .unwrap()
            > 0,
        "nothing is purged at once"
    );
    drop(tx);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_a_roster_that_comes_too_early_obeys_retry_after() {
    let database = crate::common::database::Sqlite::new().await;
    let server = simulator(Options {
        members: 1_200,
        ..Options::default()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &database.db, folder.path()).await;
    house.settled().await;
    house.ledger.lasted(0).await.unwrap();
    house.close().await;
    server.sim().hub.expire_sessions();

    let house = House::open(&server, &database.db, folder.path()).await;
    house
        .until("the second request is refused", async || {
            let mut tx = house.db.read().await.unwrap();
            facts::counts(&mut tx, None)
                .await
                .unwrap()
                .contains_key("RATE_LIMITED")
                || facts::counts(&mut tx, Some(house.guild()))
                    .await
                    .unwrap()
                    .contains_key("RATE_LIMITED")
        })
        .await;

    reconciled(&house, 1).await;
    house.settled().await;
    let members = house
        .state
        .read()
        .guild(house.guild())
        .unwrap()
        .members
        .len();
    assert_eq!(members as u64, house.truth()["members"].as_u64().unwrap());
    house.close().await;
}

/// What a moderator and others do by hand: 3 unbans, 40 bans, 500 joins, a message.
fn live_on(server: &Server, banned: &[Id]) {
    let places = server.sim().places.clone();
    let (guild, moderator) = (places.guild, places.moderator);
    server.sim().act(|world| {
        for user in banned {
            assert!(world.unban(moderator, guild, *user, Some("by hand")));
        }
        for n in 0..40 {
            let user = world.create_user(&format!("spam{n}"), None, false);
            world.ban(moderator, guild, user, 0, Some("by hand"));
        }
        for n in 0..500 {
            let user = world.create_user(&format!("new{n}"), None, false);
            world.join(guild, user);
        }
        let message = NewMessage::text("anybody there?");
        world.post(places.general, places.users[0], message);
    });
}

/// An entry of the audit log that is newer than all others is known.
async fn live_entry(server: &Server, db: &Db, guild: GuildId) {
    let newest = server.sim().read(|world| {
        let ids = world.guilds[&Id(guild.0)].audit.iter();
        ids.map(|entry| entry.id.0).max()
    });
    let entry = AuditEntry {
        id: newest.unwrap() + 1,
        guild,
        action_type: 1,
        actor: Some(UserId(server.sim().places.moderator.0)),
        target: None,
        reason: None,
        rule: None,
        changes: Vec::new(),
    };
    let mut tx = db.write().await.unwrap();
    assert!(audit::insert(&mut tx, &entry).await.unwrap());
    tx.commit().await.unwrap();
}

async fn f21_what_happened_while_it_was_down_is_adopted(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let (guild, moderator) = (server.sim().places.guild, server.sim().places.moderator);
    let banned = server.sim().act(|world| {
        let users = [0, 1, 2].map(|n| world.create_user(&format!("banned{n}"), None, false));
        for user in &users {
            world.ban(moderator, guild, *user, 0, Some("earlier"));
        }
        users
    });
    house.caught_up().await;
    let joined_before = house.counted().await["joins"].as_u64().unwrap();
    house.ledger.lasted(0).await.unwrap();
    let house_guild = house.guild();
    house.close().await;

    server.sim().hub.expire_sessions();
    live_on(&server, &banned);
    // One that comes live before the reading of the gap begins.
    live_entry(&server, &db, house_guild).await;
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    reconciled(&house, 1).await;

    house
        .until("the actions saw every entry", async || {
            house.seen.entries.lock().len() >= 44
        })
        .await;
    let seen = house.seen.entries.lock().clone();
    let of = |kind| {
        seen.iter()
            .filter(|entry| entry.action_type == kind)
            .count()
    };
    assert_eq!((of(BAN), of(UNBAN)), (40, 3));
    assert!(
        seen.iter()
            .all(|entry| entry.actor == Some(UserId(moderator.0)))
    );
    let counted = house.counted().await;
    let expected = [43, 3, joined_before + 500, 1];
    assert_eq!(
        ["bans", "unbans", "joins", "messages_created"].map(|name| counted[name].as_u64().unwrap()),
        expected
    );
    assert_eq!(counted["members"], house.truth()["members"]);
    let in_force = members::bans(&mut db.read().await.unwrap(), house.guild())
        .await
        .unwrap();
    assert_eq!(in_force.len(), 40);
    let gap = house.gaps().await.remove(0);
    assert!(gap.from > Timestamp(0) && gap.to.is_some_and(|to| to > gap.from));
    assert!(
        house.seen.reconciled.lock().contains(&house.guild()),
        "expiries are checked again"
    );
    house.close().await;
}

async fn an_entry_that_cannot_be_adopted_keeps_no_other_waiting(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let places = server.sim().places.clone();
    let [first, second] = [places.users[0], places.users[1]];
    *house.seen.fails.lock() = Some(first.0);
    let seen = |id: Id| {
        let entries = house.seen.entries.lock();
        let of = entries.iter().filter(|entry| entry.target == Some(id.0));
        of.map(|entry| entry.action_type).collect::<Vec<_>>()
    };

    server.sim().act(|world| {
        world.ban(places.moderator, places.guild, first, 0, None);
        world.unban(places.moderator, places.guild, first, None);
        world.ban(places.moderator, places.guild, second, 0, None);
    });

    house
        .until("the other is adopted", async || seen(second) == [BAN])
        .await;
    assert!(seen(first).is_empty());
    *house.seen.fails.lock() = None;
    house
        .until("it is adopted in its order", async || {
            seen(first) == [BAN, UNBAN]
        })
        .await;
    house.close().await;
}
