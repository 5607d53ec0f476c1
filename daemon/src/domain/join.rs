//! What a join led to: when the newcomer wrote the first, the third and the tenth message.
//!
//! The messages of a join are those that the user wrote in the guild as a person, from the millisecond of the join on,
//! before their next join, and less than [`WATCHED_MS`] after this one; deleted ones count. Their order is that of their
//! ids. So the times depend on nothing but the rows, in whichever order these came to be known.

use emperione_protocol::{MessageId, Timestamp};

/// For how long after a join messages belong to it: 90 days.
pub const WATCHED_MS: i64 = 90 * 86_400_000;
/// How many messages of a join matter.
pub const MOST: u32 = 10;

/// When a newcomer wrote; none where they have not, or not within the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    pub first: Option<Timestamp>,
    pub third: Option<Timestamp>,
    pub tenth: Option<Timestamp>,
}

impl Milestones {
    /// Of the first messages of a join, oldest first.
    pub fn of(messages: &[MessageId]) -> Self {
        let at = |index: usize| messages.get(index).map(|id| id.created_at());
        Self {
            first: at(0),
            third: at(2),
            tenth: at(9),
        }
    }

    /// No later message can change them.
    pub fn is_complete(&self) -> bool {
        self.tenth.is_some()
    }
}

/// Until when messages belong to a join.
pub fn until(joined_at: Timestamp, next_join: Option<Timestamp>) -> Timestamp {
    let watched = Timestamp(joined_at.0 + WATCHED_MS);
    next_join.map_or(watched, |next| next.min(watched))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejoin_ends_what_belongs_to_a_join() {
        let joined = Timestamp(1_000);

        assert_eq!(until(joined, None).0, 1_000 + WATCHED_MS);
        assert_eq!(until(joined, Some(Timestamp(5_000))).0, 5_000);
        let late = Timestamp(2_000 + WATCHED_MS);
        assert_eq!(until(joined, Some(late)).0, 1_000 + WATCHED_MS);
    }

    #[test]
    fn the_third_message_needs_three() {
        let ids: Vec<_> = (1..=9)
            .map(|second| MessageId((second * 1_000) << 22))
            .collect();

        let two = Milestones::of(&ids[..2]);
        let nine = Milestones::of(&ids);

        assert_eq!((two.first, two.third), (Some(ids[0].created_at()), None));
        assert_eq!((nine.third, nine.tenth), (Some(ids[2].created_at()), None));
    }
}
