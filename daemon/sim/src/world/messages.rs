//! Messages.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::audit::Entry;
use super::json::{optional_time, time};
use super::reactions::Reaction;
use super::{Id, World};

/// Flags (Message: Message Flags).
pub const EPHEMERAL: u64 = 1 << 6;
pub const LOADING: u64 = 1 << 7;

/// How many of the newest messages of a channel are kept.
const KEPT: usize = 5000;

/// How long a nonce is remembered; Discord says "a few minutes".
const NONCE_LIFE: Duration = Duration::from_mins(3);

#[derive(Clone, Debug)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Id,
    pub webhook: Option<Sender>,
    pub kind: u8,
    pub flags: u64,
    pub content: String,
    pub embeds: Value,
    pub components: Value,
    pub edited_ms: Option<i64>,
    pub mentions: Vec<Id>,
    pub mention_everyone: bool,
    pub reference: Option<Id>,
    pub nonce: Option<Value>,
    pub reactions: Vec<Reaction>,
    pub interaction: Option<Value>,
    pub attachments: Vec<Attachment>,
    /// The only one besides the bot who sees it.
    pub only_for: Option<Id>,
}

/// A file of a message; its bytes lie in [`World::files`].
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: Id,
    pub name: String,
    pub size: usize,
}

/// A webhook's face.
#[derive(Clone, Debug)]
pub struct Sender {
    pub webhook: Id,
    pub name: String,
    pub application: Option<Id>,
}

/// What a post consists of.
#[derive(Clone, Debug, Default)]
pub struct NewMessage {
    pub content: String,
    pub embeds: Option<Value>,
    pub components: Option<Value>,
    pub flags: u64,
    pub reference: Option<Id>,
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
    pub sender: Option<Sender>,
    pub interaction: Option<Value>,
    /// Names and bytes of files.
    pub files: Vec<(String, Vec<u8>)>,
    pub kind: u8,
    pub only_for: Option<Id>,
}

impl NewMessage {
    pub fn text(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }
}

/// What an edit changes.
#[derive(Clone, Debug, Default)]
pub struct MessageEdit {
    pub content: Option<String>,
    pub embeds: Option<Value>,
    pub components: Option<Value>,
    pub flags: Option<u64>,
}

/// The nonces of the last minutes, by author.
#[derive(Default)]
pub(super) struct Nonces(HashMap<(Id, Id, String), (Id, Instant)>);

impl World {
    /// Posts; with an enforced nonce that is known, gives the earlier message instead.
    pub fn post(&mut self, channel: Id, author: Id, new: NewMessage) -> Id {
        let key = new
            .nonce
            .as_ref()
            .filter(|_| new.enforce_nonce)
            .map(|nonce| (channel, author, nonce.to_string()));
        if let Some(key) = &key
            && let Some((known, at)) = self.nonces.0.get(key)
            && at.elapsed() < NONCE_LIFE
        {
            return *known;
        }
        let id = self.next_id();
        if let Some(key) = key {
            self.nonces.0.retain(|_, (_, at)| at.elapsed() < NONCE_LIFE);
            self.nonces.0.insert(key, (id, Instant::now()));
        }
        self.insert_message(id, channel, author, new);
        id
    }

    /// Puts a message of any age into a channel and emits it.
    pub fn insert_message(&mut self, id: Id, channel: Id, author: Id, new: NewMessage) {
        let attachments = new.files.into_iter().map(|file| self.keep(file)).collect();
        let message = Message {
            id,
            channel,
            author,
            kind: if new.reference.is_some() {
                19
            } else {
                new.kind
            },
            flags: new.flags,
            mentions: mentions(&new.content),
            mention_everyone: new.content.contains("@everyone") || new.content.contains("@here"),
            content: new.content,
            embeds: new.embeds.unwrap_or_else(|| json!([])),
            components: new.components.unwrap_or_else(|| json!([])),
            webhook: new.sender,
            edited_ms: None,
            reference: new.reference,
            nonce: new.nonce,
            reactions: Vec::new(),
            interaction: new.interaction,
            attachments,
            only_for: new.only_for,
        };
        let Some(found) = self.channels.get_mut(&channel) else {
            return;
        };
        let guild = found.guild;
        while found.messages.len() >= KEPT {
            found.messages.pop_first();
        }
        found.messages.insert(id, message);
        if new.only_for.is_none() {
            let data = self.message_event(channel, id);
            self.emit("MESSAGE_CREATE", guild, data);
        }
    }

