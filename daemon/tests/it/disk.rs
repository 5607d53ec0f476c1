//! The disk is full, or somebody else holds the database: nothing is done in Discord that could not be written down
//! before, it is said, and everything goes on when there is room again.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use emperione_protocol::actions::{ActRequest, Kind, State, Submitted};
use emperione_protocol::system::Level;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Error, ErrorKind, Flatten, GuildId, UserId};
use emperione_sim::world::NewMessage;
use emperione_sim::{Server, What};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;
use crate::common::process::Daemon;
use crate::killed::{agrees, end};

const PATIENCE: Duration = Duration::from_secs(30);
const BANS: &str = "PUT /guilds/{guild}/bans";
const STATE: &str = ".local/state/emperione";

/// Lets a daemon keep its files on a small disk of its own, in a namespace of its own.
fn on_a_small_disk(command: &mut Command, folder: &Path) {
    const SCRIPT: &str = r#"mkdir -p "$0" && mount -t tmpfs -o size=24m none "$0" && exec "$@""#;
    let mut wrapped = Command::new("unshare");
    wrapped
        .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT])
        .arg(folder)
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    *command = wrapped;
}

/// Whether this machine lets everybody have a small disk; said if it does not.
fn has_small_disks() -> bool {
    let script = "mount -t tmpfs -o size=1m none /mnt";
    let tried = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .stderr(Stdio::null())
        .status();
    let has = tried.is_ok_and(|status| status.success());
    if !has {
        let _ = writeln!(
            std::io::stderr(),
            "no namespaces: a full disk is not tested"
        );
    }
    has
}

/// The disk of a daemon, seen from outside of its namespace.
struct Disk(PathBuf);

impl Disk {
    fn of(daemon: &Daemon) -> Self {
        let seen = daemon.home.path(STATE);
        let root = format!("/proc/{}/root{}", daemon.child.id(), seen.display());
        Self(PathBuf::from(root))
    }

    fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        for size in [1 << 20, 4096] {
            while file.write(&vec![7; size]).is_ok() {}
        }
        let error = file.write(&[7; 4096]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }

    fn log(&self) -> String {
        let files = std::fs::read_dir(self.0.join("log")).unwrap();
        files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }

    /// Whether the database is whole, by a copy that is made while the daemon stands still.
    async fn is_whole(&self, daemon: &Daemon) -> bool {
        let folder = tempfile::tempdir().unwrap();
        daemon.signal("STOP");
        for name in ["empd.db", "empd.db-wal"] {
            std::fs::copy(self.0.join(name), folder.path().join(name)).unwrap();
        }
        daemon.signal("CONT");
        let mut copy = open(&folder.path().join("empd.db")).await;
        is_whole(&mut copy).await
    }
}

async fn is_whole(database: &mut SqliteConnection) -> bool {
    let check = sqlx::query_scalar("PRAGMA integrity_check");
    let found: String = check.fetch_one(database).await.unwrap();
    found == "ok"
}

/// A connection beside the daemon's.
async fn open(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path);
    options.connect().await.unwrap()
}

async fn submit(client: &Client, request: &ActRequest) -> Result<Submitted, Error> {
    let actions = client.actions();
    let submitted = actions.submit(within(PATIENCE), request.clone()).await;
    submitted.flat()
}

async fn problems(client: &Client) -> Vec<String> {
    let status = client.system().status(within(PATIENCE)).await;
    status.flat().unwrap().problems
}

