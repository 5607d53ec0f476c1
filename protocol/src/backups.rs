//! Backups of the whole database, in a folder of the daemon.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Timestamp};

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Backup {
    /// Its name in the folder of the backups.
    pub name: String,
    pub path: String,
    pub bytes: u64,
    /// None if it cannot be read.
    pub made_at: Option<Timestamp>,
    /// `sqlite` or `postgresql`.
    pub database: Option<String>,
    /// The last migration that it has.
    pub schema: Option<i64>,
    /// The version of the daemon that made it.
    pub version: Option<String>,
    /// Why it is not whole, as far as it was looked at.
    pub broken: Option<String>,
}

/// How far a backup came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// So many bytes were read.
    pub done: u64,
    /// About so many there are.
    pub total: u64,
    /// The backup, once it is made.
    pub backup: Option<Backup>,
    /// Why there will be none.
    pub failed: Option<Error>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Backups {
    /// Begins a backup, which is made even if nobody waits for it.
    async fn create() -> Result<Progress, Error>;
    /// How far the last one came.
    async fn progress() -> Result<Progress, Error>;
    /// Lists the backups, newest first, by what they say of themselves.
    async fn list() -> Result<Vec<Backup>, Error>;
    /// Reads a backup as a whole and says whether it is what was written.
    async fn verify(name: String) -> Result<Backup, Error>;
}
