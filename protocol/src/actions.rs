//! Actions: one effect on Discord each, with a journal.

use serde::{Deserialize, Serialize};

use crate::guilds::UserRef;
use crate::{ActionId, Error, GuildId, Page, PageRequest, Timestamp, UserId};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Ban,
    Unban,
    Kick,
    Timeout,
    Untimeout,
    Warn,
    Note,
}

/// How far it came. `Applied`, `Failed` and `Verified` are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The intent is committed; nothing was sent.
    Planned,
    /// A call may be on its way.
    Sending,
    /// Discord confirmed the effect.
    Applied,
    /// It has no effect; `error` says why.
    Failed,
    /// Sent, but the answer was lost; Discord is being read to find out.
    Unknown,
    /// The answer was lost, and a read of Discord showed the effect.
    Verified,
}

impl State {
    pub fn is_final(self) -> bool {
        matches!(self, Self::Applied | Self::Failed | Self::Verified)
    }
}

/// What became of the direct message to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectMessage {
    /// None was wanted.
    None,
    Pending,
    Sent,
    /// The target takes none (Discord's 50007), or it could not be sent.
    Failed,
    /// Sent, then deleted because the action failed.
    Withdrawn,
}

/// Asks for an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActRequest {
    /// Made by the client before it sends; a retry with the same id answers with the same result.
    pub id: ActionId,
    pub guild: GuildId,
    pub kind: Kind,
    pub target: UserId,
    pub reason: Option<String>,
    /// How long, in milliseconds: needed by a timeout (28 days at most); a ban with it is lifted then.
    pub duration_ms: Option<u64>,
    /// For a ban: deletes the target's messages of this many seconds, 604,800 at most.
    pub delete_message_seconds: Option<u32>,
    /// Tells the target by direct message.
    pub notify: bool,
}

/// An action and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub id: ActionId,
    pub guild: GuildId,
    /// The number of its case.
    pub case: u64,
    pub kind: Kind,
    pub target: UserRef,
    pub actor: ActorRef,
    pub reason: Option<String>,
    pub state: State,
    /// Why it failed.
    pub error: Option<String>,
    pub direct_message: DirectMessage,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// When a ban or timeout ends by itself.
    pub until: Option<Timestamp>,
}

/// Who asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActorRef {
    /// A Discord user, by a command or in Discord's own client.
    User { user: UserRef },
    /// A user of the daemon's machine.
    Local { uid: u32, name: String },
    /// The daemon itself: a job or an expiry.
    System { name: String },
}

/// What would happen, and whether it may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub target: UserRef,
    pub kind: Kind,
    /// Every check in order; the first that is not ok refuses.
    pub checks: Vec<Check>,
    pub allowed: bool,
    /// How many calls of Discord it takes.
    pub calls: u32,
    /// How long they wait under the rate limits, in milliseconds.
    pub wait_ms: u64,
}

/// One question asked before an action, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Such as `your rights`, `the bot's role`.
    pub name: String,
    pub ok: bool,
    /// The answer in words.
    pub detail: String,
}

/// The answer to a request for an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub action: Action,
    /// False if the id was known: a retry.
    pub created: bool,
}

/// Which actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionFilter {
    pub guild: Option<GuildId>,
    pub target: Option<UserId>,
    pub states: Vec<State>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Actions {
    /// Runs every check and changes nothing.
    async fn preview(request: ActRequest) -> Result<Preview, Error>;
    /// Commits the intent and returns; the daemon carries it out, whatever becomes of the caller.
    async fn submit(request: ActRequest) -> Result<Submitted, Error>;
    /// Waits until the action is final, at most 20 s; then answers with how it stands.
    async fn wait(id: ActionId, wait_ms: u64) -> Result<Action, Error>;
    /// Lists actions, newest first.
    async fn list(filter: ActionFilter, page: PageRequest) -> Result<Page<Action>, Error>;
}
