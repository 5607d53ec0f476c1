//! How long messages wait for an answer.
//!
//! The definition, from which an independent computation gets the same numbers:
//!
//! 1. Only messages of people count: none of bots and webhooks, and none that Discord writes in a member's name (such as
//!    a notice that they joined). Deleted messages count. A thread is a channel of its own.
//! 2. The messages of a channel are ordered by their ids. A message is answered by the first later message of the channel
//!    that another person wrote. Whether that is a reply in Discord's sense does not matter: a reply to the message is
//!    itself a message of another person, and what came before it was the first answer.
//! 3. The delay is the difference of the times in the two ids, in milliseconds. A message that has no answer less than
//!    [`LONGEST_MS`] later has none.
//! 4. Each answered message counts once, in the hour of its *answer*: a message of a minute ago never changes what is
//!    known of yesterday. One answer may answer several messages that its author's predecessor wrote in a row.
//! 5. Delays are counted in [`BINS`] bins of fixed edges, see [`edges_s`].
//!
//! So the numbers depend on nothing but message rows, in whichever order these came to be known.

use std::collections::VecDeque;

use emperione_protocol::{MessageId, UserId};

/// An answer comes sooner than this: 24 hours.
pub const LONGEST_MS: i64 = 86_400_000;
/// How many bins there are.
pub const BINS: u8 = 18;

/// The bin of a delay; none for one that is no answer any more.
pub fn bin(delay_ms: i64) -> Option<u8> {
    if !(0..LONGEST_MS).contains(&delay_ms) {
        return None;
    }
    let seconds = delay_ms.unsigned_abs() / 1_000;
    u8::try_from(u64::BITS - seconds.leading_zeros()).ok()
}

/// The edges of a bin in seconds, the lower one included: 0 to 1, 1 to 2, 2 to 4, 4 to 8, and so on in powers of two;
/// the last one, from 65,536 s, ends with the day.
pub fn edges_s(bin: u8) -> (u64, u64) {
    let power = |n: u8| 1_u64 << n.min(63);
    let from = if bin == 0 { 0 } else { power(bin - 1) };
    (from, power(bin).min(LONGEST_MS.unsigned_abs() / 1_000))
}

/// The messages at the end of a channel that wait for an answer: all of one author, as the answer of another ends them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    author: UserId,
    open: VecDeque<MessageId>,
}

impl Run {
    /// Takes in the next message of a person, and tells the bin of each message that it answers.
    pub fn hear(&mut self, id: MessageId, author: UserId, mut answered: impl FnMut(u8)) {
        let waited = |old: &MessageId| id.created_at().0 - old.created_at().0;
        if author == self.author {
            // What nothing can answer any more is forgotten, however long one person talks alone.
            while self
                .open
                .front()
                .is_some_and(|old| waited(old) >= LONGEST_MS)
            {
                self.open.pop_front();
            }
        } else {
            self.open
                .iter()
                .filter_map(|old| bin(waited(old)))
                .for_each(&mut answered);
            self.open.clear();
            self.author = author;
        }
        self.open.push_back(id);
    }

    /// The last message that was heard.
    pub fn last(&self) -> Option<MessageId> {
        self.open.back().copied()
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const START: i64 = 1_800_000_000_000;

    fn at(ms: i64) -> MessageId {
        MessageId::first_at(emperione_protocol::Timestamp(START + ms))
    }

    fn bins(said: &[(i64, u64)]) -> Vec<u8> {
        let (mut run, mut bins) = (Run::default(), Vec::new());
        for (ms, author) in said {
            run.hear(at(*ms), UserId(*author), |bin| bins.push(bin));
        }
        bins
    }

    #[test]
    fn a_delay_lies_between_the_edges_of_its_bin() {
        for delay_ms in [
            0,
            999,
            1_000,
            1_999,
            2_000,
            3_999,
            4_000,
            65_535_999,
            65_536_000,
            LONGEST_MS - 1,
        ] {
            let (from, to) = edges_s(bin(delay_ms).unwrap());
            let seconds = delay_ms.unsigned_abs() / 1_000;

            assert!((from..to).contains(&seconds), "{delay_ms}: {from} to {to}");
        }
        assert_eq!(bin(LONGEST_MS), None);
        assert_eq!(bin(-1), None);
        assert_eq!(bin(LONGEST_MS - 1), Some(BINS - 1));
        assert_eq!(edges_s(BINS - 1), (65_536, 86_400));
    }

    #[test]
    fn every_message_before_an_answer_is_answered_once() {
        // Ann at 0 s and 5 s, Bea at 6 s and 7 s, Ann at 107 s.
        let said = [(0, 1), (5_000, 1), (6_000, 2), (7_000, 2), (107_000, 1)];

        assert_eq!(bins(&said), [3, 1, 7, 7]);
    }

    #[test]
    fn who_talks_alone_for_a_day_is_answered_for_the_last_day_only() {
        assert_eq!(
            bins(&[(0, 1), (LONGEST_MS, 1), (LONGEST_MS + 1_500, 2)]),
            [1]
        );
        assert_eq!(bins(&[(0, 1), (LONGEST_MS, 2)]), Vec::<u8>::new());
    }
}
