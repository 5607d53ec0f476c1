//! What the moving parts say of themselves, for `emp status` and the doctor. Each part plugs its answer in when it starts.

use std::sync::Arc;

use emperione_protocol::system::{Governor, Ingest, Shard};
use parking_lot::RwLock;

use super::reader::Reader;

/// A question to a part that may not have started.
pub struct Probe<T>(RwLock<Option<Answer<T>>>);

type Answer<T> = Box<dyn Fn() -> T + Send + Sync>;

impl<T> Default for Probe<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> Probe<T> {
    /// Lets a part answer from now on.
    pub fn plug(&self, answer: impl Fn() -> T + Send + Sync + 'static) {
        *self.0.write() = Some(Box::new(answer));
    }

    /// The part's answer; none before it started.
    pub fn ask(&self) -> Option<T> {
        self.0.read().as_ref().map(|answer| answer())
    }
}

/// The questions.
#[derive(Default)]
pub struct Vitals {
    pub shards: Probe<Vec<Shard>>,
    pub ingest: Probe<Ingest>,
    pub governor: Probe<Governor>,
    /// Reads guilds anew; none before this process listens to Discord.
    pub reader: Probe<Arc<dyn Reader>>,
    /// Whether this process may still rely on the lease; one that was stopped for a while may not.
    pub lease: Probe<bool>,
}
