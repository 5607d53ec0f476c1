//! What is counted of a guild, as facts alone.

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::facts::Counts;

use super::{Parts, Result};
use crate::domain::actor::Actor;
use crate::store::{answers, facts, joins};

/// The service.
#[derive(Clone)]
pub struct Facts(pub(super) Arc<Parts>);

impl Facts {
    /// Sums what is counted of a guild.
    pub async fn counts(&self, actor: &Actor, guild: GuildId) -> Result<Counts> {
        self.0.check_sees(actor, guild)?;
        let tx = &mut self.0.db.read().await?;
        let done = facts::sum(tx, guild, None).await?;
        let [newcomers, first_messages, third_messages, tenth_messages] =
            joins::count(tx, guild).await?;
        Ok(Counts {
            short_messages: done.short.unsigned_abs(),
            medium_messages: done.medium.unsigned_abs(),
            long_messages: done.long.unsigned_abs(),
            attachments: done.attachments.unsigned_abs(),
            replies: done.replies.unsigned_abs(),
            reactions_received: done.received.unsigned_abs(),
            answered: answers::count(tx, guild).await?,
            newcomers,
            first_messages,
            third_messages,
            tenth_messages,
        })
    }
}
