//! Looks for bans and timeouts that end by now, should the part that waits for them have missed one.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WakeExpiries {}

impl Job for WakeExpiries {
    const NAME: &'static str = "wake_expiries";
    const ABOUT: &'static str = "Looks for bans and timeouts that end by now";
    const PRIORITY: usize = 9;
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(self, services: &Services) -> Result<()> {
        services.actions.wake_expiries();
        Ok(())
    }
}
