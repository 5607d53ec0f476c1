use emperione_protocol::actions::ActRequest;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act, confirm};
use crate::services::{Error, Result};

pub(super) struct Undo;

impl Command for Undo {
    const NAME: &'static str = "undo";

    fn define() -> CreateCommand {
        let force = CreateCommandOption::new(
            CommandOptionType::Boolean,
            "force",
            "Also where somebody changed it since",
        );
        let about = "Undo what a case did; you are asked before";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS)
            .add_option(act::case())
            .add_option(force)
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let (guild, number) = (call.guild()?, call.case()?);
            let actions = &call.services.actions;
            let inverse = actions.inverse(&call.actor, guild, number).await?;
            let force = call.flag("force").unwrap_or(false);
            if let Some(changed) = inverse.changed.as_ref().filter(|_| !force) {
                let message = format!("{changed}; `force` undoes it all the same");
                return Err(Error::conflict(message));
            }
            let request = ActRequest {
                id: call.action_id(),
                force,
                ..inverse.request
            };
            confirm::ask(call.by(), request, inverse.loses.as_deref()).await
        }
        .boxed()
    }
}
