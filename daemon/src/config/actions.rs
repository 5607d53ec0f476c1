//! `[actions]`: how much one person may do at once.

use super::section::{Check, Problem, section};

section! {
    /// How much one person may do at once.
    Actions as "actions" {
        /// A batch with more targets than this has to be confirmed.
        confirm_above: u32 = 100;
        /// A batch that hits more than this share of a guild's members has to be confirmed, in percent.
        confirm_above_percent: u32 = 5;
        /// Whether a second person confirms it with `emp batch approve`; otherwise who asks confirms it by the guild's name.
        second_person: bool = false;
        /// How many acts one person may ask for in an hour, by whatever door, batches with everybody they hit. What the daemon
        /// does by itself is not bound.
        hourly_limit: u32 = 20_000;
    }
}

impl Check for Actions {
    fn check(&self) -> Result<(), Problem> {
        if self.confirm_above_percent > 100 {
            let why = "a share is 100 percent at most";
            return Err(Problem::new("actions.confirm_above_percent", why));
        }
        if self.hourly_limit == 0 {
            return Err(Problem::new(
                "actions.hourly_limit",
                "at least one is needed",
            ));
        }
        Ok(())
    }
}
