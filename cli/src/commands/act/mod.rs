//! The verbs that act on members: one, several, or a list on standard input.

pub mod channel;
mod lines;
pub mod many;
pub mod message;
pub mod pause;
mod perform;
mod plan;
pub mod purge;
pub mod retime;
mod undo;
pub mod voice;
pub(in crate::commands) mod why;

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten, GuildId};

use crate::commands::case::whom;
use crate::commands::ladder::words;
use crate::context::{Context, PATIENCE, resolve_id, resolve_role};
use crate::duration::{self, millis};
use crate::error::{Failure, exit_of};
use crate::output::Output;
use lines::Line;
use many::How;
pub(super) use perform::until_final;
pub use undo::{Apply, Plan, Undo};
pub(super) use undo::{apply, show, undo};
use why::Why;

/// Flags of every acting verb.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Whom: ids, @names or beginnings of names; `-` reads one per line, or JSON lines, from standard input
    #[arg(value_name = "MEMBER", required_unless_present = "query")]
    members: Vec<String>,
    /// Everybody whom a query finds, see emp-query(7)
    #[arg(long = "where", value_name = "QUERY", conflicts_with = "members")]
    query: Option<String>,
    #[command(flatten)]
    why: Why,
    /// Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many
    /// only a warning
    #[arg(long, overrides_with = "no_notify")]
    notify: bool,
    /// Do not tell them
    #[arg(long)]
    no_notify: bool,
    /// Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox
    /// (can be repeated)
    #[arg(long, value_name = "LINK")]
    evidence: Vec<String>,
    #[command(flatten)]
    how: How,
}

/// `emp ban`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp ban @raider7 --reason spam\n  emp ban @raider7 --evidence https://discord.com/channels/80351110224678912/1/2\n  emp ban 80351110224678912 --for 7d --delete 1h\n  emp ban - --reason raid --yes --keep-going < ids.txt\n  emp ban --where 'joined < 1h and messages = 0' --reason raid --plan raid.plan"
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
    after_help = "Examples:\n  emp timeout @raider7 --for 10m --reason 'calm down'\n  emp timeout @raider7 --for 60d --no-notify\n  emp timeout @raider7 --forever --reason 'until the appeal'"
)]
pub struct Timeout {
    #[command(flatten)]
    common: Common,
    /// End it after this time
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse, required_unless_present = "forever")]
    length: Option<Duration>,
    /// Let it last until somebody ends it
    #[arg(long, conflicts_with = "length")]
    forever: bool,
}

/// `emp warn`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp warn @raider7 --reason 'no links, please'\n  emp warn @raider7 --reason 'third time' --points 2 --dry-run\n  emp warn @raider7 --template ads"
)]
pub struct Warn {
    #[command(flatten)]
    common: Common,
    /// What it weighs on the guild's ladder, see `emp ladder`
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    points: u32,
}

/// A verb without flags of its own.
#[derive(Debug, clap::Args)]
pub struct Plain {
    #[command(flatten)]
    common: Common,
}

/// `emp softban`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp softban @raider7 --reason 'link spam'\n  emp softban @raider7 --delete 7d"
)]
pub struct Softban {
    #[command(flatten)]
    common: Common,
    /// Delete their messages of this time, 7d at most
    #[arg(long, value_name = "TIME", value_parser = duration::parse, default_value = "1d")]
    delete: Duration,
}

/// `emp nick`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp nick @raider7 --to 'Be Kind'\n  emp nick @raider7 --reset --reason 'the name is fine'"
)]
pub struct Nick {
    #[command(flatten)]
    common: Common,
    /// The nickname
    #[arg(long, value_name = "NAME", required_unless_present = "reset")]
    to: Option<String>,
    /// Take the nickname away
    #[arg(long, conflicts_with = "to")]
    reset: bool,
}

/// Manage roles of members
#[derive(Debug, clap::Subcommand)]
pub enum Role {
    /// Give a role, for good or for a time
    #[command(
        after_help = "Examples:\n  emp role add Quiet @raider7 --for 1d\n  emp role add Quiet - < ids.txt"
    )]
    Add {
        /// The role, by id or name
        #[arg(value_name = "ROLE")]
        role: String,
        #[command(flatten)]
        common: Common,
        /// Take it away after this time
        #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
        length: Option<Duration>,
    },
    /// Take a role away
    #[command(
        after_help = "Examples:\n  emp role remove Quiet @raider7\n  emp role remove Quiet - --yes < ids.txt"
    )]
    Remove {
        /// The role, by id or name
        #[arg(value_name = "ROLE")]
        role: String,
        #[command(flatten)]
        common: Common,
    },
}

pub(super) async fn ban(args: Ban, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let act = Act {
        duration_ms: args.length.map(millis),
        delete_message_seconds: args.delete.map(seconds),
        ..Act::new(Kind::Ban)
    };
    run(act, args.common, context, out).await
}

pub(super) async fn softban(
    args: Softban,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let act = Act {
        delete_message_seconds: Some(seconds(args.delete)),
        ..Act::new(Kind::Softban)
    };
    run(act, args.common, context, out).await
}

pub(super) async fn timeout(
    args: Timeout,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let act = Act {
        duration_ms: args.length.map(millis),
        ..Act::new(Kind::Timeout)
    };
    run(act, args.common, context, out).await
}

pub(super) async fn nick(args: Nick, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let mut act = Act::new(Kind::Nick);
    act.detail.nick = args.to;
    run(act, args.common, context, out).await
}

