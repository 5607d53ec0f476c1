//! Standard output: at once, or through a pager. Only [`crate::output`] writes by it.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use console::Term;

use crate::error::Failure;

/// Prints text as it is.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout()
        .write_all(text.as_bytes())
        .and_then(|()| io::stdout().flush())
    {
        // Whoever read has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::silent(0)),
        written => Ok(written?),
    }
}

/// Prints text that may be longer than the screen: through the pager if somebody looks, else as it is.
pub(crate) fn page(text: &str) -> Result<(), Failure> {
    let rows = Term::stdout().size_checked().map_or(0, |(rows, _)| rows);
    if !io::stdout().is_terminal() || text.lines().count() < usize::from(rows) {
        return print(text);
    }
    let named = ["EMP_PAGER", "PAGER"]
        .into_iter()
        .filter_map(std::env::var_os);
    let pager = named.into_iter().next().unwrap_or_else(|| "less".into());
    if pager.is_empty() {
        return print(text);
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(&pager).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Less ends where the text fits, keeps colours, and leaves the screen as it is.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else {
        return print(text);
    };
    if let Some(mut input) = child.stdin.take() {
        // Whoever quits the pager early has enough.
        let _ = input.write_all(text.as_bytes());
    }
    match child.wait()?.code() {
        // There is no such program.
        Some(127) => print(text),
        _ => Ok(()),
    }
}
