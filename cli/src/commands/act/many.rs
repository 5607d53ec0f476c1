//! The same act on many: planned, confirmed, carried out by the daemon as a batch and watched from here.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use emperione_protocol::actions::State;
use emperione_protocol::batches::{
    Batch, BatchLine, BatchRequest, BatchState, Plan, PlanLine, PlanRequest,
};
use emperione_protocol::transport::within;
use emperione_protocol::{BatchId, Client, Code, ErrorKind, Flatten};

use super::plan;
use crate::commands::case::{whom, word};
use crate::context::{Context, PATIENCE, collect};
use crate::error::{Failure, exit, exit_of};
use crate::output::{Output, Row, of_many};

/// How long one wait takes before the next.
const WAIT_MS: u64 = 5_000;
/// How often a line is written where no bar is seen.
const LINE_EVERY: Duration = Duration::from_secs(5);
/// How many seconds a daemon may be away.
const RECONNECTS: usize = 60;
/// A plan of ten thousand takes its time.
pub(super) const LONG: Duration = Duration::from_mins(2);

/// How a plan is gone about.
#[expect(clippy::struct_excessive_bools, reason = "a flag is a bool")]
#[derive(Clone, Debug, Default, clap::Args)]
pub struct How {
    /// Run every check and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Confirm a large batch by the guild's name
    #[arg(long, value_name = "GUILD")]
    pub confirm: Option<String>,
    /// Confirm a large batch by what it is, such as mass-ban
    #[arg(long, value_name = "RISK", conflicts_with = "confirm")]
    pub accept_risk: Vec<String>,
    /// Go on with the others when one fails or is refused
    #[arg(long)]
    pub keep_going: bool,
    /// Take what is already so for done
    #[arg(long)]
    pub ignore_existing: bool,
}

impl Row for BatchLine {
    const COLUMNS: &'static [&'static str] = &["target", "id", "state", "case", "why"];

    fn cells(&self) -> Vec<String> {
        let state = self.state.as_ref().map(word);
        let none = if self.error.is_some() {
            "refused"
        } else {
            "waiting"
        };
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            state.unwrap_or_else(|| none.into()),
            self.case
                .map_or_else(String::new, |case| format!("#{case}")),
            self.error.clone().unwrap_or_default(),
        ]
    }
}

impl How {
    /// Shows, writes or carries out a plan.
    ///
    /// # Errors
    /// If it is refused in part and nothing says to go on, is not confirmed, or fails.
    pub(super) async fn go(
        &self,
        plan: Plan,
        context: &Context,
        client: Client,
        out: &mut Output,
    ) -> Result<(), Failure> {
        if let Some(path) = &self.plan {
            let text = plan::write(&plan, path)?;
            out.text(&text)?;
            out.note(&plan::words(&plan));
            return Ok(());
        }
        if self.dry_run {
            return self.show(&plan, out);
        }
        let refused: Vec<_> = plan.lines.iter().filter(|line| self.stops(line)).collect();
        if let (Some(first), false) = (refused.first(), self.keep_going) {
            return Err(refusal(&plan, first, refused.len()));
        }
        if plan.lines.iter().all(|line| line.refused.is_some()) {
            out.note("nothing is left to be done");
            return of_many(refused.len(), plan.lines.len());
        }
        let refused: Vec<_> = refused.into_iter().map(refused_line).collect();
        let request = self.request(plan, out)?;
        let batch = create(request, context, client.clone()).await?;
        let batch = watch(batch, context, client.clone(), out).await?;
        finish(&batch, refused, &client, out).await
    }

    /// Prints a plan.
    ///
    /// # Errors
    /// If it would not be carried out as it is, after it was printed.
    pub(super) fn show(&self, plan: &Plan, out: &mut Output) -> Result<(), Failure> {
        if out.is_document() {
            // The whole of it, which `emp apply` takes.
            out.record(plan, &[])?;
        } else {
            out.rows(&plan.lines)?;
        }
        out.note(&plan::words(plan));
        if let Some(why) = &plan.confirm {
            out.note(&format!("it has to be confirmed: {why}"));
        }
        self.verdict(plan)
    }

