//! The daemon dies at each step of the archive and is started again: every row is there, once, in the database or in a file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_daemon::app::simulated::clock;
use emperione_daemon::archive::{Kind, Row};
use emperione_daemon::seal::Seal;
use emperione_daemon::store::{Db, Location, archives};
use emperione_protocol::archives::FileFilter;
use emperione_protocol::jobs::JobState;
use emperione_protocol::{Client, Flatten};
use emperione_sim::{Options, Server};
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use sqlx::Connection;
use tarpc::context;

use crate::common::database::Postgres;
use crate::common::past::{GUILD, computed, fill, gone, here, sorted};
use crate::common::process::{Daemon, Home};

const PATIENCE: Duration = Duration::from_mins(1);
const CONFIG: &str = "[storage]\nactivity_days = 100\njoin_days = 100\ncase_days = 100\n";

/// A home whose database has facts of 200 days, and what they are.
struct Stage {
    home: Arc<Home>,
    discord: Arc<Server>,
    location: Location,
    url: Option<String>,
    before: Vec<Vec<Row>>,
}

impl Stage {
    async fn set(url: Option<String>) -> Self {
        let (home, discord) = (
            Home::new(),
            Server::start(Options::default()).await.unwrap(),
        );
        let data = home.path(".local/state/emperione");
        std::fs::create_dir_all(&data).unwrap();
        let location = match &url {
            Some(url) => {
                home.secret("database", url);
                Location::Postgres(SecretString::from(url.clone()))
            }
            None => Location::Sqlite(data.join("empd.db")),
        };
        home.secret("empd.toml", CONFIG);
        let seal = Seal::open(&data.join("master.key")).unwrap();
        let now = clock(&discord.base()).await.unwrap().now();
        let db = Db::open(&location).await.unwrap();
        fill(&db, seal.new_guild_key(GUILD).unwrap(), now).await;
        let mut tx = db.write().await.unwrap();
        computed(&mut tx, now).await;
        tx.commit().await.unwrap();
        let before = rows(&db).await;
        db.close().await;
        Self {
            home: Arc::new(home),
            discord: Arc::new(discord),
            location,
            url,
            before,
        }
    }

    fn archive(&self) -> PathBuf {
        self.home.path(".local/state/emperione/archive")
    }

    fn start(&self, crash_at: Option<&str>) -> Daemon {
        Daemon::spawn(self.home.clone(), self.discord.clone(), |command| {
            self.configure(command);
            if let Some(point) = crash_at {
                command.env("EMP_CRASH_AT", point);
            }
        })
    }

    fn configure(&self, command: &mut Command) {
        command.arg("--config").arg(self.home.path("empd.toml"));
        if self.url.is_some() {
            command
                .arg("--database-url-file")
                .arg(self.home.path("database"));
        }
    }

    /// The job of the start runs again at the next one.
    async fn forget_ticks(&self) {
        let forget = [
            "DELETE FROM ticks WHERE name = 'archive'",
            "DELETE FROM apalis.jobs",
        ];
        match (&self.url, &self.location) {
            (Some(url), _) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                for text in forget {
                    sqlx::query(text).execute(&mut connection).await.unwrap();
                }
            }
            (None, Location::Sqlite(path)) => {
                let path = path.to_str().unwrap();
                let mut connection = sqlx::SqliteConnection::connect(path).await.unwrap();
                sqlx::query(forget[0])
                    .execute(&mut connection)
                    .await
                    .unwrap();
                connection.close().await.unwrap();
                for suffix in ["", "-wal", "-shm"] {
                    let name = format!(".local/state/emperione/jobs.db{suffix}");
                    let _ = std::fs::remove_file(self.home.path(&name));
                }
            }
            (None, Location::Postgres(_)) => {}
        }
    }

    /// Ends a daemon and opens its database.
    async fn ended(&self, mut daemon: Daemon) -> Db {
        daemon.signal("TERM");
        assert_eq!(daemon.ends_with().await, Some(0));
        Db::open(&self.location).await.unwrap()
    }
}

