use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Ban;

impl Command for Ban {
    const NAME: &'static str = "ban";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Ban a member, for good or for a while",
            Permissions::BAN_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(false))
        .add_option(act::duration(
            "How long, such as 7d or 1h30m; for good without it",
        ))
        .add_option(
            CreateCommandOption::new(
                CommandOptionType::Integer,
                "delete_days",
                "Delete their messages of this many days",
            )
            .min_int_value(0)
            .max_int_value(7),
        )
        .add_option(act::notify(Kind::Ban))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Ban).boxed()
    }
}
