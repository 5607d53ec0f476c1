//! The verbs that act on members: one, several, or a list on standard input.

use std::io::{self, BufRead};
use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, DirectMessage, Kind, Preview, State};
use emperione_protocol::transport::within;
use emperione_protocol::{ActionId, Client, ErrorKind, Flatten, GuildId};
use futures::{StreamExt, stream};
use serde::Deserialize;

use super::case::{actor, word};
use super::when;
use crate::context::{Context, PATIENCE, resolve};
use crate::duration;
use crate::error::{Failure, exit};
use crate::output::{Output, Row, of_many};

/// How many actions of one command are under way at once; the daemon spaces the calls.
const AT_ONCE: usize = 16;
/// How long one wait takes before the next.
const WAIT_MS: u64 = 15_000;
/// How often a lost connection is made anew for one action.
const RECONNECTS: usize = 5;

/// Flags of every acting verb.
#[expect(clippy::struct_excessive_bools, reason = "a flag is a bool")]
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Whom: ids, @names or beginnings of names; `-` reads one per line, or JSON lines, from standard input
    #[arg(value_name = "MEMBER", required = true)]
    members: Vec<String>,
    /// Why
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// Tell them by direct message
    #[arg(long, overrides_with = "no_notify")]
    notify: bool,
    /// Do not tell them
    #[arg(long)]
    no_notify: bool,
    /// Run every check and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Go on with the others when one fails
    #[arg(long)]
    keep_going: bool,
    /// Take what is already so for done
    #[arg(long)]
    ignore_existing: bool,
}

/// `emp ban`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp ban @raider7 --reason spam\n  emp ban 80351110224678912 --for 7d --delete 1h\n  emp ban - --reason raid --yes --keep-going < ids.txt"
)]
pub struct Ban {
    #[command(flatten)]
    common: Common,
    /// Lift the ban after this time, such as 7d or 12h
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Option<Duration>,
    /// Delete their messages of this time, 7d at most
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    delete: Option<Duration>,
}

/// `emp timeout`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp timeout @raider7 --for 10m --reason 'calm down'\n  emp timeout @raider7 --for 28d --no-notify"
)]
pub struct Timeout {
    #[command(flatten)]
    common: Common,
    /// End it after this time, 28d at most
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Duration,
}

/// A verb without flags of its own.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp warn @raider7 --reason 'no links, please'\n  emp unban 80351110224678912\n  emp kick - --reason raid --yes < ids.txt"
)]
pub struct Plain {
    #[command(flatten)]
    common: Common,
}

/// What is to be done to everyone who is named.
#[derive(Clone, Debug)]
struct Act {
    kind: Kind,
    length: Option<Duration>,
    delete: Option<Duration>,
}

/// Whom and why, of one line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(alias = "id")]
    member: String,
    reason: Option<String>,
    duration: Option<String>,
}

impl Row for Action {
    const COLUMNS: &'static [&'static str] =
        &["member", "id", "action", "state", "case", "message"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            word(&self.kind),
            self.error.clone().map_or_else(
                || word(&self.state),
                |error| format!("{}: {error}", word(&self.state)),
            ),
            format!("#{}", self.case),
            word(&self.direct_message),
        ]
    }
}

impl Row for Preview {
    const COLUMNS: &'static [&'static str] =
        &["member", "id", "action", "allowed", "calls", "checks"];

    fn cells(&self) -> Vec<String> {
        let refused = self.checks.iter().find(|check| !check.ok);
        let words = refused.map_or_else(
            || format!("{} checks passed", self.checks.len()),
            |check| format!("{}: {}", check.name, check.detail),
        );
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            word(&self.kind),
            if self.allowed {
                "yes".into()
            } else {
                "no".into()
            },
            self.calls.to_string(),
            words,
        ]
    }
}

pub(super) async fn ban(args: Ban, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let act = Act {
        kind: Kind::Ban,
        length: args.length,
        delete: args.delete,
    };
    run(act, args.common, context, out).await
}

pub(super) async fn timeout(
    args: Timeout,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let act = Act {
        kind: Kind::Timeout,
        length: Some(args.length),
        delete: None,
    };
    run(act, args.common, context, out).await
}

pub(super) async fn plain(
    kind: Kind,
    args: Plain,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    run(
        Act {
            kind,
            length: None,
            delete: None,
        },
        args.common,
        context,
        out,
    )
    .await
}

async fn run(act: Act, common: Common, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let lines = read_lines(&common)?;
    let client = context.client().await?;
    let guild = context.guild(&client).await?;
    let mut requests = Vec::new();
    for line in lines {
        requests.push(request(&act, &common, &line, guild, &client).await?);
    }
    if common.dry_run {
        return preview(&requests, &client, out).await;
    }
    let asks = matches!(act.kind, Kind::Ban | Kind::Kick) || requests.len() > 1;
    if asks && !common.yes {
        let whom = if let [only] = requests.as_slice() {
            format!("user {}", only.target)
        } else {
            format!("{} members", requests.len())
        };
        if !out.confirm(&format!("{} {whom}", word(&act.kind)))? {
            return Err(Failure::new(exit::CANCELLED, "nothing was done"));
        }
    }
    perform(requests, &common, context, &client, out).await
}

fn read_lines(common: &Common) -> Result<Vec<Line>, Failure> {
    let plain = |member: &str| Line {
        member: member.into(),
        reason: None,
        duration: None,
    };
    if common.members != ["-"] {
        if common.members.iter().any(|member| member == "-") {
            return Err(Failure::usage(
                "`-` reads everyone from standard input; name nobody beside it",
            ));
        }
        return Ok(common.members.iter().map(|member| plain(member)).collect());
    }
    let mut lines = Vec::new();
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line?;
        let text = line.trim();
        match text {
            "" => {}
            _ if text.starts_with('#') => {}
            _ if text.starts_with('{') => lines.push(read_json(number + 1, text)?),
            _ => lines.push(plain(text)),
        }
    }
    if lines.is_empty() {
        Err(Failure::usage("standard input names nobody"))
    } else {
        Ok(lines)
    }
}

