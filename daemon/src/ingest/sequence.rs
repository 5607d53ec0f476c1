//! The numbers of a session's events: which are new, which are replays, which are missing.

use std::collections::BTreeSet;

use emperione_protocol::Timestamp;

use crate::store::sessions::Session;

/// More missing numbers than these are not remembered one by one.
const REMEMBERED: u64 = 10_000;

/// What a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    New,
    /// Seen before, or of a session that is over.
    Replay,
    /// New, and so many before it are missing.
    Jump(u64),
}

/// A shard's place in its session.
#[derive(Default)]
pub(super) struct Sequence {
    pub(super) session: Option<Session>,
    pub(super) shards: u32,
    pub(super) fingerprint: String,
    /// When anything was heard last.
    pub(super) heard_at: Timestamp,
    /// Why the last connection ended.
    pub(super) lost: Option<String>,
    missing: BTreeSet<u64>,
}

impl Sequence {
    pub(super) fn resumed(session: Session) -> Self {
        Self {
            shards: session.shards,
            fingerprint: session.fingerprint.clone(),
            heard_at: session.updated_at,
            session: Some(session),
            ..Self::default()
        }
    }

    /// Begins a new session, and gives the one before.
    pub(super) fn begin(&mut self, session: Session) -> Option<Session> {
        self.missing.clear();
        self.session.replace(session)
    }

    /// Takes note of an event's number.
    pub(super) fn take(&mut self, seq: u64) -> Verdict {
        let Some(session) = &mut self.session else {
            return Verdict::Replay;
        };
        if seq <= session.seq {
            return if self.missing.remove(&seq) {
                Verdict::New
            } else {
                Verdict::Replay
            };
        }
        let expected = session.seq + 1;
        session.seq = seq;
        if seq == expected {
            return Verdict::New;
        }
        self.missing
            .extend((expected..seq).take(usize::try_from(REMEMBERED).unwrap_or_default()));
        while self.missing.len() as u64 > REMEMBERED {
            self.missing.pop_first();
        }
        Verdict::Jump(seq - expected)
    }

    /// Skips numbers that were dropped on purpose.
    pub(super) fn skip(&mut self, through: u64) {
        if let Some(session) = &mut self.session {
            session.seq = session.seq.max(through);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Jump, New, Replay};
    use super::*;

    fn sequence(seq: u64) -> Sequence {
        Sequence::resumed(Session {
            shard: 0,
            shards: 1,
            id: "s".into(),
            resume_url: String::new(),
            seq,
            fingerprint: String::new(),
            updated_at: Timestamp(0),
        })
    }

    #[test]
    fn replays_are_told_from_what_comes_late() {
        let mut sequence = sequence(10);

        let verdicts: Vec<_> = [9, 11, 14, 12, 12, 15, 13, 10]
            .map(|seq| sequence.take(seq))
            .into();

        assert_eq!(
            verdicts,
            [Replay, New, Jump(2), New, Replay, New, New, Replay]
        );
    }

    #[test]
    fn what_was_dropped_on_purpose_is_no_jump() {
        let mut sequence = sequence(10);
        sequence.skip(20);

        assert_eq!(sequence.take(21), Verdict::New);
        assert_eq!(sequence.take(15), Verdict::Replay);
    }

    #[test]
    fn a_huge_jump_is_remembered_in_bounds() {
        let mut sequence = sequence(0);

        assert_eq!(sequence.take(u64::MAX), Verdict::Jump(u64::MAX - 1));
    }
}
