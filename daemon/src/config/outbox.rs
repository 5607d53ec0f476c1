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
        check_guilds("outbox.log_channels", &self.log_channels)
    }
}

impl Outbox {
    /// The log channel of a guild.
    pub fn channel(&self, guild: GuildId) -> Option<ChannelId> {
        channel_of(&self.log_channels, guild)
    }

    /// Every guild with a log channel.
    pub fn guilds(&self) -> impl Iterator<Item = (GuildId, ChannelId)> {
        read_guilds(&self.log_channels)
    }
}

/// Channels by the ids of guilds, as TOML has them.
type Channels = BTreeMap<String, ChannelId>;

pub(super) fn check_guilds(key: &str, channels: &Channels) -> Result<(), Problem> {
    let mut guilds = channels.keys();
    match guilds.find(|guild| guild.parse::<GuildId>().is_err()) {
        Some(guild) => {
            let why = format!("`{guild}` is not the id of a guild");
            Err(Problem::new(key, why).hint("`emp guild list` prints them"))
        }
        None => Ok(()),
    }
}

pub(super) fn channel_of(channels: &Channels, guild: GuildId) -> Option<ChannelId> {
    channels.get(&guild.to_string()).copied()
}

pub(super) fn read_guilds(channels: &Channels) -> impl Iterator<Item = (GuildId, ChannelId)> {
    let read = |(guild, channel): (&String, &ChannelId)| Some((guild.parse().ok()?, *channel));
    channels.iter().filter_map(read)
}
