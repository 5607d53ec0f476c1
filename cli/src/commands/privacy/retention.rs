//! `emp privacy retention`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::privacy::{Keeps, Retained, Retention};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use crate::context::PATIENCE;
use crate::duration;
use crate::error::Failure;
use crate::output::{Output, Row};

const DAY_MS: u64 = 86_400_000;

/// Show and set how long a guild keeps things
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show how long each kind is kept
    #[command(
        after_help = "Examples:\n  emp privacy retention show\n  emp privacy retention show --json"
    )]
    Show,
    /// Say how long a kind is kept from now on
    #[command(
        after_help = "Examples:\n  emp privacy retention set text 14d\n  emp privacy retention set evidence forever\n  emp privacy retention set activity default\n\nWhat is older goes with the next daily run: activity, joins and cases into the archive, texts and evidence for good."
    )]
    Set {
        /// What is kept
        kind: Kind,
        /// Days such as 30d; `forever`, `none`, or `default` for what empd.toml says
        #[arg(value_name = "TIME", value_parser = read)]
        keeps: Wish,
    },
}

/// What is kept for a time.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Texts of messages
    Text,
    /// What cases keep of messages
    Evidence,
    /// What members did by channel and hour
    Activity,
    /// Joins and leaves
    Joins,
    /// Cases of which nothing is in force
    Cases,
}

impl From<Kind> for Retained {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Evidence => Self::Evidence,
            Kind::Activity => Self::Activity,
            Kind::Joins => Self::Joins,
            Kind::Cases => Self::Cases,
        }
    }
}

/// How long, or as the configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish(Option<Keeps>);

impl Row for Retention {
    const COLUMNS: &'static [&'static str] = &["kind", "kept", "set by", "default"];

    fn cells(&self) -> Vec<String> {
        let by = if self.own { "the guild" } else { "empd.toml" };
        vec![
            self.kind.to_string(),
            self.keeps.to_string(),
            by.into(),
            self.default.to_string(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    (client, guild): (&Client, GuildId),
    out: &mut Output,
) -> Result<(), Failure> {
    let privacy = client.privacy();
    let shown = match command {
        Command::Show => privacy.retention(within(PATIENCE), guild).await,
        Command::Set { kind, keeps } => {
            let set = privacy.set_retention(within(PATIENCE), guild, kind.into(), keeps.0);
            set.await
        }
    };
    out.rows(&shown.flat()?)
}

fn read(text: &str) -> Result<Wish, String> {
    Ok(Wish(match text {
        "forever" => Some(Keeps::ForGood),
        "none" => Some(Keeps::Nothing),
        "default" => None,
        _ => Some(Keeps::Days(days(text)?)),
    }))
}

fn days(text: &str) -> Result<u32, String> {
    let invalid = || {
        format!("`{text}` is no number of days such as 30d, and not `forever`, `none` or `default`")
    };
    let ms = duration::millis(duration::parse(text).map_err(|_| invalid())?);
    if !ms.is_multiple_of(DAY_MS) {
        return Err(invalid());
    }
    u32::try_from(ms / DAY_MS).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_days_and_words() {
        assert_eq!(read("30d"), Ok(Wish(Some(Keeps::Days(30)))));
        assert_eq!(read("2w"), Ok(Wish(Some(Keeps::Days(14)))));
        assert_eq!(read("48h"), Ok(Wish(Some(Keeps::Days(2)))));
        assert_eq!(read("forever"), Ok(Wish(Some(Keeps::ForGood))));
        assert_eq!(read("none"), Ok(Wish(Some(Keeps::Nothing))));
        assert_eq!(read("default"), Ok(Wish(None)));
        for text in ["30", "1h", "never", ""] {
            let refused = read(text).unwrap_err();
            assert!(refused.contains(&format!("`{text}`")), "{refused}");
        }
    }
}
