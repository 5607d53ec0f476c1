//! What the commands share that act on a member.

use emperione_protocol::actions::{ActRequest, Kind};
use serenity::all::{
    CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext, Permissions,
};

use super::call::Call;
use super::reply;
use crate::services::{Error, Result};

/// How long a caller's answer waits for the end of the action.
const WAIT_MS: u64 = 20_000;
/// The audit log takes no longer reasons.
const LONGEST_REASON: u16 = 512;

/// A command of guilds, for members with a right; the services check the rights themselves.
pub(super) fn command(name: &str, about: &str, needs: Permissions) -> CreateCommand {
    CreateCommand::new(name)
        .description(about)
        .default_member_permissions(needs)
        .contexts(vec![InteractionContext::Guild])
}

pub(super) fn member() -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::User, "member", "Whom").required(true)
}

pub(super) fn reason(required: bool) -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::String,
        "reason",
        "Why, for the case and the audit log",
    )
    .max_length(LONGEST_REASON)
    .required(required)
}

pub(super) fn duration(about: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, "duration", about).max_length(20)
}

pub(super) fn notify() -> CreateCommandOption {
    let about = "Tell them by direct message (yes by default)";
    CreateCommandOption::new(CommandOptionType::Boolean, "notify", about)
}

/// The request that the options make.
pub(super) fn request(call: &Call<'_>, kind: Kind) -> Result<ActRequest> {
    let days = call.number("delete_days").map(u32::try_from);
    let days = days.transpose();
    let days = days.map_err(|_| Error::invalid("delete_days", "it is below zero"))?;
    Ok(ActRequest {
        id: call.action_id(),
        reason: call.text("reason").map(str::to_owned),
        duration_ms: call.duration("duration")?,
        delete_message_seconds: days.map(|days| days.saturating_mul(86_400)),
        notify: kind != Kind::Note && call.flag("notify").unwrap_or(true),
        ..ActRequest::new(call.guild()?, kind, call.user("member")?)
    })
}

/// Submits the action and says how it ended.
pub(super) async fn run(call: &Call<'_>, kind: Kind) -> Result<String> {
    let request = request(call, kind)?;
    let actions = &call.services.actions;
    let submitted = actions.submit(&call.actor, request).await?;
    let id = submitted.action.id;
    let action = actions.wait(&call.actor, id, WAIT_MS).await?;
    Ok(reply::outcome(&action))
}
