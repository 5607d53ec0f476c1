//! Channels, and the overwrites on them.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde_json::{Value, json};

use super::audit::{Change, Entry};
use super::json::time;
use super::{Id, Message, World};

/// Discord's numbers of the kinds of channels (Channel: Channel Types).
pub const TEXT: u8 = 0;
pub const DIRECT: u8 = 1;
pub const VOICE: u8 = 2;
pub const CATEGORY: u8 = 4;
pub const THREAD: u8 = 11;

pub struct Channel {
    pub id: Id,
    pub guild: Option<Id>,
    pub kind: u8,
    pub name: String,
    pub position: i64,
    pub topic: Option<String>,
    /// Seconds between two posts of one member.
    pub slow_mode: u32,
    pub overwrites: Vec<Overwrite>,
    /// The channel of a thread.
    pub parent: Option<Id>,
    pub archived: bool,
    pub locked: bool,
    /// The other one in direct messages.
    pub recipient: Option<Id>,
    pub messages: BTreeMap<Id, Message>,
    /// When each member posted last, in real time.
    pub posted: HashMap<Id, Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwrite {
    pub id: Id,
    /// 0 for a role, 1 for a member.
    pub kind: u8,
    pub allow: u64,
    pub deny: u64,
}

impl Overwrite {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "type": self.kind, "allow": self.allow.to_string(), "deny": self.deny.to_string(),
        })
    }
}

/// What a channel's update changes.
#[derive(Clone, Debug, Default)]
pub struct ChannelEdit {
    pub name: Option<String>,
    pub topic: Option<Option<String>>,
    pub slow_mode: Option<u32>,
    pub overwrites: Option<Vec<Overwrite>>,
    /// Of threads only.
    pub archived: Option<bool>,
    pub locked: Option<bool>,
}

impl Channel {
    pub fn json(&self) -> Value {
        let Some(guild) = self.guild else {
            return Value::Null;
        };
        let overwrites: Vec<_> = self.overwrites.iter().map(Overwrite::json).collect();
        let mut channel = json!({
            "id": self.id, "type": self.kind, "guild_id": guild, "name": self.name, "position": self.position,
            "permission_overwrites": overwrites, "parent_id": self.parent, "flags": 0, "nsfw": false,
        });
        let last = self.messages.keys().next_back();
        if self.kind != CATEGORY {
            channel["last_message_id"] = json!(last);
            channel["rate_limit_per_user"] = json!(self.slow_mode);
        }
        if self.kind == THREAD {
            channel["thread_metadata"] = json!({
                "archived": self.archived, "locked": self.locked, "auto_archive_duration": 4320,
                "archive_timestamp": time(self.id.created_ms()), "create_timestamp": time(self.id.created_ms()),
            });
            channel["message_count"] = json!(self.messages.len());
            channel["member_count"] = json!(1);
            if let Some(channel) = channel.as_object_mut() {
                channel.remove("permission_overwrites");
                channel.remove("position");
            }
        }
        if self.kind == TEXT {
            channel["topic"] = json!(self.topic);
        }
        if self.kind == VOICE {
            channel["bitrate"] = json!(64_000);
            channel["user_limit"] = json!(0);
            channel["rtc_region"] = Value::Null;
        }
        channel
    }
}

