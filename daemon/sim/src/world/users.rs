//! Users and their tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Id, World};

#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    pub username: String,
    pub global_name: Option<String>,
    pub bot: bool,
    pub token: String,
    /// Takes no direct messages from the bot.
    pub dms_closed: bool,
}

impl User {
    pub fn json(&self) -> Value {
        json!({
            "id": self.id, "username": self.username, "global_name": self.global_name, "avatar": null,
            "discriminator": if self.bot { "0001" } else { "0" }, "public_flags": 0, "flags": 0, "bot": self.bot,
            "banner": null, "accent_color": null, "avatar_decoration_data": null, "primary_guild": null,
        })
    }
}

impl World {
    pub fn create_user(&mut self, username: &str, global_name: Option<&str>, bot: bool) -> Id {
        let id = self.next_id();
        self.create_user_with_id(id, username, global_name, bot)
    }

    /// Creates a user whose account is as old as the id says.
    pub fn create_user_with_id(
        &mut self,
        id: Id,
        username: &str,
        global_name: Option<&str>,
        bot: bool,
    ) -> Id {
        let first = URL_SAFE_NO_PAD.encode(id.to_string());
        let token = format!(
            "{first}.sim.{:016x}",
            id.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
        );
        self.tokens.insert(token.clone(), id);
        let user = User {
            id,
            username: username.into(),
            global_name: global_name.map(Into::into),
            bot,
            token,
            dms_closed: false,
        };
        self.users.insert(id, user);
        id
    }

    /// The user in JSON; a deleted one if the id is not known.
    pub fn user_json(&self, id: Id) -> Value {
        self.users.get(&id).map_or_else(|| deleted(id), User::json)
    }
}

fn deleted(id: Id) -> Value {
    let user = User {
        id,
        username: format!("deleted_user_{id}"),
        global_name: None,
        bot: false,
        token: String::new(),
        dms_closed: true,
    };
    user.json()
}
