//! `emp batch`: the same act on many, while it runs and after.

use emperione_protocol::batches::Batch;
use emperione_protocol::transport::within;
use emperione_protocol::{BatchId, Client, Flatten};

use super::act::many;
use super::case::actor;
use super::when;
use crate::context::{Context, PATIENCE, collect};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Manage acts on many at once
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List batches, newest first
    #[command(
        after_help = "Examples:\n  emp batch list\n  emp batch list --limit 5 --json=id,state"
    )]
    List {
        /// Show at most so many
        #[arg(long, value_name = "NUMBER", default_value_t = 20)]
        limit: usize,
    },
    /// Show a batch
    #[command(
        after_help = "Examples:\n  emp batch show 5k3m9x0q2w7e\n  emp batch show 5k3m9x0q2w7e --lines --format csv"
    )]
    Show {
        /// Its id
        #[arg(value_name = "BATCH")]
        id: BatchId,
        /// Show what became of everybody instead
        #[arg(long)]
        lines: bool,
    },
    /// Watch a batch until it ends
    #[command(
        after_help = "Examples:\n  emp batch watch 5k3m9x0q2w7e\n  emp batch watch 5k3m9x0q2w7e --quiet"
    )]
    Watch(One),
    /// Begin nothing more until it is resumed
    #[command(
        after_help = "Examples:\n  emp batch pause 5k3m9x0q2w7e\n  emp batch pause 5k3m9x0q2w7e --json=state"
    )]
    Pause(One),
    /// Let a paused batch go on
    #[command(
        after_help = "Examples:\n  emp batch resume 5k3m9x0q2w7e\n  emp batch resume 5k3m9x0q2w7e --json=state"
    )]
    Resume(One),
    /// Begin nothing more; what was done stays
    #[command(
        after_help = "Examples:\n  emp batch cancel 5k3m9x0q2w7e\n  emp batch cancel 5k3m9x0q2w7e --json=state"
    )]
    Cancel(One),
    /// Approve somebody else's large batch
    #[command(
        after_help = "Examples:\n  emp batch approve 5k3m9x0q2w7e\n  emp batch approve 5k3m9x0q2w7e --json=state"
    )]
    Approve(One),
}

/// A batch.
#[derive(Debug, clap::Args)]
pub struct One {
    /// Its id
    #[arg(value_name = "BATCH")]
    id: BatchId,
}

impl Row for Batch {
    const COLUMNS: &'static [&'static str] = &[
        "batch", "what", "state", "applied", "failed", "refused", "total", "by", "at",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.act.kind.to_string(),
            self.state.word().into(),
            self.applied.to_string(),
            self.failed.to_string(),
            self.refused.to_string(),
            self.total.to_string(),
            actor(&self.actor),
            when::time(self.created_at),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let (batches, call) = (client.batches(), within(PATIENCE));
    let turned = match command {
        Command::List { limit } => return list(limit, context, &client, out).await,
        Command::Show { id, lines: true } => return out.rows(&many::lines(id, &client).await?),
        Command::Show { id, lines: false } => {
            return show(&batches.show(call, id).await.flat()?, out);
        }
        Command::Watch(One { id }) => {
            let batch = batches.show(call, id).await.flat()?;
            let batch = many::watch(batch, context, client, out).await?;
            tell(&batch, out)?;
            return many::end(&batch, 0);
        }
        Command::Pause(One { id }) => batches.pause(call, id).await.flat()?,
        Command::Resume(One { id }) => batches.resume(call, id).await.flat()?,
        Command::Cancel(One { id }) => batches.cancel(call, id).await.flat()?,
        Command::Approve(One { id }) => batches.approve(call, id).await.flat()?,
    };
    tell(&turned, out)
}

fn tell(batch: &Batch, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() {
        return out.rows(std::slice::from_ref(batch));
    }
    out.note(&many::summary(batch));
    Ok(())
}

async fn list(
    limit: usize,
    context: &Context,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let guild = context.guild(client).await?;
    let batches = collect(limit, async |page| {
        client
            .batches()
            .list(within(PATIENCE), Some(guild), page)
            .await
            .flat()
    })
    .await?;
    out.rows(&batches)
}

fn show(batch: &Batch, out: &mut Output) -> Result<(), Failure> {
    let undoes = batch.undoes.map_or_else(String::new, |id| id.to_string());
    out.record(
        batch,
        &[
            ("batch", batch.id.to_string()),
            ("what", batch.act.kind.to_string()),
            ("reason", batch.act.reason.clone().unwrap_or_default()),
            ("state", batch.state.word().into()),
            ("applied", format!("{} of {}", batch.applied, batch.total)),
            ("failed", batch.failed.to_string()),
            ("refused", batch.refused.to_string()),
            ("by", actor(&batch.actor)),
            ("approved by", batch.approver.clone().unwrap_or_default()),
            ("halted", batch.halted.clone().unwrap_or_default()),
            ("undoes", undoes),
            ("at", when::time(batch.created_at)),
        ],
    )
}
