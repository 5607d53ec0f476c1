//! `emp demo`: a simulated community and a daemon on it, as real processes, watched on the screen or counted.

mod children;
mod count;
mod people;
mod summary;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten};

pub(super) use children::program;
use children::{Child, Info};

use super::tui;
use crate::context::{Context, PATIENCE};
use crate::duration;
use crate::error::Failure;
use crate::output::Output;

/// How long the daemon may take until it is ready.
const READY: Duration = Duration::from_mins(1);

/// How the demo runs.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp demo\n  emp demo --headless --for 30s --json | jq .agrees\n  emp demo --speed 10 --members 20000"
)]
pub struct Args {
    /// Print a summary instead of the screen; so without a terminal
    #[arg(long)]
    headless: bool,
    /// Watch for this long, in the community's time
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse, default_value = "30s")]
    length: Duration,
    /// Let the community live this many times faster
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    speed: f64,
    /// Begin with this many members
    #[arg(long, value_name = "N", default_value_t = 2000)]
    members: usize,
    /// Give the community another seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Keep the data in this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Store in the PostgreSQL database whose address is in this file
    #[arg(long, value_name = "FILE")]
    database_url_file: Option<PathBuf>,
    /// Use the Redis server whose address is in this file
    #[arg(long, value_name = "FILE")]
    redis_url_file: Option<PathBuf>,
    /// Leave the simulator running at the end, and use one that runs in the folder
    #[arg(long)]
    keep_sim: bool,
}

/// Where the data are; a temporary folder stays, since the person may want to look at it.
fn folder(args: &Args) -> Result<PathBuf, Failure> {
    match &args.data {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            Ok(folder.canonicalize()?)
        }
        None => Ok(tempfile::Builder::new()
            .prefix("emp-demo-")
            .tempdir()?
            .keep()),
    }
}

pub(super) async fn run(args: Args, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let screen = !args.headless && !out.is_structured() && std::io::stdout().is_terminal();
    let folder = folder(&args)?;
    let (sim, daemon) = children::find()?;
    let progress = out.progress(None, "starting a community");
    let (sim, info) = children::simulator(&sim, &folder, &args, screen).await?;
    progress.set_message("starting empd");
    let socket = folder.join("empd.sock");
    let daemon = children::daemon(&daemon, &folder, &socket, &args, &info)?;
    let client = ready(&socket, &info, &folder).await;
    progress.finish_and_clear();
    let watched = match client {
        Ok(client) if screen => Box::pin(watch(&client, &socket, &info, context, out)).await,
        Ok(client) => count::run(&client, &info, &args, out).await,
        Err(failure) => Err(failure),
    };
    daemon.end().await;
    leave(sim, &args, &info, out).await;
    out.note(&format!("the data are in {}", folder.display()));
    watched
}

/// Waits until the daemon has taken the community in.
async fn ready(socket: &Path, info: &Info, folder: &Path) -> Result<Client, Failure> {
    let context = Context {
        socket: socket.into(),
        guild: None,
        theme: None,
        no_input: true,
    };
    let began = Instant::now();
    while began.elapsed() < READY {
        if let Ok(client) = context.client().await
            && is_ready(&client, info).await
        {
            return Ok(client);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(
        Failure::new(Code::Late, "empd was not ready within a minute")
            .hint(format!("see {}", folder.join("empd.log").display())),
    )
}

async fn is_ready(client: &Client, info: &Info) -> bool {
    let Ok(status) = client.system().status(within(PATIENCE)).await.flat() else {
        return false;
    };
    let Ok(guilds) = client.guilds().list(within(PATIENCE)).await.flat() else {
        return false;
    };
    status.ready
        && guilds
            .iter()
            .any(|guild| guild.id == info.guild && !guild.partial)
}

async fn watch(
    client: &Client,
    socket: &Path,
    info: &Info,
    context: &Context,
    out: &Output,
) -> Result<(), Failure> {
    let mut options = tui::options(socket, context.theme.as_deref())?;
    options.guild = Some(info.guild);
    options.color = out.color;
    options.unicode = !out.ascii();
    options.banner = Some("demo: a simulated community · q leaves and ends it".into());
    let people = people::act(client, info);
    tokio::select! {
        shown = tui::show(client.clone(), options) => shown,
        () = async { let _ = people.await; std::future::pending().await } => Ok(()),
    }
}

async fn leave(sim: Option<Child>, args: &Args, info: &Info, out: &Output) {
    let Some(sim) = sim else { return };
    if args.keep_sim {
        out.note(&format!(
            "the simulator goes on at {} (pid {})",
            info.base, info.pid
        ));
        sim.keep();
    } else {
        sim.end().await;
    }
}
