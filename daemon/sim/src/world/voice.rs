//! Who is in which voice channel.

use serde_json::{Value, json};

use super::{Id, World};

#[derive(Clone, Debug)]
pub struct Voice {
    pub channel: Id,
    pub self_deaf: bool,
    pub session: String,
    pub since_ms: i64,
}

impl Voice {
    pub fn json(&self, guild: Option<Id>, user: Id) -> Value {
        state(guild, user, Some(self.channel), self)
    }
}

fn state(guild: Option<Id>, user: Id, channel: Option<Id>, voice: &Voice) -> Value {
    let mut state = json!({
        "channel_id": channel, "user_id": user, "session_id": voice.session, "deaf": false, "mute": false,
        "self_deaf": voice.self_deaf, "self_mute": false, "self_video": false, "suppress": false,
        "request_to_speak_timestamp": null,
    });
    if let Some(guild) = guild {
        state["guild_id"] = json!(guild);
    }
    state
}

impl World {
    /// Connects a member to a voice channel, or moves them to another.
    pub fn join_voice(&mut self, guild: Id, user: Id, channel: Id) {
        let session = format!("{:032x}", self.next_id().0);
        let voice = Voice {
            channel,
            self_deaf: false,
            session,
            since_ms: self.now_ms(),
        };
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        found.voice.insert(user, voice.clone());
        self.emit_voice(guild, user, Some(channel), &voice);
    }

    pub fn leave_voice(&mut self, guild: Id, user: Id) {
        let Some(voice) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.voice.remove(&user))
        else {
            return;
        };
        self.emit_voice(guild, user, None, &voice);
    }

    fn emit_voice(&mut self, guild: Id, user: Id, channel: Option<Id>, voice: &Voice) {
        let mut data = state(Some(guild), user, channel, voice);
        if let Some(member) = self.member(guild, user) {
            data["member"] = self.member_json(member);
        }
        self.emit("VOICE_STATE_UPDATE", Some(guild), data);
    }
}
