//! `emp audit`

use clap::{Args, Subcommand};
use emperione_protocol::audit::{AuditFilter, Record, Verified};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Error, Flatten, GuildId, Page, PageRequest, Timestamp};

use super::case::{actor, who};
use super::when;
use crate::clean::escape;
use crate::context::{Context, PATIENCE, collect};
use crate::error::Failure;
use crate::output::{Output, Row};

/// How long a check of every chain may take.
const VERIFY_PATIENCE: std::time::Duration = std::time::Duration::from_mins(10);

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that nothing in the log was changed or removed
    #[command(
        after_help = "Examples:\n  emp audit verify\n  emp audit verify --guild Harbor --since-head 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n\nA head is written to the daemon's log each day (target `audit`). Whoever changes the database can make a chain anew,\nbut not one with a head that was noted elsewhere."
    )]
    Verify {
        /// A head that was noted elsewhere, which must be in the chain
        #[arg(long, value_name = "HEX")]
        since_head: Option<String>,
    },
    /// Print who did what, newest first
    #[command(
        after_help = "Examples:\n  emp audit log --since 1d\n  emp audit log --actor @mona --kind edited --format csv"
    )]
    Log {
        #[command(flatten)]
        which: Which,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Print the whole log as JSON lines, with the hashes
    #[command(
        after_help = "Examples:\n  emp audit export > audit.jsonl\n  emp audit export --since 2026-05-01 | jq -r 'select(.guild == null)'"
    )]
    Export {
        #[command(flatten)]
        which: Which,
    },
}

/// Which entries.
#[derive(Debug, Args)]
pub struct Which {
    /// Only what they did: an id, @name, or the name of a local user
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only entries of this kind, such as edited or closed
    #[arg(long)]
    kind: Option<String>,
    /// Only since then: 7d, 2026-05-01 or a time
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    since: Option<Timestamp>,
    /// Only before then
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    until: Option<Timestamp>,
}

impl Row for Record {
    const COLUMNS: &'static [&'static str] = &["at", "guild", "case", "by", "what", "text"];

    fn cells(&self) -> Vec<String> {
        vec![
            when::time(self.at),
            self.guild
                .map_or_else(|| "-".into(), |guild| guild.to_string()),
            self.case
                .map_or_else(|| "-".into(), |case| format!("#{case}")),
            actor(&self.actor),
            self.kind.clone(),
            self.text.clone(),
        ]
    }
}

impl Row for Verified {
    const COLUMNS: &'static [&'static str] =
        &["guild", "entries", "erased", "unchained", "whole", "head"];

    fn cells(&self) -> Vec<String> {
        let whole = self.broken.is_none() && self.since_head != Some(false);
        vec![
            name(self.guild),
            self.entries.to_string(),
            self.erased.to_string(),
            self.unchained.to_string(),
            if whole { "yes".into() } else { "no".into() },
            self.head.clone(),
        ]
    }
}

fn name(guild: Option<GuildId>) -> String {
    guild.map_or_else(|| "installation".into(), |guild| guild.to_string())
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let guild = match context.guild {
        Some(_) => Some(context.guild(&client).await?),
        None => None,
    };
    match command {
        Command::Verify { since_head } => verify((guild, since_head), &client, out).await,
        Command::Log { which, limit } => {
            let filter = filter(which, guild, context, &client).await?;
            let found = collect(limit, async |page| log(&client, &filter, page).await);
            out.rows(&found.await?)
        }
        Command::Export { which } => {
            let filter = filter(which, guild, context, &client).await?;
            export(&filter, &client, out).await
        }
    }
}

async fn log(
    client: &Client,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<Page<Record>, Error> {
    let audit = client.audit();
    audit
        .log(within(PATIENCE), filter.clone(), page)
        .await
        .flat()
}

async fn filter(
    which: Which,
    guild: Option<GuildId>,
    context: &Context,
    client: &Client,
) -> Result<AuditFilter, Failure> {
    let actor = match which.actor {
        Some(text) => Some(who(text, context, client).await?),
        None => None,
    };
    Ok(AuditFilter {
        guild,
        actor,
        kind: which.kind,
        since: which.since,
        until: which.until,
    })
}

async fn export(filter: &AuditFilter, client: &Client, out: &mut Output) -> Result<(), Failure> {
    let mut page = PageRequest {
        after: None,
        limit: emperione_protocol::page::MAX_PAGE,
    };
    loop {
        let found = log(client, filter, page.clone()).await?;
        for record in &found.items {
            let line =
                serde_json::to_string(record).map_err(|error| Failure::error(error.to_string()))?;
            out.text(&format!("{}\n", escape(&line)))?;
        }
        match found.next {
            None => return Ok(()),
            next => page.after = next,
        }
    }
}

async fn verify(
    (guild, since_head): (Option<GuildId>, Option<String>),
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let audit = client.audit();
    let found = audit.verify(within(VERIFY_PATIENCE), guild, since_head.clone());
    let chains = found.await.flat()?;
    out.rows(&chains)?;
    let broken = chains
        .iter()
        .find_map(|chain| Some((chain.guild, chain.broken.as_ref()?)));
    if let Some((guild, broken)) = broken {
        let place = match (broken.case, broken.entry) {
            (Some(case), Some(entry)) => {
                format!("case #{case}, entry {entry} (link {})", broken.link)
            }
            (None, Some(entry)) => format!("entry {entry} of no case (link {})", broken.link),
            (Some(case), None) => format!("the evidence of case #{case}"),
            (None, None) => format!("link {}", broken.link),
        };
        let place = format!("the chain of {} is broken at {place}", name(guild));
        return Err(Failure::new(
            Code::Broken,
            format!("{place}: {}", broken.why),
        ));
    }
    let met = chains.iter().any(|chain| chain.since_head == Some(true));
    match since_head {
        Some(head) if !met => Err(Failure::new(
            Code::Broken,
            format!("no chain has the head {head}"),
        )
        .hint("what led to it was written anew or removed, or it is of another installation")),
        _ => Ok(()),
    }
}
