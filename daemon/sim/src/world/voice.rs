//! Who is in which voice channel.

use serde_json::{Value, json};

use super::audit::{Change, Entry};
use super::{Id, World};

#[derive(Clone, Debug)]
pub struct Voice {
    pub channel: Id,
    pub self_deaf: bool,
    /// Muted and deafened by moderators.
    pub mute: bool,
    pub deaf: bool,
    pub session: String,
    pub since_ms: i64,
}

/// What an edit of a member in voice changes; `None` leaves a part as it is, `Some(None)` disconnects.
#[derive(Clone, Copy, Debug, Default)]
pub struct VoiceEdit {
    pub mute: Option<bool>,
    pub deaf: Option<bool>,
    pub channel: Option<Option<Id>>,
}

impl Voice {
    pub fn json(&self, guild: Option<Id>, user: Id) -> Value {
        state(guild, user, Some(self.channel), self)
    }
}

fn state(guild: Option<Id>, user: Id, channel: Option<Id>, voice: &Voice) -> Value {
    let mut state = json!({
        "channel_id": channel, "user_id": user, "session_id": voice.session, "deaf": voice.deaf, "mute": voice.mute,
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
            mute: false,
            deaf: false,
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

    /// Mutes, deafens, moves or disconnects a member in voice (Guild: Modify Guild Member), and says whether they are
    /// in voice.
    pub fn edit_voice(
        &mut self,
        actor: Id,
        [guild, user]: [Id; 2],
        edit: VoiceEdit,
        reason: Option<&str>,
    ) -> bool {
        let Some(voice) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.voice.get_mut(&user))
        else {
            return false;
        };
        let mut entries = Vec::new();
        for (key, held, wanted) in [
            ("mute", &mut voice.mute, edit.mute),
            ("deaf", &mut voice.deaf, edit.deaf),
        ] {
            if let Some(wanted) = wanted.filter(|wanted| wanted != held) {
                let change = Change::new(key, json!(held), json!(wanted));
                entries.push(Entry::new(24, actor, Some(user)).changing(vec![change]));
                *held = wanted;
            }
        }
        if let Some(Some(channel)) = edit.channel {
            voice.channel = channel;
            let options = json!({ "channel_id": channel, "count": "1" });
            entries.push(Entry::new(26, actor, None).with(options));
        }
        let voice = voice.clone();
        if edit.channel == Some(None) {
            let options = json!({ "count": "1" });
            entries.push(Entry::new(27, actor, None).with(options));
            self.leave_voice(guild, user);
        } else {
            self.emit_voice(guild, user, Some(voice.channel), &voice);
        }
        for entry in entries {
            self.audit(guild, entry.because(reason));
        }
        true
    }

    fn emit_voice(&mut self, guild: Id, user: Id, channel: Option<Id>, voice: &Voice) {
        let mut data = state(Some(guild), user, channel, voice);
        if let Some(member) = self.member(guild, user) {
            data["member"] = self.member_json(member);
        }
        self.emit("VOICE_STATE_UPDATE", Some(guild), data);
    }
}
