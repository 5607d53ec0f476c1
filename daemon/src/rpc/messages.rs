use emperione_protocol::Error;
use emperione_protocol::messages::{Message, MessageFilter, Messages, Selected, Selection};
use tarpc::context::Context;

use super::session::Session;

impl Messages for Session {
    async fn list(
        self,
        _: Context,
        filter: MessageFilter,
        limit: u32,
    ) -> Result<Vec<Message>, Error> {
        Ok(self
            .services
            .messages
            .list(self.actor()?, &filter, limit)
            .await?)
    }

    async fn select(self, _: Context, selection: Selection) -> Result<Selected, Error> {
        Ok(self
            .services
            .messages
            .select(self.actor()?, &selection)
            .await?)
    }
}
