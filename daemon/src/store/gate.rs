//! Who writes next on SQLite: an action's intent never waits behind a queue of batches.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

/// The right to write.
pub(crate) struct Permit {
    _writer: OwnedMutexGuard<()>,
}

#[derive(Default)]
pub(crate) struct Gate {
    writer: Arc<Mutex<()>>,
    urgent: AtomicUsize,
    calm: Notify,
}

/// Counts one urgent writer, also if it stops waiting.
struct Urgent<'a>(&'a Gate);

impl Drop for Urgent<'_> {
    fn drop(&mut self) {
        if self.0.urgent.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.calm.notify_waiters();
        }
    }
}

impl Gate {
    pub(crate) async fn urgent(&self) -> Permit {
        self.urgent.fetch_add(1, Ordering::AcqRel);
        let _counted = Urgent(self);
        Permit {
            _writer: self.writer.clone().lock_owned().await,
        }
    }

    pub(crate) async fn patient(&self) -> Permit {
        loop {
            let calm = self.calm.notified();
            if self.urgent.load(Ordering::Acquire) > 0 {
                calm.await;
                continue;
            }
            let permit = Permit {
                _writer: self.writer.clone().lock_owned().await,
            };
            if self.urgent.load(Ordering::Acquire) == 0 {
                return permit;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_urgent_writer_overtakes_a_patient_one() {
        let gate = Arc::new(Gate::default());
        let order = Arc::new(parking_lot::Mutex::new(Vec::new()));
        let first = gate.urgent().await;
        let tasks = [("patient", false), ("urgent", true)].map(|(name, urgent)| {
            let (gate, order) = (gate.clone(), order.clone());
            tokio::spawn(async move {
                let permit = if urgent {
                    gate.urgent().await
                } else {
                    gate.patient().await
                };
                order.lock().push(name);
                drop(permit);
            })
        });
        tokio::task::yield_now().await;

        drop(first);
        for task in tasks {
            task.await.unwrap();
        }

        assert_eq!(*order.lock(), ["urgent", "patient"]);
    }
}
