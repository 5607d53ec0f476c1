//! Messages: for the live feed, and to be deleted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::guilds::{ChannelRef, UserRef};
use crate::{ChannelId, Error, GuildId, MessageId, Timestamp, UserId};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub channel: ChannelRef,
    pub author: UserRef,
    pub at: Timestamp,
    /// None where it is not kept: no content intent, retention, or erased.
    pub text: Option<String>,
    pub attachments: u32,
    pub edited_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

/// Which messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageFilter {
    pub guild: GuildId,
    pub channel: Option<ChannelId>,
    pub author: Option<UserId>,
    /// Only newer ones than this.
    pub after: Option<MessageId>,
}

/// What a message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Has {
    Link,
    Attachment,
    /// A link that lets people join a guild.
    Invite,
}

/// Which messages of a channel to choose; each field that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selection {
    pub guild: GuildId,
    pub channel: ChannelId,
    /// By one of these; empty for anybody.
    pub authors: Vec<UserId>,
    /// With this in its text, in large or small letters.
    pub text: Option<String>,
    /// With a text that this regular expression finds something in.
    pub regex: Option<String>,
    /// With each of these.
    pub has: Vec<Has>,
    /// By bots and webhooks only.
    pub bots: bool,
    /// At this time or later.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// The newest so many, [`MAX_MESSAGES`](crate::actions::MAX_MESSAGES) at most.
    pub most: u32,
    /// Pinned ones too.
    pub pinned: bool,
}

/// What a selection found.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Selected {
    /// Newest first.
    pub messages: Vec<Message>,
    /// How many messages were looked at.
    pub read: u32,
    /// Whether older ones were left unread, because so many are read at most.
    pub cut: bool,
}

/// Reads what "Copy Message Link" gives: `https://discord.com/channels/GUILD/CHANNEL/MESSAGE`.
pub fn read_link(text: &str) -> Option<(GuildId, ChannelId, MessageId)> {
    let (_, path) = text.trim().trim_end_matches('>').split_once("/channels/")?;
    let mut parts = path.split('/');
    let guild = parts.next()?.parse().ok()?;
    let channel = parts.next()?.parse().ok()?;
    let message = parts.next()?.split('?').next()?.parse().ok()?;
    parts.next().is_none().then_some((guild, channel, message))
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Messages {
    /// Gives the newest messages that fit, oldest first, at most `limit` (500 at most).
    async fn list(filter: MessageFilter, limit: u32) -> Result<Vec<Message>, Error>;
    /// Reads a channel in Discord and chooses from it; changes nothing.
    async fn select(selection: Selection) -> Result<Selected, Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_a_message_is_read_and_nothing_else() {
        let found = read_link("<https://discord.com/channels/1/2/3>");
        assert_eq!(found, Some((GuildId(1), ChannelId(2), MessageId(3))));
        assert!(read_link("https://ptb.discord.com/channels/1/2/3?x=y").is_some());
        for text in [
            "",
            "3",
            "https://discord.com/channels/@me/2/3",
            "/channels/1/2",
        ] {
            assert_eq!(read_link(text), None, "{text}");
        }
    }
}
