//! `emp archive`

use clap::{Args, Subcommand};
use emperione_protocol::archives::{Checked, File, FileFilter, Restored};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten};

use super::when;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// How long files may be read, or written back.
const FILE_PATIENCE: std::time::Duration = std::time::Duration::from_hours(1);

/// What to do with the archive.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the files
    #[command(
        after_help = "Examples:\n  emp archive list\n  emp archive list --kind activity --json | jq 'map(.rows) | add'"
    )]
    List(Which),
    /// Read the files and check that they are what was written
    #[command(
        after_help = "Examples:\n  emp archive verify\n  emp archive verify --guild Harbor --month 2026-01"
    )]
    Verify(Which),
    /// Put the rows of a file back into the database for 30 days
    #[command(
        after_help = "Examples:\n  emp archive restore activity 2026-01\n  emp archive restore joins 2025-12 --guild Harbor\n\nThe file stays. A repetition does what is left to be done. To look at old rows, DuckDB and pandas need nothing but\nthe files: duckdb -c \"SELECT sum(messages) FROM 'archive/*/activity-*.parquet'\""
    )]
    Restore {
        /// The kind: activity, joins or cases
        kind: String,
        /// The month, such as 2026-01
        month: String,
    },
}

/// Which files.
#[derive(Debug, Args)]
pub struct Which {
    /// Only of this kind: activity, joins or cases
    #[arg(long)]
    kind: Option<String>,
    /// Only of this month, such as 2026-01
    #[arg(long)]
    month: Option<String>,
}

impl Row for File {
    const COLUMNS: &'static [&'static str] = &[
        "guild", "kind", "month", "rows", "bytes", "waiting", "restored", "written",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.guild.to_string(),
            self.kind.clone(),
            self.month.clone(),
            self.rows.to_string(),
            self.bytes.to_string(),
            self.waiting.to_string(),
            self.restored.to_string(),
            when::time(self.written_at),
        ]
    }
}

impl Row for Checked {
    const COLUMNS: &'static [&'static str] = &["guild", "kind", "month", "rows", "whole", "sha256"];

    fn cells(&self) -> Vec<String> {
        let File {
            guild,
            kind,
            month,
            rows,
            sha256,
            ..
        } = &self.file;
        let whole = if self.broken.is_none() { "yes" } else { "no" };
        vec![
            guild.to_string(),
            kind.clone(),
            month.clone(),
            rows.to_string(),
            whole.into(),
            sha256.clone().unwrap_or_else(|| "-".into()),
        ]
    }
}

impl Row for Restored {
    const COLUMNS: &'static [&'static str] = &["guild", "kind", "month", "rows", "already there"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.guild.to_string(),
            self.kind.clone(),
            self.month.clone(),
            self.rows.to_string(),
            self.already.to_string(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let archives = client.archives();
    match command {
        Command::List(which) => {
            let filter = filter(which, context, &client).await?;
            out.rows(&archives.list(within(PATIENCE), filter).await.flat()?)
        }
        Command::Verify(which) => {
            let filter = filter(which, context, &client).await?;
            let found = archives
                .verify(within(FILE_PATIENCE), filter)
                .await
                .flat()?;
            out.rows(&found)?;
            match found.into_iter().find_map(|checked| checked.broken) {
                Some(why) => Err(Failure::new(Code::Broken, why)
                    .hint("put the file back from a copy; nothing else holds its rows")),
                None => Ok(()),
            }
        }
        Command::Restore { kind, month } => {
            let guild = context.guild(&client).await?;
            let restored = archives.restore(within(FILE_PATIENCE), guild, kind, month);
            out.rows(&[restored.await.flat()?])
        }
    }
}

async fn filter(which: Which, context: &Context, client: &Client) -> Result<FileFilter, Failure> {
    let guild = match context.guild {
        Some(_) => Some(context.guild(client).await?),
        None => None,
    };
    Ok(FileFilter {
        guild,
        kind: which.kind,
        month: which.month,
    })
}
