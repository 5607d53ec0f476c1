//! A backup is made while everything goes on, is whole or refused, and does nothing again when it is put back.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use emperione_daemon::app::restore::{self, Done};
use emperione_daemon::archive::{self, Folder, Row};
use emperione_daemon::backup::{Header, Writer};
use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::seal::Seal;
use emperione_daemon::services::Error;
use emperione_daemon::store::archives;
use emperione_daemon::store::restores::Marked;
use emperione_daemon::store::{Db, chain, meta};
use emperione_protocol::backups::{Backup, Progress};
use pretty_assertions::assert_eq;

use crate::actions::until;
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{ANN, GUILD, NOON, SECRET, computed, fill, gone, here, sorted};
use crate::common::place::{Place, Target};
use crate::common::process::Daemon;

const TEST: Actor = Actor::System { name: "test" };

macro_rules! each_app {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(begun(TestApp::timed(Clock::manual(NOON), |_| ()).await).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = Postgres::new().await else { return };
                let url = database.url();
                let app = TestApp::timed(Clock::manual(NOON), |config| config.database.url = Some(url));
                super::$name(begun(app.await).await).await;
                database.drop().await;
            }
        }
    )*};
}

each_app! {
    what_was_there_is_there_again,
    what_was_under_way_is_marked,
    whoever_was_erased_since_is_erased_again,
    only_as_many_as_are_wanted_are_kept,
    a_restore_into_what_is_used_is_refused,
    f46_a_changed_backup_is_refused,
    files_that_are_newer_than_the_backup_double_nothing,
}

async fn begun(app: TestApp) -> TestApp {
    let key = app.parts().seal.new_guild_key(GUILD).unwrap();
    fill(&app.parts().db, key, NOON).await;
    app.know_guild(GUILD.0, &[(1, "bea")]);
    app
}

async fn made(app: &TestApp) -> Backup {
    let backups = &app.services().backups;
    let mut progress = backups.create(&TEST).await.unwrap();
    let until = tokio::time::Instant::now() + Duration::from_mins(1);
    loop {
        match progress {
            Progress {
                backup: Some(backup),
                ..
            } => return backup,
            Progress {
                failed: Some(error),
                ..
            } => panic!("{error:?}"),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        assert!(
            tokio::time::Instant::now() < until,
            "the backup is not made"
        );
        progress = backups.progress(&TEST).unwrap();
    }
}

pub async fn put_back(place: &Place, backup: &str) -> Done {
    restore::run(&place.config(), Path::new(backup))
        .await
        .unwrap()
}

/// What a restore does not change.
const SAME: [&str; 8] = [
    "activity",
    "archives",
    "cases",
    "guild_heads",
    "guilds",
    "member_changes",
    "member_roles",
    "ticks",
];

#[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
async fn what_was_there_is_there_again(app: TestApp) {
    let source = Place::of(&app);
    source.execute("INSERT INTO members (guild_id, user_id, name, bot, roles) VALUES (7, 3, 'ann', FALSE, '21 22')").await;
    until("the first ticks", async || {
        let kinds = app.services().jobs.kinds(&TEST, None).await.unwrap();
        kinds.iter().all(|kind| kind.last_tick_at.is_some())
    })
    .await;
    let mut before = Vec::new();
    for table in SAME {
        before.push(source.rows(table).await);
    }
    // Others write meanwhile: each writes two rows or none.
    let db = app.parts().db.clone();
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = stop.clone();
    let writing = tokio::spawn(async move {
        let mut n = 0;
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            let mut tx = db.write_batch().await.unwrap();
            for name in ["left", "right"] {
                meta::set(&mut tx, &format!("{name} {n}"), "")
                    .await
                    .unwrap();
            }
            tx.commit().await.unwrap();
            n += 1;
        }
    });

    let backup = made(&app).await;

    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    writing.await.unwrap();
    assert_eq!(backup.schema, Some(app.parts().db.schema()));
    let mode = fs::metadata(&backup.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let verified = app
        .services()
        .backups
        .verify(&TEST, &backup.name)
        .await
        .unwrap();
    assert_eq!(verified, backup);
    assert_eq!(
        app.services().backups.list(&TEST).await.unwrap(),
        std::slice::from_ref(&backup)
    );
    let left: Vec<_> = fs::read_dir(Path::new(&backup.path).parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(left, [backup.name.as_str()], "nothing else is left");

    let target = Target::beside(&source).await;
    let done = put_back(&target.place, &backup.path).await;

    assert_eq!((done.made_at, done.marked.epoch), (NOON, 1));
    for (table, before) in SAME.into_iter().zip(before) {
        if table != "guild_heads" {
            assert_eq!(target.place.rows(table).await, before, "{table}");
        }
    }
    assert_eq!(target.place.rows("member_roles").await.len(), 2);
    let meta = target.place.rows("meta").await;
    let count = |word: &str| meta.iter().filter(|row| row.contains(word)).count();
    assert_eq!(count("left"), count("right"), "it is of one moment");
    assert_eq!(count("restored_epoch"), 1);
    let db = Db::open(&target.place.location()).await.unwrap();
    let head = chain::head(&mut db.read().await.unwrap(), GUILD)
        .await
        .unwrap();
    assert!(head.is_some());
    db.close().await;
    app.app.stop().await;
    target.drop().await;
}

const UNDER_WAY: [&str; 6] = [
    "INSERT INTO actions (id, guild_id, case_number, kind, target_id, target_name, actor_kind, actor_id, actor_name,
        delete_seconds, state, stage, attempts, dm_state, created_at)
     VALUES (1, 7, 900, 'ban', 3, 'ann', 'system', 0, 'test', 0, 'planned', 'planned', 0, 'pending', 5)",
    "INSERT INTO actions (id, guild_id, case_number, kind, target_id, target_name, actor_kind, actor_id, actor_name,
        delete_seconds, state, stage, attempts, dm_state, created_at)
     VALUES (2, 7, 901, 'warn', 3, 'ann', 'system', 0, 'test', 0, 'sending', 'notifying', 0, 'pending', 5)",
    "INSERT INTO actions (id, guild_id, case_number, kind, target_id, target_name, actor_kind, actor_id, actor_name,
        delete_seconds, state, stage, attempts, dm_state, created_at)
     VALUES (3, 7, 902, 'kick', 3, 'ann', 'system', 0, 'test', 0, 'sending', 'withdrawing', 0, 'sent', 5)",
    "INSERT INTO outbox (guild_id, channel_id, fact, text, created_at) VALUES (7, 9, 'batch', 'told?', 5)",
    "INSERT INTO batches (id, guild_id, kind, state, act, actor_kind, actor_id, actor_name, total, created_at)
     VALUES (1, 7, 'ban', 'running', '{}', 'system', 0, 'test', 1, 5)",
    "INSERT INTO inbox_reports (guild_id, number, report, user_id, user_name, at, interaction_id, answer)
     VALUES (7, 1, 1, 3, 'ann', 5, 5, 'pending')",
];

