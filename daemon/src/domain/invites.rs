//! By which invite somebody joined. Discord does not say it, but invites count their uses (Guild: Get Guild Invites), so
//! that a list from before and one from after a join tell. What they do not tell clearly is not guessed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use emperione_protocol::{Timestamp, UserId};

/// What belongs to one join arrives within this: the end of an invite by its last use, a use that was counted early.
const TOGETHER: Duration = Duration::from_secs(5);

/// A code that lets people join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    pub code: Box<str>,
    /// None for the guild's own address, and where Discord names nobody.
    pub inviter: Option<UserId>,
    pub uses: u64,
    /// 0 is any number.
    pub max_uses: u64,
    pub expires_at: Option<Timestamp>,
    /// The guild's own address.
    pub vanity: bool,
}

/// How somebody came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is being found out.
    Waiting,
    Invite {
        code: Box<str>,
        inviter: Option<UserId>,
    },
    /// By the guild's own address.
    Vanity {
        code: Box<str>,
    },
    /// A bot, which is added and not invited.
    Bot,
    Unknown,
}

impl From<&Invite> for Origin {
    fn from(invite: &Invite) -> Self {
        let (code, inviter) = (invite.code.clone(), invite.inviter);
        if invite.vanity {
            Self::Vanity { code }
        } else {
            Self::Invite { code, inviter }
        }
    }
}

/// A join, and when we heard of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    pub user: UserId,
    pub at: Timestamp,
    pub heard: Instant,
}

/// The invites of a guild as they were known last, and the joins that are to be told apart by the next list.
#[derive(Debug, Default)]
pub struct Book {
    /// None until a list was read, and after a time in which joins were missed.
    known: Option<BTreeMap<Box<str>, Invite>>,
    /// Those that ended lately, maybe by their last use.
    ended: Vec<(Invite, Instant)>,
    waiting: Vec<Join>,
    /// How many of those that wait had joined when the list was asked for that is being read.
    asked: Option<usize>,
    /// Uses that were counted before their join was heard of.
    early: Option<Early>,
}

#[derive(Debug)]
struct Early {
    code: Box<str>,
    uses: u64,
    at: Instant,
}

/// Which invite counted more, and how often.
struct Grown {
    invite: Invite,
    by: u64,
}

impl Book {
    /// What an earlier run knew.
    pub fn restored(known: Vec<Invite>, waiting: Vec<Join>) -> Self {
        Self {
            known: (!known.is_empty()).then(|| by_code(known)),
            waiting,
            ..Self::default()
        }
    }

    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub fn is_reading(&self) -> bool {
        self.asked.is_some()
    }

    pub fn join(&mut self, join: Join) {
        self.waiting.push(join);
    }

    /// An invite was made.
    pub fn created(&mut self, invite: &Invite) {
        if let Some(known) = &mut self.known {
            known.insert(invite.code.clone(), invite.clone());
        }
    }

    /// An invite ended: it was revoked, or used for the last time.
    pub fn deleted(&mut self, code: &str, heard: Instant, now: Timestamp) {
        self.ended
            .retain(|(_, at)| heard.duration_since(*at) <= TOGETHER);
        let gone = self.known.as_mut().and_then(|known| known.remove(code));
        let in_time = |invite: &Invite| invite.expires_at.is_none_or(|end| end > now);
        self.ended
            .extend(gone.filter(in_time).map(|invite| (invite, heard)));
    }

    /// A list is asked for: it counts those who joined by now.
    pub fn ask(&mut self) {
        self.asked = Some(self.waiting.len());
    }

    /// Joins were missed, or the list cannot be read: nothing can be told apart. Gives those who wait.
    pub fn forget(&mut self) -> Vec<Join> {
        let asked = self.asked;
        let waiting = std::mem::take(&mut self.waiting);
        *self = Self::default();
        // An answer that is under way tells of nobody any more.
        self.asked = asked.map(|_| 0);
        waiting
    }

    /// The list could not be read.
    pub fn fail(&mut self) -> Vec<Join> {
        self.asked = None;
        self.forget()
    }

