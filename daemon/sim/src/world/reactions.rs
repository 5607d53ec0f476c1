//! Reactions.

use serde_json::{Value, json};

use super::messages::with_guild;
use super::{Id, World};

#[derive(Clone, Debug)]
pub struct Reaction {
    /// A character of Unicode, or `name:id`.
    pub emoji: String,
    pub users: Vec<Id>,
}

impl Reaction {
    pub fn json(&self, viewer: Id) -> Value {
        json!({
            "emoji": emoji_json(&self.emoji), "count": self.users.len(), "me": self.users.contains(&viewer),
            "count_details": { "burst": 0, "normal": self.users.len() }, "burst_colors": [], "me_burst": false,
        })
    }
}

pub fn emoji_json(emoji: &str) -> Value {
    match emoji.split_once(':') {
        Some((name, id)) => json!({ "id": id, "name": name }),
        None => json!({ "id": null, "name": emoji }),
    }
}

impl World {
    /// Adds a reaction, and says whether it is new.
    pub fn react(&mut self, channel: Id, message: Id, user: Id, emoji: &str) -> bool {
        let Some(found) = self.channels.get_mut(&channel) else {
            return false;
        };
        let guild = found.guild;
        let Some(posted) = found.messages.get_mut(&message) else {
            return false;
        };
        let author = posted.author;
        match posted
            .reactions
            .iter_mut()
            .find(|reaction| reaction.emoji == emoji)
        {
            Some(reaction) if reaction.users.contains(&user) => return false,
            Some(reaction) => reaction.users.push(user),
            None => posted.reactions.push(Reaction {
                emoji: emoji.into(),
                users: vec![user],
            }),
        }
        let mut data = reaction_event(channel, message, user, emoji);
        data["message_author_id"] = json!(author);
        if let Some(member) = guild.and_then(|guild| self.member(guild, user)) {
            data["member"] = self.member_json(member);
        }
        self.emit("MESSAGE_REACTION_ADD", guild, with_guild(data, guild));
        true
    }

    /// Takes a reaction away, and says whether it was there.
    pub fn unreact(&mut self, channel: Id, message: Id, user: Id, emoji: &str) -> bool {
        let Some(found) = self.channels.get_mut(&channel) else {
            return false;
        };
        let guild = found.guild;
        let Some(posted) = found.messages.get_mut(&message) else {
            return false;
        };
        let Some(reaction) = posted
            .reactions
            .iter_mut()
            .find(|reaction| reaction.emoji == emoji)
        else {
            return false;
        };
        let Some(position) = reaction.users.iter().position(|known| *known == user) else {
            return false;
        };
        reaction.users.remove(position);
        posted
            .reactions
            .retain(|reaction| !reaction.users.is_empty());
        self.emit(
            "MESSAGE_REACTION_REMOVE",
            guild,
            with_guild(reaction_event(channel, message, user, emoji), guild),
        );
        true
    }

    /// Takes all reactions away, or all with one emoji.
    pub fn clear_reactions(&mut self, channel: Id, message: Id, emoji: Option<&str>) {
        let Some(found) = self.channels.get_mut(&channel) else {
            return;
        };
        let guild = found.guild;
        let Some(posted) = found.messages.get_mut(&message) else {
            return;
        };
        posted
            .reactions
            .retain(|reaction| emoji.is_some_and(|emoji| reaction.emoji != emoji));
        let mut data = json!({ "channel_id": channel, "message_id": message });
        let kind = match emoji {
            Some(emoji) => {
                data["emoji"] = emoji_json(emoji);
                "MESSAGE_REACTION_REMOVE_EMOJI"
            }
            None => "MESSAGE_REACTION_REMOVE_ALL",
        };
        self.emit(kind, guild, with_guild(data, guild));
    }
}

fn reaction_event(channel: Id, message: Id, user: Id, emoji: &str) -> Value {
    json!({
        "user_id": user, "channel_id": channel, "message_id": message, "emoji": emoji_json(emoji), "burst": false,
        "type": 0,
    })
}
