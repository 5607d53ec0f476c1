//! The event log, as clients follow it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::events::{Batch, Event, MAX_WAIT_MS};

use tokio::sync::watch;

use super::access::check_role;
use super::{Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::store;

/// The most events of one answer.
const BATCH: u32 = 500;
/// How often the database is asked meanwhile: another process may have committed without a word to this one.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The service.
#[derive(Clone)]
pub struct Events(pub(super) Arc<Parts>);

impl Events {
    /// Waits for events after a number, at most `wait_ms`; none begins at the end of the log.
    pub async fn next(&self, actor: &Actor, after: Option<u64>, wait_ms: u64) -> Result<Batch> {
        check_role(actor, Role::Viewer)?;
        let Some(after) = after else {
            let next = store::events::head(&mut self.0.db.read().await?).await?;
            return Ok(Batch {
                events: Vec::new(),
                next,
                lagged: false,
            });
        };
        let until = Instant::now() + Duration::from_millis(wait_ms.min(MAX_WAIT_MS));
        let mut head = self.0.db.head();
        let mut after = after;
        loop {
            // Marked as seen before the read, so that a commit during the read ends the wait.
            head.mark_unchanged();
            let batch = self.read(actor, after).await?;
            let over = Instant::now() >= until || self.0.stop.is_cancelled();
            if !batch.events.is_empty() || batch.lagged || over {
                return Ok(batch);
            }
            after = batch.next;
            self.wait(&mut head, until).await;
        }
    }

    async fn read(&self, actor: &Actor, after: u64) -> Result<Batch> {
        let mut tx = self.0.db.read().await?;
        let head = store::events::head(&mut tx).await?;
        let tail = store::events::tail(&mut tx).await?;
        if after > head || (after < head && after + 1 < tail) {
            return Ok(Batch {
                events: Vec::new(),
                next: head,
                lagged: true,
            });
        }
        let found = store::events::after(&mut tx, after, BATCH).await?;
        let next = found.last().map_or(after, |event| event.seq);
        let events = found
            .into_iter()
            .filter(|event| self.shows(actor, event))
            .collect();
        Ok(Batch {
            events,
            next,
            lagged: false,
        })
    }

    /// An event of a guild goes to those who see the guild; one of a guild that is gone, to the house's own.
    fn shows(&self, actor: &Actor, event: &Event) -> bool {
        event
            .guild
            .is_none_or(|guild| self.0.sees(actor, guild) || is_of_the_house(actor))
    }

    async fn wait(&self, head: &mut watch::Receiver<u64>, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        tokio::select! {
            _ = head.changed() => {}
            () = tokio::time::sleep(left.min(LOOK_EVERY)) => {}
            () = self.0.stop.cancelled() => {}
        }
    }
}

fn is_of_the_house(actor: &Actor) -> bool {
    matches!(
        actor,
        Actor::System { .. } | Actor::Local { user: None, .. }
    )
}
