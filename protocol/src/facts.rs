//! What is counted of a guild, beyond its events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, GuildId};

/// Facts of a guild, summed; the demo compares them with the simulator's ground truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Counts {
    /// Messages of at most 20 characters, of at most 200, and longer ones; those without a visible text are in none.
    pub short_messages: u64,
    pub medium_messages: u64,
    pub long_messages: u64,
    /// Files that were sent with messages.
    pub attachments: u64,
    /// Messages that reply to one.
    pub replies: u64,
    /// Reactions to the messages of others, where Discord says who wrote them.
    pub reactions_received: u64,
    /// Messages of people that another person answered within a day.
    pub answered: u64,
    /// Joins of people, and after how many the newcomer wrote a first, a third and a tenth message.
    pub newcomers: u64,
    pub first_messages: u64,
    pub third_messages: u64,
    pub tenth_messages: u64,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Facts {
    /// Sums what is counted of a guild.
    async fn counts(guild: GuildId) -> Result<Counts, Error>;
}
