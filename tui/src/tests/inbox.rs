//! The inbox: its states, and its decisions.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::inbox::{
    Answer, Decision, Evidence, Item, ItemDetail, ItemKind, ItemState, Report,
};
use emperione_protocol::{ChannelId, MessageId, Timestamp};

use crate::testing::fixtures;

/// A report, or of every third number an appeal.
pub(super) fn item(number: u64, state: ItemState) -> Item {
    let is_appeal = number.is_multiple_of(3);
    let at = Timestamp(fixtures::NOW.0 - 60_000 * number.cast_signed());
    let mona = ActorRef::User {
        user: fixtures::user(7),
    };
    let resolved = state == ItemState::Resolved;
    Item {
        guild: fixtures::GUILD,
        number,
        kind: if is_appeal {
            ItemKind::Appeal
        } else {
            ItemKind::Report
        },
        state,
        target: fixtures::user(u32::try_from(number).unwrap_or_default()),
        channel: Some(ChannelId(20)),
        message: Some(MessageId(77 << 22)),
        case: is_appeal.then_some(12),
        reports: 2,
        assignee: (state != ItemState::Open).then_some(mona),
        opened_at: at,
        changed_at: at,
        decision: resolved.then_some(Decision::Dismissed),
        reason: resolved.then(|| "a joke among friends".into()),
        outcome: None,
        merged_into: None,
        resolved_at: resolved.then_some(at),
    }
}

pub(super) fn detail(item: Item) -> ItemDetail {
    let at = item.opened_at;
    let entry = Entry {
        at,
        actor: ActorRef::User {
            user: fixtures::user(3),
        },
        kind: "reported".into(),
        text: String::new(),
    };
    ItemDetail {
        reports: vec![Report {
            by: fixtures::user(3),
            at,
            words: Some("he sells things in general".into()),
            answer: Answer::None,
        }],
        evidence: vec![Evidence {
            at,
            channel: ChannelId(20),
            message: MessageId(77 << 22),
            author: item.target.clone(),
            text: Some("buy now, buy cheap, buy at the harbour".into()),
            attachments: 1,
        }],
        entries: vec![entry],
        item,
    }
}
