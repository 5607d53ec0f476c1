//! `emp message delete`: messages by their links or ids, an act for each author in each channel.

use std::collections::BTreeMap;

use emperione_protocol::actions::{Detail, Kind, MAX_MESSAGES};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::messages::{Message as Found, Selected, Selection, read_link};
use emperione_protocol::transport::within;
use emperione_protocol::{ChannelId, Client, Flatten, GuildId, MessageId, Timestamp, UserId};

use super::channel::Common;
use super::{many, purge};
use crate::context::{Context, resolve_channel};
use crate::error::Failure;
use crate::output::Output;

/// Act on messages
#[derive(Debug, clap::Subcommand)]
pub enum Message {
    /// Delete messages by their links or ids
    #[command(
        after_help = "Examples:\n  emp message delete https://discord.com/channels/1/2/3 --reason spam\n  emp message delete '#general' 80351110224678912 80351110224678913 --yes\n\nWhat is gone already is said and passed over. Many messages are chosen by `emp purge`."
    )]
    Delete(Delete),
}

/// `emp message delete`
#[derive(Debug, clap::Args)]
pub struct Delete {
    /// Links of messages; or a channel, and then ids of messages in it
    #[arg(value_name = "LINK|CHANNEL MESSAGE", required = true)]
    named: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// A message, and where it is.
type Place = (ChannelId, MessageId);

pub(in crate::commands) async fn message(
    command: Message,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let Message::Delete(args) = command;
    let (client, guild) = context.reach().await?;
    let places = places(&args.named, guild, &client).await?;
    let mut found = Vec::with_capacity(places.len());
    for (channel, id) in &places {
        match find(&client, guild, (*channel, *id)).await? {
            Some(message) => found.push(message),
            None => out.note(&format!("message {id} is gone")),
        }
    }
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    let read = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let chosen = Selected {
        messages: found,
        read,
        cut: false,
    };
    let mut act = Act::new(Kind::MessageDelete);
    let how = args.common.tell(&mut act, &client, guild).await?;
    let request = PlanRequest {
        guild,
        act,
        aims: aims(&chosen.messages),
        query: None,
    };
    purge::delete(request, (&chosen, how), context, client, out).await
}

/// What is named, without what is named twice.
async fn places(named: &[String], guild: GuildId, client: &Client) -> Result<Vec<Place>, Failure> {
    let (first, ids) = named
        .split_first()
        .map_or(("", named), |(first, ids)| (first.as_str(), ids));
    let mut places = Vec::with_capacity(named.len());
    if read_link(first).is_some() {
        for text in named {
            match read_link(text) {
                Some((of, channel, message)) if of == guild => places.push((channel, message)),
                Some(_) => {
                    return Err(Failure::usage(format!(
                        "`{text}` is a message of another guild"
                    )));
                }
                None => return Err(Failure::usage(format!("`{text}` is no link of a message"))),
            }
        }
    } else if ids.is_empty() {
        let words = format!("`{first}` is no link of a message, and no message is named after it");
        return Err(Failure::usage(words));
    } else {
        let channel = resolve_channel(client, guild, first).await?;
        for text in ids {
            let id = text
                .parse()
                .map_err(|_| Failure::usage(format!("`{text}` is no id of a message")))?;
            places.push((channel, id));
        }
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// Reads a message in Discord: ids hold times, so that it is looked for in its own millisecond.
async fn find(
    client: &Client,
    guild: GuildId,
    (channel, id): Place,
) -> Result<Option<Found>, Failure> {
    let at = id.created_at();
    let selection = Selection {
        guild,
        channel,
        since: Some(at),
        until: Some(Timestamp(at.0 + 1)),
        most: 100,
        pinned: true,
        ..Selection::default()
    };
    let found = client
        .messages()
        .select(within(many::LONG), selection)
        .await;
    let messages = found.flat()?.messages;
    Ok(messages.into_iter().find(|message| message.id == id))
}

/// An aim for each author in each channel.
fn aims(found: &[Found]) -> Vec<Aim> {
    let mut by: BTreeMap<(ChannelId, UserId), Vec<MessageId>> = BTreeMap::new();
    for message in found {
        let key = (message.channel.id, message.author.id);
        by.entry(key).or_default().push(message.id);
    }
    let mut aims = Vec::with_capacity(by.len());
    for ((channel, author), messages) in by {
        for part in messages.chunks(MAX_MESSAGES) {
            let detail = Detail {
                channel: Some(channel),
                messages: part.to_vec(),
                ..Detail::default()
            };
            aims.push(Aim {
                detail: Some(detail),
                ..Aim::new(author)
            });
        }
    }
    aims
}
