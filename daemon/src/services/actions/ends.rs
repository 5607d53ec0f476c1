//! Who has the end of something: one at a time changes it or carries it out.

use std::collections::HashSet;
use std::sync::Arc;

use emperione_protocol::ActionId;
use parking_lot::Mutex;

/// The actions whose end somebody has.
#[derive(Clone, Default)]
pub(super) struct Ends(Arc<Mutex<HashSet<ActionId>>>);

/// The end of one action, until this is dropped.
pub(super) struct Taken {
    ends: Ends,
    action: ActionId,
}

impl Ends {
    /// Takes the end of an action; none if somebody has it.
    pub(super) fn take(&self, action: ActionId) -> Option<Taken> {
        let is_free = self.0.lock().insert(action);
        is_free.then(|| Taken {
            ends: self.clone(),
            action,
        })
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.ends.0.lock().remove(&self.action);
    }
}
