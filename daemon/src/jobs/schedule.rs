//! The ticks of scheduled jobs, on the injected clock. Ticks that were missed are caught up by one.

use std::time::Duration;

use emperione_protocol::Timestamp;
use tokio_util::sync::CancellationToken;

use super::AnyJob;
use crate::clock::Clock;
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

/// How often the schedule is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const MEASURE_EVERY: Duration = Duration::from_secs(15);

/// Queues jobs until the daemon stops.
pub(super) async fn follow(services: &Services, clock: &Clock, stop: &CancellationToken) {
    loop {
        if let Err(error) = tick(services, clock.now()).await {
            tracing::warn!(%error, "the schedule could not be followed; it is looked at again");
        }
        tokio::select! {
            () = clock.sleep(LOOK_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Measures the queue until the daemon stops; by real time, as who watches it does.
pub(super) async fn watch(services: &Services, stop: &CancellationToken) {
    let actor = Actor::System { name: "schedule" };
    loop {
        if let Err(error) = services.jobs.measure(&actor).await {
            tracing::debug!(%error, "the queue could not be measured");
        }
        tokio::select! {
            () = tokio::time::sleep(MEASURE_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Queues every job whose tick has come. The queue knows a tick by its key, so queueing it twice is harmless.
///
/// # Errors
/// If one of the databases is away.
pub async fn tick(services: &Services, now: Timestamp) -> Result<()> {
    let actor = Actor::System { name: "schedule" };
    for info in AnyJob::ALL {
        services.jobs.tick(&actor, &info.kind, now).await?;
    }
    services.jobs.greet(&actor).await
}
