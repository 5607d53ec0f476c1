//! Completions and man pages, made of the command line's definition.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell as Generator;

use crate::args::{Cli, Shell};
use crate::error::Failure;
use crate::output::Output;

pub(super) fn completions(shell: Shell, out: &mut Output) -> Result<(), Failure> {
    out.text(&completion(shell))
}

/// The completion script of a shell.
pub fn completion(shell: Shell) -> String {
    let generator = match shell {
        Shell::Bash => Generator::Bash,
        Shell::Zsh => Generator::Zsh,
        Shell::Fish => Generator::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut Cli::command(), "emp", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Writes a page for the program and each command.
///
/// # Errors
/// If the folder cannot be written.
pub fn man(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    Ok(clap_mangen::generate_to(Cli::command(), folder)?)
}
