//! A connection asks the ledger before it sends IDENTIFY.

use tokio::sync::oneshot;
use twilight_gateway::queue::Queue;

use crate::services::identifies::Ledger;

/// The ledger as connections see it.
#[derive(Clone)]
pub(super) struct Identifies(pub(super) Ledger);

impl Queue for Identifies {
    fn enqueue(&self, shard: u32) -> oneshot::Receiver<()> {
        let (mut allowed, receiver) = oneshot::channel();
        let ledger = self.0.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = ledger.admit(shard) => { let _ = allowed.send(()); }
                () = allowed.closed() => {}
            }
        });
        receiver
    }
}