    /// Takes a list in, and tells of those who joined before it was asked for.
    pub fn read(&mut self, list: Vec<Invite>, now: Instant) -> Vec<(Join, Origin)> {
        let asked = self.asked.take().unwrap_or(0);
        let joins: Vec<Join> = self.waiting.drain(..asked).collect();
        let list = by_code(list);
        let Some(mut before) = self.known.take() else {
            self.known = Some(list);
            return unknown(joins);
        };
        let Some(newest) = joins.last() else {
            // Those who came meanwhile may be counted in it already.
            self.known = Some(if self.is_waiting() { before } else { list });
            return Vec::new();
        };
        self.settle_early(&mut before, newest.heard);
        let grown = self.grown(&before, &list, &joins);
        self.known = Some(list);
        match grown.as_slice() {
            [Grown { invite, by }] if *by >= joins.len() as u64 => {
                let origin = Origin::from(invite);
                self.keep_early(&invite.code, by - joins.len() as u64, now);
                joins
                    .into_iter()
                    .map(|join| (join, origin.clone()))
                    .collect()
            }
            _ => unknown(joins),
        }
    }

    /// The list as it is known now, by code.
    pub fn invites(&self) -> impl Iterator<Item = &Invite> {
        self.known.iter().flat_map(BTreeMap::values)
    }

    fn grown(
        &self,
        before: &BTreeMap<Box<str>, Invite>,
        list: &BTreeMap<Box<str>, Invite>,
        joins: &[Join],
    ) -> Vec<Grown> {
        // What was not in the list before was made since.
        let counted = |code| before.get(code).map_or(0, |invite| invite.uses);
        let listed = list.values().map(|invite| Grown {
            by: invite.uses.saturating_sub(counted(&invite.code)),
            invite: invite.clone(),
        });
        let near = |at: &Instant| {
            let distance = |join: &Join| at.max(&join.heard).duration_since(*at.min(&join.heard));
            joins.iter().any(|join| distance(join) <= TOGETHER)
        };
        let all = joins.len() + self.waiting.len();
        let used_up = self
            .ended
            .iter()
            .filter(|(invite, at)| near(at) && invite.max_uses > invite.uses)
            .map(|(invite, _)| Grown {
                by: invite.max_uses - invite.uses,
                invite: invite.clone(),
            })
            // With more uses left than people came it was revoked.
            .filter(|grown| grown.by <= all as u64);
        listed.chain(used_up).filter(|grown| grown.by > 0).collect()
    }

    /// Uses beyond the joins that we heard of belong to joins that we will hear of.
    fn keep_early(&mut self, code: &str, uses: u64, now: Instant) {
        let known = self.known.as_mut().and_then(|known| known.get_mut(code));
        if let Some(invite) = known.filter(|_| uses > 0) {
            invite.uses -= uses;
            self.early = Some(Early {
                code: code.into(),
                uses,
                at: now,
            });
        }
    }

    /// If nobody came for early uses, they are nobody's.
    fn settle_early(&mut self, before: &mut BTreeMap<Box<str>, Invite>, heard: Instant) {
        let Some(early) = self.early.take() else {
            return;
        };
        let is_stale = heard.saturating_duration_since(early.at) > TOGETHER;
        if let Some(invite) = before.get_mut(&early.code).filter(|_| is_stale) {
            invite.uses += early.uses;
        }
    }
}

fn by_code(invites: Vec<Invite>) -> BTreeMap<Box<str>, Invite> {
    let keyed = invites
        .into_iter()
        .map(|invite| (invite.code.clone(), invite));
    keyed.collect()
}

