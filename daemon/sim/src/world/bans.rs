//! Bans.

use serde_json::{Value, json};

use super::audit::Entry;
use super::{Id, World};

/// How many users may be banned who are no members. Discord documents the refusal (JSON Error Codes: 30035), not the
/// number; bots met it near this one.
pub const STRANGERS: usize = 2_000;

#[derive(Clone, Debug)]
pub struct Ban {
    pub reason: Option<String>,
}

impl World {
    pub fn ban_json(&self, user: Id, ban: &Ban) -> Value {
        json!({ "user": self.user_json(user), "reason": ban.reason })
    }

    /// Bans; a second ban changes nothing (Guild: Create Guild Ban).
    pub fn ban(
        &mut self,
        actor: Id,
        guild: Id,
        user: Id,
        delete_seconds: u32,
        reason: Option<&str>,
    ) {
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        if found.bans.contains_key(&user) {
            return;
        }
        if !found.members.contains_key(&user) {
            found.stranger_bans_left = found.stranger_bans_left.saturating_sub(1);
        }
        found.bans.insert(
            user,
            Ban {
                reason: reason.map(Into::into),
            },
        );
        let data = json!({ "guild_id": guild, "user": self.user_json(user) });
        self.emit("GUILD_BAN_ADD", Some(guild), data);
        self.leave(guild, user);
        if delete_seconds > 0 {
            self.delete_recent(
                guild,
                user,
                self.now_ms() - i64::from(delete_seconds) * 1000,
            );
        }
        self.audit(guild, Entry::new(22, actor, Some(user)).because(reason));
    }

    /// Whether the limit of bans of users who are no members stands against one more.
    pub fn is_beyond_limit(&self, guild: Id, user: Id) -> bool {
        self.guilds.get(&guild).is_some_and(|guild| {
            let counts = !guild.members.contains_key(&user) && !guild.bans.contains_key(&user);
            counts && guild.stranger_bans_left == 0
        })
    }

    /// Lifts a ban, and says whether there was one.
    pub fn unban(&mut self, actor: Id, guild: Id, user: Id, reason: Option<&str>) -> bool {
        let Some(found) = self.guilds.get_mut(&guild) else {
            return false;
        };
        if found.bans.remove(&user).is_none() {
            return false;
        }
        let data = json!({ "guild_id": guild, "user": self.user_json(user) });
        self.emit("GUILD_BAN_REMOVE", Some(guild), data);
        self.audit(guild, Entry::new(23, actor, Some(user)).because(reason));
        true
    }

    /// Deletes a user's messages since a time, a bulk event per channel.
    fn delete_recent(&mut self, guild: Id, user: Id, since_ms: i64) {
        let channels = self
            .guilds
            .get(&guild)
            .map(|guild| guild.channels.clone())
            .unwrap_or_default();
        let first = Id::at(since_ms);
        for channel in channels {
            let Some(found) = self.channels.get(&channel) else {
                continue;
            };
            let ids: Vec<Id> = found
                .messages
                .range(first..)
                .filter(|(_, message)| message.author == user)
                .map(|(id, _)| *id)
                .collect();
            self.delete_messages(channel, &ids);
        }
    }
}
