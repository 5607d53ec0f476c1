//! Interactions: what a person does with a command, a button or a form, and the application's answers.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::messages::with_guild;
use super::{Id, World};

/// Without a first answer by then the token dies (Receiving and Responding to Interactions).
pub const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// How long a token lives after it.
pub const TOKEN_LIFE: Duration = Duration::from_mins(15);

/// Stands for the type of an option that names a message, which there is not.
const MESSAGE: u64 = 0;

#[derive(Default)]
pub struct Interactions(pub HashMap<Id, Interaction>);

#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    /// Discord's number: 2 command, 3 component, 4 autocompletion, 5 form.
    pub kind: u64,
    pub guild: Option<Id>,
    pub channel: Id,
    pub user: Id,
    pub at: Instant,
    pub answered: bool,
    /// The first answer, or the message whose component was used.
    pub original: Option<Id>,
    /// The name of the command, for the answers' metadata.
    pub command: Option<String>,
    /// The message whose component was used.
    pub used: Option<Id>,
    /// The form that the application opened, or the choices that it offered.
    pub shown: Option<Value>,
    /// For a form that was sent, the metadata of the interaction that opened it.
    pub opened_by: Option<Value>,
}

impl Interactions {
    /// The interaction whose follow-ups bear a token: it lives on only where the first answer came in time.
    pub fn by_token(&self, token: &str) -> Option<&Interaction> {
        self.0.values().find(|interaction| {
            interaction.token == token
                && interaction.answered
                && interaction.at.elapsed() < TOKEN_LIFE
        })
    }
}

impl Interaction {
    /// What a message that answers it says of it (Message: Message Interaction Metadata).
    pub fn metadata(&self, user: &Value) -> Value {
        let mut metadata = json!({
            "id": self.id, "type": self.kind, "user": user,
            "authorizing_integration_owners": { "0": self.guild.unwrap_or_default() },
        });
        if let Some(command) = &self.command {
            metadata["name"] = json!(command);
            metadata["command_type"] = json!(1);
        }
        if let Some(message) = self.used {
            metadata["interacted_message_id"] = json!(message);
        }
        if let Some(opened_by) = &self.opened_by {
            metadata["triggering_interaction_metadata"] = opened_by.clone();
        }
        metadata
    }
}

