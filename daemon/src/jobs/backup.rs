//! Makes a backup each day, if that is configured.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {}

impl Job for Backup {
    const NAME: &'static str = "backup";
    const ABOUT: &'static str = "Makes a backup each day, if that is configured";
    const PRIORITY: usize = 1;
    const EVERY: Duration = Duration::from_hours(24);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.backups.daily(&actor).await
    }
}
