use emperione_protocol::{ChannelId, MessageId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandType, CreateCommand, InteractionContext, ResolvedTarget};

use super::call::Call;
use super::reply::Reply;
use super::{Command, report};
use crate::services::inbox::{Snapshot, Subject};
use crate::services::{Error, Result};

/// In the menu of a message.
pub(super) struct ReportMessage;

impl Command for ReportMessage {
    const NAME: &'static str = "Report message";

    fn define() -> CreateCommand {
        CreateCommand::new(Self::NAME)
            .kind(CommandType::Message)
            .contexts(vec![InteractionContext::Guild])
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let Some(ResolvedTarget::Message(message)) = call.interaction.data.target() else {
                return Err(Error::invalid("message", "it is missing"));
            };
            let snapshot = Snapshot {
                channel: ChannelId(message.channel_id.get()),
                message: MessageId(message.id.get()),
                author: report::user(&message.author),
                text: message.content.clone(),
                attachments: u32::try_from(message.attachments.len()).unwrap_or(u32::MAX),
            };
            report::file(call, Subject::Message(snapshot)).await
        }
        .boxed()
    }
}
