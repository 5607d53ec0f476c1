//! Incoming webhooks.

use serde_json::{Value, json};

use super::audit::Entry;
use super::{Id, World};

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: Id,
    pub guild: Id,
    pub channel: Id,
    pub name: String,
    pub token: String,
    pub creator: Id,
}

impl World {
    pub fn webhook_json(&self, webhook: &Webhook) -> Value {
        json!({
            "id": webhook.id, "type": 1, "guild_id": webhook.guild, "channel_id": webhook.channel, "name": webhook.name,
            "avatar": null, "application_id": null, "token": webhook.token, "user": self.user_json(webhook.creator),
        })
    }

    pub fn create_webhook(&mut self, actor: Id, guild: Id, channel: Id, name: &str) -> Id {
        let id = self.next_id();
        let token = format!("hook{:024x}", id.0.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let webhook = Webhook {
            id,
            guild,
            channel,
            name: name.into(),
            token,
            creator: actor,
        };
        self.webhooks.insert(id, webhook);
        self.emit(
            "WEBHOOKS_UPDATE",
            Some(guild),
            json!({ "guild_id": guild, "channel_id": channel }),
        );
        self.audit(guild, Entry::new(50, actor, Some(id)));
        id
    }

    pub fn delete_webhook(&mut self, actor: Id, id: Id, reason: Option<&str>) {
        let Some(webhook) = self.webhooks.remove(&id) else {
            return;
        };
        let data = json!({ "guild_id": webhook.guild, "channel_id": webhook.channel });
        self.emit("WEBHOOKS_UPDATE", Some(webhook.guild), data);
        self.audit(
            webhook.guild,
            Entry::new(52, actor, Some(id)).because(reason),
        );
    }
}
