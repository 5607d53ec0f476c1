//! Reports say the same of the same facts, and nothing to whom they are not for.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::event::AuthorKind::Person;
use emperione_daemon::domain::reports::summary;
use emperione_daemon::services::Error;
use emperione_daemon::services::reports::Steps;
use emperione_daemon::store::aggregates;
use emperione_daemon::store::alerts::{self, AlertRow};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::members::{self, MemberRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{
    Content, Report, ReportFormat, ReportKind, ReportRequest, Unheard,
};
use emperione_protocol::transport::within;
use emperione_protocol::{ChannelId, Client, Flatten, MessageId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::analytics::{GUILD, START, TEST, aggregate_at, at, changes, each_app, gap, run, says};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{ANN, case};

const DAY: i64 = 24;
const PATIENCE: Duration = Duration::from_mins(1);
/// What there was of the first day before the guild was first seen.
const UNSEEN: Unheard = Unheard {
    from: START,
    to: Timestamp(START.0 + 10 * 60_000),
};

fn request(kind: ReportKind, every: Every) -> ReportRequest {
    ReportRequest {
        guild: GUILD,
        kind,
        every,
        at: Some(START),
        user: None,
        channel: None,
    }
}

/// Two days of doings, and an outage of three hours.
async fn two_days(app: &TestApp) {
    let db = &app.parts().db;
    says(db, 1, Person, at(1, 0)).await;
    says(db, 1, Person, at(1, 1)).await;
    says(db, 2, Person, at(5, 0)).await;
    says(db, 2, Person, at(DAY + 3, 0)).await;
    changes(db, 2, "join", at(4, 0)).await;
    gap(db, at(8, 0), at(11, 0), None).await;
    aggregate_at(app, 2 * DAY).await;
}

async fn make(app: &TestApp, request: &ReportRequest) -> Report {
    app.services().reports.make(&TEST, request).await.unwrap()
}

each_app! {
    a_report_is_the_same_of_the_same_facts,
    before_the_guild_was_seen_nothing_was_heard,
    what_was_read_later_is_no_whole_figure_of_what_is_only_live,
    a_list_that_is_cut_says_how_much_is_missing,
    each_kind_is_made_and_written,
    a_report_is_refused_with_a_reason,
    a_report_says_how_far_it_has_come,
    what_rang_in_the_period_is_told_by_rule,
    who_left_is_still_named,
}

async fn a_report_is_the_same_of_the_same_facts(app: &TestApp) {
    two_days(app).await;
    let asked = request(ReportKind::Overview, Every::Day);

    let report = make(app, &asked).await;

    let Content::Figures { figures } = &report.sections[0].content else {
        panic!("{:?}", report.sections[0]);
    };
    let value = |name: &str| figures.iter().find(|of| of.metric == name).unwrap().value;
    assert_eq!(value("messages"), Some(3.0));
    assert_eq!(value("active_members"), Some(2.0));
    assert_eq!(value("joins"), Some(1.0));
    assert_eq!(
        (report.from, report.to, report.running),
        (START, at(DAY, 0), false)
    );
    let (from, to) = (at(8, 0), at(11, 0));
    assert_eq!(report.unheard, [UNSEEN, Unheard { from, to }]);
    assert_eq!(make(app, &asked).await.hash, report.hash);

    says(&app.parts().db, 1, Person, at(23, 0)).await;
    let services = app.services();
    services
        .analytics
        .set_zone(&TEST, GUILD, "UTC")
        .await
        .unwrap();
    gap(&app.parts().db, at(8, 0), at(11, 0), Some(at(2 * DAY, 40))).await;
    services.analytics.aggregate(&TEST).await.unwrap();
    assert_ne!(make(app, &asked).await.hash, report.hash);
}

async fn before_the_guild_was_seen_nothing_was_heard(app: &TestApp) {
    two_days(app).await;
    let titles = |report: &Report| {
        let titles = report.sections.iter().map(|section| &section.title);
        titles.cloned().collect::<Vec<_>>()
    };
    let mut asked = request(ReportKind::Overview, Every::Day);
    let seen = make(app, &asked).await;
    asked.at = Some(Timestamp(START.0 - 1));

    let report = make(app, &asked).await;

    let (from, to) = (report.from, report.to);
    assert_eq!(report.unheard, [Unheard { from, to }]);
    let mut told = titles(&seen);
    told.retain(|title| title != "Channels without messages");
    assert_ne!(told, titles(&seen));
    assert_eq!(told, titles(&report), "no channel is called quiet");
}

async fn what_was_read_later_is_no_whole_figure_of_what_is_only_live(app: &TestApp) {
    two_days(app).await;
    gap(&app.parts().db, at(8, 0), at(11, 0), Some(at(2 * DAY, 40))).await;
    app.services().analytics.aggregate(&TEST).await.unwrap();
    let asked = request(ReportKind::Overview, Every::Day);

    let report = make(app, &asked).await;

    assert_eq!(report.unheard, [UNSEEN]);
    let (from, to) = (at(8, 0), at(11, 0));
    assert_eq!(report.read_later, [Unheard { from, to }]);
    let Content::Figures { figures } = &report.sections[0].content else {
        panic!("{:?}", report.sections[0]);
    };
    let hours = |name: &str| {
        let figure = figures.iter().find(|of| of.metric == name).unwrap();
        (figure.heard_hours, figure.hours)
    };
    assert_eq!(hours("messages"), (24, 24));
    assert_eq!(hours("reactions"), (21, 24));
    let reports = &app.services().reports;
    let told = "3 of 24 hours not heard";
    for (format, later, missed) in [
        (ReportFormat::Markdown, "Read later: ", told),
        (ReportFormat::Html, "<dt>Read later</dt>", told),
        (ReportFormat::Csv, "read later,", "21 of 24 hours"),
        (
            ReportFormat::Json,
            "\"read_later\": [",
            "\"heard_hours\": 21",
        ),
    ] {
        let text = reports.write(&TEST, &asked, format).await.unwrap();
        assert!(text.contains(later) && text.contains(missed), "{text}");
    }
    let (_, summary) = summary::write(&report);
    assert!(
        summary.contains("**reactions** 0 · 3 of 24 hours not heard"),
        "{summary}"
    );
}

async fn a_list_that_is_cut_says_how_much_is_missing(app: &TestApp) {
    let db = &app.parts().db;
    let mut tx = db.write().await.unwrap();
    for channel in 100..126 {
        let message = NewMessage {
            guild: GUILD,
            id: MessageId(aggregates::first_id(at(1, 0)).0 + channel),
            channel: ChannelId(channel),
            author: UserId(1),
            author_kind: Person,
            attachments: 0,
            sealed: None,
        };
        messages::insert(&mut tx, &[message]).await.unwrap();
    }
    for number in 1..=503 {
        let case = CaseRow {
            guild: GUILD,
            ..case(number, Kind::Warn, at(2, 0).0)
        };
        cases::insert(&mut tx, &case).await.unwrap();
    }
    tx.commit().await.unwrap();
    two_days(app).await;
    let more = |report: &Report, title: &str| {
        let found = report.sections.iter().find(|of| of.title == title);
        match &found.unwrap().content {
            Content::Table { rows, more, .. } => (rows.len(), *more),
            content => panic!("{content:?}"),
        }
    };

    let asked = request(ReportKind::Overview, Every::Day);
    let overview = make(app, &asked).await;
    let member = ReportRequest {
        user: Some(ANN),
        ..request(ReportKind::Member, Every::Day)
    };
    let member = make(app, &member).await;

    // Channel 3 is the 27th.
    assert_eq!(more(&overview, "Channels"), (20, 7));
    assert_eq!(more(&member, "Cases"), (500, 3));
    let text = app
        .services()
        .reports
        .write(&TEST, &asked, ReportFormat::Markdown);
    let text = text.await.unwrap();
    assert!(text.contains("\n… and 7 more\n"), "{text}");
}

async fn each_kind_is_made_and_written(app: &TestApp) {
    two_days(app).await;
    for (kind, every) in [
        (ReportKind::Overview, Every::Week),
        (ReportKind::Overview, Every::Month),
        (ReportKind::Moderation, Every::Week),
        (ReportKind::Retention, Every::Month),
        (ReportKind::Channel, Every::Day),
        (ReportKind::Member, Every::Week),
    ] {
        let asked = ReportRequest {
            user: (kind == ReportKind::Member).then_some(UserId(1)),
            channel: (kind == ReportKind::Channel).then_some(ChannelId(3)),
            ..request(kind, every)
        };

        let report = make(app, &asked).await;

        assert!(!report.sections.is_empty(), "{kind:?}");
        assert!(report.query.starts_with("emp report "), "{}", report.query);
        for (format, begin) in [
            (ReportFormat::Markdown, "# "),
            (ReportFormat::Html, "<!doctype html>"),
            (ReportFormat::Csv, "section,item,column,value\n"),
            (ReportFormat::Json, "{\n"),
        ] {
            let text = app
                .services()
                .reports
                .write(&TEST, &asked, format)
                .await
                .unwrap();
            assert!(
                text.starts_with(begin) && text.contains(&report.hash),
                "{kind:?}: {text}"
            );
        }
    }
    let member = ReportRequest {
        user: Some(UserId(1)),
        ..request(ReportKind::Member, Every::Day)
    };
    let Content::Chart { buckets, .. } = &make(app, &member).await.sections[0].content else {
        panic!("a member's messages are drawn");
    };
    assert_eq!(
        (buckets[1].value, buckets[2].value, buckets[9].value),
        (Some(2.0), Some(0.0), None)
    );
}

async fn a_report_is_refused_with_a_reason(app: &TestApp) {
    two_days(app).await;
    let reports = &app.services().reports;
    let member = request(ReportKind::Member, Every::Week);
    let hourly = request(ReportKind::Overview, Every::Hour);
    let future = ReportRequest {
        at: Some(at(30 * DAY, 0)),
        ..request(ReportKind::Overview, Every::Day)
    };
    for asked in [member, hourly, future] {
        let refused = reports.make(&TEST, &asked).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }

    // Member 1 may moderate nothing.
    let member = Actor::User { id: UserId(1) };
    let moderation = request(ReportKind::Moderation, Every::Week);
    let refused = reports.make(&member, &moderation).await;
    assert!(
        matches!(refused, Err(Error::Forbidden { .. })),
        "{refused:?}"
    );
    let stranger = Actor::User { id: UserId(77) };
    let refused = reports
        .make(&stranger, &request(ReportKind::Overview, Every::Day))
        .await;
    assert!(
        matches!(refused, Err(Error::NotFound { .. })),
        "{refused:?}"
    );
}

async fn rings(app: &TestApp, rule: &str, opened_at: Timestamp) -> u64 {
    let row = AlertRow {
        guild: GUILD,
        number: 0,
        rule: rule.into(),
        text: "joins by minute above 10".into(),
        opened_at,
        value: 12.0,
        says: "joins by minute are 12".into(),
        told_at: None,
        acked_at: None,
        acked_by: None,
        cleared_at: None,
    };
    let mut tx = app.parts().db.write().await.unwrap();
    let number = alerts::open(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    number
}

async fn what_rang_in_the_period_is_told_by_rule(app: &TestApp) {
    two_days(app).await;
    let seen = rings(app, "flood", at(2, 0)).await;
    let untold = rings(app, "flood", at(6, 0)).await;
    rings(app, "storm", at(22, 0)).await;
    rings(app, "storm", at(DAY, 0)).await;
    let mut tx = app.parts().db.write().await.unwrap();
    alerts::tell(&mut tx, GUILD, seen, at(2, 1)).await.unwrap();
    let by = ActorRef::System {
        name: "test".into(),
    };
    let acked = alerts::ack(&mut tx, (GUILD, seen), &by, at(2, 5)).await;
    assert!(acked.unwrap());
    for (number, cleared_at) in [(seen, at(3, 0)), (untold, at(6, 10))] {
        let cleared = alerts::clear(&mut tx, GUILD, number, cleared_at).await;
        cleared.unwrap();
    }
    let text = "joins by minute above 10";
    for rule in ["calm", "hushed"] {
        let set = alerts::set(&mut tx, GUILD, rule, text, START).await;
        set.unwrap();
    }
    let hushed = alerts::rule(&mut tx, GUILD, "hushed").await.unwrap();
    let muted = alerts::mute(&mut tx, &hushed.unwrap(), Some(at(30, 0))).await;
    muted.unwrap();
    tx.commit().await.unwrap();

    let report = make(app, &request(ReportKind::Moderation, Every::Day)).await;

    let section = report.sections.iter().find(|of| of.title == "Alerts");
    let Content::Table { rows, .. } = &section.unwrap().content else {
        panic!("{section:?}");
    };
    let expected = [
        ["flood", "2", "1", "1", "1h", ""],
        ["hushed", "0", "0", "0", "", "2027-01-16 06:00"],
        ["storm", "1", "0", "1", "2h, rings", ""],
    ];
    assert_eq!(*rows, expected.map(|row| row.map(String::from).to_vec()));
}

async fn who_left_is_still_named(app: &TestApp) {
    let gull = MemberRow {
        guild: GUILD,
        user: UserId(8),
        name: "gone_gull".into(),
        global_name: None,
        nick: None,
        bot: false,
        roles: Vec::new(),
        joined_at: Some(START),
        left_at: Some(at(5, 0)),
        timed_out_until: None,
        flags: 0,
    };
    let db = &app.parts().db;
    let mut tx = db.write().await.unwrap();
    members::save(&mut tx, &[gull]).await.unwrap();
    tx.commit().await.unwrap();
    for minute in 0..5 {
        says(db, 8, Person, at(4, minute)).await;
    }
    two_days(app).await;

    let overview = make(app, &request(ReportKind::Overview, Every::Day)).await;
    let member = ReportRequest {
        user: Some(UserId(8)),
        ..request(ReportKind::Member, Every::Day)
    };

    let top = overview
        .sections
        .iter()
        .find(|of| of.title == "Who did most");
    let Content::Table { rows, .. } = &top.unwrap().content else {
        panic!("{top:?}");
    };
    assert_eq!(rows[0][..2], ["gone_gull", "5"]);
    assert_eq!(make(app, &member).await.title, "Daily report on @gone_gull");
}

async fn a_report_says_how_far_it_has_come(app: &TestApp) {
    two_days(app).await;
    let asked = request(ReportKind::Overview, Every::Week);
    let steps = Steps::default();
    let reports = app.services().reports.telling(&steps);
    let mut making = pin!(reports.make(&TEST, &asked));
    let mut told = BTreeSet::new();
    poll_fn(|context| {
        let polled = making.as_mut().poll(context);
        told.extend(steps.lock().iter().map(|step| step.done));
        polled
    })
    .await
    .unwrap();
    assert!(told.len() > 2, "{told:?}");

    let (client, other) = (app.client().await, app.client().await);
    let far = async |client: &Client| {
        let reports = client.reports();
        reports.progress(within(PATIENCE)).await.flat().unwrap()
    };
    assert_eq!(far(&client).await, None, "it asked for none");
    let made = client.reports().make(within(PATIENCE), asked.clone()).await;
    made.flat().unwrap();
    let step = far(&client).await.unwrap();
    assert_eq!((step.done, step.section.as_str()), (step.total, ""));
    assert_eq!(Some(&step.total), told.last());
    assert_eq!(far(&other).await, None);
}