impl World {
    /// Sends an interaction of a user to the application. `data` is what the person chose, as the client sent it.
    pub fn interact(
        &mut self,
        user: Id,
        kind: u64,
        channel: Id,
        mut data: Value,
        message: Option<Id>,
    ) -> Id {
        let id = self.next_id();
        let token = format!(
            "interaction{:040x}",
            u128::from(id.0).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C)
        );
        let guild = self
            .channels
            .get(&channel)
            .and_then(|channel| channel.guild);
        self.resolve((guild, channel), &mut data);
        let command = data["name"].as_str().map(Into::into);
        let payload = self.interaction_json(id, &token, kind, [user, channel], &data, message);
        self.interactions
            .0
            .retain(|_, known| known.at.elapsed() < TOKEN_LIFE);
        let original = message.filter(|_| kind == 3);
        let opened_by = self
            .opened_by(user, &data["custom_id"])
            .filter(|_| kind == 5);
        let at = Instant::now();
        let interaction = Interaction {
            id,
            token,
            kind,
            guild,
            channel,
            user,
            at,
            answered: false,
            original,
            used: original,
            command,
            shown: None,
            opened_by,
        };
        self.interactions.0.insert(id, interaction);
        self.emit("INTERACTION_CREATE", guild, payload);
        id
    }

    /// What opened the form of a name last, for a user.
    fn opened_by(&self, user: Id, form: &Value) -> Option<Value> {
        let fits = |known: &&Interaction| {
            let shown = known.shown.as_ref();
            known.user == user && shown.is_some_and(|shown| shown["custom_id"] == *form)
        };
        let openers = self.interactions.0.values().filter(fits);
        let opener = openers.max_by_key(|known| known.id)?;
        Some(opener.metadata(&self.user_json(user)))
    }

    fn interaction_json(
        &self,
        id: Id,
        token: &str,
        kind: u64,
        [user, channel]: [Id; 2],
        data: &Value,
        message: Option<Id>,
    ) -> Value {
        let mut payload = json!({
            "id": id, "application_id": self.bot, "type": kind, "token": token, "version": 1, "data": data,
            "channel_id": channel, "locale": "en-US", "entitlements": [], "context": 0,
            "attachment_size_limit": 10_485_760, "app_permissions": "0",
        });
        let Some(place) = self.channels.get(&channel) else {
            return payload;
        };
        payload["channel"] = self.channel_json(place);
        payload["app_permissions"] = json!(self.channel_permissions(place, self.bot).to_string());
        if let Some(guild) = place.guild {
            payload["guild_locale"] = json!("en-US");
            payload["authorizing_integration_owners"] = json!({ "0": guild });
            payload["guild"] = json!({ "id": guild, "locale": "en-US", "features": [] });
            if let Some(member) = self.member(guild, user) {
                payload["member"] = self.member_json(member);
                payload["member"]["permissions"] =
                    json!(self.channel_permissions(place, user).to_string());
            }
        } else {
            payload["user"] = self.user_json(user);
            payload["authorizing_integration_owners"] = json!({});
        }
        if let Some(message) = message.and_then(|message| place.messages.get(&message)) {
            payload["message"] = self.message_json(message, self.bot);
        }
        with_guild(payload, place.guild)
    }

    /// Replaces what a client tells of the command by the users, members, roles and channels that its options name, and by
    /// the user or the message whose menu it was chosen from.
    fn resolve(&self, (guild, channel): (Option<Id>, Id), data: &mut Value) {
        let Value::Object(fields) = data else { return };
        for extra in ["application_command", "attachments", "version"] {
            fields.remove(extra);
        }
        let is_of_message = fields.get("type").and_then(Value::as_u64) == Some(3);
        let mut named = Vec::new();
        collect(fields.get("options").unwrap_or(&Value::Null), &mut named);
        if let Some(target) = fields
            .get("target_id")
            .and_then(Value::as_str)
            .and_then(Id::parse)
        {
            named.push((if is_of_message { MESSAGE } else { 6 }, target));
        }
        let mut resolved = json!({});
        for (kind, id) in named {
            match kind {
                6 | 9 if self.users.contains_key(&id) => {
                    resolved["users"][id.to_string()] = self.user_json(id);
                    if let Some(member) = guild.and_then(|guild| self.member(guild, id)) {
                        let mut bare = self.bare_member_json(member);
                        bare["permissions"] = json!("0");
                        resolved["members"][id.to_string()] = bare;
                    }
                }
                MESSAGE => {
                    let place = self.channels.get(&channel);
                    if let Some(message) = place.and_then(|place| place.messages.get(&id)) {
                        resolved["messages"][id.to_string()] = self.message_json(message, self.bot);
                    }
                }
                7 => {
                    if let Some(channel) = self.channels.get(&id) {
                        resolved["channels"][id.to_string()] = channel.json();
                    }
                }
                8 | 9 => {
                    let role = guild.and_then(|guild| self.guilds.get(&guild)?.roles.get(&id));
                    if let Some(role) = role {
                        resolved["roles"][id.to_string()] = role.json();
                    }
                }
                _ => {}
            }
        }
        if resolved
            .as_object()
            .is_some_and(|resolved| !resolved.is_empty())
        {
            fields.insert("resolved".into(), resolved);
        }
    }
}

/// The options with ids in them, of sub-commands too, with Discord's number of their type.
fn collect(options: &Value, found: &mut Vec<(u64, Id)>) {
    for option in options.as_array().into_iter().flatten() {
        collect(&option["options"], found);
        let kind = option["type"].as_u64().unwrap_or(0);
        if let Some(id) = option["value"]
            .as_str()
            .and_then(Id::parse)
            .filter(|_| (6..=9).contains(&kind))
        {
            found.push((kind, id));
        }
    }
}
