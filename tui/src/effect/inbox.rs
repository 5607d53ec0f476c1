//! The calls of the inbox.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::inbox::{Resolution, ResolveRequest};
use emperione_protocol::{ActionId, Client, Flatten, GuildId};
use tarpc::context::current;

use super::{Call, Choice, waiting};
use crate::message::Answer;
use crate::screens::inbox::Verb;

pub(super) async fn perform(call: Call, client: &Client) -> Answer {
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
        Choice::Delete {
            author,
            channel,
            message,
        } => {
            let mut act = ActRequest::new(guild, Kind::MessageDelete, author);
            (act.detail.channel, act.detail.messages) = (Some(channel), vec![message]);
            Resolution::Act(Box::new(act))
        }
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
