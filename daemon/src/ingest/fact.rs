//! From events to facts: messages with sealed text, edits, deletes, reactions, audit entries.

use emperione_protocol::events::Body as Fact;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp};

use super::batch::{Batch, Deleted, Edited, Manner, facts_of};
use super::change::{tell, user_ref};
use crate::domain::event::{Body, Edit, Message};
use crate::domain::length::Length;
use crate::domain::state::State;
use crate::seal::{Place, Seal, Sealed};
use crate::store::messages::NewMessage;

/// Adds the facts of an event in a guild.
pub(super) fn note(
    batch: &mut Batch,
    seal: &Seal,
    state: &State,
    (guild, body): (GuildId, &Body),
    now: Timestamp,
) {
    match body {
        Body::MessageCreated(message) => created(batch, seal, state, (guild, message)),
        Body::MessageEdited(edit) => edited(batch, seal, guild, edit),
        Body::MessagesDeleted { channel, messages } => {
            deleted(batch, (guild, *channel), messages, now);
        }
        Body::ReactionAdded {
            channel,
            user,
            author,
        } => {
            batch.act(guild, *channel, *user, now).reactions += 1;
            if let Some(author) = author.filter(|author| author != user) {
                batch.activity(guild, *channel, author, now).received += 1;
            }
            batch.tallies.entry(guild).or_default().reactions += 1;
        }
        Body::ReactionRemoved { channel, user } => {
            batch.act(guild, *channel, *user, now).unreactions += 1;
        }
        Body::Audited(entry) => batch.audit.push((**entry).clone()),
        Body::AutoMod { user, rule } => {
            if let Some(of) = state.guild(guild) {
                let user = user_ref(of, *user);
                let rule = rule.to_string();
                tell(batch, guild, Fact::AutoMod { user, rule });
            }
        }
        _ => {}
    }
}

fn created(batch: &mut Batch, seal: &Seal, state: &State, (guild, message): (GuildId, &Message)) {
    let (row, manner) = heard(seal, guild, message);
    let (key, facts) = facts_of(&row, manner);
    batch.activity.entry(key).or_default().add(&facts);
    let tally = batch.tallies.entry(guild).or_default();
    tally.created += 1;
    tally.first.get_or_insert(message.id);
    tally.last = Some(message.id);
    let last = batch.last.entry((guild, message.channel)).or_default();
    *last = (*last).max(message.id);
    batch.hear_in_thread(state, &row);
    batch.messages.push(row, manner);
}

/// A message as its row, and what else is counted of it.
pub(super) fn heard(seal: &Seal, guild: GuildId, message: &Message) -> (NewMessage, Manner) {
    let row = NewMessage {
        guild,
        id: message.id,
        channel: message.channel,
        author: message.author,
        author_kind: message.author_kind,
        attachments: message.attachments,
        sealed: sealed(seal, guild, message.channel, message.id, &message.text),
    };
    let manner = Manner {
        length: Length::of(&message.text),
        is_reply: message.is_reply,
    };
    (row, manner)
}

fn edited(batch: &mut Batch, seal: &Seal, guild: GuildId, edit: &Edit) {
    let Some(at) = edit.edited_at else { return };
    batch.tallies.entry(guild).or_default().edited += 1;
    let text = edit.text.as_deref().unwrap_or_default();
    batch.edits.push(Edited {
        guild,
        channel: edit.channel,
        message: edit.message,
        author: edit.author,
        at,
        sealed: sealed(seal, guild, edit.channel, edit.message, text),
    });
}

fn deleted(
    batch: &mut Batch,
    (guild, channel): (GuildId, ChannelId),
    messages: &[MessageId],
    at: Timestamp,
) {
    let tally = batch.tallies.entry(guild).or_default();
    tally.deleted += u32::try_from(messages.len()).unwrap_or(u32::MAX);
    batch.grow(messages.len());
    batch.deletes.extend(messages.iter().map(|message| Deleted {
        guild,
        channel,
        message: *message,
        at,
    }));
}

/// Without a key, as in a guild that we were not shown, no text is kept.
fn sealed(
    seal: &Seal,
    guild: GuildId,
    channel: ChannelId,
    message: MessageId,
    text: &str,
) -> Option<Sealed> {
    if text.is_empty() {
        return None;
    }
    let place = Place {
        guild,
        channel,
        message,
    };
    seal.seal(place, text).ok()
}
