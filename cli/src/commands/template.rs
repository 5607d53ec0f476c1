//! `emp template`: reasons with names.

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::templates::Template;
use emperione_protocol::transport::within;

use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Keep reasons by names; acts take them by `--template`
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the templates, by name
    #[command(after_help = "Examples:\n  emp template list\n  emp template list --json=name")]
    List,
    /// Save a template, in the place of one of the same name
    #[command(
        after_help = "Examples:\n  emp template set ads 'no advertising, please (rule 4)'\n  emp warn @raider7 --template ads\n\nIn Discord the names are offered while a reason is typed; `template:NAME` is the reason of that template, and with a\nbackslash before it, it is itself."
    )]
    Set {
        /// Small letters, digits, `-` and `_`
        name: String,
        /// The reason
        text: String,
    },
    /// Remove a template; what was done with it keeps its reason
    #[command(
        after_help = "Examples:\n  emp template remove ads\n  emp template remove ads --quiet"
    )]
    Remove {
        /// The name
        name: String,
    },
}

impl Row for Template {
    const COLUMNS: &'static [&'static str] = &["name", "text"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.text.clone()]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let templates = client.templates();
    match command {
        Command::List => {
            let found = templates.list(within(PATIENCE), guild).await.flat()?;
            if found.is_empty() {
                out.note("there are no templates; make one with `emp template set`");
            }
            out.rows(&found)
        }
        Command::Set { name, text } => {
            let template = Template { name, text };
            let saved = templates.set(within(PATIENCE), guild, template).await;
            out.rows(&[saved.flat()?])
        }
        Command::Remove { name } => {
            let removed = templates.remove(within(PATIENCE), guild, name).await;
            let removed = removed.flat()?;
            out.note(&format!("removed {}: {}", removed.name, removed.text));
            Ok(())
        }
    }
}