async fn what_was_under_way_is_marked(app: TestApp) {
    let source = Place::of(&app);
    app.app.stop().await;
    for text in UNDER_WAY {
        source.execute(text).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("x.backup");
    pack(&source, &backup).await;
    let target = Target::beside(&source).await;

    let done = put_back(&target.place, backup.to_str().unwrap()).await;

    let marked = Marked {
        epoch: 1,
        actions: 2,
        posts: 1,
        batches: 1,
    };
    assert_eq!(done.marked, marked);
    let actions = target.place.rows("actions").await.join("\n");
    for word in ["asking", "notifying", "done"] {
        assert!(actions.contains(word), "{actions}");
    }
    assert!(!actions.contains("planned"), "{actions}");
    assert!(target.place.rows("outbox").await[0].contains("may have been posted since"));
    assert!(target.place.rows("batches").await[0].contains("paused"));
    assert!(target.place.rows("inbox_reports").await[0].contains("sending"));
    target.place.execute("INSERT INTO outbox (guild_id, channel_id, fact, text, created_at) VALUES (7, 9, 'batch', '', 5)").await;
    assert_eq!(
        target.place.rows("outbox").await.len(),
        2,
        "the numbers go on"
    );
    target.drop().await;
}

/// A backup of a database that no daemon works with.
pub async fn pack(source: &Place, to: &Path) {
    let db = Db::open(&source.location()).await.unwrap();
    let header = Header {
        database: db.backend().into(),
        schema: db.schema(),
        made_at: NOON,
        version: "0.1.0".into(),
    };
    let mut writer = Writer::create(to, &header).unwrap();
    if source.url.is_some() {
        use emperione_daemon::store::backups::Part;
        let (parts, mut taken) = tokio::sync::mpsc::channel(1);
        let write = async {
            while let Some(part) = taken.recv().await {
                match part {
                    Part::Table(table) => writer
                        .begin(&serde_json::to_string(&table).unwrap())
                        .unwrap(),
                    Part::Piece(piece) => writer.piece(&piece).unwrap(),
                    Part::End => writer.end().unwrap(),
                    Part::Whole => {}
                }
            }
        };
        let (copied, ()) = tokio::join!(db.copy_out(parts), write);
        copied.unwrap();
    } else {
        let copy = to.with_extension("db");
        db.copy_into(&copy).await.unwrap();
        writer.begin("empd.db").unwrap();
        writer.piece(&fs::read(copy).unwrap()).unwrap();
        writer.end().unwrap();
    }
    writer.finish().unwrap();
    db.close().await;
}

async fn whoever_was_erased_since_is_erased_again(app: TestApp) {
    let source = Place::of(&app);
    let backup = made(&app).await;
    app.parts().clock.advance(Duration::from_hours(1));
    app.services()
        .privacy
        .erase(&TEST, GUILD, ANN)
        .await
        .unwrap();
    let erased = source.rows("cases").await;
    assert!(!erased.join("\n").contains(SECRET));
    let target = Target::beside(&source).await;
    let list = source.folder.join("erased.list");
    assert_eq!(
        fs::metadata(&list).unwrap().permissions().mode() & 0o777,
        0o600
    );
    fs::copy(list, target.place.folder.join("erased.list")).unwrap();

    let done = put_back(&target.place, &backup.path).await;

    assert_eq!(done.erased, 1);
    assert_eq!(target.place.rows("cases").await, erased);
    for table in ["cases", "case_entries", "actions"] {
        let rows = target.place.rows(table).await.join("\n");
        assert!(!rows.contains(SECRET), "{table}");
    }
    if target.place.url.is_none() {
        for entry in fs::read_dir(&target.place.folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            // The names of others stay.
            let nicks = bytes
                .windows(SECRET.len())
                .filter(|part| *part == SECRET.as_bytes())
                .count();
            let known = target
                .place
                .rows("member_changes")
                .await
                .join("\n")
                .matches(SECRET)
                .count();
            assert!(nicks <= known, "{}: {nicks}", path.display());
        }
    }
    app.app.stop().await;
    target.drop().await;
}

async fn only_as_many_as_are_wanted_are_kept(app: TestApp) {
    let folder = app.parts().config.backups();
    let keep = app.parts().config.backup.keep as usize;
    let mut names = Vec::new();
    for _ in 0..keep + 2 {
        // What a death left goes, too.
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("empd-x.making"), "x").unwrap();
        names.insert(0, made(&app).await.name);
        app.parts().clock.advance(Duration::from_hours(24));
    }

    let kept = app.services().backups.list(&TEST).await.unwrap();

    let kept: Vec<_> = kept.into_iter().map(|backup| backup.name).collect();
    assert_eq!(kept, names[..keep]);
    assert!(!folder.join("empd-x.making").exists());
    let daily = app.services().backups.daily(&TEST).await;
    assert!(daily.is_ok());
    assert_eq!(
        app.services().backups.list(&TEST).await.unwrap().len(),
        keep,
        "it is off by default"
    );
    app.app.stop().await;
}

