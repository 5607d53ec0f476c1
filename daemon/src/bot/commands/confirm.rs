//! What cannot be taken back lightly is asked again, with whom it hits and what it does; so is a warning that a step of
//! the ladder follows. The question is kept for as long as Discord lets it be answered.

use std::time::Duration;

use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Climb, Kind, Preview};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serenity::all::{ButtonStyle, CreateButton, CreateModal};

use super::by::By;
use super::item;
use super::press::{Button, PATIENCE, Press};
use super::reply::{self, Reply};
use crate::domain::{duration, ladder};
use crate::services::{Error, Result};

/// How long a form waits for the checks: half of what Discord waits for the form.
const SOON: Duration = Duration::from_millis(1_500);

/// What is to be done.
#[derive(Serialize, Deserialize)]
pub(super) struct Deed {
    pub(super) request: ActRequest,
    /// The item of the inbox that it decides.
    pub(super) item: Option<u64>,
    /// What is done after it.
    pub(super) then: Vec<ActRequest>,
    /// What is said under the question.
    pub(super) notes: Vec<String>,
}

impl From<ActRequest> for Deed {
    fn from(request: ActRequest) -> Self {
        Self {
            request,
            item: None,
            then: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// What was asked, and by whom.
#[derive(Serialize, Deserialize)]
struct Pending {
    user: UserId,
    deed: Deed,
}

/// The answers to it.
pub(super) struct Confirm;

/// Does it, or asks first where that is called for.
pub(super) async fn run(by: By<'_>, deed: impl Into<Deed>) -> Result<Reply> {
    let deed = deed.into();
    match to_ask(by, &deed.request).await? {
        Some(preview) => put(by, question(&deed, &preview), deed).await,
        None => deed.perform(by).await,
    }
}

/// What the checks say of what is asked about; none if it is done at once.
async fn to_ask(by: By<'_>, request: &ActRequest) -> Result<Option<Preview>> {
    match request.kind {
        Kind::Ban | Kind::Softban | Kind::Kick => check(by, request).await.map(Some),
        Kind::Warn => {
            // One that comes again would reach the step after its own.
            let actions = &by.services.actions;
            if actions.show(by.actor, request.id).await.is_ok() {
                return Ok(None);
            }
            let preview = check(by, request).await?;
            let follows = |climb: &Climb| climb.step.is_some();
            let is_followed = preview.ladder.as_ref().is_some_and(follows);
            Ok(is_followed.then_some(preview))
        }
        _ => Ok(None),
    }
}

/// Refuses what the checks do not allow.
pub(super) async fn check(by: By<'_>, request: &ActRequest) -> Result<Preview> {
    let preview = by.services.actions.preview(by.actor, request).await?;
    match preview.checks.iter().find(|check| !check.ok) {
        Some(check) => Err(Error::forbidden(check.detail.clone())),
        None => Ok(preview),
    }
}

/// The same before a form opens, for which Discord does not wait: where the answer takes longer, it opens, since what
/// is written into it is checked again.
pub(super) async fn check_soon(by: By<'_>, request: &ActRequest) -> Result<()> {
    let checked = tokio::time::timeout(SOON, check(by, request)).await;
    checked.map_or(Ok(()), |checked| checked.map(drop))
}

/// Asks, if the checks allow it.
pub(super) async fn ask(by: By<'_>, deed: Deed) -> Result<Reply> {
    let preview = check(by, &deed.request).await?;
    put(by, question(&deed, &preview), deed).await
}

/// Asks in these words, if the checks allow it.
pub(super) async fn ask_with(by: By<'_>, request: ActRequest, text: String) -> Result<Reply> {
    check(by, &request).await?;
    put(by, text, request.into()).await
}

async fn put(by: By<'_>, text: String, deed: Deed) -> Result<Reply> {
    let (id, kind) = (by.interaction, deed.request.kind);
    keep(by, deed).await?;
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
pub(super) async fn keep(by: By<'_>, deed: impl Into<Deed>) -> Result<()> {
    let pending = Pending {
        user: by.user,
        deed: deed.into(),
    };
    let kept = serde_json::to_vec(&pending).map_err(|error| Error::Internal(Box::new(error)))?;
    let cache = &by.parts.cache;
    cache.set(&key(by.interaction), &kept, PATIENCE).await;
    Ok(())
}

/// What was kept, for who asked; `answer` ends with the interaction's id.
pub(super) async fn kept(by: By<'_>, answer: &str) -> Result<Deed> {
    let kept = by.parts.cache.get(&asked_key(answer)).await;
    let pending: Option<Pending> = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
    match pending {
        Some(pending) if pending.user == by.user => Ok(pending.deed),
        Some(_) => Err(Error::forbidden("only who asked may answer this")),
        None => Err(Error::conflict(
            "this question has lapsed; use the command again",
        )),
    }
}

impl Deed {
    /// Does it and what comes after it, and says how each ended.
    async fn perform(self, by: By<'_>) -> Result<Reply> {
        let done = match self.item {
            Some(number) => item::act(by, number, self.request).await?,
            None => by.submit(self.request).await?,
        };
        let mut told = vec![done.text];
        for request in self.then {
            let stays = match request.kind {
                Kind::MessageDelete => "The message still stands".into(),
                kind => format!("{kind} was not done"),
            };
            told.push(match by.submit(request).await {
                Ok(reply) => reply.text,
                Err(error) => format!("{stays}: {}", reply::refusal(error)),
            });
        }
        Ok(told.join("\n").into())
    }
}

/// Names the target and the consequence.
fn question(deed: &Deed, preview: &Preview) -> String {
    let request = &deed.request;
    let mut text = vec![opening(request, preview)];
    if let Some(seconds) = request
        .delete_message_seconds
        .filter(|seconds| *seconds > 0)
    {
        let length = duration::format(Duration::from_secs(u64::from(seconds)));
        text.push(format!(
            " What they wrote in the last {length} is deleted for good."
        ));
    }
    if request.notify {
        text.push(" They are told by direct message.".into());
    } else if request.kind.tells_by_default() {
        text.push(" They are not told.".into());
    }
    if let Some(number) = deed.item {
        text.push(format!(" It decides item {number} of the inbox."));
    }
    if let Some(climb) = &preview.ladder
        && let Some(step) = &climb.step
    {
        let (points, step) = (climb.points, ladder::describe(step));
        text.push(format!("\nWith {points} points this follows: `{step}`."));
    }
    text.extend(deed.notes.iter().map(|note| format!("\n{note}")));
    text.concat()
}

/// What is done to whom, and for how long.
fn opening(request: &ActRequest, preview: &Preview) -> String {
    let (name, id) = (reply::name(&preview.target), preview.target.id);
    let length = request.duration_ms.map(|ms| {
        let length = duration::format(Duration::from_millis(ms));
        format!(" for {length}")
    });
    let length = length.as_deref();
    match request.kind {
        Kind::Ban => {
            let length = length.unwrap_or(" for good");
            format!("Ban **{name}** ({id}){length}? They are removed and cannot come back.")
        }
        Kind::Softban => format!(
            "Softban **{name}** ({id})? They are removed with what they wrote, and may come back."
        ),
        Kind::Kick => format!("Kick **{name}** ({id})? They are removed, and may come back."),
        kind => format!("{kind} **{name}** ({id}){}?", length.unwrap_or_default()),
    }
}

impl Button for Confirm {
    const NAME: &'static str = "confirm";
    const IN_PLACE: bool = true;

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move { kept(press.by(), press.key).await.map(|_| None) }.boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let by = press.by();
            let deed = kept(by, press.key).await?;
            let done = if press.key.starts_with("yes:") {
                deed.perform(by).await
            } else {
                Ok("Nothing was done.".to_owned().into())
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
