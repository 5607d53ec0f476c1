//! Application commands, global and of guilds. They are kept as Discord answers them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Id, World};

/// The commands of each scope; `None` is global.
#[derive(Default)]
pub struct Commands(BTreeMap<(Option<Id>, Id), Value>);

impl Commands {
    pub fn list(&self, guild: Option<Id>) -> Vec<&Value> {
        self.0
            .iter()
            .filter(|((scope, _), _)| *scope == guild)
            .map(|(_, command)| command)
            .collect()
    }

    pub fn get(&self, guild: Option<Id>, id: Id) -> Option<&Value> {
        self.0.get(&(guild, id))
    }

    pub fn delete(&mut self, guild: Option<Id>, id: Id) -> bool {
        self.0.remove(&(guild, id)).is_some()
    }

    pub fn clear(&mut self, guild: Option<Id>) {
        self.0.retain(|(scope, _), _| *scope != guild);
    }
}

impl World {
    /// Creates a command, or replaces the one of the same name and type (Create Global Application Command).
    pub fn set_command(&mut self, guild: Option<Id>, new: &Value) -> Value {
        let kind = new["type"].as_u64().unwrap_or(1);
        let same =
            |known: &&Value| known["name"] == new["name"] && known["type"].as_u64() == Some(kind);
        let known = self.commands.list(guild).into_iter().find(same);
        let id = known.and_then(|known| Id::parse(known["id"].as_str()?));
        let id = id.unwrap_or_else(|| self.next_id());
        let mut command = json!({
            "id": id, "application_id": self.bot, "version": self.next_id(), "type": kind, "name": new["name"],
            "description": new["description"].as_str().unwrap_or_default(),
            "default_member_permissions": new["default_member_permissions"], "nsfw": false,
        });
        for field in [
            "options",
            "contexts",
            "integration_types",
            "name_localizations",
            "description_localizations",
        ] {
            if !new[field].is_null() {
                command[field] = new[field].clone();
            }
        }
        if let Some(guild) = guild {
            command["guild_id"] = json!(guild);
        }
        self.commands.0.insert((guild, id), command.clone());
        command
    }
}
