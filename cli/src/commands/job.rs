//! `emp job`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::jobs::{Job, JobKind, JobState};
use emperione_protocol::transport::within;
use emperione_protocol::{ActionId, Flatten};

use super::case::word;
use super::when;
use crate::context::{Context, PATIENCE};
use crate::duration;
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
    /// List the kinds of jobs, and how each goes
    #[command(
        after_help = "Examples:\n  emp job kinds\n  emp job kinds --json | jq -r '.[] | select(.dead > 0).name'"
    )]
    Kinds,
    /// Show a kind of job
    #[command(after_help = "Examples:\n  emp job show aggregate\n  emp job show prune --json")]
    Show {
        /// The name of the kind
        name: String,
    },
    /// Queue a job of a kind now
    #[command(
        after_help = "Examples:\n  emp job run aggregate\n  emp job run prune --key 20260501"
    )]
    Run {
        /// The name of the kind
        name: String,
        /// Names this wish: asked again with it, nothing more is queued
        #[arg(long)]
        key: Option<String>,
    },
    /// Stop queueing a kind at its ticks
    #[command(after_help = "Examples:\n  emp job pause prune\n  emp job pause aggregate --quiet")]
    Pause {
        /// The name of the kind
        name: String,
    },
    /// Queue a kind at its ticks again
    #[command(
        after_help = "Ticks that were missed are caught up by one.\n\nExamples:\n  emp job resume prune\n  emp job resume aggregate --quiet"
    )]
    Resume {
        /// The name of the kind
        name: String,
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

impl Row for JobKind {
    const COLUMNS: &'static [&'static str] = &[
        "job",
        "every",
        "last tick",
        "next tick",
        "last",
        "waiting",
        "running",
        "done",
        "dead",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            duration::format(self.every_s * 1_000),
            when::maybe(self.last_tick_at),
            self.next_tick_at
                .map_or_else(|| "paused".into(), when::time),
            outcome(self.last.as_ref()),
            self.pending.to_string(),
            self.running.to_string(),
            self.done.to_string(),
            self.dead.to_string(),
        ]
    }
}

fn outcome(last: Option<&Job>) -> String {
    last.map_or_else(|| "-".into(), |job| word(&job.state))
}

fn lines(kind: &JobKind) -> Vec<(&'static str, String)> {
    let last = kind.last.as_ref();
    let ended = when::maybe(last.and_then(|job| job.done_at));
    let error = last.and_then(|job| job.error.clone());
    let waited = kind.oldest_s.map(|s| duration::format(s * 1_000));
    let dash = || "-".to_owned();
    vec![
        ("job", kind.name.clone()),
        ("about", kind.about.clone()),
        ("every", duration::format(kind.every_s * 1_000)),
        ("priority", kind.priority.to_string()),
        ("last tick", when::maybe(kind.last_tick_at)),
        ("next tick", when::maybe(kind.next_tick_at)),
        ("paused since", when::maybe(kind.paused_at)),
        ("last", format!("{} {ended}", outcome(last))),
        ("error", error.unwrap_or_else(dash)),
        ("waiting", kind.pending.to_string()),
        ("oldest waits", waited.unwrap_or_else(dash)),
        ("running", kind.running.to_string()),
        ("done", kind.done.to_string()),
        ("dead", kind.dead.to_string()),
    ]
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
        Command::Kinds => out.rows(&jobs.kinds(within(PATIENCE), None).await.flat()?),
        Command::Show { name } => {
            let found = jobs
                .kinds(within(PATIENCE), Some(name.clone()))
                .await
                .flat()?;
            let kind = found.first();
            let kind = kind.ok_or_else(|| Failure::error(format!("there is no job {name}")))?;
            out.record(kind, &lines(kind))
        }
        Command::Run { name, key } => {
            let key = key.unwrap_or_else(|| ActionId::random().to_string());
            let job = jobs.run(within(PATIENCE), name, key).await.flat()?;
            let lines: Vec<_> = Job::COLUMNS.iter().copied().zip(job.cells()).collect();
            out.record(&job, &lines)
        }
        Command::Pause { name } => {
            let kind = jobs.pause(within(PATIENCE), name).await.flat()?;
            out.note(&format!("paused {}", kind.name));
            Ok(())
        }
        Command::Resume { name } => {
            let kind = jobs.resume(within(PATIENCE), name).await.flat()?;
            out.note(&format!("{} goes on", kind.name));
            Ok(())
        }
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