    /// Says what would be refused, where what would be hit was shown already.
    ///
    /// # Errors
    /// If anything would be.
    pub(super) async fn check(
        &self,
        request: PlanRequest,
        client: &Client,
        out: &Output,
    ) -> Result<(), Failure> {
        let plan = client.batches().plan(within(LONG), request).await.flat()?;
        for line in &plan.lines {
            if let Some(why) = &line.refused {
                let whom = whom(plan.act.kind, &line.target);
                out.note(&format!("{whom} would be refused: {why}"));
            }
        }
        self.verdict(&plan)
    }

    /// The exit code with which a plan would be refused.
    fn verdict(&self, plan: &Plan) -> Result<(), Failure> {
        let stops = plan.lines.iter().find(|line| self.stops(line));
        stops.map_or(Ok(()), |line| Err(Failure::silent(exit_of(code(line)))))
    }

    /// Whether a line keeps a plan from being carried out.
    fn stops(&self, line: &PlanLine) -> bool {
        line.refused.is_some() && !(self.ignore_existing && line.already)
    }

    /// What is asked of the daemon, once it is confirmed.
    fn request(&self, plan: Plan, out: &Output) -> Result<BatchRequest, Failure> {
        let risk = format!("mass-{}", plan.act.kind).replace(' ', "-");
        let accepted = self.accept_risk.contains(&risk);
        let mut confirm = accepted
            .then(|| plan.guild_name.clone())
            .or(self.confirm.clone());
        let named = confirm.as_ref() == Some(&plan.guild_name);
        out.note(&plan::words(&plan));
        match &plan.confirm {
            Some(why) if confirm.is_none() => {
                let question = format!("{why}; type the name of the guild");
                let flag = format!("--confirm '{}'` or `--accept-risk {risk}", plan.guild_name);
                confirm = Some(out.ask(&question, &flag)?);
            }
            None if !self.yes && !named && !out.confirm("go on?")? => {
                return Err(Failure::cancelled());
            }
            _ => {}
        }
        let allowed = plan.lines.into_iter().filter(|line| line.refused.is_none());
        Ok(BatchRequest {
            id: BatchId::random(),
            guild: plan.guild,
            act: plan.act,
            aims: allowed.map(|line| line.aim).collect(),
            confirm,
            undoes: plan.undoes,
        })
    }
}

/// Why a line is refused.
fn code(line: &PlanLine) -> Code {
    line.code.unwrap_or(Code::Forbidden)
}

fn refusal(plan: &Plan, first: &PlanLine, refused: usize) -> Failure {
    let why = first.refused.as_deref().unwrap_or_default();
    let (all, whom) = (plan.lines.len(), whom(plan.act.kind, &first.target));
    let code = code(first);
    let force = match code {
        Code::Changed => "undo them anyway with --force, ",
        _ => "",
    };
    let words = format!("{refused} of {all} are refused, such as {whom}: {why}; nothing was done");
    Failure::new(code, words).hint(format!(
        "see all with --dry-run, {force}leave them out with --keep-going"
    ))
}

/// Somebody who was left out of a batch.
fn refused_line(line: &PlanLine) -> BatchLine {
    BatchLine {
        target: line.target.clone(),
        action: None,
        case: None,
        state: None,
        error: line.refused.clone(),
    }
}

/// Asks for a batch. A lost connection is made anew and the same id sent again.
async fn create(
    request: BatchRequest,
    context: &Context,
    client: Client,
) -> Result<Batch, Failure> {
    let created = client
        .batches()
        .create(within(LONG), request.clone())
        .await
        .flat();
    match created {
        Err(error) if error.kind == ErrorKind::Unreachable => {
            let client = context.client().await?;
            Ok(client
                .batches()
                .create(within(LONG), request)
                .await
                .flat()?)
        }
        created => Ok(created?),
    }
}

