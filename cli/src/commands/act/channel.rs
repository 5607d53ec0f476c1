//! The verbs that act on channels and threads.

use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{ChannelId, Client, Flatten, GuildId, UserId};

use super::many::How;
use super::why::Why;
use super::{go, seconds};
use crate::context::{Context, PATIENCE, resolve_channel, resolve_thread};
use crate::duration::{self, millis};
use crate::error::Failure;
use crate::output::Output;

/// Why, and how it is gone about.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    #[command(flatten)]
    why: Why,
    /// Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox
    /// (can be repeated)
    #[arg(long, value_name = "LINK")]
    evidence: Vec<String>,
    #[command(flatten)]
    how: How,
}

impl Common {
    /// Writes into an act why it is done; gives how it is gone about.
    ///
    /// # Errors
    /// If there is no such template.
    pub(super) async fn tell(
        self,
        act: &mut Act,
        client: &Client,
        guild: GuildId,
    ) -> Result<How, Failure> {
        act.reason = self.why.words(client, guild).await?;
        act.evidence = self.evidence;
        Ok(self.how)
    }
}

/// `emp lock`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp lock '#general' --for 30m --reason raid\n  emp lock --all --reason raid\n  emp lock --all --plan lockdown.plan"
)]
pub struct Lock {
    /// The channels, by name, id or link
    #[arg(value_name = "CHANNEL", required_unless_present = "all")]
    channels: Vec<String>,
    /// Lock the whole guild: every channel that is not locked
    #[arg(long, conflicts_with = "channels")]
    all: bool,
    /// Open them again after this time
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Option<Duration>,
    #[command(flatten)]
    common: Common,
}

/// `emp unlock`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp unlock '#general'\n  emp unlock '#general' '#memes' --yes"
)]
pub struct Unlock {
    /// The channels, by name, id or link
    #[arg(value_name = "CHANNEL", required = true)]
    channels: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// `emp slowmode`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp slowmode 30s '#general' --for 1h\n  emp slowmode off '#general'"
)]
pub struct Slowmode {
    /// The time between two messages of one member, 6h at most; `off` ends it
    #[arg(value_name = "TIME", value_parser = pace)]
    pace: u32,
    /// The channels, by name, id or link
    #[arg(value_name = "CHANNEL", required = true)]
    channels: Vec<String>,
    /// Change it back after this time
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Option<Duration>,
    #[command(flatten)]
    common: Common,
}

/// Lock or put away threads
#[derive(Debug, clap::Subcommand)]
pub enum Thread {
    /// Let only moderators open it again
    #[command(
        after_help = "Examples:\n  emp thread lock help-me --reason solved\n  emp thread lock 80351110224678912"
    )]
    Lock(Threads),
    /// Let everybody open it again
    #[command(
        after_help = "Examples:\n  emp thread unlock help-me\n  emp thread unlock 80351110224678912"
    )]
    Unlock(Threads),
    /// Put it away
    #[command(
        after_help = "Examples:\n  emp thread archive help-me --reason solved\n  emp thread archive 80351110224678912"
    )]
    Archive(Threads),
    /// Bring it back
    #[command(
        after_help = "Examples:\n  emp thread unarchive help-me\n  emp thread unarchive 80351110224678912"
    )]
    Unarchive(Threads),
}

/// Which threads.
#[derive(Debug, clap::Args)]
pub struct Threads {
    /// The threads, by name, id or link
    #[arg(value_name = "THREAD", required = true)]
    threads: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// Reads a slow mode, in seconds.
fn pace(text: &str) -> Result<u32, String> {
    if text == "off" {
        return Ok(0);
    }
    duration::parse(text).map(seconds)
}

pub(in crate::commands) async fn lock(
    args: Lock,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let channels = if args.all {
        open_channels(&client, guild).await?
    } else {
        find(&client, guild, &args.channels).await?
    };
    let act = Act {
        duration_ms: args.length.map(millis),
        ..Act::new(Kind::Lock)
    };
    let request = request(guild, act, channels);
    let mut common = args.common;
    // Some of them may be locked already.
    common.how.ignore_existing |= args.all;
    run(request, common, context, client, out).await
}

pub(in crate::commands) async fn unlock(
    args: Unlock,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let channels = find(&client, guild, &args.channels).await?;
    let request = request(guild, Act::new(Kind::Unlock), channels);
    run(request, args.common, context, client, out).await
}

pub(in crate::commands) async fn slowmode(
    args: Slowmode,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let channels = find(&client, guild, &args.channels).await?;
    let mut act = Act {
        duration_ms: args.length.map(millis),
        ..Act::new(Kind::Slowmode)
    };
    act.detail.slow_mode = Some(args.pace);
    let request = request(guild, act, channels);
    run(request, args.common, context, client, out).await
}

pub(in crate::commands) async fn thread(
    args: Thread,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (kind, args) = match args {
        Thread::Lock(args) => (Kind::ThreadLock, args),
        Thread::Unlock(args) => (Kind::ThreadUnlock, args),
        Thread::Archive(args) => (Kind::ThreadArchive, args),
        Thread::Unarchive(args) => (Kind::ThreadUnarchive, args),
    };
    let (client, guild) = context.reach().await?;
    let mut threads = Vec::with_capacity(args.threads.len());
    for text in &args.threads {
        threads.push(resolve_thread(&client, guild, text).await?);
    }
    let request = request(guild, Act::new(kind), threads);
    run(request, args.common, context, client, out).await
}

async fn find(
    client: &Client,
    guild: GuildId,
    texts: &[String],
) -> Result<Vec<ChannelId>, Failure> {
    let mut channels = Vec::with_capacity(texts.len());
    for text in texts {
        channels.push(resolve_channel(client, guild, text).await?);
    }
    Ok(channels)
}

async fn open_channels(client: &Client, guild: GuildId) -> Result<Vec<ChannelId>, Failure> {
    let channels = client.guilds().channels(within(PATIENCE), guild).await;
    Ok(channels.flat()?.into_iter().map(|it| it.id).collect())
}

fn request(guild: GuildId, act: Act, channels: Vec<ChannelId>) -> PlanRequest {
    let aim = |channel: ChannelId| Aim::new(UserId(channel.0));
    PlanRequest {
        guild,
        act,
        aims: channels.into_iter().map(aim).collect(),
        query: None,
    }
}

async fn run(
    mut request: PlanRequest,
    common: Common,
    context: &Context,
    client: Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let how = common
        .tell(&mut request.act, &client, request.guild)
        .await?;
    go(request, &how, context, client, out).await
}
