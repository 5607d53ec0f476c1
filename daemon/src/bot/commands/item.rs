//! Under the post of an item of the inbox. Whoever presses acts with the own rights of that moment; the post itself
//! follows through the outbox, and the answer is for their eyes alone.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::inbox::{
    self, ItemFilter, ItemKind, ItemState, Resolution, ResolveRequest,
};
use emperione_protocol::{Code, GuildId, PageRequest};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{ButtonStyle, CreateButton, CreateModal};

use super::by::By;
use super::confirm::Deed;
use super::field::{self, Field};
use super::press::{Button, Press};
use super::reply::{self, Reply};
use super::{action_id, confirm, form};
use crate::domain::inbox::{Verb, read_button};
use crate::services::{Error, Result};

pub(super) struct Item;

impl Button for Item {
    const NAME: &'static str = "item";

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move {
            let (verb, guild, number) = read(press.key)?;
            let inbox = &press.services.inbox;
            let item = inbox.show(&press.actor, guild, number).await?.item;
            check_waits(&item)?;
            let id = format!("{}:{}", Self::NAME, press.key);
            let name = &item.target.name;
            Ok(match verb {
                Verb::Claim | Verb::Release | Verb::Take => None,
                Verb::Merge => Some(ask_into(&id, press, &item).await?),
                Verb::Dismiss => Some(ask_why(&id, "Nothing to act on")),
                Verb::Delete => Some(ask_why(&id, &format!("Delete a message of {name}"))),
                Verb::Grant => Some(ask_why(&id, &format!("Grant the appeal of {name}"))),
                Verb::GrantAnyway => Some(ask_why(&id, &format!("Grant it anyway to {name}"))),
                Verb::Deny => Some(ask_why(&id, &format!("Deny the appeal of {name}"))),
                Verb::Warn => Some(form::of(&id, Kind::Warn, name)),
                Verb::Timeout => Some(form::of(&id, Kind::Timeout, name)),
                Verb::Kick => Some(form::of(&id, Kind::Kick, name)),
                Verb::Ban => Some(form::of(&id, Kind::Ban, name)),
            })
        }
        .boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        run(press).boxed()
    }
}

fn ask_why(id: &str, title: &str) -> CreateModal {
    let why = Field::reason("Why, for moderators").optional();
    field::form(id, title, [why])
}

/// Asks into which item the reports go; the newest other one about the same member that waits stands there.
async fn ask_into(id: &str, press: &Press<'_>, item: &inbox::Item) -> Result<CreateModal> {
    let waiting = ItemFilter {
        guild: Some(item.guild),
        kind: Some(ItemKind::Report),
        target: Some(item.target.id),
        waiting: true,
        ..ItemFilter::default()
    };
    let page = PageRequest::default();
    let found = press.services.inbox.list(&press.actor, &waiting, &page);
    let others = found.await?.items;
    let newest = others.iter().find(|other| other.number != item.number);
    let field = Field::number("The item that stays, about the same member");
    let field = match newest {
        Some(other) => field.holding(&other.number.to_string()),
        None => field.hint("no other report about them waits"),
    };
    let title = format!("Merge item {} into another", item.number);
    Ok(field::form(id, &title, [field]))
}

