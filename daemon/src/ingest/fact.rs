//! From events to facts: messages with sealed text, edits, deletes, reactions, audit entries.

use emperione_protocol::events::Body as Fact;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp};

use super::batch::{Batch, Deleted, Edited};
use super::change::{tell, user_ref};
use crate::domain::event::{Body, Edit, Message};
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
        Body::MessageCreated(message) => created(batch, seal, guild, message),
        Body::MessageEdited(edit) => edited(batch, seal, guild, edit),
        Body::MessagesDeleted { channel, messages } => {
            deleted(batch, (guild, *channel), messages, now);
        }
        Body::ReactionAdded { channel, user } => {
            batch.activity(guild, *channel, *user, now).reactions += 1;
            batch.tallies.entry(guild).or_default().reactions += 1;
        }
        Body::ReactionRemoved { channel, user } => {
            batch.activity(guild, *channel, *user, now).unreactions += 1;
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

fn created(batch: &mut Batch, seal: &Seal, guild: GuildId, message: &Message) {
    let at = message.id.created_at();
    batch
        .activity(guild, message.channel, message.author, at)
        .messages += 1;
    let tally = batch.tallies.entry(guild).or_default();
    tally.created += 1;
    tally.first.get_or_insert(message.id);
    tally.last = Some(message.id);
    let last = batch.last.entry((guild, message.channel)).or_default();
    *last = (*last).max(message.id);
    batch.messages.push(row(seal, guild, message));
}

/// A message as its row.
pub(super) fn row(seal: &Seal, guild: GuildId, message: &Message) -> NewMessage {
    NewMessage {
        guild,
        id: message.id,
        channel: message.channel,
        author: message.author,
        author_kind: message.author_kind,
        attachments: message.attachments,
        sealed: sealed(seal, guild, message.channel, message.id, &message.text),
    }
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
