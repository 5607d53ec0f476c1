use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Timeout;

impl Command for Timeout {
    const NAME: &'static str = "timeout";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Silence a member, for a while or until it is lifted",
            Permissions::MODERATE_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::duration(
            "How long, such as 10m or 60d; until it is lifted without it",
        ))
        .add_option(act::reason(false))
        .add_option(act::notify(Kind::Timeout))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Timeout).boxed()
    }
}
