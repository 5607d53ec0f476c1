//! `[bot]`: who we are at Discord.

use std::path::PathBuf;

use emperione_protocol::system::Intents;

use super::section::{Check, Problem, section};

section! {
    /// Who the daemon is at Discord.
    Bot as "bot" {
        /// The file that holds the bot's token; one that everybody may read or write is refused. `-` reads one line of standard input.
        token_file: Option<PathBuf> = None, eg "\"/etc/emperione/token\"";
        /// The privileged intents to ask for: `full` (members and message content), `no-content` (members), or `minimal`.
        intents: Intents = Intents::Full;
    }
}

impl Check for Bot {
    fn check(&self) -> Result<(), Problem> {
        match &self.token_file {
            Some(path) if path.as_os_str().is_empty() => {
                Err(Problem::new("bot.token_file", "the path is empty"))
            }
            _ => Ok(()),
        }
    }
}
