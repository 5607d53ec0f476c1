//! What the daemon does by itself, beside answering.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::gateway::Gateway;
use super::{Failure, epoch, storage, words};
use crate::bot::commands;
use crate::domain::actor::Actor;
use crate::jobs::{self, queue::Apalis};
use crate::services::{Parts, Services};

/// Begins it; the tracker waits for its end, which `parts.stop` asks for.
pub(super) async fn begin(
    parts: &Parts,
    services: &Arc<Services>,
    queue: Arc<Apalis>,
    token: SecretString,
) -> Result<TaskTracker, Failure> {
    let restore = Actor::System { name: "restore" };
    services
        .system
        .own_up(&restore)
        .await
        .map_err(|error| Failure::start("the database", &error))?;
    let installation = parts.start.installation.clone();
    let note = epoch::keep(parts.clone());
    let (interactions, heard) = mpsc::unbounded_channel();
    let gateway = Gateway::open(parts.clone(), services, token, interactions).await?;
    let work = TaskTracker::new();
    let carry = words::carry(parts.db.clone(), parts.cache.clone(), installation);
    work.spawn(until(parts.stop.clone(), carry));
    work.spawn(until(parts.stop.clone(), note));
    work.spawn(until(parts.stop.clone(), words::watch(parts.clone())));
    work.spawn(until(parts.stop.clone(), storage::watch(parts.clone())));
    work.spawn(jobs::run(parts.clone(), services.clone(), queue));
    // Permission checks need the state, which is loaded by now.
    work.spawn(services.actions.clone().run());
    work.spawn(services.batches.clone().run());
    work.spawn(services.outbox.clone().run());
    work.spawn(services.persist.clone().run());
    work.spawn(services.inbox.clone().run());
    work.spawn(services.evidence.clone().run());
    work.spawn(services.alerts.clone().run());
    work.spawn(services.live.clone().run());
    work.spawn(commands::run(parts.clone(), services.clone(), heard));
    work.spawn(gateway.run());
    work.close();
    Ok(work)
}

/// Work that may be dropped at any time.
async fn until(stop: CancellationToken, part: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = part => {}
    }
}
