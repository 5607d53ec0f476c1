//! `emp inbox resolve`: what is decided about an item.

use std::time::Duration;

use clap::ValueEnum;
use emperione_protocol::actions::{ActRequest, Detail, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::inbox::{Item, Resolution, ResolveRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{ActionId, Client, Error, Flatten, GuildId};

use super::{One, told};
use crate::commands::act;
use crate::commands::act::why::Why;
use crate::context::PATIENCE;
use crate::duration;
use crate::error::Failure;
use crate::output::Output;

/// `emp inbox resolve`
#[expect(clippy::struct_excessive_bools, reason = "a flag is a bool")]
#[derive(Debug, clap::Args)]
pub struct Resolve {
    #[command(flatten)]
    one: One,
    /// What is decided
    #[arg(value_name = "DECISION")]
    decision: DecisionArg,
    #[command(flatten)]
    why: Why,
    /// Say this to whoever reported or appealed
    #[arg(long, value_name = "TEXT")]
    tell: Option<String>,
    /// How long a timeout or ban lasts; needed by a timeout
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    length: Option<Duration>,
    /// What a warning weighs on the guild's ladder; 1 by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    points: Option<u32>,
    /// Delete the messages of this time of whom is banned, 7d at most
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    delete: Option<Duration>,
    /// Do not tell who is acted on, as a ban, softban, kick, timeout or warning does
    #[arg(long)]
    no_notify: bool,
    /// Grant an appeal also where somebody changed something since
    #[arg(long)]
    force: bool,
    /// Run every check and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

/// How an item is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DecisionArg {
    /// Nothing needs to be done
    Dismiss,
    /// Delete the message that was reported
    Delete,
    Warn,
    Note,
    Timeout,
    Kick,
    Softban,
    Ban,
    /// Undo what is appealed against
    Grant,
    /// Leave what is appealed against as it is
    Deny,
}

impl Resolve {
    /// Refuses what means nothing for the decision.
    fn check(&self) -> Result<(), Failure> {
        use DecisionArg::{Ban, Softban, Timeout, Warn};
        let flags = [
            ("--for", self.length.is_some(), &[Timeout, Ban][..]),
            ("--points", self.points.is_some(), &[Warn]),
            ("--delete", self.delete.is_some(), &[Softban, Ban]),
        ];
        let wrong = flags
            .into_iter()
            .find(|(_, given, of)| *given && !of.contains(&self.decision));
        wrong.map_or(Ok(()), |(flag, ..)| {
            let decision = self.decision.to_possible_value();
            let decision = decision.as_ref().map_or("", |it| it.get_name());
            Err(Failure::usage(format!(
                "{flag} means nothing to `{decision}`"
            )))
        })
    }
}

impl DecisionArg {
    /// What it does to who was reported.
    fn act(self) -> Option<Kind> {
        match self {
            Self::Delete => Some(Kind::MessageDelete),
            Self::Warn => Some(Kind::Warn),
            Self::Note => Some(Kind::Note),
            Self::Timeout => Some(Kind::Timeout),
            Self::Kick => Some(Kind::Kick),
            Self::Softban => Some(Kind::Softban),
            Self::Ban => Some(Kind::Ban),
            Self::Dismiss | Self::Grant | Self::Deny => None,
        }
    }
}

pub(super) async fn decide(
    args: Resolve,
    guild: GuildId,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let number = args.one.item;
    args.check()?;
    let reason = args.why.clone().words(client, guild).await?;
    if args.dry_run {
        return preview(&args, reason, (client, guild), out).await;
    }
    let resolution = match (args.decision, args.decision.act()) {
        (_, Some(kind)) => {
            let act = act_of(kind, &args, reason.clone(), (client, guild)).await?;
            if !args.yes {
                act::ask(&act, client, out).await?;
            }
            Resolution::Act(Box::new(act))
        }
        (DecisionArg::Grant, _) => Resolution::Grant {
            id: ActionId::random(),
            force: args.force,
        },
        (DecisionArg::Deny, _) => Resolution::Deny,
        _ => Resolution::Dismiss,
    };
    let request = ResolveRequest {
        guild,
        number,
        resolution,
        reason,
        tell: args.tell,
    };
    let call = within(PATIENCE);
    let item: Result<Item, Error> = client.inbox().resolve(call, request).await.flat();
    told(&item?, "is resolved", out)
}

/// Shows what a decision would do.
async fn preview(
    args: &Resolve,
    reason: Option<String>,
    (client, guild): (&Client, GuildId),
    out: &mut Output,
) -> Result<(), Failure> {
    let number = args.one.item;
    let request = match (args.decision, args.decision.act()) {
        (_, Some(kind)) => act_of(kind, args, reason, (client, guild)).await?,
        (DecisionArg::Grant, _) => {
            let item = client.inbox().show(within(PATIENCE), guild, number).await;
            let Some(case) = item.flat()?.item.case else {
                return Err(Failure::usage(format!("item #{number} is no appeal")));
            };
            let known = client.cases().show(within(PATIENCE), guild, case).await;
            if known.flat()?.case.state == CaseState::Ended {
                out.note(&format!(
                    "item #{number} would be granted: case {case} has ended"
                ));
                return Ok(());
            }
            let actions = client.actions();
            let inverse = actions.inverse(within(PATIENCE), guild, case).await;
            ActRequest {
                force: args.force,
                ..inverse.flat()?.request
            }
        }
        _ => {
            out.note(&format!(
                "item #{number} would be resolved, and nobody acted on"
            ));
            return Ok(());
        }
    };
    act::preview(request, client, out).await
}

/// The act on who was reported.
async fn act_of(
    kind: Kind,
    args: &Resolve,
    reason: Option<String>,
    (client, guild): (&Client, GuildId),
) -> Result<ActRequest, Failure> {
    let call = within(PATIENCE);
    let number = args.one.item;
    let item = client.inbox().show(call, guild, number).await.flat()?.item;
    let mut detail = Detail::default();
    if kind == Kind::MessageDelete {
        let Some(message) = item.message else {
            return Err(Failure::usage(format!(
                "item #{number} is not of a message"
            )));
        };
        (detail.channel, detail.messages) = (item.channel, vec![message]);
    }
    detail.points = args.points;
    Ok(ActRequest {
        reason,
        detail,
        duration_ms: args.length.map(duration::millis),
        delete_message_seconds: args.delete.map(act::seconds),
        notify: !args.no_notify && kind.tells_by_default(),
        ..ActRequest::new(guild, kind, item.target.id)
    })
}
