//! Invites and the guild's own address: what they are, and who joins by them.

use serde_json::{Value, json};

use super::audit::Entry;
use super::channels::TEXT;
use super::json::{optional_time, time};
use super::permissions::MANAGE_CHANNELS;
use super::{Guild, Id, World};

/// A code that lets people join.
#[derive(Clone, Debug)]
pub struct Invite {
    pub guild: Id,
    pub channel: Id,
    pub inviter: Id,
    pub uses: u32,
    /// 0 is any number.
    pub max_uses: u32,
    /// In seconds; 0 is for ever.
    pub max_age: u32,
    pub created_ms: i64,
}

/// How a new invite is limited; 0 is not at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct InviteLimits {
    pub max_uses: u32,
    pub max_age: u32,
}

/// A guild's own address (Guild: Get Guild Vanity URL).
#[derive(Clone, Debug)]
pub struct Vanity {
    pub code: String,
    pub uses: u32,
}

impl Invite {
    fn expires_ms(&self) -> Option<i64> {
        (self.max_age > 0).then(|| self.created_ms + i64::from(self.max_age) * 1000)
    }
}

impl World {
    /// An invite that is in force.
    pub fn invite(&self, code: &str) -> Option<&Invite> {
        let found = self.invites.get(code)?;
        let lives = |at: i64| at > self.now_ms();
        found.expires_ms().is_none_or(lives).then_some(found)
    }

    /// The invites of a guild that are in force, by code.
    pub fn invites_of(&self, guild: Id) -> Vec<(&str, &Invite)> {
        let codes = self
            .invites
            .iter()
            .filter(|(_, invite)| invite.guild == guild);
        codes
            .filter_map(|(code, _)| Some((code.as_str(), self.invite(code)?)))
            .collect()
    }

    /// Makes an invite to a channel of a guild; without a code it gets one of eight letters.
    pub fn create_invite(
        &mut self,
        channel: Id,
        inviter: Id,
        code: Option<&str>,
        limits: InviteLimits,
    ) -> Option<String> {
        let guild = self.channels.get(&channel)?.guild?;
        let Id(number) = self.next_id();
        let code = code.map_or_else(|| letters(number), Into::into);
        let invite = Invite {
            guild,
            channel,
            inviter,
            uses: 0,
            max_uses: limits.max_uses,
            max_age: limits.max_age,
            created_ms: self.now_ms(),
        };
        let data = json!({
            "channel_id": channel, "guild_id": guild, "code": code, "created_at": time(invite.created_ms),
            "expires_at": optional_time(invite.expires_ms()), "inviter": self.user_json(inviter),
            "max_age": invite.max_age, "max_uses": invite.max_uses, "temporary": false, "uses": 0, "type": 0,
        });
        self.invites.insert(code.clone(), invite);
        self.emit_to_manager("INVITE_CREATE", (guild, channel), data);
        self.audit(guild, Entry::new(40, inviter, None));
        Some(code)
    }

    /// Revokes an invite, and gives it as it was.
    pub fn delete_invite(&mut self, actor: Id, code: &str, reason: Option<&str>) -> Option<Invite> {
        let invite = self.forget_invite(code)?;
        self.audit(invite.guild, Entry::new(42, actor, None).because(reason));
        Some(invite)
    }

    fn forget_invite(&mut self, code: &str) -> Option<Invite> {
        let invite = self.invites.remove(code)?;
        let place = (invite.guild, invite.channel);
        let data = json!({ "channel_id": place.1, "guild_id": place.0, "code": code });
        self.emit_to_manager("INVITE_DELETE", place, data);
        Some(invite)
    }

