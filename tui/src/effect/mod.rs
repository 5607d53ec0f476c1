//! What the dashboard wants done. [`perform`] is the only function that talks to the daemon, and it returns
//! a message.

use std::time::Duration;

use emperione_protocol::actions::ActRequest;
use emperione_protocol::batches::{BatchRequest, PlanRequest};
use emperione_protocol::cases::{CaseFilter, EditRequest};
use emperione_protocol::events::MAX_WAIT_MS;
use emperione_protocol::inbox::ItemFilter;
use emperione_protocol::jobs::JobState;
use emperione_protocol::live::LiveRequest;
use emperione_protocol::members::MemberFilter;
use emperione_protocol::messages::MessageFilter;
use emperione_protocol::transport::within;
use emperione_protocol::{
    ActionId, BatchId, ChannelId, Client, Error, Flatten, GuildId, MessageId, PageRequest, UserId,
};
use tarpc::context::{Context, current};

use crate::message::{Answer, Then};
use crate::screens::analytics::Question;
use crate::screens::batches::Turn;
use crate::screens::inbox::Verb;
use crate::screens::jobs::Deed;

mod act;
mod analytics;
mod batches;
mod cases;
mod inbox;
mod jobs;

/// A wish of `update`.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "effects are few and short-lived")]
pub(crate) enum Effect {
    Call(Call),
    /// Connects anew after a while.
    Connect(Duration),
    /// Makes an id for an action: chance does not belong into `update`.
    MakeId,
    /// Draws everything anew, as after another program wrote over the screen.
    Redraw,
    /// Gives the terminal back and stops until the shell continues us.
    Suspend,
}

/// A question to the daemon.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Call {
    Status,
    Guilds,
    Overview(GuildId),
    /// What happened in the last hour, by the minute.
    Counts(GuildId),
    Events {
        after: Option<u64>,
    },
    Messages {
        guild: GuildId,
        after: Option<MessageId>,
    },
    Members {
        filter: MemberFilter,
        page: PageRequest,
    },
    Member(GuildId, UserId),
    Cases {
        filter: CaseFilter,
        page: PageRequest,
    },
    Case(GuildId, u64),
    /// What edits changed in a case.
    Changes(GuildId, u64),
    /// Writes into a case, or only says what would be written.
    Edit(Box<EditRequest>),
    /// Changes when what a case did ends by itself.
    Retime(GuildId, u64, Option<u64>),
    Inbox {
        filter: ItemFilter,
        page: PageRequest,
    },
    Item(GuildId, u64),
    /// Claims, releases or takes over an item.
    Take {
        guild: GuildId,
        number: u64,
        verb: Verb,
    },
    /// Moves the reports of an item into another one.
    Merge {
        guild: GuildId,
        number: u64,
        into: u64,
    },
    Decide {
        guild: GuildId,
        number: u64,
        choice: Choice,
        /// Why; an act has a reason of its own.
        reason: Option<String>,
    },
    /// What is measured.
    Metrics,
    Figures(Question),
    /// The newest jobs, of a state or of all.
    Jobs(Option<JobState>),
    JobKinds,
    /// Does something with a job, by its id, or with a kind, by its name.
    Job(Deed, String),
    Roles(GuildId),
    Channels(GuildId),
    /// What stands against acts on a member.
    Verdicts(GuildId, UserId),
    Preview(Box<ActRequest>),
    Submit(Box<ActRequest>),
    Wait(ActionId),
    /// What would undo a case.
    Inverse(GuildId, u64),
    Plan(Planning),
    Create(Box<BatchRequest>),
    Batches {
        guild: GuildId,
        page: PageRequest,
    },
    Batch(BatchId),
    BatchLines {
        id: BatchId,
        page: PageRequest,
    },
    TurnBatch(BatchId, Turn),
    Resolve {
        guild: GuildId,
        text: String,
        then: Then,
    },
}

