//! Which intent an event needs, and what is hidden without `MESSAGE_CONTENT` (Gateway: List of Intents).

use std::sync::Arc;

use serde_json::{Value, json};

use super::SharedText;
use crate::{Dispatch, Id};

pub(super) const ALL: u64 = ((1 << 22) - 1) | 1 << 24 | 1 << 25;
pub(super) const GUILDS: u64 = 1 << 0;
pub(super) const MEMBERS: u64 = 1 << 1;
const MODERATION: u64 = 1 << 2;
const WEBHOOKS: u64 = 1 << 5;
const INVITES: u64 = 1 << 6;
const VOICE_STATES: u64 = 1 << 7;
const MESSAGES: u64 = 1 << 9;
const REACTIONS: u64 = 1 << 10;
const DIRECT_MESSAGES: u64 = 1 << 12;
const DIRECT_REACTIONS: u64 = 1 << 13;
const CONTENT: u64 = 1 << 15;
const AUTOMOD_RULES: u64 = 1 << 20;
const AUTOMOD_EXECUTION: u64 = 1 << 21;

/// The intent that an event needs; 0 for one that everybody gets.
pub(super) fn needed(kind: &str, in_guild: bool) -> u64 {
    match kind {
        "GUILD_MEMBER_ADD" | "GUILD_MEMBER_UPDATE" | "GUILD_MEMBER_REMOVE" => MEMBERS,
        "GUILD_BAN_ADD" | "GUILD_BAN_REMOVE" | "GUILD_AUDIT_LOG_ENTRY_CREATE" => MODERATION,
        "WEBHOOKS_UPDATE" => WEBHOOKS,
        "INVITE_CREATE" | "INVITE_DELETE" => INVITES,
        "VOICE_STATE_UPDATE" => VOICE_STATES,
        "AUTO_MODERATION_ACTION_EXECUTION" => AUTOMOD_EXECUTION,
        "INTERACTION_CREATE" => 0,
        _ if kind.starts_with("MESSAGE_REACTION") => {
            if in_guild {
                REACTIONS
            } else {
                DIRECT_REACTIONS
            }
        }
        _ if kind.starts_with("MESSAGE_") => {
            if in_guild {
                MESSAGES
            } else {
                DIRECT_MESSAGES
            }
        }
        _ if kind.starts_with("AUTO_MODERATION_RULE") => AUTOMOD_RULES,
        _ => GUILDS,
    }
}

/// A dispatch as text, made once for those who may read content and once for those who may not.
pub(super) struct Texts<'a> {
    dispatch: &'a Dispatch,
    bot: Id,
    full: Option<SharedText>,
    bare: Option<SharedText>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(dispatch: &'a Dispatch, bot: Id) -> Self {
        Self {
            dispatch,
            bot,
            full: None,
            bare: None,
        }
    }

    pub(super) fn for_intents(&mut self, intents: u64) -> SharedText {
        if intents & CONTENT != 0 || !self.hides() {
            let data = &self.dispatch.data;
            return self
                .full
                .get_or_insert_with(|| Arc::from(data.to_string()))
                .clone();
        }
        let data = &self.dispatch.data;
        self.bare
            .get_or_insert_with(|| Arc::from(without_content(data).to_string()))
            .clone()
    }

    /// Content is hidden but for the bot's own messages, direct ones, and those that mention it.
    fn hides(&self) -> bool {
        let kind = self.dispatch.kind;
        if kind == "AUTO_MODERATION_ACTION_EXECUTION" {
            return true;
        }
        if !matches!(kind, "MESSAGE_CREATE" | "MESSAGE_UPDATE") || self.dispatch.guild.is_none() {
            return false;
        }
        let bot = self.bot.to_string();
        let data = &self.dispatch.data;
        let mentioned = data["mentions"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|user| user["id"] == *bot);
        data["author"]["id"] != *bot && !mentioned
    }
}

fn without_content(data: &Value) -> Value {
    let mut data = data.clone();
    data["content"] = json!("");
    if data.get("rule_id").is_some() {
        data["matched_content"] = json!("");
        return data;
    }
    if data["referenced_message"].is_object() {
        data["referenced_message"] = without_content(&data["referenced_message"]);
    }
    for field in ["embeds", "attachments", "components"] {
        data[field] = json!([]);
    }
    data
}
