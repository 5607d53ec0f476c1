use emperione_protocol::actions::Kind;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act};
use crate::services::Result;

pub(super) struct Note;

impl Command for Note {
    const NAME: &'static str = "note";

    fn define() -> CreateCommand {
        act::command(
            Self::NAME,
            "Write down something about a member, for moderators only",
            Permissions::MODERATE_MEMBERS,
        )
        .add_option(act::member())
        .add_option(act::reason(true))
        .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        act::run(call, Kind::Note).boxed()
    }
}