pub(super) async fn role(args: Role, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let (kind, role, common, length) = match args {
        Role::Add {
            role,
            common,
            length,
        } => (Kind::RoleAdd, role, common, length),
        Role::Remove { role, common } => (Kind::RoleRemove, role, common, None),
    };
    let (client, guild) = context.reach().await?;
    let mut act = Act {
        duration_ms: length.map(millis),
        ..Act::new(kind)
    };
    act.detail.role = Some(resolve_role(&client, guild, &role).await?);
    run(act, common, context, out).await
}

pub(super) async fn warn(args: Warn, context: &Context, out: &mut Output) -> Result<(), Failure> {
    let mut act = Act::new(Kind::Warn);
    act.detail.points = Some(args.points);
    run(act, args.common, context, out).await
}

pub(super) async fn plain(
    kind: Kind,
    args: Plain,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    run(Act::new(kind), args.common, context, out).await
}

pub(super) fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

async fn run(
    mut act: Act,
    common: Common,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let lines = match common.query {
        Some(_) => Vec::new(),
        None => lines::read(&common.members)?,
    };
    let (client, guild) = context.reach().await?;
    let is_one = common.query.is_none() && lines.len() == 1;
    act.notify = !common.no_notify && (common.notify || tells(act.kind, is_one));
    act.reason = common.why.words(&client, guild).await?;
    act.evidence = common.evidence;
    let mut aims = Vec::with_capacity(lines.len());
    for line in lines {
        aims.push(aim(&line, guild, &client).await?);
    }
    let request = PlanRequest {
        guild,
        act,
        aims,
        query: common.query,
    };
    go(request, &common.how, context, client, out).await
}

/// Whether an act tells its target unless something else is said: of many, only a warning does.
fn tells(kind: Kind, is_one: bool) -> bool {
    kind == Kind::Warn || is_one && kind.tells_by_default()
}

/// Carries an act on one target out at once, and one on many as a batch.
async fn go(
    request: PlanRequest,
    how: &How,
    context: &Context,
    client: Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let request = match request.aims.as_slice() {
        [only] if how.plan.is_none() => request.act.on(request.guild, only),
        _ => {
            let plan = client.batches().plan(within(many::LONG), request).await;
            return how.go(plan.flat()?, context, client, out).await;
        }
    };
    if how.dry_run {
        return preview(request, &client, out).await;
    }
    if !how.yes {
        ask(&request, &client, out).await?;
    }
    perform::perform(request, how, context, client, out).await
}

/// Asks before what is grave, and before a warning that something follows.
///
/// # Errors
/// If the person says no, or nobody can be asked.
pub(super) async fn ask(
    request: &ActRequest,
    client: &Client,
    out: &Output,
) -> Result<(), Failure> {
    let kind = request.kind;
    if kind == Kind::Warn {
        return ladder(request, client, out).await;
    }
    if !is_grave(kind) {
        return Ok(());
    }
    let actions = client.actions();
    let preview = actions.preview(within(PATIENCE), request.clone()).await;
    if out.confirm(&question(request, &preview.flat()?.target))? {
        Ok(())
    } else {
        Err(Failure::cancelled())
    }
}

/// What is done to whom, for how long, and what is deleted.
fn question(request: &ActRequest, target: &UserRef) -> String {
    let kind = request.kind;
    let mut text = format!("{kind} {} ({})", whom(kind, target), target.id);
    match request.duration_ms {
        Some(ms) => text.extend([" for ", &duration::format(ms)]),
        None if kind == Kind::Ban => text.push_str(" for good"),
        None => {}
    }
    let deleted = request
        .delete_message_seconds
        .filter(|seconds| *seconds > 0);
    if let Some(seconds) = deleted {
        let length = duration::format(u64::from(seconds) * 1000);
        text.extend([", and delete what they wrote in the last ", &length]);
    }
    if request.notify {
        text.push_str(", and tell them by direct message");
    }
    text
}

/// Whether an act is asked about before it is done, even if it hits only one.
fn is_grave(kind: Kind) -> bool {
    matches!(kind, Kind::Ban | Kind::Kick | Kind::Softban)
}

/// Says what follows a warning before it is given, and asks.
async fn ladder(request: &ActRequest, client: &Client, out: &Output) -> Result<(), Failure> {
    let actions = client.actions();
    let preview = actions.preview(within(PATIENCE), request.clone()).await;
    let Some(climb) = preview.flat()?.ladder else {
        return Ok(());
    };
    let Some(step) = &climb.step else {
        return Ok(());
    };
    let points = climb.points;
    let question = format!("with {points} points this follows: {}", words(step));
    if out.confirm(&question)? {
        Ok(())
    } else {
        Err(Failure::cancelled())
    }
}

async fn aim(line: &Line, guild: GuildId, client: &Client) -> Result<Aim, Failure> {
    let target = resolve_id(client, guild, &line.member).await?;
    let length = line.duration.as_deref().map(duration::parse).transpose();
    Ok(Aim {
        reason: line.reason.clone(),
        duration_ms: length.map_err(Failure::usage)?.map(millis),
        ..Aim::new(target)
    })
}

/// Shows what an act would do.
///
/// # Errors
/// If it would be refused, after it was shown.
pub(super) async fn preview(
    request: ActRequest,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let preview = client
        .actions()
        .preview(within(PATIENCE), request)
        .await
        .flat()?;
    let refused = preview.checks.iter().find(|check| !check.ok);
    let code = refused.map(|check| check.code.unwrap_or(Code::Forbidden));
    out.rows(&[preview])?;
    code.map_or(Ok(()), |code| Err(Failure::silent(exit_of(code))))
}
