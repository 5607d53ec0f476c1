//! Files that an older version wrote, with fewer columns, are put back, and let go again with all of them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use emperione_daemon::archive::{Kind, checksum};
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::store::archives::{self, Archive, Place, Rows};
use emperione_daemon::store::facts;
use emperione_daemon::store::guilds;
use emperione_protocol::Timestamp;
use emperione_protocol::archives::FileFilter;
use emperione_protocol::jobs::JobState;
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{DAY, GUILD, NOON, computed, fact, gone, guild, here, sorted};

const TEST: Actor = Actor::System { name: "test" };
/// 2026-01-15 10:00, of which the files tell.
const HOUR: i64 = 1_768_471_200_000;
/// 2026-01-01.
const MONTH: Timestamp = Timestamp(1_767_225_600_000);

fn keep_100_days(config: &mut Config) {
    config.storage.activity_days = 100;
    config.storage.join_days = 100;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_file_is_put_back_on_sqlite() {
    let app = TestApp::timed(Clock::manual(NOON), keep_100_days).await;
    is_put_back(app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_file_is_put_back_on_postgresql() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let url = database.url();
    let app = TestApp::timed(Clock::manual(NOON), |config| {
        keep_100_days(config);
        config.database.url = Some(url);
    });
    is_put_back(app.await).await;
    database.drop().await;
}

/// Puts a kept file where the archive of the guild would have it.
async fn place_old(app: &TestApp, kind: Kind) {
    let name = format!("{kind}-2026-01.parquet");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/archive");
    let folder = app.parts().config.storage.archive().join("7");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(&name);
    fs::copy(kept.join(&name), &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let (sha256, bytes) = checksum(&path).unwrap();
    let place = Place {
        guild: GUILD,
        kind,
        month: MONTH,
    };
    let archive = Archive {
        file: Some(Rows { sha256, rows: 3 }),
        bytes,
        ..Archive::new(place, NOON)
    };
    let mut tx = app.parts().db.write().await.unwrap();
    archives::save(&mut tx, &archive).await.unwrap();
    tx.commit().await.unwrap();
}

async fn let_go(app: &TestApp) {
    let mut tx = app.parts().db.write().await.unwrap();
    computed(&mut tx, app.parts().clock.now()).await;
    tx.commit().await.unwrap();
    app.services().archives.let_go(&TEST).await.unwrap();
}

async fn is_put_back(app: TestApp) {
    app.follow(async || {
        let jobs = app.services().jobs.list(&TEST, Some(JobState::Done), 50);
        let jobs = jobs.await.unwrap();
        let done = |name: &str| jobs.iter().any(|job| job.name == name);
        done("archive") && done("aggregate")
    })
    .await;
    let key = app.parts().seal.new_guild_key(GUILD).unwrap();
    let mut tx = app.parts().db.write().await.unwrap();
    guilds::save(&mut tx, &guild(key, Timestamp(NOON.0 - 200 * DAY)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.know_guild(GUILD.0, &[(1, "bea")]);
    for kind in [Kind::Activity, Kind::Joins] {
        place_old(&app, kind).await;
        let archives = &app.services().archives;
        let restored = archives
            .restore(&TEST, GUILD, (kind.name(), "2026-01"))
            .await;
        assert_eq!(restored.unwrap().rows, 3);
        assert_eq!(
            sorted(here(&app.parts().db, kind).await),
            sorted(gone(&app.parts().config.storage.archive(), kind)),
        );
    }

    // A fact that came late knows its times; those of the file are not known.
    let mut tx = app.parts().db.write().await.unwrap();
    facts::add(&mut tx, &[fact(HOUR, 2, 4)]).await.unwrap();
    tx.commit().await.unwrap();
    app.parts().clock.advance(Duration::from_hours(24 * 31));
    let_go(&app).await;

    let folder = app.parts().config.storage.archive();
    let told: Vec<_> = gone(&folder, Kind::Activity)
        .iter()
        .map(|row| (row[3].int(), row[4].int(), row[16].int(), row[17].int()))
        .collect();
    assert_eq!(
        told,
        [(1, 3, 0, 0), (2, 9, HOUR + 3, HOUR + 102), (3, 1, 0, 0)]
    );
    assert_eq!(
        here(&app.parts().db, Kind::Activity).await,
        Vec::<Vec<_>>::new()
    );
    assert_eq!(gone(&folder, Kind::Joins).len(), 3);
    let filter = FileFilter::default();
    let checked = app
        .services()
        .archives
        .verify(&TEST, &filter)
        .await
        .unwrap();
    assert!(
        checked.iter().all(|file| file.broken.is_none()),
        "{checked:?}"
    );
    app.app.stop().await;
}
