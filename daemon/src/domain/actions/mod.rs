//! Actions as a state machine without I/O: what to do next, and what an outcome means. The stage is journalled before
//! the step is done, so that after a crash at any point the journal says what may have happened.

pub mod checks;
pub mod kinds;
pub mod notice;
pub mod quotas;

use std::time::Duration;

use emperione_protocol::actions::{DirectMessage, Kind, State};
use emperione_protocol::{ActionId, ChannelId, MessageId, Timestamp};

use super::duration::millis;

/// How long Discord keeps a timeout at most (Guild: Modify Guild Member); a longer one is armed anew.
const LONGEST_TIMEOUT: Duration = Duration::from_hours(28 * 24);
/// How long before its end a timeout is armed anew.
const REARMED_BEFORE: Duration = Duration::from_hours(2 * 24);
/// The longest reason that is kept; what Discord keeps of it is cut to 512 letters.
pub const LONGEST_REASON: usize = 1000;
/// The longest pause of invites and direct messages (Guild: Modify Guild Incident Actions).
pub const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// The longest slow mode, in seconds (Channel: `rate_limit_per_user`).
pub const LONGEST_SLOW_MODE: u32 = 21_600;
/// The longest time whose messages a ban deletes, in seconds (Guild: Create Guild Ban).
pub const LONGEST_DELETE: u32 = 604_800;
/// How often an action that never left this process is tried before it fails.
const TRIES: u32 = 8;

/// Until when Discord is told to keep a timeout that begins or goes on now; one without an end goes on for ever.
pub fn armed_until(now: Timestamp, until: Option<Timestamp>) -> Timestamp {
    let most = Timestamp(now.0 + millis(LONGEST_TIMEOUT));
    until.map_or(most, |until| until.min(most))
}

/// When a timeout that is armed has to be looked at: at its end, or well before Discord ends it too early.
pub fn next_look(armed: Timestamp, until: Option<Timestamp>) -> Timestamp {
    if Some(armed) == until {
        armed
    } else {
        Timestamp(armed.0 - millis(REARMED_BEFORE))
    }
}

/// What is next, or may be under way if the process died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was sent.
    Planned,
    /// The direct message may be on its way.
    Notifying,
    /// The message is settled; the call was not sent.
    Notified,
    /// The call may be on its way.
    Calling,
    /// The call was sent and its answer is lost: Discord must be read.
    Asking,
    /// The action failed after its message was sent: the message is to be deleted.
    Withdrawing,
    /// It is final.
    Done,
}

/// Where a direct message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub channel: ChannelId,
    pub message: MessageId,
}

/// How far an action came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    pub id: ActionId,
    pub kind: Kind,
    pub state: State,
    pub stage: Stage,
    pub attempts: u32,
    pub error: Option<String>,
    pub direct_message: DirectMessage,
    pub sent: Option<Sent>,
    /// It was open in a backup that was put back: what became of it is read, and nothing is sent or called again.
    pub restored: bool,
}

/// Why an action of a backup failed.
const NOT_REPEATED: &str = "it was open when the database was put back from a backup, and Discord shows no effect; it is not repeated";

/// What the runner does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Check the rights again, then send the message or make the call.
    Begin,
    /// Send the direct message.
    Notify,
    /// Look for a direct message that may have been sent, by the id in its footer.
    FindMessage,
    Call,
    /// Read Discord to learn whether the call had its effect.
    Verify,
    /// Delete the direct message of an action that failed.
    Withdraw,
    Nothing,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rights hold.
    Allowed,
    /// They do not hold any more.
    Refused(String),
    MessageSent(Sent),
    /// The target takes none, or Discord refused it.
    MessageRefused,
    /// No message was found: none was sent.
    MessageMissing,
    /// The call was confirmed.
    Effective,
    /// A read of Discord shows the effect.
    FoundEffect,
    /// A read of Discord shows that the call had no effect.
    FoundNothing,
    /// Discord does not let us read whether the call had its effect.
    Unreadable(String),
    /// Discord said no.
    CallRefused(String),
    /// It never left the process.
    NotSent(String),
    /// The answer is lost, or a read could not be made.
    Lost(String),
    MessageWithdrawn,
}

/// What is written into the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub kind: &'static str,
    pub text: String,
}

impl Journal {
    /// A new action, of which only the intent exists.
    pub fn new(id: ActionId, kind: Kind, notify: bool) -> Self {
        let direct_message = if notify {
            DirectMessage::Pending
        } else {
            DirectMessage::None
        };
        let mut journal = Self {
            id,
            kind,
            state: State::Planned,
            stage: Stage::Planned,
            attempts: 0,
            error: None,
            direct_message,
            sent: None,
            restored: false,
        };
        if kind == Kind::Note {
            journal.end(State::Applied);
        }
        journal
    }

    /// What is to be done, now or after a restart.
    pub fn step(&self) -> Step {
        match self.stage {
            Stage::Planned => Step::Begin,
            Stage::Notifying => Step::FindMessage,
            Stage::Notified => Step::Call,
            // Whether the call was sent is not known: read first, and repeat only what had no effect.
            Stage::Calling | Stage::Asking => Step::Verify,
            Stage::Withdrawing => Step::Withdraw,
            Stage::Done => Step::Nothing,
        }
    }

