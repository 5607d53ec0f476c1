//! Everything that can happen to the dashboard.

use crossterm::event::KeyEvent;
use emperione_protocol::actions::{ActRequest, Action, Inverse, Kind, Preview, Submitted};
use emperione_protocol::analytics::{Metric, Overview};
use emperione_protocol::batches::{self, BatchLine, BatchRequest, Plan};
use emperione_protocol::cases::{Case, CaseChange, CaseDetail, CaseFilter, EditRequest, Edited};
use emperione_protocol::events::Batch;
use emperione_protocol::guilds::{Guild, UserRef};
use emperione_protocol::inbox::{Item, ItemDetail, ItemFilter};
use emperione_protocol::jobs::{Job, JobKind, JobState};
use emperione_protocol::live::Live;
use emperione_protocol::members::{Member, MemberDetail, MemberFilter};
use emperione_protocol::system::{Hello, Status};
use emperione_protocol::{ActionId, BatchId, Error, GuildId, Page, Timestamp, UserId, messages};

use crate::dialog::form::Given;
use crate::dialog::pick::Named;
use crate::effect::Planning;
use crate::screens::analytics::{Figures, Question};

/// One thing that happened; `app::State::update` takes them one by one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Message {
    Key(KeyEvent),
    /// Text pasted into the terminal.
    Paste(String),
    Resize {
        width: u16,
        height: u16,
    },
    /// A second passed; the time is that of this machine.
    Tick(Timestamp),
    /// A new id for an action.
    Id(ActionId),
    /// A connection stands.
    Connected(Hello),
    /// It could not be made.
    NotConnected(Error),
    Answer(Box<Answer>),
}

/// What the daemon answered, with the question where several can be open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Status(Result<Status, Error>),
    Guilds(Result<Vec<Guild>, Error>),
    Overview(GuildId, Result<Overview, Error>),
    Counts(GuildId, Result<Live, Error>),
    Events(Result<Batch, Error>),
    Messages(GuildId, Result<Vec<messages::Message>, Error>),
    Members {
        filter: MemberFilter,
        /// True for a further page.
        more: bool,
        result: Result<Page<Member>, Error>,
    },
    Member(UserId, Result<MemberDetail, Error>),
    Cases {
        filter: CaseFilter,
        more: bool,
        result: Result<Page<Case>, Error>,
    },
    Case(u64, Result<CaseDetail, Error>),
    Changes(u64, Result<Vec<CaseChange>, Error>),
    Edited(EditRequest, Result<Edited, Error>),
    /// A case ends at another time; with how long it was asked for.
    Retimed(u64, Option<u64>, Result<Case, Error>),
    Inbox {
        filter: ItemFilter,
        more: bool,
        result: Result<Page<Item>, Error>,
    },
    Item(u64, Result<ItemDetail, Error>),
    /// An item was taken or decided, or why not.
    ItemChanged(u64, Result<Item, Error>),
    /// The reports of an item went into this one, or did not.
    Merged(u64, Result<Item, Error>),
    Metrics(Result<Vec<Metric>, Error>),
    Figures(Question, Result<Figures, Error>),
    /// Jobs of a state, or of all.
    Jobs(Option<JobState>, Result<Vec<Job>, Error>),
    JobKinds(Result<Vec<JobKind>, Error>),
    /// Something was done with a job or a kind.
    JobChanged(Result<String, Error>),
    Roles(GuildId, Result<Vec<Named>, Error>),
    Channels(GuildId, Result<Vec<Named>, Error>),
    /// What stands against acts on a member.
    Verdicts(UserId, Result<Vec<(Kind, String)>, Error>),
    Inverse(u64, Result<Inverse, Error>),
    Plan(Planning, Result<Plan, Error>),
    Created(BatchRequest, Result<batches::Batch, Error>),
    Batches {
        guild: GuildId,
        more: bool,
        result: Result<Page<batches::Batch>, Error>,
    },
    Batch(BatchId, Result<batches::Batch, Error>),
    BatchLines {
        id: BatchId,
        more: bool,
        result: Result<Page<BatchLine>, Error>,
    },
    /// A batch was paused, resumed, cancelled or approved.
    Turned(BatchId, Result<batches::Batch, Error>),
    Preview(ActRequest, Result<Preview, Error>),
    Submitted(ActRequest, Result<Submitted, Error>),
    Action(ActionId, Result<Action, Error>),
    Resolved {
        text: String,
        then: Then,
        result: Result<Vec<UserRef>, Error>,
    },
}

/// What to do with the user that a text named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Shows them on the screen of members.
    Show,
    /// Opens the dialog of an action, filled in as far as the line said.
    Act(Kind, Given),
}

impl Answer {
    /// The error, if it is one.
    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Status(result) => result.as_ref().err(),
            Self::Guilds(result) => result.as_ref().err(),
            Self::Overview(_, result) => result.as_ref().err(),
            Self::Counts(_, result) => result.as_ref().err(),
            Self::Events(result) => result.as_ref().err(),
            Self::Messages(_, result) => result.as_ref().err(),
            Self::Members { result, .. } => result.as_ref().err(),
            Self::Member(_, result) => result.as_ref().err(),
            Self::Cases { result, .. } => result.as_ref().err(),
            Self::Case(_, result) => result.as_ref().err(),
            Self::Changes(_, result) => result.as_ref().err(),
            Self::Edited(_, result) => result.as_ref().err(),
            Self::Retimed(_, _, result) => result.as_ref().err(),
            Self::Roles(_, result) | Self::Channels(_, result) => result.as_ref().err(),
            Self::Verdicts(_, result) => result.as_ref().err(),
            Self::Inverse(_, result) => result.as_ref().err(),
            Self::Plan(_, result) => result.as_ref().err(),
            Self::Batches { result, .. } => result.as_ref().err(),
            Self::BatchLines { result, .. } => result.as_ref().err(),
            Self::Batch(_, result) | Self::Turned(_, result) | Self::Created(_, result) => {
                result.as_ref().err()
            }
            Self::Inbox { result, .. } => result.as_ref().err(),
            Self::Item(_, result) => result.as_ref().err(),
            Self::ItemChanged(_, result) | Self::Merged(_, result) => result.as_ref().err(),
            Self::Metrics(result) => result.as_ref().err(),
            Self::Figures(_, result) => result.as_ref().err(),
            Self::Jobs(_, result) => result.as_ref().err(),
            Self::JobKinds(result) => result.as_ref().err(),
            Self::JobChanged(result) => result.as_ref().err(),
            Self::Preview(_, result) => result.as_ref().err(),
            Self::Submitted(_, result) => result.as_ref().err(),
            Self::Action(_, result) => result.as_ref().err(),
            Self::Resolved { result, .. } => result.as_ref().err(),
        }
    }
}
