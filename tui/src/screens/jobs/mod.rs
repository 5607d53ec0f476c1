//! Background jobs: their kinds, the newest, and dead letters.

use emperione_protocol::Error;
use emperione_protocol::jobs::{Job, JobKind, JobState};

use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::Listing;
use crate::remote::Remote;

mod view;

pub(crate) use view::draw;

/// What can be done with a job or its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Queues a job of the kind now.
    Run,
    /// Stops queueing the kind at its ticks.
    Pause,
    Resume,
    /// Queues a dead job again.
    Retry,
    /// Removes a dead job.
    Discard,
}

/// What the screen lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    #[default]
    Kinds,
    Newest,
    Dead,
}

impl Only {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Kinds => "kinds",
            Self::Newest => "newest",
            Self::Dead => "dead",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Kinds => Self::Newest,
            Self::Newest => Self::Dead,
            Self::Dead => Self::Kinds,
        }
    }

    /// The state of the jobs that are read.
    fn state(self) -> Option<JobState> {
        (self == Self::Dead).then_some(JobState::Dead)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) only: Only,
    pub(crate) kinds: Remote<Listing<JobKind>>,
    pub(crate) list: Remote<Listing<Job>>,
}

impl State {
    pub(crate) fn ask(&mut self) -> Vec<Effect> {
        let call = match self.only {
            Only::Kinds => {
                self.kinds.ask();
                Call::JobKinds
            }
            only => {
                self.list.ask();
                Call::Jobs(only.state())
            }
        };
        vec![Effect::Call(call)]
    }

    pub(crate) fn narrow(&mut self) {
        self.only = self.only.next();
        self.list = Remote::Idle;
    }

    pub(crate) fn answer_kinds(&mut self, result: Result<Vec<JobKind>, Error>) {
        renew(&mut self.kinds, result, |one, other| one.name == other.name);
    }

    /// Takes jobs of a state, unless others are listed by now.
    pub(crate) fn answer(&mut self, state: Option<JobState>, result: Result<Vec<Job>, Error>) {
        if self.only.state() == state {
            renew(&mut self.list, result, |one, other| one.id == other.id);
        }
    }

    pub(crate) fn travel(&mut self, motion: Motion, page: usize) {
        if self.only == Only::Kinds {
            if let Some(kinds) = self.kinds.ready_mut() {
                kinds.travel(motion, page);
            }
        } else if let Some(list) = self.list.ready_mut() {
            list.travel(motion, page);
        }
    }

    /// The chosen kind.
    pub(crate) fn kind(&self) -> Option<&JobKind> {
        let kinds = (self.only == Only::Kinds).then_some(&self.kinds)?;
        kinds.ready()?.chosen()
    }

    /// The chosen job, if it is dead: only then something can be done with it.
    pub(crate) fn dead(&self) -> Option<&Job> {
        let list = (self.only != Only::Kinds).then_some(&self.list)?;
        let job = list.ready()?.chosen()?;
        (job.state == JobState::Dead).then_some(job)
    }

    /// What a key does by how the chosen kind stands: the same one pauses and resumes.
    pub(crate) fn turned(&self, deed: Deed) -> Deed {
        match (deed, self.kind().and_then(|kind| kind.paused_at)) {
            (Deed::Pause, Some(_)) => Deed::Resume,
            _ => deed,
        }
    }

    /// Why a key does nothing, if it does nothing.
    pub(crate) fn unfit(&self, deed: Deed) -> Option<&'static str> {
        match deed {
            Deed::Run | Deed::Pause | Deed::Resume if self.kind().is_none() => {
                Some("only a kind can be run or paused; f lists kinds")
            }
            Deed::Retry | Deed::Discard if self.dead().is_none() => {
                Some("only a dead job can be retried or removed; f lists them")
            }
            _ => None,
        }
    }
}

fn renew<T>(
    list: &mut Remote<Listing<T>>,
    result: Result<Vec<T>, Error>,
    same: impl Fn(&T, &T) -> bool,
) {
    let result = result.map(|items| Listing::new(items, None));
    match (list, result) {
        (Remote::Ready(list), Ok(newer)) => list.renew(newer, same),
        (list, result) => list.answer(result),
    }
}
