use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Softban;

impl Command for Softban {
    const NAME: &'static str = "softban";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Remove a member with what they wrote; they may come back",
            Permissions::BAN_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(false))
        .add_option(act::notify(Kind::Softban))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Softban).boxed()
    }
}
