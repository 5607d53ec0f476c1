//! `[backup]`: copies of the database.

use std::path::PathBuf;

use super::section::{Check, Problem, section};

section! {
    /// Copies of the database. The master key is in none of them: copy `master.key` of the storage folder yourself.
    Backup as "backup" {
        /// The folder of the backups, by default `backup` in the storage folder; better one on another disk.
        folder: Option<PathBuf> = None, eg "\"/var/backups/emperione\"";
        /// Whether a backup is made each day.
        daily: bool = false;
        /// So many backups are kept; the older ones are deleted when a new one is made.
        keep: u32 = 7;
    }
}

impl Check for Backup {
    fn check(&self) -> Result<(), Problem> {
        if self.keep == 0 {
            return Err(Problem::new("backup.keep", "at least one is kept"));
        }
        Ok(())
    }
}
