//! The verbs that pause invites and direct messages of the whole guild.

use std::time::Duration;

use emperione_protocol::UserId;
use emperione_protocol::actions::Kind;
use emperione_protocol::batches::{Act, Aim, PlanRequest};

use super::channel::Common;
use super::go;
use crate::context::Context;
use crate::duration::{self, millis};
use crate::error::Failure;
use crate::output::Output;

/// Pause invites, so that nobody joins by one
#[derive(Debug, clap::Subcommand)]
pub enum Invites {
    /// Let nobody join by an invite for a while
    #[command(
        after_help = "Examples:\n  emp invites pause --for 2h --reason raid\n  emp invites pause --for 24h"
    )]
    Pause(Pause),
    /// End the pause
    #[command(after_help = "Examples:\n  emp invites resume\n  emp invites resume --dry-run")]
    Resume(Resume),
}

/// Pause direct messages among members
#[derive(Debug, clap::Subcommand)]
pub enum Dms {
    /// Let members write to friends only for a while
    #[command(
        after_help = "Examples:\n  emp dms pause --for 2h --reason 'scam wave'\n  emp dms pause --for 24h"
    )]
    Pause(Pause),
    /// End the pause
    #[command(after_help = "Examples:\n  emp dms resume\n  emp dms resume --dry-run")]
    Resume(Resume),
}

/// How long.
#[derive(Debug, clap::Args)]
pub struct Pause {
    /// End it after this time, 24h at most
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Duration,
    #[command(flatten)]
    common: Common,
}

/// The end.
#[derive(Debug, clap::Args)]
pub struct Resume {
    #[command(flatten)]
    common: Common,
}

pub(in crate::commands) async fn invites(
    args: Invites,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    match args {
        Invites::Pause(args) => pause(Kind::InvitesPause, args, context, out).await,
        Invites::Resume(args) => {
            run(Act::new(Kind::InvitesResume), args.common, context, out).await
        }
    }
}

pub(in crate::commands) async fn dms(
    args: Dms,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    match args {
        Dms::Pause(args) => pause(Kind::DmsPause, args, context, out).await,
        Dms::Resume(args) => run(Act::new(Kind::DmsResume), args.common, context, out).await,
    }
}

async fn pause(
    kind: Kind,
    args: Pause,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let act = Act {
        duration_ms: Some(millis(args.length)),
        ..Act::new(kind)
    };
    run(act, args.common, context, out).await
}

async fn run(
    mut act: Act,
    common: Common,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let how = common.tell(&mut act, &client, guild).await?;
    let request = PlanRequest {
        guild,
        act,
        aims: vec![Aim::new(UserId(guild.0))],
        query: None,
    };
    go(request, &how, context, client, out).await
}
