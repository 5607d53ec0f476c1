//! Cases: the numbered record, per guild, of what was done to a member and why.

use serde::{Deserialize, Serialize};

use crate::actions::{ActorRef, Kind};
use crate::guilds::UserRef;
use crate::{ActionId, Error, GuildId, Page, PageRequest, Timestamp, UserId};

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// One entry of a case; entries are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    pub actor: ActorRef,
    /// `pending`, `applied`, `failed`, `adopted`, `ended`, `note` …
    pub kind: String,
    pub text: String,
}

/// A case with its entries, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    pub case: Case,
    pub entries: Vec<Entry>,
}

/// Which cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFilter {
    pub guild: Option<GuildId>,
    pub target: Option<UserId>,
    pub kind: Option<Kind>,
    pub state: Option<CaseState>,
    /// A part of the reason.
    pub text: Option<String>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Cases {
    /// Lists cases, newest first.
    async fn list(filter: CaseFilter, page: PageRequest) -> Result<Page<Case>, Error>;
    /// Shows a case with its entries.
    async fn show(guild: GuildId, number: u64) -> Result<CaseDetail, Error>;
}
