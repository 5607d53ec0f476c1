//! What happened, and what of it a listener with outages can know.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Shown;

pub const HOUR: i64 = 3_600_000;

/// A message as far as anything is counted of it.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub id: u64,
    pub channel: u64,
    pub by: u64,
    /// In characters.
    pub length: usize,
    pub files: usize,
    pub is_reply: bool,
}

/// What somebody did. Users, channels and messages go by their ids.
#[derive(Clone, Debug)]
pub enum What {
    Wrote(Message),
    Edited {
        id: u64,
        /// The new one.
        length: usize,
    },
    Deleted {
        id: u64,
    },
    Reacted {
        channel: u64,
        by: u64,
    },
    Voice {
        user: u64,
        channel: Option<u64>,
        deaf: bool,
    },
    Joined {
        user: u64,
    },
    Left {
        user: u64,
    },
    Case(Case),
    /// A thread of a channel.
    Began {
        thread: u64,
        channel: u64,
    },
    /// A report was acted on, so many milliseconds after it was filed.
    Decided {
        took: i64,
    },
}

/// What a moderator did to a member.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub kind: &'static str,
    pub by: u64,
    pub target: u64,
}

/// When we did not listen: after `from`, up to `to`. What was missed and can be read later was, or is still to be.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    pub from: i64,
    pub to: i64,
    pub is_read: bool,
}

/// All that happened in a guild, and when we listened.
pub struct Story {
    /// In order of their times, in milliseconds since 1970.
    pub acts: Vec<(i64, What)>,
    pub bots: HashSet<u64>,
    /// The members before all of it, and since when they were.
    pub members: HashMap<u64, i64>,
    pub first: i64,
    pub now: i64,
    pub outages: Vec<Outage>,
    pub zone: TimeZone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Hour,
    Day,
    Week,
    Month,
}

/// What a listener with these outages can know, by time. Bots are left out, but for those who join and leave.
pub struct Known<'a> {
    pub(super) story: &'a Story,
    pub(super) wrote: Vec<(i64, Message)>,
    /// When somebody wrote.
    pub(super) wrote_at: HashMap<u64, Vec<i64>>,
    /// In which channel, by whom; as the next two.
    pub(super) edited: Vec<(i64, (u64, u64))>,
    pub(super) deleted: Vec<(i64, (u64, u64))>,
    pub(super) reacted: Vec<(i64, (u64, u64))>,
    /// When it ended.
    pub(super) spoke: Vec<(i64, Spoken)>,
    pub(super) joined: Vec<(i64, u64)>,
    /// After how long a membership, in milliseconds.
    pub(super) left: Vec<(i64, i64)>,
    /// By how many the members became more, whether or not anybody knew.
    pub(super) moved: Vec<(i64, f64)>,
    pub(super) cases: Vec<(i64, Case)>,
    /// Which one in which channel, whether or not anybody knew.
    pub(super) began: Vec<(i64, (u64, u64))>,
    /// The channels that threads belong to.
    parents: HashMap<u64, u64>,
    /// After how many milliseconds.
    pub(super) decided: Vec<(i64, i64)>,
}

/// A stay in voice: where, who, since when, and for how many milliseconds of it they heard.
pub(super) struct Spoken {
    pub(super) channel: u64,
    pub(super) by: u64,
    pub(super) from: i64,
    pub(super) ms: i64,
}

impl<'a> Known<'a> {
    pub fn of(story: &'a Story) -> Self {
        let mut known = Self::nothing(story);
        let (mut messages, mut unknown) = (HashMap::new(), HashSet::new());
        let mut since = story.members.clone();
        let (gone, rewritten) = (gone_unheard(story), rewritten_unheard(story));
        for (index, (at, what)) in story.acts.iter().enumerate() {
            let missed = story.outage(*at);
            let is_known = |read: bool| missed.is_none_or(|outage| read && outage.is_read);
            match *what {
                What::Wrote(mut message) => {
                    let Message {
                        id, channel, by, ..
                    } = message;
                    messages.insert(id, (channel, by));
                    let rewritten = missed.and_then(|outage| rewritten.get(&(outage.to, id)));
                    message.length = rewritten.copied().unwrap_or(message.length);
                    if is_known(!gone.contains(&id)) {
                        known.wrote.push((*at, message));
                    } else {
                        unknown.insert(id);
                    }
                }
                // An edit says whose message it is, whether or not that is known.
                What::Edited { id, .. } if missed.is_none() => {
                    known.edited.push((*at, messages[&id]));
                }
                // A delete does not.
                What::Deleted { id } if missed.is_none() => {
                    let (channel, by) = messages[&id];
                    let by = if unknown.contains(&id) { 0 } else { by };
                    known.deleted.push((*at, (channel, by)));
                }
                What::Reacted { channel, by } if missed.is_none() => {
                    known.reacted.push((*at, (channel, by)));
                }
                What::Joined { user } => {
                    since.insert(user, *at);
                    if missed.is_none_or(|of| story.stays(index, user, of)) {
                        known.joined.push((*at, user));
                    }
                }
                What::Left { user } if missed.is_none() => {
                    known.left.push((*at, *at - since[&user]));
                }
                What::Case(case) if is_known(true) => known.cases.push((*at, case)),
                What::Began { thread, channel } => {
                    known.began.push((*at, (thread, channel)));
                    known.parents.insert(thread, channel);
                }
                What::Decided { took } => known.decided.push((*at, took)),
                _ => {}
            }
        }
        known.leave_bots_out();
        known.index();
        known
    }

