//! `emp undo`, `emp apply` and `emp plan show`.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use emperione_protocol::actions::ActRequest;
use emperione_protocol::batches::{self, Act, Aim, PlanRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{ActionId, BatchId, Client, Code, ErrorKind, Flatten, GuildId};

use super::many::{self, How};
use super::why::Why;
use super::{perform, plan};
use crate::commands::case::whom;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::Output;

/// The longest text that is a case's number; a longer one is an id.
const LONGEST_NUMBER: usize = 11;

/// `emp undo`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp undo 42\n  emp undo 5k3m9x0q2w7e --dry-run\n  emp undo 5k3m9x0q2w7e --plan undo.plan"
)]
pub struct Undo {
    /// The number of a case, or the id of an action or batch
    #[arg(value_name = "CASE|ID")]
    what: String,
    /// Undo also what somebody changed since
    #[arg(long)]
    force: bool,
    /// Undo also what a warning brought about
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    how: How,
}

/// `emp apply`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp ban - --reason raid --plan raid.plan < ids.txt\n  emp apply raid.plan\n  emp apply raid.plan --keep-going --yes"
)]
pub struct Apply {
    /// A plan that `--plan` wrote; `-` reads it from standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

/// Look at plans
#[derive(Debug, clap::Subcommand)]
pub enum Plan {
    /// Check a plan against the world as it is now
    #[command(
        after_help = "Examples:\n  emp plan show raid.plan\n  emp plan show raid.plan --json"
    )]
    Show {
        /// A plan that `--plan` wrote; `-` reads it from standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(in crate::commands) async fn undo(
    args: Undo,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let text = args.what.trim_start_matches('#');
    if text.len() <= LONGEST_NUMBER && text.bytes().all(|letter| letter.is_ascii_digit()) {
        let number = text
            .parse()
            .map_err(|_| Failure::usage("no case is named"))?;
        let guild = context.guild(&client).await?;
        return undo_case((guild, number), args, context, client, out).await;
    }
    let id: BatchId = text
        .parse()
        .map_err(|_| Failure::usage(format!("`{text}` is no case's number and no id")))?;
    let inverse = client.batches().inverse(within(PATIENCE), id).await.flat();
    let mut plan = match inverse {
        Err(error) if error.kind == ErrorKind::NotFound => {
            let action = client
                .actions()
                .show(within(PATIENCE), ActionId(id.0))
                .await
                .flat();
            let action = action?;
            let case = (action.guild, action.case);
            return undo_case(case, args, context, client, out).await;
        }
        plan => plan?,
    };
    if args.force {
        plan.act.force = true;
        plan.lines.iter_mut().for_each(|line| line.refused = None);
    }
    let why = args.why.words(&client, plan.guild).await?;
    plan.act.reason = why.or(plan.act.reason);
    args.how.go(plan, context, client, out).await
}

async fn undo_case(
    (guild, number): (GuildId, u64),
    args: Undo,
    context: &Context,
    client: Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let inverse = client
        .actions()
        .inverse(within(PATIENCE), guild, number)
        .await
        .flat()?;
    if let (Some(changed), false) = (&inverse.changed, args.force) {
        let words = format!("case {number} is not undone: {changed}");
        return Err(Failure::new(Code::Changed, words).hint("undo it anyway with --force"));
    }
    let mut request = inverse.request;
    request.force = args.force;
    let why = args.why.words(&client, guild).await?;
    request.reason = why.or(request.reason);
    let looks = args.how.plan.is_some() || args.how.dry_run;
    let mut notes = also(&inverse.caused, args.steps);
    notes.extend(inverse.loses.clone().filter(|_| looks));
    for words in &notes {
        out.note(words);
    }
    if args.how.plan.is_some() {
        let plan = plan_of(request, &client).await?;
        return args.how.go(plan, context, client, out).await;
    }
    if args.how.dry_run {
        return super::preview(request, &client, out).await;
    }
    let loses = inverse
        .loses
        .map_or_else(String::new, |loses| format!("; {loses}"));
    let whom = whom(request.kind, &inverse.target);
    let what = format!("{} {whom}{loses}", request.kind);
    if !args.how.yes && !out.confirm(&what)? {
        return Err(Failure::cancelled());
    }
    perform::perform(request, &args.how, context, client.clone(), out).await?;
    let steps = inverse.caused.into_iter().filter(|_| args.steps);
    for number in steps {
        let step = step(number, args.force, &args.how);
        let undone = undo_case((guild, number), step, context, client.clone(), out);
        Box::pin(undone).await?;
    }
    Ok(())
}

/// How a case is undone with the one that brought it about.
fn step(number: u64, force: bool, how: &How) -> Undo {
    Undo {
        what: number.to_string(),
        force,
        steps: false,
        why: Why::default(),
        how: how.clone(),
    }
}

/// What a warning brought about, and whether it is undone too.
fn also(caused: &[u64], steps: bool) -> Vec<String> {
    let words = |number: &u64| {
        if steps {
            format!("it brought about case #{number}, which is undone too")
        } else {
            format!("it brought about case #{number}: `emp undo {number}` undoes that too")
        }
    };
    caused.iter().map(words).collect()
}

/// One act as a plan.
async fn plan_of(request: ActRequest, client: &Client) -> Result<batches::Plan, Failure> {
    let aim = Aim {
        undoes: request.undoes,
        ..Aim::new(request.target)
    };
    let act = Act {
        reason: request.reason,
        duration_ms: request.duration_ms,
        delete_message_seconds: request.delete_message_seconds,
        notify: request.notify,
        detail: request.detail,
        force: request.force,
        ..Act::new(request.kind)
    };
    let request = PlanRequest {
        guild: request.guild,
        act,
        aims: vec![aim],
        query: None,
    };
    Ok(client
        .batches()
        .plan(within(many::LONG), request)
        .await
        .flat()?)
}

pub(in crate::commands) async fn apply(
    args: Apply,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let plan = again(&args.file, &client).await?;
    let changed = plan
        .lines
        .iter()
        .filter(|line| line.refused.is_some())
        .count();
    if changed > 0 {
        out.note(&format!("{changed} changed since the plan was made"));
    }
    args.how.go(plan, context, client, out).await
}

pub(in crate::commands) async fn show(
    args: &Plan,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let Plan::Show { file } = args;
    let client = context.client().await?;
    How::default().show(&again(file, &client).await?, out)
}

/// Reads a plan and makes it anew, as the world is now.
async fn again(file: &Path, client: &Client) -> Result<batches::Plan, Failure> {
    let mut text = String::new();
    if file == Path::new("-") {
        io::stdin().read_to_string(&mut text)?;
    } else {
        let named = |error| Failure::error(format!("{}: {error}", file.display()));
        text = fs::read_to_string(file).map_err(named)?;
    }
    let planned = plan::read(&text)?;
    let request = planned.request;
    let plan = client
        .batches()
        .plan(within(many::LONG), request)
        .await
        .flat()?;
    Ok(batches::Plan {
        undoes: planned.undoes,
        ..plan
    })
}
