//! What happened in the last hour by the second, in memory. A second without an entry is one in which nothing happened,
//! if it was heard at all.

use std::collections::{HashMap, VecDeque};

use emperione_protocol::{ChannelId, GuildId, Timestamp};

/// How many seconds are kept.
pub const SPAN: i64 = 3_600;
/// Of a guild, so many channels are counted one by one: those that were written in last.
const MOST_CHANNELS: usize = 512;
/// More intervals in an hour are one.
const MOST_GAPS: usize = 64;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Of people, not of bots.
    Messages,
    Edits,
    Deletes,
    Reactions,
    Joins,
    Leaves,
    Bans,
    /// Kicks, bans, unbans and timeouts of Discord's audit log, whoever did them.
    Actions,
}

const MEASURES: usize = Measure::ALL.len();

/// The counts of one second.
pub type Second = [u32; MEASURES];

impl Measure {
    pub const ALL: [Self; 8] = [
        Self::Messages,
        Self::Edits,
        Self::Deletes,
        Self::Reactions,
        Self::Joins,
        Self::Leaves,
        Self::Bans,
        Self::Actions,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Edits => "edits",
            Self::Deletes => "deletes",
            Self::Reactions => "reactions",
            Self::Joins => "joins",
            Self::Leaves => "leaves",
            Self::Bans => "bans",
            Self::Actions => "actions",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Whether the store has it by the second.
    pub fn is_stored(self) -> bool {
        matches!(
            self,
            Self::Messages | Self::Joins | Self::Leaves | Self::Bans
        )
    }
}

/// The second of a moment.
pub fn second(at: Timestamp) -> i64 {
    at.0.div_euclid(1_000)
}

/// The seconds in which something happened, oldest first. It grows to [`SPAN`] entries, and allocates only for that.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ring<const N: usize>(VecDeque<(i64, [u32; N])>);

impl<const N: usize> Default for Ring<N> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<const N: usize> Ring<N> {
    fn add(&mut self, second: i64, index: usize, count: u32, now: i64) {
        while self
            .0
            .front()
            .is_some_and(|(first, _)| *first <= now - SPAN)
        {
            self.0.pop_front();
        }
        if second <= now - SPAN {
            return;
        }
        // Events come nearly in the order of their times.
        let before = self.0.iter().rposition(|(at, _)| *at <= second);
        let place = match before {
            Some(place) if self.0[place].0 == second => place,
            before => {
                let place = before.map_or(0, |place| place + 1);
                self.0.insert(place, (second, [0; N]));
                place
            }
        };
        let counts = &mut self.0[place].1[index];
        *counts = counts.saturating_add(count);
    }

    fn sum(&self, index: usize, (from, to): (i64, i64)) -> u64 {
        let newest_first = self.0.iter().rev().skip_while(|(at, _)| *at >= to);
        let within = newest_first.take_while(|(at, _)| *at >= from);
        within.map(|(_, counts)| u64::from(counts[index])).sum()
    }

    fn last(&self) -> i64 {
        self.0.back().map_or(i64::MIN, |(at, _)| *at)
    }
}

/// The messages of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Channel {
    ring: Ring<1>,
    /// Up to this second some of them may be forgotten.
    forgot: Option<i64>,
}

/// What is told of a channel: its id, up to which second some of it may be forgotten, and its messages by the second.
pub type ChannelLine = (ChannelId, Option<i64>, Vec<(i64, u32)>);

/// The last hour of a guild. Intervals of seconds include their begin and exclude their end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The first second of which what the store has by the second is known …
    since: i64,
    /// … and the first one that was heard, of which everything is.
    started: i64,
    /// Grows with each change.
    changes: u64,
    seconds: Ring<MEASURES>,
    channels: HashMap<ChannelId, Channel>,
    /// The last second in which something happened in a channel that is no longer counted by itself.
    forgot: Option<i64>,
    unheard: VecDeque<(i64, i64)>,
}

impl Counts {
    /// Counts from a second on; what the store has by the second may be put in from an earlier one on.
    pub fn new(since: i64, started: i64) -> Self {
        Self {
            since,
            started,
            ..Self::default()
        }
    }

    /// From which seconds on it is known: what the store has too, and the rest.
    pub fn known(&self) -> (i64, i64) {
        (self.since, self.started)
    }

    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Adds to a second; what is in the future happens now.
    pub fn add(&mut self, measure: Measure, count: u32, second: i64, now: i64) {
        let index = measure as usize;
        self.changes += 1;
        self.seconds.add(second.min(now), index, count, now);
    }

