//! What retention lets go is in the archive, whole and once, and comes back; whoever was erased does not.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use emperione_daemon::archive::{Folder, Kind, Row, Writer};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::analytics::whole;
use emperione_daemon::services::Error;
use emperione_daemon::store::archives::{self, Archive, Place, Rows};
use emperione_daemon::store::case_evidence::{self, FileRow, PieceRow, QuoteRow};
use emperione_daemon::store::inbox::{self, ItemRow};
use emperione_daemon::store::members::{self, MemberRow};
use emperione_daemon::store::{aggregates, cases, facts};
use emperione_protocol::actions::ActorRef;
use emperione_protocol::analytics::{Every, Series, SeriesRequest, Totals};
use emperione_protocol::archives::FileFilter;
use emperione_protocol::evidence::PieceState;
use emperione_protocol::inbox::ItemKind;
use emperione_protocol::jobs::JobState;
use emperione_protocol::reports::{Content, ReportKind, ReportRequest};
use emperione_protocol::{ChannelId, MessageId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::until;
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{
    ANN, DAY, GUILD, HOUR, NOON, SECRET, computed, fact, fill, gone, here, sorted,
};
use crate::members::row;

const TEST: Actor = Actor::System { name: "test" };

pub fn keep_100_days(config: &mut Config) {
    config.storage.activity_days = 100;
    config.storage.join_days = 100;
    config.storage.case_days = 100;
}

macro_rules! each_app {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(begun(TestApp::timed(Clock::manual(NOON), keep_100_days).await).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = Postgres::new().await else { return };
                let url = database.url();
                let app = TestApp::timed(Clock::manual(NOON), |config| {
                    keep_100_days(config);
                    config.database.url = Some(url);
                });
                super::$name(begun(app.await).await).await;
                database.drop().await;
            }
        }
    )*};
}

each_app! {
    what_retention_lets_go_is_in_the_files_and_what_it_keeps_in_the_database,
    a_later_run_merges_into_the_file_of_the_month,
    no_number_changes_when_rows_are_let_go,
    a_month_is_put_back_and_let_go_again,
    what_is_archived_is_said_and_not_taken_for_nothing,
    an_erased_user_leaves_the_files_and_enters_none,
    f46_a_changed_file_is_refused_and_nothing_is_changed,
    a_case_keeps_its_chain_and_loses_its_words,
    a_case_that_changed_after_it_was_written_stays_until_it_is_over,
    evidence_goes_with_its_case,
}

const JANUARY: Timestamp = Timestamp(1_767_225_600_000);
const FEBRUARY: Timestamp = Timestamp(1_769_904_000_000);
/// Two warnings of January, the first without a rule.
const WARNED: [u64; 2] = [151, 152];

