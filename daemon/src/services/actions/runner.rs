//! Who carries actions out: one at a time for each target, in the order of their intents, and so many at once in all.

use std::collections::{HashMap, VecDeque};

use emperione_protocol::{ActionId, GuildId, UserId};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::task::TaskTracker;

use super::Actions;
use crate::store::actions::{self, ActionRow};

/// Steps under way at once; the governor spaces the calls.
const AT_ONCE: usize = 64;
/// Ends that a waiter may miss before it looks for itself.
const KEPT_ENDS: usize = 1024;

type Target = (GuildId, UserId);

pub(super) struct Runner {
    queues: Mutex<HashMap<Target, VecDeque<ActionId>>>,
    slots: Semaphore,
    workers: TaskTracker,
    ends: broadcast::Sender<ActionId>,
}

impl Default for Runner {
    fn default() -> Self {
        Self {
            queues: Mutex::default(),
            slots: Semaphore::new(AT_ONCE),
            workers: TaskTracker::new(),
            ends: broadcast::Sender::new(KEPT_ENDS),
        }
    }
}

impl Runner {
    /// The ids of actions that became final from now on.
    pub(super) fn finished(&self) -> broadcast::Receiver<ActionId> {
        self.ends.subscribe()
    }

    pub(super) fn tell(&self, id: ActionId) {
        // Nobody may be waiting.
        let _ = self.ends.send(id);
    }

    /// Waits until no step is under way.
    pub(super) async fn end(&self) {
        self.workers.close();
        self.workers.wait().await;
    }

    /// The next action of a target; none ends the target's worker.
    fn next(&self, target: Target) -> Option<ActionId> {
        let mut queues = self.queues.lock();
        let next = queues.get_mut(&target).and_then(VecDeque::pop_front);
        if next.is_none() {
            queues.remove(&target);
        }
        next
    }
}

/// Waits until an action becomes final, or until ends were missed.
pub(super) async fn finishes(ends: &mut broadcast::Receiver<ActionId>, id: ActionId) {
    while let Ok(ended) = ends.recv().await {
        if ended == id {
            return;
        }
    }
}

impl Actions {
    /// Queues every action that an earlier run left, in the order of their intents.
    pub(super) async fn resume(&self) {
        let open = loop {
            let read = async { actions::open(&mut self.parts.db.read().await?).await };
            match read.await {
                Ok(open) => break open,
                Err(error) => tracing::warn!(%error, "open actions could not be read"),
            }
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
                () = self.parts.stop.cancelled() => return,
            }
        };
        if !open.is_empty() {
            tracing::info!(actions = open.len(), "actions of an earlier run go on");
        }
        for row in &open {
            self.enqueue(row);
        }
    }

    /// Queues an action behind those of the same target.
    pub(super) fn enqueue(&self, row: &ActionRow) {
        let target = (row.guild, row.target);
        let mut queues = self.runner.queues.lock();
        let idle = !queues.contains_key(&target);
        let queue = queues.entry(target).or_default();
        if !queue.contains(&row.journal.id) {
            queue.push_back(row.journal.id);
        }
        if idle {
            let actions = self.clone();
            self.runner
                .workers
                .spawn(async move { actions.work(target).await });
        }
    }

    async fn work(self, target: Target) {
        while let Some(id) = self.runner.next(target) {
            let Ok(_slot) = self.runner.slots.acquire().await else {
                return;
            };
            self.perform(id).await;
            if self.parts.stop.is_cancelled() {
                return;
            }
        }
    }
}
