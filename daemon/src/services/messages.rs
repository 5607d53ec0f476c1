//! Messages, for the live feed and to be deleted. Their texts are opened for those who may read them.

use std::collections::HashMap;
use std::sync::Arc;

use emperione_protocol::actions::MAX_MESSAGES;
use emperione_protocol::guilds::{ChannelRef, UserRef};
use emperione_protocol::messages::{Message, MessageFilter, Selected, Selection};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use super::access::{bound_user, unnamed};
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::explanation::{Question, explain};
use crate::domain::permissions::MANAGE_MESSAGES;
use crate::domain::selection::{self, Candidate};
use crate::ports::discord::{Direction, Lane, Post};
use crate::seal::Place;
use crate::store;
use crate::store::messages::{Filter, StoredMessage};

/// How many messages of a channel are read for one selection, at most; Discord gives pages of 100.
const MOST_READ: usize = 5_000;
const PAGE: usize = 100;

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

    /// Reads a channel in Discord, newest first, and chooses from it.
    pub async fn select(&self, actor: &Actor, selection: &Selection) -> Result<Selected> {
        let (guild, channel) = (selection.guild, selection.channel);
        self.check_chooses(actor, guild, channel)?;
        let is_here = self
            .0
            .state
            .read()
            .guild(guild)
            .is_some_and(|known| known.channels.contains_key(&channel));
        if !is_here || !self.0.sees_channel(actor, guild, channel) {
            return Err(Error::not_found("channel", &channel));
        }
        let filter =
            selection::Filter::new(selection).map_err(|why| Error::invalid("regex", why))?;
        let most = selection.most as usize;
        if !(1..=MAX_MESSAGES).contains(&most) {
            return Err(Error::invalid("most", format!("is 1 to {MAX_MESSAGES}")));
        }
        let (mut found, mut read) = (Vec::new(), 0);
        let mut direction = start(selection);
        while read < MOST_READ && found.len() < most {
            let discord = &self.0.discord;
            let page = discord.messages(Lane::Manual, channel, direction).await;
            let page = page.map_err(|error| Error::unavailable(error.to_string()))?;
            read += page.len();
            let Some(oldest) = page.last().map(|post| post.id) else {
                break;
            };
            direction = Direction::Before(oldest.0);
            let older = |since: Timestamp| oldest.created_at() < since;
            let ends = page.len() < PAGE || selection.since.is_some_and(older);
            found.extend(page.into_iter().filter(|post| filter.fits(candidate(post))));
            if ends {
                break;
            }
        }
        found.truncate(most);
        Ok(Selected {
            messages: found
                .into_iter()
                .map(|post| self.post(actor, guild, post))
                .collect(),
            read: u32::try_from(read).unwrap_or(u32::MAX),
            cut: read >= MOST_READ,
        })
    }

    /// Refuses who sees no cases, unless they may delete messages there: of these they are shown no text.
    fn check_chooses(&self, actor: &Actor, guild: GuildId, channel: ChannelId) -> Result<()> {
        let refused = self.0.check_moderates(actor, guild);
        let Some(user) = bound_user(actor).filter(|_| refused.is_err()) else {
            return refused;
        };
        let question = Question {
            user,
            channel: Some(channel),
            permission: MANAGE_MESSAGES,
            now: self.0.clock.now(),
        };
        self.0.check_sees(actor, guild)?;
        let state = self.0.state.read();
        match state.guild(guild) {
            Some(known) if explain(guild, known, question).is_granted() => Ok(()),
            _ => refused,
        }
    }

    fn post(&self, actor: &Actor, guild: GuildId, post: Post) -> Message {
        Message {
            id: post.id,
            channel: self.channel(guild, post.channel),
            author: UserRef {
                id: post.author.id,
                name: post.author.name,
                display_name: post.author.global_name,
            },
            at: post.at,
            text: may_read(actor).then_some(post.text),
            attachments: post.attachments,
            edited_at: post.edited_at,
            deleted_at: None,
        }
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
            let known = self.0.stored_user(tx, guild, *author).await?;
            authors.insert(*author, known.unwrap_or_else(|| unnamed(*author)));
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
                .unwrap_or_else(|| unnamed(message.author)),
            at: message.id.created_at(),
            text: may_read(actor).then(|| self.open(message)).flatten(),
            attachments: message.attachments,
            edited_at: message.edited_at,
            deleted_at: message.deleted_at,
        }
    }

    fn channel(&self, guild: GuildId, id: ChannelId) -> ChannelRef {
        let name = self.0.channel_name(guild, id);
        let name = name.unwrap_or_else(|| id.to_string());
        ChannelRef { id, name }
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

/// Ids hold times, so that Discord begins at the newest message that may fit.
fn start(selection: &Selection) -> Direction {
    selection.until.map_or(Direction::Newest, |until| {
        Direction::Before(MessageId::first_at(until).0)
    })
}

fn candidate(post: &Post) -> Candidate<'_> {
    Candidate {
        author: post.author.id,
        bot: post.author.bot || post.webhook,
        at: post.at,
        text: &post.text,
        attachments: post.attachments,
        pinned: post.pinned,
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
