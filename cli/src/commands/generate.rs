//! Completions and man pages, made of the command line's definition.

use std::fmt::Write as _;
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
    clap_mangen::generate_to(Cli::command(), folder)?;
    let tui = folder.join("emp-tui.1");
    let page = std::fs::read_to_string(&tui)? + &keys();
    Ok(std::fs::write(tui, page)?)
}

/// The keys of the dashboard, as a section of its page.
fn keys() -> String {
    let mut section = String::from(".SH KEYS\n");
    let mut context = "";
    for line in emperione_tui::keys::reference() {
        if line.context != context {
            context = line.context;
            let _ = writeln!(section, ".SS {}", roff(context));
        }
        let (keys, help) = (roff(&line.keys), roff(line.help));
        let _ = write!(section, ".TP\n\\fB{keys}\\fR\n{help}\n");
    }
    section
}

/// A text that means nothing to the formatter.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        return format!("\\&{text}");
    }
    text
}
