//! `emp job`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::Flatten;
use emperione_protocol::jobs::{Job, JobState};
use emperione_protocol::transport::within;

use super::case::word;
use super::when;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with jobs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the newest jobs
    #[command(after_help = "Examples:\n  emp job list\n  emp job list --state dead")]
    List {
        /// Only those in this state
        #[arg(long)]
        state: Option<StateArg>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Queue a dead job again
    #[command(
        after_help = "Examples:\n  emp job retry 01JABC\n  emp job list --state dead --json=id | jq -r '.[].id' | xargs -n1 emp job retry"
    )]
    Retry {
        /// The id of the job
        id: String,
    },
    /// Remove a dead job
    #[command(after_help = "Examples:\n  emp job discard 01JABC\n  emp job discard 01JABC --quiet")]
    Discard {
        /// The id of the job
        id: String,
    },
}

/// A state of a job.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StateArg {
    Pending,
    Running,
    Done,
    Dead,
}

impl From<StateArg> for JobState {
    fn from(state: StateArg) -> Self {
        match state {
            StateArg::Pending => Self::Pending,
            StateArg::Running => Self::Running,
            StateArg::Done => Self::Done,
            StateArg::Dead => Self::Dead,
        }
    }
}

impl Row for Job {
    const COLUMNS: &'static [&'static str] = &["id", "job", "state", "tries", "due", "error"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.name.clone(),
            word(&self.state),
            format!("{} of {}", self.attempts, self.max_attempts),
            when::time(self.run_at),
            self.error.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let jobs = context.client().await?.jobs();
    match command {
        Command::List { state, limit } => out.rows(
            &jobs
                .list(within(PATIENCE), state.map(Into::into), limit)
                .await
                .flat()?,
        ),
        Command::Retry { id } => {
            let job = jobs.retry(within(PATIENCE), id).await.flat()?;
            out.note(&format!("queued {} again", job.name));
            Ok(())
        }
        Command::Discard { id } => {
            jobs.discard(within(PATIENCE), id.clone()).await.flat()?;
            out.note(&format!("removed {id}"));
            Ok(())
        }
    }
}
