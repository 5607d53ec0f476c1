//! Metrics of people: how they came and went, took part, answered, offended and were dealt with. Every number is counted by
//! hand.

use std::collections::BTreeMap;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::event::AuthorKind::Person;
use emperione_daemon::domain::invites::Origin;
use emperione_daemon::domain::join::Milestones;
use emperione_daemon::domain::past::Look;
use emperione_daemon::domain::state::VoiceEnd;
use emperione_daemon::services::Error;
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::invites::{self, Came};
use emperione_daemon::store::joins::{self, JoinRow};
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_daemon::store::{Db, aggregates, answers, voice};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::analytics::{Bucket, Every, Part, Series, SeriesRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::imports::{BeginImport, Import, ImportChunk, ImportRow};
use emperione_protocol::inbox::{Decision, ItemKind};
use emperione_protocol::{ChannelId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::analytics::{GUILD, TEST, aggregate_at, at, changes, each_app, gap, run, says};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::items::decided;

const DAY: i64 = 24;

each_app! {
    joins_are_told_apart_by_invite_and_leaves_by_tenure,
    what_is_sent_is_counted_of_people_alone,
    the_time_to_an_answer_is_a_median_of_all_answers,
    newcomers_who_took_part_are_counted_once_their_day_is_over,
    a_report_is_timed_from_its_filing_to_the_action,
    who_offends_again_within_thirty_days_is_counted_once,
    imported_cases_are_counted_when_they_were_opened_until_they_are_withdrawn,
    those_who_came_by_an_invite_are_followed,
    moderators_have_their_hours_of_the_week,
}

async fn ask(app: &TestApp, metric: &str, every: Every, by: Option<Part>) -> Vec<Series> {
    let request = request(metric, every, by);
    let analytics = &app.services().analytics;
    analytics.series(&TEST, &request).await.unwrap()
}

fn request(metric: &str, every: Every, by: Option<Part>) -> SeriesRequest {
    SeriesRequest {
        guild: GUILD,
        metric: metric.into(),
        since: at(0, 0),
        until: None,
        every,
        by,
    }
}

async fn buckets(app: &TestApp, metric: &str, every: Every) -> Vec<Bucket> {
    ask(app, metric, every, None).await.remove(0).buckets
}

/// The values of the intervals, oldest first.
async fn values(app: &TestApp, metric: &str, every: Every) -> Vec<Option<f64>> {
    let buckets = buckets(app, metric, every).await;
    buckets.iter().map(|bucket| bucket.value).collect()
}

/// The values of each part by the day.
async fn by(app: &TestApp, metric: &str, by: Part) -> Vec<(String, Vec<Option<f64>>)> {
    let series = ask(app, metric, Every::Day, Some(by)).await.into_iter();
    let values = |of: Series| {
        let values = of.buckets.iter().map(|bucket| bucket.value).collect();
        (of.part, values)
    };
    series.map(values).collect()
}

fn part(name: &str, values: &[f64]) -> (String, Vec<Option<f64>>) {
    (name.into(), values.iter().copied().map(Some).collect())
}

async fn joins_by(db: &Db, user: u64, when: Timestamp, origin: Option<Origin>) {
    changes(db, user, "join", when).await;
    let mut tx = db.write().await.unwrap();
    if let Some(origin) = origin {
        let came = Came {
            guild: GUILD,
            user: UserId(user),
            at: when,
            origin,
        };
        invites::set_origin(&mut tx, &came).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn invite(code: &str) -> Origin {
    Origin::Invite {
        code: code.into(),
        inviter: None,
    }
}

async fn leaves(db: &Db, user: u64, (joined, left): (Option<Timestamp>, Timestamp)) {
    let mut tx = db.write().await.unwrap();
    let change = ChangeRow {
        guild: GUILD,
        user: UserId(user),
        at: left,
        kind: "leave",
        detail: String::new(),
        exact: true,
        was: Some(Look {
            joined_at: joined,
            ..Look::default()
        }),
    };
    members::tell(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn joins_are_told_apart_by_invite_and_leaves_by_tenure(app: &TestApp) {
    let db = &app.parts().db;
    let vanity = Origin::Vanity { code: "bot".into() };
    for (user, minute, origin) in [
        (21, 1, Some(invite("summer"))),
        (22, 2, Some(invite("summer"))),
        (23, 3, Some(invite("summer"))),
        (24, 4, Some(vanity)),
        (25, 5, Some(Origin::Unknown)),
        (26, 6, None),
        (9, 7, Some(Origin::Bot)),
    ] {
        joins_by(db, user, at(1, minute), origin).await;
    }
    leaves(db, 31, (Some(at(-23, 1)), at(1, 0))).await;
    leaves(db, 32, (Some(at(-23, 0)), at(1, 0))).await;
    leaves(db, 33, (Some(at(1 - 30 * DAY, 0)), at(1, 30))).await;
    leaves(db, 34, (None, at(2, 0))).await;
    aggregate_at(app, 26).await;

    assert_eq!(values(app, "joins", Every::Day).await, [7.0, 0.0].map(Some));
    assert_eq!(
        by(app, "joins", Part::Invite).await,
        [
            part("summer", &[3.0, 0.0]),
            part("(unknown)", &[2.0, 0.0]),
            part("(bot)", &[1.0, 0.0]),
            part("bot", &[1.0, 0.0]),
        ]
    );
    assert_eq!(
        values(app, "leaves", Every::Day).await,
        [4.0, 0.0].map(Some)
    );
    assert_eq!(
        by(app, "leaves", Part::Tenure).await,
        [
            part("day", &[1.0, 0.0]),
            part("unknown", &[1.0, 0.0]),
            part("week", &[1.0, 0.0]),
            part("year", &[1.0, 0.0]),
        ]
    );
    let tenures = ask(app, "leaves", Every::Day, Some(Part::Tenure)).await;
    let names: Vec<_> = tenures.iter().map(|of| of.name.as_deref()).collect();
    assert_eq!(
        names,
        [
            Some("less than a day"),
            Some("not known"),
            Some("1 to 7 days"),
            Some("30 to 365 days")
        ]
    );
    assert_eq!(values(app, "net", Every::Day).await, [3.0, 0.0].map(Some));
    only_moderators_are_told_codes(app).await;
}

/// An invite lets people in.
async fn only_moderators_are_told_codes(app: &TestApp) {
    let member = Actor::User { id: UserId(2) };
    let hidden = request("joins", Every::Day, Some(Part::Invite));
    let refused = app.services().analytics.series(&member, &hidden).await;
    assert!(
        matches!(refused, Err(Error::Forbidden { .. })),
        "{refused:?}"
    );
}

async fn sends(db: &Db, (user, channel): (u64, u64), hour: i64, activity: Activity) {
    let key = ActivityKey {
        guild: GUILD,
        hour: at(hour, 0).0,
        channel: ChannelId(channel),
        user: UserId(user),
    };
    let mut tx = db.write().await.unwrap();
    facts::add(&mut tx, &[(key, activity)]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn what_is_sent_is_counted_of_people_alone(app: &TestApp) {
    let db = &app.parts().db;
    let some = Activity {
        short: 4,
        medium: 2,
        long: 1,
        attachments: 3,
        replies: 1,
        ..Activity::default()
    };
    sends(db, (1, 3), 0, some).await;
    sends(db, (2, 3), 0, some).await;
    sends(db, (2, 4), 2, some).await;
    // A bot, and a webhook, which is nobody.
    sends(db, (9, 3), 0, some).await;
    sends(db, (0, 3), 0, some).await;
    for minute in 0..8 {
        says(db, 1, Person, at(0, 12 + minute)).await;
    }
    aggregate_at(app, 2).await;

    assert_eq!(
        values(app, "attachments", Every::Hour).await,
        [6.0, 0.0, 3.0].map(Some)
    );
    assert_eq!(
        by(app, "attachments", Part::Channel).await,
        [part("3", &[6.0]), part("4", &[3.0])]
    );
    assert_eq!(
        values(app, "replies", Every::Hour).await,
        [2.0, 0.0, 1.0].map(Some)
    );
    // Nobody wrote in the other hours.
    assert_eq!(
        values(app, "reply_rate", Every::Hour).await,
        [Some(25.0), None, None]
    );
    assert_eq!(values(app, "reply_rate", Every::Day).await, [Some(37.5)]);
    assert_eq!(
        values(app, "message_lengths", Every::Day).await,
        [Some(21.0)]
    );
    assert_eq!(
        by(app, "message_lengths", Part::Length).await,
        [
            part("short", &[12.0]),
            part("medium", &[6.0]),
            part("long", &[3.0])
        ]
    );
}

async fn answered(db: &Db, counts: &[(i64, u64, u8, i64)]) {
    let key = |(hour, channel, bin, n): &(i64, u64, u8, i64)| {
        ((GUILD, at(*hour, 0).0, ChannelId(*channel), *bin), *n)
    };
    let counts: BTreeMap<_, _> = counts.iter().map(key).collect();
    let mut tx = db.write().await.unwrap();
    answers::add(&mut tx, &counts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_time_to_an_answer_is_a_median_of_all_answers(app: &TestApp) {
    let db = &app.parts().db;
    // Nine in less than a second; one after 64 to 128 s; four after 2 to 4 s.
    answered(db, &[(0, 3, 0, 9), (2, 4, 7, 1), (26, 3, 2, 4)]).await;
    aggregate_at(app, 26).await;

    let hours = values(app, "reply_time", Every::Hour).await;
    assert_eq!(hours[..3], [Some(0.5), None, Some(96.0)]);
    assert_eq!(hours[26..], [Some(3.0)]);
    // The fifth of ten lies at five ninths of the first second.
    assert_eq!(
        values(app, "reply_time", Every::Day).await,
        [Some(5.0 / 9.0), Some(3.0)]
    );
    // The seventh of fourteen at seven ninths; the days have 5/9 and 3.
    assert_eq!(
        values(app, "reply_time", Every::Week).await,
        [Some(7.0 / 9.0)]
    );
    assert_eq!(
        by(app, "reply_time", Part::Channel).await,
        [
            ("3".into(), vec![Some(0.5), Some(3.0)]),
            ("4".into(), vec![Some(96.0), None]),
        ]
    );
    // Hours 2 and 26 are that of a Friday and that of a Saturday.
    let analytics = &app.services().analytics;
    let week = analytics.heatmap(&TEST, (GUILD, "reply_time", at(0, 0)));
    let told: Vec<_> = week
        .await
        .unwrap()
        .into_iter()
        .filter_map(|of| Some((of.weekday, of.hour, of.mean?, of.n_hours)))
        .collect();
    assert_eq!(told, [(4, 0, 0.5, 1), (4, 2, 96.0, 1), (5, 2, 3.0, 1)]);

    gap(db, at(2, 0), at(3, 0), None).await;
    aggregate_at(app, 27).await;
    let days = buckets(app, "reply_time", Every::Day).await;
    assert_eq!((days[0].value, days[0].heard_hours), (Some(0.5), 23));
    let channels = by(app, "reply_time", Part::Channel).await;
    assert_eq!(channels.len(), 1, "{channels:?}");
}

async fn joined(db: &Db, user: u64, when: Timestamp, third: Option<Timestamp>) {
    let mut tx = db.write().await.unwrap();
    joins::add(&mut tx, GUILD, UserId(user), when)
        .await
        .unwrap();
    let join = JoinRow {
        joined_at: when,
        wrote: Milestones {
            first: third,
            third,
            tenth: None,
        },
    };
    joins::set(&mut tx, (GUILD, UserId(user)), &join)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn spoke(db: &Db, user: u64, (from, to): (Timestamp, Timestamp), heard_ms: i64) {
    let end = VoiceEnd {
        user: UserId(user),
        channel: ChannelId(5),
        from,
        to,
        heard_ms,
        hearing_since: None,
    };
    let mut tx = db.write().await.unwrap();
    voice::end(&mut tx, GUILD, &end, true).await.unwrap();
    tx.commit().await.unwrap();
}

fn before(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - 1)
}

async fn newcomers_who_took_part_are_counted_once_their_day_is_over(app: &TestApp) {
    let db = &app.parts().db;
    // The third message a millisecond before 24 hours are over, and one after them.
    joined(db, 41, at(1, 0), Some(before(at(25, 0)))).await;
    joined(db, 42, at(1, 0), Some(at(25, 0))).await;
    // In voice: within the time, ended too late, deafened all the time.
    joined(db, 43, at(2, 0), None).await;
    spoke(db, 43, (at(3, 0), at(25, 59)), 5).await;
    joined(db, 44, at(3, 0), None).await;
    spoke(db, 44, (at(4, 0), at(27, 0)), 5).await;
    joined(db, 45, at(20, 0), None).await;
    spoke(db, 45, (at(21, 0), at(22, 0)), 0).await;
    joined(db, 46, at(30, 0), Some(before(at(31, 0)))).await;

    aggregate_at(app, 47).await;
    assert_eq!(
        values(app, "activated", Every::Day).await,
        [None, None],
        "not all of them had a day"
    );
    aggregate_at(app, 48).await;
    assert_eq!(
        values(app, "activated", Every::Day).await,
        [Some(40.0), None, None]
    );
    aggregate_at(app, 97).await;
    assert_eq!(
        values(app, "activated", Every::Day).await,
        [Some(40.0), Some(100.0), None, None, None],
        "nobody joined on the third day"
    );
    // The week of that Friday is over with its Monday, and told a day later.
    assert_eq!(
        values(app, "activated", Every::Week).await,
        [Some(50.0), None]
    );

    // Who joined in hour 2 to 26 may have done more in the gap.
    gap(db, at(26, 10), at(26, 20), None).await;
    aggregate_at(app, 98).await;
    let days = buckets(app, "activated", Every::Day).await;
    assert_eq!((days[0].value, days[0].heard_hours), (Some(50.0), 2));
    assert_eq!((days[1].value, days[1].heard_hours), (Some(100.0), 21));
    let refused = app
        .services()
        .analytics
        .series(&TEST, &request("activated", Every::Hour, None))
        .await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

async fn a_report_is_timed_from_its_filing_to_the_action(app: &TestApp) {
    let db = &app.parts().db;
    let report = ItemKind::Report;
    for (kind, life) in [
        (report, (at(0, 20), at(0, 30), Decision::Acted)),
        (report, (at(0, 20), at(1, 0), Decision::Acted)),
        (report, (at(2, 0), at(23, 59), Decision::Dismissed)),
        (ItemKind::Appeal, (at(2, 0), at(3, 0), Decision::Granted)),
        (report, (at(23, 0), at(26, 0), Decision::Acted)),
        (report, (at(25, 58), at(26, 0), Decision::Acted)),
        (report, (at(25, 0), at(26, 1), Decision::Acted)),
    ] {
        decided(db, (GUILD, kind), life).await;
    }
    aggregate_at(app, 50).await;

    // 10 and 40 minutes; 180, 2 and 61; nothing.
    assert_eq!(
        values(app, "time_to_action", Every::Day).await,
        [Some(25.0), Some(61.0), None]
    );
    assert_eq!(
        values(app, "time_to_action", Every::Week).await,
        [Some(40.0)]
    );
}

async fn case(db: &Db, target: u64, kind: Kind, opened: Timestamp, state: CaseState) {
    let mut tx = db.write().await.unwrap();
    cases::lock(&mut tx, GUILD).await.unwrap();
    let number = cases::next_number(&mut tx, GUILD).await.unwrap();
    let moderator = UserRef {
        id: UserId(1),
        name: "u1".into(),
        display_name: None,
    };
    let row = CaseRow {
        guild: GUILD,
        number,
        kind,
        state,
        target: UserId(target),
        target_name: format!("u{target}"),
        actor: ActorRef::User { user: moderator },
        reason: None,
        opened_at: opened,
        until: None,
        action: None,
        audit_entry: None,
        detail: Detail::default(),
        undoes: None,
        batch: None,
    };
    cases::insert(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

async fn who_offends_again_within_thirty_days_is_counted_once(app: &TestApp) {
    use CaseState::{Applied, Failed};
    let db = &app.parts().db;
    for (target, kind, opened, state) in [
        // Again on the same day, on the last day that counts, and a day too late.
        (51, Kind::Warn, at(1, 0), Applied),
        (51, Kind::Timeout, at(2, 0), Applied),
        (52, Kind::Warn, at(1, 0), Applied),
        (52, Kind::Ban, at(30 * DAY + 23, 59), Applied),
        (53, Kind::Warn, at(23, 0), Applied),
        (53, Kind::Kick, at(31 * DAY, 0), Applied),
        // What is no offence, or was not done.
        (54, Kind::Warn, at(1, 0), Applied),
        (54, Kind::Note, at(DAY, 0), Applied),
        (54, Kind::Unwarn, at(DAY, 0), Applied),
        (54, Kind::Ban, at(DAY, 0), Failed),
        (55, Kind::Note, at(1, 0), Applied),
        // A bot is no member who offends.
        (9, Kind::Ban, at(1, 0), Applied),
    ] {
        case(db, target, kind, opened, state).await;
    }

    aggregate_at(app, 30 * DAY + 23).await;
    assert_eq!(
        values(app, "repeat_offence", Every::Day).await[0],
        None,
        "the thirtieth day is not over"
    );
    aggregate_at(app, 31 * DAY + 1).await;
    let days = values(app, "repeat_offence", Every::Day).await;
    assert_eq!(days[..2], [Some(50.0), None]);
    aggregate_at(app, 76 * DAY).await;
    let days = values(app, "repeat_offence", Every::Day).await;
    // Only 52 on the thirtieth day and 53 on the one after it, both for the last time.
    assert_eq!(days[30..32], [Some(0.0), Some(0.0)]);
    // Days 0 to 16 are those of January, with all four, of whom two did it again; those of February go on to day 44.
    let months = values(app, "repeat_offence", Every::Month).await;
    assert_eq!(months[..2], [Some(50.0), Some(0.0)]);
    assert_eq!(months[2], None);

    gap(db, at(20 * DAY, 0), at(20 * DAY, 5), None).await;
    aggregate_at(app, 77 * DAY).await;
    let days = values(app, "repeat_offence", Every::Day).await;
    assert_eq!(days[0], None, "one may have been missed");
    assert_eq!(days[30], Some(0.0));
}

/// Imports a warning of somebody for each time.
async fn import(app: &TestApp, opened: &[Timestamp]) -> Import {
    let imports = &app.services().imports;
    let request = BeginImport {
        guild: GUILD,
        source: "modlog.csv".into(),
        digest: "a".repeat(64),
        rows: opened.len() as u64,
    };
    let begun = imports.begin(&TEST, &request).await.unwrap();
    let row = |(line, at): (u64, &Timestamp)| {
        let fields = [
            ("kind", "warn".to_owned()),
            ("target", "80351110224678912".to_owned()),
            ("actor", "1".to_owned()),
            ("opened_at", at.to_string()),
        ];
        let fields = fields.map(|(name, text)| (name.to_owned(), text));
        ImportRow {
            line,
            fields: fields.into(),
        }
    };
    let chunk = ImportChunk {
        guild: GUILD,
        import: begun.import,
        from: 0,
        rows: (1..).zip(opened).map(row).collect(),
    };
    imports.add(&TEST, &chunk).await.unwrap()
}

async fn imported_cases_are_counted_when_they_were_opened_until_they_are_withdrawn(app: &TestApp) {
    let opened = async || {
        let hours = buckets(app, "cases", Every::Hour).await.into_iter();
        let counted = hours.enumerate().filter(|(_, of)| of.value > Some(0.0));
        counted.map(|(hour, _)| hour).collect::<Vec<_>>()
    };
    aggregate_at(app, 40 * DAY).await;
    let mark = async || {
        let mut tx = app.parts().db.read().await.unwrap();
        let mark = aggregates::watermark(&mut tx, GUILD).await.unwrap();
        mark.unwrap().until
    };

    // One is of before the guild was seen.
    let import = import(app, &[at(-90 * DAY, 0), at(5, 10), at(29, 0)]).await;

    assert_eq!((import.added, mark().await), (3, at(5, 0)));
    aggregate_at(app, 40 * DAY).await;
    assert_eq!(opened().await, [5, 29]);
    let repeated = values(app, "repeat_offence", Every::Day).await;
    assert_eq!(repeated[..3], [Some(100.0), Some(0.0), None]);
    assert_eq!(mark().await, at(40 * DAY, 0));

    let undone = app.services().imports.undo(&TEST, GUILD, import.import);
    assert_eq!(undone.await.unwrap().withdrawn, 3);
    aggregate_at(app, 40 * DAY).await;
    assert_eq!(opened().await, [0; 0]);
    let repeated = values(app, "repeat_offence", Every::Day).await;
    assert_eq!(repeated[..3], [None; 3]);
}

async fn those_who_came_by_an_invite_are_followed(app: &TestApp) {
    let db = &app.parts().db;
    joins_by(db, 61, at(1, 0), Some(invite("summer"))).await;
    joins_by(db, 62, at(2, 0), Some(invite("summer"))).await;
    joins_by(db, 63, at(3, 0), Some(invite("autumn"))).await;
    joins_by(db, 64, at(DAY, 0), Some(Origin::Unknown)).await;
    says(db, 61, Person, at(7 * DAY, 0)).await;
    says(db, 62, Person, at(6 * DAY, 0)).await;
    says(db, 64, Person, at(14 * DAY, 0)).await;
    aggregate_at(app, 16 * DAY).await;

    let whole = values(app, "retained_week1", Every::Day).await;
    assert_eq!(whole[..3], [Some(1.0 / 3.0 * 100.0), Some(100.0), None]);
    let parts = by(app, "retained_week1", Part::Invite).await;
    let first: Vec<_> = parts
        .iter()
        .map(|(code, days)| (code.as_str(), days[0], days[1]))
        .collect();
    assert_eq!(
        first,
        [
            ("summer", Some(50.0), None),
            ("(unknown)", None, Some(100.0)),
            ("autumn", Some(0.0), None),
        ]
    );
    // A zone in which the days are others: everything is made anew.
    let analytics = &app.services().analytics;
    analytics
        .set_zone(&TEST, GUILD, "America/New_York")
        .await
        .unwrap();
    aggregate_at(app, 16 * DAY).await;
    let parts = by(app, "retained_week1", Part::Invite).await;
    assert_eq!(parts.len(), 3, "{parts:?}");
    // Day 7 at midnight UTC is day 7 there, too, as they joined the evening before.
    assert_eq!(parts[0].1[0], Some(50.0));
}

async fn moderators_have_their_hours_of_the_week(app: &TestApp) {
    let db = &app.parts().db;
    for (kind, opened) in [
        (Kind::Warn, at(5, 10)),
        (Kind::Note, at(5, 20)),
        (Kind::Ban, at(7 * DAY + 5, 0)),
        (Kind::Ban, at(30, 0)),
    ] {
        case(db, 51, kind, opened, CaseState::Applied).await;
    }
    aggregate_at(app, 14 * DAY - 1).await;

    let analytics = &app.services().analytics;
    let week = analytics.heatmap(&TEST, (GUILD, "moderator_cases", at(0, 0)));
    let told: Vec<_> = week
        .await
        .unwrap()
        .into_iter()
        .filter(|of| of.mean > Some(0.0))
        .map(|of| (of.weekday, of.hour, of.mean, of.n_hours))
        .collect();

    // Three cases in two Fridays at five, one in two Saturdays at six.
    assert_eq!(told, [(4, 5, Some(1.5), 2), (5, 6, Some(0.5), 2)]);
}
