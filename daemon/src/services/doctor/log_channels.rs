//! Can every guild's log channel be told, and is nothing left to tell?

use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::{Answer, Parts};
use crate::domain::duration::DAY_MS;
use crate::domain::explanation::{Question, lacking};
use crate::domain::permissions::{EMBED_LINKS, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL};
use crate::store::{self, outbox};

/// What a post takes, and its name in Discord's settings.
const NEEDED: &[(u64, &str)] = &[
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (EMBED_LINKS, "Embed Links"),
    (READ_MESSAGE_HISTORY, "Read Message History"),
];
/// More than this wait only if something is wrong.
const MANY: u64 = 100;

/// What channels of a kind are called, and where they are named.
pub(super) struct Sort {
    pub(super) label: &'static str,
    pub(super) key: &'static str,
    /// How to learn what was not told.
    pub(super) instead: &'static str,
}

const LOGS: Sort = Sort {
    label: "log channel",
    key: "outbox.log_channels",
    instead: "read the cases with `emp case list`",
};

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    ask_of(parts, parts.config.outbox.guilds(), &LOGS).await
}

/// Asks it of every channel of a kind.
pub(super) async fn ask_of(
    parts: &Parts,
    channels: impl Iterator<Item = (GuildId, ChannelId)>,
    sort: &Sort,
) -> Vec<Answer> {
    let label = sort.label;
    let mut answers = Vec::new();
    for (guild, channel) in channels {
        let answer = match judge(parts, (guild, channel), sort) {
            Some(trouble) => trouble,
            None => backlog(parts, channel, sort).await.unwrap_or_else(|error| {
                Answer::error(
                    format!("what waits for {label} {channel} could not be read: {error}"),
                    "see what the question about the database says",
                )
            }),
        };
        answers.push(answer);
    }
    if answers.is_empty() {
        answers.push(Answer::ok(format!(
            "no guild has a channel in {}",
            sort.key
        )));
    }
    answers
}

fn judge(parts: &Parts, (id, channel): (GuildId, ChannelId), sort: &Sort) -> Option<Answer> {
    let Sort { label, key, .. } = sort;
    let state = parts.state.read();
    let (Some(guild), Some(me)) = (state.guild(id), &state.me) else {
        return Some(Answer::warning(
            format!("guild {id} of {key} is not known"),
            "try again when `emp status` says ready, or correct the guild's id",
        ));
    };
    if !guild.channels.contains_key(&channel) {
        return Some(Answer::error(
            format!(
                "{} has no channel {channel}, which is its {label}",
                guild.name
            ),
            format!("name another one in {key} and restart the daemon"),
        ));
    }
    let question = Question {
        user: me.id,
        channel: Some(channel),
        permission: SEND_MESSAGES,
        now: parts.clock.now(),
    };
    let missing = lacking(id, guild, question, NEEDED);
    (!missing.is_empty()).then(|| {
        Answer::error(
            format!(
                "{}: in {label} {channel} the bot lacks {}",
                guild.name,
                missing.join(", ")
            ),
            "give the bot these permissions in the channel's settings",
        )
    })
}

async fn backlog(parts: &Parts, channel: ChannelId, sort: &Sort) -> store::Result<Answer> {
    let label = sort.label;
    let mut tx = parts.db.read().await?;
    let waiting = outbox::count_waiting(&mut tx, channel).await?;
    let since = Timestamp(parts.clock.now().0 - DAY_MS);
    let refused = outbox::refused_since(&mut tx, channel, since).await?;
    Ok(match refused {
        Some((count, why)) => Answer::warning(
            format!("{label} {channel} was not told of {count} facts since yesterday: {why}"),
            sort.instead,
        ),
        None if waiting > MANY => Answer::warning(
            format!("{waiting} facts wait to be told in {label} {channel}"),
            "see `emp status`, and the daemon's log",
        ),
        None => Answer::ok(format!(
            "{label} {channel} can be told; {waiting} facts wait"
        )),
    })
}
