//! `emp ladder`: what follows when a member's warnings reach so many points.

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::actions::Kind;
use emperione_protocol::ladders::Step;
use emperione_protocol::transport::within;

use crate::context::{Context, PATIENCE};
use crate::duration;
use crate::error::Failure;
use crate::output::{Output, Row};

/// Look at what follows warnings, and set it
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the steps, from the lowest
    #[command(after_help = "Examples:\n  emp ladder show\n  emp ladder show --json")]
    Show,
    /// Replace the steps
    #[command(
        after_help = "Examples:\n  emp ladder set '3 points in 30d: timeout 1d' '5 points in 90d: ban 7d' '8 points in 365d: ban'\n  emp ladder set '3 points in 30d: kick'"
    )]
    Set {
        /// Steps such as '3 points in 30d: timeout 1d'
        #[arg(value_name = "STEP", required = true, value_parser = read)]
        steps: Vec<Step>,
    },
    /// Take the ladder away: warnings have no consequence then
    #[command(after_help = "Examples:\n  emp ladder clear\n  emp ladder clear --quiet")]
    Clear,
}

impl Row for Step {
    const COLUMNS: &'static [&'static str] = &["points", "within", "follows", "for"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.points.to_string(),
            duration::format(self.within_ms),
            self.kind.to_string(),
            self.duration_ms.map_or_else(String::new, duration::format),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let ladders = client.ladders();
    let steps = match command {
        Command::Show => ladders.show(within(PATIENCE), guild).await,
        Command::Set { steps } => ladders.set(within(PATIENCE), guild, steps).await,
        Command::Clear => ladders.set(within(PATIENCE), guild, Vec::new()).await,
    };
    let steps = steps.flat()?;
    if steps.is_empty() {
        out.note("nothing follows a warning; set a ladder with `emp ladder set`");
    }
    out.rows(&steps)
}

/// A step as people write it.
pub(super) fn words(step: &Step) -> String {
    let [_, within, kind, length] = step.cells().try_into().unwrap_or_default();
    let text = format!("{} points in {within}: {kind} {length}", step.points);
    text.trim_end().to_owned()
}

fn read(text: &str) -> Result<Step, String> {
    let invalid = || format!("`{text}` is no step such as `3 points in 30d: timeout 1d`");
    let (when, then) = text.split_once(':').ok_or_else(invalid)?;
    let (points, within) = when.split_once(" in ").ok_or_else(invalid)?;
    let points = points
        .trim()
        .trim_end_matches("points")
        .trim_end_matches("point");
    let mut then = then.split_whitespace();
    let word = then.next().ok_or_else(invalid)?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    let length = then.next().map(duration::parse).transpose()?;
    if then.next().is_some() {
        return Err(invalid());
    }
    Ok(Step {
        points: points.trim().parse().map_err(|_| invalid())?,
        within_ms: duration::millis(duration::parse(within.trim())?),
        kind: kind.ok_or_else(invalid)?,
        duration_ms: length.map(duration::millis),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_as_it_is_written() {
        for text in [
            "3 points in 30d: timeout 1d",
            "5 points in 1w: ban",
            "8 points in 1d12h: softban",
        ] {
            assert_eq!(words(&read(text).unwrap()), text);
        }
        assert_eq!(read("1 point in 1h: kick").unwrap().points, 1);
    }

    #[test]
    fn what_is_no_step_is_named() {
        for text in [
            "",
            "3 points",
            "3 points in 30d",
            "x points in 30d: ban",
            "3 points in 30d: banish",
            "3 points in 30d: ban 1d 2d",
        ] {
            assert!(
                read(text).unwrap_err().contains(&format!("`{text}`")),
                "{text}"
            );
        }
    }
}