impl World {
    pub fn create_channel(&mut self, guild: Id, name: &str, kind: u8) -> Id {
        let id = self.next_id();
        let position = self
            .guilds
            .get(&guild)
            .map_or(0, |guild| i64::try_from(guild.channels.len()).unwrap_or(0));
        let channel = new_channel(id, Some(guild), kind, name, position);
        let data = channel.json();
        self.channels.insert(id, channel);
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.channels.push(id);
        }
        self.emit("CHANNEL_CREATE", Some(guild), data);
        id
    }

    /// Begins a thread without a message (Channel: Start Thread without Message).
    pub fn create_thread(&mut self, parent: Id, name: &str) -> Option<Id> {
        let guild = self.channels.get(&parent)?.guild?;
        let id = self.next_id();
        let mut thread = new_channel(id, Some(guild), THREAD, name, 0);
        thread.parent = Some(parent);
        let data = thread.json();
        self.channels.insert(id, thread);
        self.emit("THREAD_CREATE", Some(guild), data);
        Some(id)
    }

    /// The threads of a guild that are not archived, oldest first.
    pub fn threads(&self, guild: Id) -> Vec<&Channel> {
        let mut threads: Vec<_> = self
            .channels
            .values()
            .filter(|it| it.kind == THREAD && it.guild == Some(guild) && !it.archived)
            .collect();
        threads.sort_by_key(|thread| thread.id);
        threads
    }

    /// The channel of direct messages between the bot and a user.
    pub fn open_direct(&mut self, user: Id) -> Id {
        if let Some(channel) = self.direct.get(&user) {
            return *channel;
        }
        let id = self.next_id();
        let mut channel = new_channel(id, None, DIRECT, "", 0);
        channel.recipient = Some(user);
        self.channels.insert(id, channel);
        self.direct.insert(user, id);
        id
    }

    /// A channel as REST shows it to someone in it.
    pub fn channel_json(&self, channel: &Channel) -> Value {
        let Some(recipient) = channel.recipient else {
            return channel.json();
        };
        json!({
            "id": channel.id, "type": DIRECT, "flags": 0, "last_message_id": channel.messages.keys().next_back(),
            "recipients": [self.user_json(recipient)],
        })
    }

    pub fn edit_channel(&mut self, actor: Id, id: Id, edit: ChannelEdit, reason: Option<&str>) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        let Some(guild) = channel.guild else { return };
        let mut changes = Vec::new();
        if let Some(name) = edit.name {
            changes.push(Change::new("name", json!(channel.name), json!(name)));
            channel.name = name;
        }
        if let Some(topic) = edit.topic {
            changes.push(Change::new("topic", json!(channel.topic), json!(topic)));
            channel.topic = topic;
        }
        if let Some(slow_mode) = edit.slow_mode {
            changes.push(Change::new(
                "rate_limit_per_user",
                json!(channel.slow_mode),
                json!(slow_mode),
            ));
            channel.slow_mode = slow_mode;
        }
        if let Some(overwrites) = edit.overwrites {
            channel.overwrites = overwrites;
        }
        if let Some(archived) = edit.archived {
            let (old, new) = (json!(channel.archived), json!(archived));
            changes.push(Change::new("archived", old, new));
            channel.archived = archived;
        }
        if let Some(locked) = edit.locked {
            let (old, new) = (json!(channel.locked), json!(locked));
            changes.push(Change::new("locked", old, new));
            channel.locked = locked;
        }
        let data = channel.json();
        let (event, number) = match channel.kind {
            THREAD => ("THREAD_UPDATE", 111),
            _ => ("CHANNEL_UPDATE", 11),
        };
        self.emit(event, Some(guild), data);
        if !changes.is_empty() {
            self.audit(
                guild,
                Entry::new(number, actor, Some(id))
                    .because(reason)
                    .changing(changes),
            );
        }
    }

    /// Sets one overwrite (Channel: Edit Channel Permissions).
    pub fn set_overwrite(
        &mut self,
        actor: Id,
        channel: Id,
        overwrite: Overwrite,
        reason: Option<&str>,
    ) {
        let Some(found) = self.channels.get_mut(&channel) else {
            return;
        };
        let Some(guild) = found.guild else { return };
        let old = found
            .overwrites
            .iter()
            .position(|known| known.id == overwrite.id);
        let kind = if old.is_some() { 14 } else { 13 };
        let options = overwrite_options(&overwrite);
        match old {
            Some(position) => found.overwrites[position] = overwrite,
            None => found.overwrites.push(overwrite),
        }
        let data = found.json();
        self.emit("CHANNEL_UPDATE", Some(guild), data);
        self.audit(
            guild,
            Entry::new(kind, actor, Some(channel))
                .because(reason)
                .with(options),
        );
    }

    /// Removes an overwrite, and says whether there was one.
    pub fn delete_overwrite(
        &mut self,
        actor: Id,
        channel: Id,
        id: Id,
        reason: Option<&str>,
    ) -> bool {
        let Some(found) = self.channels.get_mut(&channel) else {
            return false;
        };
        let Some(guild) = found.guild else {
            return false;
        };
        let Some(position) = found.overwrites.iter().position(|known| known.id == id) else {
            return false;
        };
        let options = overwrite_options(&found.overwrites.remove(position));
        let data = found.json();
        self.emit("CHANNEL_UPDATE", Some(guild), data);
        self.audit(
            guild,
            Entry::new(15, actor, Some(channel))
                .because(reason)
                .with(options),
        );
        true
    }
}

fn overwrite_options(overwrite: &Overwrite) -> Value {
    json!({ "id": overwrite.id, "type": overwrite.kind.to_string() })
}

fn new_channel(id: Id, guild: Option<Id>, kind: u8, name: &str, position: i64) -> Channel {
    Channel {
        id,
        guild,
        kind,
        name: name.into(),
        position,
        topic: None,
        slow_mode: 0,
        overwrites: Vec::new(),
        parent: None,
        archived: false,
        locked: false,
        recipient: None,
        messages: BTreeMap::new(),
        posted: HashMap::new(),
    }
}