/// After the jobs of its start, with the facts of 200 days.
pub async fn begun(app: TestApp) -> TestApp {
    let until = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        let jobs = app.services().jobs.list(&TEST, Some(JobState::Done), 50);
        let jobs = jobs.await.unwrap();
        let done = |name: &str| jobs.iter().any(|job| job.name == name);
        if done("archive") && done("aggregate") {
            break;
        }
        assert!(tokio::time::Instant::now() < until, "{jobs:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let key = app.parts().seal.new_guild_key(GUILD).unwrap();
    fill(&app.parts().db, key, NOON).await;
    app.know_guild(GUILD.0, &[(1, "bea")]);
    app
}

fn folder(app: &TestApp) -> PathBuf {
    app.parts().config.storage.archive()
}

async fn all_here(app: &TestApp) -> BTreeMap<Kind, Vec<Row>> {
    let mut all = BTreeMap::new();
    for kind in Kind::ALL {
        all.insert(kind, sorted(here(&app.parts().db, kind).await));
    }
    all
}

/// Lets go what may go once every metric is computed.
pub async fn let_go(app: &TestApp) {
    let mut tx = app.parts().db.write().await.unwrap();
    computed(&mut tx, app.parts().clock.now()).await;
    tx.commit().await.unwrap();
    // The daemon's own job may be at it.
    until("the archive is free", async || {
        match app.services().archives.let_go(&TEST).await {
            Err(Error::Unavailable { .. }) => false,
            done => done.is_ok() || panic!("{done:?}"),
        }
    })
    .await;
}

async fn totals(app: &TestApp) -> Totals {
    app.services().analytics.totals(&TEST, GUILD).await.unwrap()
}

async fn what_retention_lets_go_is_in_the_files_and_what_it_keeps_in_the_database(app: TestApp) {
    let before = all_here(&app).await;

    let_go(&app).await;

    let horizon = (NOON.0 - 100 * DAY) / DAY * DAY;
    for kind in Kind::ALL {
        let (stayed, went) = (here(&app.parts().db, kind).await, gone(&folder(&app), kind));
        assert!(
            stayed.iter().all(|row| row[kind.dated()].int() >= horizon),
            "{kind}"
        );
        assert!(
            went.iter().all(|row| row[kind.dated()].int() < horizon),
            "{kind}"
        );
        assert!(!went.is_empty() && !stayed.is_empty(), "{kind}");
        assert_eq!(
            sorted(stayed.into_iter().chain(went)),
            before[&kind],
            "{kind}"
        );
    }
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder(&app)), 0o700);
    assert_eq!(mode(folder(&app).join("7")), 0o700);
    let files = app
        .services()
        .archives
        .list(&TEST, &FileFilter::default())
        .await
        .unwrap();
    assert!(
        files
            .iter()
            .any(|file| file.name == "7/activity-2026-01.parquet"),
        "{files:?}"
    );
    for file in &files {
        let path = folder(&app).join(&file.name);
        assert_eq!(mode(path.clone()), 0o600);
        let bytes = fs::read(path).unwrap();
        assert!(
            !bytes
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes())
        );
    }

    let_go(&app).await;

    let again = app
        .services()
        .archives
        .list(&TEST, &FileFilter::default())
        .await
        .unwrap();
    assert_eq!(again, files, "a second run changes nothing");
    app.app.stop().await;
}

async fn a_later_run_merges_into_the_file_of_the_month(app: TestApp) {
    let before = all_here(&app).await;
    let_go(&app).await;
    let late = (NOON.0 - 150 * DAY - HOUR) / HOUR * HOUR;
    let mut tx = app.parts().db.write().await.unwrap();
    facts::add(&mut tx, &[fact(late, 0, 1_000)]).await.unwrap();
    computed(&mut tx, Timestamp(NOON.0 + 10 * DAY)).await;
    tx.commit().await.unwrap();

    app.parts().clock.advance(Duration::from_hours(24 * 10));
    let_go(&app).await;

    let mut expected = before[&Kind::Activity].clone();
    let changed = |row: &&mut Row| (row[1].int(), row[3].int()) == (late, 0);
    let row = expected.iter_mut().find(changed).unwrap();
    row[4] = (row[4].int() + 1_000).into();
    row[9] = (row[9].int() + 5).into();
    let stayed = here(&app.parts().db, Kind::Activity).await;
    let went = gone(&folder(&app), Kind::Activity);
    assert!(went.is_sorted(), "files are in the order of their keys");
    assert_eq!(sorted(stayed.into_iter().chain(went)), sorted(expected));
    let checked = app
        .services()
        .archives
        .verify(&TEST, &FileFilter::default())
        .await
        .unwrap();
    assert!(checked.len() > 6 && checked.iter().all(|checked| checked.broken.is_none()));
    app.app.stop().await;
}

