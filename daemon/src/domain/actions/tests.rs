//! The machine against a small Discord, crashed at every point.

use super::*;

/// What really happened outside.
#[derive(Debug, Default)]
struct World {
    messages: u32,
    withdrawn: u32,
    effects: u32,
    has_effect: bool,
}

/// What goes wrong in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    None,
    /// Every first answer of a call is lost, after or before its effect.
    LostAfter,
    LostBefore,
    Refused,
    NotSent,
    MessageRefused,
}

struct Run {
    world: World,
    journal: Journal,
    trouble: Trouble,
    /// What was written into the case.
    notes: Vec<Note>,
    /// The process dies at this many-th point.
    crash_at: Option<usize>,
    points: usize,
    lost: bool,
}

/// The process died: what was not journalled is gone.
struct Crashed;

impl Run {
    fn new(kind: Kind, notify: bool, trouble: Trouble, crash_at: Option<usize>) -> Self {
        let journal = Journal::new(ActionId(1), kind, notify);
        let (world, notes) = (World::default(), Vec::new());
        Self {
            world,
            journal,
            trouble,
            notes,
            crash_at,
            points: 0,
            lost: false,
        }
    }

    fn point(&mut self) -> Result<(), Crashed> {
        self.points += 1;
        if self.crash_at == Some(self.points) {
            Err(Crashed)
        } else {
            Ok(())
        }
    }

    /// Runs to the end, restarting after a crash from what was journalled.
    fn ended(mut self) -> Self {
        for _ in 0..100 {
            let saved = self.journal.clone();
            if let Ok(true) = self.one(saved) {
                return self;
            }
        }
        panic!("no end: {:?} after {:?}", self.journal, self.trouble);
    }

    /// One step: decide, journal, do, journal. True at the end.
    fn one(&mut self, mut journal: Journal) -> Result<bool, Crashed> {
        let mut step = journal.step();
        if matches!(step, Step::Begin | Step::Call) {
            step = journal.advance();
            self.point()?;
            self.journal = journal.clone();
        }
        if step == Step::Nothing {
            return Ok(true);
        }
        self.point()?;
        let outcome = self.act(step);
        self.point()?;
        let note = journal.take(outcome);
        self.journal = journal;
        self.notes.extend(note);
        self.point()?;
        Ok(false)
    }

    fn act(&mut self, step: Step) -> Outcome {
        let sent = Sent {
            channel: ChannelId(1),
            message: MessageId(1),
        };
        match step {
            Step::Notify if self.trouble == Trouble::MessageRefused => Outcome::MessageRefused,
            Step::Notify => {
                self.world.messages += 1;
                Outcome::MessageSent(sent)
            }
            Step::FindMessage if self.world.messages > self.world.withdrawn => {
                Outcome::MessageSent(sent)
            }
            Step::FindMessage => Outcome::MessageMissing,
            Step::Call => self.call(),
            Step::Verify if self.world.has_effect => Outcome::FoundEffect,
            Step::Verify => Outcome::FoundNothing,
            Step::Withdraw => {
                self.world.withdrawn = self.world.messages;
                Outcome::MessageWithdrawn
            }
            Step::Begin | Step::Nothing => unreachable!("not acted on"),
        }
    }

    fn call(&mut self) -> Outcome {
        match self.trouble {
            Trouble::Refused => return Outcome::CallRefused("no".into()),
            Trouble::NotSent => return Outcome::NotSent("the breaker is open".into()),
            Trouble::LostBefore if !self.lost => {
                self.lost = true;
                return Outcome::Lost("timeout".into());
            }
            _ => {}
        }
        self.world.effects += 1;
        self.world.has_effect = true;
        if self.trouble == Trouble::LostAfter && !self.lost {
            self.lost = true;
            return Outcome::Lost("timeout".into());
        }
        Outcome::Effective
    }

    fn check(&self) {
        let end = format!("{self:?}");
        assert!(self.journal.state.is_final(), "{end}");
        assert!(self.world.messages <= 1, "a second direct message: {end}");
        assert!(self.world.effects <= 1, "a second effect: {end}");
        let applied = matches!(self.journal.state, State::Applied | State::Verified);
        if self.journal.calls() {
            assert_eq!(self.world.has_effect, applied, "{end}");
            let told = self.world.messages > self.world.withdrawn;
            assert!(!told || applied, "told of what did not happen: {end}");
        }
        assert_eq!(
            self.journal.state == State::Failed,
            self.journal.error.is_some(),
            "{end}"
        );
    }
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} crash at {:?}: {:?} {:?}",
            self.trouble, self.crash_at, self.journal, self.world
        )
    }
}

const KINDS: [Kind; 7] = [
    Kind::Ban,
    Kind::Unban,
    Kind::Kick,
    Kind::Timeout,
    Kind::Untimeout,
    Kind::Warn,
    Kind::Note,
];
const TROUBLES: [Trouble; 6] = [
    Trouble::None,
    Trouble::LostAfter,
    Trouble::LostBefore,
    Trouble::Refused,
    Trouble::NotSent,
    Trouble::MessageRefused,
];

#[test]
fn every_action_ends_known_and_once_whatever_point_it_crashes_at() {
    let mut runs = 0;
    for kind in KINDS {
        for notify in [false, true] {
            for trouble in TROUBLES {
                let points = Run::new(kind, notify, trouble, None).ended().points;
                for crash_at in 1..=points + 1 {
                    Run::new(kind, notify, trouble, Some(crash_at))
                        .ended()
                        .check();
                    runs += 1;
                }
            }
        }
    }
    assert!(runs > 500, "{runs} crashes were tried");
}

#[test]
fn a_lost_answer_is_said_once_and_then_verified() {
    let run = Run::new(Kind::Ban, false, Trouble::LostAfter, None).ended();

    let kinds: Vec<_> = run.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds, ["unknown", "applied"]);
    assert_eq!(run.journal.state, State::Verified);
}

#[test]
fn a_refusal_after_the_message_withdraws_it() {
    let run = Run::new(Kind::Kick, true, Trouble::Refused, None).ended();

    assert_eq!(run.journal.direct_message, DirectMessage::Withdrawn);
    assert_eq!((run.world.messages, run.world.withdrawn), (1, 1));
    assert_eq!(run.journal.error.as_deref(), Some("no"));
}

#[test]
fn what_never_leaves_the_process_fails_after_so_many_tries() {
    let run = Run::new(Kind::Unban, false, Trouble::NotSent, None).ended();

    assert_eq!(run.journal.state, State::Failed);
    assert_eq!(run.journal.attempts, TRIES);
}

#[test]
fn a_warning_counts_also_if_the_target_takes_no_messages() {
    let run = Run::new(Kind::Warn, true, Trouble::MessageRefused, None).ended();

    assert_eq!(
        (run.journal.state, run.journal.direct_message),
        (State::Applied, DirectMessage::Failed)
    );
}
