//! A guild and its members.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, RoleId, Timestamp, UserId};

use super::member::Member;
use super::voice::Stay;
use crate::domain::event;
use crate::domain::event::{Channel, Role};

/// Sets of roles that nobody has any more are dropped when there are this many.
const MANY_ROLE_SETS: usize = 4096;

/// A guild that the bot is in.
#[derive(Debug, Default)]
pub struct Guild {
    pub name: Box<str>,
    pub owner: UserId,
    pub afk_channel: Option<ChannelId>,
    /// Since when Discord has an outage for it, or the bot is no member of it.
    pub away_since: Option<Timestamp>,
    /// The roster is not known to be complete.
    pub partial: bool,
    /// As Discord counts them; `members` may hold fewer while `partial`.
    pub member_count: u64,
    /// As Discord told last; what is over may stand there still.
    pub pauses: Pauses,
    pub roles: HashMap<RoleId, Role>,
    /// Threads too.
    pub channels: HashMap<ChannelId, Channel>,
    pub members: HashMap<UserId, Member>,
    pub voice: HashMap<UserId, Stay>,
    role_sets: HashSet<Arc<[RoleId]>>,
}

impl Guild {
    /// Whether Discord shows it, and takes calls for it.
    pub fn is_available(&self) -> bool {
        self.away_since.is_none()
    }

    /// Puts a member in, new or changed, and gives what was there.
    pub fn put_member(&mut self, member: &event::Member) -> Option<Member> {
        let entry = Member::new(member, self.role_set(&member.roles));
        self.members.insert(member.user.id, entry)
    }

    /// The members that a complete roster does not hold: they left.
    pub fn missing_from(&self, roster: &HashSet<UserId>) -> Vec<UserId> {
        let mut missing: Vec<_> = self
            .members
            .keys()
            .filter(|user| !roster.contains(user))
            .copied()
            .collect();
        missing.sort_unstable();
        missing
    }

    fn role_set(&mut self, roles: &[RoleId]) -> Arc<[RoleId]> {
        let mut sorted = roles.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        if let Some(known) = self.role_sets.get(sorted.as_slice()) {
            return known.clone();
        }
        if self.role_sets.len() >= MANY_ROLE_SETS {
            self.role_sets.retain(|set| Arc::strong_count(set) > 1);
        }
        let set: Arc<[RoleId]> = sorted.into();
        self.role_sets.insert(set.clone());
        set
    }
}
