//! The ground truth: what a client that missed nothing must have counted.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::Dispatch;
use crate::spoken::Spoken;

/// Counts of one guild, from the first session on.
#[derive(Default)]
pub struct Truth {
    events: BTreeMap<&'static str, u64>,
    messages_deleted: u64,
    voice_sessions: u64,
    /// The voice channel of each user.
    voice: HashMap<String, String>,
    kicks: u64,
    timeouts: u64,
    spoken: Spoken,
}

impl Truth {
    pub(crate) fn count(&mut self, dispatch: &Dispatch) {
        *self.events.entry(dispatch.kind).or_default() += 1;
        let data = &dispatch.data;
        self.spoken.count(dispatch.kind, data);
        match dispatch.kind {
            "MESSAGE_DELETE" => self.messages_deleted += 1,
            "MESSAGE_DELETE_BULK" => {
                self.messages_deleted += data["ids"].as_array().map_or(0, |ids| ids.len() as u64);
            }
            "VOICE_STATE_UPDATE" => self.voice_sessions += u64::from(self.move_voice(data)),
            "GUILD_AUDIT_LOG_ENTRY_CREATE" => match data["action_type"].as_u64() {
                Some(20) => self.kicks += 1,
                Some(24) if is_timeout(data) => self.timeouts += 1,
                _ => {}
            },
            _ => {}
        }
    }

    /// Follows who is in voice before anybody counts: their sessions end later.
    pub(crate) fn follow(&mut self, dispatch: &Dispatch) {
        if dispatch.kind == "VOICE_STATE_UPDATE" {
            self.move_voice(&dispatch.data);
        }
    }

    /// Whether it ends a session: one ends with the channel, also by a move to another.
    fn move_voice(&mut self, data: &Value) -> bool {
        let Some(user) = data["user_id"].as_str() else {
            return false;
        };
        let before = match data["channel_id"].as_str() {
            Some(channel) => self.voice.insert(user.into(), channel.into()),
            None => self.voice.remove(user),
        };
        before.is_some_and(|before| data["channel_id"].as_str() != Some(&before))
    }

    fn of(&self, kind: &str) -> u64 {
        self.events.get(kind).copied().unwrap_or(0)
    }

    pub(crate) fn json(&self) -> Value {
        let mut counted = json!({
            "events": self.events, "joins": self.of("GUILD_MEMBER_ADD"), "leaves": self.of("GUILD_MEMBER_REMOVE"),
            "messages_created": self.of("MESSAGE_CREATE"), "messages_edited": self.of("MESSAGE_UPDATE"),
            "messages_deleted": self.messages_deleted, "reactions_added": self.of("MESSAGE_REACTION_ADD"),
            "reactions_removed": self.of("MESSAGE_REACTION_REMOVE"), "bans": self.of("GUILD_BAN_ADD"),
            "unbans": self.of("GUILD_BAN_REMOVE"), "kicks": self.kicks, "timeouts": self.timeouts,
            "voice_sessions": self.voice_sessions,
        });
        for (name, count) in self.spoken.counts() {
            counted[name] = count.into();
        }
        counted
    }
}

fn is_timeout(data: &Value) -> bool {
    let changes = data["changes"].as_array().into_iter().flatten();
    changes.into_iter().any(|change| {
        change["key"] == "communication_disabled_until" && change["new_value"].is_string()
    })
}