    fn keep(&mut self, (name, bytes): (String, Vec<u8>)) -> Attachment {
        let id = self.next_id();
        let size = bytes.len();
        self.files.insert(id, bytes);
        Attachment { id, name, size }
    }

    pub fn edit_message(&mut self, channel: Id, id: Id, edit: MessageEdit) {
        let now = self.now_ms();
        let Some(found) = self.channels.get_mut(&channel) else {
            return;
        };
        let guild = found.guild;
        let Some(message) = found.messages.get_mut(&id) else {
            return;
        };
        if let Some(content) = edit.content {
            message.mentions = mentions(&content);
            message.content = content;
        }
        if let Some(embeds) = edit.embeds {
            message.embeds = embeds;
        }
        if let Some(components) = edit.components {
            message.components = components;
        }
        if let Some(flags) = edit.flags {
            message.flags = flags;
        }
        message.edited_ms = Some(now);
        if message.only_for.is_none() {
            let data = self.message_event(channel, id);
            self.emit("MESSAGE_UPDATE", guild, data);
        }
    }

    /// Deletes a message, with an audit entry if it is somebody else's.
    pub fn delete_message(&mut self, actor: Id, channel: Id, id: Id, reason: Option<&str>) -> bool {
        let Some(found) = self.channels.get_mut(&channel) else {
            return false;
        };
        let guild = found.guild;
        let Some(message) = found.messages.remove(&id) else {
            return false;
        };
        if message.only_for.is_some() {
            return true;
        }
        self.emit(
            "MESSAGE_DELETE",
            guild,
            with_guild(json!({ "id": id, "channel_id": channel }), guild),
        );
        if let Some(guild) = guild.filter(|_| message.author != actor) {
            let options = json!({ "channel_id": channel, "count": "1" });
            self.audit(
                guild,
                Entry::new(72, actor, Some(message.author))
                    .because(reason)
                    .with(options),
            );
        }
        true
    }

    /// Deletes several at once (Message: Bulk Delete Messages); ids that are not there are passed over.
    pub fn delete_messages(&mut self, channel: Id, ids: &[Id]) -> usize {
        let Some(found) = self.channels.get_mut(&channel) else {
            return 0;
        };
        let guild = found.guild;
        let deleted: Vec<Id> = ids
            .iter()
            .filter(|id| found.messages.remove(id).is_some())
            .copied()
            .collect();
        if !deleted.is_empty() {
            let data = with_guild(json!({ "ids": deleted, "channel_id": channel }), guild);
            self.emit("MESSAGE_DELETE_BULK", guild, data);
        }
        deleted.len()
    }

    /// Notes a bulk delete in the audit log.
    pub fn audit_bulk_delete(
        &mut self,
        actor: Id,
        channel: Id,
        count: usize,
        reason: Option<&str>,
    ) {
        if let Some(guild) = self
            .channels
            .get(&channel)
            .and_then(|channel| channel.guild)
        {
            let options = json!({ "count": count.to_string() });
            self.audit(
                guild,
                Entry::new(73, actor, Some(channel))
                    .because(reason)
                    .with(options),
            );
        }
    }