async fn no_number_changes_when_rows_are_let_go(app: TestApp) {
    let analytics = &app.services().analytics;
    analytics.aggregate(&TEST).await.unwrap();
    let before = numbers(&app).await;
    let counted = totals(&app).await;

    let_go(&app).await;
    analytics.aggregate(&TEST).await.unwrap();

    let values = before.iter().flat_map(|(_, series)| series);
    let values = values.flat_map(|series| &series.buckets);
    assert!(values.filter(|bucket| bucket.value > Some(0.0)).count() > 1_000);
    for (now, before) in numbers(&app).await.into_iter().zip(before) {
        assert_eq!(now, before);
    }
    assert_eq!(totals(&app).await, counted);
    app.app.stop().await;
}

/// Every metric, by the hour and by the day, as far as it has them.
async fn numbers(app: &TestApp) -> Vec<(String, Vec<Series>)> {
    let analytics = &app.services().analytics;
    let mut all = Vec::new();
    for metric in analytics.metrics(&TEST).unwrap() {
        for every in [Every::Hour, Every::Day] {
            let request = SeriesRequest {
                guild: GUILD,
                metric: metric.name.clone(),
                since: Timestamp(NOON.0 - 200 * DAY),
                until: None,
                every,
                by: None,
            };
            if let Ok(series) = analytics.series(&TEST, &request).await {
                all.push((metric.name.clone(), series));
            }
        }
    }
    all
}

async fn a_month_is_put_back_and_let_go_again(app: TestApp) {
    let counted = totals(&app).await;
    let before = all_here(&app).await;
    let_go(&app).await;
    let archives = &app.services().archives;
    let files = archives.list(&TEST, &FileFilter::default()).await.unwrap();

    for file in &files {
        let which = (file.kind.as_str(), file.month.as_str());
        let restored = archives.restore(&TEST, GUILD, which).await.unwrap();
        assert_eq!((restored.rows, restored.already), (file.rows, 0));
        let again = archives.restore(&TEST, GUILD, which).await.unwrap();
        assert_eq!((again.rows, again.already), (file.rows, file.rows));
    }

    assert_eq!(all_here(&app).await, before, "everything is back, once");
    assert_eq!(totals(&app).await, counted);
    let_go(&app).await;
    assert_eq!(all_here(&app).await, before, "it stays for a while");
    app.parts().clock.advance(Duration::from_hours(24 * 31));
    let_go(&app).await;
    for kind in Kind::ALL {
        let (stayed, went) = (here(&app.parts().db, kind).await, gone(&folder(&app), kind));
        assert!(stayed.len() < before[&kind].len());
        assert_eq!(
            sorted(stayed.into_iter().chain(went)),
            before[&kind],
            "{kind}"
        );
    }
    assert_eq!(totals(&app).await, counted);
    let unknown = archives
        .restore(&TEST, GUILD, ("activity", "2019-01"))
        .await;
    assert!(
        matches!(unknown, Err(Error::NotFound { .. })),
        "{unknown:?}"
    );
    let month = archives
        .restore(&TEST, GUILD, ("activity", "January"))
        .await;
    assert!(matches!(month, Err(Error::Invalid { .. })), "{month:?}");
    app.app.stop().await;
}

/// What a report on a member of a day says: the sum of their messages, and before which time their doings and their cases are
/// archived.
async fn of_member(app: &TestApp, day: Timestamp) -> (Option<f64>, [Option<Timestamp>; 2]) {
    let asked = ReportRequest {
        guild: GUILD,
        kind: ReportKind::Member,
        every: Every::Day,
        at: Some(day),
        user: Some(UserId(5)),
        channel: None,
    };
    let report = app.services().reports.make(&TEST, &asked).await.unwrap();
    let Content::Chart { buckets, .. } = &report.sections[0].content else {
        panic!("{:?}", report.sections[0]);
    };
    assert!(buckets.iter().all(|of| of.heard_hours == of.hours));
    let sum = buckets
        .iter()
        .filter_map(|of| of.value)
        .reduce(|a, b| a + b);
    let cases = report.sections.last().unwrap();
    (
        sum,
        [&report.sections[0], cases].map(|of| of.archived_until),
    )
}