/// What a plan is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Planning {
    Act(Box<PlanRequest>),
    /// The undo of a batch.
    Undo(BatchId),
}

/// How an item is decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice {
    Dismiss,
    /// Deletes the message that was reported.
    Delete {
        author: UserId,
        channel: ChannelId,
        message: MessageId,
    },
    Grant {
        /// Also if somebody changed since what the appeal is about.
        force: bool,
    },
    Deny,
    Act(Box<ActRequest>),
}

/// How many messages the live feed reads at once.
const MESSAGES: u32 = 200;
const JOBS: u32 = 200;

/// Under load a batch of the log comes every 25 ms; sixteen readings a second are enough for the eye.
const PACE: Duration = Duration::from_millis(60);

/// A wait ends by itself before its deadline does.
fn waiting() -> Context {
    within(Duration::from_millis(MAX_WAIT_MS + 5_000))
}

/// Asks the daemon.
pub(crate) async fn perform(call: Call, client: &Client) -> Answer {
    match call {
        Call::Status => Answer::Status(client.system().status(current()).await.flat()),
        Call::Guilds => Answer::Guilds(client.guilds().list(current()).await.flat()),
        Call::Overview(guild) => Answer::Overview(
            guild,
            client.analytics().overview(current(), guild).await.flat(),
        ),
        Call::Counts(guild) => {
            let request = LiveRequest {
                guild,
                channel: None,
                seconds: 3_600,
                width: 60,
            };
            Answer::Counts(guild, client.live().last(current(), request).await.flat())
        }
        Call::Events { after } => {
            tokio::time::sleep(PACE).await;
            let next = client.events().next(waiting(), after, MAX_WAIT_MS).await;
            Answer::Events(next.flat())
        }
        Call::Messages { guild, after } => messages(guild, after, client).await,
        Call::Members { filter, page } => members(filter, page, client).await,
        Call::Member(guild, user) => {
            let shown = client.members().show(current(), guild, user).await;
            Answer::Member(user, shown.flat())
        }
        Call::Cases { .. }
        | Call::Case(..)
        | Call::Changes(..)
        | Call::Edit(_)
        | Call::Retime(..) => cases::perform(call, client).await,
        Call::Inbox { .. }
        | Call::Item(..)
        | Call::Take { .. }
        | Call::Merge { .. }
        | Call::Decide { .. } => inbox::perform(call, client).await,
        Call::Metrics => analytics::metrics(client).await,
        Call::Figures(question) => analytics::figures(question, client).await,
        Call::Jobs(state) => Answer::Jobs(
            state,
            client.jobs().list(current(), state, JOBS).await.flat(),
        ),
        Call::JobKinds => Answer::JobKinds(client.jobs().kinds(current(), None).await.flat()),
        Call::Job(deed, name) => Answer::JobChanged(jobs::perform(client, deed, name).await),
        Call::Plan(_)
        | Call::Create(_)
        | Call::Batches { .. }
        | Call::Batch(_)
        | Call::BatchLines { .. }
        | Call::TurnBatch(..) => batches::perform(call, client).await,
        call => act::perform(call, client).await,
    }
}

async fn messages(guild: GuildId, after: Option<MessageId>, client: &Client) -> Answer {
    let filter = MessageFilter {
        guild,
        after,
        ..MessageFilter::default()
    };
    let list = client.messages().list(current(), filter, MESSAGES).await;
    Answer::Messages(guild, list.flat())
}

async fn members(filter: MemberFilter, page: PageRequest, client: &Client) -> Answer {
    let more = page.after.is_some();
    let list = client.members().list(current(), filter.clone(), page).await;
    Answer::Members {
        filter,
        more,
        result: list.flat(),
    }
}

/// Introduces ourselves on a new connection.
pub(crate) async fn greet(client: &Client) -> Result<emperione_protocol::system::Hello, Error> {
    client
        .system()
        .hello(current(), emperione_protocol::VERSION)
        .await
        .flat()
}
