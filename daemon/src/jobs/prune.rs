//! Deletes what is no longer to be kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prune {}

impl Job for Prune {
    const NAME: &'static str = "prune";
    const ABOUT: &'static str = "Deletes texts, events, frames and jobs that are old enough";
    const PRIORITY: usize = 1;
    const EVERY: Duration = Duration::from_hours(24);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.retention.prune(&actor).await
    }
}
