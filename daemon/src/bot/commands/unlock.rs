use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Unlock;

impl Command for Unlock {
    const NAME: &'static str = "unlock";

    fn define() -> CreateCommand {
        let about = "Let everybody write in a channel again";
        act::command(Self::NAME, about, Permissions::MANAGE_ROLES)
            .add_option(act::channel())
            .add_option(act::reason(false))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run_in_channel(call, Kind::Unlock, Detail::default()).boxed()
    }
}
