//! The audit log: who did what through Emperione, and whether what was written down is still what was written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::ActorRef;
use crate::cases::CaseActor;
use crate::{Error, GuildId, Page, PageRequest, Timestamp};

/// An entry of a guild's chain: something that was done.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Record {
    pub at: Timestamp,
    /// None for what concerns the installation.
    pub guild: Option<GuildId>,
    /// The case that it was written into, if any.
    pub case: Option<u64>,
    /// Its number within the case.
    pub entry: u64,
    pub actor: ActorRef,
    /// `pending`, `edited`, `closed`, `batch_created`, `job_retried` …
    pub kind: String,
    pub text: String,
    /// Its place in the chain, from 1; 0 if it is older than the chain.
    pub link: u64,
    /// The hash of its salted text, in hexadecimal.
    pub content_hash: String,
    /// Its hash, which covers the one before it, in hexadecimal.
    pub hash: String,
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFilter {
    pub guild: Option<GuildId>,
    pub actor: Option<CaseActor>,
    pub kind: Option<String>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// What a check of one chain gave.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Verified {
    /// None for that of the installation.
    pub guild: Option<GuildId>,
    pub entries: u64,
    /// Entries whose texts were erased, as the chain itself says.
    pub erased: u64,
    /// Entries that are older than the chain, which nothing can be said of.
    pub unchained: u64,
    /// The hash of the last entry, in hexadecimal.
    pub head: String,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
    /// Whether the head that was asked for is in the chain; none if none was.
    pub since_head: Option<bool>,
    /// Messages and attachments kept as evidence that are what the chain vouches for.
    #[serde(default)]
    pub evidence: u64,
    /// Those that were erased, as the chain itself says.
    #[serde(default)]
    pub evidence_erased: u64,
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Broken {
    /// 0 where it is the evidence of a case.
    pub link: u64,
    pub case: Option<u64>,
    pub entry: Option<u64>,
    pub why: String,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Audit {
    /// Lists what was done, newest first.
    async fn log(filter: AuditFilter, page: PageRequest) -> Result<Page<Record>, Error>;
    /// Checks the chain of a guild, or every chain. `since_head` is a head that was noted elsewhere, in hexadecimal:
    /// everything up to it is then known to be as it was when it was noted.
    async fn verify(
        guild: Option<GuildId>,
        since_head: Option<String>,
    ) -> Result<Vec<Verified>, Error>;
}
