use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::{ChannelId, MessageId, UserId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{
    CommandType, CreateCommand, CreateModal, Message, Permissions, ResolvedTarget,
};

use super::call::Call;
use super::field::{self, Field};
use super::press::{Button, Press};
use super::reply::Reply;
use super::{Menu, confirm, form};
use crate::services::{Error, Result};

/// In the menu of a message: asks why, then deletes it.
pub(super) struct DeleteMessage;

impl Menu for DeleteMessage {
    const NAME: &'static str = "Delete message…";

    fn define() -> CreateCommand {
        form::menu(Self::NAME, Permissions::MANAGE_MESSAGES).kind(CommandType::Message)
    }

    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>> {
        open(call).boxed()
    }
}

async fn open(call: &Call<'_>) -> Result<CreateModal> {
    keep(call).await?;
    let name = &message(call)?.author.name;
    let id = format!("{}:{}", Deletion::NAME, call.by().interaction);
    let title = format!("Delete a message of {name}");
    let why = Field::reason("Why, for the case and the audit log").optional();
    Ok(field::form(&id, &title, [why]))
}

/// Checks the rights, and keeps what is to be done until the form comes back.
pub(super) async fn keep(call: &Call<'_>) -> Result<()> {
    let message = message(call)?;
    let mut request = ActRequest {
        id: call.action_id(),
        ..ActRequest::new(call.guild()?, Kind::MessageDelete, author(message))
    };
    request.detail.channel = Some(ChannelId(message.channel_id.get()));
    request.detail.messages = vec![MessageId(message.id.get())];
    confirm::check_soon(call.by(), &request).await?;
    confirm::keep(call.by(), request).await
}

/// The message from whose menu it is chosen.
pub(super) fn message<'a>(call: &Call<'a>) -> Result<&'a Message> {
    match call.interaction.data.target() {
        Some(ResolvedTarget::Message(message)) => Ok(message),
        _ => Err(Error::invalid("message", "it is missing")),
    }
}

pub(super) fn author(message: &Message) -> UserId {
    UserId(message.author.id.get())
}

/// What comes back from its form.
pub(super) struct Deletion;

impl Button for Deletion {
    const NAME: &'static str = "delete";

    fn open<'a>(_: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async { Err(Error::invalid("message", "the button is not known")) }.boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let request = confirm::kept(press.by(), press.key).await?.request;
            let request = ActRequest {
                reason: press.reason(request.guild).await?,
                ..request
            };
            press.by().submit(request).await
        }
        .boxed()
    }
}
