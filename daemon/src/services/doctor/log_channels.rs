//! Can every guild's log channel be told, and is nothing left to tell?

use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::{Answer, Parts};
use crate::domain::explanation::{Question, explain};
use crate::domain::permissions::{EMBED_LINKS, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL};
use crate::store::{self, outbox};

/// What a post takes, and its name in Discord's settings.
const NEEDED: &[(u64, &str)] = &[
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (EMBED_LINKS, "Embed Links"),
    (READ_MESSAGE_HISTORY, "Read Message History"),
];
const DAY_MS: i64 = 86_400_000;
/// More than this wait only if something is wrong.
const MANY: u64 = 100;

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (guild, channel) in parts.config.outbox.guilds() {
        let answer = match judge(parts, guild, channel) {
            Some(trouble) => trouble,
            None => backlog(parts, channel).await.unwrap_or_else(|error| {
                Answer::error(
                    format!("what waits for log channel {channel} could not be read: {error}"),
                    "see what the question about the database says",
                )
            }),
        };
        answers.push(answer);
    }
    if answers.is_empty() {
        answers.push(Answer::ok("no guild has a log channel"));
    }
    answers
}

fn judge(parts: &Parts, id: GuildId, channel: ChannelId) -> Option<Answer> {
    let state = parts.state.read();
    let (Some(guild), Some(me)) = (state.guild(id), &state.me) else {
        return Some(Answer::warning(
            format!("guild {id} of outbox.log_channels is not known"),
            "try again when `emp status` says ready, or correct the guild's id",
        ));
    };
    if !guild.channels.contains_key(&channel) {
        return Some(Answer::error(
            format!("{} has no channel {channel}, which is its log channel", guild.name),
            "name another one in outbox.log_channels and restart the daemon",
        ));
    }
    let question = Question {
        user: me.id,
        channel: Some(channel),
        permission: SEND_MESSAGES,
        now: parts.clock.now(),
    };
    let granted = explain(id, guild, question).bits;
    let missing: Vec<_> = NEEDED
        .iter()
        .filter(|(bit, _)| granted & bit == 0)
        .map(|(_, name)| *name)
        .collect();
    (!missing.is_empty()).then(|| {
        Answer::error(
            format!("{}: in log channel {channel} the bot lacks {}", guild.name, missing.join(", ")),
            "give the bot these permissions in the channel's settings",
        )
    })
}

async fn backlog(parts: &Parts, channel: ChannelId) -> store::Result<Answer> {
    let mut tx = parts.db.read().await?;
    let waiting = outbox::count_waiting(&mut tx, channel).await?;
    let since = Timestamp(parts.clock.now().0 - DAY_MS);
    let refused = outbox::refused_since(&mut tx, channel, since).await?;
    Ok(match refused {
        Some((count, why)) => Answer::warning(
            format!("log channel {channel} was not told of {count} facts since yesterday: {why}"),
            "read the cases with `emp case list`",
        ),
        None if waiting > MANY => Answer::warning(
            format!("{waiting} facts wait to be told in log channel {channel}"),
            "see `emp status`, and the daemon's log",
        ),
        None => Answer::ok(format!("log channel {channel} can be told; {waiting} facts wait")),
    })
}
