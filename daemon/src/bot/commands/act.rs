//! What the commands share that act on a member or a channel.

use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Detail, Kind};
use serenity::all::{
    CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext, Permissions,
};

use super::call::Call;
use super::confirm;
use super::reply::Reply;
use crate::services::{Error, Result};

/// The audit log takes no longer reasons.
pub(super) const LONGEST_REASON: u16 = 512;

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

pub(super) fn channel() -> CreateCommandOption {
    let about = "Which channel; this one unless it is said";
    CreateCommandOption::new(CommandOptionType::Channel, "channel", about)
}

pub(super) fn reason(required: bool) -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::String,
        "reason",
        "Why, for the case and the audit log; templates are offered",
    )
    .max_length(LONGEST_REASON)
    .set_autocomplete(true)
    .required(required)
}

pub(super) fn duration(about: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, "duration", about)
        .max_length(20)
        .set_autocomplete(true)
}

/// The number of a case; those that there are, are offered.
pub(super) fn case() -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::Integer, "number", "Which case")
        .min_int_value(1)
        .set_autocomplete(true)
        .required(true)
}

/// The message for which it is done; the case keeps it.
pub(super) fn evidence() -> CreateCommandOption {
    let about = "The link of a message that the case keeps as evidence";
    CreateCommandOption::new(CommandOptionType::String, "message", about).max_length(200)
}

pub(super) fn notify(kind: Kind) -> CreateCommandOption {
    let default = if kind.tells_by_default() { "yes" } else { "no" };
    let about = format!("Tell them by direct message ({default} by default)");
    CreateCommandOption::new(CommandOptionType::Boolean, "notify", about)
}

/// The links of what the case is to keep.
pub(super) fn linked(call: &Call<'_>) -> Vec<String> {
    let link = call.text("message").map(str::to_owned);
    link.into_iter().collect()
}

/// The request that the options make.
pub(super) async fn request(call: &Call<'_>, kind: Kind) -> Result<ActRequest> {
    let days = call.number("delete_days").map(u32::try_from);
    let days = days.transpose();
    let days = days.map_err(|_| Error::invalid("delete_days", "it is below zero"))?;
    Ok(ActRequest {
        id: call.action_id(),
        reason: call.reason().await?,
        duration_ms: call.duration("duration")?,
        delete_message_seconds: days.map(|days| days.saturating_mul(86_400)),
        notify: call.flag("notify").unwrap_or(kind.tells_by_default()),
        evidence: linked(call),
        ..ActRequest::new(call.guild()?, kind, call.user("member")?)
    })
}

/// Submits the action and says how it ended; some are asked again first.
pub(super) async fn run(call: &Call<'_>, kind: Kind) -> Result<Reply> {
    run_with(call, kind, Detail::default()).await
}

/// The same, for a kind that needs more than whom.
pub(super) async fn run_with(call: &Call<'_>, kind: Kind, detail: Detail) -> Result<Reply> {
    let request = ActRequest {
        detail,
        ..request(call, kind).await?
    };
    confirm::run(call.by(), request).await
}

/// Acts on a channel.
pub(super) async fn run_in_channel(call: &Call<'_>, kind: Kind, detail: Detail) -> Result<Reply> {
    let target = UserId(call.channel().0);
    let request = ActRequest {
        id: call.action_id(),
        reason: call.reason().await?,
        duration_ms: call.duration("duration")?,
        evidence: linked(call),
        detail,
        ..ActRequest::new(call.guild()?, kind, target)
    };
    call.by().submit(request).await
}
