use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::{Command, act, reply};
use crate::services::{Error, Result};

pub(super) struct Case;

impl Command for Case {
    const NAME: &'static str = "case";

    fn define() -> CreateCommand {
        let number = CreateCommandOption::new(CommandOptionType::Integer, "number", "Which case")
            .min_int_value(1)
            .required(true);
        let about = "Show what was done to a member, and why";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS).add_option(number)
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<String>> {
        show(call).boxed()
    }
}

async fn show(call: &Call<'_>) -> Result<String> {
    let number = call.number("number").map(u64::try_from);
    let Some(Ok(number)) = number else {
        return Err(Error::invalid("number", "it is missing"));
    };
    let detail = call.services.cases.show(&call.actor, call.guild()?, number).await?;
    Ok(reply::case(&detail))
}
