//! Looks whether something was missed although every event seems to have come.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconcile {}

impl Job for Reconcile {
    const NAME: &'static str = "reconcile";
    const ABOUT: &'static str = "Compares bans and the audit log with what Discord shows";
    const PRIORITY: usize = 1;
    const EVERY: Duration = Duration::from_hours(24);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.guilds.reconcile(&actor).await
    }
}
