use emperione_protocol::Error;
use emperione_protocol::live::{Counts, Live, LiveRequest};
use tarpc::context::Context;

use super::session::Session;

impl Counts for Session {
    async fn last(self, _: Context, request: LiveRequest) -> Result<Live, Error> {
        Ok(self.services.live.last(self.actor()?, &request).await?)
    }
}
