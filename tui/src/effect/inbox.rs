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
        Call::Merge {
            guild,
            number,
            into,
        } => {
            let merged = inbox.merge(current(), guild, number, into).await.flat();
            Answer::Merged(number, merged)
        }
        Call::Decide {
            guild,
            number,
            choice,
            reason,
        } => {
            let request = resolution((guild, number), choice, reason);
            let decided = inbox.resolve(waiting(), request).await;
            Answer::ItemChanged(number, decided.flat())
        }
        other => unreachable!("{other:?} is no call of the inbox"),
    }
}

fn resolution(
    (guild, number): (GuildId, u64),
    choice: Choice,
    mut reason: Option<String>,
) -> ResolveRequest {
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
        Choice::Grant { force } => Resolution::Grant {
            id: ActionId::random(),
            force,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_decision_is_sent() {
        let why = |choice, reason: Option<&str>| {
            resolution((GuildId(1), 2), choice, reason.map(Into::into)).reason
        };
        let act = ActRequest {
            reason: Some("spam".into()),
            ..ActRequest::new(GuildId(1), Kind::Ban, emperione_protocol::UserId(3))
        };
        assert_eq!(
            why(Choice::Dismiss, Some("a joke")).as_deref(),
            Some("a joke")
        );
        assert_eq!(why(Choice::Deny, None), None);
        assert_eq!(
            why(Choice::Act(Box::new(act)), None).as_deref(),
            Some("spam")
        );
    }
}
