//! `emp guild`

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::guilds::Guild;
use emperione_protocol::transport::within;

use super::when;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Look at the guilds that the bot is in
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the guilds, with the ids that the configuration takes
    #[command(
        after_help = "Examples:\n  emp guild list\n  emp guild list --json | jq -r '.[] | select(.name == \"Harbor\") | .id'"
    )]
    List,
}

impl Row for Guild {
    const COLUMNS: &'static [&'static str] = &["guild", "id", "members", "owner", "state"];

    fn cells(&self) -> Vec<String> {
        let state = match (self.available, self.partial) {
            (false, _) => "discord has an outage",
            (true, true) => "its members are still read",
            (true, false) => "ready",
        };
        let paused = |(what, until)| format!(", {what} paused until {}", when::time(until));
        let paused: String = self.pauses.named().map(paused).collect();
        vec![
            self.name.clone(),
            self.id.to_string(),
            self.members.to_string(),
            self.owner.to_string(),
            format!("{state}{paused}"),
        ]
    }
}

pub(super) async fn run(
    Command::List: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let guilds = client.guilds().list(within(PATIENCE)).await.flat()?;
    if guilds.is_empty() {
        out.note("the bot is in no guild yet; `emp status` prints the page that lets it in");
    }
    out.rows(&guilds)
}
