//! How a rule goes from quiet to ringing and back. It rings once however often its value crosses the level meanwhile.

use std::time::Duration;

use emperione_protocol::Timestamp;
pub use emperione_protocol::alerts::Phase;

use super::{Reading, Rule};
use crate::domain::duration::millis;

/// After so long without a reading, a rule that is read from moment to moment knows nothing of the time between.
const STALE: Duration = Duration::from_mins(5);

/// Whether an alert is open in a phase.
pub fn rings(phase: Phase) -> bool {
    matches!(phase, Phase::Ringing | Phase::Clearing)
}

/// A rule's place, moved by readings in the order of their times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    pub phase: Phase,
    /// When the phase began.
    pub since: Option<Timestamp>,
    /// The time of the last reading; one of this time or before changes nothing.
    pub read_at: Option<Timestamp>,
}

/// What a reading brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    Rang,
    Cleared,
}

impl Machine {
    /// Takes a reading.
    pub fn step(&mut self, rule: &Rule, at: Timestamp, reading: &Reading) -> Option<Transition> {
        if self.read_at.is_some_and(|last| at <= last) {
            return None;
        }
        let paused = |last: Timestamp| rule.is_live() && at.0 - last.0 > millis(STALE);
        if self.read_at.replace(at).is_some_and(paused) {
            self.doubt(at);
        }
        let Reading::Value(value) = *reading else {
            self.doubt(at);
            return None;
        };
        if rule.is_over(value) {
            self.over(at, rule.held.unwrap_or_default())
        } else {
            self.under(at, rule.is_calm(value), rule.calm_for())
        }
    }

    /// What was not seen has neither held nor been calm.
    fn doubt(&mut self, at: Timestamp) {
        match self.phase {
            Phase::Pending => self.enter(Phase::Quiet, at),
            Phase::Clearing => self.enter(Phase::Ringing, at),
            Phase::Quiet | Phase::Ringing => {}
        }
    }

    fn over(&mut self, at: Timestamp, held: Duration) -> Option<Transition> {
        match self.phase {
            Phase::Quiet if held > Duration::ZERO => {
                self.enter(Phase::Pending, at);
                None
            }
            Phase::Pending if self.lasted(at) < millis(held) => None,
            Phase::Quiet | Phase::Pending => {
                self.enter(Phase::Ringing, at);
                Some(Transition::Rang)
            }
            Phase::Clearing => {
                self.enter(Phase::Ringing, at);
                None
            }
            Phase::Ringing => None,
        }
    }

    fn under(&mut self, at: Timestamp, is_calm: bool, calm: Duration) -> Option<Transition> {
        match (self.phase, is_calm) {
            (Phase::Pending, _) => self.enter(Phase::Quiet, at),
            (Phase::Clearing, false) => self.enter(Phase::Ringing, at),
            (Phase::Ringing, true) if calm > Duration::ZERO => self.enter(Phase::Clearing, at),
            (Phase::Clearing, true) if self.lasted(at) < millis(calm) => {}
            (Phase::Ringing | Phase::Clearing, true) => {
                self.enter(Phase::Quiet, at);
                return Some(Transition::Cleared);
            }
            (Phase::Quiet, _) | (Phase::Ringing, false) => {}
        }
        None
    }

    fn lasted(&self, at: Timestamp) -> i64 {
        self.since.map_or(0, |since| at.0 - since.0)
    }

    fn enter(&mut self, phase: Phase, at: Timestamp) {
        self.phase = phase;
        self.since = Some(at);
    }
}