    /// Adds messages of a channel, also to the guild's; those of a thread also to the channel that it belongs to.
    pub fn add_messages(
        &mut self,
        (channel, parent): (ChannelId, Option<ChannelId>),
        count: u32,
        second: i64,
        now: i64,
    ) {
        self.add(Measure::Messages, count, second, now);
        self.add_to_channel(channel, count, second, now);
        if let Some(parent) = parent.filter(|parent| *parent != channel) {
            self.add_to_channel(parent, count, second, now);
        }
    }

    fn add_to_channel(&mut self, channel: ChannelId, count: u32, second: i64, now: i64) {
        if self.channels.len() >= MOST_CHANNELS && !self.channels.contains_key(&channel) {
            let last = |(_, of): &(&ChannelId, &Channel)| of.ring.last();
            let quietest = self.channels.iter().min_by_key(last);
            if let Some((id, last)) = quietest.map(|quietest| (*quietest.0, last(&quietest))) {
                self.channels.remove(&id);
                self.forgot = self.forgot.max(Some(last));
            }
        }
        let forgot = self.forgot;
        let of = self.channels.entry(channel);
        let of = of.or_insert_with(|| Channel {
            forgot,
            ..Channel::default()
        });
        of.ring.add(second.min(now), 0, count, now);
    }

    /// Notes an interval in which nothing was heard.
    pub fn miss(&mut self, from: i64, to: i64) {
        self.changes += 1;
        let known = self.unheard.iter_mut().find(|(begin, _)| *begin == from);
        if let Some((_, end)) = known {
            *end = to.max(*end);
            return;
        }
        self.unheard.retain(|(_, end)| *end > to - SPAN);
        if self.unheard.len() == MOST_GAPS
            && let Some((begin, _)) = self.unheard.pop_front()
            && let Some((next, _)) = self.unheard.front_mut()
        {
            *next = begin.min(*next);
        }
        self.unheard.push_back((from, to));
    }

    /// Whether every second of an interval was heard, and nothing of it is forgotten; of one channel, if it is named.
    pub fn heard(
        &self,
        measure: Measure,
        channel: Option<ChannelId>,
        (from, to): (i64, i64),
    ) -> bool {
        let forgot = channel.and_then(|channel| match self.channels.get(&channel) {
            Some(of) => of.forgot,
            None => self.forgot,
        });
        let misses = |(begin, end): &(i64, i64)| *begin < to && from < *end;
        let since = if measure.is_stored() {
            self.since
        } else {
            self.started
        };
        since <= from && forgot.is_none_or(|last| last < from) && !self.unheard.iter().any(misses)
    }

    /// What was counted in an interval; of one channel, if it is named.
    pub fn sum(&self, measure: Measure, channel: Option<ChannelId>, within: (i64, i64)) -> u64 {
        match channel {
            Some(channel) => self
                .channels
                .get(&channel)
                .map_or(0, |of| of.ring.sum(0, within)),
            None => self.seconds.sum(measure as usize, within),
        }
    }

    /// The seconds in which something happened, oldest first.
    pub fn seconds(&self) -> impl Iterator<Item = &(i64, Second)> {
        self.seconds.0.iter()
    }

    /// The messages of each channel by the second.
    pub fn channels(&self) -> impl Iterator<Item = ChannelLine> {
        let line = |(channel, of): (&ChannelId, &Channel)| {
            let counts = of.ring.0.iter().map(|(at, [count])| (*at, *count));
            (*channel, of.forgot, counts.collect())
        };
        self.channels.iter().map(line)
    }

    /// Up to which second something of the channels that are not counted by themselves may be forgotten.
    pub fn forgot(&self) -> Option<i64> {
        self.forgot
    }

    pub fn unheard(&self) -> impl Iterator<Item = (i64, i64)> {
        self.unheard.iter().copied()
    }

    /// Takes over what another process tells of one channel, whose messages are in the guild's seconds already.
    pub fn put_channel(&mut self, (channel, forgot, counts): &ChannelLine, now: i64) {
        let of = self.channels.entry(*channel).or_default();
        of.forgot = *forgot;
        for (second, count) in counts {
            of.ring.add(*second, 0, *count, now);
        }
    }

    /// Takes over what another process tells of the other channels.
    pub fn put_forgot(&mut self, forgot: Option<i64>) {
        self.forgot = forgot;
    }
}

