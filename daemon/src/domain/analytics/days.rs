//! Who was there on a day: sets of members by their ordinal in the guild, exact, and put together in any way.

use emperione_protocol::Timestamp;
use roaring::RoaringBitmap;

use super::calendar::Calendar;

/// From how many messages on a member communicates, as in Discord's own Insights.
pub const COMMUNICATES: usize = 3;

/// Which sets of a day are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sets {
    /// Who was active, and who joined.
    Active,
    /// Who wrote, and who spoke.
    Doings,
    Cases,
    All,
}

/// The members of a day, or of several days together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    /// With a message, a reaction or voice.
    pub active: RoaringBitmap,
    /// With at least one, two and three messages.
    pub wrote: [RoaringBitmap; COMMUNICATES],
    /// With any time in voice.
    pub spoke: RoaringBitmap,
    /// Who joined.
    pub joined: RoaringBitmap,
    /// With at least one and two cases of an offence.
    pub cases: [RoaringBitmap; 2],
}

impl Members {
    /// Counts what a member did on the day.
    pub fn note(&mut self, member: u32, messages: u64, reactions: u64, voice_ms: u64) {
        for (least, wrote) in (1..).zip(&mut self.wrote) {
            if messages >= least {
                wrote.insert(member);
            }
        }
        if voice_ms > 0 {
            self.spoke.insert(member);
        }
        if messages > 0 || reactions > 0 || voice_ms > 0 {
            self.active.insert(member);
        }
    }

    /// Counts the cases that a member got on the day.
    pub fn note_cases(&mut self, member: u32, n: u64) {
        for (least, cases) in (1..).zip(&mut self.cases) {
            if n >= least {
                cases.insert(member);
            }
        }
    }

    /// Puts other days to these. Messages add up: one on each of three days make three; so do cases.
    pub fn add(&mut self, other: &Self) {
        self.active |= &other.active;
        self.spoke |= &other.spoke;
        self.joined |= &other.joined;
        let [one, two, three] = &mut self.wrote;
        let [other_one, other_two, other_three] = &other.wrote;
        *three |= other_three | (&*two & other_one) | (&*one & other_two);
        *two |= other_two | (&*one & other_one);
        *one |= other_one;
        let [any, again] = &mut self.cases;
        *again |= &other.cases[1] | (&*any & &other.cases[0]);
        *any |= &other.cases[0];
    }

    /// Who wrote at least three messages or spoke.
    pub fn communicators(&self) -> RoaringBitmap {
        &self.wrote[COMMUNICATES - 1] | &self.spoke
    }
}

/// The sets of each day, empty where there are none. What is stored of days of another time zone is of those that hold their
/// middles, except where a day has sets of its own.
pub fn by_day(
    stored: &[(Timestamp, Members)],
    days: Vec<Timestamp>,
    calendar: &Calendar,
) -> Vec<(Timestamp, Members)> {
    let mut stored = stored.iter().peekable();
    let by_day = |day: Timestamp| {
        let (mut members, mut is_own) = (Members::default(), false);
        while let Some((at, of)) = stored.next_if(|(at, _)| calendar.day_of(*at) <= day) {
            if *at == day {
                (members, is_own) = (of.clone(), true);
            } else if !is_own && calendar.day_of(*at) == day {
                members.add(of);
            }
        }
        (day, members)
    };
    days.into_iter().map(by_day).collect()
}

/// Who was active in the last days, day after day: each day is added twice at most, however many days are kept.
#[derive(Debug)]
pub struct Rolling {
    length: usize,
    /// Of the older days, from each to the newest of them; the oldest day is the last.
    older: Vec<RoaringBitmap>,
    newer: Vec<RoaringBitmap>,
    /// The newer days together.
    together: RoaringBitmap,
}

impl Rolling {
    /// Keeps this many days.
    pub fn new(length: usize) -> Self {
        Self {
            length,
            older: Vec::new(),
            newer: Vec::new(),
            together: RoaringBitmap::new(),
        }
    }

