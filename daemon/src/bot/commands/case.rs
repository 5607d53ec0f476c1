use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::{self, Reply};
use super::{Command, act};
use crate::services::Result;

pub(super) struct Case;

impl Command for Case {
    const NAME: &'static str = "case";

    fn define() -> CreateCommand {
        let about = "Show what was done to a member, and why";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS).add_option(act::case())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        show(call).boxed()
    }
}

async fn show(call: &Call<'_>) -> Result<Reply> {
    let (guild, number) = (call.guild()?, call.case()?);
    let detail = call.services.cases.show(&call.actor, guild, number).await?;
    Ok(reply::case(&detail).into())
}
