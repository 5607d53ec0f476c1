//! `emperione-sim`: the simulator as a program.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use emperione_sim::{Options, Server};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

/// Simulate Discord on loopback, with a community that lives
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Listen on this port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Write addresses, ids and tokens to this file as JSON
    #[arg(long, value_name = "FILE")]
    info: Option<PathBuf>,
    /// Let the same seed give the same community
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begin with this many members
    #[arg(long, default_value_t = 2000)]
    members: usize,
    /// Live this many times faster than real time
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Let nobody act by themselves
    #[arg(long)]
    quiet_community: bool,
    /// Expect to be watched for this many seconds of the community's time
    #[arg(long, value_name = "SECONDS")]
    run_for: Option<u64>,
    /// End when standard input closes
    #[arg(long)]
    hold_stdin: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    anyhow::ensure!(
        args.speed.is_finite() && args.speed > 0.0,
        "--speed: must be more than 0"
    );
    let server = Server::start(Options {
        port: args.port,
        seed: args.seed,
        members: args.members,
        speed: args.speed,
        quiet: args.quiet_community,
        run_for: args.run_for.map(Duration::from_secs),
        ..Options::default()
    })
    .await?;
    if let Some(path) = &args.info {
        server.write_info(path)?;
    }
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
        () = server.sim().stop.cancelled() => {}
        () = closed_stdin(args.hold_stdin) => {}
    }
    // The process is over when main returns; nobody waits for connections that are still open.
    server.stop();
    Ok(ExitCode::SUCCESS)
}

async fn closed_stdin(hold: bool) {
    if !hold {
        return std::future::pending().await;
    }
    let mut byte = [0];
    while matches!(tokio::io::stdin().read(&mut byte).await, Ok(1..)) {}
}
