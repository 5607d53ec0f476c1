//! An act on who wrote a message, with the deletion of it. The act comes first, so that its case keeps the message.

use emperione_protocol::actions::{ActRequest, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandType, CreateCommand, CreateModal, Permissions};

use super::call::Call;
use super::confirm::{self, Deed};
use super::press::{Button, Press};
use super::reply::Reply;
use super::{delete_message, form};
use crate::domain::hash;
use crate::services::{Error, Result};

/// An entry in the menu of a message, for members with both rights.
pub(super) fn menu(name: &str) -> CreateCommand {
    let needs = Permissions::MANAGE_MESSAGES | Permissions::MODERATE_MEMBERS;
    form::menu(name, needs).kind(CommandType::Message)
}

/// Checks both, and keeps the deletion until the form comes back.
pub(super) async fn open(call: &Call<'_>, kind: Kind) -> Result<CreateModal> {
    let message = delete_message::message(call)?;
    let (author, name) = (delete_message::author(message), &message.author.name);
    // At once, since Discord waits for the form.
    let checked = form::check(call, kind, author);
    let (kept, checked) = futures::join!(delete_message::keep(call), checked);
    kept.and(checked)?;
    let id = format!("{}:{kind}:{}", DeleteAnd::NAME, call.by().interaction);
    Ok(form::titled(
        &id,
        kind,
        &format!("Delete, and {kind} {name}"),
    ))
}

/// What comes back from its form.
pub(super) struct DeleteAnd;

impl Button for DeleteAnd {
    const NAME: &'static str = "delete-and";

    fn open<'a>(_: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async { Err(Error::invalid("message", "the button is not known")) }.boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        run(press).boxed()
    }
}

async fn run(press: &Press<'_>) -> Result<Reply> {
    let (word, _) = press.key.split_once(':').unwrap_or_default();
    let kind = form::kind(word).filter(|kind| matches!(kind, Kind::Warn | Kind::Timeout));
    let kind = kind.ok_or_else(|| Error::invalid("form", "it is not known"))?;
    let by = press.by();
    let deletion = confirm::kept(by, press.key).await?.request;
    let (guild, author) = (deletion.guild, deletion.target);
    let act = ActRequest {
        // The same however often the form comes back.
        id: hash::action(&format!("delete-and:{}", deletion.id)),
        evidence: link(&deletion).into_iter().collect(),
        ..form::request(press, guild, (kind, author)).await?
    };
    let deletion = ActRequest {
        reason: act.reason.clone(),
        ..deletion
    };
    confirm::check(by, &deletion).await?;
    let deed = Deed {
        then: vec![deletion],
        notes: vec!["Then the message is deleted.".into()],
        ..act.into()
    };
    confirm::run(by, deed).await
}

/// The link of the message that is deleted.
fn link(deletion: &ActRequest) -> Option<String> {
    let (guild, channel) = (deletion.guild, deletion.detail.channel?);
    let message = deletion.detail.messages.first()?;
    Some(format!(
        "https://discord.com/channels/{guild}/{channel}/{message}"
    ))
}