async fn what_is_archived_is_said_and_not_taken_for_nothing(app: TestApp) {
    let day = Timestamp((NOON.0 - 150 * DAY) / DAY * DAY);
    let horizon = Timestamp((NOON.0 - 100 * DAY) / DAY * DAY);
    let hours = (0..24).map(|hour| whole(day.0 + hour * HOUR, 1.0));
    let heard: Vec<_> = hours.collect();
    let mut tx = app.parts().db.write().await.unwrap();
    let saved = aggregates::save(&mut tx, GUILD, "active_members", &heard).await;
    saved.unwrap();
    computed(&mut tx, NOON).await;
    let ann = MemberRow {
        guild: GUILD,
        ..row(ANN.0, "ann", 0)
    };
    members::save(&mut tx, &[ann]).await.unwrap();
    tx.commit().await.unwrap();
    let services = app.services();
    let top = async |since| services.analytics.top(&TEST, (GUILD, since, 5)).await;
    let counted_from = async || {
        let shown = services.members.show(&TEST, GUILD, ANN).await;
        shown.unwrap().counted_from
    };
    let counts = services.facts.counts(&TEST, GUILD).await.unwrap();
    assert_eq!(counted_from().await, None);
    let (before, recent) = (of_member(&app, day).await, top(horizon).await.unwrap());
    assert!(before.0 > Some(0.0) && before.1 == [None; 2], "{before:?}");

    let_go(&app).await;

    assert_eq!(services.facts.counts(&TEST, GUILD).await.unwrap(), counts);
    assert_eq!(of_member(&app, day).await, (None, [Some(FEBRUARY); 2]));
    assert_eq!(counted_from().await, Some(horizon));
    let long = top(Timestamp(0)).await.unwrap();
    assert_eq!(long.archived_until, Some(horizon));
    assert_eq!(long.members, recent.members);
    assert_eq!(top(horizon).await.unwrap(), recent);
    for kind in ["activity", "cases"] {
        let which = (kind, "2026-01");
        let restored = services.archives.restore(&TEST, GUILD, which).await;
        restored.unwrap();
    }
    assert_eq!(of_member(&app, day).await, before);
}

fn names(rows: &[Row], kind: Kind) -> bool {
    let ann = ANN.0.cast_signed();
    rows.iter().any(|row| match kind {
        Kind::Activity => row[3].int() == ann,
        Kind::Joins => {
            [2, 9].iter().any(|column| row[*column].int() == ann) || row[4].text().contains(":3:")
        }
        Kind::Cases => row[5].int() == ann,
    })
}

async fn an_erased_user_leaves_the_files_and_enters_none(app: TestApp) {
    let_go(&app).await;
    let messages = |rows: &[Row]| rows.iter().map(|row| row[4].int()).sum::<i64>();
    let before = gone(&folder(&app), Kind::Activity);
    assert!(names(&before, Kind::Activity));
    let counted = totals(&app).await;

    app.services()
        .privacy
        .erase(&TEST, GUILD, ANN)
        .await
        .unwrap();

    for kind in Kind::ALL {
        let rows = gone(&folder(&app), kind);
        assert!(!rows.is_empty() && !names(&rows, kind), "{kind}");
    }
    assert_eq!(
        messages(&gone(&folder(&app), Kind::Activity)),
        messages(&before)
    );
    let mut tx = app.parts().db.read().await.unwrap();
    assert_eq!(archives::unerased(&mut tx).await.unwrap(), []);
    drop(tx);
    let mut tx = app.parts().db.write().await.unwrap();
    computed(&mut tx, Timestamp(NOON.0 + 20 * DAY)).await;
    tx.commit().await.unwrap();
    app.parts().clock.advance(Duration::from_hours(24 * 20));
    let_go(&app).await;
    for kind in Kind::ALL {
        assert!(!names(&gone(&folder(&app), kind), kind), "{kind}");
    }
    assert!(gone(&folder(&app), Kind::Activity).len() > before.len());
    assert_eq!(
        totals(&app).await.messages_created,
        counted.messages_created
    );
    app.app.stop().await;
}

