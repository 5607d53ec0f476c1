//! `emp notice`: what members are told by direct message.

use std::io::{self, Read};

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::notices::{LONGEST_NOTICE, Notice, Sample};
use emperione_protocol::transport::within;

use super::case::word;
use super::kind;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Set what members are told of what is done to them
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what is told of each kind of act
    #[command(after_help = "Examples:\n  emp notice list\n  emp notice list --json")]
    List,
    /// Set what is told of a kind of act
    #[command(
        after_help = "Examples:\n  emp notice set ban 'You are banned from {guild} until {until}: {reason} (case {case})'\n  emp notice set timeout - < timeout.txt\n\nPlaceholders: {guild} {action} {reason} {until} {case} {appeal} {moderator}. {until} is for acts that can end by\nthemselves, {appeal} for timeouts and bans. `{{` and `}}` stand for the signs. The case and the action stay in the small print."
    )]
    Set {
        #[command(flatten)]
        kind: Of,
        /// The words, with placeholders; `-` reads them from standard input
        text: String,
    },
    /// Tell of a kind of act what Emperione says by itself
    #[command(after_help = "Examples:\n  emp notice reset ban\n  emp notice reset voice-mute")]
    Reset {
        #[command(flatten)]
        kind: Of,
    },
    /// Show what would be sent, with made-up values
    #[command(
        after_help = "Examples:\n  emp notice preview ban\n  emp notice preview ban 'Bye from {guild}: {reason}'\n  emp notice preview timeout --json"
    )]
    Preview {
        #[command(flatten)]
        kind: Of,
        /// Words to try instead of those that are set; `-` reads them from standard input
        text: Option<String>,
    },
}

/// Which kind of act.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Of {
    /// The kind of act
    #[arg(value_name = "KIND", value_parser = kind::parser(is_told))]
    kind: Kind,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "it filters a list, by reference"
)]
fn is_told(kind: &Kind) -> bool {
    kind.subject() == Subject::Member && *kind != Kind::Note
}

impl Row for Notice {
    const COLUMNS: &'static [&'static str] = &["kind", "text"];

    fn cells(&self) -> Vec<String> {
        let own = || "(by default)".into();
        vec![word(&self.kind), self.text.clone().unwrap_or_else(own)]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let notices = client.notices();
    let notice = match command {
        Command::List => {
            let found = notices.list(within(PATIENCE), guild).await.flat()?;
            return out.rows(&found);
        }
        Command::Preview { kind, text } => {
            let text = text.map(read).transpose()?;
            let notice = of(kind, text.clone());
            let sample = notices.preview(within(PATIENCE), guild, notice).await;
            let sample = sample
                .flat()
                .map_err(|error| Failure::of_text(error, &text.unwrap_or_default()))?;
            return out.record(&sample, &lines(&sample));
        }
        Command::Set { kind, text } => of(kind, Some(read(text)?)),
        Command::Reset { kind } => of(kind, None),
    };
    let text = notice.text.clone().unwrap_or_default();
    let saved = notices.set(within(PATIENCE), guild, notice).await;
    let saved = saved
        .flat()
        .map_err(|error| Failure::of_text(error, &text))?;
    out.rows(&[saved])
}

fn of(kind: Of, text: Option<String>) -> Notice {
    Notice {
        kind: kind.kind,
        text,
    }
}

/// Words as they are given, or those on standard input.
fn read(text: String) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text);
    }
    let mut read = String::new();
    io::stdin().read_to_string(&mut read)?;
    Ok(read.trim_end().to_owned())
}

fn lines(sample: &Sample) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = sample
        .text
        .lines()
        .map(|line| ("text", line.to_owned()))
        .collect();
    lines.push(("small print", sample.footer.clone()));
    lines.extend(sample.button.clone().map(|label| ("button", label)));
    let letters = format!(
        "{} here, {} at most, of {LONGEST_NOTICE}",
        sample.text.chars().count(),
        sample.longest
    );
    lines.push(("letters", letters));
    lines
}
