//! Alerts: rules that ring once, tell whom they should, and are tried on the past by the code that watches the present.

use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::event::AuthorKind::Person;
use emperione_daemon::health::Reason;
use emperione_daemon::services::alerts::Which;
use emperione_daemon::services::{Alerts, Error};
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::{Db, aggregates};
use emperione_protocol::alerts::{Alert, Phase, Replay, RuleDetail, SetRule, TestRequest};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::inbox::{ItemFilter, ItemKind, Resolution, ResolveRequest};
use emperione_protocol::system::Intents;
use emperione_protocol::{ChannelId, GuildId, PageRequest, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{owner, until};
use crate::common::app::TestApp;
use crate::common::database::Postgres;

pub const TEST: Actor = Actor::System { name: "test" };
pub const GUILD: GuildId = GuildId(7);
pub const HOUR: Duration = Duration::from_hours(1);
/// Midnight of some day.
pub const START: Timestamp = Timestamp(1_799_971_200_000);

pub fn at(hours: i64, minutes: i64) -> Timestamp {
    Timestamp(START.0 + hours * 3_600_000 + minutes * 60_000)
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
        first_seen_at: at(-24, 0),
        key: vec![0],
    };
    guilds::save(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

/// So many messages of a person, a second apart, from a time on.
pub async fn says(db: &Db, from: Timestamp, count: i64) {
    let message = |n: i64| NewMessage {
        guild: GUILD,
        id: aggregates::first_id(Timestamp(from.0 + n * 1_000)),
        channel: ChannelId(3),
        author: UserId(1),
        author_kind: Person,
        attachments: 0,
        sealed: None,
    };
    let rows: Vec<_> = (0..count).map(message).collect();
    let mut tx = db.write().await.unwrap();
    messages::insert(&mut tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn joins(db: &Db, from: Timestamp, count: u64) {
    let mut tx = db.write().await.unwrap();
    for n in 0..count {
        let change = ChangeRow {
            guild: GUILD,
            user: UserId(100 + n),
            at: Timestamp(from.0 + n.cast_signed() * 500),
            kind: "join",
            detail: String::new(),
            exact: true,
            was: None,
        };
        members::tell(&mut tx, &change).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub fn alerts(app: &TestApp) -> &Alerts {
    &app.services().alerts
}

pub async fn set(app: &TestApp, name: &str, text: &str) {
    let request = SetRule {
        guild: GUILD,
        name: name.into(),
        text: text.into(),
    };
    alerts(app).set(&owner(), request).await.unwrap();
}

pub async fn refused(app: &TestApp, actor: &Actor, name: &str, text: &str) -> Error {
    let request = SetRule {
        guild: GUILD,
        name: name.into(),
        text: text.into(),
    };
    alerts(app).set(actor, request).await.unwrap_err()
}

/// Lets an hour pass, and everything be computed and read.
pub async fn hour(app: &TestApp) {
    app.parts().clock.advance(HOUR);
    compute(app).await;
    alerts(app).evaluate(&TEST, Which::All).await.unwrap();
}

/// Computes every hour that is over; the daemon's own job may be at an earlier one meanwhile.
pub async fn compute(app: &TestApp) {
    let now = app.parts().clock.now().0;
    let over = Timestamp(now - now % 3_600_000);
    until("the hours", async || {
        app.services().analytics.aggregate(&TEST).await.unwrap();
        let mut tx = app.parts().db.read().await.unwrap();
        let mark = aggregates::watermark(&mut tx, GUILD).await.unwrap();
        mark.is_some_and(|mark| mark.until == over)
    })
    .await;
}

pub async fn show(app: &TestApp, name: &str) -> RuleDetail {
    alerts(app).show(&owner(), GUILD, name).await.unwrap()
}

/// The alerts of a rule, oldest first: opened and cleared, in hours.
pub async fn rang(app: &TestApp, name: &str) -> Vec<(i64, Option<i64>)> {
    let hours = |at: Timestamp| (at.0 - START.0) / 3_600_000;
    let line = |alert: &Alert| (hours(alert.opened_at), alert.cleared_at.map(hours));
    let mut found: Vec<_> = show(app, name).await.alerts.iter().map(line).collect();
    found.reverse();
    found
}

async fn changes(app: &TestApp) -> Vec<String> {
    let events = app.services().events.next(&TEST, Some(0), 0).await;
    let text = |body| match body {
        Body::AlertChanged { alert, rule, text } => Some(format!("{alert} {rule} {text}")),
        _ => None,
    };
    let events = events.unwrap().events.into_iter();
    events.filter_map(|event| text(event.body)).collect()
}

pub async fn warnings(app: &TestApp) -> Vec<String> {
    let events = app.services().events.next(&TEST, Some(0), 0).await;
    let text = |body| match body {
        Body::Warning { text } => Some(text),
        _ => None,
    };
    let events = events.unwrap().events.into_iter();
    events.filter_map(|event| text(event.body)).collect()
}

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name(app: &TestApp)`.
macro_rules! each_app {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(&super::app(|_| ()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                let url = database.url().to_string();
                let app = super::app(|config| config.database.url = Some(url)).await;
                super::$name(&app).await;
                app.app.stop().await;
                database.drop().await;
            }
        }
    )*};
}

pub async fn app(change: impl FnOnce(&mut Config)) -> TestApp {
    let app = TestApp::timed(Clock::manual(at(0, 30)), change).await;
    app.know_guild(GUILD.0, &[(1, "u1"), (2, "u2")]);
    see_guild(&app.parts().db).await;
    app
}
pub(crate) use each_app;

each_app! {
    a_rule_rings_once_for_hours_that_are_over_its_level,
    f41_missed_ticks_are_caught_up_once_and_double_ones_change_nothing,
    quiet_hours_and_muting_tell_nobody_until_they_end,
    that_an_alert_cleared_is_told_when_quiet_hours_and_muting_end,
    what_lacks_data_says_so_and_never_rings,
    a_rule_is_tried_on_what_is_stored,
    an_absence_rings_and_the_first_message_clears_it,
    rules_are_set_by_who_may_and_make_sense,
    a_rule_that_goes_while_it_rings_tells_that_it_is_over,
    an_alert_is_an_item_of_the_inbox_that_is_dismissed,
}

async fn a_rule_rings_once_for_hours_that_are_over_its_level(app: &TestApp) {
    let db = &app.parts().db;
    set(app, "busy", "messages > 50 clear at 40 to inbox").await;
    says(db, at(1, 0), 60).await;
    says(db, at(2, 0), 45).await;
    says(db, at(3, 0), 70).await;
    for _ in 0..3 {
        hour(app).await;
        alerts(app).evaluate(&TEST, Which::All).await.unwrap();
    }

    // 45 is neither over 50 nor calm enough to clear.
    assert_eq!(rang(app, "busy").await, [(2, None)]);
    let rule = show(app, "busy").await.rule;
    assert_eq!((rule.phase, rule.alert), (Phase::Ringing, Some(1)));
    assert_eq!(rule.says.as_deref(), Some("45 messages in 1h"));

    let seen = alerts(app).ack(&owner(), GUILD, "busy").await.unwrap();
    assert!(seen.acked_by.is_some() && seen.cleared_at.is_none());
    let twice = alerts(app).ack(&owner(), GUILD, "busy").await.unwrap_err();
    assert_eq!(twice.to_string(), "alert 1 was acknowledged already");

    // Two calm hours: clearing, then cleared.
    for _ in 0..3 {
        hour(app).await;
    }
    assert_eq!(rang(app, "busy").await, [(2, Some(6))]);
    assert_eq!(
        changes(app).await,
        ["1 busy rang", "1 busy acked", "1 busy cleared"]
    );
    let calm = alerts(app).ack(&owner(), GUILD, "busy").await.unwrap_err();
    assert_eq!(calm.to_string(), "the alert rule busy does not ring");
}

async fn f41_missed_ticks_are_caught_up_once_and_double_ones_change_nothing(app: &TestApp) {
    let db = &app.parts().db;
    set(app, "busy", "messages > 50 calm for 1m to inbox").await;
    hour(app).await;
    // It rings twice while nobody looks, and has cleared both times; the third time it still rings.
    for hours in [2, 5, 8] {
        says(db, at(hours, 0), 60).await;
    }
    app.parts().clock.advance(HOUR * 7);
    compute(app).await;
    let both = [0, 1].map(|_| alerts(app).evaluate(&TEST, Which::All));
    for done in futures::future::join_all(both).await {
        done.unwrap();
    }

    assert_eq!(rang(app, "busy").await, [(3, Some(5)), (6, Some(8))]);
    hour(app).await;
    alerts(app).evaluate(&TEST, Which::All).await.unwrap();
    assert_eq!(
        rang(app, "busy").await,
        [(3, Some(5)), (6, Some(8)), (9, None)]
    );
    // What had cleared by the time that it was read is in the history, and nobody is told of it.
    let told: Vec<_> = show(app, "busy")
        .await
        .alerts
        .iter()
        .map(|alert| alert.told_at.is_some())
        .collect();
    assert_eq!(told, [true, false, false]);
}

async fn quiet_hours_and_muting_tell_nobody_until_they_end(app: &TestApp) {
    let db = &app.parts().db;
    set(app, "night", "messages > 50 quiet 00:00-04:00 to inbox").await;
    set(app, "muted", "messages > 50 to inbox").await;
    let until = at(2, 45);
    let mute = async |until| {
        let rule = alerts(app).mute(&owner(), (GUILD, "muted"), until).await;
        rule.map(|rule| rule.muted_until)
    };
    assert_eq!(mute(Some(until)).await.unwrap(), Some(until));
    for hours in 1..5 {
        says(db, at(hours, 0), 60).await;
    }
    let told = async |name: &str| {
        let alerts = show(app, name).await.alerts;
        alerts.first().map(|alert| alert.told_at)
    };

    hour(app).await;
    assert_eq!((told("night").await, told("muted").await), (None, None));
    hour(app).await;
    assert_eq!(told("night").await, Some(None));
    assert_eq!(told("muted").await, Some(None));
    hour(app).await;
    assert_eq!(told("night").await, Some(None));
    assert_eq!(told("muted").await, Some(Some(at(3, 30))));
    hour(app).await;
    assert_eq!(told("night").await, Some(Some(at(4, 30))));

    let over = mute(Some(at(1, 0))).await.unwrap_err();
    assert_eq!(over.to_string(), "until: it is over already");
    assert_eq!(mute(None).await.unwrap(), None);
}

/// What the inbox was told of alerts, by rule.
async fn told_in_inbox(app: &TestApp, rule: &str) -> Vec<String> {
    let filter = ItemFilter {
        guild: Some(GUILD),
        kind: Some(ItemKind::Alert),
        ..ItemFilter::default()
    };
    let inbox = &app.services().inbox;
    let items = inbox.list(&owner(), &filter, &PageRequest::default()).await;
    let mut told = Vec::new();
    for item in items.unwrap().items {
        let detail = inbox.show(&owner(), GUILD, item.number).await.unwrap();
        if item.target.name == rule {
            told.extend(detail.entries.into_iter().map(|entry| entry.kind));
        }
    }
    told
}

async fn that_an_alert_cleared_is_told_when_quiet_hours_and_muting_end(app: &TestApp) {
    let night = "messages > 50 calm for 1m quiet 03:00-06:00 to inbox";
    set(app, "night", night).await;
    set(app, "muted", "messages > 50 calm for 1m to inbox").await;
    set(app, "gone", night).await;
    says(&app.parts().db, at(1, 0), 60).await;
    // It rings before the quiet hours, and again within them, where it clears.
    says(&app.parts().db, at(4, 0), 60).await;
    hour(app).await;
    hour(app).await;
    let until = Some(at(5, 45));
    let muted = alerts(app).mute(&owner(), (GUILD, "muted"), until).await;
    muted.unwrap();
    for _ in 0..2 {
        hour(app).await;
    }

    assert_eq!(rang(app, "night").await, [(2, Some(4))]);
    for rule in ["night", "muted", "gone"] {
        assert_eq!(told_in_inbox(app, rule).await, ["rang"], "{rule}");
    }
    // Who takes a rule away is awake, and nobody could tell it later.
    alerts(app).remove(&owner(), GUILD, "gone").await.unwrap();
    assert_eq!(told_in_inbox(app, "gone").await, ["rang", "cleared"]);
    hour(app).await;
    assert_eq!(told_in_inbox(app, "night").await, ["rang"]);
    hour(app).await;
    hour(app).await;
    for rule in ["night", "muted"] {
        let alerts = rang(app, rule).await;
        assert_eq!(alerts, [(2, Some(4)), (5, Some(7))], "{rule}");
    }
    // At the end it is told of both, and then that the second one cleared, too.
    for rule in ["night", "muted"] {
        let told = told_in_inbox(app, rule).await;
        assert_eq!(told, ["rang", "cleared", "rang", "cleared"], "{rule}");
    }
}

async fn what_lacks_data_says_so_and_never_rings(app: &TestApp) {
    set(app, "odd", "messages anomalous by 4 deviations to inbox").await;
    set(app, "live", "messages < 5 in 10m to inbox").await;
    set(app, "silent", "messages absent for 3d to inbox").await;

    hour(app).await;
    hour(app).await;

    let listed = alerts(app).list(&owner(), GUILD).await.unwrap();
    let missing: Vec<_> = listed
        .iter()
        .map(|rule| (rule.name.as_str(), rule.phase, rule.missing.as_deref()))
        .collect();
    let unheard = Some("a part of the time was not heard");
    assert_eq!(
        missing,
        [
            ("live", Phase::Quiet, unheard),
            ("odd", Phase::Quiet, Some("0 of 2 earlier samples")),
            ("silent", Phase::Quiet, unheard),
        ]
    );
}

async fn try_out(app: &TestApp, rule: &str) -> Replay {
    let request = TestRequest {
        guild: GUILD,
        rule: rule.into(),
        since: Some(at(-24, 0)),
    };
    alerts(app).test(&owner(), &request).await.unwrap()
}

async fn a_rule_is_tried_on_what_is_stored(app: &TestApp) {
    let db = &app.parts().db;
    joins(db, at(1, 10), 30).await;
    joins(db, at(5, 0), 4).await;
    says(db, at(4, 0), 60).await;
    set(app, "raid", "joins > 10 in 10s to inbox").await;
    app.parts().clock.advance(HOUR * 9);
    compute(app).await;

    let raid = try_out(app, "raid").await;
    let busy = try_out(app, "messages > 50").await;

    assert_eq!(raid.ringings.len(), 1, "{raid:?}");
    let ringing = &raid.ringings[0];
    let second = (ringing.at.0 - at(1, 10).0) / 1_000;
    assert!((5..=7).contains(&second), "{second}");
    assert_eq!(ringing.says, "20 joins in 10s");
    assert!(!ringing.acted && ringing.cleared_at.is_some());
    assert!((0.19..0.21).contains(&raid.weeks), "{}", raid.weeks);
    let (all, wrong) = (raid.per_week.unwrap(), raid.false_per_week.unwrap());
    assert!((4.9..5.2).contains(&all) && (all - wrong).abs() < 0.01);
    assert_eq!(busy.ringings.len(), 1, "{busy:?}");
    assert_eq!(busy.ringings[0].at, at(5, 0));
    assert_eq!(busy.missing, None);

    let request = TestRequest {
        guild: GUILD,
        rule: "reactions > 5 in 10s".into(),
        since: None,
    };
    let untried = alerts(app).test(&owner(), &request).await.unwrap_err();
    assert_eq!(
        untried.to_string(),
        "rule: reactions are not stored by the second, so this rule cannot be tried on the past; \
         one of whole hours can, such as `reactions > 50 in 2h`"
    );
    let request = TestRequest {
        rule: "nothing".into(),
        ..request
    };
    let unknown = alerts(app).test(&owner(), &request).await.unwrap_err();
    assert_eq!(unknown.to_string(), "alert rule nothing is not known");
}

async fn an_absence_rings_and_the_first_message_clears_it(app: &TestApp) {
    let db = &app.parts().db;
    // The gateway of this daemon has nobody to connect to; the test listens in its place.
    let look = async |pause: Duration| {
        app.parts().clock.advance(pause);
        app.parts().health.clear(Reason::Gateway);
        alerts(app).evaluate(&TEST, Which::Live).await.unwrap();
    };
    says(db, at(0, 20), 1).await;
    set(app, "silent", "messages absent for 2h to inbox").await;
    let mut phases = Vec::new();
    for _ in 0..3 {
        // The daemon itself looks too when its clock moves, and only once in two seconds.
        look(Duration::from_secs(3_599)).await;
        look(Duration::from_secs(1)).await;
        let rule = show(app, "silent").await.rule;
        phases.push((rule.phase, rule.says.unwrap_or_default()));
    }
    assert_eq!(
        phases,
        [
            (Phase::Quiet, "none for 1h10m".to_owned()),
            (Phase::Ringing, "none for 2h10m".to_owned()),
            (Phase::Ringing, "none for 3h10m".to_owned()),
        ]
    );

    says(db, at(3, 30), 1).await;
    look(Duration::from_secs(1)).await;

    let detail = show(app, "silent").await;
    assert_eq!(detail.rule.phase, Phase::Quiet);
    assert_eq!(
        detail.alerts[0].cleared_at,
        Some(Timestamp(at(3, 30).0 + 1_000))
    );
}

async fn rules_are_set_by_who_may_and_make_sense(app: &TestApp) {
    let helper = Actor::Local {
        uid: 9,
        name: "hal".into(),
        user: None,
        role: Role::Moderator,
    };
    let stranger = Actor::User { id: UserId(77) };
    assert!(matches!(
        refused(app, &helper, "raid", "joins > 1 in 1m").await,
        Error::Forbidden { .. }
    ));
    assert!(matches!(
        refused(app, &stranger, "raid", "joins > 1 in 1m").await,
        Error::NotFound { .. }
    ));
    for (name, text, why) in [
        ("Raid!", "joins > 1 in 1m", "name: `Raid!` is no name"),
        ("raid", "joins >", "rule: the rule ends after `>`"),
        (
            "raid",
            "mood > 1",
            "rule: `mood` is not counted by the hour",
        ),
        (
            "raid",
            "joins > 1 in 1m to webhook ops",
            "rule: there is no webhook ops",
        ),
        (
            "raid",
            "joins > 1 in 1m to command page",
            "rule: there is no command page",
        ),
        (
            "raid",
            "joins > 1 in 1m to <#99>",
            "channel 99 is not known",
        ),
    ] {
        let error = refused(app, &owner(), name, text).await.to_string();
        assert!(error.starts_with(why), "{error}");
    }
    assert_eq!(alerts(app).list(&owner(), GUILD).await.unwrap(), []);

    set(app, "raid", "joins > 9 in 10s").await;
    set(app, "raid", "joins > 10 in 10s").await;
    let listed = alerts(app).list(&helper, GUILD).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].text, "joins > 10 in 10s");
    alerts(app).remove(&owner(), GUILD, "raid").await.unwrap();
    let gone = alerts(app).remove(&owner(), GUILD, "raid").await;
    assert_eq!(
        gone.unwrap_err().to_string(),
        "alert rule raid is not known"
    );
}

async fn a_rule_that_goes_while_it_rings_tells_that_it_is_over(app: &TestApp) {
    const RULE: &str = "messages > 50 to inbox";
    set(app, "busy", RULE).await;
    says(&app.parts().db, at(1, 0), 60).await;
    says(&app.parts().db, at(2, 0), 60).await;
    hour(app).await;
    hour(app).await;

    set(app, "busy", "messages > 55 to inbox").await;
    hour(app).await;
    alerts(app).remove(&owner(), GUILD, "busy").await.unwrap();

    let filter = ItemFilter {
        guild: Some(GUILD),
        kind: Some(ItemKind::Alert),
        ..ItemFilter::default()
    };
    let inbox = &app.services().inbox;
    let items = inbox.list(&owner(), &filter, &PageRequest::default()).await;
    for item in items.unwrap().items {
        let detail = inbox.show(&owner(), GUILD, item.number).await.unwrap();
        let entries = detail.entries.iter().map(|entry| entry.kind.as_str());
        assert_eq!(entries.collect::<Vec<_>>(), ["rang", "cleared"]);
    }
    assert_eq!(
        changes(app).await,
        [
            "1 busy rang",
            "1 busy cleared",
            "2 busy rang",
            "2 busy cleared"
        ]
    );
}

async fn an_alert_is_an_item_of_the_inbox_that_is_dismissed(app: &TestApp) {
    let inbox = &app.services().inbox;
    set(app, "busy", "messages > 50 calm for 1m to inbox").await;
    says(&app.parts().db, at(1, 0), 60).await;
    hour(app).await;
    hour(app).await;
    hour(app).await;
    hour(app).await;

    let filter = ItemFilter {
        guild: Some(GUILD),
        kind: Some(ItemKind::Alert),
        ..ItemFilter::default()
    };
    let items = inbox.list(&owner(), &filter, &PageRequest::default()).await;
    let items = items.unwrap().items;
    assert_eq!(items.len(), 1);
    let item = &items[0];
    assert_eq!((item.alert, item.target.name.as_str()), (Some(1), "busy"));
    let detail = inbox.show(&owner(), GUILD, item.number).await.unwrap();
    let entries: Vec<_> = detail
        .entries
        .iter()
        .map(|entry| (entry.kind.as_str(), entry.text.as_str()))
        .collect();
    assert_eq!(entries, [("rang", "60 messages in 1h"), ("cleared", "")]);

    let resolve = |resolution| ResolveRequest {
        guild: GUILD,
        number: item.number,
        resolution,
        reason: None,
        tell: None,
    };
    let denied = inbox.resolve(&owner(), resolve(Resolution::Deny)).await;
    assert_eq!(
        denied.unwrap_err().to_string(),
        "decision: an alert is dismissed"
    );
    let done = inbox.resolve(&owner(), resolve(Resolution::Dismiss)).await;
    assert!(done.unwrap().resolved_at.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_of_joins_are_not_read_without_the_intent_for_members() {
    let minimal = |config: &mut Config| config.bot.intents = Intents::Minimal;
    let app = TestApp::timed(Clock::manual(START), minimal).await;
    app.know_guild(GUILD.0, &[(1, "owner")]);
    see_guild(&app.parts().db).await;
    set(&app, "few", "joins < 1 in 2h").await;
    hour(&app).await;
    hour(&app).await;

    let rule = show(&app, "few").await.rule;
    assert_eq!(rule.value, None);
    let why = "the bot runs without the intent for members";
    assert_eq!(rule.missing.as_deref(), Some(why));
    assert_eq!(rang(&app, "few").await, []);
    let request = TestRequest {
        guild: GUILD,
        rule: "few".into(),
        since: None,
    };
    let replay = alerts(&app).test(&owner(), &request).await.unwrap();
    assert_eq!(replay.missing.as_deref(), Some(why));
    app.app.stop().await;
}
