//! `[database]`: where records are kept.

use std::path::PathBuf;

use super::secret;
use super::section::{Check, Problem, section};

section! {
    /// Where records are kept: a SQLite file in the storage folder, or a PostgreSQL database.
    Database as "database" {
        /// The address of a PostgreSQL database, without a password.
        url: Option<String> = None, eg "\"postgres://emperione@localhost/emperione\"";
        /// The file that holds the address of a PostgreSQL database with its password; only its owner may read it.
        url_file: Option<PathBuf> = None, eg "\"/etc/emperione/database-url\"";
    }
}

impl Check for Database {
    fn check(&self) -> Result<(), Problem> {
        secret::check_url("database", self.url.as_deref(), self.url_file.as_deref())?;
        match &self.url {
            Some(url) if !url.starts_with("postgres://") && !url.starts_with("postgresql://") => {
                Err(Problem::new(
                    "database.url",
                    "the address does not begin with postgres://",
                )
                .hint("leave it out to use SQLite in storage.folder"))
            }
            _ => Ok(()),
        }
    }
}