/// Watches a batch to its end. It goes on without us, also through a lost connection.
///
/// # Errors
/// If the person went away, it paused by itself, or the daemon stays away.
pub(in crate::commands) async fn watch(
    mut batch: Batch,
    context: &Context,
    mut client: Client,
    out: &Output,
) -> Result<Batch, Failure> {
    let bar = out.progress(Some(batch.total), batch.act.kind.word());
    let mut told = Instant::now();
    while !batch.state.is_final() {
        bar.set_position(batch.ended());
        if let Some(why) = &batch.halted {
            bar.finish_and_clear();
            return Err(halt(&batch, why));
        }
        let left = plan::at_least(batch.left_ms);
        let words = match batch.state {
            BatchState::Running => format!("{}, {left} left", batch.act.kind),
            state => format!("{}, {}", batch.act.kind, state.word()),
        };
        if told.elapsed() >= LINE_EVERY {
            told = Instant::now();
            out.progress_line(&format!("{words}: {} of {}", batch.ended(), batch.total));
        }
        bar.set_message(words);
        let waited = async {
            let batches = client.batches();
            batches
                .wait(within(PATIENCE), batch.id, batch.ended(), WAIT_MS)
                .await
                .flat()
        };
        let waited = tokio::select! {
            waited = waited => waited,
            _ = tokio::signal::ctrl_c() => {
                bar.finish_and_clear();
                let id = batch.id;
                out.note(&format!("detached: batch {id} goes on; see `emp batch show {id}`"));
                return Err(Failure::silent(exit::CANCELLED));
            }
        };
        match waited {
            Ok(now) => batch = now,
            Err(error) if error.kind == ErrorKind::Unreachable => {
                bar.set_message(format!("{}, the daemon is away", batch.act.kind));
                client = reconnect(context, batch.id).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok(batch)
}

/// A batch that paused by itself.
fn halt(batch: &Batch, why: &str) -> Failure {
    let (id, ended, total) = (batch.id, batch.ended(), batch.total);
    let words = format!("batch {id} is paused after {ended} of {total}: {why}");
    Failure::new(Code::Forbidden, words).hint(format!("see to it, then `emp batch resume {id}`"))
}

/// Waits for a daemon that is started anew; the batch goes on with it.
async fn reconnect(context: &Context, id: BatchId) -> Result<Client, Failure> {
    for _ in 0..RECONNECTS {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Ok(client) = context.client().await {
            return Ok(client);
        }
    }
    let paused =
        format!("batch {id} is paused: the daemon is away, and resumes it when it is back");
    Err(Failure::new(Code::ConnectionLost, paused)
        .hint(format!("then watch it with `emp batch watch {id}`")))
}

/// Says how it ended: everybody where programs read, else those for whom it went wrong.
async fn finish(
    batch: &Batch,
    refused: Vec<BatchLine>,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut lines = lines(batch.id, client).await?;
    let good = |line: &BatchLine| matches!(line.state, Some(State::Applied | State::Verified));
    if !out.is_structured() {
        lines.retain(|line| !good(line));
    }
    let refused_before = refused.len();
    lines.extend(refused);
    if !lines.is_empty() {
        out.rows(&lines)?;
    }
    out.note(&summary(batch));
    end(batch, refused_before)
}

/// The exit code of a batch that ended: what was left undone counts as what failed, as do those who were left out of it.
///
/// # Errors
/// If not everything was applied.
pub(in crate::commands) fn end(batch: &Batch, left_out: usize) -> Result<(), Failure> {
    let bad = count(batch.total - batch.applied);
    of_many(bad + left_out, count(batch.total) + left_out)
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What became of everybody.
pub(in crate::commands) async fn lines(
    id: BatchId,
    client: &Client,
) -> Result<Vec<BatchLine>, Failure> {
    collect(usize::MAX, async |page| {
        let batches = client.batches();
        batches.lines(within(PATIENCE), id, page).await.flat()
    })
    .await
}

/// A batch in a sentence.
pub(in crate::commands) fn summary(batch: &Batch) -> String {
    let parts = [
        (batch.applied, "applied"),
        (batch.failed, "failed"),
        (batch.refused, "refused"),
        (batch.total - batch.ended(), "left"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let (kind, state, id) = (batch.act.kind, batch.state.word(), batch.id);
    let undo = match batch.applied {
        0 => String::new(),
        _ => format!(" · undo it with `emp undo {id}`"),
    };
    format!("{kind} {state}: {}{undo}", parts.join(", "))
}
