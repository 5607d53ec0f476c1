//! What cannot be taken back lightly is asked again, with whom it hits and what it does. The question is kept for as long
//! as Discord lets it be answered.

use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Kind, Preview};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serenity::all::{ButtonStyle, CreateButton, CreateModal};

use super::by::By;
use super::item;
use super::press::{Button, PATIENCE, Press};
use super::reply::Reply;
use crate::domain::duration;
use crate::services::{Error, Result};

/// What was asked, and by whom.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    user: UserId,
    pub(super) request: ActRequest,
    /// The item of the inbox that it decides.
    item: Option<u64>,
}

/// The answers to it.
pub(super) struct Confirm;

/// Whether a kind is asked again.
pub(super) fn needs(kind: Kind) -> bool {
    matches!(kind, Kind::Ban | Kind::Softban | Kind::Kick)
}

/// Refuses what the checks do not allow.
pub(super) async fn check(by: By<'_>, request: &ActRequest) -> Result<Preview> {
    let preview = by.services.actions.preview(by.actor, request).await?;
    match preview.checks.iter().find(|check| !check.ok) {
        Some(check) => Err(Error::forbidden(check.detail.clone())),
        None => Ok(preview),
    }
}

/// Asks, if the checks allow it.
pub(super) async fn ask(by: By<'_>, request: ActRequest, loses: Option<&str>) -> Result<Reply> {
    let preview = check(by, &request).await?;
    let text = question(&request, &preview, loses);
    put(by, request, None, text).await
}

/// Asks in these words, if the checks allow it.
pub(super) async fn ask_with(by: By<'_>, request: ActRequest, text: String) -> Result<Reply> {
    check(by, &request).await?;
    put(by, request, None, text).await
}

/// Asks whether an item of the inbox is to be decided so, if the checks allow it.
pub(super) async fn ask_for_item(by: By<'_>, request: ActRequest, item: u64) -> Result<Reply> {
    let preview = check(by, &request).await?;
    let question = question(&request, &preview, None);
    let text = format!("{question} It decides item {item} of the inbox.");
    put(by, request, Some(item), text).await
}

async fn put(by: By<'_>, request: ActRequest, item: Option<u64>, text: String) -> Result<Reply> {
    let (id, kind) = (by.interaction, request.kind);
    keep(by, request, item).await?;
    let yes = CreateButton::new(format!("confirm:yes:{id}"))
        .label(format!("Yes, {kind}"))
        .style(ButtonStyle::Danger);
    let no = CreateButton::new(format!("confirm:no:{id}"))
        .label("Cancel")
        .style(ButtonStyle::Secondary);
    Ok(Reply {
        text,
        buttons: vec![yes, no],
    })
}

/// Keeps what is asked for as long as it can be answered.
pub(super) async fn keep(by: By<'_>, request: ActRequest, item: Option<u64>) -> Result<()> {
    let pending = Pending {
        user: by.user,
        request,
        item,
    };
    let kept = serde_json::to_vec(&pending).map_err(|error| Error::Internal(Box::new(error)))?;
    let cache = &by.parts.cache;
    cache.set(&key(by.interaction), &kept, PATIENCE).await;
    Ok(())
}

/// What was kept, for who asked; `answer` ends with the interaction's id.
pub(super) async fn kept(by: By<'_>, answer: &str) -> Result<Pending> {
    let kept = by.parts.cache.get(&asked_key(answer)).await;
    let pending: Option<Pending> = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
    match pending {
        Some(pending) if pending.user == by.user => Ok(pending),
        Some(_) => Err(Error::forbidden("only who asked may answer this")),
        None => Err(Error::conflict(
            "this question has lapsed; use the command again",
        )),
    }
}

/// Names the target and the consequence.
fn question(request: &ActRequest, preview: &Preview, loses: Option<&str>) -> String {
    let (name, id) = (&preview.target.name, preview.target.id);
    let length = request.duration_ms.map(|ms| {
        let length = duration::format(std::time::Duration::from_millis(ms));
        format!(" for {length}")
    });
    let length = length.as_deref();
    let mut text = match request.kind {
        Kind::Ban => {
            let length = length.unwrap_or(" for good");
            format!("Ban **{name}** ({id}){length}? They are removed and cannot come back.")
        }
        Kind::Softban => format!(
            "Softban **{name}** ({id})? They are removed with what they wrote, and may come back."
        ),
        Kind::Kick => format!("Kick **{name}** ({id})? They are removed, and may come back."),
        kind => format!("{kind} **{name}** ({id}){}?", length.unwrap_or_default()),
    };
    if let Some(seconds) = request
        .delete_message_seconds
        .filter(|seconds| *seconds > 0)
    {
        let length = duration::format(std::time::Duration::from_secs(u64::from(seconds)));
        text.extend([
            " What they wrote in the last ",
            &length,
            " is deleted for good.",
        ]);
    }
    if request.notify {
        text += " They are told by direct message.";
    }
    if let Some(loses) = loses {
        text.extend(["\nNote: ", loses, "."]);
    }
    text
}

impl Button for Confirm {
    const NAME: &'static str = "confirm";
    const IN_PLACE: bool = true;

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move { kept(press.by(), press.key).await.map(|_| None) }.boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let Pending { request, item, .. } = kept(press.by(), press.key).await?;
            let done = match item {
                _ if !press.key.starts_with("yes:") => Ok("Nothing was done.".to_owned().into()),
                Some(number) => item::act(press, number, request).await,
                None => press.by().submit(request).await,
            };
            press.parts.cache.remove(&asked_key(press.key)).await;
            done
        }
        .boxed()
    }
}

fn asked_key(answer: &str) -> String {
    let id = answer.split_once(':').map_or(answer, |(_, id)| id);
    format!("confirm:{id}")
}

fn key(interaction: u64) -> String {
    format!("confirm:{interaction}")
}