async fn run(press: &Press<'_>) -> Result<Reply> {
    let (verb, guild, number) = read(press.key)?;
    let (inbox, actor) = (&press.services.inbox, &press.actor);
    let kind = match verb {
        Verb::Claim => {
            let claimed = inbox.claim(actor, guild, number).await?;
            return Ok(told(&claimed, "is yours"));
        }
        Verb::Release => {
            let released = inbox.release(actor, guild, number).await?;
            return Ok(told(&released, "is open again"));
        }
        Verb::Take => {
            let taken = inbox.assign(actor, (guild, number), None).await?;
            return Ok(told(&taken, "is yours"));
        }
        Verb::Dismiss => return decide(press, Resolution::Dismiss).await,
        Verb::Deny => return decide(press, Resolution::Deny).await,
        Verb::Merge => {
            let into = press.number()?;
            let merged = inbox.merge(actor, (guild, number), into).await?;
            let after = format!("has the reports of item {number} too");
            return Ok(told(&merged, &after));
        }
        Verb::Grant => return grant(press, (guild, number), false).await,
        Verb::GrantAnyway => return grant(press, (guild, number), true).await,
        Verb::Delete => Kind::MessageDelete,
        Verb::Warn => Kind::Warn,
        Verb::Timeout => Kind::Timeout,
        Verb::Kick => Kind::Kick,
        Verb::Ban => Kind::Ban,
    };
    let item = inbox.show(actor, guild, number).await?.item;
    check_waits(&item)?;
    let mut request = form::request(press, guild, (kind, item.target.id)).await?;
    if kind == Kind::MessageDelete {
        request.detail.channel = item.channel;
        request.detail.messages = item.message.into_iter().collect();
    }
    let deed = Deed {
        item: Some(number),
        ..request.into()
    };
    confirm::run(press.by(), deed).await
}

/// Grants an appeal. Where somebody changed something since, a button offers to do it all the same.
async fn grant(press: &Press<'_>, (guild, number): (GuildId, u64), force: bool) -> Result<Reply> {
    let id = action_id(press.interaction);
    let refused = match decide(press, Resolution::Grant { id, force }).await {
        Ok(granted) => return Ok(granted),
        Err(error) => error,
    };
    let is_changed = matches!(
        &refused,
        Error::Conflict {
            code: Code::Changed,
            ..
        }
    );
    let mut reply = Reply::from(reply::refusal(refused));
    if is_changed {
        let anyway = Verb::GrantAnyway;
        let button = CreateButton::new(anyway.button(guild, number));
        let button = button.label(anyway.label()).style(ButtonStyle::Danger);
        reply.buttons.push(button);
    }
    Ok(reply)
}

/// Decides an item by an act, and says what followed it.
pub(super) async fn act(by: By<'_>, number: u64, request: ActRequest) -> Result<Reply> {
    let (guild, kind) = (request.guild, request.kind);
    let resolve = ResolveRequest {
        guild,
        number,
        reason: request.reason.clone(),
        resolution: Resolution::Act(Box::new(request)),
        tell: None,
    };
    let item = by.services.inbox.resolve(by.actor, resolve).await?;
    let mut lines = vec![told(&item, "is resolved").text];
    if let (Kind::Warn, Some(case)) = (kind, item.outcome) {
        lines.extend(by.followed(guild, case).await);
    }
    Ok(lines.join("\n").into())
}

async fn decide(press: &Press<'_>, resolution: Resolution) -> Result<Reply> {
    let (_, guild, number) = read(press.key)?;
    let resolve = ResolveRequest {
        guild,
        number,
        resolution,
        reason: press.reason(guild).await?,
        tell: None,
    };
    let item = press.services.inbox.resolve(&press.actor, resolve).await?;
    Ok(told(&item, "is resolved"))
}

fn told(item: &inbox::Item, done: &str) -> Reply {
    let decision = item
        .decision
        .map_or_else(String::new, |it| format!(": {}", it.word()));
    let case = item
        .outcome
        .map_or_else(String::new, |case| format!(" (case {case})"));
    format!("Item {} {done}{decision}{case}.", item.number).into()
}

fn check_waits(item: &inbox::Item) -> Result<()> {
    match item.state {
        ItemState::Open | ItemState::Claimed => Ok(()),
        state => {
            let message = format!("item {} waits no more: it is {}", item.number, state.word());
            Err(Error::conflict(message))
        }
    }
}

fn read(key: &str) -> Result<(Verb, GuildId, u64)> {
    read_button(key).ok_or_else(|| Error::invalid("item", "the button is not known"))
}