    /// Lets a user join by an invite or by the guild's own address. The last use of an invite ends it.
    pub fn join_by(&mut self, code: &str, user: Id) -> Option<Id> {
        let of_address = |guild: &Guild| guild.vanity.as_ref().is_some_and(|it| it.code == code);
        if let Some(guild) = self.guilds.values_mut().find(|guild| of_address(guild)) {
            let id = guild.id;
            if let Some(vanity) = &mut guild.vanity {
                vanity.uses += 1;
            }
            self.let_in(id, user, code);
            return Some(id);
        }
        self.invite(code)?;
        let invite = self.invites.get_mut(code)?;
        invite.uses += 1;
        let (guild, is_last) = (invite.guild, invite.uses == invite.max_uses);
        if is_last {
            self.forget_invite(code);
        }
        self.let_in(guild, user, code);
        Some(guild)
    }

    fn let_in(&mut self, guild: Id, user: Id, code: &str) {
        self.joined_by.insert(user, code.into());
        self.join_at(guild, user, self.now_ms());
    }

    /// Gives a guild an address of its own, or takes it away.
    pub fn set_vanity(&mut self, guild: Id, code: Option<&str>) {
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        found.vanity = code.map(|code| Vanity {
            code: code.into(),
            uses: 0,
        });
        let data = found.json();
        self.emit("GUILD_UPDATE", Some(guild), data);
    }

    /// Discord tells of invites only whoever may manage the channel (Gateway Events: Invite Create).
    fn emit_to_manager(&mut self, kind: &'static str, (guild, channel): (Id, Id), data: Value) {
        let may = self
            .channels
            .get(&channel)
            .is_some_and(|found| self.channel_permissions(found, self.bot) & MANAGE_CHANNELS != 0);
        if may {
            self.emit(kind, Some(guild), data);
        }
    }

    /// An invite or a guild's own address, as anybody sees it.
    pub fn invite_json(&self, code: &str) -> Option<Value> {
        let invite = self.invite(code);
        let guild = match invite {
            Some(invite) => self.guild(invite.guild)?,
            None => self.guilds.values().find(|guild| {
                let vanity = guild.vanity.as_ref();
                vanity.is_some_and(|vanity| vanity.code == code)
            })?,
        };
        let first = guild.channels.iter().find(|id| {
            let channel = self.channels.get(id);
            channel.is_some_and(|channel| channel.kind == TEXT)
        });
        let channel = invite.map(|invite| &invite.channel).or(first);
        let channel = channel.and_then(|id| self.channels.get(id));
        let mut data = json!({
            "type": 0, "code": code, "expires_at": optional_time(invite.and_then(Invite::expires_ms)),
            "guild_id": guild.id,
            "guild": {
                "id": guild.id, "name": guild.name, "splash": null, "banner": null, "description": null, "icon": null,
                "features": ["COMMUNITY"], "verification_level": 1, "vanity_url_code": guild.vanity_code(),
                "nsfw_level": 0, "nsfw": false, "premium_subscription_count": 0, "premium_tier": 0,
            },
            "channel": channel.map(|channel| json!({ "id": channel.id, "type": channel.kind, "name": channel.name })),
            "approximate_member_count": guild.members.len(), "approximate_presence_count": guild.members.len() / 3,
        });
        if let Some(invite) = invite {
            data["inviter"] = self.user_json(invite.inviter);
        }
        Some(data)
    }

    /// With what only managers see (Invite: Invite Metadata).
    pub fn invite_json_with_uses(&self, code: &str) -> Option<Value> {
        let mut data = self.invite_json(code)?;
        if let Some(invite) = self.invite(code) {
            data["uses"] = json!(invite.uses);
            data["max_uses"] = json!(invite.max_uses);
            data["max_age"] = json!(invite.max_age);
            data["temporary"] = json!(false);
            data["created_at"] = json!(time(invite.created_ms));
        }
        Some(data)
    }
}

/// Eight letters that are different for each number.
fn letters(number: u64) -> String {
    let mut rest = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (0..8)
        .map(|_| {
            let letter = b"abcdefghijkmnpqrstuvwxyzABCDEFGH"[(rest >> 59) as usize];
            rest <<= 5;
            char::from(letter)
        })
        .collect()
}
