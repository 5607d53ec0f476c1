//! What the dashboard wants done. [`perform`] is the only function that talks to the daemon, and it returns
//! a message.

use std::time::Duration;

use emperione_protocol::actions::ActRequest;
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::events::MAX_WAIT_MS;
use emperione_protocol::inbox::{ItemFilter, Resolution, ResolveRequest};
use emperione_protocol::members::MemberFilter;
use emperione_protocol::messages::MessageFilter;
use emperione_protocol::transport::within;
use emperione_protocol::{
    ActionId, Client, Error, Flatten, GuildId, MessageId, PageRequest, UserId,
};
use tarpc::context::{Context, current};

use crate::message::{Answer, Then};
use crate::screens::inbox::Verb;

/// A wish of `update`.
#[derive(Clone, Debug, PartialEq)]
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
    Decide {
        guild: GuildId,
        number: u64,
        choice: Choice,
    },
    Jobs,
    RetryJob(String),
    DiscardJob(String),
    Preview(Box<ActRequest>),
    Submit(Box<ActRequest>),
    Wait(ActionId),
    Resolve {
        guild: GuildId,
        text: String,
        then: Then,
    },
}

/// How an item is decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice {
    Dismiss,
    Grant,
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
        Call::Cases { filter, page } => cases(filter, page, client).await,
        Call::Case(guild, number) => {
            let shown = client.cases().show(current(), guild, number).await;
            Answer::Case(number, shown.flat())
        }
        Call::Inbox { .. } | Call::Item(..) | Call::Take { .. } | Call::Decide { .. } => {
            inbox(call, client).await
        }
        Call::Jobs => Answer::Jobs(client.jobs().list(current(), None, JOBS).await.flat()),
        Call::RetryJob(id) => {
            let job = client.jobs().retry(current(), id).await.flat();
            Answer::JobChanged(job.map(|job| format!("{} is queued again", job.name)))
        }
        Call::DiscardJob(id) => {
            let done = client.jobs().discard(current(), id.clone()).await.flat();
            Answer::JobChanged(done.map(|()| format!("job {id} is removed")))
        }
        Call::Preview(_) | Call::Submit(_) | Call::Wait(_) | Call::Resolve { .. } => {
            act(call, client).await
        }
    }
}

/// The calls of the action dialog.
async fn act(call: Call, client: &Client) -> Answer {
    match call {
        Call::Submit(request) => {
            let submitted = client.actions().submit(waiting(), (*request).clone()).await;
            Answer::Submitted(*request, submitted.flat())
        }
        Call::Wait(id) => {
            let action = client.actions().wait(waiting(), id, MAX_WAIT_MS).await;
            Answer::Action(id, action.flat())
        }
        Call::Resolve { guild, text, then } => {
            let members = client.members();
            let found = members.resolve(current(), guild, text.clone()).await;
            let result = found.flat();
            Answer::Resolved { text, then, result }
        }
        Call::Preview(request) => {
            let preview = client
                .actions()
                .preview(waiting(), (*request).clone())
                .await;
            Answer::Preview(*request, preview.flat())
        }
        other => unreachable!("{other:?} is no call of the dialog"),
    }
}

/// The calls of the inbox.
async fn inbox(call: Call, client: &Client) -> Answer {
    let inbox = client.inbox();
    match call {
        Call::Inbox { filter, page } => {
            let more = page.after.is_some();
            let list = inbox.list(current(), filter.clone(), page).await;
            Answer::Inbox {
                filter,
                more,
                result: list.flat(),
            }
        }
        Call::Item(guild, number) => {
            let shown = inbox.show(current(), guild, number).await;
            Answer::Item(number, shown.flat())
        }
        Call::Take {
            guild,
            number,
            verb,
        } => {
            let taken = match verb {
                Verb::Release => inbox.release(current(), guild, number).await,
                Verb::Assign => inbox.assign(current(), guild, number, None).await,
                _ => inbox.claim(current(), guild, number).await,
            };
            Answer::ItemChanged(number, taken.flat())
        }
        Call::Decide {
            guild,
            number,
            choice,
        } => {
            let request = resolution(guild, number, choice);
            let decided = inbox.resolve(waiting(), request).await;
            Answer::ItemChanged(number, decided.flat())
        }
        other => unreachable!("{other:?} is no call of the inbox"),
    }
}

fn resolution(guild: GuildId, number: u64, choice: Choice) -> ResolveRequest {
    let mut reason = None;
    let resolution = match choice {
        Choice::Dismiss => Resolution::Dismiss,
        Choice::Deny => Resolution::Deny,
        Choice::Grant => Resolution::Grant {
            id: ActionId::random(),
            force: false,
        },
        Choice::Act(act) => {
            reason.clone_from(&act.reason);
            Resolution::Act(act)
        }
    };
    ResolveRequest {
        guild,
        number,
        resolution,
        reason,
        tell: None,
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

async fn cases(filter: CaseFilter, page: PageRequest, client: &Client) -> Answer {
    let more = page.after.is_some();
    let list = client.cases().list(current(), filter.clone(), page).await;
    Answer::Cases {
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
