use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Unban;

impl Command for Unban {
    const NAME: &'static str = "unban";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Lift a ban; they have to join again",
            Permissions::BAN_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(false))
        .add_option(act::notify(Kind::Unban))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Unban).boxed()
    }
}
