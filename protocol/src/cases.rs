//! Cases: the numbered record, per guild, of what was done to a member and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{ActorRef, Detail, Kind};
use crate::evidence::Piece;
use crate::guilds::UserRef;
use crate::{ActionId, BatchId, Error, GuildId, Page, PageRequest, Timestamp, UserId};

/// How a case stands with regard to what was done; whether people are done with it is [`Case::closed_at`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Its action has not ended.
    Pending,
    /// Its action is in force, or was applied for good.
    Applied,
    /// Its action ended without an effect.
    Failed,
    /// Its ban or timeout was lifted or ran out.
    Ended,
}

/// The head of a case.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Case {
    pub guild: GuildId,
    pub number: u64,
    pub kind: Kind,
    pub state: CaseState,
    pub target: UserRef,
    pub actor: ActorRef,
    pub reason: Option<String>,
    pub opened_at: Timestamp,
    /// When its ban or timeout ends by itself.
    pub until: Option<Timestamp>,
    /// The action of ours; none if it was done in Discord and adopted.
    pub action: Option<ActionId>,
    /// Since when nobody needs to look at it any more; its ban or timeout stays as it is.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// Left out of lists.
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub labels: Vec<String>,
    /// Numbers of other cases that belong to it.
    #[serde(default)]
    pub links: Vec<u64>,
    #[serde(default)]
    pub detail: Detail,
    /// The case that it undoes.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// The batch that it is of.
    #[serde(default)]
    pub batch: Option<BatchId>,
    /// How many pieces of evidence it has.
    #[serde(default)]
    pub evidence: u32,
    /// The import that brought it, see `emp case import list`.
    #[serde(default)]
    pub import: Option<u64>,
    /// The name of the rule that brought it about: one of Discord's AutoMod, a step of the ladder, or what a file names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One entry of a case; entries are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    pub actor: ActorRef,
    /// `pending`, `applied`, `failed`, `adopted`, `rule`, `ended`, `note` …
    pub kind: String,
    pub text: String,
}

/// A case with its entries and its evidence, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct CaseDetail {
    pub case: Case,
    pub entries: Vec<Entry>,
    #[serde(default)]
    pub evidence: Vec<Piece>,
}

/// Which cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFilter {
    pub guild: Option<GuildId>,
    pub target: Option<UserId>,
    pub kind: Option<Kind>,
    pub state: Option<CaseState>,
    /// Words that all occur in the target's name, the reason or the entries, in large or small letters.
    pub text: Option<String>,
    #[serde(default)]
    pub actor: Option<CaseActor>,
    #[serde(default)]
    pub label: Option<String>,
    /// Only closed ones, or only those that are not.
    #[serde(default)]
    pub closed: Option<bool>,
    /// Opened at this time or later.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Opened before this time.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// With the hidden ones.
    #[serde(default)]
    pub hidden: bool,
    /// Only those of this batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// Only the one that undoes this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// Only those that the warning of this case brought about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<u64>,
    /// Only those with evidence, or only those without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<bool>,
    /// Only those that this import brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<u64>,
    /// Only those that the rule of this name brought about, in large or small letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseActor {
    /// A Discord user.
    User(UserId),
    /// Whoever bore this name then: a local user, a part of the daemon, or a Discord user.
    Name(String),
}

/// What is written into a case.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseEdit {
    /// Replaces the reason; the old one stays in the log.
    Reason(Option<String>),
    /// Gives labels: words of small letters, digits and `-`.
    Label(Vec<String>),
    Unlabel(Vec<String>),
    /// Links it with another case, both ways.
    Link(u64),
    Unlink(u64),
    /// Leaves it out of lists.
    Hide,
    Unhide,
    Close(Option<String>),
    Reopen(Option<String>),
    Note(String),
}

/// Asks for an edit.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    pub guild: GuildId,
    pub number: u64,
    pub edit: CaseEdit,
    /// Only says what would be written.
    pub dry_run: bool,
}

/// What an edit did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Edited {
    /// The case after it.
    pub case: Case,
    /// What is appended to the log.
    pub entry: Entry,
}

/// One thing of a case that was changed.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct CaseChange {
    pub at: Timestamp,
    pub actor: ActorRef,
    /// `reason`, `label`, `link`, `closed` or `hidden`.
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Cases {
    /// Lists cases, newest first.
    async fn list(filter: CaseFilter, page: PageRequest) -> Result<Page<Case>, Error>;
    /// Gives cases with their entries and their evidence, newest first. A page ends early where its cases are long.
    async fn export(filter: CaseFilter, page: PageRequest) -> Result<Page<CaseDetail>, Error>;
    /// Shows a case with its entries.
    async fn show(guild: GuildId, number: u64) -> Result<CaseDetail, Error>;
    /// Says what edits changed in a case, oldest first.
    async fn diff(guild: GuildId, number: u64) -> Result<Vec<CaseChange>, Error>;
    /// Writes into a case, or only says what would be written.
    async fn edit(request: EditRequest) -> Result<Edited, Error>;
}
