//! `emp purge`: chooses messages of a channel, shows them, and deletes exactly those.

use std::collections::HashMap;

use emperione_protocol::actions::{Detail, Kind, MAX_MESSAGES};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::messages::{Has, Message, Selected, Selection};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, MessageId, Timestamp, UserId};

use super::channel::Common;
use super::many::How;
use super::{go, many};
use crate::clean::clean;
use crate::commands::when;
use crate::context::{Context, resolve_channel, resolve_id};
use crate::error::Failure;
use crate::output::{Output, Row};

/// `emp purge`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp purge '#general' --from @raider7 --last 50 --reason spam\n  emp purge '#general' --has invite --after 1h --dry-run\n  emp purge '#bots' --bots --before 7d --yes"
)]
pub struct Purge {
    /// The channel, by name, id or link
    #[arg(value_name = "CHANNEL")]
    channel: String,
    /// Only messages of this member; several may be named
    #[arg(long, value_name = "MEMBER")]
    from: Vec<String>,
    /// Only messages with this in their text
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only messages that this regular expression finds something in
    #[arg(long, value_name = "REGEX")]
    regex: Option<String>,
    /// Only messages with one of these in them
    #[arg(long, value_name = "WHAT", value_enum)]
    has: Vec<What>,
    /// Only messages of bots and webhooks
    #[arg(long)]
    bots: bool,
    /// Only messages since then: 2h ago, or a time
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    after: Option<Timestamp>,
    /// Only messages before then: 2h ago, or a time
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    before: Option<Timestamp>,
    /// At most so many, the newest
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=MAX_MESSAGES as i64))]
    last: u32,
    /// Pinned messages too
    #[arg(long)]
    pinned: bool,
    #[command(flatten)]
    common: Common,
}

/// What a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    Link,
    Attachment,
    Invite,
}

impl Row for Message {
    const COLUMNS: &'static [&'static str] = &["id", "time", "member", "text"];

    fn cells(&self) -> Vec<String> {
        let files = match self.attachments {
            0 => String::new(),
            n => format!("[{n} files] "),
        };
        vec![
            self.id.to_string(),
            when::time(self.at),
            self.author.name.clone(),
            format!("{files}{}", self.text.as_deref().unwrap_or_default()),
        ]
    }
}

pub(in crate::commands) async fn purge(
    args: Purge,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let selection = select(&args, guild, &client).await?;
    let channel = selection.channel;
    let found = client
        .messages()
        .select(within(many::LONG), selection)
        .await;
    let found = found.flat()?;
    let ids = found.messages.iter().map(|message| message.id);
    let mut act = Act {
        detail: Detail {
            messages: ids.collect::<Vec<MessageId>>(),
            ..Detail::default()
        },
        ..Act::new(Kind::Purge)
    };
    let how = args.common.tell(&mut act, &client, guild).await?;
    let request = PlanRequest {
        guild,
        act,
        aims: vec![Aim::new(UserId(channel.0))],
        query: None,
    };
    delete(request, (&found, how), context, client, out).await
}

async fn select(args: &Purge, guild: GuildId, client: &Client) -> Result<Selection, Failure> {
    let mut authors = Vec::with_capacity(args.from.len());
    for text in &args.from {
        authors.push(resolve_id(client, guild, text).await?);
    }
    let has = |what: &What| match what {
        What::Link => Has::Link,
        What::Attachment => Has::Attachment,
        What::Invite => Has::Invite,
    };
    Ok(Selection {
        guild,
        channel: resolve_channel(client, guild, &args.channel).await?,
        authors,
        text: args.text.clone(),
        regex: args.regex.clone(),
        has: args.has.iter().map(has).collect(),
        bots: args.bots,
        since: args.after,
        until: args.before,
        most: args.last,
        pinned: args.pinned,
    })
}

/// Shows the chosen messages, asks, and has exactly these deleted.
///
/// # Errors
/// If the person says no, or it is refused or fails.
pub(super) async fn delete(
    request: PlanRequest,
    (found, mut how): (&Selected, How),
    context: &Context,
    client: Client,
    out: &mut Output,
) -> Result<(), Failure> {
    if how.dry_run {
        out.rows(&found.messages)?;
    }
    let looks = how.dry_run || how.plan.is_some();
    if looks || found.messages.is_empty() {
        out.note(&words(found));
    }
    if found.messages.is_empty() {
        return Ok(());
    }
    if how.dry_run {
        return how.check(request, &client, out).await;
    }
    if !looks && !how.yes && !out.confirm(&format!("delete {}", words(found)))? {
        return Err(Failure::cancelled());
    }
    how.yes = true;
    go(request, &how, context, client, out).await
}

/// How many, by whom and how old.
fn words(found: &Selected) -> String {
    let newest = if found.cut { "the newest " } else { "" };
    let read = match found.read {
        1 => "1 message".into(),
        n => format!("{newest}{n} messages"),
    };
    let (Some(newest), Some(oldest)) = (found.messages.first(), found.messages.last()) else {
        return format!("nothing fits in {read}");
    };
    let mut by: HashMap<&str, usize> = HashMap::new();
    for message in &found.messages {
        *by.entry(&message.author.name).or_default() += 1;
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let names: Vec<_> = by
        .iter()
        .take(3)
        .map(|(name, count)| format!("@{} {count}", clean(name)))
        .collect();
    let more = match by.len() {
        0..=3 => String::new(),
        n => format!(" and {} more", n - 3),
    };
    format!(
        "{} of {read}, by {}{more}, from {} to {}",
        found.messages.len(),
        names.join(", "),
        when::time(oldest.at),
        when::time(newest.at)
    )
}
