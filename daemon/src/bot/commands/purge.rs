use std::collections::HashMap;

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::messages::{Has, Selected, Selection};
use emperione_protocol::{Timestamp, UserId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::{self, Reply};
use super::{Command, act, confirm, since};
use crate::services::{Error, Result};

/// The most that one call deletes.
const MOST: u64 = 500;
/// How many authors are named.
const NAMED: usize = 5;

pub(super) struct Purge;

impl Command for Purge {
    const NAME: &'static str = "purge";

    fn define() -> CreateCommand {
        let option = CreateCommandOption::new;
        let has = option(
            CommandOptionType::String,
            "has",
            "Only messages with this in them",
        )
        .add_string_choice("a link", "link")
        .add_string_choice("an attachment", "attachment")
        .add_string_choice("an invite", "invite");
        let about = "Delete messages of a channel; you are asked before";
        act::command(Self::NAME, about, Permissions::MANAGE_MESSAGES)
            .add_option(
                option(
                    CommandOptionType::Integer,
                    "count",
                    "At most so many, the newest",
                )
                .min_int_value(1)
                .max_int_value(MOST)
                .required(true),
            )
            .add_option(option(
                CommandOptionType::User,
                "member",
                "Only messages of this member",
            ))
            .add_option(
                option(
                    CommandOptionType::String,
                    "text",
                    "Only messages with this in their text",
                )
                .max_length(200),
            )
            .add_option(
                option(
                    CommandOptionType::String,
                    "regex",
                    "Only messages that this regular expression finds something in",
                )
                .max_length(200),
            )
            .add_option(since::option("after", "Only messages after this"))
            .add_option(since::option("before", "Only messages before this"))
            .add_option(has)
            .add_option(option(
                CommandOptionType::Boolean,
                "bots",
                "Only messages of bots",
            ))
            .add_option(option(
                CommandOptionType::Boolean,
                "pinned",
                "Pinned messages too",
            ))
            .add_option(act::channel())
            .add_option(act::reason(false))
            .add_option(act::evidence())
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let selection = selection(call)?;
            let messages = &call.services.messages;
            let found = messages.select(&call.actor, &selection).await?;
            if found.messages.is_empty() {
                return Ok(format!("Nothing fits in the newest {} messages.", found.read).into());
            }
            let mut request = ActRequest {
                id: call.action_id(),
                reason: call.reason().await?,
                evidence: act::linked(call),
                ..ActRequest::new(call.guild()?, Kind::Purge, UserId(selection.channel.0))
            };
            request.detail.messages = found.messages.iter().map(|message| message.id).collect();
            confirm::ask_with(call.by(), request, question(&found)).await
        }
        .boxed()
    }
}

fn selection(call: &Call<'_>) -> Result<Selection> {
    let most = call.number("count").map(u32::try_from);
    let most = most.and_then(std::result::Result::ok);
    let has = match call.text("has") {
        Some("link") => vec![Has::Link],
        Some("attachment") => vec![Has::Attachment],
        Some("invite") => vec![Has::Invite],
        Some(_) => return Err(Error::invalid("has", "it is not known")),
        None => Vec::new(),
    };
    let (after, before) = (since::read(call, "after")?, since::read(call, "before")?);
    Ok(Selection {
        guild: call.guild()?,
        channel: call.channel(),
        authors: call.user_if_named("member").into_iter().collect(),
        text: call.text("text").map(str::to_owned),
        regex: call.text("regex").map(str::to_owned),
        // Neither the message that is named nor its moment.
        since: after.map(|at| Timestamp(at.0.saturating_add(1))),
        until: before,
        has,
        bots: call.flag("bots").unwrap_or(false),
        most: most.ok_or_else(|| Error::invalid("count", "it is missing"))?,
        pinned: call.flag("pinned").unwrap_or(false),
    })
}

/// How many, where, by whom and how old, and what comes of it.
fn question(found: &Selected) -> String {
    let mut by: HashMap<String, usize> = HashMap::new();
    for message in &found.messages {
        *by.entry(reply::name(&message.author)).or_default() += 1;
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    let mut names: Vec<_> = by
        .iter()
        .take(NAMED)
        .map(|(name, count)| format!("**{name}** {count}"))
        .collect();
    if by.len() > NAMED {
        names.push(format!("{} others", by.len() - NAMED));
    }
    let count = match found.messages.len() {
        1 => "1 message".into(),
        n => format!("{n} messages"),
    };
    let (newest, oldest) = (found.messages.first(), found.messages.last());
    let channel = newest.map_or(String::new(), |message| {
        format!("<#{}>", message.channel.id)
    });
    let since = oldest.map_or(0, |message| message.at.0.div_euclid(1_000));
    format!(
        "Delete {count} in {channel}, the oldest of <t:{since}:f>? They are by {}. They are gone for good.",
        names.join(", ")
    )
}
