use emperione_protocol::cases::CaseFilter;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::Reply;
use super::{Command, act, cases};
use crate::services::Result;

pub(super) struct History;

impl Command for History {
    const NAME: &'static str = "history";

    fn define() -> CreateCommand {
        let about = "List what was done to a member";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS).add_option(act::member())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let target = Some(call.user("member")?);
            let filter = CaseFilter {
                target,
                ..CaseFilter::default()
            };
            cases::list(call, filter).await
        }
        .boxed()
    }
}
