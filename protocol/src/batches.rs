//! Plans and batches: the same act on many, checked before and resumable while it runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{ActRequest, ActorRef, Detail, Kind, State};
use crate::guilds::UserRef;
use crate::{ActionId, BatchId, Code, Error, GuildId, Page, PageRequest, Timestamp, UserId};

/// The most targets of one plan or batch.
pub const MAX_TARGETS: usize = 10_000;

/// An act without its target.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_message_seconds: Option<u32>,
    #[serde(default)]
    pub notify: bool,
    #[serde(default)]
    pub detail: Detail,
    /// Undoes also what was changed since.
    #[serde(default)]
    pub force: bool,
    /// What each case is to keep as evidence; then at most
    /// [`MAX_EVIDENT_TARGETS`](crate::evidence::MAX_EVIDENT_TARGETS) are hit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// A target, and what is different for it.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    pub target: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
    /// The case that is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
}

impl Act {
    /// An act with nothing but its kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            reason: None,
            duration_ms: None,
            delete_message_seconds: None,
            notify: false,
            detail: Detail::default(),
            force: false,
            evidence: Vec::new(),
        }
    }

    /// The act on one target, with a new id.
    pub fn on(&self, guild: GuildId, aim: &Aim) -> ActRequest {
        ActRequest {
            reason: aim.reason.clone().or_else(|| self.reason.clone()),
            duration_ms: aim.duration_ms.or(self.duration_ms),
            delete_message_seconds: self.delete_message_seconds,
            notify: self.notify,
            detail: aim.detail.clone().unwrap_or_else(|| self.detail.clone()),
            undoes: aim.undoes,
            force: self.force,
            evidence: self.evidence.clone(),
            ..ActRequest::new(guild, self.kind, aim.target)
        }
    }
}

impl Aim {
    /// A target for which nothing is different.
    pub fn new(target: UserId) -> Self {
        Self {
            target,
            reason: None,
            duration_ms: None,
            detail: None,
            undoes: None,
        }
    }
}

/// Asks what an act on many would do.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    pub guild: GuildId,
    pub act: Act,
    /// Empty where a query says whom.
    #[serde(default)]
    pub aims: Vec<Aim>,
    /// Whom, in the language of `emp-query(7)`.
    #[serde(default, rename = "where")]
    pub query: Option<String>,
}

/// What an act on many would do.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Plan {
    pub guild: GuildId,
    pub guild_name: String,
    pub act: Act,
    /// In the order in which they are done: members first, since Discord limits bans of others.
    pub lines: Vec<PlanLine>,
    /// How many calls of Discord it takes.
    pub calls: u64,
    /// How long they take at least under the rate limits, in milliseconds.
    pub wait_ms: u64,
    /// What should make one look twice.
    pub risks: Vec<String>,
    /// Why somebody has to confirm it, by the guild's name or as a second person.
    pub confirm: Option<String>,
    /// The batch that it would undo.
    pub undoes: Option<BatchId>,
}

/// A target of a plan.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct PlanLine {
    pub aim: Aim,
    pub target: UserRef,
    /// Why it would be refused.
    pub refused: Option<String>,
    /// Whether it is refused because it is so already.
    pub already: bool,
    /// What the refusal is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

/// Asks for a batch.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// Made by the client before it sends; a retry with the same id answers with the same batch.
    pub id: BatchId,
    pub guild: GuildId,
    pub act: Act,
    pub aims: Vec<Aim>,
    /// The guild's name, where a plan says that it must be confirmed.
    #[serde(default)]
    pub confirm: Option<String>,
    /// The batch that it undoes.
    #[serde(default)]
    pub undoes: Option<BatchId>,
}

/// How a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// A second person has to approve it.
    Waiting,
    Running,
    Paused,
    Cancelled,
    Done,
}

impl BatchState {
    pub fn is_final(self) -> bool {
        matches!(self, Self::Cancelled | Self::Done)
    }

    /// Its word in commands and on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
        }
    }
}

/// A batch and how far it came.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Batch {
    pub id: BatchId,
    pub guild: GuildId,
    pub act: Act,
    pub state: BatchState,
    pub actor: ActorRef,
    /// Who approved it, where a second person had to.
    pub approver: Option<String>,
    /// Why it paused by itself: a right was lost, or Discord takes no such call. The rest can be resumed.
    #[serde(default)]
    pub halted: Option<String>,
    pub undoes: Option<BatchId>,
    pub total: u64,
    /// Those whose action has its effect.
    pub applied: u64,
    pub failed: u64,
    /// Those who were refused before anything was sent.
    pub refused: u64,
    /// Those whose action is under way.
    pub open: u64,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// How long the rest takes at least, in milliseconds.
    pub left_ms: u64,
}

impl Batch {
    /// How many have ended, in one way or another.
    pub fn ended(&self) -> u64 {
        self.applied + self.failed + self.refused
    }
}

/// What became of one target of a batch.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct BatchLine {
    pub target: UserRef,
    /// None while nothing was begun, or where it was refused.
    pub action: Option<ActionId>,
    pub case: Option<u64>,
    pub state: Option<State>,
    /// Why it failed or was refused.
    pub error: Option<String>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Batches {
    /// Runs every check for everybody and changes nothing.
    async fn plan(request: PlanRequest) -> Result<Plan, Error>;
    /// Says what would undo a batch, and who was changed since; changes nothing.
    async fn inverse(id: BatchId) -> Result<Plan, Error>;
    /// Commits the batch and returns; the daemon carries it out, whatever becomes of the caller.
    async fn create(request: BatchRequest) -> Result<Batch, Error>;
    /// Shows a batch.
    async fn show(id: BatchId) -> Result<Batch, Error>;
    /// Waits until more than `ended` have ended or the state is another one, at most 20 s.
    async fn wait(id: BatchId, ended: u64, wait_ms: u64) -> Result<Batch, Error>;
    /// Lists what became of everybody, in the batch's order.
    async fn lines(id: BatchId, page: PageRequest) -> Result<Page<BatchLine>, Error>;
    /// Lists batches, newest first.
    async fn list(guild: Option<GuildId>, page: PageRequest) -> Result<Page<Batch>, Error>;
    /// Begins nothing more until it is resumed; what is under way ends.
    async fn pause(id: BatchId) -> Result<Batch, Error>;
    async fn resume(id: BatchId) -> Result<Batch, Error>;
    /// Begins nothing more; what was done stays.
    async fn cancel(id: BatchId) -> Result<Batch, Error>;
    /// Lets a batch run that waits for a second person.
    async fn approve(id: BatchId) -> Result<Batch, Error>;
}
