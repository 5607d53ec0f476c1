//! Watches how much of what was committed waits in the database's journal: a reader that does not end keeps it from its
//! last place, and the disk fills.

use std::time::Duration;

use crate::health::Reason;
use crate::services::Parts;

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Four times what the database keeps there by itself.
const MUCH: u64 = 64 << 20;

/// Ends when it is dropped.
pub(super) async fn watch(parts: Parts) {
    loop {
        look(&parts).await;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn look(parts: &Parts) {
    let bytes = parts.db.waiting_bytes().unwrap_or(0);
    let known = parts.health.holds(Reason::Journal);
    // A database that takes no writes says so elsewhere.
    let pinned = bytes > MUCH && matches!(parts.db.settle_freely().await, Ok(false));
    if !pinned {
        return parts.health.clear(Reason::Journal);
    }
    let words = format!(
        "the database's journal has {} MB, because somebody reads the database for long",
        bytes >> 20
    );
    if !known {
        tracing::error!(bytes, "the database's journal grows");
    }
    parts.health.set(Reason::Journal, words);
}
