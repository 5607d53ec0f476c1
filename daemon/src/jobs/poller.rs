//! When a worker looks for jobs. apalis looks by itself only with its heartbeat, and its own interval loses wake-ups
//! when the processor is busy; this one polls its sources until they are pending, so that a waker is always armed.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::ext::poll_strategy::{PollSnapshot, PollStrategy};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

const EVERY: Duration = Duration::from_millis(250);

type Changed = Pin<Box<dyn Future<Output = watch::Receiver<u64>> + Send + Sync>>;

pub(super) struct Poller {
    tick: Interval,
    pushes: watch::Receiver<u64>,
    changed: Option<Changed>,
}

impl Poller {
    pub(super) fn new(pushes: watch::Receiver<u64>) -> Self {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            tick,
            pushes,
            changed: None,
        }
    }
}

async fn next(mut pushes: watch::Receiver<u64>) -> watch::Receiver<u64> {
    // Without a sender nothing is pushed any more, and the tick alone remains.
    if pushes.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
    pushes
}

impl PollStrategy for Poller {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut fired = false;
        while self.tick.poll_tick(cx).is_ready() {
            fired = true;
        }
        loop {
            let pushes = &self.pushes;
            let changed = self
                .changed
                .get_or_insert_with(|| Box::pin(next(pushes.clone())));
            let Poll::Ready(seen) = changed.as_mut().poll(cx) else {
                break;
            };
            self.pushes = seen;
            self.changed = None;
            fired = true;
        }
        if fired {
            Poll::Ready(Some(()))
        } else {
            Poll::Pending
        }
    }
}
