//! What cannot be taken back lightly is asked again, with whom it hits and what it does. The question is kept for as long
//! as Discord lets it be answered.

use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Kind, Preview};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serenity::all::{ButtonStyle, CreateButton, CreateModal};

use super::by::By;
use super::press::{Button, PATIENCE, Press};
use super::reply::{self, Reply};
use crate::domain::duration;
use crate::services::{Error, Result};

/// How long a caller's answer waits for the end of the action.
const WAIT_MS: u64 = 20_000;

/// What was asked, and by whom.
#[derive(Serialize, Deserialize)]
struct Pending {
    user: UserId,
    request: ActRequest,
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
    let (user, id) = (by.user, by.interaction);
    let pending = Pending { user, request };
    let kept = serde_json::to_vec(&pending).map_err(|error| Error::Internal(Box::new(error)))?;
    let cache = &by.parts.cache;
    cache.set(&key(id), &kept, PATIENCE).await;
    let yes = CreateButton::new(format!("confirm:yes:{id}"))
        .label(format!("Yes, {}", pending.request.kind))
        .style(ButtonStyle::Danger);
    let no = CreateButton::new(format!("confirm:no:{id}"))
        .label("Cancel")
        .style(ButtonStyle::Secondary);
    Ok(Reply {
        text,
        buttons: vec![yes, no],
    })
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
    if let Some(seconds) = request.delete_message_seconds.filter(|seconds| *seconds > 0) {
        let length = duration::format(std::time::Duration::from_secs(u64::from(seconds)));
        text.extend([" What they wrote in the last ", &length, " is deleted for good."]);
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

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move {
            let (_, pending) = read(press).await?;
            if pending.user == press.user {
                Ok(None)
            } else {
                Err(Error::forbidden("only who asked may answer this"))
            }
        }
        .boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let (yes, Pending { request, .. }) = read(press).await?;
            if !yes {
                press.parts.cache.remove(&asked_key(press.key)).await;
                return Ok("Nothing was done.".to_owned().into());
            }
            let actions = &press.services.actions;
            let id = actions.submit(&press.actor, request).await?.action.id;
            press.parts.cache.remove(&asked_key(press.key)).await;
            let action = actions.wait(&press.actor, id, WAIT_MS).await?;
            Ok(reply::outcome(&action).into())
        }
        .boxed()
    }
}

async fn read(press: &Press<'_>) -> Result<(bool, Pending)> {
    let kept = press.parts.cache.get(&asked_key(press.key)).await;
    let pending = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
    let lapsed = || Error::conflict("this question has lapsed; use the command again");
    Ok((press.key.starts_with("yes:"), pending.ok_or_else(lapsed)?))
}

fn asked_key(answer: &str) -> String {
    let id = answer.split_once(':').map_or(answer, |(_, id)| id);
    format!("confirm:{id}")
}

fn key(interaction: u64) -> String {
    format!("confirm:{interaction}")
}