    /// A message as REST shows it to a viewer.
    pub fn message_json(&self, message: &Message, viewer: Id) -> Value {
        let author = message
            .webhook
            .as_ref()
            .map_or_else(|| self.user_json(message.author), webhook_author);
        let mentions: Vec<_> = message
            .mentions
            .iter()
            .map(|user| self.user_json(*user))
            .collect();
        let mut data = json!({
            "id": message.id, "channel_id": message.channel, "author": author, "content": message.content,
            "timestamp": time(message.id.created_ms()), "edited_timestamp": optional_time(message.edited_ms),
            "type": message.kind, "flags": message.flags, "embeds": message.embeds, "components": message.components,
            "attachments": self.attachments_json(message), "mentions": mentions, "mention_roles": [], "mention_everyone": message.mention_everyone,
            "pinned": false, "tts": false,
        });
        if !message.reactions.is_empty() {
            data["reactions"] = message
                .reactions
                .iter()
                .map(|reaction| reaction.json(viewer))
                .collect();
        }
        if let Some(nonce) = &message.nonce {
            data["nonce"] = nonce.clone();
        }
        if let Some(sender) = &message.webhook {
            data["webhook_id"] = json!(sender.webhook);
        }
        if let Some(application) = message
            .webhook
            .as_ref()
            .and_then(|sender| sender.application)
        {
            data["application_id"] = json!(application);
        }
        if let Some(interaction) = &message.interaction {
            data["interaction_metadata"] = interaction.clone();
        }
        if let Some(reference) = message.reference {
            self.refer(&mut data, message, reference, viewer);
        }
        data
    }

    fn attachments_json(&self, message: &Message) -> Value {
        let show = |file: &Attachment| {
            let name = percent_encoding::utf8_percent_encode(
                &file.name,
                percent_encoding::NON_ALPHANUMERIC,
            );
            let path = format!("attachments/{}/{}/{name}", message.channel, file.id);
            let url = format!("{}/{path}?ex=1&is=1&hm=1", self.files_at);
            json!({ "id": file.id, "filename": file.name, "size": file.size, "url": url, "proxy_url": url })
        };
        message.attachments.iter().map(show).collect()
    }

    fn refer(&self, data: &mut Value, message: &Message, reference: Id, viewer: Id) {
        let Some(channel) = self.channels.get(&message.channel) else {
            return;
        };
        data["message_reference"] = with_guild(
            json!({ "type": 0, "channel_id": message.channel, "message_id": reference }),
            channel.guild,
        );
        let found = channel.messages.get(&reference).map(|message| {
            let mut bare = message.clone();
            bare.reference = None;
            bare.reactions.clear();
            self.message_json(&bare, viewer)
        });
        data["referenced_message"] = json!(found);
    }

    /// A message as events show it: with the member, without what depends on a viewer.
    fn message_event(&self, channel: Id, id: Id) -> Value {
        let Some(found) = self.channels.get(&channel) else {
            return Value::Null;
        };
        let Some(message) = found.messages.get(&id) else {
            return Value::Null;
        };
        let mut data = self.message_json(message, self.bot);
        if let Some(guild) = found.guild {
            data["guild_id"] = json!(guild);
            if let Some(member) = self
                .member(guild, message.author)
                .filter(|_| message.webhook.is_none())
            {
                data["member"] = self.bare_member_json(member);
            }
        }
        data
    }
}

/// Adds the guild where there is one.
pub(super) fn with_guild(mut data: Value, guild: Option<Id>) -> Value {
    if let Some(guild) = guild {
        data["guild_id"] = json!(guild);
    }
    data
}

fn webhook_author(sender: &Sender) -> Value {
    let mut author = json!({
        "id": sender.webhook, "username": sender.name, "avatar": null, "discriminator": "0000", "public_flags": 0,
        "flags": 0, "bot": true, "global_name": null, "primary_guild": null,
    });
    if let Some(application) = sender.application {
        author["id"] = json!(application);
    }
    author
}

/// The users named as `<@id>` or `<@!id>`, each once.
fn mentions(content: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for part in content.split("<@").skip(1) {
        let id = part
            .split('>')
            .next()
            .and_then(|id| Id::parse(id.trim_start_matches('!')));
        if let Some(id) = id.filter(|id| !found.contains(id)) {
            found.push(id);
        }
    }
    found
}