async fn a_restore_into_what_is_used_is_refused(app: TestApp) {
    let place = Place::of(&app);
    let backup = made(&app).await;
    let before = place.rows("cases").await;

    let refused = restore::run(&place.config(), Path::new(&backup.path))
        .await
        .unwrap_err();

    let told = refused.to_string();
    let why = if place.url.is_some() {
        "the database is not empty"
    } else {
        "stop the daemon first"
    };
    assert!(told.contains(why), "{told}");
    assert_eq!(place.rows("cases").await, before);
    let unknown = app.services().backups.verify(&TEST, "../master.key").await;
    assert!(
        matches!(unknown, Err(Error::NotFound { .. })),
        "{unknown:?}"
    );
    let target = Target::beside(&place).await;
    fs::remove_file(target.place.folder.join("master.key")).unwrap();
    let keyless = restore::run(&target.place.config(), Path::new(&backup.path)).await;
    let told = keyless.unwrap_err().to_string();
    assert!(told.contains("the master key is missing"), "{told}");
    Seal::open(&target.place.folder.join("master.key")).unwrap();
    let other = restore::run(&target.place.config(), Path::new(&backup.path)).await;
    let told = other.unwrap_err().to_string();
    assert!(told.contains("another master key"), "{told}");
    app.app.stop().await;
    target.drop().await;
}

async fn f46_a_changed_backup_is_refused(app: TestApp) {
    let source = Place::of(&app);
    let backup = made(&app).await;
    let target = Target::beside(&source).await;
    let whole = fs::read(&backup.path).unwrap();
    let path = Path::new(&backup.path);
    for place in (0..whole.len()).step_by(whole.len() / 25 + 1) {
        let mut changed = whole.clone();
        changed[place] ^= 16;
        for bytes in [&changed[..], &whole[..place]] {
            fs::write(path, bytes).unwrap();

            let verified = app
                .services()
                .backups
                .verify(&TEST, &backup.name)
                .await
                .unwrap();
            let refused = restore::run(&target.place.config(), path)
                .await
                .unwrap_err();

            assert!(verified.broken.is_some(), "{place}");
            assert!(refused.to_string().contains(&backup.name), "{refused}");
        }
    }
    assert!(!target.place.folder.join("empd.db").exists());
    fs::write(path, whole).unwrap();
    put_back(&target.place, &backup.path).await;
    app.app.stop().await;
    target.drop().await;
}

