//! Reports on a schedule: into files, once for each period, by the clocks of the guild.

use std::path::PathBuf;
use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::event::AuthorKind::Person;
use emperione_daemon::services::{Error, Schedules};
use emperione_protocol::analytics::Every;
use emperione_protocol::audit::AuditFilter;
use emperione_protocol::events::Body;
use emperione_protocol::jobs::JobState;
use emperione_protocol::reports::{ReportFormat, ReportKind};
use emperione_protocol::schedules::{Delivery, DeliveryState, Destination, SetSchedule};
use emperione_protocol::{ChannelId, PageRequest, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{owner, until};
use crate::analytics::{GUILD, START, TEST, aggregate_at, at, each_app, run, says};
use crate::common::app::TestApp;
use crate::common::database::Postgres;

const DAY: i64 = 24;
const NINE: u16 = 9 * 60;

/// A report of each day, at nine, into the folder.
pub fn daily(name: &str) -> SetSchedule {
    SetSchedule {
        guild: GUILD,
        name: name.into(),
        kind: ReportKind::Overview,
        every: Every::Day,
        user: None,
        channel: None,
        minute: NINE,
        day: None,
        format: ReportFormat::Html,
        to: Destination::Folder,
    }
}

fn schedules(app: &TestApp) -> &Schedules {
    &app.services().schedules
}

async fn deliveries(app: &TestApp, name: &str) -> Vec<Delivery> {
    let shown = schedules(app).show(&owner(), GUILD, name).await;
    shown.unwrap().deliveries
}

/// Lets the time come, and everything be computed and delivered.
async fn deliver_at(app: &TestApp, hours: i64) {
    aggregate_at(app, hours).await;
    schedules(app).deliver(&TEST).await.unwrap();
}

/// The files of the folder of reports, with what they say.
fn files(app: &TestApp) -> Vec<(String, String)> {
    let folder = app.parts().config.report_folder().join(GUILD.to_string());
    let Ok(found) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = found.map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let mut found: Vec<_> = paths.map(read).collect();
    found.sort();
    found
}

/// A day after the beginning of the tests, as files are named.
fn file(days: i64) -> String {
    let day = Timestamp(START.0 + days * DAY * 3_600_000).to_string();
    format!("daily-daily-{}.html", &day[..10])
}

each_app! {
    a_report_is_written_when_its_time_comes_and_once,
    f41_missed_reports_are_caught_up_by_the_last_one,
    the_job_makes_what_is_due,
    a_file_that_is_not_ours_is_left_alone_and_a_problem,
    a_report_is_made_again_when_somebody_asks,
    each_day_has_one_report_when_the_clocks_change,
    a_schedule_is_set_by_who_may_and_makes_sense,
    who_sets_and_removes_a_schedule_is_recorded,
    f15_what_was_cut_off_after_its_file_is_not_written_twice,
}

async fn a_report_is_written_when_its_time_comes_and_once(app: &TestApp) {
    says(&app.parts().db, 1, Person, at(5, 0)).await;
    let set = schedules(app).set(&owner(), daily("daily")).await.unwrap();
    assert_eq!((set.next_at, set.problem), (Some(at(9, 0)), None));

    deliver_at(app, 8).await;
    assert_eq!(files(app), []);
    // The first time that comes is on the day before the guild was known.
    deliver_at(app, DAY + 9).await;
    let both = [0, 1].map(|_| schedules(app).deliver(&TEST));
    for done in futures::future::join_all(both).await {
        done.unwrap();
    }

    let found = files(app);
    let names: Vec<_> = found.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, [file(0)]);
    assert!(found[0].1.starts_with("<!doctype html>"));
    let done = deliveries(app, "daily").await;
    assert_eq!(done.len(), 1);
    assert_eq!(done[0].state, DeliveryState::Done);
    assert_eq!(done[0].file, Some(format!("{GUILD}/{}", file(0))));
    assert_eq!(done[0].due_at, at(DAY + 9, 0));
}

