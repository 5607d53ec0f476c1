use emperione_protocol::GuildId;
use emperione_protocol::actions::{ActRequest, Inverse};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::confirm::{self, Deed};
use super::reply::{self, Reply};
use super::{Command, act};
use crate::domain::hash;
use crate::services::{Error, Result};

pub(super) struct Undo;

impl Command for Undo {
    const NAME: &'static str = "undo";

    fn define() -> CreateCommand {
        let flag = |name, about| CreateCommandOption::new(CommandOptionType::Boolean, name, about);
        let about = "Undo what a case did; you are asked before";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS)
            .add_option(act::case())
            .add_option(flag("force", "Also where somebody changed it since"))
            .add_option(flag("steps", "Also what a warning brought about"))
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        ask(call).boxed()
    }
}

/// Asks whether the case that is named is to be undone.
pub(super) async fn ask(call: &Call<'_>) -> Result<Reply> {
    let (guild, number) = (call.guild()?, call.case()?);
    let actions = &call.services.actions;
    let inverse = actions.inverse(&call.actor, guild, number).await?;
    let force = call.flag("force").unwrap_or(false);
    if let Some(changed) = inverse.changed.as_ref().filter(|_| !force) {
        let message = format!("{changed}; `/undo` with `force` undoes it all the same");
        return Err(Error::conflict(message));
    }
    let loses = inverse.loses.as_ref();
    let mut notes: Vec<_> = loses.map(|it| format!("Note: {it}.")).into_iter().collect();
    let mut then = Vec::new();
    for number in &inverse.caused {
        let (step, note) = step(call, (guild, *number), force).await;
        then.extend(step);
        notes.push(note);
    }
    let request = ActRequest {
        id: call.action_id(),
        force,
        ..inverse.request
    };
    let deed = Deed {
        then,
        notes,
        ..request.into()
    };
    confirm::ask(call.by(), deed).await
}

/// What undoes a case that the warning brought about, if that is wanted and can be, and what is said of it.
async fn step(
    call: &Call<'_>,
    (guild, number): (GuildId, u64),
    force: bool,
) -> (Option<ActRequest>, String) {
    let inverse = call.services.actions.inverse(&call.actor, guild, number);
    let stays = |why: &str| {
        (
            None,
            format!("It brought about case {number}, which stays: {why}."),
        )
    };
    let Inverse {
        request, changed, ..
    } = match inverse.await {
        Ok(inverse) => inverse,
        Err(error) => return stays(&reply::why(error)),
    };
    let kind = request.kind;
    if !call.flag("steps").unwrap_or(false) {
        return stays("`steps` undoes it too");
    }
    if let Some(changed) = changed.filter(|_| !force) {
        return stays(&changed);
    }
    let request = ActRequest {
        // The same however often the command comes.
        id: hash::action(&format!("interaction:{}:{number}", call.by().interaction)),
        force,
        ..request
    };
    (
        Some(request),
        format!("It brought about case {number}, which is undone too: {kind}."),
    )
}
