//! `emp help`: commands, errors and topics.

use std::fmt::Write;

use clap::Parser;
use clap::error::ErrorKind;
use emperione_protocol::Code;

use crate::args::Cli;
use crate::error::{Failure, exit, exit_of};
use crate::output::Output;

/// A topic and its text.
type Topic = (&'static str, fn() -> String);

/// Topics beside commands and errors.
const TOPICS: [Topic; 4] = [
    ("exit-codes", exit_codes),
    ("errors", errors),
    ("formats", || FORMATS.into()),
    ("environment", || ENVIRONMENT.into()),
];

const FORMATS: &str = "\
A list is a table on a terminal and tab-separated lines when piped. Data go to standard output; progress, hints and
errors go to standard error, errors as JSON where data are JSON.

  --format table   columns for eyes
  --format json    one document; --json is short for it
  --format jsonl   one record a line
  --format csv     for spreadsheets: no cell begins like a formula
  --format md      a table in Markdown
  --json=a,b       these fields only; a wrong name lists those that exist

`emp schema` lists the records, and `emp schema case` prints the JSON Schema of one. Fields are only ever added.
";

const ENVIRONMENT: &str = "\
Flags win over variables, variables over the file (`emp config path`).

  EMP_SOCKET       the daemon's socket, as --socket
  EMP_GUILD        the guild that is meant, as --guild
  EMP_FORMAT       the format of lists, as --format
  EMP_PAGER        what shows long lists, before PAGER; empty for none
  EMP_NO_UNICODE   `true` for bars and marks in ASCII, as --no-unicode
  NO_COLOR         no colours; TERM=dumb too
  CLICOLOR_FORCE   colours also where no terminal is
";

/// Prints what is known of a topic.
///
/// # Errors
/// If there is no such topic.
pub(super) fn run(topic: &[String], out: &mut Output) -> Result<(), Failure> {
    let text = match topic {
        [] => command(&[])?,
        [one] => match known(one) {
            Some(text) => text,
            None => command(topic)?,
        },
        _ => command(topic)?,
    };
    out.text(&text)
}

fn known(topic: &str) -> Option<String> {
    if let Ok(code) = topic.parse() {
        return Some(error(code));
    }
    let found = TOPICS.iter().find(|(name, _)| *name == topic);
    found.map(|(_, text)| text())
}

/// The help of a command, as it prints it itself.
fn command(path: &[String]) -> Result<String, Failure> {
    let words = path.iter().map(String::as_str);
    let asked = ["emp"].into_iter().chain(words).chain(["--help"]);
    match Cli::try_parse_from(asked) {
        Err(help) if help.kind() == ErrorKind::DisplayHelp => Ok(help.render().to_string()),
        _ => {
            let names: Vec<_> = TOPICS.iter().map(|(name, _)| *name).collect();
            let hint = format!(
                "`emp help` lists the commands; topics are {}",
                names.join(", ")
            );
            let unknown = format!("there is no command or topic `{}`", path.join(" "));
            Err(Failure::usage(unknown).hint(hint))
        }
    }
}

fn exit_codes() -> String {
    let mut text = String::from(
        "Every command ends with one of these codes; their meaning never changes.\n\n",
    );
    for (code, meaning) in exit::ALL {
        let _ = writeln!(text, "  {code:>3}  {meaning}");
    }
    text
}

fn errors() -> String {
    let mut text = String::from(
        "`emp help E0413` explains one. With each, the exit code that goes with it.\n\n",
    );
    for code in Code::ALL {
        let _ = writeln!(text, "  {code}  {:>3}  {}", exit_of(*code), code.title());
    }
    text
}

fn error(code: Code) -> String {
    format!(
        "{code}: {}\n\n{}\n\nThe exit code is {}.\n",
        code.title(),
        code.about(),
        exit_of(code)
    )
}