/// The last hour of every guild that this process hears.
pub type Counters = HashMap<GuildId, Counts>;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const WHOLE: (i64, i64) = (NOW - SPAN + 1, NOW + 1);

    #[test]
    fn seconds_add_up_in_any_order_and_an_hour_is_kept() {
        let mut counts = Counts::new(NOW - SPAN, NOW - SPAN);
        for second in [NOW - 4000, NOW - 10, NOW - 12, NOW - 11, NOW - 10, NOW + 60] {
            counts.add(Measure::Joins, 1, second, NOW);
        }

        assert_eq!(counts.sum(Measure::Joins, None, WHOLE), 5);
        assert_eq!(counts.sum(Measure::Joins, None, (NOW - 11, NOW)), 3);
        assert_eq!(counts.sum(Measure::Leaves, None, WHOLE), 0);
        let kept: Vec<_> = counts.seconds().map(|(at, _)| NOW - at).collect();
        assert_eq!(kept, [12, 11, 10, 0]);

        counts.add(Measure::Joins, 1, NOW + SPAN, NOW + SPAN);
        assert_eq!(counts.seconds().count(), 1);
    }

    #[test]
    fn a_ring_never_grows_beyond_its_span() {
        let mut counts = Counts::new(0, 0);
        for second in 0..3 * SPAN {
            let channel = ChannelId(second.unsigned_abs() % 2_000);
            counts.add_messages((channel, None), 1, second, second);
        }

        assert_eq!(
            counts.seconds().count(),
            SPAN.unsigned_abs().try_into().unwrap_or(0)
        );
        assert_eq!(counts.channels().count(), MOST_CHANNELS);
    }

    #[test]
    fn a_channel_that_is_no_longer_counted_by_itself_is_not_silent() {
        let mut counts = Counts::new(NOW - SPAN, NOW - SPAN);
        let heard = |counts: &Counts, channel, from| {
            let within = (NOW + from, NOW + 1);
            counts.heard(Measure::Messages, Some(ChannelId(channel)), within)
        };
        counts.add_messages((ChannelId(1), None), 9, NOW - 600, NOW);
        for channel in 2..=512 {
            counts.add_messages((ChannelId(channel), None), 1, NOW - 300, NOW);
        }
        assert!(heard(&counts, 1, -900) && heard(&counts, 9_999, -900));

        // The first one makes room.
        counts.add_messages((ChannelId(513), None), 1, NOW - 60, NOW);

        for forgotten in [1, 9_999, 513] {
            assert!(!heard(&counts, forgotten, -900), "{forgotten}");
            assert!(!heard(&counts, forgotten, -600), "{forgotten}");
            assert!(heard(&counts, forgotten, -599), "{forgotten}");
        }
        assert!(heard(&counts, 2, -900));
        assert!(counts.heard(Measure::Messages, None, (NOW - 900, NOW)));
    }

    #[test]
    fn messages_of_a_channel_are_also_those_of_the_guild() {
        let mut counts = Counts::new(NOW - 100, NOW - 45);
        counts.add_messages((ChannelId(1), None), 2, NOW, NOW);
        counts.add_messages((ChannelId(2), None), 3, NOW, NOW);

        assert_eq!(counts.sum(Measure::Messages, Some(ChannelId(2)), WHOLE), 3);
        assert_eq!(counts.sum(Measure::Messages, Some(ChannelId(9)), WHOLE), 0);
        assert_eq!(counts.sum(Measure::Messages, None, WHOLE), 5);
    }

    #[test]
    fn messages_of_a_thread_are_also_those_of_its_channel() {
        let mut counts = Counts::new(NOW - 100, NOW - 45);
        counts.add_messages((ChannelId(1), None), 2, NOW, NOW);
        counts.add_messages((ChannelId(50), Some(ChannelId(1))), 3, NOW, NOW);
        counts.add_messages((ChannelId(60), Some(ChannelId(60))), 1, NOW, NOW);

        let of = |channel| counts.sum(Measure::Messages, channel, WHOLE);
        assert_eq!([1, 50, 60].map(|id| of(Some(ChannelId(id)))), [5, 3, 1]);
        assert_eq!(of(None), 6);
    }

    #[test]
    fn what_was_not_heard_is_not_taken_for_nothing() {
        let mut counts = Counts::new(NOW - 100, NOW - 45);
        counts.miss(NOW - 50, NOW - 40);
        counts.miss(NOW - 50, NOW - 30);

        let joins = |from, to| counts.heard(Measure::Joins, None, (NOW + from, NOW + to));
        assert!(joins(-20, 1) && joins(-100, -50));
        assert!(!joins(-31, 0) && !joins(-101, -90));
        // Edits are not stored by the second.
        let edits = |from, to| counts.heard(Measure::Edits, None, (NOW + from, NOW + to));
        assert!(edits(-30, 0) && !edits(-100, -50));
        assert_eq!(counts.unheard().count(), 1);
    }

    #[test]
    fn every_measure_is_read_by_its_name() {
        for measure in Measure::ALL {
            assert_eq!(Measure::read(measure.name()), Some(measure));
        }
        assert_eq!(Measure::read("mood"), None);
    }
}
