//! `[outbox]`: the log channels that are told of cases and batches.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId};

use super::section::{Check, Problem, section};

section! {
    /// The log channels that are told of cases and batches.
    Outbox as "outbox" {
        /// The log channel of each guild, by the guild's id. A guild without one is told nothing.
        log_channels: BTreeMap<String, ChannelId> = BTreeMap::new(), eg "{ 80351110224678912 = \"175928847299117063\" }";
    }
}

impl Check for Outbox {
    fn check(&self) -> Result<(), Problem> {
        let mut guilds = self.log_channels.keys();
        match guilds.find(|guild| guild.parse::<GuildId>().is_err()) {
            Some(guild) => {
                let why = format!("`{guild}` is not the id of a guild");
                Err(Problem::new("outbox.log_channels", why).hint("`emp guild list` prints them"))
            }
            None => Ok(()),
        }
    }
}

impl Outbox {
    /// The log channel of a guild.
    pub fn channel(&self, guild: GuildId) -> Option<ChannelId> {
        self.log_channels.get(&guild.to_string()).copied()
    }

    /// Every guild with a log channel.
    pub fn guilds(&self) -> impl Iterator<Item = (GuildId, ChannelId)> {
        let read = |(guild, channel): (&String, &ChannelId)| Some((guild.parse().ok()?, *channel));
        self.log_channels.iter().filter_map(read)
    }
}
