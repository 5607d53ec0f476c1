//! Messages, for the live feed.

use serde::{Deserialize, Serialize};

use crate::guilds::{ChannelRef, UserRef};
use crate::{ChannelId, Error, GuildId, MessageId, Timestamp, UserId};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageFilter {
    pub guild: GuildId,
    pub channel: Option<ChannelId>,
    pub author: Option<UserId>,
    /// Only newer ones than this.
    pub after: Option<MessageId>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Messages {
    /// Gives the newest messages that fit, oldest first, at most `limit` (500 at most).
    async fn list(filter: MessageFilter, limit: u32) -> Result<Vec<Message>, Error>;
}
