//! The ticks of scheduled jobs, on the injected clock. Ticks that were missed are caught up by one.

use std::time::Duration;

use emperione_protocol::Timestamp;
use tokio_util::sync::CancellationToken;

use super::AnyJob;
use crate::clock::{Clock, millis};
use crate::domain::actor::Actor;
use crate::services::{Result, Services};

/// How often the schedule is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

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

/// Queues every job whose tick has come. The queue knows a tick by its key, so queueing it twice is harmless.
///
/// # Errors
/// If one of the databases is away.
pub async fn tick(services: &Services, now: Timestamp) -> Result<()> {
    let actor = Actor::System { name: "schedule" };
    for info in AnyJob::ALL {
        let slot = slot(now, info.every);
        services.jobs.tick(&actor, info.name, slot).await?;
    }
    Ok(())
}

/// The last tick that has come.
fn slot(now: Timestamp, every: Duration) -> Timestamp {
    let every = millis(every);
    Timestamp(now.0.div_euclid(every) * every)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_the_last_full_multiple() {
        let every = Duration::from_mins(15);

        assert_eq!(slot(Timestamp(899_999), every), Timestamp(0));
        assert_eq!(slot(Timestamp(900_000), every), Timestamp(900_000));
        assert_eq!(slot(Timestamp(3_599_999), every), Timestamp(2_700_000));
    }
}