async fn f46_a_changed_file_is_refused_and_nothing_is_changed(app: TestApp) {
    let_go(&app).await;
    let archives = &app.services().archives;
    let path = folder(&app).join("7/activity-2026-01.parquet");
    let whole = fs::read(&path).unwrap();
    let before = all_here(&app).await;
    for place in (0..whole.len()).step_by(whole.len() / 20 + 1) {
        let mut bytes = whole.clone();
        bytes[place] ^= 4;
        fs::write(&path, bytes).unwrap();

        let restored = archives
            .restore(&TEST, GUILD, ("activity", "2026-01"))
            .await;
        let filter = FileFilter {
            month: Some("2026-01".into()),
            ..FileFilter::default()
        };
        let checked = archives.verify(&TEST, &filter).await.unwrap();

        let Err(Error::Conflict { message, hint, .. }) = restored else {
            panic!("{restored:?}");
        };
        assert!(
            message.contains("activity-2026-01.parquet") && hint.is_some(),
            "{message}"
        );
        let broken: Vec<_> = checked
            .iter()
            .map(|checked| checked.broken.is_some())
            .collect();
        assert_eq!(broken, [true, false, false]);
    }
    let late = Timestamp(NOON.0 - 150 * DAY);
    let mut tx = app.parts().db.write().await.unwrap();
    facts::add(&mut tx, &[fact(late.0 / HOUR * HOUR, 400, 1)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let run = archives.let_go(&TEST).await;
    assert!(matches!(run, Err(Error::Conflict { .. })), "{run:?}");
    let mut after = all_here(&app).await;
    after
        .get_mut(&Kind::Activity)
        .unwrap()
        .retain(|row| row[3].int() != 400);
    assert_eq!(after, before, "nothing is deleted that cannot be written");

    fs::write(&path, whole).unwrap();
    let_go(&app).await;
    assert!(
        gone(&folder(&app), Kind::Activity)
            .iter()
            .any(|row| row[3].int() == 400)
    );
    app.app.stop().await;
}

async fn a_case_keeps_its_chain_and_loses_its_words(app: TestApp) {
    let bans = async || {
        let mut tx = app.parts().db.read().await.unwrap();
        cases::count(&mut tx, GUILD).await.unwrap()
    };
    let before = bans().await;

    let_go(&app).await;

    // A ban that nobody lifted is in force, and stays.
    let warnings = gone(&folder(&app), Kind::Cases);
    assert_eq!(before - bans().await, warnings.len() as u64);
    assert!(warnings.iter().all(|row| row[3].text() == "warn"));
    let verified = app
        .services()
        .audit
        .verify(&TEST, Some(GUILD), None)
        .await
        .unwrap();
    assert_eq!(verified[0].broken, None);
    assert_eq!(verified[0].erased, warnings.len() as u64);
    app.app.stop().await;
}

/// What a run leaves that died when the part with the cases of January was noted.
async fn noted(app: &TestApp) {
    let place = Place {
        guild: GUILD,
        kind: Kind::Cases,
        month: JANUARY,
    };
    let files = Folder::new(folder(app));
    files.make_guild(GUILD).unwrap();
    let part = files.part(GUILD, Kind::Cases, JANUARY);
    let mut writer = Writer::create(&part, Kind::Cases).unwrap();
    let mut tx = app.parts().db.write().await.unwrap();
    let rows = archives::page(&mut tx, place, (JANUARY, FEBRUARY), None, 100);
    for row in rows.await.unwrap() {
        writer.push(row).unwrap();
    }
    let written = writer.finish().unwrap();
    let archive = Archive {
        part: Some(Rows {
            sha256: written.sha256,
            rows: written.rows,
        }),
        ..Archive::new(place, NOON)
    };
    archives::save(&mut tx, &archive).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_case_that_changed_after_it_was_written_stays_until_it_is_over(app: TestApp) {
    let before = all_here(&app).await.remove(&Kind::Cases).unwrap();
    let counted = totals(&app).await.cases;
    noted(&app).await;
    let by = ActorRef::System {
        name: "test".into(),
    };
    let mut tx = app.parts().db.write().await.unwrap();
    let ruled = (GUILD, WARNED[0]);
    cases::set_rule(&mut tx, ruled, (NOON, &by), "be kind")
        .await
        .unwrap();
    let appeal = ItemRow {
        case: Some(WARNED[1]),
        open_key: Some("an appeal".into()),
        ..ItemRow::open(GUILD, 1, ItemKind::Appeal, NOON)
    };
    inbox::insert(&mut tx, &appeal).await.unwrap();
    tx.commit().await.unwrap();

    let_go(&app).await;

    let mut expected = before;
    expected.retain(|row| row[1].int() != WARNED[1].cast_signed());
    let is_ruled = |row: &&mut Row| row[1].int() == WARNED[0].cast_signed();
    expected.iter_mut().find(is_ruled).unwrap()[15] = String::from("be kind").into();
    let went = gone(&folder(&app), Kind::Cases);
    assert!(went.iter().any(|row| row[15].text() == "be kind"));
    let stayed = here(&app.parts().db, Kind::Cases).await;
    assert_eq!(sorted(stayed.into_iter().chain(went)), expected);
    let mut tx = app.parts().db.read().await.unwrap();
    let appealed = cases::find(&mut tx, GUILD, WARNED[1]).await.unwrap();
    assert!(appealed.is_some());
    drop(tx);
    assert_eq!(totals(&app).await.cases, counted);
    app.app.stop().await;
}

/// A message with an attachment, kept for a case.
async fn keep(app: &TestApp, number: u64) {
    let mut tx = app.parts().db.write().await.unwrap();
    let (channel, message) = (ChannelId(9), MessageId(number));
    let piece = PieceRow {
        guild: GUILD,
        number,
        piece: 0,
        at: NOON,
        state: PieceState::Kept,
        message: Some((channel, message)),
        link: None,
        why: String::new(),
        attempts: 1,
        next_at: NOON,
    };
    let piece = case_evidence::add(&mut tx, &piece).await.unwrap();
    let quote = QuoteRow {
        piece,
        message,
        channel,
        author: ANN,
        author_name: SECRET.into(),
        edited_at: None,
        sealed: None,
        salt: vec![1],
        content_hash: vec![2],
        erased: false,
    };
    let file = FileRow {
        piece,
        file: 1,
        message,
        channel,
        author: ANN,
        attachment: 5,
        size: 3,
        name: None,
        sha256: None,
        kept: false,
        why: String::new(),
        salt: vec![1],
        content_hash: vec![2],
        erased: false,
    };
    let of = (GUILD, number);
    case_evidence::add_quote(&mut tx, of, &quote).await.unwrap();
    case_evidence::add_file(&mut tx, of, &file, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn evidence_goes_with_its_case(app: TestApp) {
    // The newest case stays.
    for number in [1, WARNED[0]] {
        keep(&app, number).await;
    }

    let_go(&app).await;

    let mut tx = app.parts().db.read().await.unwrap();
    for (number, left) in [(1, 1), (WARNED[0], 0)] {
        let quotes = case_evidence::quotes(&mut tx, GUILD, number).await.unwrap();
        let files = case_evidence::files(&mut tx, GUILD, number).await.unwrap();
        assert_eq!((quotes.len(), files.len()), (left, left), "{number}");
    }
    drop(tx);
    app.app.stop().await;
}
