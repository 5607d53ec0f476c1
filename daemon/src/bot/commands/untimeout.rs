use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Untimeout;

impl Command for Untimeout {
    const NAME: &'static str = "untimeout";

    fn define() -> CreateCommand {
        act::command(Self::NAME, "End a timeout", Permissions::MODERATE_MEMBERS)
            .add_option(act::member())
            .add_option(act::reason(false))
            .add_option(act::notify(Kind::Untimeout))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Untimeout).boxed()
    }
}
