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

    /// A gap goes on, if nothing of it is being read yet: what was read would not be read again.
    pub(super) fn extend(&mut self, id: &str, to: Timestamp, events: u64) -> Option<Gap> {
        let open = self.open.get_mut(id).filter(|open| open.begun.is_empty())?;
        open.gap.to = Some(to);
        open.gap.events = Some(open.gap.events.unwrap_or_default() + events);
        Some(open.gap.clone())
    }

    /// The gaps of a guild whose reading is to begin now, as one; none while others are being read.
    pub(super) fn begin(&mut self, guild: GuildId) -> Option<Gap> {
        let part = (guild, Part::Reading);
        let mut waiting: Vec<_> = self.open.values_mut().collect();
        waiting.retain(|open| open.left.contains(&part));
        if waiting.iter().any(|open| open.begun.contains(&guild)) {
            return None;
        }
        for open in &mut waiting {
            open.begun.insert(guild);
        }
        let to = waiting.iter().filter_map(|open| open.gap.to).max();
        let first = waiting.iter().min_by_key(|open| open.gap.from)?;
        Some(Gap {
            to,
            ..first.gap.clone()
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId(7);

    fn opened(gaps: &mut Gaps, id: &str, (from, to): (i64, i64)) {
        let gap = Gap {
            id: id.into(),
            shard: Some(0),
            shards: Some(1),
            guild: None,
            from: Timestamp(from),
            to: Some(Timestamp(to)),
            reason: "overload".into(),
            events: Some(2),
            reconciled_at: None,
        };
        gaps.open(gap, std::iter::once(GUILD), false);
    }

    fn told(gap: &Gap) -> (&str, i64, Option<i64>, Option<u64>) {
        let to = gap.to.map(|to| to.0);
        (&gap.id, gap.from.0, to, gap.events)
    }

    #[test]
    fn a_gap_goes_on_until_it_is_read_and_ends_where_it_went_to() {
        let mut gaps = Gaps::default();
        opened(&mut gaps, "a", (1, 2));

        let extended = gaps.extend("a", Timestamp(5), 3).unwrap();
        gaps.begin(GUILD).unwrap();

        assert_eq!(told(&extended), ("a", 1, Some(5), Some(5)));
        assert_eq!(gaps.extend("a", Timestamp(9), 1), None);
        let closed = gaps.done(GUILD, Part::Reading, Timestamp(20));
        assert_eq!(told(&closed[0]), ("a", 1, Some(5), Some(5)));
        assert_eq!(gaps.extend("a", Timestamp(9), 1), None);
    }

    #[test]
    fn what_is_missed_while_a_gap_is_read_is_read_after_it_to_its_end() {
        let mut gaps = Gaps::default();
        opened(&mut gaps, "a", (1, 2));
        gaps.begin(GUILD).unwrap();
        opened(&mut gaps, "b", (3, 4));
        opened(&mut gaps, "c", (6, 8));

        assert_eq!(gaps.begin(GUILD), None);
        let closed = gaps.done(GUILD, Part::Reading, Timestamp(20));
        let next = gaps.begin(GUILD).unwrap();

        assert_eq!(closed.len(), 1, "the others are not read");
        assert_eq!(told(&next), ("b", 3, Some(8), Some(2)));
        assert_eq!(gaps.done(GUILD, Part::Reading, Timestamp(30)).len(), 2);
    }
}
