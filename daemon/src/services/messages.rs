//! Messages, for the live feed. Their texts are opened for those who may read them.

use std::collections::HashMap;
use std::sync::Arc;

use emperione_protocol::guilds::{ChannelRef, UserRef};
use emperione_protocol::messages::{Message, MessageFilter};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{ChannelId, GuildId, UserId};

use super::{Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::seal::Place;
use crate::store::messages::{Filter, StoredMessage};
use crate::store::{self, roster};

/// The service.
#[derive(Clone)]
pub struct Messages(pub(super) Arc<Parts>);

impl Messages {
    /// Gives the newest messages that fit, oldest first, at most `limit`.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &MessageFilter,
        limit: u32,
    ) -> Result<Vec<Message>> {
        self.0.check_sees(actor, filter.guild)?;
        let wanted = Filter {
            guild: filter.guild,
            channel: filter.channel,
            author: filter.author,
            after: filter.after,
        };
        let mut tx = self.0.db.read().await?;
        let found = store::messages::list(&mut tx, &wanted, limit.min(MAX_PAGE)).await?;
        let authors = self.authors(&mut tx, filter.guild, &found).await?;
        let shown = found
            .iter()
            .filter(|message| self.0.sees_channel(actor, message.guild, message.channel));
        Ok(shown
            .map(|message| self.show(actor, message, &authors))
            .collect())
    }

    /// Names of the authors: of members from the state, of those who left from the store.
    async fn authors(
        &self,
        tx: &mut store::Tx,
        guild: GuildId,
        messages: &[StoredMessage],
    ) -> Result<HashMap<UserId, UserRef>> {
        let mut authors = HashMap::new();
        for StoredMessage { author, .. } in messages {
            if authors.contains_key(author) {
                continue;
            }
            let known = self.0.user_ref(guild, *author);
            let named = match known {
                Some(named) => named,
                None => match roster::find(tx, guild, *author).await? {
                    Some(entry) => UserRef {
                        id: *author,
                        name: entry.name,
                        display_name: entry.display_name,
                    },
                    None => unknown(*author),
                },
            };
            authors.insert(*author, named);
        }
        Ok(authors)
    }

    fn show(
        &self,
        actor: &Actor,
        message: &StoredMessage,
        authors: &HashMap<UserId, UserRef>,
    ) -> Message {
        Message {
            id: message.id,
            channel: self.channel(message.guild, message.channel),
            author: authors
                .get(&message.author)
                .cloned()
                .unwrap_or_else(|| unknown(message.author)),
            at: message.id.created_at(),
            text: may_read(actor).then(|| self.open(message)).flatten(),
            attachments: message.attachments,
            edited_at: message.edited_at,
            deleted_at: message.deleted_at,
        }
    }

    fn channel(&self, guild: GuildId, id: ChannelId) -> ChannelRef {
        let state = self.0.state.read();
        let name = state
            .guild(guild)
            .and_then(|guild| Some(guild.channels.get(&id)?.name.to_string()));
        ChannelRef {
            id,
            name: name.unwrap_or_else(|| id.to_string()),
        }
    }

    fn open(&self, message: &StoredMessage) -> Option<String> {
        let place = Place {
            guild: message.guild,
            channel: message.channel,
            message: message.id,
        };
        let sealed = message.sealed.as_ref()?;
        self.0
            .seal
            .open_text(place, sealed)
            .inspect_err(|error| tracing::warn!(message.id = message.id.0, %error, "a text could not be opened"))
            .ok()
    }
}

fn unknown(id: UserId) -> UserRef {
    UserRef {
        id,
        name: id.to_string(),
        display_name: None,
    }
}

/// Whoever only views sees that something was said, not what.
fn may_read(actor: &Actor) -> bool {
    match actor {
        Actor::Local { role, .. } => *role >= Role::Helper,
        Actor::System { .. } => true,
        Actor::User { .. } => false,
    }
}
