//! `[inbox]`: reports by members, and what they are told.

use super::section::{Check, Problem, section};

section! {
    /// Reports by members, and what they are told.
    Inbox as "inbox" {
        /// How many reports one member may make in an hour.
        reports_per_hour: u32 = 5;
        /// How many reports of one member may wait for a decision.
        reports_waiting: u32 = 10;
        /// Whether the answer to a report names who decided it.
        name_moderators: bool = false;
    }
}

impl Check for Inbox {
    fn check(&self) -> Result<(), Problem> {
        for (key, most) in [
            ("inbox.reports_per_hour", self.reports_per_hour),
            ("inbox.reports_waiting", self.reports_waiting),
        ] {
            if most == 0 {
                return Err(Problem::new(key, "at least one is needed"));
            }
        }
        Ok(())
    }
}
