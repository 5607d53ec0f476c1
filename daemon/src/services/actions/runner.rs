//! Who carries actions out: one at a time for each target, in the order of their intents, and so many at once in all.

use std::collections::{HashMap, HashSet, VecDeque};

use emperione_protocol::{ActionId, BatchId, GuildId, UserId};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::task::TaskTracker;

use super::Actions;
use super::walls::Walls;
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
    /// Batches that met Discord's limit of bans of users who are not members.
    pub(super) limited: Mutex<HashSet<BatchId>>,
    pub(super) walls: Walls,
}

impl Default for Runner {
    fn default() -> Self {
        Self {
            queues: Mutex::default(),
            slots: Semaphore::new(AT_ONCE),
            workers: TaskTracker::new(),
            ends: broadcast::Sender::new(KEPT_ENDS),
            limited: Mutex::default(),
            walls: Walls::default(),
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
        self.end_restored(&self.parts, &open).await;
        if !open.is_empty() {
            tracing::info!(actions = open.len(), "actions of an earlier run go on");
        }
        for row in &open {
            self.enqueue(row);
        }
    }

    /// Waits until one of these may have ended.
    pub(in crate::services) async fn any_end(&self, rows: &[ActionRow]) {
        let mut ends = self.runner.finished();
        let ids: Vec<_> = rows.iter().map(|row| row.journal.id).collect();
        let ended = async { while ends.recv().await.is_ok_and(|id| !ids.contains(&id)) {} };
        tokio::select! {
            () = ended => {}
            // It may have ended before we listened.
            () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {}
            () = self.parts.stop.cancelled() => {}
        }
    }

    /// Queues an action behind those of the same target.
    pub(in crate::services) fn enqueue(&self, row: &ActionRow) {
        let target = (row.guild, row.target);
        let mut queues = self.runner.queues.lock();
        let idle = !queues.contains_key(&target);
        let queue = queues.entry(target).or_default();
        if !queue.contains(&row.journal.id) {
            queue.push_back(row.journal.id);
        }
        if idle {
            self.spawn(target);
        }
    }

    /// Takes a target for a call that it shares with others; false if something else is under way for it.
    pub(in crate::services) fn claim(&self, target: Target) -> bool {
        let mut queues = self.runner.queues.lock();
        let idle = !queues.contains_key(&target);
        if idle {
            queues.insert(target, VecDeque::new());
        }
        idle
    }

    /// Gives a claimed target back: to its own action if that goes on alone, then to whatever came meanwhile.
    pub(super) fn release(&self, row: &ActionRow, goes_on: bool) {
        let target = (row.guild, row.target);
        let mut queues = self.runner.queues.lock();
        let Some(queue) = queues.get_mut(&target) else {
            return;
        };
        if goes_on {
            queue.push_front(row.journal.id);
        } else {
            self.runner.tell(row.journal.id);
        }
        if queue.is_empty() {
            queues.remove(&target);
        } else {
            self.spawn(target);
        }
    }

    /// Gives targets back that were claimed for nothing.
    pub(in crate::services) fn unclaim(&self, targets: &[Target]) {
        let mut queues = self.runner.queues.lock();
        for target in targets {
            if queues.get(target).is_some_and(VecDeque::is_empty) {
                queues.remove(target);
            } else {
                self.spawn(*target);
            }
        }
    }

    fn spawn(&self, target: Target) {
        let actions = self.clone();
        self.runner
            .workers
            .spawn(async move { actions.work(target).await });
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
