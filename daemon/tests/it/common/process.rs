//! The program in a process of its own, with a folder that it takes for its home.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::{Client, Flatten, VERSION, transport};
use emperione_sim::{Options, Server};
use tarpc::context;

/// Another process gives no event to wait for, so it is looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(40);

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder that the program takes for its home.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file that only its owner may read.
    pub fn secret(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    pub fn empd(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_empd"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.0.path())
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.empd(arguments).output().unwrap()
    }

    pub fn socket(&self) -> PathBuf {
        self.path("run/emperione/empd.sock")
    }

    /// Everything that was logged.
    pub fn log(&self) -> String {
        let folder = self.path(".local/state/emperione/log");
        let files = fs::read_dir(folder).unwrap();
        files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }
}

/// A daemon on a simulator; killed with the test.
pub struct Daemon {
    pub home: Arc<Home>,
    pub discord: Arc<Server>,
    pub child: Child,
}

impl Daemon {
    /// Starts one in a home of its own, on a quiet simulator of its own.
    pub async fn alone(change: impl FnOnce(&mut Command)) -> Self {
        Self::alone_on(Options::default(), change).await
    }

    /// The same, on a simulator with other options.
    pub async fn alone_on(options: Options, change: impl FnOnce(&mut Command)) -> Self {
        let discord = Server::start(options).await.unwrap();
        let mut daemon = Self::spawn(Arc::new(Home::new()), Arc::new(discord), change);
        daemon.until_it_answers().await;
        daemon
    }

    /// The same, in a home that is known before the start.
    pub async fn alone_in(change: impl FnOnce(&mut Command, &Home)) -> Self {
        let discord = Server::start(Options::default()).await.unwrap();
        let home = Arc::new(Home::new());
        let known = home.clone();
        let change = |command: &mut Command| change(command, &known);
        let mut daemon = Self::spawn(home, Arc::new(discord), change);
        daemon.until_it_answers().await;
        daemon
    }

    /// Starts one, and does not wait.
    pub fn spawn(home: Arc<Home>, discord: Arc<Server>, change: impl FnOnce(&mut Command)) -> Self {
        let token = home.secret("token", &discord.bot_token());
        let base = discord.base();
        let mut command = home.empd(&[
            "--simulated",
            &base,
            "--token-file",
            token.to_str().unwrap(),
        ]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        change(&mut command);
        let child = command.spawn().unwrap();
        Self {
            home,
            discord,
            child,
        }
    }

    /// Starts another where this one ended, on the same data and the same simulator.
    pub fn again(&self, change: impl FnOnce(&mut Command)) -> Self {
        Self::spawn(self.home.clone(), self.discord.clone(), change)
    }

    pub async fn until_it_answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while transport::connect(&self.home.socket()).await.is_err() {
            assert!(Instant::now() < deadline, "empd does not answer");
            assert!(self.child.try_wait().unwrap().is_none(), "empd ended");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// A client that has said hello.
    pub async fn client(&self) -> Client {
        let client = transport::connect(&self.home.socket()).await.unwrap();
        let hello = client.system().hello(context::current(), VERSION).await;
        hello.flat().unwrap();
        client
    }

    /// Waits until the gateway is connected and the roster whole, and gives a client.
    pub async fn until_it_is_ready(&mut self) -> Client {
        self.until_it_is_ready_within(PATIENCE).await
    }

    /// The same, for one that waits for the lease of another first.
    pub async fn until_it_takes_over(&mut self) -> Client {
        self.until_it_is_ready_within(PATIENCE * 3).await
    }

    async fn until_it_is_ready_within(&mut self, patience: Duration) -> Client {
        self.until_it_answers().await;
        let client = self.client().await;
        let deadline = Instant::now() + patience;
        loop {
            let status = client.system().status(context::current()).await;
            let guilds = client.guilds().list(context::current()).await;
            let status = status.flat();
            let connected = status.as_ref().is_ok_and(|status| {
                status.ready && status.shards.iter().all(|shard| shard.state == "ready")
            });
            let whole = guilds
                .flat()
                .is_ok_and(|guilds| guilds.iter().any(|guild| !guild.partial));
            if connected && whole {
                return client;
            }
            assert!(Instant::now() < deadline, "empd is not ready: {status:?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end and gives its exit code; none if it was killed.
    pub async fn ends_with(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "empd does not end");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
