//! Words between the processes of one installation: who commits an event tells the others, which look at once.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

use crate::health::{Health, Reason};
use crate::ports::cache::Cache;
use crate::store::Db;

const TOPIC: &str = "events";

/// Tells the other processes of every commit, and hears theirs. Ends when it is dropped.
pub(super) async fn carry(db: Db, cache: Arc<dyn Cache>) {
    let mut head = db.head();
    let mut words = cache.subscribe();
    let mut heard = 0;
    loop {
        tokio::select! {
            changed = head.changed() => {
                let seq = *head.borrow_and_update();
                match changed {
                    // What another process said need not be said again.
                    Ok(()) if seq > heard => cache.publish(TOPIC, &seq.to_string()).await,
                    Ok(()) => {}
                    Err(_) => return,
                }
            }
            word = words.recv() => match word {
                Ok(word) if word.topic == TOPIC => {
                    heard = heard.max(word.text.parse().unwrap_or(0));
                    db.wake(heard);
                }
                // Readers look at the database now and then, so a lost word only delays them.
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}

/// Reports whether the shared cache answers. Ends when it is dropped.
pub(super) async fn watch(cache: Arc<dyn Cache>, health: Arc<Health>) {
    let mut healthy = cache.is_healthy();
    loop {
        if *healthy.borrow_and_update() {
            health.clear(Reason::Redis);
        } else {
            health.set(
                Reason::Redis,
                "redis does not answer; this process's memory serves meanwhile",
            );
        }
        if healthy.changed().await.is_err() {
            return;
        }
    }
}
