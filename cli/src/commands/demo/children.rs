//! The two processes of the demo. Each holds a pipe from here and ends when it closes, however this process ends.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use emperione_protocol::{GuildId, UserId};
use serde::Deserialize;

use super::Args;
use crate::error::Failure;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// How long a process may take to say that it is there, or to end.
const PATIENCE: Duration = Duration::from_secs(25);

/// What the simulator tells of itself.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Info {
    pub base: String,
    pub bot_token: String,
    #[serde(rename = "guild_id")]
    pub guild: GuildId,
    pub spammer: Person,
    pub pid: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Person {
    pub id: UserId,
}

/// A process that was started here.
pub(super) struct Child(tokio::process::Child);

impl Child {
    /// Closes its pipe and waits; what does not end by itself is killed.
    pub(super) async fn end(mut self) {
        drop(self.0.stdin.take());
        if tokio::time::timeout(PATIENCE, self.0.wait()).await.is_err() {
            let _ = self.0.kill().await;
        }
    }

    /// Lets it live on.
    pub(super) fn keep(self) {
        drop(self);
    }
}

/// Finds both programs beside this one, then on the path, and of this version.
pub(super) fn find() -> Result<(PathBuf, PathBuf), Failure> {
    Ok((
        program("emperione-sim", "emperione-sim")?,
        program("empd", "emperione-daemon")?,
    ))
}

/// A program of this version: beside this one, or on the PATH.
pub(in crate::commands) fn program(name: &str, package: &str) -> Result<PathBuf, Failure> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(name)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let tried: Vec<_> = beside
        .into_iter()
        .chain(std::env::split_paths(&path).map(|folder| folder.join(name)))
        .collect();
    let build = format!("build it: `cargo build --release -p {package}`");
    let Some(found) = tried.iter().find(|path| path.is_file()) else {
        let first = tried
            .first()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        return Err(
            Failure::error(format!("{name} is neither at {first} nor on the PATH")).hint(build),
        );
    };
    let output = Command::new(found).arg("--version").output();
    let text = output
        .map_err(|error| Failure::error(format!("{}: {error}", found.display())))?
        .stdout;
    let version = String::from_utf8_lossy(&text)
        .split_whitespace()
        .last()
        .unwrap_or_default()
        .to_owned();
    if version != VERSION {
        let message = format!(
            "{} is version {version}, and this is emp {VERSION}",
            found.display()
        );
        return Err(Failure::error(message).hint(build));
    }
    Ok(found.clone())
}

/// Starts the simulator, or takes the one that runs in the folder.
pub(super) async fn simulator(
    program: &Path,
    folder: &Path,
    args: &Args,
    screen: bool,
) -> Result<(Option<Child>, Info), Failure> {
    let path = folder.join("sim.json");
    if let Some(info) = read(&path)
        && reqwest::get(format!("{}/_sim/clock", info.base))
            .await
            .is_ok()
    {
        return Ok((None, info));
    }
    let _ = fs::remove_file(&path);
    let mut command = tokio::process::Command::new(program);
    command
        .arg("--info")
        .arg(&path)
        .arg("--seed")
        .arg(args.seed.to_string());
    command
        .arg("--members")
        .arg(args.members.to_string())
        .arg("--speed")
        .arg(args.speed.to_string());
    if !screen {
        command
            .arg("--run-for")
            .arg(args.length.as_secs().max(1).to_string());
    }
    // One that is to live on must not hold our pipe.
    if args.keep_sim {
        command.stdin(Stdio::null());
    } else {
        command.arg("--hold-stdin").stdin(Stdio::piped());
    }
    let child = start(&mut command, folder, "emperione-sim")?;
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(info) = read(&path) {
            return Ok((Some(child), info));
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    Err(Failure::error("the simulator did not start").hint(format!(
        "see {}",
        folder.join("emperione-sim.log").display()
    )))
}

fn read(path: &Path) -> Option<Info> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Starts the daemon on the simulator.
pub(super) fn daemon(
    program: &Path,
    folder: &Path,
    socket: &Path,
    args: &Args,
    info: &Info,
) -> Result<Child, Failure> {
    let token = folder.join("token");
    let _ = fs::remove_file(&token);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&token)?;
    std::io::Write::write_all(&mut file, info.bot_token.as_bytes())?;
    let mut command = tokio::process::Command::new(program);
    command
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--socket")
        .arg(socket)
        .arg("--token-file")
        .arg(&token);
    command
        .arg("--simulated")
        .arg(&info.base)
        .args(["--http", "127.0.0.1:0", "--hold-stdin"])
        .stdin(Stdio::piped());
    if let Some(file) = &args.database_url_file {
        command.arg("--database-url-file").arg(file);
    }
    if let Some(file) = &args.redis_url_file {
        command.arg("--redis-url-file").arg(file);
    }
    start(&mut command, folder, "empd")
}

fn start(
    command: &mut tokio::process::Command,
    folder: &Path,
    name: &str,
) -> Result<Child, Failure> {
    let log = File::create(folder.join(format!("{name}.log")))?;
    command.stdout(log.try_clone()?).stderr(log);
    // Ctrl-C is for us; the children end by their pipes.
    command.process_group(0);
    command
        .spawn()
        .map(Child)
        .map_err(|error| Failure::error(format!("{name} could not be started: {error}")))
}
