//! `emp`: a verb for everything, for people and scripts. A verb builds a request, makes its call through a
//! [`emperione_protocol::Client`], and hands records to [`output`], the only place that prints.
//!
//! - A new verb: its file in `commands/`, one line in `args`.

pub mod args;
mod chart;
mod clean;
pub mod commands;
mod context;
pub mod duration;
pub mod error;
pub mod output;
mod pager;
mod settings;

use std::process::ExitCode;

use clap::Parser;

pub use args::Cli;
pub use context::Context;
pub use error::Failure;
pub use output::Output;

/// Runs the program that the process was started as.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let settings = match settings::Settings::load() {
        Ok(settings) => settings,
        Err(failure) => return output::fail(&failure, false),
    };
    let mut out = Output::new(&cli.global);
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(&Failure::error(format!("no runtime: {error}")), false),
    };
    let context = Context::new(&cli.global, &settings);
    match runtime.block_on(commands::run(cli.command, &context, &mut out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => out.fail(&failure),
    }
}

/// Runs a command line where a runtime is there already, by the built-in settings.
///
/// # Errors
/// Why it was not done, with the exit code.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    let settings = settings::Settings::default();
    let mut out = Output::new(&cli.global);
    let context = Context::new(&cli.global, &settings);
    commands::run(cli.command, &context, &mut out).await
}

/// Help and versions are printed; a wrong command line is an error like others.
fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        error.exit();
    }
    output::refuse(error);
    ExitCode::from(error::exit::USAGE)
}
