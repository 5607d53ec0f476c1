use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::{Error, Result};

pub(super) struct Warn;

impl Command for Warn {
    const NAME: &'static str = "warn";

    fn define() -> CreateCommand {
        let points = CreateCommandOption::new(
            CommandOptionType::Integer,
            "points",
            "What it weighs on the ladder of this server; 1 unless it is said",
        )
        .min_int_value(1)
        .max_int_value(100);
        act::command(
            Self::NAME,
            "Warn a member by direct message",
            Permissions::MODERATE_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(true))
        .add_option(points)
        .add_option(act::notify(Kind::Warn))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let points = call.number("points").map(u32::try_from).transpose();
            let points = points.map_err(|_| Error::invalid("points", "they are below zero"))?;
            let detail = Detail {
                points,
                ..Detail::default()
            };
            act::run_with(call, Kind::Warn, detail).await
        }
        .boxed()
    }
}
