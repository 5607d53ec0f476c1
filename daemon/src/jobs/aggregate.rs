//! Computes the metrics of every guild from its facts.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregate {}

impl Job for Aggregate {
    const NAME: &'static str = "aggregate";
    const ABOUT: &'static str = "Computes the metrics of every guild from its facts";
    const PRIORITY: usize = 5;
    const EVERY: Duration = Duration::from_mins(15);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.analytics.aggregate(&actor).await
    }
}
