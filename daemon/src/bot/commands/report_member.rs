use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandType, CreateCommand, InteractionContext, ResolvedTarget};

use super::call::Call;
use super::reply::Reply;
use super::{Command, report};
use crate::services::inbox::Subject;
use crate::services::{Error, Result};

/// In the menu of a member.
pub(super) struct ReportMember;

impl Command for ReportMember {
    const NAME: &'static str = "Report member";

    fn define() -> CreateCommand {
        CreateCommand::new(Self::NAME)
            .kind(CommandType::User)
            .contexts(vec![InteractionContext::Guild])
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let Some(ResolvedTarget::User(user, _)) = call.interaction.data.target() else {
                return Err(Error::invalid("member", "it is missing"));
            };
            report::file(call, Subject::Member(report::user(user))).await
        }
        .boxed()
    }
}
