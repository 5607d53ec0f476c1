//! Imports: cases that a file brings, such as those of another bot. They are kept, and never act on Discord.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::ActorRef;
use crate::cases::Case;
use crate::{Error, GuildId, Page, PageRequest, Timestamp};

/// The most rows of one call.
pub const MAX_ROWS: usize = 200;

/// What a row may say, and what that means.
pub const FIELDS: [(&str, &str); 20] = [
    ("guild", "the guild where it was a case"),
    ("number", "its number there"),
    ("kind", "what was done: ban, warn, timeout …"),
    ("state", "applied, ended or failed"),
    ("target", "whom, by id"),
    ("target_name", "what they were called"),
    ("actor_kind", "user, local or system"),
    ("actor", "who did it, by id"),
    ("actor_name", "what they were called"),
    ("reason", "why"),
    ("rule", "the name of the rule that brought it about"),
    (
        "opened_at",
        "when: RFC 3339, or seconds or milliseconds since 1970",
    ),
    ("until", "when it ends, or ended"),
    ("closed_at", "since when nobody needs to look at it"),
    ("hidden", "yes or no"),
    ("labels", "words, with blanks or commas between"),
    ("points", "what a warning weighs"),
    ("detail", "what its kind needs besides, in JSON"),
    ("notes", "what was written into it, a line each"),
    ("ignore", "nothing: the column is left out"),
];

/// A row of a file, by fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRow {
    /// Its line in the file, from 1.
    pub line: u64,
    pub fields: BTreeMap<String, String>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It becomes a case.
    New,
    /// It is a case already.
    Known,
    /// It cannot be taken.
    Refused,
}

/// What becomes of a row, and why.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Verdict {
    pub line: u64,
    pub outcome: Outcome,
    /// Why it is refused.
    pub why: Option<String>,
    /// The case as it would become, with the number 0, or as it is known.
    pub case: Option<Box<Case>>,
}

/// Begins an import, or goes on with one of the same file that was interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginImport {
    pub guild: GuildId,
    /// The file's name.
    pub source: String,
    /// Of the file and of what its columns mean: 64 hexadecimal digits.
    pub digest: String,
    pub rows: u64,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportChunk {
    pub guild: GuildId,
    pub import: u64,
    /// How many rows of the file come before it: [`Import::done`].
    pub from: u64,
    /// [`MAX_ROWS`] at most.
    pub rows: Vec<ImportRow>,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Import {
    pub guild: GuildId,
    /// Its number in the guild, from 1.
    pub import: u64,
    pub at: Timestamp,
    pub actor: ActorRef,
    pub source: String,
    pub rows: u64,
    /// How many rows were gone through.
    pub done: u64,
    pub added: u64,
    pub known: u64,
    pub refused: u64,
    pub undone_at: Option<Timestamp>,
    /// How many of its cases are withdrawn.
    pub withdrawn: u64,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Imports {
    /// Says what would become of rows; changes nothing.
    async fn check(guild: GuildId, rows: Vec<ImportRow>) -> Result<Vec<Verdict>, Error>;
    /// Begins an import, or finds the one of the same file that was interrupted.
    async fn begin(request: BeginImport) -> Result<Import, Error>;
    /// Takes the next rows in one transaction. Rows that were taken before change nothing.
    async fn add(chunk: ImportChunk) -> Result<Import, Error>;
    /// Lists imports, newest first.
    async fn list(guild: GuildId, page: PageRequest) -> Result<Page<Import>, Error>;
    /// Withdraws a part of what an import added; again until all of it is withdrawn. Its cases keep their numbers.
    async fn undo(guild: GuildId, import: u64) -> Result<Import, Error>;
}