async fn f41_missed_reports_are_caught_up_by_the_last_one(app: &TestApp) {
    schedules(app).set(&owner(), daily("daily")).await.unwrap();
    deliver_at(app, DAY + 10).await;

    deliver_at(app, 6 * DAY + 20).await;
    schedules(app).deliver(&TEST).await.unwrap();

    let names: Vec<_> = files(app).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [file(0), file(5)]);
}

async fn the_job_makes_what_is_due(app: &TestApp) {
    schedules(app).set(&owner(), daily("daily")).await.unwrap();
    aggregate_at(app, DAY + 10).await;

    until("the file", async || {
        // The next tick of the job.
        app.parts().clock.advance(Duration::from_mins(2));
        files(app).len() == 1
    })
    .await;

    until("the end of the job", async || {
        let jobs = app.services().jobs.list(&TEST, Some(JobState::Done), 50);
        jobs.await.unwrap().iter().any(|job| job.name == "report")
    })
    .await;
    assert_eq!(deliveries(app, "daily").await.len(), 1);
}

async fn a_file_that_is_not_ours_is_left_alone_and_a_problem(app: &TestApp) {
    schedules(app).set(&owner(), daily("daily")).await.unwrap();
    let folder = app.parts().config.report_folder().join(GUILD.to_string());
    let place = folder.join(file(0));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&place, "mine").unwrap();

    for _ in 0..2 {
        deliver_at(app, DAY + 9).await;
    }

    assert_eq!(std::fs::read_to_string(&place).unwrap(), "mine");
    let shown = schedules(app)
        .list(&owner(), GUILD)
        .await
        .unwrap()
        .remove(0);
    let why = shown.problem.unwrap();
    assert!(why.contains("move it out of the way"), "{why}");
    let doctor = app.services().system.doctor(&owner()).await.unwrap();
    let told = doctor.iter().any(|finding| {
        finding.name == "reports" && finding.detail.contains("move it out of the way")
    });
    assert!(told, "{doctor:?}");
    let events = app.services().events.next(&TEST, Some(0), 0).await.unwrap();
    let warned = events.events.iter().filter(
        |event| matches!(&event.body, Body::Warning { text } if text.contains("was not delivered")),
    );
    assert_eq!(warned.count(), 1);

    std::fs::remove_file(&place).unwrap();
    app.parts().clock.advance(Duration::from_hours(1));
    schedules(app).deliver(&TEST).await.unwrap();
    assert!(
        std::fs::read_to_string(&place)
            .unwrap()
            .starts_with("<!doctype")
    );
    let shown = schedules(app)
        .list(&owner(), GUILD)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(shown.problem, None);
}

async fn a_report_is_made_again_when_somebody_asks(app: &TestApp) {
    schedules(app).set(&owner(), daily("daily")).await.unwrap();
    deliver_at(app, DAY + 10).await;
    let first = files(app).remove(0).1;
    app.parts().clock.advance(Duration::from_hours(2));

    let again = schedules(app).run(&owner(), GUILD, "daily").await.unwrap();

    assert_eq!((again.state, again.error), (DeliveryState::Done, None));
    assert!(again.by_hand);
    let second = files(app);
    assert_eq!(second.len(), 1);
    assert_ne!(second[0].1, first, "it says when it was made");
    assert_eq!(deliveries(app, "daily").await.len(), 2);

    schedules(app)
        .remove(&owner(), GUILD, "daily")
        .await
        .unwrap();
    deliver_at(app, 3 * DAY + 10).await;
    assert_eq!(files(app).len(), 1);
    let gone = schedules(app)
        .run(&owner(), GUILD, "daily")
        .await
        .unwrap_err();
    assert_eq!(gone.to_string(), "report schedule daily is not known");
}

