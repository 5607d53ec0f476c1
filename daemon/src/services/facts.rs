//! What is counted of a guild, as facts alone.

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::facts::Counts;

use super::{Parts, Result};
use crate::domain::actor::Actor;
use crate::store::{answers, archives, facts, joins};

/// The service.
#[derive(Clone)]
pub struct Facts(pub(super) Arc<Parts>);

impl Facts {
    /// Sums what is counted of a guild, what is archived included.
    pub async fn counts(&self, actor: &Actor, guild: GuildId) -> Result<Counts> {
        self.0.check_sees(actor, guild)?;
        let tx = &mut self.0.db.read().await?;
        let done = facts::sum(tx, guild, None).await?;
        let archived = archives::sums(tx, guild).await?;
        let all = |here: i64, name: &str| {
            let gone = archived.get(name).copied().unwrap_or_default();
            (here + gone).unsigned_abs()
        };
        let [newcomers, first_messages, third_messages, tenth_messages] =
            joins::count(tx, guild).await?;
        Ok(Counts {
            short_messages: all(done.short, "short_messages"),
            medium_messages: all(done.medium, "medium_messages"),
            long_messages: all(done.long, "long_messages"),
            attachments: all(done.attachments, "attachments"),
            replies: all(done.replies, "replies"),
            reactions_received: all(done.received, "received"),
            answered: answers::count(tx, guild).await?,
            newcomers,
            first_messages,
            third_messages,
            tenth_messages,
        })
    }
}
