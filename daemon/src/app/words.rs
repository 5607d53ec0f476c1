//! Words between the processes of one installation: who commits an event tells the others, which look at once.

use std::sync::Arc;

use emperione_protocol::events::Body;
use tokio::sync::broadcast::error::RecvError;

use crate::health::Reason;
use crate::ports::cache::Cache;
use crate::services::Parts;
use crate::store::{self, Db, Tx, meta};

/// The key under which an installation's name is kept.
const NAME: &str = "installation";
const AWAY: &str = "redis does not answer; this process's memory serves meanwhile";

/// Names the installation, once and for all: several may share one Redis, and must not hear each other's words.
pub(super) async fn installation(tx: &mut Tx) -> store::Result<String> {
    if let Some(name) = meta::get(tx, NAME).await? {
        return Ok(name);
    }
    let name = format!("{:016x}", rand::random::<u64>());
    meta::set(tx, NAME, &name).await?;
    Ok(name)
}

/// Tells the other processes of every commit, and hears theirs. Ends when it is dropped.
pub(super) async fn carry(db: Db, cache: Arc<dyn Cache>, installation: String) {
    let topic = format!("events:{installation}");
    let mut head = db.head();
    let mut said = cache.subscribe();
    let mut known = 0;
    loop {
        tokio::select! {
            changed = head.changed() => {
                let seq = *head.borrow_and_update();
                match changed {
                    // What another process said need not be said again.
                    Ok(()) if seq > known => cache.publish(&topic, &seq.to_string()).await,
                    Ok(()) => {}
                    Err(_) => return,
                }
            }
            word = said.recv() => match word {
                Ok(word) if word.topic == topic => {
                    known = known.max(word.text.parse().unwrap_or(0));
                    db.wake(known);
                }
                // Readers look at the database now and then, so a lost word only delays them.
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}

/// Reports whether the shared cache answers. Ends when it is dropped.
pub(super) async fn watch(parts: Parts) {
    let mut healthy = parts.cache.is_healthy();
    loop {
        let here = *healthy.borrow_and_update();
        let known = parts.health.holds(Reason::Redis);
        if here {
            parts.health.clear(Reason::Redis);
        } else {
            parts.health.set(Reason::Redis, AWAY);
        }
        if here == known
            && let Err(error) = tell(&parts, if here { "redis is back" } else { AWAY }).await
        {
            tracing::warn!(%error, "the state of redis could not be told");
        }
        if healthy.changed().await.is_err() {
            return;
        }
    }
}

async fn tell(parts: &Parts, text: &str) -> store::Result<()> {
    let mut tx = parts.db.write().await?;
    let fact = Body::Warning { text: text.into() };
    store::events::append(&mut tx, parts.clock.now(), &[(None, fact)]).await?;
    tx.commit().await
}
