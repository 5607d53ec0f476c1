//! Writes what retention lets go into the archive.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {}

impl Job for Archive {
    const NAME: &'static str = "archive";
    const ABOUT: &'static str = "Writes what retention lets go into the archive";
    const PRIORITY: usize = 1;
    const EVERY: Duration = Duration::from_hours(24);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.archives.let_go(&actor).await
    }
}
