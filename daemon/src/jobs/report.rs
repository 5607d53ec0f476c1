//! Delivers the reports that are due.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {}

impl Job for Report {
    const NAME: &'static str = "report";
    const ABOUT: &'static str = "Makes and delivers the reports that are due";
    const PRIORITY: usize = 3;
    const EVERY: Duration = Duration::from_mins(2);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.schedules.deliver(&actor).await
    }
}
