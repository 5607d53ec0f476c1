//! `emp privacy`

mod retention;

use clap::Subcommand;
use emperione_protocol::privacy::{Erased, Exported, Kept};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, PageRequest};

use crate::clean::{clean, escape};
use crate::context::{Context, PATIENCE, resolve};
use crate::error::{Failure, exit};
use crate::output::{Output, Row};

/// How long an erasure may take.
const ERASE_PATIENCE: std::time::Duration = std::time::Duration::from_mins(10);

/// What to do with what is kept of a user.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what is kept of a user, and for how long
    #[command(
        after_help = "Examples:\n  emp privacy show @otter\n  emp privacy show 80351110224678912 --json"
    )]
    Show {
        /// An id, @name, or the beginning of a name
        member: String,
    },
    /// Print everything that is kept of a user as JSON lines
    #[command(
        after_help = "Examples:\n  emp privacy export @otter > otter.jsonl\n  emp privacy export 80351110224678912 | jq 'select(.what == \"message\")'"
    )]
    Export {
        /// An id, @name, or the beginning of a name
        member: String,
    },
    /// Show and set how long a guild keeps things
    #[command(subcommand)]
    Retention(retention::Command),
    /// Erase the texts and names of a user for good
    #[command(
        after_help = "Examples:\n  emp privacy erase @otter\n  emp privacy erase 80351110224678912 --yes\n\nWhat was done to them stays, by their id, without reasons; the audit chain stays whole. Backups that were made before\nstill hold everything."
    )]
    Erase {
        /// An id, @name, or the beginning of a name
        member: String,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
    },
}

impl Row for Kept {
    const COLUMNS: &'static [&'static str] = &["what", "records", "kept", "erasure"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.what.clone(),
            self.records.to_string(),
            self.kept.clone(),
            self.erasure.clone(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let privacy = client.privacy();
    match command {
        Command::Retention(command) => retention::run(command, (&client, guild), out).await,
        Command::Show { member } => {
            let user = resolve(&client, guild, &member).await?.id;
            let kept = privacy.show(within(PATIENCE), guild, user).await.flat()?;
            out.rows(&kept)
        }
        Command::Export { member } => {
            let user = resolve(&client, guild, &member).await?.id;
            let mut after = None;
            loop {
                let request = PageRequest { after, limit: 0 };
                let page = privacy
                    .export(within(PATIENCE), guild, user, request)
                    .await
                    .flat()?;
                for item in &page.items {
                    out.text(&line(item)?)?;
                }
                after = page.next;
                if after.is_none() {
                    return Ok(());
                }
            }
        }
        Command::Erase { member, yes } => {
            let user = resolve(&client, guild, &member).await?;
            let name = clean(&user.name).into_owned();
            let question = format!(
                "erase the texts and names of @{name} ({}) for good",
                user.id
            );
            if !yes && !out.confirm(&question)? {
                return Err(Failure::silent(exit::CANCELLED));
            }
            let erased = privacy
                .erase(within(ERASE_PATIENCE), guild, user.id)
                .await
                .flat()?;
            out.record(&erased, &lines(&erased))
        }
    }
}

fn line(item: &Exported) -> Result<String, Failure> {
    let line = serde_json::to_string(item);
    let line = line.map_err(|error| Failure::error(error.to_string()))?;
    Ok(format!("{}\n", escape(&line)))
}

fn lines(erased: &Erased) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = erased
        .erased
        .iter()
        .map(|(what, n)| ("erased", format!("{what}: {n}")))
        .collect();
    if lines.is_empty() {
        lines.push(("erased", "there was nothing".into()));
    }
    if erased.present {
        let text = "they are a member: their names of now stay until they leave";
        lines.push(("note", text.into()));
    }
    lines
}