async fn rows(db: &Db) -> Vec<Vec<Row>> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        all.push(sorted(here(db, kind).await));
    }
    all
}

async fn with_files(db: &Db, archive: &Path) -> Vec<Vec<Row>> {
    let here = rows(db).await;
    let all = here.into_iter().zip(Kind::ALL);
    all.map(|(rows, kind)| sorted(rows.into_iter().chain(gone(archive, kind))))
        .collect()
}

async fn archived(client: &Client) {
    let until = Instant::now() + PATIENCE;
    loop {
        let jobs = client.jobs();
        let found = jobs.list(context::current(), Some(JobState::Done), 50);
        let jobs = found.await.flat().unwrap();
        if jobs.iter().any(|job| job.name == "archive") {
            return;
        }
        assert!(Instant::now() < until, "the archive is not written");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn survives(stage: Stage, point: &str) {
    let mut first = stage.start(Some(point));
    assert_eq!(first.ends_with().await, None, "it was killed");
    stage.forget_ticks().await;

    let mut second = stage.start(None);
    second.until_it_answers().await;
    archived(&second.client().await).await;

    let db = stage.ended(second).await;
    assert_eq!(with_files(&db, &stage.archive()).await, stage.before);
    let mut tx = db.read().await.unwrap();
    let sums = archives::sums(&mut tx, GUILD).await.unwrap();
    let messages: i64 = gone(&stage.archive(), Kind::Activity)
        .iter()
        .map(|row| row[4].int())
        .sum();
    assert!(messages > 0);
    assert_eq!(sums["messages"], messages, "what is gone is counted once");
    drop(tx);
    db.close().await;
}

async fn puts_back(stage: Stage, point: &str) {
    let mut first = stage.start(Some(point));
    first.until_it_answers().await;
    let client = first.client().await;
    archived(&client).await;
    let archives = client.archives();
    let found = archives.list(context::current(), FileFilter::default());
    let files = found.await.flat().unwrap();
    let activity = files.into_iter().filter(|file| file.kind == "activity");
    let months: Vec<_> = activity.map(|file| file.month).collect();
    let restore = async |client: &Client, month: &String| {
        let archives = client.archives();
        let restored =
            archives.restore(context::current(), GUILD, "activity".into(), month.clone());
        restored.await.flat()
    };
    for month in &months {
        // The one that is under way gets no answer.
        let _ = restore(&client, month).await;
    }
    assert_eq!(first.ends_with().await, None, "it was killed");

    let mut second = stage.start(None);
    second.until_it_answers().await;
    let client = second.client().await;
    for month in &months {
        restore(&client, month).await.unwrap();
    }

    let db = stage.ended(second).await;
    assert_eq!(sorted(here(&db, Kind::Activity).await), stage.before[0]);
    let mut tx = db.read().await.unwrap();
    assert_eq!(archives::sums(&mut tx, GUILD).await.unwrap()["messages"], 0);
    drop(tx);
    db.close().await;
}

macro_rules! crash_points {
    ($run:ident: $($name:ident = $point:literal),+ $(,)?) => {
        mod $run {
            $(mod $name {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    super::super::$run(super::super::Stage::set(None).await, $point).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let Some(database) = super::super::Postgres::new().await else { return };
                    let stage = super::super::Stage::set(Some(database.url())).await;
                    super::super::$run(stage, $point).await;
                    database.drop().await;
                }
            })+
        }
    };
}

crash_points! {
    survives:
    before_the_part_is_noted = "archive_part_written",
    before_rows_are_deleted = "archive_part_noted",
    after_some_rows_are_deleted = "archive_let_go",
    before_the_swap = "archive_merged",
    after_the_swap = "archive_swapped",
    in_a_later_file = "archive_swapped:3",
    before_the_tidying = "archive_committed",
}

crash_points! {
    puts_back:
    after_some_rows = "archive_put_back",
    in_a_later_month = "archive_put_back:3",
}
