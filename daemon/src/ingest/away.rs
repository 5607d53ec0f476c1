//! Guilds that Discord does not show for a while: in an outage of their own, or because the bot was removed from them.
//! What happens there meanwhile is a gap of theirs.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::{Duration, Instant};

use emperione_protocol::{GuildId, Timestamp};

use super::change;
use super::gather::Gather;
use crate::domain::event::{Body, Event};

/// A guild that a session names and does not show in this time has an outage.
const PATIENCE: Duration = Duration::from_mins(1);

/// The guilds that a new session named and has not shown yet (Gateway Events: Ready).
pub(super) struct Awaited {
    since: Timestamp,
    pub(super) until: Instant,
    guilds: HashSet<GuildId>,
}

impl Gather {
    /// A guild is shown. If it was away, that is a gap, which is opened before what is different now is looked at.
    pub(super) fn shown(&mut self, shard: u32, guild: GuildId) {
        if let Some(awaited) = self.awaited.get_mut(&shard) {
            awaited.guilds.remove(&guild);
        }
        let state = self.parts.state.read();
        let reason = match state.guild(guild) {
            Some(_) => "Discord did not show the guild",
            None => "the bot was not in the guild",
        };
        let since = state.known(guild).and_then(|known| known.away_since);
        drop(state);
        if let Some(since) = since {
            let place = (shard, self.shards(shard));
            self.gap_of((place, Some(guild)), since, reason.into(), None);
        }
    }

    /// A new session does not name a guild: the bot was removed after a time.
    pub(super) fn removed(&mut self, guild: GuildId, at: Timestamp) {
        self.tell_away(guild, false, at);
        self.left_behind(guild);
    }

    /// The bot was removed: what is not read of the guild's gaps is read with the one that ends if it comes back.
    pub(super) fn left_behind(&mut self, guild: GuildId) {
        if let (Some(since), Some(known)) = (
            self.gaps.since(guild),
            self.parts.state.write().removed.get_mut(&guild),
        ) {
            known.away_since = known.away_since.min(Some(since));
        }
        self.rosters.forget(guild);
        let closed = self.gaps.forget(guild, self.now);
        self.reconciled(&closed);
    }

    /// Takes note of the guilds that did not come in time.
    pub(super) fn step_awaited(&mut self) {
        let now = Instant::now();
        let late = self.awaited.extract_if(|_, awaited| awaited.until <= now);
        for (_, awaited) in late.collect::<Vec<_>>() {
            self.miss(awaited);
        }
    }

    /// A shard begins to wait for the guilds of a new session.
    pub(super) fn await_guilds(&mut self, shard: u32, named: &[GuildId]) {
        let awaited = Awaited {
            since: self.now,
            until: Instant::now() + PATIENCE,
            guilds: named.iter().copied().collect(),
        };
        if let Some(before) = self.awaited.insert(shard, awaited) {
            self.miss(before);
        }
    }

    fn miss(&mut self, awaited: Awaited) {
        for guild in awaited.guilds {
            self.tell_away(guild, true, awaited.since);
        }
    }

    fn tell_away(&mut self, guild: GuildId, unavailable: bool, at: Timestamp) {
        let event = Event {
            kind: Cow::Borrowed("GUILD_DELETE"),
            guild: Some(guild),
            body: Body::GuildDeleted { unavailable },
        };
        let mut state = self.parts.state.write();
        let dating = change::Dating {
            now: self.now,
            gap: None,
        };
        for change in state.apply(&event, at) {
            change::note(&mut self.batch, &state, guild, change, dating);
        }
    }
}
