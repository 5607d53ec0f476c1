use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Lock;

impl Command for Lock {
    const NAME: &'static str = "lock";

    fn define() -> CreateCommand {
        let about = "Keep everybody from writing in a channel";
        act::command(Self::NAME, about, Permissions::MANAGE_ROLES)
            .add_option(act::channel())
            .add_option(act::duration(
                "How long, such as 30m; until it is unlocked without it",
            ))
            .add_option(act::reason(false))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run_in_channel(call, Kind::Lock, Detail::default()).boxed()
    }
}
