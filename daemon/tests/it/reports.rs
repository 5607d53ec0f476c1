//! Reports say the same of the same facts, and nothing to whom they are not for.

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::event::AuthorKind::Person;
use emperione_daemon::services::Error;
use emperione_daemon::store::alerts::{self, AlertRow};
use emperione_daemon::store::members::{self, MemberRow};
use emperione_protocol::actions::ActorRef;
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{Content, Report, ReportFormat, ReportKind, ReportRequest};
use emperione_protocol::{ChannelId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::analytics::{GUILD, START, TEST, aggregate_at, at, changes, each_app, gap, run, says};
use crate::common::app::TestApp;
use crate::common::database::Postgres;

const DAY: i64 = 24;

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
    each_kind_is_made_and_written,
    a_report_is_refused_with_a_reason,
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
    let unheard: Vec<_> = report
        .unheard
        .iter()
        .map(|gap| (gap.from, gap.to))
        .collect();
    assert_eq!(unheard, [(at(8, 0), at(11, 0))]);
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
