//! `empd`.

use std::process::ExitCode;

use clap::Parser;
use emperione_daemon::config::{Environment, Flags};

fn main() -> ExitCode {
    emperione_daemon::command::run(&Flags::parse(), &Environment::of_process())
}