fn unknown(joins: Vec<Join>) -> Vec<(Join, Origin)> {
    joins
        .into_iter()
        .map(|join| (join, Origin::Unknown))
        .collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn invite(code: &str, uses: u64) -> Invite {
        Invite {
            code: code.into(),
            inviter: Some(UserId(1)),
            uses,
            max_uses: 0,
            expires_at: None,
            vanity: code == "vanity",
        }
    }

    fn by(code: &str) -> Origin {
        Origin::from(&invite(code, 0))
    }

    struct Story {
        book: Book,
        start: Instant,
        heard: u64,
    }

    impl Story {
        fn new(list: &[(&str, u64)]) -> Self {
            let mut story = Self {
                book: Book::default(),
                start: Instant::now(),
                heard: 0,
            };
            story.book.ask();
            story.answer(list);
            story
        }

        fn at(&self, ms: u64) -> Instant {
            self.start + Duration::from_millis(ms)
        }

        fn join(&mut self, ms: u64) {
            self.heard += 1;
            self.book.join(Join {
                user: UserId(self.heard),
                at: Timestamp(0),
                heard: self.at(ms),
            });
        }

        fn answer(&mut self, list: &[(&str, u64)]) -> Vec<(u64, Origin)> {
            self.answer_at(list, 1_000)
        }

        fn answer_at(&mut self, list: &[(&str, u64)], ms: u64) -> Vec<(u64, Origin)> {
            let list = list
                .iter()
                .map(|(code, uses)| invite(code, *uses))
                .collect();
            let told = self.book.read(list, self.at(ms)).into_iter();
            told.map(|(join, origin)| (join.user.0, origin)).collect()
        }

        /// One join after another list.
        fn read(&mut self, list: &[(&str, u64)]) -> Vec<(u64, Origin)> {
            self.book.ask();
            self.answer(list)
        }
    }

    #[test]
    fn one_use_more_tells_the_invite() {
        let mut story = Story::new(&[("a", 3), ("vanity", 9)]);
        story.join(0);
        assert_eq!(story.read(&[("a", 4), ("vanity", 9)]), [(1, by("a"))]);
        story.join(0);
        assert_eq!(story.read(&[("a", 4), ("vanity", 10)]), [(2, by("vanity"))]);
        story.join(0);
        assert_eq!(
            story.read(&[("a", 4), ("new", 1), ("vanity", 10)]),
            [(3, by("new"))]
        );
    }

    #[test]
    fn a_burst_by_one_invite_is_told_and_any_other_is_not() {
        let mut story = Story::new(&[("a", 0), ("b", 0)]);
        (0..3).for_each(|_| story.join(0));
        let all = [1, 2, 3].map(|user| (user, by("a")));
        assert_eq!(story.read(&[("a", 3), ("b", 0)]), all);
        (0..2).for_each(|_| story.join(0));
        let two = [4, 5].map(|user| (user, Origin::Unknown));
        assert_eq!(story.read(&[("a", 4), ("b", 1)]), two);
        (0..2).for_each(|_| story.join(0));
        let fewer = [6, 7].map(|user| (user, Origin::Unknown));
        assert_eq!(story.read(&[("a", 5), ("b", 1)]), fewer);
        story.join(0);
        assert_eq!(
            story.read(&[("a", 5), ("b", 1)]),
            [(8, Origin::Unknown)],
            "by no invite"
        );
    }

    #[test]
    fn who_comes_while_the_list_is_read_waits_for_the_next_one() {
        let mut story = Story::new(&[("a", 0), ("b", 0)]);
        story.join(0);
        story.book.ask();
        story.join(100);
        assert_eq!(story.answer(&[("a", 2), ("b", 0)]), [(1, by("a"))]);
        assert_eq!(story.read(&[("a", 2), ("b", 0)]), [(2, by("a"))]);
        story.join(0);
        story.book.ask();
        story.join(100);
        assert_eq!(story.answer(&[("a", 3), ("b", 0)]), [(3, by("a"))]);
        assert_eq!(story.read(&[("a", 3), ("b", 1)]), [(4, by("b"))]);
    }

    #[test]
    fn a_use_for_which_nobody_came_in_time_is_nobodys() {
        let mut story = Story::new(&[("a", 0)]);
        story.join(0);
        assert_eq!(story.read(&[("a", 2)]), [(1, by("a"))]);
        story.join(900_000);
        assert_eq!(story.read(&[("a", 2)]), [(2, Origin::Unknown)]);
    }

    #[test]
    fn the_last_use_ends_an_invite() {
        let mut story = Story::new(&[]);
        let once = Invite {
            max_uses: 1,
            ..invite("once", 0)
        };
        story.book.created(&once);
        story.book.deleted("once", story.at(0), Timestamp(0));
        story.join(10);
        assert_eq!(story.read(&[]), [(1, by("once"))]);

        story.book.created(&once);
        story.book.deleted("once", story.at(0), Timestamp(0));
        story.join(60_000);
        assert_eq!(
            story.read(&[]),
            [(2, Origin::Unknown)],
            "it was revoked long before"
        );
    }

    #[test]
    fn nothing_is_told_of_a_time_that_was_missed() {
        let mut story = Story::new(&[("a", 0)]);
        story.join(0);
        story.book.ask();
        assert_eq!(story.book.forget().len(), 1);
        story.join(0);
        assert_eq!(story.answer(&[("a", 2)]), []);
        assert_eq!(story.read(&[("a", 2)]), [(2, Origin::Unknown)]);
        story.join(0);
        assert_eq!(story.read(&[("a", 3)]), [(3, by("a"))]);
    }
}