async fn each_day_has_one_report_when_the_clocks_change(app: &TestApp) {
    let analytics = &app.services().analytics;
    let zone = analytics.set_zone(&owner(), GUILD, "Europe/Paris").await;
    zone.unwrap();
    // The tests begin in January 2027; the clocks go forward on 2027-03-28, and skip half past two.
    let begin = "2027-03-26T20:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let begin = (begin.as_millisecond() - START.0) / 3_600_000;
    aggregate_at(app, begin).await;
    let asked = SetSchedule {
        minute: 2 * 60 + 30,
        ..daily("daily")
    };
    schedules(app).set(&owner(), asked).await.unwrap();

    for hours in 1..=60 {
        deliver_at(app, begin + hours).await;
    }

    let mut due: Vec<_> = deliveries(app, "daily")
        .await
        .iter()
        .map(|delivery| (delivery.period.clone(), delivery.due_at.to_string()))
        .collect();
    due.reverse();
    let line = |day: &str, at: &str| (format!("daily-{day}"), at.to_owned());
    assert_eq!(
        due,
        [
            line("2027-03-26", "2027-03-27T01:30:00.000Z"),
            line("2027-03-27", "2027-03-28T01:30:00.000Z"),
            line("2027-03-28", "2027-03-29T00:30:00.000Z"),
        ]
    );
}

/// Why it cannot be set.
async fn refused(app: &TestApp, actor: &Actor, asked: SetSchedule) -> Error {
    schedules(app).set(actor, asked).await.unwrap_err()
}

async fn a_schedule_is_set_by_who_may_and_makes_sense(app: &TestApp) {
    let local = |user, role| Actor::Local {
        uid: 9,
        name: "hal".into(),
        user,
        role,
    };
    let helper = local(None, Role::Moderator);
    let error = refused(app, &helper, daily("a")).await;
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");
    {
        let mut state = app.parts().state.write();
        state.guilds.get_mut(&GUILD).unwrap().owner = UserId(1);
    }
    let bound = local(Some(UserId(1)), Role::Owner);
    let bound = refused(app, &bound, daily("a")).await;
    assert!(bound.to_string().contains("is the operator's"), "{bound}");
    let channel = ChannelId(99);
    let with = |change: fn(&mut SetSchedule)| {
        let mut asked = daily("a");
        change(&mut asked);
        asked
    };
    let nowhere = SetSchedule {
        to: Destination::Channel { channel },
        ..daily("a")
    };
    for (asked, why) in [
        (daily("A b"), "name: `A b` is no name"),
        (with(|it| it.minute = 1440), "minute: a day has"),
        (
            with(|it| it.day = Some(2)),
            "day: a daily report has no day",
        ),
        (
            with(|it| (it.every, it.day) = (Every::Week, Some(8))),
            "day: a day of the week",
        ),
        (
            with(|it| it.every = Every::Hour),
            "day: a report is of a day",
        ),
        (
            with(|it| it.kind = ReportKind::Member),
            "user: a report on a member",
        ),
        (nowhere, "channel 99 is not known"),
    ] {
        let error = refused(app, &owner(), asked).await.to_string();
        assert!(error.starts_with(why), "{error}");
    }
    assert_eq!(schedules(app).list(&owner(), GUILD).await.unwrap(), []);
}

async fn who_sets_and_removes_a_schedule_is_recorded(app: &TestApp) {
    schedules(app).set(&owner(), daily("a")).await.unwrap();
    schedules(app).remove(&owner(), GUILD, "a").await.unwrap();

    let filter = AuditFilter {
        guild: Some(GUILD),
        ..AuditFilter::default()
    };
    let audit = &app.services().audit;
    let page = PageRequest::default();
    let records = audit.log(&owner(), &filter, &page).await.unwrap().items;
    let records = records.into_iter();
    let mut kinds: Vec<_> = records.map(|record| (record.kind, record.text)).collect();
    kinds.sort();
    let words = "a: overview of each day to the folder";
    let line = |kind: &str| (kind.to_owned(), words.to_owned());
    assert_eq!(
        kinds,
        [line("report_schedule_removed"), line("report_schedule_set")]
    );
}

async fn f15_what_was_cut_off_after_its_file_is_not_written_twice(app: &TestApp) {
    schedules(app).set(&owner(), daily("daily")).await.unwrap();
    deliver_at(app, DAY + 10).await;
    let first = files(app);
    crate::jobs::execute(app, "UPDATE report_deliveries SET done_at = NULL").await;
    app.parts().clock.advance(Duration::from_hours(2));

    schedules(app).deliver(&TEST).await.unwrap();

    assert_eq!(files(app), first);
    let done = deliveries(app, "daily").await;
    assert_eq!((done.len(), done[0].state), (1, DeliveryState::Done));
}
