//! Forty days of thirty members, counted by hand.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::analytics::metrics;
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::analytics::{Bucket, Every, Part, SeriesRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Decision, ItemKind};
use emperione_protocol::{Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::ear::{Ear, GUILD, START, Said, begun, joined, said};
use crate::common::items::decided;

const TEST: Actor = Actor::System { name: "test" };
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Friday, 2027-01-15, 0:00. The guild is seen at 8:00.
const MIDNIGHT: i64 = START - 8 * 60 * MINUTE;
const DAYS: usize = 41;

#[derive(Clone, Copy)]
enum Does {
    Joins,
    /// A bot joins, and writes five messages.
    BotCalls,
    Leaves,
    /// So many messages in a channel.
    Writes(u64, u64),
    /// One of 21 characters with two files.
    SendsFiles(u64),
    /// One of 201 characters that replies to another.
    Replies(u64),
    /// The first message of all in channel 5 that is theirs.
    EditsTheFirst,
    DeletesTheFirst,
    /// So often to messages of channel 6.
    Reacts(u64),
    Speaks,
    SitsDeafened,
    LeavesVoice,
    /// Opens a case; nobody is the daemon itself.
    Opens(Kind),
    /// Acts on a report that is so many minutes old.
    Decides(i64),
    /// Closes a case, which a rule brought about.
    Upholds(u64),
    /// Begins a thread, of an old message, in a channel.
    Begins(u64, u64),
    DeletesThread(u64),
}

use Does::{
    Begins, BotCalls, Decides, DeletesTheFirst, DeletesThread, EditsTheFirst, Joins, Leaves,
    LeavesVoice, Opens, Reacts, Replies, SendsFiles, SitsDeafened, Speaks, Upholds, Writes,
};

/// Day, hour and minute, who, and what each of them does. 2 founded the guild long ago; with the bot, 200, there are 30.
const STORY: &[(i64, i64, i64, RangeInclusive<u64>, Does)] = &[
    (0, 9, 0, 101..=110, Joins),
    (0, 10, 0, 101..=105, Writes(1, 5)),
    (0, 10, 10, 2..=2, Writes(1, 5)),
    (1, 9, 0, 2..=2, EditsTheFirst),
    (1, 9, 5, 2..=2, DeletesTheFirst),
    (1, 12, 0, 200..=200, BotCalls),
    (1, 20, 0, 106..=108, Writes(3, 6)),
    (1, 20, 30, 109..=109, Reacts(2)),
    (2, 11, 0, 110..=110, Leaves),
    (3, 15, 0, 111..=120, Joins),
    (3, 16, 0, 111..=114, Speaks),
    (3, 16, 0, 115..=115, SitsDeafened),
    (3, 17, 30, 111..=115, LeavesVoice),
    (3, 18, 0, 2..=2, Begins(49, 5)),
    (4, 14, 0, 2..=2, Opens(Kind::Warn)),
    (4, 14, 59, 2..=2, Opens(Kind::Kick)),
    (4, 15, 0, 118..=118, Leaves),
    (5, 12, 0, 2..=2, Upholds(2)),
    (6, 10, 0, 2..=2, Decides(30)),
    (6, 23, 0, 2..=2, Decides(51)),
    (7, 12, 0, 101..=105, Writes(1, 5)),
    (10, 9, 0, 118..=118, Joins),
    (10, 9, 0, 121..=128, Joins),
    (10, 9, 30, 121..=121, Writes(1, 5)),
    (11, 9, 30, 121..=121, SendsFiles(5)),
    (12, 9, 30, 121..=121, Replies(5)),
    (31, 9, 30, 2..=2, Begins(50, 6)),
    (31, 9, 40, 2..=2, Begins(51, 6)),
    (31, 10, 0, 116..=117, Writes(2, 50)),
    (31, 11, 0, 0..=0, Opens(Kind::Ban)),
    (32, 9, 0, 2..=2, DeletesThread(50)),
    (33, 9, 0, 2..=2, Begins(52, 6)),
];

/// The days with a value other than that of the rest.
type Values = &'static [(RangeInclusive<usize>, f64)];

/// By the day: the value of the days that are not named, and the others.
const BY_DAY: &[(&str, Option<f64>, Values)] = &[
    // 106 to 108 wrote three messages, but 35 hours after they had come; 111 to 114 of ten spoke, and 115 heard nothing;
    // 121 wrote the third one two days later.
    (
        "activated",
        None,
        &[(0..=0, 0.0), (3..=3, 40.0), (10..=10, 0.0)],
    ),
    // 101 to 105 and 2; 106 to 108 write and 109 reacts; four speak, and 115 hears nothing; 101 to 105; 121; 116 and 117.
    (
        "active_members",
        Some(0.0),
        &[
            (0..=0, 6.0),
            (1..=1, 4.0),
            (3..=3, 4.0),
            (7..=7, 5.0),
            (10..=12, 1.0),
            (31..=31, 2.0),
        ],
    ),
    ("attachments", Some(0.0), &[(11..=11, 2.0)]),
    ("cases", Some(0.0), &[(4..=4, 2.0), (31..=31, 1.0)]),
    // Three messages each, and voice; nobody else does as much on a day.
    ("communicators", Some(0.0), &[(1..=1, 3.0), (3..=3, 4.0)]),
    ("deletes", Some(0.0), &[(1..=1, 1.0)]),
    ("edits", Some(0.0), &[(1..=1, 1.0)]),
    // The bot joins, too; 118 joins twice.
    (
        "joins",
        Some(0.0),
        &[(0..=0, 10.0), (1..=1, 1.0), (3..=3, 10.0), (10..=10, 9.0)],
    ),
    ("leaves", Some(0.0), &[(2..=2, 1.0), (4..=4, 1.0)]),
    // The first thirty days are over with day 29. 2 is left out from day 30 on, 106 to 109 from 31, 111 to 114 from 33, 101 to
    // 105, who wrote on day 7, from 37.
    (
        "mau",
        None,
        &[
            (29..=29, 15.0),
            (30..=30, 14.0),
            (31..=32, 12.0),
            (33..=36, 8.0),
            (37..=40, 3.0),
        ],
    ),
    (
        "members",
        Some(29.0),
        &[
            (0..=0, 11.0),
            (1..=1, 12.0),
            (2..=2, 11.0),
            (3..=3, 21.0),
            (4..=9, 20.0),
        ],
    ),
    // All of them have a text.
    (
        "message_lengths",
        Some(0.0),
        &[
            (0..=0, 6.0),
            (1..=1, 9.0),
            (7..=7, 5.0),
            (10..=12, 1.0),
            (31..=31, 4.0),
        ],
    ),
    (
        "messages",
        Some(0.0),
        &[
            (0..=0, 6.0),
            (1..=1, 9.0),
            (7..=7, 5.0),
            (10..=12, 1.0),
            (31..=31, 4.0),
        ],
    ),
    // On days without messages there is nothing to tell; the ban of day 31 comes to four.
    (
        "moderation_rate",
        None,
        &[(0..=1, 0.0), (7..=7, 0.0), (10..=12, 0.0), (31..=31, 250.0)],
    ),
    ("moderator_cases", Some(0.0), &[(4..=4, 2.0)]),
    (
        "net",
        Some(0.0),
        &[
            (0..=0, 10.0),
            (1..=1, 1.0),
            (2..=2, -1.0),
            (3..=3, 10.0),
            (4..=4, -1.0),
            (10..=10, 9.0),
        ],
    ),
    (
        "new_active",
        Some(0.0),
        &[(0..=0, 5.0), (3..=3, 4.0), (10..=10, 1.0)],
    ),
    ("reactions", Some(0.0), &[(1..=1, 2.0)]),
    // 119 was warned and kicked on one day; the thirty days after the ban are not over.
    ("repeat_offence", None, &[(4..=4, 100.0)]),
    ("replies", Some(0.0), &[(12..=12, 1.0)]),
    // The only message of day 12 is one.
    (
        "reply_rate",
        None,
        &[
            (0..=1, 0.0),
            (7..=7, 0.0),
            (10..=11, 0.0),
            (12..=12, 100.0),
            (31..=31, 0.0),
        ],
    ),
    // They write second by second. Day 0: four waited 1 s, and 105 waited 601 s for 2; the middle of five is 2.5 of the four
    // in the bin from 1 to 2 s. Day 1: 106 and 107 waited 3, 2 and 1 s each; the third of six is the first of four in the bin
    // from 2 to 4 s. Day 7: four waited 1 s. Day 31: 116 waited 2 s and 1 s, and half of them are below 2 s. To the messages
    // of 2, 108, 105, 121 and 117 came no answer within a day.
    (
        "reply_time",
        None,
        &[(0..=0, 1.625), (1..=1, 2.5), (7..=7, 1.5), (31..=31, 2.0)],
    ),
    // 101 to 105 of ten; none of ten; none of nine.
    (
        "retained_week1",
        None,
        &[(0..=0, 50.0), (3..=3, 0.0), (10..=10, 0.0)],
    ),
    // None of ten; 116 and 117 of ten; the fourth week after day 10 is not over.
    ("retained_week4", None, &[(0..=0, 0.0), (3..=3, 20.0)]),
    (
        "returning",
        Some(0.0),
        &[
            (0..=0, 1.0),
            (1..=1, 4.0),
            (7..=7, 5.0),
            (11..=12, 1.0),
            (31..=31, 2.0),
        ],
    ),
    // Only the kick was by a rule; it was upheld on the next day.
    ("rule_precision", None, &[(4..=4, 100.0)]),
    // The active members of the day over `mau`.
    (
        "stickiness",
        None,
        &[
            (29..=30, 0.0),
            (31..=31, 2.0 / 12.0 * 100.0),
            (32..=40, 0.0),
        ],
    ),
    // Nobody wrote in 49 and 51, and in 50 for the last time 1,832 s after it was begun; the seven days after day 33 are not
    // over.
    ("thread_life", None, &[(3..=3, 0.0), (31..=31, 916.0)]),
    // 30 and 51 minutes.
    ("time_to_action", None, &[(6..=6, 40.5)]),
    // Four times 90; 115 heard nothing.
    ("voice_minutes", Some(0.0), &[(3..=3, 360.0)]),
    // The first seven days are over with day 6.
    (
        "wau",
        None,
        &[
            (6..=6, 14.0),
            (7..=7, 13.0),
            (8..=9, 9.0),
            (10..=13, 6.0),
            (14..=18, 1.0),
            (19..=30, 0.0),
            (31..=37, 2.0),
            (38..=40, 0.0),
        ],
    ),
];

/// By the week, from Monday, 11 January on; in the first one there are three days, as in the last.
const BY_WEEK: &[(&str, [Option<f64>; 7])] = &[
    (
        "active_members",
        [
            Some(10.0),
            Some(9.0),
            Some(1.0),
            Some(0.0),
            Some(0.0),
            Some(2.0),
            Some(0.0),
        ],
    ),
    // 106 to 108; voice; the three messages of 121 on three days.
    (
        "communicators",
        [
            Some(3.0),
            Some(4.0),
            Some(1.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
        ],
    ),
    (
        "joins",
        [
            Some(11.0),
            Some(10.0),
            Some(9.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
        ],
    ),
    (
        "messages",
        [
            Some(15.0),
            Some(5.0),
            Some(3.0),
            Some(0.0),
            Some(0.0),
            Some(4.0),
            Some(0.0),
        ],
    ),
    // 101 to 109, for 110 did nothing and 2 had joined before; 111 to 114; 121.
    (
        "new_active",
        [
            Some(9.0),
            Some(4.0),
            Some(1.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
        ],
    ),
    (
        "retained_week1",
        [Some(50.0), Some(0.0), Some(0.0), None, None, None, None],
    ),
    // Of those of a whole week the last could have come on its Sunday, whose fourth week is not over.
    (
        "retained_week4",
        [Some(0.0), None, None, None, None, None, None],
    ),
];

/// January and February.
const BY_MONTH: &[(&str, [f64; 2])] = &[
    ("active_members", [15.0, 2.0]),
    ("communicators", [8.0, 0.0]),
    ("members", [29.0, 29.0]),
    ("messages", [23.0, 4.0]),
    ("voice_minutes", [360.0, 0.0]),
];

/// The sums of each part over all days.
const BY_PART: &[(&str, &[(&str, f64)])] = &[
    ("attachments", &[("5", 2.0)]),
    ("cases", &[("ban", 1.0), ("kick", 1.0), ("warn", 1.0)]),
    ("deletes", &[("5", 1.0)]),
    ("edits", &[("5", 1.0)]),
    // Nobody reads invites here.
    ("joins", &[("(bot)", 1.0), ("(unknown)", 29.0)]),
    // 110 after two days, and 118 after one.
    ("leaves", &[("week", 2.0)]),
    (
        "message_lengths",
        &[("long", 1.0), ("medium", 1.0), ("short", 25.0)],
    ),
    // Four of those in channel 6 were written in its thread 50.
    ("messages", &[("5", 14.0), ("6", 13.0)]),
    ("moderator_cases", &[("2", 2.0)]),
    ("reactions", &[("6", 2.0)]),
    ("replies", &[("5", 1.0)]),
    // The medians of the days: in channel 5 those of days 0 and 7, in channel 6 that of day 1, and of day 31 in its thread.
    ("reply_time", &[("5", 3.125), ("6", 4.5)]),
    ("retained_week1", &[("(unknown)", 50.0)]),
    ("retained_week4", &[("(unknown)", 20.0)]),
    ("thread_life", &[("5", 0.0), ("6", 916.0)]),
    ("voice_minutes", &[("6", 360.0)]),
];

fn time(day: i64, hour: i64, minute: i64) -> i64 {
    MIDNIGHT + day * DAY + (hour * 60 + minute) * MINUTE
}

/// Ingest that hears the story, and what it needs to tell it.
struct Teller<'a> {
    app: &'a TestApp,
    ear: Ear,
    first: Option<Said>,
    said: i64,
}

impl Teller<'_> {
    /// Moves the clock, and waits until what was said before is committed.
    async fn at(&self, at: i64) {
        let begun = Instant::now();
        while self.ear.ingest.inbox().committed(0) < self.ear.seq {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "it is not committed"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let clock = &self.ear.clock;
        let by = (at - clock.now().0).max(0).unsigned_abs();
        clock.advance(Duration::from_millis(by));
    }

    async fn tell(&mut self, at: i64, who: u64, does: Does) {
        let of = format!(r#""guild_id":"7","user_id":"{who}""#);
        match does {
            Joins => self.ear.hear("GUILD_MEMBER_ADD", &joined(who, at - START)),
            Leaves => self.ear.hear(
                "GUILD_MEMBER_REMOVE",
                &format!(r#"{{"guild_id":"7","user":{{"id":"{who}","username":"u{who}"}}}}"#),
            ),
            BotCalls => self.bot_calls(at, who),
            Writes(times, channel) => {
                for _ in 0..times {
                    let said = self.say(at, who, channel);
                    self.ear.hear("MESSAGE_CREATE", &said.json());
                    if who == 2 {
                        self.first = Some(said);
                    }
                }
            }
            SendsFiles(channel) => {
                let files =
                    r#","attachments":[{"id":"1","filename":"a"},{"id":"2","filename":"b"}]"#;
                self.send((at, who, channel), 21, files);
            }
            Replies(channel) => {
                let to = r#","type":19,"message_reference":{"type":0,"channel_id":"5","message_id":"1"}"#;
                self.send((at, who, channel), 201, to);
            }
            EditsTheFirst => self.edit_the_first(at),
            DeletesTheFirst => self.delete_the_first(),
            Reacts(times) => {
                for _ in 0..times {
                    let to = r#""channel_id":"6","message_id":"1""#;
                    self.ear
                        .hear("MESSAGE_REACTION_ADD", &format!("{{{of},{to}}}"));
                }
            }
            Speaks | SitsDeafened => {
                let deaf = matches!(does, SitsDeafened);
                let voice = format!(r#"{{{of},"channel_id":"6","deaf":false,"self_deaf":{deaf}}}"#);
                self.ear.hear("VOICE_STATE_UPDATE", &voice);
            }
            LeavesVoice => {
                let voice = format!(r#"{{{of},"channel_id":null,"deaf":false,"self_deaf":false}}"#);
                self.ear.hear("VOICE_STATE_UPDATE", &voice);
            }
            Opens(kind) => self.open(at, who, kind).await,
            Decides(minutes) => self.decide(at, minutes).await,
            Upholds(number) => self.uphold(at, number).await,
            Begins(thread, channel) => self
                .ear
                .hear("THREAD_CREATE", &begun(at - START, thread, channel)),
            DeletesThread(thread) => {
                let gone =
                    format!(r#"{{"id":"{thread}","guild_id":"7","parent_id":"6","type":11}}"#);
                self.ear.hear("THREAD_DELETE", &gone);
            }
        }
    }

    fn edit_the_first(&mut self, at: i64) {
        let edited = jiff::Timestamp::from_millisecond(at).unwrap();
        let first = self.first.as_ref().unwrap().json();
        let end = format!(r#","edited_timestamp":"{edited}"}}"#);
        let edit = format!("{}{end}", first.strip_suffix('}').unwrap());
        self.ear.hear("MESSAGE_UPDATE", &edit);
    }

    fn delete_the_first(&mut self) {
        let id = self.first.as_ref().unwrap().id;
        let gone = format!(r#"{{"id":"{id}","channel_id":"5","guild_id":"7"}}"#);
        self.ear.hear("MESSAGE_DELETE", &gone);
    }

    fn bot_calls(&mut self, at: i64, who: u64) {
        let bot = joined(who, at - START).replace(r#""username""#, r#""bot":true,"username""#);
        self.ear.hear("GUILD_MEMBER_ADD", &bot);
        for _ in 0..5 {
            let call = self.say(at, who, 5);
            let call = call
                .json()
                .replace(r#""username""#, r#""bot":true,"username""#);
            self.ear.hear("MESSAGE_CREATE", &call);
        }
    }

    /// A message of so many characters, with further fields.
    fn send(&mut self, (at, who, channel): (i64, u64, u64), length: usize, more: &'static str) {
        let said = Said {
            text: "x".repeat(length),
            more,
            ..self.say(at, who, channel)
        };
        self.ear.hear("MESSAGE_CREATE", &said.json());
    }

    /// Within the minute, one after the other.
    fn say(&mut self, at: i64, who: u64, channel: u64) -> Said {
        self.said += 1;
        said(
            at - START + self.said % 50 * 1_000,
            channel,
            who,
            "something",
        )
    }

    async fn decide(&self, at: i64, minutes: i64) {
        let life = [at - minutes * MINUTE, at].map(Timestamp);
        let life = (life[0], life[1], Decision::Acted);
        decided(&self.app.parts().db, (GUILD, ItemKind::Report), life).await;
    }

    async fn uphold(&self, at: i64, number: u64) {
        let mut tx = self.app.parts().db.write().await.unwrap();
        let filed = cases::read(&mut tx, GUILD, number).await.unwrap().unwrap();
        let when = (filed.case.opened_at, &filed.case.actor);
        let ruled = cases::set_rule(&mut tx, (GUILD, number), when, "links").await;
        ruled.unwrap();
        let mut sheet = filed.sheet();
        sheet.closed = true;
        let saved = cases::save(&mut tx, GUILD, &sheet, Timestamp(at)).await;
        saved.unwrap();
        tx.commit().await.unwrap();
    }

    async fn open(&self, at: i64, who: u64, kind: Kind) {
        let person = ActorRef::User {
            user: UserRef {
                id: UserId(who),
                name: "olga".into(),
                display_name: None,
            },
        };
        let itself = ActorRef::System {
            name: "test".into(),
        };
        let mut tx = self.app.parts().db.write().await.unwrap();
        let case = CaseRow {
            guild: GUILD,
            number: cases::next_number(&mut tx, GUILD).await.unwrap(),
            kind,
            state: CaseState::Applied,
            target: UserId(119),
            target_name: "u119".into(),
            actor: if who == 0 { itself } else { person },
            reason: None,
            opened_at: Timestamp(at),
            until: None,
            action: None,
            audit_entry: None,
            detail: Detail::default(),
            undoes: None,
            batch: None,
        };
        cases::insert(&mut tx, &case).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Tells the story; at the end of each day it is computed.
async fn live(app: &TestApp, folder: &std::path::Path) {
    let ear = Ear::open(&app.parts().db, folder, app.parts().clock.clone()).await;
    let mut teller = Teller {
        app,
        ear,
        first: None,
        said: 0,
    };
    let analytics = &app.services().analytics;
    for day in 0..41 {
        for (_, hour, minute, who, does) in STORY.iter().filter(|(of, ..)| *of == day) {
            let at = time(day, *hour, *minute);
            teller.at(at + MINUTE).await;
            for who in who.clone() {
                teller.tell(at, who, *does).await;
            }
        }
        // On the last day it is half past twelve.
        let end = if day == 40 {
            time(day, 12, 30)
        } else {
            time(day, 23, 45)
        };
        teller.at(end).await;
        analytics.aggregate(&TEST).await.unwrap();
    }
    teller.ear.ingest.stop().await;
}

async fn ask(
    app: &TestApp,
    metric: &str,
    every: Every,
    by: Option<Part>,
) -> Vec<(String, Vec<Bucket>)> {
    let request = SeriesRequest {
        guild: GUILD,
        metric: metric.into(),
        since: Timestamp(0),
        until: None,
        every,
        by,
    };
    let found = app
        .services()
        .analytics
        .series(&TEST, &request)
        .await
        .unwrap();
    found.into_iter().map(|of| (of.part, of.buckets)).collect()
}

async fn values(app: &TestApp, metric: &str, every: Every) -> Vec<Option<f64>> {
    let found = ask(app, metric, every, None).await.remove(0).1;
    found.iter().map(|bucket| bucket.value).collect()
}

async fn agrees(app: &TestApp) {
    let told: Vec<&str> = BY_DAY.iter().map(|(name, ..)| *name).collect();
    let all: Vec<&str> = metrics::ALL.iter().map(|metric| metric.name).collect();
    assert_eq!(told, all, "each metric is counted by hand");
    for (metric, rest, named) in BY_DAY {
        let mut expected = vec![*rest; DAYS];
        for (days, value) in *named {
            expected[days.clone()].fill(Some(*value));
        }
        assert_eq!(values(app, metric, Every::Day).await, expected, "{metric}");
    }
    for (metric, expected) in BY_WEEK {
        assert_eq!(values(app, metric, Every::Week).await, expected, "{metric}");
    }
    for (metric, expected) in BY_MONTH {
        let found = values(app, metric, Every::Month).await;
        assert_eq!(found, expected.map(Some), "{metric}");
    }
    for (metric, expected) in BY_PART {
        let by = metrics::find(metric).unwrap().by;
        let sum = |(part, buckets): (String, Vec<Bucket>)| {
            let values = buckets.iter().filter_map(|bucket| bucket.value);
            (part, values.sum::<f64>())
        };
        let found = ask(app, metric, Every::Day, by).await;
        let mut found: Vec<_> = found.into_iter().map(sum).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = expected
            .iter()
            .map(|(part, sum)| ((*part).to_owned(), *sum));
        assert_eq!(found, expected.collect::<Vec<_>>(), "{metric}");
    }
    let hours = ask(app, "messages", Every::Hour, None).await.remove(0).1;
    let busy = hours.iter().filter(|hour| hour.value > Some(0.0));
    let busy: Vec<_> = busy
        .map(|hour| ((hour.at.0 - MIDNIGHT) / (60 * MINUTE), hour.value))
        .collect();
    let expected = [
        (10, 6.0),
        (44, 9.0),
        (180, 5.0),
        (249, 1.0),
        (273, 1.0),
        (297, 1.0),
        (754, 4.0),
    ];
    assert_eq!(busy, expected.map(|(hour, n)| (hour, Some(n))));
}

async fn thirty_members(url: Option<String>) {
    let clock = Clock::manual(Timestamp(START));
    let app = TestApp::timed(clock, |config| config.database.url = url).await;
    app.know_guild(GUILD.0, &[(2, "olga")]);
    let folder = tempfile::tempdir().unwrap();
    live(&app, folder.path()).await;
    agrees(&app).await;
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_days_of_thirty_members_are_counted_as_by_hand_on_sqlite() {
    thirty_members(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_days_of_thirty_members_are_counted_as_by_hand_on_postgresql() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    thirty_members(Some(database.url())).await;
    database.drop().await;
}