    /// Adds a day, and lets the oldest go if there is one too many.
    pub fn push(&mut self, day: RoaringBitmap) {
        if self.older.len() + self.newer.len() == self.length {
            self.turn();
            self.older.pop();
        }
        self.together |= &day;
        self.newer.push(day);
    }

    /// How many members all of the days have together.
    pub fn count(&self) -> u64 {
        let older = self.older.last();
        older.map_or(self.together.len(), |older| older.union_len(&self.together))
    }

    fn turn(&mut self) {
        if !self.older.is_empty() {
            return;
        }
        self.together.clear();
        while let Some(mut day) = self.newer.pop() {
            if let Some(later) = self.older.last() {
                day |= later;
            }
            self.older.push(day);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What each member did on a day: messages, which are their cases too, reactions, voice.
    type Day = BTreeMap<u32, (u64, u64, u64)>;

    fn members(day: &Day) -> Members {
        let mut members = Members::default();
        for (member, (messages, reactions, voice_ms)) in day {
            members.note(*member, *messages, *reactions, *voice_ms);
            members.note_cases(*member, *messages);
        }
        members
    }

    fn sum(days: &[Day]) -> Day {
        let mut sum = Day::new();
        for (member, (messages, reactions, voice_ms)) in days.iter().flatten() {
            let of = sum.entry(*member).or_default();
            *of = (of.0 + messages, of.1 + reactions, of.2 + voice_ms);
        }
        sum
    }

    fn some_days() -> impl Strategy<Value = Vec<Day>> {
        let doings = (0u64..5, 0u64..2, 0u64..2);
        let day = proptest::collection::btree_map(0u32..12, doings, 0..8);
        proptest::collection::vec(day, 0..20)
    }

    proptest! {
        #[test]
        fn days_together_are_the_members_of_their_sum(days in some_days()) {
            let mut together = Members::default();
            for day in &days {
                together.add(&members(day));
            }

            prop_assert_eq!(together, members(&sum(&days)));
        }

        #[test]
        fn the_last_days_are_those_that_are_kept(days in some_days(), length in 1usize..6) {
            let mut rolling = Rolling::new(length);
            for (index, day) in days.iter().enumerate() {
                rolling.push(members(day).active);

                let kept = &days[(index + 1).saturating_sub(length)..=index];
                prop_assert_eq!(rolling.count(), members(&sum(kept)).active.len());
            }
        }
    }

    #[test]
    fn a_day_of_another_zone_is_of_the_day_that_holds_its_middle() {
        const HOUR_MS: i64 = 3_600_000;
        /// Midnight of 2026-01-05 in UTC.
        const MIDNIGHT: i64 = 1_767_571_200_000;
        let at = |hour: i64| Timestamp(MIDNIGHT + hour * HOUR_MS);
        let day = |hour: i64, member: u32| {
            let mut members = Members::default();
            members.note(member, 1, 0, 0);
            (at(hour), members)
        };
        let active = |calendar: &Calendar, stored: &[(Timestamp, Members)]| -> Vec<Vec<u32>> {
            let days = calendar.days(at(12), at(80));
            let days = by_day(stored, days, calendar).into_iter();
            days.map(|(_, members)| members.active.iter().collect())
                .collect()
        };

        // Days of UTC by those of New York, the last of which has sets of its own.
        let new_york = Calendar::named("America/New_York").unwrap();
        let stored = [day(-24, 1), day(0, 2), day(24, 3), day(48, 4), day(53, 5)];
        assert_eq!(
            active(&new_york, &stored),
            [vec![2], vec![3], vec![5], vec![]]
        );

        // Those of Tokyo by those of UTC.
        let stored = [day(-33, 1), day(-9, 2), day(15, 3), day(39, 4)];
        let utc = active(&Calendar::default(), &stored);
        assert_eq!(utc, [vec![2], vec![3], vec![4], vec![]]);
    }

    #[test]
    fn three_messages_or_voice_make_a_communicator() {
        let mut day = Members::default();
        day.note(1, 3, 0, 0);
        day.note(2, 2, 5, 0);
        day.note(3, 0, 0, 1);
        day.note(4, 0, 1, 0);

        assert_eq!(day.communicators().iter().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(day.active.len(), 4);
    }
}
