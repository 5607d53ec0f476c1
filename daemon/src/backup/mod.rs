//! Backups: one file each, which says what it is and whether it is whole.
//!
//! ```text
//! EMPBACKUP 1\n
//! {"database":"sqlite","schema":28,…}\n
//! zstd of: (name, pieces)…       a length before each; 0 ends the pieces of a name, and then the names
//! SHA-256 of all of the above
//! ```
//!
//! On SQLite there is one name, whose pieces are the database; on PostgreSQL one for each table, as `COPY` writes it. The
//! master key is in none: it lies in `master.key` of the storage folder, and the texts in a backup are sealed with it.

pub mod erased;
mod file;

use emperione_protocol::Timestamp;
use serde::{Deserialize, Serialize};

pub use file::{Reader, Writer};

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `sqlite` or `postgresql`.
    pub database: String,
    /// The last migration that it has.
    pub schema: i64,
    pub made_at: Timestamp,
    /// The version of the program that made it.
    pub version: String,
}

/// A table on PostgreSQL, and the columns that are copied, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub table: String,
    pub columns: Vec<String>,
}

#[cfg(test)]
mod tests;
