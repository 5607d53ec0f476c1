//! `emp`, the command line of Emperione.

use std::process::ExitCode;

fn main() -> ExitCode {
    emperione_cli::main()
}
