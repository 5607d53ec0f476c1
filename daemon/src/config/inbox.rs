//! `[inbox]`: reports by members, and what they are told.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId};

use super::outbox::{channel_of, check_guilds, read_guilds};
use super::section::{Check, Problem, section};

section! {
    /// Reports by members, and what they are told.
    Inbox as "inbox" {
        /// How many reports one member may make in an hour.
        reports_per_hour: u32 = 5;
        /// How many reports of one member may wait for a decision.
        reports_waiting: u32 = 10;
        /// Whether the answer to a report names who decided it.
        name_moderators: bool = false;
        /// The channel of each guild in which its items are posted with buttons, by the guild's id.
        channels: BTreeMap<String, ChannelId> = BTreeMap::new(), eg "{ 80351110224678912 = \"175928847299117064\" }";
    }
}

impl Check for Inbox {
    fn check(&self) -> Result<(), Problem> {
        for (key, most) in [
            ("inbox.reports_per_hour", self.reports_per_hour),
            ("inbox.reports_waiting", self.reports_waiting),
        ] {
            if most == 0 {
                return Err(Problem::new(key, "at least one is needed"));
            }
        }
        check_guilds("inbox.channels", &self.channels)
    }
}

impl Inbox {
    /// The channel in which a guild's items are posted.
    pub fn channel(&self, guild: GuildId) -> Option<ChannelId> {
        channel_of(&self.channels, guild)
    }

    /// Every guild with such a channel.
    pub fn guilds(&self) -> impl Iterator<Item = (GuildId, ChannelId)> {
        read_guilds(&self.channels)
    }
}
