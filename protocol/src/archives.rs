//! The archive: files that hold what retention let go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, GuildId, Timestamp};

/// A file of the archive: Parquet, one per guild, kind and month.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct File {
    pub guild: GuildId,
    /// `activity`, `joins` or `cases`.
    pub kind: String,
    /// Such as `2026-01`, in UTC.
    pub month: String,
    /// Its path below the folder of the archive.
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
    /// None if its rows are still on their way.
    pub sha256: Option<String>,
    /// Rows beside it that will be merged into it.
    pub waiting: u64,
    /// So many of its rows were put back into the database, where they stay for 30 days.
    pub restored: u64,
    pub restored_at: Option<Timestamp>,
    pub written_at: Timestamp,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Checked {
    pub file: File,
    /// Why it is not what was written, if it is not.
    pub broken: Option<String>,
}

/// A file whose rows are in the database again.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Restored {
    pub guild: GuildId,
    pub kind: String,
    pub month: String,
    pub rows: u64,
    /// How many of them were there before.
    pub already: u64,
}

/// Which files.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFilter {
    pub guild: Option<GuildId>,
    pub kind: Option<String>,
    pub month: Option<String>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Archives {
    /// Lists the files, by guild, kind and month.
    async fn list(filter: FileFilter) -> Result<Vec<File>, Error>;
    /// Reads files and says whether they are what was written.
    async fn verify(filter: FileFilter) -> Result<Vec<Checked>, Error>;
    /// Puts the rows of a file back into the database. A repetition does what is left to be done.
    async fn restore(guild: GuildId, kind: String, month: String) -> Result<Restored, Error>;
}