    /// The step right after this one in the same run, whose stage must be journalled before it is done.
    pub fn advance(&mut self) -> Step {
        match self.stage {
            Stage::Planned if self.direct_message == DirectMessage::Pending => {
                self.stage = Stage::Notifying;
                self.state = State::Sending;
                Step::Notify
            }
            Stage::Planned | Stage::Notified if self.calls() => {
                self.stage = Stage::Calling;
                self.state = State::Sending;
                Step::Call
            }
            Stage::Planned | Stage::Notified => {
                self.end(State::Applied);
                Step::Nothing
            }
            _ => self.step(),
        }
    }

    /// Takes an outcome, and says what is to be written into the case.
    pub fn take(&mut self, outcome: Outcome) -> Option<Note> {
        match outcome {
            Outcome::Allowed => None,
            Outcome::MessageSent(sent) => {
                self.sent = Some(sent);
                self.settle_message(DirectMessage::Sent)
            }
            Outcome::MessageRefused => self.settle_message(DirectMessage::Failed),
            Outcome::MessageMissing | Outcome::FoundNothing if self.restored => {
                self.error = Some(NOT_REPEATED.into());
                self.end(State::Failed);
                Some(note("failed", NOT_REPEATED))
            }
            Outcome::MessageMissing => {
                self.stage = Stage::Planned;
                None
            }
            Outcome::Effective => {
                self.end(State::Applied);
                Some(note("applied", ""))
            }
            Outcome::FoundEffect => {
                self.end(State::Verified);
                Some(note(
                    "applied",
                    "the answer was lost; a read of Discord shows the effect",
                ))
            }
            Outcome::FoundNothing => {
                self.stage = Stage::Notified;
                None
            }
            Outcome::Unreadable(why) => {
                // A message that went out stays: what it tells may be so.
                let failed = note("failed", &why);
                self.error = Some(why);
                self.end(State::Failed);
                Some(failed)
            }
            Outcome::Refused(why) | Outcome::CallRefused(why) => Some(self.fail(why)),
            Outcome::NotSent(why) => self.put_off(why),
            Outcome::Lost(why) => self.doubt(&why),
            Outcome::MessageWithdrawn => {
                self.direct_message = DirectMessage::Withdrawn;
                self.end(State::Failed);
                Some(note(
                    "withdrawn",
                    "the direct message was deleted, since the action failed",
                ))
            }
        }
    }

    /// How long to wait before the next try.
    pub fn pause(&self) -> Duration {
        let doublings = self.attempts.saturating_sub(1).min(6);
        Duration::from_millis(500) * 2_u32.pow(doublings)
    }

    /// Whether Discord is called besides the direct message.
    fn calls(&self) -> bool {
        kinds::facts(self.kind).calls > 0
    }

    fn settle_message(&mut self, state: DirectMessage) -> Option<Note> {
        self.direct_message = state;
        self.attempts = 0;
        if self.calls() {
            self.stage = Stage::Notified;
            return None;
        }
        self.end(State::Applied);
        let text = if state == DirectMessage::Sent {
            ""
        } else {
            "the target takes no direct messages"
        };
        Some(note("applied", text))
    }

    /// Nothing was sent: the stage before the step holds again, for so many tries.
    fn put_off(&mut self, why: String) -> Option<Note> {
        self.attempts += 1;
        let verifying = matches!(self.stage, Stage::Asking | Stage::Withdrawing);
        if self.attempts >= TRIES && !verifying {
            return match self.stage {
                Stage::Notifying => self.settle_message(DirectMessage::Failed),
                _ => Some(self.fail(why)),
            };
        }
        match self.stage {
            Stage::Notifying => self.stage = Stage::Planned,
            Stage::Calling => self.stage = Stage::Notified,
            _ => {}
        }
        None
    }

    /// It may have happened: nothing is repeated before Discord was read.
    fn doubt(&mut self, why: &str) -> Option<Note> {
        self.attempts += 1;
        if self.stage == Stage::Calling {
            self.stage = Stage::Asking;
        }
        let first = self.state != State::Unknown;
        self.state = State::Unknown;
        first.then(|| note("unknown", why))
    }

    fn fail(&mut self, why: String) -> Note {
        let text = note("failed", &why);
        self.error = Some(why);
        if self.direct_message == DirectMessage::Sent {
            self.stage = Stage::Withdrawing;
            self.attempts = 0;
        } else {
            self.end(State::Failed);
        }
        text
    }

    fn end(&mut self, state: State) {
        self.state = state;
        self.stage = Stage::Done;
        if self.direct_message == DirectMessage::Pending {
            self.direct_message = DirectMessage::None;
        }
    }
}

fn note(kind: &'static str, text: &str) -> Note {
    Note {
        kind,
        text: text.into(),
    }
}

#[cfg(test)]
mod tests;
