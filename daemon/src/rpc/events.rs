use emperione_protocol::Error;
use emperione_protocol::events::{Batch, Events};
use tarpc::context::Context;

use super::session::Session;

impl Events for Session {
    async fn next(self, _: Context, after: Option<u64>, wait_ms: u64) -> Result<Batch, Error> {
        Ok(self
            .services
            .events
            .next(self.actor()?, after, wait_ms)
            .await?)
    }
}
