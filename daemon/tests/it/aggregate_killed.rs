//! The daemon dies in the middle of computing metrics and is started again: the numbers are those of one that was let be.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_daemon::app::simulated::clock;
use emperione_daemon::domain::analytics::days::{Members, Sets};
use emperione_daemon::domain::analytics::{HOUR_MS, Sample, hour, metrics};
use emperione_daemon::domain::event::AuthorKind;
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::{Db, Location, Tx, aggregates, days};
use emperione_protocol::jobs::JobState;
use emperione_protocol::{ChannelId, Client, Flatten, GuildId, MessageId, Timestamp, UserId};
use emperione_sim::{Options, Server};
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use sqlx::Connection;
use tarpc::context;

use crate::common::database::Postgres;
use crate::common::process::{Daemon, Home};

const PATIENCE: Duration = Duration::from_mins(1);
/// More than three times what is computed in one transaction.
const DAYS: i64 = 100;
const DAY_MS: i64 = 24 * HOUR_MS;
/// So many people write each day, each so often as their number says.
const PEOPLE: u64 = 8;

/// The hours of each metric and the sets of each day.
type Numbers = (Vec<(&'static str, Vec<Sample>)>, Vec<(Timestamp, Members)>);

/// A home whose daemon knows the simulator's guild, and a hundred days of it of which nothing is computed.
struct Stage {
    home: Arc<Home>,
    discord: Arc<Server>,
    url: Option<String>,
    guild: GuildId,
    /// What is compared ends here.
    until: Timestamp,
}

impl Stage {
    async fn set(url: Option<String>) -> Self {
        let discord = Server::start(Options::default()).await.unwrap();
        let home = Home::new();
        if let Some(url) = &url {
            home.secret("database", url);
        }
        let now = clock(&discord.base()).await.unwrap().now();
        let stage = Self {
            guild: GuildId(discord.sim().places.guild.0),
            home: Arc::new(home),
            discord: Arc::new(discord),
            url,
            until: hour(now),
        };
        stage.compute().await;
        let db = stage.open().await;
        let mut tx = db.write().await.unwrap();
        fill(&mut tx, stage.guild, stage.until).await;
        tx.commit().await.unwrap();
        db.close().await;
        // 101 days.
        stage
            .execute(&["UPDATE guilds SET first_seen_at = first_seen_at - 8726400000"])
            .await;
        stage.forget().await;
        stage
    }

    fn location(&self) -> Location {
        match &self.url {
            Some(url) => Location::Postgres(SecretString::from(url.clone())),
            None => Location::Sqlite(self.home.path(".local/state/emperione/empd.db")),
        }
    }

    async fn open(&self) -> Db {
        Db::open(&self.location()).await.unwrap()
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
        if self.url.is_some() {
            command
                .arg("--database-url-file")
                .arg(self.home.path("database"));
        }
    }

    /// Runs a daemon until it knows the guild and has computed.
    async fn compute(&self) {
        let mut daemon = self.start(None);
        daemon.until_it_answers().await;
        let client = daemon.client().await;
        until("the guild is known", async || {
            let guilds = client.guilds().list(context::current()).await;
            !guilds.flat().unwrap().is_empty()
        })
        .await;
        until("it is computed", async || is_computed(&client).await).await;
        daemon.signal("TERM");
        assert_eq!(daemon.ends_with().await, Some(0));
    }

    /// Forgets what is computed and that it was to be: the next start computes all of it.
    async fn forget(&self) {
        self.execute(&[
            "DELETE FROM metric_buckets",
            "DELETE FROM member_days",
            "DELETE FROM member_ordinals",
            "DELETE FROM watermarks",
        ])
        .await;
        self.forget_ticks().await;
    }

    async fn forget_ticks(&self) {
        self.execute(&["DELETE FROM ticks WHERE name = 'aggregate'"])
            .await;
        if self.url.is_some() {
            self.execute(&["DELETE FROM apalis.jobs"]).await;
        }
        for suffix in ["", "-wal", "-shm"] {
            let name = format!(".local/state/emperione/jobs.db{suffix}");
            let _ = std::fs::remove_file(self.home.path(&name));
        }
    }

    async fn execute(&self, texts: &[&'static str]) {
        if let Some(url) = &self.url {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            for text in texts {
                sqlx::query(*text).execute(&mut connection).await.unwrap();
            }
            return;
        }
        let path = self.home.path(".local/state/emperione/empd.db");
        let path = path.to_str().unwrap();
        let mut connection = sqlx::SqliteConnection::connect(path).await.unwrap();
        for text in texts {
            sqlx::query(*text).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// All numbers of the hundred days.
    async fn numbers(&self) -> Numbers {
        let db = self.open().await;
        let mut tx = db.read().await.unwrap();
        let mut hours = Vec::new();
        for metric in metrics::ALL.iter().filter(|of| of.source.hours().is_some()) {
            for parts in [false, true] {
                let window = (Timestamp(0), self.until);
                let of = aggregates::series(&mut tx, self.guild, metric.name, window, parts);
                hours.push((metric.name, of.await.unwrap()));
            }
        }
        let last = Timestamp(self.until.0 - DAY_MS);
        let of = days::between(&mut tx, self.guild, (Timestamp(0), last), Sets::All);
        let days = of.await.unwrap();
        drop(tx);
        db.close().await;
        (hours, days)
    }
}

async fn is_computed(client: &Client) -> bool {
    let jobs = client.jobs();
    let found = jobs.list(context::current(), Some(JobState::Done), 50);
    let jobs = found.await.flat().unwrap();
    jobs.iter().any(|job| job.name == "aggregate")
}

async fn until(what: &str, is: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is().await {
        assert!(
            begun.elapsed() < PATIENCE,
            "not within {PATIENCE:?}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn fill(tx: &mut Tx, guild: GuildId, until: Timestamp) {
    for day in 1..=DAYS {
        fill_day(tx, guild, Timestamp(until.0 - day * DAY_MS)).await;
    }
}

async fn fill_day(tx: &mut Tx, guild: GuildId, day: Timestamp) {
    for user in 1..=PEOPLE {
        let at = day.0 + HOUR_MS * (user.cast_signed() % 5);
        let channel = ChannelId(user % 3 + 1);
        let written = (0..user).map(|n| NewMessage {
            guild,
            id: MessageId(aggregates::first_id(Timestamp(at)).0 + user * 100 + n),
            channel,
            author: UserId(user),
            author_kind: AuthorKind::Person,
            attachments: 0,
            sealed: None,
        });
        let written: Vec<_> = written.collect();
        messages::insert(tx, &written).await.unwrap();
        let key = ActivityKey {
            guild,
            hour: facts::hour(Timestamp(at)),
            channel,
            user: UserId(user),
        };
        let done = Activity {
            messages: user.cast_signed(),
            reactions: 2,
            voice_ms: 60_000,
            ..Activity::default()
        };
        facts::add(tx, &[(key, done)]).await.unwrap();
    }
    for kind in ["join", "leave"] {
        let change = ChangeRow {
            guild,
            user: UserId(day.0.unsigned_abs() / 1_000),
            at: day,
            kind,
            detail: String::new(),
            exact: true,
            was: None,
        };
        members::tell(tx, &change).await.unwrap();
    }
}

async fn survives(stage: Stage, point: &str) {
    let mut first = stage.start(Some(point));
    assert_eq!(first.ends_with().await, None, "it was killed");
    stage.forget_ticks().await;
    stage.compute().await;
    let disturbed = stage.numbers().await;

    stage.forget().await;
    stage.compute().await;

    let undisturbed = stage.numbers().await;
    let (_, messages) = &undisturbed.0[..]
        .iter()
        .find(|(name, _)| *name == "messages")
        .unwrap();
    let sum = messages
        .iter()
        .filter(|sample| sample.part.is_empty())
        .map(|sample| sample.value)
        .reduce(|a, b| a + b);
    assert_eq!(sum, Some(3_600.0), "36 each day");
    assert_eq!(disturbed, undisturbed);
}

macro_rules! killed {
    ($($name:ident = $point:literal),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::survives(super::Stage::set(None).await, $point).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                let stage = super::Stage::set(Some(database.url())).await;
                super::survives(stage, $point).await;
                database.drop().await;
            }
        }
    )+};
}

killed! {
    before_the_first_hours_are_there = "aggregate_hours",
    after_some_hours = "aggregate_hours_committed:2",
    in_later_hours = "aggregate_hours:3",
    before_the_days = "aggregate_hours_committed:4",
    after_members_are_numbered = "aggregate_numbered:2",
    before_days_are_there = "aggregate_days:2",
    after_some_days = "aggregate_days_committed:2",
}
