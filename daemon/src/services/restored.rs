//! A database that was restored from an older copy: what its journal takes for open may have been done long ago, and been
//! changed since. Nothing of it is begun. What Discord shows to be done is taken for done; the rest is for people.

use std::time::Duration;

use emperione_protocol::events::Body;

use super::{Actions, Parts, Result, System};
use crate::domain::actions::Outcome;
use crate::domain::actor::{Actor, Role};
use crate::ports::discord::CallError;
use crate::services::access::check_role;
use crate::services::actions::effects::Effect;
use crate::store::actions::ActionRow;
use crate::store::{batches, events};

const BATCH: &str =
    "the database was restored from an older copy: see who was hit already, then resume it";
const ACTION: &str = "the database was restored from an older copy, and Discord does not show this: ask for it again";
const AGAIN: Duration = Duration::from_secs(1);

impl System {
    /// Owns up to a restore before anything is begun: batches wait for people, no number is given to a second event, and
    /// it is written down.
    pub async fn own_up(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let parts = &self.0;
        let Some(lost) = parts.start.lost else {
            return Ok(());
        };
        let mut tx = parts.db.write().await?;
        let head = events::head(&mut tx).await?;
        let text = format!(
            "the database was restored from an older copy: events {} to {lost} are lost",
            head + 1
        );
        tracing::warn!(
            from = head + 1,
            to = lost,
            "the database was restored from an older copy"
        );
        parts
            .record(&mut tx, actor, None, ("restored", text.clone()))
            .await?;
        for batch in batches::running(&mut tx).await? {
            batches::halt(&mut tx, batch, BATCH).await?;
        }
        events::skip_to(&mut tx, lost).await?;
        let fact = Body::Warning { text };
        events::append(&mut tx, parts.clock.now(), &[(None, fact)]).await?;
        Ok(tx.commit().await?)
    }
}

impl Actions {
    /// Ends what a restored journal takes for open, without doing any of it.
    pub(super) async fn end_restored(&self, parts: &Parts, open: &[ActionRow]) {
        if parts.start.lost.is_none() || parts.has_lost_lease() {
            return;
        }
        for row in open.iter().filter(|row| row.created_at < parts.start.at) {
            while let Err(why) = self.end_one(row).await {
                tracing::warn!(action.id = %row.journal.id, why, "what a restored journal takes for open waits to be looked for");
                self.pause(AGAIN).await;
                if parts.stop.is_cancelled() {
                    return;
                }
            }
        }
    }

    async fn end_one(&self, row: &ActionRow) -> Result<(), String> {
        let outcome = match self.effect(row).await {
            Ok(Effect::Missing) => Outcome::Refused(ACTION.into()),
            Ok(effect) => effect.into(),
            Err(CallError::Refused { message, .. }) => {
                Outcome::Refused(format!("{ACTION} ({message})"))
            }
            Err(error) => return Err(error.to_string()),
        };
        let mut row = row.clone();
        let note = row.journal.take(outcome);
        self.save(&row, note)
            .await
            .map_err(|error| error.to_string())
    }
}
