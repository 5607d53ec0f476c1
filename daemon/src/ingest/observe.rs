//! Committed entries of the audit log are shown to the actions, in order and at least once: an entry stays open in
//! its row until they have seen it, so a crash in between loses none.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::GuildId;
use emperione_protocol::guilds::Pauses;
use futures::future::BoxFuture;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Parts;
use crate::domain::event::AuditEntry;
use crate::services;
use crate::store::{Db, audit};

const PAGE: u32 = 100;
/// After a failure, and to find what another process left.
const AGAIN: Duration = Duration::from_secs(5);

/// Who must know what happened in Discord.
pub trait Observer: Send + Sync + 'static {
    /// Takes note of an entry; a second time it changes nothing.
    fn observe<'a>(&'a self, entry: &'a AuditEntry) -> BoxFuture<'a, services::Result<()>>;
    /// A gap of a guild was reconciled: what was expected meanwhile is to be checked.
    fn reconciled(&self, guild: GuildId) -> BoxFuture<'_, services::Result<()>>;
    /// Pauses of a guild ended before their time or have another end; `was` holds the ends that they had.
    fn pauses_moved(&self, guild: GuildId, was: Pauses) -> BoxFuture<'_, services::Result<()>>;
}

/// Starts showing; `committed` is told after each commit with entries.
pub(super) fn start(
    parts: &Parts,
    committed: Arc<Notify>,
    stop: CancellationToken,
) -> Option<JoinHandle<()>> {
    let (db, observer) = (parts.db.clone(), parts.observer.clone()?);
    Some(tokio::spawn(async move {
        while !stop.is_cancelled() {
            if let Err(error) = drain(&db, &*observer).await {
                tracing::warn!(%error, "audit entries wait to be adopted");
            }
            tokio::select! {
                () = committed.notified() => {}
                () = tokio::time::sleep(AGAIN) => {}
                () = stop.cancelled() => {}
            }
        }
    }))
}

async fn drain(db: &Db, observer: &dyn Observer) -> services::Result<()> {
    let (mut after, mut waiting) = (0, HashSet::new());
    loop {
        let entries = audit::unobserved(&mut db.read().await?, after, PAGE).await?;
        let Some(last) = entries.last() else {
            return Ok(());
        };
        after = last.id;
        for entry in &entries {
            let about = (entry.guild, entry.target);
            // What happened to somebody is taken in order; nobody else waits for it.
            if waiting.contains(&about) {
                continue;
            }
            if let Err(error) = observer.observe(entry).await {
                tracing::warn!(audit_entry.id = entry.id, %error, "an audit entry waits to be adopted");
                waiting.insert(about);
                continue;
            }
            let mut tx = db.write().await?;
            audit::observe(&mut tx, entry.id).await?;
            tx.commit().await?;
        }
    }
}
