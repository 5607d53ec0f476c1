//! Direct messages that may have been sent before the process died.

use emperione_protocol::UserId;

use super::Parts;
use crate::domain::actions::Sent;
use crate::ports::discord::{CallError, Direction, Lane};

impl Parts {
    /// Looks for a direct message by its footer among the newest ones.
    pub(super) async fn find_direct(
        &self,
        lane: Lane,
        user: UserId,
        footer: &str,
    ) -> Result<Option<Sent>, CallError> {
        let channel = self.discord.direct_channel(lane, user).await?;
        let posts = self.discord.messages(lane, channel, Direction::Newest);
        let posts = posts.await?;
        let found = posts
            .iter()
            .find(|post| post.footer.as_deref() == Some(footer));
        Ok(found.map(|post| Sent {
            channel,
            message: post.id,
        }))
    }
}
