use emperione_protocol::actions::{Detail, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::{Error, Result};

pub(super) struct Role;

impl Command for Role {
    const NAME: &'static str = "role";

    fn define() -> CreateCommand {
        let verb = |name: &str, about: &str| {
            CreateCommandOption::new(CommandOptionType::SubCommand, name, about)
                .add_sub_option(act::member())
                .add_sub_option(
                    CreateCommandOption::new(CommandOptionType::Role, "role", "Which role")
                        .required(true),
                )
        };
        let until = act::duration("How long, such as 7d; for good without it");
        let last = |verb: CreateCommandOption, kind| {
            verb.add_sub_option(act::reason(false))
                .add_sub_option(act::notify(kind))
                .add_sub_option(act::evidence())
        };
        let about = "Give a role to a member, or take it away";
        act::command(Self::NAME, about, Permissions::MANAGE_ROLES)
            .add_option(last(
                verb("add", "Give a role to a member").add_sub_option(until),
                Kind::RoleAdd,
            ))
            .add_option(last(
                verb("remove", "Take a role from a member"),
                Kind::RoleRemove,
            ))
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let kind = match call.verb() {
                Some("add") => Kind::RoleAdd,
                Some("remove") => Kind::RoleRemove,
                _ => return Err(Error::invalid("role", "say `add` or `remove`")),
            };
            let detail = Detail {
                role: Some(call.role("role")?),
                ..Detail::default()
            };
            act::run_with(call, kind, detail).await
        }
        .boxed()
    }
}