fn ban(discord: &Server, user: usize) -> ActRequest {
    let places = &discord.sim().places;
    ActRequest {
        reason: Some("spam".into()),
        notify: true,
        ..ActRequest::new(
            GuildId(places.guild.0),
            Kind::Ban,
            UserId(places.users[user].0),
        )
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f44_with_a_full_disk_nothing_is_done_and_everything_goes_on_when_there_is_room() {
    if !has_small_disks() {
        return;
    }
    let mut daemon = Daemon::alone_in(|command, home| {
        on_a_small_disk(command, &home.path(STATE));
    })
    .await;
    let client = daemon.until_it_is_ready().await;
    agrees(&client, &daemon.discord).await;
    let (disk, sim) = (Disk::of(&daemon), daemon.discord.sim().clone());
    // Its call is under way when the disk fills.
    let first = ban(&daemon.discord, 0);
    sim.faults
        .on("PUT /api/v10/guilds", 1, What::Slow { ms: 3_000 });
    submit(&client, &first).await.unwrap();
    until("the call", async || sim.faults.list().is_empty()).await;

    disk.fill();
    let second = ban(&daemon.discord, 1);
    let refused = submit(&client, &second).await.unwrap_err();
    sim.act(|world| {
        let (general, author) = (sim.places.general, sim.places.users[2]);
        world.post(general, author, NewMessage::text("is anybody there?"));
    });
    until("the problem in `emp status`", async || {
        let all = problems(&client).await.join("\n");
        all.contains("the database takes no writes") && all.contains("cannot be committed")
    })
    .await;
    let again = submit(&client, &second).await.unwrap_err();

    assert_eq!(
        (refused.kind, again.kind),
        (ErrorKind::Unavailable, ErrorKind::Unavailable)
    );
    assert_eq!(sim.requests.find(BANS).len(), 1, "that of the first");

    disk.free();
    until("the end of the problem", async || {
        problems(&client).await.is_empty()
    })
    .await;
    submit(&client, &second).await.unwrap();
    for request in [&first, &second] {
        let ended = end(&client, request.id).await;
        assert!(
            matches!(ended.state, State::Applied | State::Verified),
            "{ended:?}"
        );
    }
    assert_eq!(sim.requests.find(BANS).len(), 2, "each once");
    let messages = sim.requests.find("POST /channels/{channel}/messages");
    assert_eq!(messages.len(), 2, "each is told once");
    agrees(&client, &daemon.discord).await;
    assert!(disk.is_whole(&daemon).await);
    let log = disk.log();
    assert!(log.contains("the database takes writes again"), "{log}");
    daemon.signal("TERM");
    assert_eq!(daemon.ends_with().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f45_while_somebody_else_writes_an_action_is_refused_and_nothing_is_written_in_part() {
    let house = House::new().await;
    house.app.caught_up().await;
    let path = house.app.parts().config.storage.folder.join("empd.db");
    let mut outside = open(&path).await;
    let mut held = outside.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO meta (name, value) VALUES ('outside', 'held')")
        .execute(&mut *held)
        .await
        .unwrap();
    let began = Instant::now();
    let request = house.request(Kind::Ban, house.user(0));
    let actions = &house.app.services().actions;
    let client = house.app.client().await;

    let refused = client
        .actions()
        .submit(within(PATIENCE), request.clone())
        .await
        .flat()
        .unwrap_err();

    let waited = began.elapsed();
    assert_eq!(refused.kind, ErrorKind::Unavailable, "{refused}");
    assert!(
        waited > Duration::from_secs(4) && waited < Duration::from_secs(16),
        "{waited:?}"
    );
    until("the problem in `emp status`", async || {
        problems(&client)
            .await
            .join("\n")
            .contains("the database takes no writes")
    })
    .await;
    assert!(actions.show(&owner(), request.id).await.is_err());
    tokio::time::sleep(Duration::from_secs(20).saturating_sub(began.elapsed())).await;
    held.rollback().await.unwrap();
    until("the end of the problem", async || {
        problems(&client).await.is_empty()
    })
    .await;

    assert_eq!(house.calls(BANS), 0);
    assert_eq!(house.case_kinds().await, []);
    let done = house.act(request).await.unwrap();
    assert_eq!((done.state, done.case), (State::Applied, 1));
    assert_eq!(house.calls(BANS), 1);
    assert!(is_whole(&mut outside).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f45_a_reader_that_does_not_end_is_named_as_soon_as_the_journal_grows() {
    let app = TestApp::new().await;
    let client = app.client().await;
    let path = app.parts().config.storage.folder.join("empd.db");
    let mut outside = open(&path).await;
    let mut held = outside.begin().await.unwrap();
    let _: i64 = sqlx::query_scalar("SELECT count(*) FROM meta")
        .fetch_one(&mut *held)
        .await
        .unwrap();
    let text = "x".repeat(1 << 20);
    for n in 0..70 {
        let mut tx = app.parts().db.write().await.unwrap();
        let key = format!("large {n}");
        emperione_daemon::store::meta::set(&mut tx, &key, &text)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    until("the alarm", async || {
        problems(&client)
            .await
            .iter()
            .any(|it| it.starts_with("the database's journal has"))
    })
    .await;
    let findings = client
        .system()
        .doctor(within(PATIENCE))
        .await
        .flat()
        .unwrap();
    let named = findings
        .iter()
        .find(|it| it.detail.starts_with("the database's journal"));
    assert_eq!(
        named.map(|it| (it.name.as_str(), it.level)),
        Some(("database", Level::Warning))
    );

    held.rollback().await.unwrap();
    until("the end of the alarm", async || {
        let alarms = problems(&client).await;
        !alarms
            .iter()
            .any(|it| it.starts_with("the database's journal has"))
    })
    .await;
    assert!(
        app.parts().db.waiting_bytes().unwrap() < 1 << 20,
        "its room is given back"
    );
}
