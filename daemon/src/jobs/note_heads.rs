//! Writes the heads of the audit chains to the log.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Job;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteHeads {}

impl Job for NoteHeads {
    const NAME: &'static str = "note_heads";
    const ABOUT: &'static str = "Writes the heads of the audit chains to the log";
    const PRIORITY: usize = 1;
    const EVERY: Duration = Duration::from_hours(24);

    async fn run(self, services: &Services) -> Result<()> {
        let actor = Actor::System { name: Self::NAME };
        services.audit.note_heads(&actor).await
    }
}
