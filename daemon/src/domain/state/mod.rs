//! What Discord shows now: guilds with roles, channels, members and voice. A projection of the store, moved by
//! events; permission checks, rules and search read it. It holds 100,000 members in at most 32 MB, which is why
//! equal sets of roles are stored once, and a member's names are one text.

mod apply;
mod change;
mod guild;
mod member;
mod voice;

use std::collections::HashMap;

use emperione_protocol::{GuildId, UserId};

pub use change::{Change, What};
pub use guild::Guild;
pub use member::Member;
pub use voice::{Stay, VoiceEnd};

use super::event::User;

#[cfg(test)]
mod tests;

/// Everything that the gateway showed us.
#[derive(Debug, Default)]
pub struct State {
    /// Ourselves, once a session was ready.
    pub me: Option<User>,
    pub guilds: HashMap<GuildId, Guild>,
    /// Those that the bot was removed from, as they were shown last: if it comes back, what is different then happened
    /// meanwhile.
    pub removed: HashMap<GuildId, Guild>,
}

impl State {
    pub fn guild(&self, id: GuildId) -> Option<&Guild> {
        self.guilds.get(&id)
    }

    /// A guild, also one that the bot was removed from.
    pub fn known(&self, id: GuildId) -> Option<&Guild> {
        self.guilds.get(&id).or_else(|| self.removed.get(&id))
    }

    pub fn member(&self, guild: GuildId, user: UserId) -> Option<&Member> {
        self.guilds.get(&guild)?.members.get(&user)
    }
}
