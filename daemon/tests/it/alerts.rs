//! Alerts: rules that ring once, tell whom they should, and are tried on the past by the code that watches the present.

use std::collections::BTreeMap;
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
use emperione_daemon::store::{Db, aggregates, alert_posts};
use emperione_protocol::alerts::{
    Address, Alert, Phase, PostState, Replay, RuleDetail, SetRule, TestRequest,
};
use emperione_protocol::events::Body;
use emperione_protocol::inbox::{ItemFilter, ItemKind, Resolution, ResolveRequest};
use emperione_protocol::{ChannelId, GuildId, PageRequest, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{owner, until};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::hooks::{Answers, Hook};

pub const TEST: Actor = Actor::System { name: "test" };
const GUILD: GuildId = GuildId(7);
const HOUR: Duration = Duration::from_hours(1);
/// Midnight of some day.
const START: Timestamp = Timestamp(1_799_971_200_000);

fn at(hours: i64, minutes: i64) -> Timestamp {
    Timestamp(START.0 + hours * 3_600_000 + minutes * 60_000)
}

async fn see_guild(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let row = GuildRow {
        id: GUILD,
        name: "Seven".into(),
        owner: UserId(1),
        afk_channel: None,
        available: true,
        partial: false,
        member_count: 3,
        removed_at: None,
        first_seen_at: at(-24, 0),
        key: vec![0],
    };
    guilds::save(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

/// So many messages of a person, a second apart, from a time on.
async fn says(db: &Db, from: Timestamp, count: i64) {
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

fn alerts(app: &TestApp) -> &Alerts {
    &app.services().alerts
}

async fn set(app: &TestApp, name: &str, text: &str) {
    let request = SetRule {
        guild: GUILD,
        name: name.into(),
        text: text.into(),
    };
    alerts(app).set(&owner(), request).await.unwrap();
}

async fn refused(app: &TestApp, actor: &Actor, name: &str, text: &str) -> Error {
    let request = SetRule {
        guild: GUILD,
        name: name.into(),
        text: text.into(),
    };
    alerts(app).set(actor, request).await.unwrap_err()
}

/// Lets an hour pass, and everything be computed and read.
async fn hour(app: &TestApp) {
    app.parts().clock.advance(HOUR);
    compute(app).await;
    alerts(app).evaluate(&TEST, Which::All).await.unwrap();
}

/// Computes every hour that is over; the daemon's own job may be at an earlier one meanwhile.
async fn compute(app: &TestApp) {
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

async fn show(app: &TestApp, name: &str) -> RuleDetail {
    alerts(app).show(&owner(), GUILD, name).await.unwrap()
}

/// The alerts of a rule, oldest first: opened and cleared, in hours.
async fn rang(app: &TestApp, name: &str) -> Vec<(i64, Option<i64>)> {
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

async fn warnings(app: &TestApp) -> Vec<String> {
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

async fn app(change: impl FnOnce(&mut Config)) -> TestApp {
    let app = TestApp::timed(Clock::manual(at(0, 30)), change).await;
    app.know_guild(GUILD.0, &[(1, "u1"), (2, "u2")]);
    see_guild(&app.parts().db).await;
    app
}

each_app! {
    a_rule_rings_once_for_hours_that_are_over_its_level,
    f41_missed_ticks_are_caught_up_once_and_double_ones_change_nothing,
    quiet_hours_and_muting_tell_nobody_until_they_end,
    what_lacks_data_says_so_and_never_rings,
    a_rule_is_tried_on_what_is_stored,
    an_absence_rings_and_the_first_message_clears_it,
    rules_are_set_by_who_may_and_make_sense,
    an_alert_is_an_item_of_the_inbox_that_is_dismissed,
    a_command_that_was_cut_off_is_not_run_again,
    the_address_of_a_webhook_is_sealed,
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
    assert!(untried.to_string().contains("not stored by the second"));
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

async fn a_command_that_was_cut_off_is_not_run_again(app: &TestApp) {
    let mut tx = app.parts().db.write().await.unwrap();
    let post = alert_posts::NewPost {
        guild: GUILD,
        alert: 1,
        kind: "command",
        name: "page".into(),
        what: "rang",
        body: "{}".into(),
        at: at(0, 0),
    };
    alert_posts::insert(&mut tx, &post).await.unwrap();
    let mut row = alert_posts::waiting(&mut tx, 10).await.unwrap().remove(0);
    row.state = PostState::Sending;
    alert_posts::save(&mut tx, &row, None).await.unwrap();
    tx.commit().await.unwrap();

    until("the end of the post", async || {
        let mut tx = app.parts().db.read().await.unwrap();
        alert_posts::waiting(&mut tx, 10).await.unwrap().is_empty()
    })
    .await;

    let said = warnings(app).await;
    let why = "alert 1 was not told to command page: the daemon ended while it ran";
    assert!(said.iter().any(|text| text.starts_with(why)), "{said:?}");
}

async fn the_address_of_a_webhook_is_sealed(app: &TestApp) {
    const SECRET: &str = "https://93.184.216.34/hook/s3cr3t-t0ken";
    let address = |text: &str| Address(text.into());
    let webhooks = alerts(app);
    let set = async |name: &str, text: &str| {
        let me = owner();
        let set = webhooks.set_webhook(&me, (GUILD, name), address(text));
        set.await.map(|webhook| webhook.host)
    };

    assert_eq!(set("ops", SECRET).await.unwrap(), "93.184.216.34");
    let private = set("near", "https://10.1.1.1/").await.unwrap_err();
    assert_eq!(private.to_string(), "address: it is in a private network");

    let mut tx = app.parts().db.read().await.unwrap();
    let row = alert_posts::webhooks(&mut tx, GUILD)
        .await
        .unwrap()
        .remove(0);
    let sealed = row.sealed.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("s3cr3t"));
    drop(tx);
    let listed = webhooks.webhooks(&owner(), GUILD).await.unwrap();
    assert_eq!((listed.len(), listed[0].operator), (1, false));
    assert!(!format!("{:?}", address(SECRET)).contains("s3cr3t"));
    webhooks
        .remove_webhook(&owner(), GUILD, "ops")
        .await
        .unwrap();
    assert_eq!(webhooks.webhooks(&owner(), GUILD).await.unwrap(), []);
}

/// A daemon whose operator has webhooks on this machine, and a rule that tells them.
async fn with_hooks(hooks: &[(&str, &Hook)]) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut webhooks = BTreeMap::new();
    for (name, hook) in hooks {
        let path = folder.path().join(name);
        std::fs::write(&path, hook.address()).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&path, mode).unwrap();
        webhooks.insert((*name).to_owned(), path);
    }
    let told = folder.path().join("told");
    let script = format!("cat >> {}; echo >> {0}", told.display());
    let app = app(|config| {
        config.alerts.webhooks = webhooks;
        let line = ["/bin/sh", "-c", script.as_str()].map(str::to_owned);
        config.alerts.commands.insert("page".into(), line.into());
    });
    (app.await, folder)
}

/// Rings a rule, and clears it again.
async fn ring(app: &TestApp, from: i64) {
    says(&app.parts().db, at(from, 0), 60).await;
    let now = (app.parts().clock.now().0 - START.0) / 3_600_000;
    for _ in now..=from {
        hour(app).await;
    }
}

async fn posts(app: &TestApp, name: &str) -> Vec<(String, String, PostState, u32)> {
    let found = show(app, name).await.posts;
    let mut lines: Vec<_> = found
        .into_iter()
        .map(|post| (post.route, post.what, post.state, post.tries))
        .collect();
    lines.reverse();
    lines
}

async fn all_end(app: &TestApp) {
    until("the end of the posts", async || {
        let mut tx = app.parts().db.read().await.unwrap();
        alert_posts::waiting(&mut tx, 10).await.unwrap().is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f52_a_webhook_that_answers_404_is_disabled_after_the_first() {
    let gone = Hook::start(Answers::Status(404)).await;
    let (app, _folder) = with_hooks(&[("gone", &gone)]).await;
    set(&app, "busy", "messages > 50 calm for 1m to webhook gone").await;

    ring(&app, 1).await;
    all_end(&app).await;
    // It clears, and rings again.
    ring(&app, 6).await;
    all_end(&app).await;

    assert_eq!(gone.heard().len(), 1, "nothing more is sent there");
    let rule = show(&app, "busy").await.rule;
    assert_eq!(rule.broken, ["webhook gone is disabled: it answered 404"]);
    let said = warnings(&app).await;
    let disabled = said
        .iter()
        .filter(|text| text.starts_with("the webhook gone is disabled, because it answered 404"));
    assert_eq!(disabled.count(), 1, "{said:?}");

    gone.answer(Answers::Status(204));
    let enabled = alerts(&app).enable_webhook(&owner(), GUILD, "gone").await;
    assert_eq!(enabled.unwrap().disabled_at, None);
    ring(&app, 11).await;
    all_end(&app).await;
    assert!(gone.heard().len() >= 2);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_is_down_is_tried_again_and_a_slow_one_holds_up_no_other() {
    let (down, slow) = (
        Hook::start(Answers::Status(500)).await,
        Hook::start(Answers::Never).await,
    );
    let fine = Hook::start(Answers::Status(200)).await;
    let hooks = [("down", &down), ("slow", &slow), ("fine", &fine)];
    let (app, folder) = with_hooks(&hooks).await;
    let routes = "webhook slow, webhook down, webhook fine, command page";
    set(&app, "busy", &format!("messages > 50 to {routes}")).await;

    ring(&app, 1).await;
    until("the ones that answer", async || {
        down.heard().len() == 1 && fine.heard().len() == 1
    })
    .await;
    let told = folder.path().join("told");
    until("the command", async || {
        std::fs::read_to_string(&told).is_ok_and(|text| text.ends_with('\n'))
    })
    .await;
    until("the answer of the slow one", async || {
        let posts = show(&app, "busy").await.posts;
        let slow = posts.iter().find(|post| post.route == "webhook slow");
        slow.and_then(|post| post.error.clone()).as_deref() == Some("it did not answer within 10 s")
    })
    .await;

    let letter: serde_json::Value = serde_json::from_str(&fine.heard()[0]).unwrap();
    assert_eq!(letter["id"], "7-1-rang");
    assert_eq!(letter["says"], "60 messages in 1h");
    assert_eq!(letter["allowed_mentions"]["parse"], serde_json::json!([]));
    let told = std::fs::read_to_string(&told).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&told).unwrap(),
        letter
    );

    down.answer(Answers::Status(200));
    slow.answer(Answers::Status(200));
    app.parts().clock.advance(Duration::from_secs(5));
    all_end(&app).await;
    let line = |route: &str, tries| (route.to_owned(), "rang".to_owned(), PostState::Done, tries);
    assert_eq!(
        posts(&app, "busy").await,
        [
            line("webhook slow", 2),
            line("webhook down", 2),
            line("webhook fine", 1),
            line("command page", 1),
        ]
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_operators_own_users_name_what_is_the_operators() {
    let hook = Hook::start(Answers::Status(200)).await;
    let (app, _folder) = with_hooks(&[("ops", &hook)]).await;
    let admin = Actor::Local {
        uid: 5,
        name: "ada".into(),
        user: Some(UserId(1)),
        role: Role::Owner,
    };
    {
        let mut state = app.parts().state.write();
        let guild = state.guilds.get_mut(&GUILD).unwrap();
        guild.owner = UserId(1);
    }

    for route in ["webhook ops", "command page"] {
        let text = format!("joins > 10 in 10s to {route}");
        let error = refused(&app, &admin, "raid", &text).await;
        assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
        assert!(error.to_string().contains("is the operator's"), "{error}");
    }
    let (me, address) = (owner(), Address("https://x.org/".into()));
    let taken = alerts(&app).set_webhook(&me, (GUILD, "ops"), address);
    let taken = taken.await.unwrap_err();
    assert_eq!(taken.to_string(), "the webhook ops is the operator's");
    app.app.stop().await;
}
