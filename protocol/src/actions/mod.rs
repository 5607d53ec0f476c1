//! Actions: one effect on Discord each, with a journal.

mod kind;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cases::Case;
use crate::guilds::UserRef;
use crate::ladders::Step;
use crate::{
    ActionId, BatchId, ChannelId, Code, Error, GuildId, MessageId, Page, PageRequest, RoleId,
    Timestamp, UserId,
};

pub use self::kind::{Kind, Subject};

/// What some kinds need besides whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Detail {
    /// The role that is given or taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// The nickname that is set; none takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick: Option<String>,
    /// The nickname before, as the daemon found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_nick: Option<String>,
    /// What a warning weighs; 1 unless it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// The case whose warning brought it about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<u64>,
    /// The voice channel that a member is moved to, or the channel in which messages are deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
    /// The voice channel before, as the daemon found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_channel: Option<ChannelId>,
    /// Seconds between two messages of one member; 0 ends slow mode, 21,600 are the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_mode: Option<u32>,
    /// The slow mode before, as the daemon found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_slow_mode: Option<u32>,
    /// What a lock changes, as the daemon found it; an unlock changes the same back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
    /// The messages that are deleted, [`MAX_MESSAGES`] at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageId>,
}

/// The most messages that one action deletes.
pub const MAX_MESSAGES: usize = 1_000;

/// What a lock changes in the overwrite of `@everyone`: permissions as bits (Topics: Permissions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Those that the channel allowed and no longer allows.
    pub allowed: u64,
    /// Those that the channel denies now and did not.
    pub denied: u64,
}

/// How far it came. `Applied`, `Failed` and `Verified` are final.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActRequest {
    /// Made by the client before it sends; a retry with the same id answers with the same result.
    pub id: ActionId,
    pub guild: GuildId,
    pub kind: Kind,
    /// Whom; for an act on a channel or the guild, its id ([`Kind::subject`]).
    pub target: UserId,
    pub reason: Option<String>,
    /// How long, in milliseconds: needed by a timeout (28 days at most) and by pauses (24 hours at most); a ban, a role, a
    /// slow mode or a lock ends then.
    pub duration_ms: Option<u64>,
    /// For a ban: deletes the target's messages of this many seconds, 604,800 at most. A softban deletes those of a day
    /// unless it is said.
    pub delete_message_seconds: Option<u32>,
    /// Tells the target by direct message.
    pub notify: bool,
    #[serde(default)]
    pub detail: Detail,
    /// The case that this action undoes.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// Undoes also what was changed since.
    #[serde(default)]
    pub force: bool,
    /// What the case is to keep as evidence, as in [`AddRequest`](crate::evidence::AddRequest).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

impl ActRequest {
    /// An action with a new id and nothing but what every kind needs.
    pub fn new(guild: GuildId, kind: Kind, target: UserId) -> Self {
        Self {
            id: ActionId::random(),
            guild,
            kind,
            target,
            reason: None,
            duration_ms: None,
            delete_message_seconds: None,
            notify: false,
            detail: Detail::default(),
            undoes: None,
            force: false,
            evidence: Vec::new(),
        }
    }
}

/// An action and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
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
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    #[serde(default)]
    pub detail: Detail,
    /// The case that it undoes.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// The batch that it is of.
    #[serde(default)]
    pub batch: Option<BatchId>,
}

/// Who asked for it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActorRef {
    /// A Discord user, by a command or in Discord's own client.
    User { user: UserRef },
    /// A user of the daemon's machine.
    Local { uid: u32, name: String },
    /// The daemon itself, such as a job or an expiry; or what acts by itself in Discord, such as its AutoMod.
    System { name: String },
}

/// What would happen, and whether it may.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
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
    /// What a warning makes of the target's points, and what follows.
    #[serde(default)]
    pub ladder: Option<Climb>,
}

/// What a warning makes of somebody's points.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Climb {
    /// With those of the warning.
    pub points: u64,
    /// The step that it reaches.
    pub step: Option<Step>,
}

/// One question asked before an action, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Check {
    /// Such as `your rights`, `the bot's role`.
    pub name: String,
    pub ok: bool,
    /// The answer in words.
    pub detail: String,
    /// Whether it should make one look twice, though it refuses nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warns: bool,
    /// What the refusal is called, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

/// The answer to a request for an action.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Submitted {
    pub action: Action,
    /// False if the id was known: a retry.
    pub created: bool,
}

/// What would undo a case.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Inverse {
    /// What to submit for it.
    pub request: ActRequest,
    pub target: UserRef,
    /// Why it is refused without `force`: somebody changed the same since.
    pub changed: Option<String>,
    /// What it does not bring back.
    pub loses: Option<String>,
    /// Cases that the warning brought about and that are in force.
    #[serde(default)]
    pub caused: Vec<u64>,
}

/// Asks for another end of what a case did.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetimeRequest {
    pub guild: GuildId,
    pub case: u64,
    /// So many milliseconds from now; never without it.
    pub duration_ms: Option<u64>,
    /// Why, for the case's log.
    #[serde(default)]
    pub reason: Option<String>,
}

impl RetimeRequest {
    /// Lets what a case did last for ever.
    pub fn new(guild: GuildId, case: u64) -> Self {
        Self {
            guild,
            case,
            duration_ms: None,
            reason: None,
        }
    }
}

/// Another end of what a case did.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Retiming {
    pub case: u64,
    pub kind: Kind,
    pub target: UserRef,
    /// When it ends now; never without it.
    pub from: Option<Timestamp>,
    /// When it would end; never without it.
    pub until: Option<Timestamp>,
}

/// Which actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionFilter {
    pub guild: Option<GuildId>,
    pub target: Option<UserId>,
    pub states: Vec<State>,
    #[serde(default)]
    pub batch: Option<BatchId>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Actions {
    /// Runs every check and changes nothing.
    async fn preview(request: ActRequest) -> Result<Preview, Error>;
    /// Commits the intent and returns; the daemon carries it out, whatever becomes of the caller.
    async fn submit(request: ActRequest) -> Result<Submitted, Error>;
    /// Waits until the action is final, at most 20 s; then answers with how it stands.
    async fn wait(id: ActionId, wait_ms: u64) -> Result<Action, Error>;
    /// Shows an action.
    async fn show(id: ActionId) -> Result<Action, Error>;
    /// Says what would undo a case; changes nothing.
    async fn inverse(guild: GuildId, case: u64) -> Result<Inverse, Error>;
    /// Changes when what a case did ends by itself. A timeout is given anew instead.
    async fn retime(request: RetimeRequest) -> Result<Case, Error>;
    /// Says what [`retime`](Self::retime) would change; changes nothing.
    async fn preview_retime(request: RetimeRequest) -> Result<Retiming, Error>;
    /// Lists actions, newest first.
    async fn list(filter: ActionFilter, page: PageRequest) -> Result<Page<Action>, Error>;
}
