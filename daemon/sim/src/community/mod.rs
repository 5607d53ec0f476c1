//! The people: how the guild is founded, and how it lives.

mod days;
mod found;
mod life;
mod names;
mod words;

use tokio::sync::{Mutex, MutexGuard};

pub use days::Days;
pub(crate) use found::found;
use life::daylight;
pub(crate) use life::live;

/// Whether the community acts by itself.
pub struct Switch(Mutex<bool>);

impl Switch {
    pub(crate) fn new(running: bool) -> Self {
        Self(Mutex::new(running))
    }

    /// Lets it act or not. When this returns after `false`, nothing more is emitted.
    pub async fn set(&self, running: bool) {
        *self.0.lock().await = running;
    }

    /// Held during an act; none while the community is stopped.
    pub(crate) async fn permit(&self) -> Option<MutexGuard<'_, bool>> {
        Some(self.0.lock().await).filter(|running| **running)
    }
}
