//! Guilds, from the state.

use std::cmp::Reverse;
use std::sync::Arc;

use emperione_protocol::guilds::{ChannelRef, Guild, Pauses, RoleRef};
use emperione_protocol::{GuildId, Timestamp};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::domain::actor::{self, Actor};
use crate::domain::event::{Channel, Role};
use crate::domain::permissions::{self, BAN_MEMBERS, VIEW_AUDIT_LOG};
use crate::domain::state;
use crate::ports::reader::Shown;

/// The service.
#[derive(Clone)]
pub struct Guilds(pub(super) Arc<Parts>);

impl Guilds {
    /// Lists the guilds that the actor may see, by name.
    pub fn list(&self, actor: &Actor) -> Result<Vec<Guild>> {
        check_role(actor, actor::Role::Viewer)?;
        let ids: Vec<_> = self.0.state.read().guilds.keys().copied().collect();
        let seen: Vec<_> = ids
            .into_iter()
            .filter(|id| self.0.sees(actor, *id))
            .collect();
        let (state, now) = (self.0.state.read(), self.0.clock.now());
        let mut guilds: Vec<_> = seen
            .iter()
            .filter_map(|id| Some(guild(*id, state.guild(*id)?, now)))
            .collect();
        guilds.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(guilds)
    }

    /// Compares what is known of every guild with what Discord shows, and takes in what was missed. One guild that cannot be
    /// read keeps no other from it.
    ///
    /// # Errors
    /// If one could not be read now.
    pub async fn reconcile(&self, actor: &Actor) -> Result<()> {
        check_role(actor, actor::Role::Admin)?;
        let not_listening = || Error::unavailable("this daemon does not listen to Discord yet");
        let reader = self.0.vitals.reader.ask().ok_or_else(not_listening)?;
        let mut guilds: Vec<_> = {
            let state = self.0.state.read();
            let known = state.guilds.iter();
            let there = known.filter(|(_, guild)| guild.is_available());
            there.map(|(id, _)| *id).collect()
        };
        guilds.sort_unstable();
        let mut failed = None;
        for id in guilds {
            let shown = Shown {
                audit_log: !self.0.bot_lacks(id, VIEW_AUDIT_LOG),
                bans: !self.0.bot_lacks(id, BAN_MEMBERS),
            };
            match reader.compare(id, shown).await {
                Ok(unknown) => {
                    for what in unknown {
                        tracing::info!(guild.id = id.0, "not compared: {what}");
                    }
                }
                Err(why) => failed = Some(format!("guild {id} could not be read: {why}")),
            }
        }
        failed.map_or(Ok(()), |why| Err(Error::unavailable(why)))
    }

    /// Lists the channels of a guild in Discord's order, without categories and threads.
    pub fn channels(&self, actor: &Actor, guild: GuildId) -> Result<Vec<ChannelRef>> {
        self.0.check_sees(actor, guild)?;
        let state = self.0.state.read();
        let mut found = state.guild(guild).map(channels).unwrap_or_default();
        drop(state);
        found.retain(|channel| self.0.sees_channel(actor, guild, channel.id));
        Ok(found)
    }

    /// Lists the threads of a guild that are known, by name.
    pub fn threads(&self, actor: &Actor, guild: GuildId) -> Result<Vec<ChannelRef>> {
        self.0.check_sees(actor, guild)?;
        let state = self.0.state.read();
        let channels = state
            .guild(guild)
            .into_iter()
            .flat_map(|guild| guild.channels.values());
        let mut found: Vec<_> = channels
            .filter(|channel| channel.is_thread())
            .map(reference)
            .collect();
        drop(state);
        found.retain(|thread| self.0.sees_channel(actor, guild, thread.id));
        found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(found)
    }

    /// Lists the roles of a guild, highest first, without `@everyone`.
    pub fn roles(&self, actor: &Actor, guild: GuildId) -> Result<Vec<RoleRef>> {
        self.0.check_sees(actor, guild)?;
        let state = self.0.state.read();
        let found = state.guild(guild).map(|known| roles(guild, known));
        Ok(found.unwrap_or_default())
    }
}

impl Parts {
    /// Whether it is known that the bot lacks a right in a guild, so that Discord would refuse.
    pub(super) fn bot_lacks(&self, guild: GuildId, right: u64) -> bool {
        let state = self.state.read();
        let Some(me) = state.me.as_ref().map(|me| me.id) else {
            return false;
        };
        let now = self.clock.now();
        state.guild(guild).is_some_and(|known| {
            let rights = permissions::of(known, guild.everyone(), me, now);
            known.members.contains_key(&me) && rights & right == 0
        })
    }

    /// What is paused in a guild now, as far as Discord told.
    pub(super) fn pauses(&self, guild: GuildId) -> Pauses {
        let (state, now) = (self.state.read(), self.clock.now());
        let pauses = state.guild(guild).map(|known| known.pauses.at(now));
        pauses.unwrap_or_default()
    }
}

fn roles(id: GuildId, guild: &state::Guild) -> Vec<RoleRef> {
    let roles = guild.roles.values();
    let mut roles: Vec<_> = roles.filter(|role| role.id != id.everyone()).collect();
    roles.sort_by_key(|role| (Reverse(role.position), role.id));
    let reference = |role: &Role| RoleRef {
        id: role.id,
        name: role.name.to_string(),
        position: role.position,
    };
    roles.into_iter().map(reference).collect()
}

fn guild(id: GuildId, guild: &state::Guild, now: Timestamp) -> Guild {
    Guild {
        id,
        name: guild.name.to_string(),
        owner: guild.owner,
        available: guild.is_available(),
        members: guild.member_count,
        partial: guild.partial,
        pauses: guild.pauses.at(now),
    }
}

fn channels(guild: &state::Guild) -> Vec<ChannelRef> {
    let mut channels: Vec<_> = guild
        .channels
        .values()
        .filter(|channel| !channel.is_category() && !channel.is_thread())
        .collect();
    channels.sort_by_key(|channel| place(guild, channel));
    channels.into_iter().map(reference).collect()
}

fn reference(channel: &Channel) -> ChannelRef {
    ChannelRef {
        id: channel.id,
        name: channel.name.to_string(),
    }
}

/// Channels without a category first, then category by category; text before voice (Channel: `position`).
fn place(guild: &state::Guild, channel: &Channel) -> impl Ord + use<> {
    let category = channel
        .parent
        .and_then(|parent| guild.channels.get(&parent));
    (
        category.map(|category| (category.position, category.id)),
        channel.is_voice(),
        channel.position,
        channel.id,
    )
}

#[cfg(test)]
mod tests {
    use emperione_protocol::ChannelId;

    use super::*;

    #[test]
    fn channels_are_in_discords_order() {
        let mut guild = state::Guild::default();
        for (id, channel_type, position, parent) in [
            (1, 4, 1, None),
            (2, 4, 0, None),
            (3, 2, 0, Some(1)),
            (4, 0, 1, Some(1)),
            (5, 0, 0, Some(2)),
            (6, 0, 9, None),
            (7, 11, 0, Some(4)),
        ] {
            let channel = Channel {
                id: ChannelId(id),
                channel_type,
                name: id.to_string().into(),
                position,
                parent: parent.map(ChannelId),
                overwrites: Vec::new(),
                last_message: None,
                slow_mode: 0,
                locked: false,
                archived: false,
                begun_at: None,
            };
            guild.channels.insert(channel.id, channel);
        }

        let names: Vec<_> = channels(&guild)
            .into_iter()
            .map(|channel| channel.name)
            .collect();

        assert_eq!(names, ["6", "5", "4", "3"]);
    }
}
