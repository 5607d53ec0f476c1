//! `[storage]`: the daemon's own folder, and how long things are kept.

use std::path::PathBuf;

use super::section::{Check, Problem, section};

section! {
    /// The daemon's own folder, and how long things are kept.
    Storage as "storage" {
        /// The folder of the SQLite files, the master key and the logs. By default the state folder that systemd gives,
        /// or `$XDG_STATE_HOME/emperione`.
        folder: PathBuf = PathBuf::from("/var/lib/emperione");
        /// How many days the text of a message is kept, sealed; 0 keeps none.
        text_days: u32 = 30;
        /// How many days the event log is kept, from which clients read what is new.
        event_days: u32 = 7;
    }
}

impl Check for Storage {
    fn check(&self) -> Result<(), Problem> {
        if self.folder.as_os_str().is_empty() {
            return Err(Problem::new("storage.folder", "the path is empty"));
        }
        if self.event_days == 0 {
            return Err(Problem::new(
                "storage.event_days",
                "at least one day is needed, because clients read from the log",
            ));
        }
        Ok(())
    }
}
