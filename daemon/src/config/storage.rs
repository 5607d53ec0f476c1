//! `[storage]`: the daemon's own folder, and how long things are kept.

use std::path::PathBuf;

use super::section::{Check, Problem, section};
use crate::domain::retention::LOOKED_BACK;

section! {
    /// The daemon's own folder, and how long things are kept. What is kept in days, but for the event log, a guild may set for
    /// itself with `emp privacy retention set`.
    Storage as "storage" {
        /// The folder of the SQLite files, the master key and the logs. By default the state folder that systemd gives,
        /// or `$XDG_STATE_HOME/emperione`.
        folder: PathBuf = PathBuf::from("/var/lib/emperione");
        /// How many days the text of a message is kept, sealed; 0 keeps none.
        text_days: u32 = 30;
        /// How many days the event log is kept, from which clients read what is new.
        event_days: u32 = 7;
        /// How many days is kept in the database what members did by channel and hour; then it goes into the archive. At
        /// least 40, because metrics look back so far; 0 keeps it for good.
        activity_days: u32 = 400;
        /// The same of joins and leaves.
        join_days: u32 = 0;
        /// The same of cases of which nothing is in force any more. The archive has them without names and reasons, and their
        /// entries lose their texts.
        case_days: u32 = 0;
        /// The folder of the archive, by default `archive` in the folder above. Daemons on several machines need one that
        /// all of them share.
        archive: Option<PathBuf> = None, eg "\"/var/lib/emperione/archive\"";
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
        for (key, days) in [
            ("storage.activity_days", self.activity_days),
            ("storage.join_days", self.join_days),
            ("storage.case_days", self.case_days),
        ] {
            if (1..LOOKED_BACK).contains(&days) {
                let why =
                    format!("at least {LOOKED_BACK} days are needed, or 0 to keep them for good");
                return Err(Problem::new(key, why));
            }
        }
        Ok(())
    }
}

impl Storage {
    /// The folder of the archive.
    pub fn archive(&self) -> PathBuf {
        let own = || self.folder.join("archive");
        self.archive.clone().unwrap_or_else(own)
    }
}
