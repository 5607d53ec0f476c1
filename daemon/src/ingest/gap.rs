//! Gaps that are being reconciled: for each guild the reading of what REST still shows, and the roster.

use std::collections::{BTreeSet, HashMap};

use emperione_protocol::{GuildId, Timestamp};

use crate::store::gaps::Gap;

/// What has to be done for a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Reading,
    Roster,
}

#[derive(Default)]
pub(super) struct Gaps {
    open: HashMap<String, Open>,
}

struct Open {
    gap: Gap,
    left: BTreeSet<(GuildId, Part)>,
    /// Guilds whose reading has begun.
    begun: BTreeSet<GuildId>,
}

impl Gaps {
    /// Takes a gap up, with what has to be done.
    pub(super) fn open(&mut self, gap: Gap, guilds: impl Iterator<Item = GuildId>, roster: bool) {
        let parts = |guild| {
            std::iter::once((guild, Part::Reading)).chain(roster.then_some((guild, Part::Roster)))
        };
        let open = Open {
            left: guilds.flat_map(parts).collect(),
            begun: BTreeSet::new(),
            gap,
        };
        self.open.insert(open.gap.id.clone(), open);
    }

    /// When the earliest gap that concerns a guild began.
    pub(super) fn since(&self, guild: GuildId) -> Option<Timestamp> {
        let concerned = self
            .open
            .values()
            .filter(|open| open.left.iter().any(|(of, _)| *of == guild));
        concerned.map(|open| open.gap.from).min()
    }

    /// The gap whose roster is outstanding for a guild: what the roster shows happened within it.
    pub(super) fn roster_since(&self, guild: GuildId) -> Option<Timestamp> {
        self.rosters_of(guild).map(|gap| gap.from).min()
    }

    /// The last moment of the gaps whose roster is outstanding for a guild.
    pub(super) fn roster_until(&self, guild: GuildId) -> Option<Timestamp> {
        let ends = self.rosters_of(guild).filter_map(|gap| gap.to);
        ends.max().map(|to| Timestamp(to.0 - 1))
    }

    fn rosters_of(&self, guild: GuildId) -> impl Iterator<Item = &Gap> {
        let part = (guild, Part::Roster);
        let outstanding = self.open.values();
        outstanding
            .filter(move |open| open.left.contains(&part))
            .map(|open| &open.gap)
    }

    /// The earliest gap of a guild whose reading is to begin now.
    pub(super) fn begin(&mut self, guild: GuildId) -> Option<Gap> {
        let mut begun: Vec<&Gap> = Vec::new();
        for open in self.open.values_mut() {
            if open.left.contains(&(guild, Part::Reading)) && open.begun.insert(guild) {
                begun.push(&open.gap);
            }
        }
        begun.into_iter().min_by_key(|gap| gap.from).cloned()
    }

    /// Takes note that a part is done, and gives the gaps that are reconciled by it.
    pub(super) fn done(&mut self, guild: GuildId, part: Part, now: Timestamp) -> Vec<Gap> {
        for open in self.open.values_mut() {
            if part != Part::Reading || open.begun.contains(&guild) {
                open.left.remove(&(guild, part));
            }
        }
        self.close(now)
    }

    /// A guild that is gone needs nothing.
    pub(super) fn forget(&mut self, guild: GuildId, now: Timestamp) -> Vec<Gap> {
        for open in self.open.values_mut() {
            open.left.retain(|(of, _)| *of != guild);
        }
        self.close(now)
    }

    /// The gaps that have nothing left.
    pub(super) fn close(&mut self, now: Timestamp) -> Vec<Gap> {
        let closed = self.open.extract_if(|_, open| open.left.is_empty());
        closed
            .map(|(_, open)| Gap {
                reconciled_at: Some(now),
                ..open.gap
            })
            .collect()
    }
}
