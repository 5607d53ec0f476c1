use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Nick;

impl Command for Nick {
    const NAME: &'static str = "nick";

    fn define() -> CreateCommand {
        let nick = CreateCommandOption::new(
            CommandOptionType::String,
            "nick",
            "The nickname; without it, theirs is taken away",
        )
        .max_length(32);
        let about = "Change the nickname of a member";
        act::command(Self::NAME, about, Permissions::MANAGE_NICKNAMES)
            .add_option(act::member())
            .add_option(nick)
            .add_option(act::reason(false))
            .add_option(act::notify(Kind::Nick))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        let detail = Detail {
            nick: call.text("nick").map(str::to_owned),
            ..Detail::default()
        };
        act::run_with(call, Kind::Nick, detail).boxed()
    }
}
