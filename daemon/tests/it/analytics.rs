//! Metrics from facts: the same numbers whenever and however often they are computed.

use std::time::Duration;

use emperione_daemon::archive::Kind;
use emperione_daemon::clock::{Clock, millis};
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::event::AuditEntry;
use emperione_daemon::domain::event::AuthorKind::{self, Bot, Person};
use emperione_daemon::services::Error;
use emperione_daemon::store::archives::{self, Place};
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::gaps::{self, Gap};
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_daemon::store::members::{self, BanRow, ChangeRow, MemberRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::{Db, aggregates, audit, cases};
use emperione_protocol::actions::ActorRef;
use emperione_protocol::analytics::{
    Bucket, Cause, Cohort, CohortRequest, CompareRequest, Every, Mark, Part, Series, SeriesRequest,
    Verdict,
};
use emperione_protocol::cases::Entry;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::jobs::JobState;
use emperione_protocol::system::Intents;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::jobs::execute;

pub(crate) const TEST: Actor = Actor::System { name: "test" };
pub(crate) const GUILD: GuildId = GuildId(7);
const HOUR: Duration = Duration::from_hours(1);
/// Midnight of some day.
pub(crate) const START: Timestamp = Timestamp(1_799_971_200_000);

pub(crate) fn at(hours: i64, minutes: i64) -> Timestamp {
    Timestamp(START.0 + hours * 3_600_000 + minutes * 60_000)
}

fn id(at: Timestamp) -> MessageId {
    aggregates::first_id(at)
}

async fn see_guild(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let row = GuildRow {
        id: GUILD,
        name: "Seven".into(),
        owner: UserId(1),
        afk_channel: None,
        away_since: None,
        partial: false,
        member_count: 3,
        pauses: Pauses::default(),
        removed_at: None,
        first_seen_at: at(0, 10),
        key: vec![0],
    };
    guilds::save(&mut tx, &row).await.unwrap();
    let people = [(1, false), (2, false), (9, true)].map(|(user, bot)| MemberRow {
        guild: GUILD,
        user: UserId(user),
        name: format!("u{user}"),
        global_name: None,
        nick: None,
        bot,
        roles: Vec::new(),
        joined_at: None,
        left_at: None,
        timed_out_until: (user == 2).then_some(at(500, 0)),
        flags: 0,
    });
    members::save(&mut tx, &people).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn says(db: &Db, user: u64, author_kind: AuthorKind, when: Timestamp) {
    let mut tx = db.write().await.unwrap();
    let message = NewMessage {
        guild: GUILD,
        id: id(when),
        channel: ChannelId(3),
        author: UserId(user),
        author_kind,
        attachments: 0,
        sealed: None,
    };
    messages::insert(&mut tx, &[message]).await.unwrap();
    let key = ActivityKey {
        guild: GUILD,
        hour: facts::hour(when),
        channel: ChannelId(3),
        user: UserId(user),
    };
    let activity = Activity {
        messages: 1,
        ..Activity::default()
    };
    facts::add(&mut tx, &[(key, activity)]).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn changes(db: &Db, user: u64, kind: &'static str, when: Timestamp) {
    let mut tx = db.write().await.unwrap();
    let change = ChangeRow {
        guild: GUILD,
        user: UserId(user),
        at: when,
        kind,
        detail: String::new(),
        exact: true,
        was: None,
    };
    members::tell(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn gap(db: &Db, from: Timestamp, to: Timestamp, reconciled_at: Option<Timestamp>) {
    let mut tx = db.write().await.unwrap();
    let gap = Gap {
        reconciled_at,
        ..of_shard(0, (from, to))
    };
    gaps::save(&mut tx, &gap).await.unwrap();
    tx.commit().await.unwrap();
}

/// A gap of one of two shards; the guild is of the first.
fn of_shard(shard: u32, (from, to): (Timestamp, Timestamp)) -> Gap {
    Gap {
        id: "a gap".into(),
        shard: Some(shard),
        shards: Some(2),
        guild: None,
        from,
        to: Some(to),
        reason: "test".into(),
        events: None,
        reconciled_at: None,
    }
}

async fn ask(app: &TestApp, metric: &str, every: Every) -> Result<Vec<Bucket>, Error> {
    let series = ask_by(app, metric, every, None).await?;
    Ok(series.into_iter().flat_map(|of| of.buckets).collect())
}

async fn ask_by(
    app: &TestApp,
    metric: &str,
    every: Every,
    by: Option<Part>,
) -> Result<Vec<Series>, Error> {
    let request = SeriesRequest {
        guild: GUILD,
        metric: metric.into(),
        since: START,
        until: None,
        every,
        by,
    };
    app.services().analytics.series(&TEST, &request).await
}

/// The hours that were heard.
async fn series(app: &TestApp, metric: &str) -> Vec<(i64, f64)> {
    let buckets = ask(app, metric, Every::Hour).await.unwrap();
    let pair = |bucket: &Bucket| Some(((bucket.at.0 - START.0) / millis(HOUR), bucket.value?));
    buckets.iter().filter_map(pair).collect()
}

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name(app: &TestApp)`.
macro_rules! each_app {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let app = super::TestApp::timed(super::Clock::manual(super::at(2, 30)), |_| ()).await;
                super::run(app, async |app| super::$name(app).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                let url = database.url().to_string();
                let clock = super::Clock::manual(super::at(2, 30));
                let app = super::TestApp::timed(clock, |config| config.database.url = Some(url)).await;
                super::run(app, async |app| super::$name(app).await).await;
                database.drop().await;
            }
        }
    )*};
}
pub(crate) use each_app;

pub(crate) async fn run(app: TestApp, test: impl AsyncFnOnce(&TestApp)) {
    // The schedule's own first run must not find half of the facts.
    app.follow(async || {
        let jobs = app.services().jobs.list(&TEST, Some(JobState::Done), 10);
        jobs.await
            .unwrap()
            .iter()
            .any(|job| job.name == "aggregate")
    })
    .await;
    // Nor may the first computation of a guild that is new.
    app.services().jobs.pause(&TEST, "aggregate").await.unwrap();
    app.know_guild(GUILD.0, &[(1, "u1"), (2, "u2")]);
    see_guild(&app.parts().db).await;
    test(&app).await;
    app.app.stop().await;
}

each_app! {
    a_window_is_computed_from_facts_and_again_with_the_same_result,
    a_guild_that_cannot_be_computed_keeps_no_other_from_it,
    a_filled_gap_is_computed_anew_and_an_open_one_has_no_value,
    what_members_do_is_told_apart_by_channel,
    members_are_counted_once_by_the_day_of_the_guilds_zone,
    a_gap_of_another_shard_takes_no_hour_away,
    a_clock_that_was_set_back_keeps_no_hour_from_being_computed,
    who_joined_together_is_followed,
    who_joined_before_another_zone_was_set_is_followed,
    what_was_not_heard_of_the_days_that_are_followed_is_not_told,
    days_are_compared_and_marked,
    a_day_is_held_against_its_weekday,
    the_overview_counts_today,
    members_are_as_discord_counts_them_until_the_roster_is_complete,
    totals_count_the_facts,
}

async fn a_window_is_computed_from_facts_and_again_with_the_same_result(app: &TestApp) {
    let db = &app.parts().db;
    says(db, 1, Person, at(0, 20)).await;
    says(db, 1, Person, at(0, 21)).await;
    says(db, 2, Person, at(2, 1)).await;
    says(db, 9, Bot, at(2, 2)).await;
    changes(db, 2, "join", at(0, 15)).await;
    changes(db, 3, "leave", at(2, 29)).await;
    let analytics = &app.services().analytics;

    for _ in 0..2 {
        analytics.aggregate(&TEST).await.unwrap();
        assert_eq!(
            series(app, "messages").await,
            [(0, 2.0), (1, 0.0), (2, 1.0)]
        );
        let active = series(app, "active_members").await;
        assert_eq!(active, [(0, 1.0), (1, 0.0), (2, 1.0)]);
        assert_eq!(series(app, "joins").await, [(0, 1.0), (1, 0.0), (2, 0.0)]);
        assert_eq!(series(app, "leaves").await, [(0, 0.0), (1, 0.0), (2, 1.0)]);
    }

    // A late fact of the running hour, then an hour later.
    says(db, 1, Person, at(2, 45)).await;
    app.parts().clock.advance(HOUR);
    analytics.aggregate(&TEST).await.unwrap();
    let messages = series(app, "messages").await;
    assert_eq!(messages, [(0, 2.0), (1, 0.0), (2, 2.0), (3, 0.0)]);
    let unknown = ask(app, "mood", Every::Hour).await;
    assert!(matches!(unknown, Err(Error::Invalid { .. })), "{unknown:?}");

    let days = ask(app, "messages", Every::Day).await.unwrap();
    let told: Vec<_> = days
        .iter()
        .map(|day| (day.at, day.value, day.hours))
        .collect();
    assert_eq!(told, [(START, Some(4.0), 4)]);
    let active = ask(app, "active_members", Every::Day).await.unwrap();
    assert_eq!(active[0].value, Some(2.0));
}

async fn a_guild_that_cannot_be_computed_keeps_no_other_from_it(app: &TestApp) {
    const OTHER: GuildId = GuildId(8);
    let db = &app.parts().db;
    let mut tx = db.write().await.unwrap();
    let mut row = guilds::all(&mut tx).await.unwrap().remove(0);
    row.id = OTHER;
    guilds::save(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let breaks = if app.parts().config.database.url.is_some() {
        "ALTER TABLE metric_buckets ADD CONSTRAINT broken CHECK (guild_id <> 7) NOT VALID"
    } else {
        "CREATE TRIGGER broken BEFORE INSERT ON metric_buckets WHEN NEW.guild_id = 7
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    };
    execute(app, breaks).await;

    let done = app.services().analytics.aggregate(&TEST).await;

    assert!(done.is_err(), "it is not kept quiet");
    let mut tx = db.read().await.unwrap();
    assert_eq!(aggregates::watermark(&mut tx, GUILD).await.unwrap(), None);
    let other = aggregates::watermark(&mut tx, OTHER).await.unwrap();
    assert!(other.is_some());
}

async fn a_filled_gap_is_computed_anew_and_an_open_one_has_no_value(app: &TestApp) {
    let db = &app.parts().db;
    app.parts().clock.advance(HOUR * 6);
    gap(db, at(1, 0), at(3, 30), None).await;
    app.services().analytics.aggregate(&TEST).await.unwrap();
    let hours: Vec<i64> = series(app, "messages")
        .await
        .iter()
        .map(|(hour, _)| *hour)
        .collect();
    assert_eq!(hours, [0, 4, 5, 6, 7, 8]);
    let day = ask(app, "messages", Every::Day).await.unwrap()[0];
    assert_eq!((day.hours, day.heard_hours), (9, 6));

    says(db, 1, Person, at(1, 10)).await;
    gap(db, at(1, 0), at(3, 30), Some(app.parts().clock.now())).await;
    app.services().analytics.aggregate(&TEST).await.unwrap();

    let messages = series(app, "messages").await;
    assert_eq!(messages[..4], [(0, 0.0), (1, 1.0), (2, 0.0), (3, 0.0)]);
    assert_eq!(messages.len(), 9);
    let reactions = series(app, "reactions").await;
    let hours: Vec<i64> = reactions.iter().map(|(hour, _)| *hour).collect();
    assert_eq!(hours, [0, 4, 5, 6, 7, 8], "nothing shows them later");
}

async fn a_gap_of_another_shard_takes_no_hour_away(app: &TestApp) {
    let db = &app.parts().db;
    let mut tx = db.write().await.unwrap();
    let gap = of_shard(1, (at(1, 0), at(1, 30)));
    gaps::save(&mut tx, &gap).await.unwrap();
    tx.commit().await.unwrap();

    app.services().analytics.aggregate(&TEST).await.unwrap();

    let reactions = series(app, "reactions").await;
    assert_eq!(reactions, [(0, 0.0), (1, 0.0), (2, 0.0)]);
}

async fn a_clock_that_was_set_back_keeps_no_hour_from_being_computed(app: &TestApp) {
    let (db, clock) = (&app.parts().db, &app.parts().clock);
    aggregate_at(app, 30).await;
    let Clock::Manual(now) = clock else {
        panic!("{clock:?}")
    };
    now.send_replace(at(20, 30).0);
    says(db, 1, Person, at(20, 10)).await;

    let analytics = &app.services().analytics;
    let computed = analytics.aggregate(&TEST);
    tokio::time::timeout(Duration::from_mins(1), computed)
        .await
        .expect("it ends")
        .unwrap();

    let messages = series(app, "messages").await;
    assert_eq!(messages[20], (20, 1.0));
    // Before the guild was seen there is nothing to compute.
    now.send_replace(at(-20, 0).0);
    let computed = analytics.aggregate(&TEST);
    let ended = tokio::time::timeout(Duration::from_mins(1), computed).await;
    ended.expect("it ends").unwrap();
}

async fn does(db: &Db, (user, channel): (u64, u64), hour: i64, activity: Activity) {
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

async fn what_members_do_is_told_apart_by_channel(app: &TestApp) {
    let db = &app.parts().db;
    says(db, 1, Person, at(0, 20)).await;
    let some = Activity {
        edits: 1,
        deletes: 2,
        reactions: 3,
        voice_ms: 90_000,
        ..Activity::default()
    };
    does(db, (1, 3), 0, some).await;
    does(db, (2, 4), 0, some).await;
    does(db, (1, 4), 2, some).await;
    does(db, (9, 4), 2, some).await;
    changes(db, 2, "join", at(0, 15)).await;
    changes(db, 3, "leave", at(2, 29)).await;
    app.services().analytics.aggregate(&TEST).await.unwrap();

    assert_eq!(series(app, "edits").await, [(0, 2.0), (1, 0.0), (2, 1.0)]);
    assert_eq!(series(app, "deletes").await, [(0, 4.0), (1, 0.0), (2, 2.0)]);
    let voice = series(app, "voice_minutes").await;
    assert_eq!(voice, [(0, 3.0), (1, 0.0), (2, 1.5)]);
    assert_eq!(series(app, "net").await, [(0, 1.0), (1, 0.0), (2, -1.0)]);
    assert_eq!(series(app, "members").await, [(0, 4.0), (1, 4.0), (2, 3.0)]);
    let day = ask(app, "members", Every::Day).await.unwrap();
    assert_eq!(day[0].value, Some(3.0));
    let channels = ask_by(app, "reactions", Every::Hour, Some(Part::Channel)).await;
    let told = channels.unwrap().into_iter().map(|of| {
        let values = of.buckets.iter().map(|bucket| bucket.value.unwrap());
        (of.part, values.collect::<Vec<_>>())
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("4".into(), vec![3.0, 0.0, 3.0]),
            ("3".into(), vec![3.0, 0.0, 0.0])
        ]
    );
    let refused = ask_by(app, "joins", Every::Hour, Some(Part::Channel)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

/// The values by the day, from the day that holds the start on.
async fn days(app: &TestApp, metric: &str) -> Vec<Option<f64>> {
    let buckets = ask(app, metric, Every::Day).await.unwrap();
    buckets.iter().map(|bucket| bucket.value).collect()
}

/// Moves the clock so many hours from the start, and computes.
pub(crate) async fn aggregate_at(app: &TestApp, hours: i64) {
    let clock = &app.parts().clock;
    let left = at(hours, 30).0 - clock.now().0;
    clock.advance(Duration::from_millis(left.try_into().unwrap()));
    app.services().analytics.aggregate(&TEST).await.unwrap();
}

async fn members_are_counted_once_by_the_day_of_the_guilds_zone(app: &TestApp) {
    let db = &app.parts().db;
    for hour in [1, 5, 30] {
        says(db, 1, Person, at(hour, 0)).await;
        says(db, 9, Bot, at(hour, 0)).await;
    }
    says(db, 2, Person, at(23, 30)).await;
    changes(db, 2, "join", at(23, 0)).await;
    aggregate_at(app, 50).await;
    let analytics = &app.services().analytics;

    assert_eq!(days(app, "active_members").await, [2.0, 1.0, 0.0].map(Some));
    assert_eq!(days(app, "new_active").await, [1.0, 0.0, 0.0].map(Some));
    assert_eq!(days(app, "returning").await, [1.0, 1.0, 0.0].map(Some));
    // The guild was seen less than seven days ago.
    assert_eq!(days(app, "wau").await, [None; 3]);
    assert_eq!(days(app, "stickiness").await, [None; 3]);
    assert_eq!(days(app, "communicators").await, [0.0; 3].map(Some));
    let month = ask(app, "communicators", Every::Month).await.unwrap();
    assert_eq!(month.last().unwrap().value, Some(1.0));

    // Nine hours east, the last message of the first day is of the second.
    analytics
        .set_zone(&TEST, GUILD, "Asia/Tokyo")
        .await
        .unwrap();
    aggregate_at(app, 50).await;
    let tokyo = ask(app, "active_members", Every::Day).await.unwrap();
    let told: Vec<_> = tokyo
        .iter()
        .map(|day| ((day.at.0 - START.0) / 3_600_000, day.value))
        .collect();
    assert_eq!(told, [(-9, Some(1.0)), (15, Some(2.0)), (39, Some(0.0))]);
    assert_eq!(analytics.zone(&TEST, GUILD).await.unwrap(), "Asia/Tokyo");
    let told = |refused: Error| {
        assert!(matches!(refused, Error::Invalid { .. }), "{refused:?}");
        emperione_protocol::Error::from(refused).hint.unwrap()
    };
    let refused = analytics.set_zone(&TEST, GUILD, "Mars/Olympus").await;
    assert!(told(refused.unwrap_err()).contains("such as Europe/Paris"));
    let refused = ask(app, "mau", Every::Hour).await;
    assert!(told(refused.unwrap_err()).starts_with("ask for it by the "));
}

async fn who_joined_together_is_followed(app: &TestApp) {
    const DAY: i64 = 24;
    let db = &app.parts().db;
    changes(db, 1, "join", at(1, 0)).await;
    changes(db, 2, "join", at(2, 0)).await;
    says(db, 1, Person, at(3, 0)).await;
    says(db, 2, Person, at(8 * DAY, 0)).await;
    aggregate_at(app, 16 * DAY).await;
    let request = CohortRequest {
        guild: GUILD,
        since: START,
        every: Every::Day,
        weeks: 3,
    };

    let cohorts = app
        .services()
        .analytics
        .cohorts(&TEST, &request)
        .await
        .unwrap();

    let told: Vec<_> = cohorts
        .iter()
        .map(|of| (of.joined, of.active.clone()))
        .collect();
    assert_eq!(
        told[..2],
        [
            (2, vec![Some(1), Some(1), None]),
            (0, vec![Some(0), Some(0), None]),
        ]
    );
    assert_eq!(days(app, "retained_week1").await[..2], [Some(50.0), None]);
}

async fn what_was_not_heard_of_the_days_that_are_followed_is_not_told(app: &TestApp) {
    const DAY: i64 = 24;
    let db = &app.parts().db;
    changes(db, 1, "join", at(1, 0)).await;
    changes(db, 2, "join", at(5 * DAY, 0)).await;
    says(db, 1, Person, at(8 * DAY, 0)).await;
    gap(db, at(14 * DAY, 0), at(14 * DAY, 30), None).await;
    aggregate_at(app, 50 * DAY).await;

    // Of the first one days 7 to 13 are asked about, of the other one days 12 to 18.
    let stayed = days(app, "retained_week1").await;
    assert_eq!((stayed[0], stayed[5]), (Some(100.0), None));
    let told = |values: Vec<Option<f64>>| -> Vec<usize> {
        let values = values.iter().enumerate();
        let told = values.filter(|(_, value)| value.is_some());
        told.map(|(day, _)| day).collect()
    };
    let weeks: Vec<usize> = (6..14).chain(21..51).collect();
    assert_eq!(told(days(app, "wau").await), weeks);
    let months: Vec<usize> = (44..51).collect();
    assert_eq!(told(days(app, "mau").await), months);
}

async fn who_joined_before_another_zone_was_set_is_followed(app: &TestApp) {
    const DAY: i64 = 24;
    let db = &app.parts().db;
    changes(db, 1, "join", at(1, 0)).await;
    says(db, 1, Person, at(3, 0)).await;
    says(db, 1, Person, at(8 * DAY, 0)).await;
    aggregate_at(app, 16 * DAY).await;
    let mut tx = db.write().await.unwrap();
    let place = Place {
        guild: GUILD,
        kind: Kind::Activity,
        month: START,
    };
    archives::set_horizon(&mut tx, place, at(10 * DAY, 0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let analytics = &app.services().analytics;
    analytics
        .set_zone(&TEST, GUILD, "America/New_York")
        .await
        .unwrap();
    aggregate_at(app, 17 * DAY).await;
    let request = CohortRequest {
        guild: GUILD,
        since: START,
        every: Every::Day,
        weeks: 2,
    };

    let cohorts = analytics.cohorts(&TEST, &request).await.unwrap();

    let told = |of: &Cohort| (of.joined, of.active.clone());
    let told: Vec<_> = cohorts.iter().take(2).map(told).collect();
    // The first day of the guild is of the day in New York that holds most of it.
    assert_eq!(
        told,
        [(0, vec![Some(0), Some(0)]), (1, vec![Some(1), Some(1)]),]
    );
}

async fn days_are_compared_and_marked(app: &TestApp) {
    const DAY: i64 = 24;
    let db = &app.parts().db;
    for (day, n) in (0..).zip([1, 2, 1, 5, 6, 7]) {
        for minute in 0..n {
            says(db, 1, Person, at(day * DAY + 2, minute)).await;
        }
    }
    aggregate_at(app, 7 * DAY).await;
    let analytics = &app.services().analytics;
    let mark = Mark {
        at: at(3 * DAY, 0),
        label: "new rules".into(),
    };
    analytics.mark(&TEST, GUILD, &mark).await.unwrap();
    let marks = analytics.marks(&TEST, GUILD).await.unwrap();
    assert_eq!(marks, std::slice::from_ref(&mark));
    let request = CompareRequest {
        guild: GUILD,
        metric: "messages".into(),
        at: mark.at,
        days: 3,
    };

    let found = analytics.compare(&TEST, &request).await.unwrap();

    assert_eq!((found.before.n_days, found.after.n_days), (3, 3));
    assert_eq!(found.after.mean, Some(6.0));
    let change = found.change.unwrap();
    assert!(change.low > 0.0 && change.low < change.value, "{change:?}");
    assert_eq!(
        analytics.unmark(&TEST, GUILD, "new rules").await.unwrap(),
        1
    );
    let gone = analytics.unmark(&TEST, GUILD, "new rules").await;
    assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");

    let top = analytics.top(&TEST, (GUILD, START, 10)).await.unwrap();
    assert_eq!(
        top.members
            .iter()
            .map(|of| (of.user.id.0, of.messages))
            .collect::<Vec<_>>(),
        [(1, 22)]
    );
    analytics
        .list_contributor(&TEST, (GUILD, UserId(1), false))
        .await
        .unwrap();
    let top = analytics.top(&TEST, (GUILD, START, 10)).await.unwrap();
    assert_eq!((top.members, top.archived_until), (Vec::new(), None));
    let heat = analytics
        .heatmap(&TEST, (GUILD, "messages", START))
        .await
        .unwrap();
    assert_eq!(heat.len(), 168);
}

async fn a_day_is_held_against_its_weekday(app: &TestApp) {
    const DAY: i64 = 24;
    let db = &app.parts().db;
    for week in 0..6 {
        for minute in 0..10 {
            says(db, 1, Person, at(week * 7 * DAY + 5, minute)).await;
        }
    }
    for minute in 0..50 {
        says(db, 2, Person, at(35 * DAY + 6, minute)).await;
    }
    aggregate_at(app, 36 * DAY).await;
    let analytics = &app.services().analytics;
    let mark = Mark {
        at: at(34 * DAY, 0),
        label: "event".into(),
    };
    analytics.mark(&TEST, GUILD, &mark).await.unwrap();
    for (place, action_type) in [(0, 141), (1, 140), (2, 22)] {
        rule_changes(db, at(34 * DAY + 3, place), action_type).await;
    }
    step_follows(db, at(34 * DAY + 4, 0)).await;

    let found = analytics.insights(&TEST, GUILD, None).await.unwrap();

    let first = &found[0];
    assert_eq!(
        (first.metric.as_str(), first.verdict),
        ("messages", Verdict::Higher)
    );
    assert_eq!(
        (first.value, first.usual, first.n_days),
        (Some(60.0), Some(10.0), 5)
    );
    let marked = Cause::Marked {
        label: mark.label,
        at: mark.at,
    };
    let changed = Cause::Changed {
        what: "rules of AutoMod changed".into(),
        count: 2,
        at: at(34 * DAY + 3, 0),
    };
    assert_eq!(first.causes, [marked, changed]);
    let early = analytics
        .insights(&TEST, GUILD, Some(at(14 * DAY, 0)))
        .await
        .unwrap();
    assert!(
        early.iter().all(|of| of.verdict == Verdict::NotEnoughData),
        "{early:?}"
    );
}

async fn rule_changes(db: &Db, at: Timestamp, action_type: u16) {
    let entry = AuditEntry {
        id: UserId::first_at(at).0,
        guild: GUILD,
        action_type,
        actor: None,
        target: None,
        reason: None,
        rule: None,
        changes: Vec::new(),
    };
    let mut tx = db.write().await.unwrap();
    assert!(audit::insert(&mut tx, &entry).await.unwrap());
    tx.commit().await.unwrap();
}

/// What follows a warning is no change of the ladder.
async fn step_follows(db: &Db, at: Timestamp) {
    let entry = Entry {
        at,
        actor: ActorRef::System {
            name: "ladder".into(),
        },
        kind: "ladder".into(),
        text: "3 points: timeout 1d".into(),
    };
    let mut tx = db.write().await.unwrap();
    cases::append(&mut tx, GUILD, 5, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_overview_counts_today(app: &TestApp) {
    let db = &app.parts().db;
    says(db, 1, Person, at(-1, 59)).await;
    says(db, 1, Person, at(2, 0)).await;
    says(db, 2, Person, at(2, 30)).await;
    changes(db, 2, "join", at(1, 0)).await;
    let mut tx = db.write().await.unwrap();
    let ban = BanRow {
        guild: GUILD,
        user: UserId(5),
        name: "eve".into(),
        at: START,
    };
    members::ban(&mut tx, &ban).await.unwrap();
    tx.commit().await.unwrap();

    let ask = async || {
        let asked = app.services().analytics.overview(&TEST, GUILD).await;
        asked.unwrap()
    };
    let overview = ask().await;

    assert_eq!(overview.members, 2, "those in memory");
    assert_eq!(overview.messages_today, 2);
    assert_eq!(overview.active_today, 2);
    let changes = (overview.joins_today, overview.leaves_today);
    assert_eq!(changes, (Some(1), Some(0)));
    assert_eq!((overview.bans_in_force, overview.timeouts_in_force), (1, 1));
    let minutes = overview.messages_per_minute;
    assert_eq!((minutes.len(), minutes[29], minutes[59]), (60, 1, 1));
    assert_eq!(minutes.iter().sum::<u32>(), 2);

    // Most of the day is computed; a message came late, and two of people who are not counted yet.
    says(db, 2, Person, at(5, 0)).await;
    aggregate_at(app, 8).await;
    says(db, 1, Person, at(7, 50)).await;
    says(db, 4, Person, at(8, 10)).await;
    says(db, 4, Person, at(8, 20)).await;
    says(db, 9, Bot, at(8, 20)).await;
    let overview = ask().await;
    assert_eq!((overview.messages_today, overview.active_today), (6, 3));
    app.parts()
        .state
        .write()
        .guilds
        .get_mut(&GUILD)
        .unwrap()
        .partial = true;
    assert_eq!(ask().await.members, 3, "those that are stored");
}

/// Lets Discord count so many members, of which we know all or not.
async fn discord_counts(db: &Db, member_count: u64, partial: bool) {
    let mut tx = db.write().await.unwrap();
    let known = guilds::all(&mut tx).await.unwrap().remove(0);
    let known = GuildRow {
        member_count,
        partial,
        ..known
    };
    guilds::save(&mut tx, &known).await.unwrap();
    tx.commit().await.unwrap();
}

async fn members_are_as_discord_counts_them_until_the_roster_is_complete(app: &TestApp) {
    let db = &app.parts().db;
    changes(db, 2, "join", at(2, 0)).await;
    discord_counts(db, 4_000, true).await;
    aggregate_at(app, 2).await;
    let hours = async || {
        let hours = ask(app, "members", Every::Hour).await.unwrap();
        let values = hours.iter().map(|hour| hour.value);
        values.take(3).collect::<Vec<_>>()
    };
    assert_eq!(hours().await, [3_999.0, 3_999.0, 4_000.0].map(Some));
    let totals = app.services().analytics.totals(&TEST, GUILD).await.unwrap();
    assert_eq!(totals.members, 4_000);

    discord_counts(db, 4_000, false).await;
    aggregate_at(app, 3).await;

    assert_eq!(hours().await[2], Some(3.0));
}

async fn totals_count_the_facts(app: &TestApp) {
    let db = &app.parts().db;
    says(db, 1, Person, at(0, 20)).await;
    says(db, 9, Bot, at(0, 21)).await;
    changes(db, 2, "join", at(0, 15)).await;
    changes(db, 2, "ban", at(0, 16)).await;
    let mut tx = db.write().await.unwrap();
    facts::count(&mut tx, Some(GUILD), "MESSAGE_CREATE", 2)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    gap(db, at(1, 0), at(1, 30), Some(at(2, 0))).await;

    let totals = app.services().analytics.totals(&TEST, GUILD).await.unwrap();

    assert_eq!(totals.events["MESSAGE_CREATE"], 2);
    assert_eq!(totals.messages_created, 2);
    assert_eq!((totals.members, totals.joins, totals.bans), (3, 1, 1));
    let stranger = Actor::User { id: UserId(77) };
    let hidden = app.services().analytics.totals(&stranger, GUILD).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })), "{hidden:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_intent_for_members_nothing_is_said_of_who_joins() {
    let minimal = |config: &mut Config| config.bot.intents = Intents::Minimal;
    let app = TestApp::timed(Clock::manual(at(2, 30)), minimal).await;
    run(app, async |app| {
        let db = &app.parts().db;
        says(db, 1, Person, at(1, 0)).await;
        discord_counts(db, 4_000, false).await;
        aggregate_at(app, 50).await;

        for metric in [
            "joins",
            "leaves",
            "net",
            "activated",
            "new_active",
            "returning",
            "retained_week1",
        ] {
            let found = ask(app, metric, Every::Day).await.unwrap();
            let told = found.iter().map(|day| (day.value, day.heard_hours));
            assert_eq!(told.collect::<Vec<_>>(), [(None, 0); 3], "{metric}");
        }
        assert_eq!(days(app, "messages").await, [1.0, 0.0, 0.0].map(Some));
        assert_eq!(days(app, "members").await, [4_000.0; 3].map(Some));
        let analytics = &app.services().analytics;
        let overview = analytics.overview(&TEST, GUILD).await.unwrap();
        let changes = (overview.joins_today, overview.leaves_today);
        assert_eq!(changes, (None, None));
        let listed = analytics.metrics(&TEST).unwrap();
        let joins = listed.iter().find(|metric| metric.name == "joins").unwrap();
        let why =
            "; it is not known while the bot runs without the intent for members (bot.intents)";
        assert!(joins.about.ends_with(why), "{}", joins.about);
        let request = CohortRequest {
            guild: GUILD,
            since: START,
            every: Every::Day,
            weeks: 3,
        };
        let refused = analytics.cohorts(&TEST, &request).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict { .. }), "{refused:?}");
    })
    .await;
}
