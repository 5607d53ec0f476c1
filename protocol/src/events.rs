//! The event log: facts with one sequence of numbers per installation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{Kind, State};
use crate::batches::BatchState;
use crate::guilds::UserRef;
use crate::{ActionId, BatchId, Error, GuildId, MessageId, Timestamp};

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Event {
    /// Its number; larger numbers were committed later.
    pub seq: u64,
    pub at: Timestamp,
    pub guild: Option<GuildId>,
    #[serde(flatten)]
    pub body: Body,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Messages of one committed batch; their rows are read with `messages.list`.
    Messages {
        created: u32,
        edited: u32,
        deleted: u32,
        reactions: u32,
        first: Option<MessageId>,
        last: Option<MessageId>,
    },
    MemberJoined {
        user: UserRef,
    },
    MemberLeft {
        user: UserRef,
    },
    /// `what` is `nick`, `name`, `roles` or `timeout`; `text` says from what to what.
    MemberChanged {
        user: UserRef,
        what: String,
        text: String,
    },
    MemberBanned {
        user: UserRef,
    },
    MemberUnbanned {
        user: UserRef,
    },
    VoiceJoined {
        user: UserRef,
        channel: String,
    },
    VoiceLeft {
        user: UserRef,
        channel: String,
    },
    /// An action of ours came a step further.
    Action {
        id: ActionId,
        case: u64,
        action: Kind,
        target: UserRef,
        state: State,
    },
    /// A case was opened; `adopted` if it was done in Discord.
    CaseOpened {
        case: u64,
        action: Kind,
        target: UserRef,
        adopted: bool,
    },
    CaseChanged {
        case: u64,
        text: String,
    },
    /// An item of the inbox was opened or changed; `what` is the item's kind, `text` says how.
    InboxChanged {
        item: u64,
        what: String,
        text: String,
    },
    /// An alert `rang`, was `acked` or `cleared`, as `text` says.
    AlertChanged {
        alert: u64,
        rule: String,
        text: String,
    },
    /// A report of a schedule was made, and is posted or written.
    ReportMade {
        schedule: String,
        /// Such as `weekly-2026-11-23`.
        period: String,
    },
    /// A batch came further, or stands otherwise.
    Batch {
        id: BatchId,
        action: Kind,
        state: BatchState,
        ended: u64,
        total: u64,
    },
    /// An interval in which we did not listen.
    Gap {
        from: Timestamp,
        to: Option<Timestamp>,
        reason: String,
        reconciled: bool,
    },
    /// The connection to Discord: `ready`, `resumed`, `disconnected`, `fatal` …
    Gateway {
        shard: u32,
        state: String,
        detail: String,
    },
    GuildAvailable {
        name: String,
    },
    GuildUnavailable {
        name: String,
    },
    GuildRemoved {
        name: String,
    },
    /// Discord's own AutoMod acted.
    AutoMod {
        user: UserRef,
        rule: String,
    },
    /// Something an operator must know: Redis away, a job dead, an undecodable frame.
    Warning {
        text: String,
    },
    /// A kind that this client is too old to know.
    #[serde(other)]
    Unknown,
}

/// What a wait for events gave.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Batch {
    pub events: Vec<Event>,
    /// What to pass as `after` the next time.
    pub next: u64,
    /// Events after `after` are no longer kept: read the lists anew.
    pub lagged: bool,
}

/// The longest wait of one call, in milliseconds; its deadline is 5 s later.
pub const MAX_WAIT_MS: u64 = 20_000;

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Events {
    /// Waits for events after a number, at most `wait_ms`; `None` begins at the end of the log.
    async fn next(after: Option<u64>, wait_ms: u64) -> Result<Batch, Error>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;

    fn banned() -> Event {
        Event {
            seq: 7,
            at: Timestamp(-1),
            guild: Some(GuildId(u64::MAX)),
            body: Body::Action {
                id: ActionId(31),
                case: 12,
                action: Kind::Ban,
                target: UserRef {
                    id: UserId(42),
                    name: "alice".into(),
                    display_name: None,
                },
                state: State::Applied,
            },
        }
    }

    #[test]
    fn ids_inside_an_event_survive_message_pack_and_json() {
        let packed = rmp_serde::to_vec_named(&banned()).unwrap();
        assert_eq!(rmp_serde::from_slice::<Event>(&packed).unwrap(), banned());

        let json = serde_json::to_string(&banned()).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), banned());
    }
}