fn read_json(number: usize, text: &str) -> Result<Line, Failure> {
    serde_json::from_str(text).map_err(|error| {
        Failure::usage(format!("line {number}: {error}"))
            .hint(r#"a line is `{"member": "…", "reason": "…", "duration": "7d"}`"#)
    })
}

async fn request(
    act: &Act,
    common: &Common,
    line: &Line,
    guild: GuildId,
    client: &Client,
) -> Result<ActRequest, Failure> {
    let target = resolve(client, guild, &line.member).await?.id;
    let own = line
        .duration
        .as_deref()
        .map(duration::parse)
        .transpose()
        .map_err(Failure::usage)?;
    let seconds = act
        .delete
        .map(|time| u32::try_from(time.as_secs()).unwrap_or(u32::MAX));
    Ok(ActRequest {
        id: ActionId::random(),
        guild,
        kind: act.kind,
        target,
        reason: line.reason.clone().or_else(|| common.reason.clone()),
        duration_ms: own
            .or(act.length)
            .map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
        delete_message_seconds: seconds,
        // A warning is told unless it is forbidden; everything else only if it is wanted.
        notify: !common.no_notify && (common.notify || act.kind == Kind::Warn),
    })
}

async fn preview(
    requests: &[ActRequest],
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut previews = Vec::new();
    for request in requests {
        previews.push(
            client
                .actions()
                .preview(within(PATIENCE), request.clone())
                .await
                .flat()?,
        );
    }
    out.rows(&previews)?;
    let refused = previews.iter().filter(|preview| !preview.allowed).count();
    if refused == 0 {
        Ok(())
    } else {
        Err(Failure::silent(exit::FORBIDDEN))
    }
}

async fn perform(
    requests: Vec<ActRequest>,
    common: &Common,
    context: &Context,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let all = requests.len();
    let bar = out.progress(Some(all as u64), "acting");
    let (mut failed, mut last) = (0, None);
    // Without --keep-going the next begins when the one before has ended well.
    let at_once = if common.keep_going { AT_ONCE } else { 1 };
    let mut results = stream::iter(requests)
        .map(|request| carry_out(request, context, client.clone()))
        .buffered(at_once);
    loop {
        let result = tokio::select! {
            result = results.next() => result,
            _ = tokio::signal::ctrl_c() => {
                bar.finish_and_clear();
                out.note("detached: what was asked for continues in the daemon; see `emp case list`");
                return Err(Failure::silent(exit::CANCELLED));
            }
        };
        let Some(result) = result else { break };
        bar.inc(1);
        let stop = bar.suspend(|| match result {
            Ok(action) => {
                let good = action.state != State::Failed;
                failed += usize::from(!good);
                show(&action, all, out).map(|()| !good)
            }
            Err(failure) if failure.code == exit::CONFLICT && common.ignore_existing => {
                out.note(&failure.message);
                Ok(false)
            }
            Err(failure) => {
                failed += 1;
                if all > 1 {
                    out.fail(&failure);
                }
                last = Some(failure);
                Ok(true)
            }
        })?;
        if stop && !common.keep_going {
            break;
        }
    }
    bar.finish_and_clear();
    match last {
        Some(failure) if all == 1 => Err(failure),
        _ => of_many(failed, all),
    }
}

/// One action in words, or as a record where programs read.
fn show(action: &Action, all: usize, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() || all > 1 {
        return out.stream(action);
    }
    let until = action
        .until
        .map_or_else(String::new, |until| format!(" until {}", when::time(until)));
    let told = match action.direct_message {
        DirectMessage::None | DirectMessage::Pending => "",
        DirectMessage::Sent => " · told",
        DirectMessage::Failed => " · takes no direct messages",
        DirectMessage::Withdrawn => " · message withdrawn",
    };
    let (kind, name) = (word(&action.kind), &action.target.name);
    match (&action.error, action.state) {
        (Some(error), _) => out.note(&format!(
            "not done: {kind} @{name}: {error} · case #{}{told}",
            action.case
        )),
        (None, State::Applied | State::Verified) => {
            out.note(&format!(
                "{kind} @{name}{until} · case #{}{told} · by {}",
                action.case,
                actor(&action.actor)
            ));
        }
        (None, state) => out.note(&format!(
            "{kind} @{name} is {} · case #{}: it goes on in the daemon",
            word(&state),
            action.case
        )),
    }
    Ok(())
}

/// Asks for an action and waits for its end. A lost connection is made anew and the same id sent again, so that
/// nothing happens twice.
async fn carry_out(
    request: ActRequest,
    context: &Context,
    mut client: Client,
) -> Result<Action, Failure> {
    let mut left = RECONNECTS;
    loop {
        match until_final(&request, &client).await {
            Err(error) if error.kind == ErrorKind::Unreachable && left > 0 => {
                left -= 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
                if let Ok(again) = context.client().await {
                    client = again;
                }
            }
            ended => return Ok(ended?),
        }
    }
}

async fn until_final(
    request: &ActRequest,
    client: &Client,
) -> Result<Action, emperione_protocol::Error> {
    client
        .actions()
        .submit(within(PATIENCE), request.clone())
        .await
        .flat()?;
    loop {
        let action = client
            .actions()
            .wait(within(PATIENCE), request.id, WAIT_MS)
            .await
            .flat()?;
        if action.state.is_final() {
            return Ok(action);
        }
    }
}
