use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Kick;

impl Command for Kick {
    const NAME: &'static str = "kick";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Remove a member, who may come back",
            Permissions::KICK_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(false))
        .add_option(act::notify(Kind::Kick))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Kick).boxed()
    }
}
