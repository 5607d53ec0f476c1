//! `emp alert webhook`: where alerts are posted to beside Discord.

use std::io::{BufRead, IsTerminal};

use clap::Subcommand;
use emperione_protocol::alerts::{Address, Webhook};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use super::One;
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the webhooks that rules may name
    #[command(
        after_help = "Examples:\n  emp alert webhook list\n  emp alert webhook list --json=name,disabled_at"
    )]
    List,
    /// Set a webhook; its address is read from standard input
    #[command(
        after_help = "Examples:\n  emp alert webhook set ops < address.txt\n  pass show ops-webhook | emp alert webhook set ops\n\nIt is posted to as JSON, over HTTPS, and only on the open internet; the operator's webhooks in empd.toml may be in\nprivate networks. Discord's own webhooks work. The address is stored sealed and never shown again."
    )]
    Set(One),
    /// Take a webhook away
    #[command(
        after_help = "Examples:\n  emp alert webhook remove ops\n  emp alert webhook remove ops --quiet"
    )]
    Remove(One),
    /// Post to a webhook again that was disabled
    #[command(
        after_help = "Examples:\n  emp alert webhook enable ops\n  emp alert webhook enable ops --quiet\n\nA webhook that answers 404 or 410 is disabled at once."
    )]
    Enable(One),
}

impl Row for Webhook {
    const COLUMNS: &'static [&'static str] = &["webhook", "of", "host", "disabled", "why"];

    fn cells(&self) -> Vec<String> {
        let of = if self.operator { "operator" } else { "guild" };
        vec![
            self.name.clone(),
            of.into(),
            self.host.clone(),
            when::maybe(self.disabled_at),
            self.why.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    (client, guild): (&Client, GuildId),
    out: &mut Output,
) -> Result<(), Failure> {
    let (alerts, call) = (client.alerts(), within(PATIENCE));
    match command {
        Command::List => {
            let webhooks = alerts.webhooks(call, guild).await.flat()?;
            out.rows(&webhooks)
        }
        Command::Set(One { name }) => {
            let address = read_address(out)?;
            let set = alerts
                .set_webhook(call, guild, name, address)
                .await
                .flat()?;
            out.note(&format!("{} leads to {}", set.name, set.host));
            Ok(())
        }
        Command::Remove(One { name }) => {
            let gone = alerts.remove_webhook(call, guild, name.clone()).await;
            gone.flat()?;
            out.note(&format!("{name} is gone"));
            Ok(())
        }
        Command::Enable(One { name }) => {
            let enabled = alerts.enable_webhook(call, guild, name).await.flat()?;
            out.note(&format!("{} is posted to again", enabled.name));
            Ok(())
        }
    }
}

/// An address is a secret, so it is no argument.
fn read_address(out: &Output) -> Result<Address, Failure> {
    if std::io::stdin().is_terminal() {
        out.note("paste the address, then press Enter");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.trim();
    if line.is_empty() {
        let missing = Failure::usage("standard input holds no address");
        return Err(missing.hint("write it to standard input: `emp alert webhook set NAME < FILE`"));
    }
    Ok(Address(line.to_owned()))
}