    /// But what is found out at once.
    fn nothing(story: &'a Story) -> Self {
        Self {
            story,
            wrote: Vec::new(),
            wrote_at: HashMap::new(),
            edited: Vec::new(),
            deleted: Vec::new(),
            reacted: Vec::new(),
            spoke: spoke(story),
            joined: Vec::new(),
            left: Vec::new(),
            moved: moved(story),
            cases: Vec::new(),
            began: Vec::new(),
            parents: HashMap::new(),
            decided: Vec::new(),
        }
    }

    fn leave_bots_out(&mut self) {
        let is_person = |by: u64| !self.story.bots.contains(&by);
        for list in [&mut self.edited, &mut self.deleted, &mut self.reacted] {
            list.retain(|(_, of)| is_person(of.1));
        }
        self.wrote.retain(|(_, of)| is_person(of.by));
        self.spoke.retain(|(_, of)| is_person(of.by));
    }

    fn index(&mut self) {
        for (at, message) in &self.wrote {
            self.wrote_at.entry(message.by).or_default().push(*at);
        }
    }

    /// Where something is counted: what is in a thread, in its channel.
    pub(super) fn place(&self, channel: u64) -> String {
        self.parents.get(&channel).unwrap_or(&channel).to_string()
    }

    /// The beginning of the first of so many days up to a time.
    pub(super) fn back(&self, to: i64, days: i32) -> i64 {
        let last = self.story.date(to - 1);
        self.story.midnight(last.saturating_sub((days - 1).days()))
    }
}

fn moved(story: &Story) -> Vec<(i64, f64)> {
    let by = |(at, what): &(i64, What)| match what {
        What::Joined { .. } => Some((*at, 1.0)),
        What::Left { .. } => Some((*at, -1.0)),
        _ => None,
    };
    story.acts.iter().filter_map(by).collect()
}

/// The messages that were deleted before anybody could read them.
fn gone_unheard(story: &Story) -> HashSet<u64> {
    let missed = story
        .acts
        .iter()
        .filter(|(at, _)| story.outage(*at).is_some());
    let id = |(_, what): &(i64, What)| match what {
        What::Deleted { id } => Some(*id),
        _ => None,
    };
    missed.filter_map(id).collect()
}

/// How long messages were when an outage was over, by its end and their ids: who reads them then sees nothing else.
fn rewritten_unheard(story: &Story) -> HashMap<(i64, u64), usize> {
    let rewritten = |(at, what): &(i64, What)| match what {
        What::Edited { id, length } => Some(((story.outage(*at)?.to, *id), *length)),
        _ => None,
    };
    story.acts.iter().filter_map(rewritten).collect()
}

/// Where somebody is heard to be.
struct Stay {
    channel: u64,
    from: i64,
    /// Since when they hear, and how long they did before.
    since: Option<i64>,
    before: i64,
}

/// Who is in voice, as far as it was heard.
#[derive(Default)]
struct Voice {
    stays: BTreeMap<u64, Stay>,
    ended: Vec<(i64, Spoken)>,
}

impl Voice {
    fn end(&mut self, user: u64, at: i64) {
        let stay = self.stays.remove(&user).unwrap();
        let spoken = Spoken {
            channel: stay.channel,
            by: user,
            from: stay.from,
            ms: stay.before + stay.since.map_or(0, |since| (at - since).max(0)),
        };
        self.ended.push((at, spoken));
    }

