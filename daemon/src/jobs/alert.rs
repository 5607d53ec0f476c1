//! Reads every alert rule.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::alerts::Which;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {}

impl Job for Alert {
    const NAME: &'static str = "alert";
    const ABOUT: &'static str = "Reads the alert rules of every guild";
    const PRIORITY: usize = 7;
    const EVERY: Duration = Duration::from_mins(2);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.alerts.evaluate(&actor, Which::All).await
    }
}
