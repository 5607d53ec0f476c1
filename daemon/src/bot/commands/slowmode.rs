use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::{Error, Result};

/// The longest slow mode, in seconds (Channel: `rate_limit_per_user`).
const LONGEST: u64 = 21_600;

pub(super) struct Slowmode;

impl Command for Slowmode {
    const NAME: &'static str = "slowmode";

    fn define() -> CreateCommand {
        let seconds = CreateCommandOption::new(
            CommandOptionType::Integer,
            "seconds",
            "Between two messages of one member; 0 ends it",
        )
        .min_int_value(0)
        .max_int_value(LONGEST)
        .required(true);
        let about = "Set how often a member may write in a channel";
        act::command(Self::NAME, about, Permissions::MANAGE_CHANNELS)
            .add_option(seconds)
            .add_option(act::channel())
            .add_option(act::duration(
                "How long, such as 1h; until it is changed without it",
            ))
            .add_option(act::reason(false))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let seconds = call.number("seconds").map(u32::try_from);
            let slow_mode = seconds
                .transpose()
                .map_err(|_| Error::invalid("seconds", "it is below zero"))?;
            let detail = Detail {
                slow_mode,
                ..Detail::default()
            };
            act::run_in_channel(call, Kind::Slowmode, detail).await
        }
        .boxed()
    }
}
