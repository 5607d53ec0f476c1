//! `emp perms`

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::perms::{Can, CanRequest, Effect, Why, WhyRequest};
use emperione_protocol::transport::within;

use super::kind;
use crate::context::{Context, PATIENCE, resolve, resolve_channel};
use crate::error::Failure;
use crate::output::Output;

/// What to ask about permissions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Explain why a member has a permission or lacks it
    #[command(
        after_help = "Examples:\n  emp perms why @otter '#general' SEND_MESSAGES\n  emp perms why @otter BAN_MEMBERS --json=granted"
    )]
    Why {
        /// An id, @name, or the beginning of a name
        member: String,
        /// The channel, unless the guild as a whole is meant, and Discord's name of the permission
        #[arg(num_args = 1..=2, required = true, value_names = ["CHANNEL", "PERMISSION"])]
        place: Vec<String>,
    },
    /// Say whether a moderator may act on a member
    #[command(
        after_help = "Examples:\n  emp perms can @helper ban @raider7\n  emp perms can @helper timeout @otter --json=allowed"
    )]
    Can {
        /// Who would act: an id, @name, or the beginning of a name
        moderator: String,
        /// What would be done
        #[arg(value_parser = kind::parser(|kind| kind.subject() == Subject::Member))]
        kind: Kind,
        /// To whom
        member: String,
    },
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    match command {
        Command::Why { member, mut place } => {
            let user = resolve(&client, guild, &member).await?.id;
            let permission = place.pop().unwrap_or_default();
            let channel = match place.pop() {
                Some(text) => Some(resolve_channel(&client, guild, &text).await?),
                None => None,
            };
            let request = WhyRequest {
                guild,
                user,
                channel,
                permission,
            };
            let why = client.perms().why(within(PATIENCE), request).await.flat()?;
            out.record(&why, &reasons(&why))
        }
        Command::Can {
            moderator,
            kind,
            member,
        } => {
            let request = CanRequest {
                guild,
                moderator: resolve(&client, guild, &moderator).await?.id,
                kind,
                target: resolve(&client, guild, &member).await?.id,
            };
            let can = client.perms().can(within(PATIENCE), request).await.flat()?;
            out.record(&can, &checks(&can))
        }
    }
}

fn reasons(why: &Why) -> Vec<(&'static str, String)> {
    let place = match &why.channel {
        Some(channel) => format!("#{} ({})", channel.name, channel.id),
        None => "the guild as a whole".into(),
    };
    let verdict = if why.granted { "yes" } else { "no" };
    let mut lines = vec![
        ("member", format!("@{} ({})", why.user.name, why.user.id)),
        ("where", place),
        ("permission", why.permission.clone()),
        ("granted", verdict.into()),
    ];
    let mark = |effect| match effect {
        Effect::Grants => "+",
        Effect::Denies => "-",
        Effect::None => "=",
    };
    lines.extend(why.steps.iter().enumerate().map(|(index, step)| {
        let text = format!("{}. {} {}", index + 1, mark(step.effect), step.text);
        ("step", text)
    }));
    lines
}

fn checks(can: &Can) -> Vec<(&'static str, String)> {
    let verdict = if can.allowed { "yes" } else { "no" };
    let mut lines = vec![
        (
            "moderator",
            format!("@{} ({})", can.moderator.name, can.moderator.id),
        ),
        (
            "member",
            format!("@{} ({})", can.target.name, can.target.id),
        ),
        ("allowed", verdict.into()),
    ];
    lines.extend(can.checks.iter().map(|check| {
        let mark = if check.ok { "+" } else { "-" };
        ("check", format!("{mark} {}: {}", check.name, check.detail))
    }));
    lines
}
