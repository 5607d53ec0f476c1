//! Ladders: what follows when a member's warnings reach so many points.

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::ladders::Step;

use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::ladder;
use crate::store::ladders;

/// The service.
#[derive(Clone)]
pub struct Ladders(pub(super) Arc<Parts>);

impl Ladders {
    /// Shows the ladder of a guild, from the lowest step.
    pub async fn show(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Step>> {
        self.0.check_moderates(actor, guild)?;
        Ok(ladders::find(&mut self.0.db.read().await?, guild).await?)
    }

    /// Replaces the ladder of a guild.
    pub async fn set(&self, actor: &Actor, guild: GuildId, steps: Vec<Step>) -> Result<Vec<Step>> {
        self.0.check_manages(actor, guild)?;
        if let Some(why) = ladder::problem(&steps) {
            return Err(Error::invalid("steps", why));
        }
        let mut tx = self.0.db.write().await?;
        ladders::replace(&mut tx, guild, &steps).await?;
        let words: Vec<_> = steps.iter().map(ladder::describe).collect();
        let text = if words.is_empty() {
            "no ladder".into()
        } else {
            words.join("; ")
        };
        self.0
            .record(&mut tx, actor, Some(guild), ("ladder", text))
            .await?;
        let steps = ladders::find(&mut tx, guild).await?;
        tx.commit().await?;
        Ok(steps)
    }
}