    fn begin(&mut self, user: u64, (channel, deaf): (u64, bool), at: i64) {
        let stay = self.stays.entry(user).or_insert(Stay {
            channel,
            from: at,
            since: None,
            before: 0,
        });
        if deaf {
            stay.before += stay.since.take().map_or(0, |since| at - since);
        } else {
            stay.since.get_or_insert(at);
        }
    }

    /// An outage is over, and it is seen who is where.
    fn see(&mut self, real: &BTreeMap<u64, (u64, bool)>, outage: &Outage) {
        let is_there =
            |user: &u64, stay: &Stay| real.get(user).map(|of| of.0) == Some(stay.channel);
        let stays = self.stays.iter();
        let gone = stays.filter(|(user, stay)| !is_there(user, stay));
        let gone: Vec<u64> = gone.map(|(user, _)| *user).collect();
        for user in gone {
            self.end(user, outage.from);
        }
        for (user, now) in real {
            self.begin(*user, *now, outage.to);
        }
    }
}

/// The stays in voice that ended. Of an outage only what it changed is seen, at its end.
fn spoke(story: &Story) -> Vec<(i64, Spoken)> {
    let (mut real, mut voice) = (BTreeMap::new(), Voice::default());
    let mut outages = story.outages.iter().peekable();
    let last = (i64::MAX, What::Left { user: 0 });
    for (at, what) in story.acts.iter().chain([&last]) {
        while let Some(outage) = outages.next_if(|outage| outage.to < *at) {
            voice.see(&real, outage);
        }
        let What::Voice {
            user,
            channel,
            deaf,
        } = *what
        else {
            continue;
        };
        match channel {
            Some(channel) => real.insert(user, (channel, deaf)),
            None => real.remove(&user),
        };
        if story.outage(*at).is_some() {
            continue;
        }
        let stay = voice.stays.get(&user);
        if stay.is_some_and(|stay| Some(stay.channel) != channel) {
            voice.end(user, *at);
        }
        if let Some(channel) = channel {
            voice.begin(user, (channel, deaf), *at);
        }
    }
    voice.ended.sort_by_key(|(at, _)| *at);
    voice.ended
}

impl Story {
    /// Whether who joined in an outage is still there at its end.
    fn stays(&self, index: usize, user: u64, outage: &Outage) -> bool {
        let rest = self.acts[index..].iter();
        let mut missed = rest.take_while(|(at, _)| *at <= outage.to);
        !missed.any(|(_, what)| matches!(what, What::Left { user: of } if *of == user))
    }

    /// The outage that a moment is in.
    fn outage(&self, at: i64) -> Option<&Outage> {
        self.outages
            .iter()
            .find(|outage| outage.from < at && at <= outage.to)
    }

    pub(super) fn date(&self, at: i64) -> Date {
        let at = Timestamp::from_millisecond(at).unwrap();
        at.to_zoned(self.zone.clone()).date()
    }

    pub(super) fn midnight(&self, date: Date) -> i64 {
        date.to_zoned(self.zone.clone())
            .unwrap()
            .timestamp()
            .as_millisecond()
    }

    /// The interval that holds a moment, from its beginning to before its end.
    pub(super) fn around(&self, at: i64, every: Every) -> (i64, i64) {
        let date = self.date(at);
        let (first, next) = match every {
            Every::Hour => return (at.div_euclid(HOUR) * HOUR, (at.div_euclid(HOUR) + 1) * HOUR),
            Every::Day => (date, date.tomorrow().unwrap()),
            Every::Week => {
                let monday = date.saturating_sub(date.weekday().to_monday_zero_offset().days());
                (monday, monday.saturating_add(1.week()))
            }
            Every::Month => (
                date.first_of_month(),
                date.last_of_month().tomorrow().unwrap(),
            ),
        };
        (self.midnight(first), self.midnight(next))
    }

    /// All hours that can be told of.
    pub(super) fn hours(&self) -> Vec<i64> {
        let first = self.first.div_euclid(HOUR);
        (first..=self.now.div_euclid(HOUR))
            .map(|hour| hour * HOUR)
            .collect()
    }

    /// Whether something that happened between two times is not known.
    pub(super) fn misses(&self, from: i64, to: i64) -> bool {
        let mut unread = self.outages.iter().filter(|outage| !outage.is_read);
        unread.any(|outage| outage.from < to && from < outage.to)
    }

    /// Whether every moment of an hour was listened to, or is known by now.
    pub(super) fn is_heard(&self, hour: i64, shown: Shown) -> bool {
        self.outages.iter().all(|outage| {
            let is_known = outage.is_read && shown == Shown::Later;
            is_known || outage.to <= hour || hour + HOUR <= outage.from
        })
    }
}