/// Activity and joins, in the database and in the files together.
async fn everything(db: &Db, archive: &Path) -> Vec<Vec<Row>> {
    let mut all = Vec::new();
    for kind in [archive::Kind::Activity, archive::Kind::Joins] {
        let rows = here(db, kind).await.into_iter();
        all.push(sorted(rows.chain(gone(archive, kind))));
    }
    all
}

/// Lets go once nobody else does.
async fn let_go(app: &TestApp) {
    let until = tokio::time::Instant::now() + Duration::from_mins(1);
    loop {
        match app.services().archives.let_go(&TEST).await {
            Err(Error::Unavailable { .. }) if tokio::time::Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            done => return done.unwrap(),
        }
    }
}

async fn files_that_are_newer_than_the_backup_double_nothing(app: TestApp) {
    let source = Place::of(&app);
    // The files of 100 days later have what the backup still has.
    app.parts().clock.advance(Duration::from_hours(24 * 320));
    let backup = made(&app).await;
    let before = everything(&app.parts().db, Path::new("/nowhere")).await;
    let mut tx = app.parts().db.write().await.unwrap();
    let now = app.parts().clock.now();
    computed(&mut tx, now).await;
    tx.commit().await.unwrap();
    let_go(&app).await;
    let archive = app.parts().config.storage.archive();
    let files = Folder::new(archive.clone()).files().unwrap();
    assert!(files.len() > 2);
    app.app.stop().await;
    let Target {
        place,
        database,
        folder,
    } = Target::beside(&source).await;
    let copied = place.folder.join("archive");
    fs::create_dir_all(copied.join("7")).unwrap();
    for (guild, kind, month) in &files {
        let name = Folder::name(*guild, *kind, *month);
        fs::copy(archive.join(&name), copied.join(&name)).unwrap();
    }

    let done = put_back(&place, &backup.path).await;
    assert_eq!(done.newer, files.len());
    place
        .execute(&format!(
            "INSERT INTO watermarks (guild_id, until_at, days_until, computed_at) VALUES (7, {0}, {0}, {0})
             ON CONFLICT (guild_id) DO UPDATE SET until_at = {0}, days_until = {0}",
            now.0
        ))
        .await;
    let url = place.url.clone();
    let app = TestApp::timed_in(folder, Clock::manual(now), |config| {
        config.database.url = url;
    })
    .await;
    let_go(&app).await;

    let after = everything(&app.parts().db, &copied).await;
    for (after, before) in after.iter().zip(&before) {
        // A difference of all of them would be too long to be shown.
        let [after_set, before_set] = [after, before].map(BTreeSet::from_iter);
        let differ = after_set.symmetric_difference(&before_set);
        assert_eq!(differ.take(4).collect::<Vec<_>>(), [] as [&&Row; 0]);
        assert_eq!(after.len(), before.len());
    }
    let_go(&app).await;
    let mut tx = app.parts().db.read().await.unwrap();
    let all = archives::all(&mut tx, None).await.unwrap();
    assert!(all.iter().all(|archive| !archive.shared), "{all:?}");
    drop(tx);
    app.app.stop().await;
    if let Some(database) = database {
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daily_backup_is_made_once_a_day() {
    let clock = Clock::manual(NOON);
    let app = TestApp::timed(clock.clone(), |config| config.backup.daily = true).await;
    let backups = &app.services().backups;
    let count = async || backups.list(&TEST).await.unwrap().len();
    until("the one of the start", async || count().await == 1).await;

    backups.daily(&TEST).await.unwrap();
    assert_eq!(count().await, 1);
    clock.advance(Duration::from_hours(24));
    // The daemon's own job may be at it.
    until("the one of the next day", async || {
        backups.daily(&TEST).await.unwrap();
        count().await == 2
    })
    .await;

    backups.daily(&TEST).await.unwrap();
    assert_eq!(count().await, 2);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_while_a_backup_is_made_leaves_none() {
    for point in ["backup_copied", "backup_written"] {
        let mut daemon = Daemon::alone(|command| {
            command.env("EMP_CRASH_AT", point);
        })
        .await;
        let client = daemon.client().await;
        let _ = client.backups().create(tarpc::context::current()).await;
        assert_eq!(daemon.ends_with().await, None, "it was killed");

        let mut second = daemon.again(|_| ());
        second.until_it_answers().await;
        let backups = second.client().await.backups();
        let list = backups
            .list(tarpc::context::current())
            .await
            .unwrap()
            .unwrap();

        assert_eq!(list, [], "{point}");
    }
}
