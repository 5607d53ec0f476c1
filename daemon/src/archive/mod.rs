//! What retention let go, in Parquet files that DuckDB and pandas read as they are: one file per guild, kind and month
//! (UTC), compressed with zstd, its rows in the order of their keys. Nothing here knows the database.
//!
//! Ids are 64-bit integers, 0 where there is none; times are UTC in milliseconds. No text of a message, no reason, no name
//! and no evidence is ever in them. Users who were erased have the id 0.

mod file;
mod folder;
mod kinds;
mod merge;

use std::io;
use std::path::{Path, PathBuf};

pub use file::{Reader, Writer, Written};
pub use folder::{Folder, Held, checksum, create_private, remove, replace};
pub use kinds::{Column, Is, Kind};
pub use merge::{Erased, Merge, Rule};

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Int(i64),
    Text(String),
}

impl Cell {
    /// The number; 0 of a text.
    pub fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            Self::Text(_) => 0,
        }
    }

    /// The text; empty of a number.
    pub fn text(&self) -> &str {
        match self {
            Self::Int(_) => "",
            Self::Text(text) => text,
        }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A row, in the order of its kind's columns.
pub type Row = Vec<Cell>;

/// A result of the archive.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    /// It is not what was written.
    #[error("{}: {why}", path.display())]
    Broken { path: PathBuf, why: String },
    /// Another process writes in the folder.
    #[error("{} is being written by another process", .0.display())]
    Busy(PathBuf),
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }

    fn broken(path: &Path, why: &(impl ToString + ?Sized)) -> Self {
        Self::Broken {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
