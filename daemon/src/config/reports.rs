//! `[reports]`: reports that are made on a schedule.

use std::path::PathBuf;

use super::section::{Check, Problem, section};

section! {
    /// Reports that are made on a schedule. Where each goes is set with `emp report schedule set`.
    Reports as "reports" {
        /// The folder of those that go into files, by default `reports` in the storage folder.
        folder: Option<PathBuf> = None, eg "\"/var/lib/emperione/reports\"";
    }
}

impl Check for Reports {
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }
}
