//! Guilds and roles.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};

use super::audit::{Change, Entry};
use super::automod::Rule;
use super::bans::Ban;
use super::invites::Vanity;
use super::json::{optional_time, time};
use super::permissions::{BOT, EVERYONE};
use super::voice::Voice;
use super::{Dispatch, Id, Member, World};

pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    pub roles: BTreeMap<Id, Role>,
    /// In Discord's order.
    pub channels: Vec<Id>,
    pub members: BTreeMap<Id, Member>,
    pub bans: BTreeMap<Id, Ban>,
    /// How many more users may be banned who are no members.
    pub stranger_bans_left: usize,
    pub voice: HashMap<Id, Voice>,
    /// Oldest first.
    pub audit: VecDeque<Entry>,
    pub rules: BTreeMap<Id, Rule>,
    pub invites_disabled_until: Option<i64>,
    pub dms_disabled_until: Option<i64>,
    pub vanity: Option<Vanity>,
    /// False during an outage.
    pub available: bool,
}

#[derive(Clone, Debug)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub permissions: u64,
    pub position: i64,
    pub color: u32,
    /// The bot that it belongs to.
    pub bot: Option<Id>,
}

impl Role {
    pub fn json(&self) -> Value {
        let mut role = json!({
            "id": self.id, "name": self.name, "permissions": self.permissions.to_string(), "position": self.position,
            "color": self.color, "colors": {"primary_color": self.color, "secondary_color": null, "tertiary_color": null},
            "hoist": false, "managed": self.bot.is_some(), "mentionable": false, "icon": null, "unicode_emoji": null,
            "flags": 0,
        });
        if let Some(bot) = self.bot {
            role["tags"] = json!({ "bot_id": bot });
        }
        role
    }
}

impl Guild {
    /// The guild as REST and `GUILD_UPDATE` show it.
    pub fn json(&self) -> Value {
        let incidents = (self.invites_disabled_until.is_some()
            || self.dms_disabled_until.is_some())
        .then(|| {
            json!({
                "invites_disabled_until": optional_time(self.invites_disabled_until),
                "dms_disabled_until": optional_time(self.dms_disabled_until),
            })
        });
        let roles: Vec<_> = self.roles.values().map(Role::json).collect();
        json!({
            "id": self.id, "name": self.name, "owner_id": self.owner, "roles": roles, "incidents_data": incidents,
            "icon": null, "description": null, "home_header": null, "splash": null, "discovery_splash": null,
            "features": ["COMMUNITY"], "banner": null, "application_id": null, "region": "us-central",
            "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0,
            "widget_enabled": false, "widget_channel_id": null, "verification_level": 1,
            "default_message_notifications": 0, "mfa_level": 0, "explicit_content_filter": 2, "max_presences": null,
            "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
            "vanity_url_code": self.vanity_code(), "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
            "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false, "premium_progress_bar_enabled_user_updated_at": null,
            "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [],
        })
    }

    /// The code of its own address.
    pub fn vanity_code(&self) -> Option<&str> {
        self.vanity.as_ref().map(|vanity| vanity.code.as_str())
    }

    /// The bot's own role.
    pub fn bot_role(&self) -> Option<&Role> {
        self.roles.values().find(|role| role.bot.is_some())
    }
}

impl World {
    /// Founds a guild with its owner and the bot, whose role lies above every role that exists then.
    pub fn create_guild(&mut self, name: &str, owner: Id) -> Id {
        let id = self.next_id();
        let everyone = Role {
            id,
            name: "@everyone".into(),
            permissions: EVERYONE,
            position: 0,
            color: 0,
            bot: None,
        };
        let guild = Guild {
            id,
            name: name.into(),
            owner,
            roles: BTreeMap::from([(id, everyone)]),
            channels: Vec::new(),
            members: BTreeMap::new(),
            bans: BTreeMap::new(),
            stranger_bans_left: super::bans::STRANGERS,
            voice: HashMap::new(),
            audit: VecDeque::new(),
            rules: BTreeMap::new(),
            invites_disabled_until: None,
            dms_disabled_until: None,
            vanity: None,
            available: true,
        };
        self.guilds.insert(id, guild);
        self.join(id, owner);
        self.join(id, self.bot);
        id
    }

    /// Creates a role above all that exist. `bot` makes it that bot's own.
    pub fn create_role(&mut self, guild: Id, name: &str, permissions: u64, bot: Option<Id>) -> Id {
        let id = self.next_id();
        let Some(found) = self.guilds.get_mut(&guild) else {
            return id;
        };
        let position = found
            .roles
            .values()
            .map(|role| role.position)
            .max()
            .unwrap_or(0)
            + 1;
        let role = Role {
            id,
            name: name.into(),
            permissions,
            position,
            color: 0,
            bot,
        };
        let data = json!({ "guild_id": guild, "role": role.json() });
        found.roles.insert(id, role);
        if let Some(member) = bot.and_then(|bot| found.members.get_mut(&bot)) {
            member.roles.push(id);
        }
        self.emit("GUILD_ROLE_CREATE", Some(guild), data);
        id
    }

    pub fn create_bot_role(&mut self, guild: Id) -> Id {
        self.create_role(guild, "emperione", BOT, Some(self.bot))
    }

    /// Changes what a role may do.
    pub fn set_role_permissions(&mut self, guild: Id, role: Id, permissions: u64) {
        let Some(found) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.roles.get_mut(&role))
        else {
            return;
        };
        found.permissions = permissions;
        let data = json!({ "guild_id": guild, "role": found.json() });
        self.emit("GUILD_ROLE_UPDATE", Some(guild), data);
    }

    /// Moves a role; the higher its position, the more it stands above.
    pub fn move_role(&mut self, guild: Id, role: Id, position: i64) {
        let Some(found) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.roles.get_mut(&role))
        else {
            return;
        };
        found.position = position;
        let data = json!({ "guild_id": guild, "role": found.json() });
        self.emit("GUILD_ROLE_UPDATE", Some(guild), data);
    }

    pub fn delete_role(&mut self, guild: Id, role: Id) {
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        found.roles.remove(&role);
        for member in found.members.values_mut() {
            member.roles.retain(|held| *held != role);
        }
        self.emit(
            "GUILD_ROLE_DELETE",
            Some(guild),
            json!({ "guild_id": guild, "role_id": role }),
        );
    }

    /// The payload of `GUILD_CREATE`; offline members are left out of a large guild (Gateway: `large_threshold`).
    pub fn guild_create(&self, id: Id, large_threshold: usize) -> Option<Value> {
        let guild = self.guilds.get(&id)?;
        let large = guild.members.len() > large_threshold;
        let members: Vec<_> = guild
            .members
            .values()
            .filter(|member| {
                !large || member.user == self.bot || guild.voice.contains_key(&member.user)
            })
            .map(|member| self.member_json(member))
            .collect();
        let channels: Vec<_> = guild
            .channels
            .iter()
            .filter_map(|channel| self.channels.get(channel))
            .map(super::channels::Channel::json)
            .collect();
        let threads: Vec<_> = self
            .threads(guild.id)
            .into_iter()
            .map(super::channels::Channel::json)
            .collect();
        let voice: Vec<_> = guild
            .voice
            .iter()
            .map(|(user, voice)| voice.json(None, *user))
            .collect();
        let joined = guild
            .members
            .get(&self.bot)
            .map_or(0, |member| member.joined_ms);
        let mut data = guild.json();
        let extra = json!({
            "joined_at": time(joined), "large": large, "unavailable": false, "member_count": guild.members.len(),
            "members": members, "channels": channels, "threads": threads, "presences": [], "voice_states": voice,
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        if let (Value::Object(data), Value::Object(extra)) = (&mut data, extra) {
            data.extend(extra);
        }
        Some(data)
    }

    /// Begins or ends an outage of a guild (Gateway events: Guild Delete, Unavailable Guild).
    pub fn set_available(&mut self, id: Id, available: bool) {
        let Some(guild) = self.guilds.get_mut(&id) else {
            return;
        };
        guild.available = available;
        if available {
            if let Some(data) = self.guild_create(id, super::members::LARGE) {
                self.emit("GUILD_CREATE", Some(id), data);
            }
        } else {
            self.emit(
                "GUILD_DELETE",
                Some(id),
                json!({ "id": id, "unavailable": true }),
            );
        }
    }

    /// Lets the bot be a member of a guild again, with its own role.
    pub fn add_bot(&mut self, id: Id) {
        let before = self.outbox.len();
        self.join(id, self.bot);
        self.outbox.truncate(before);
        if let Some(guild) = self.guilds.get_mut(&id) {
            let role = guild.bot_role().map(|role| role.id);
            if let Some(bot) = guild.members.get_mut(&self.bot) {
                bot.roles.extend(role);
            }
        }
        self.set_available(id, true);
    }

    /// Whether the bot hears of a dispatch: of nothing in a guild during its outage, or that it is no member of.
    pub(crate) fn is_heard(&self, dispatch: &Dispatch) -> bool {
        let guild = dispatch.guild.and_then(|id| self.guilds.get(&id));
        dispatch.kind == "GUILD_DELETE"
            || guild.is_none_or(|guild| guild.available && guild.members.contains_key(&self.bot))
    }

    /// Removes the bot from a guild.
    pub fn remove_bot(&mut self, id: Id) {
        if let Some(guild) = self.guilds.get_mut(&id) {
            guild.members.remove(&self.bot);
            self.emit("GUILD_DELETE", Some(id), json!({ "id": id }));
        }
    }

    /// Sets the incident actions (Guild: Modify Guild Incident Actions).
    pub fn set_incidents(&mut self, id: Id, invites: Option<i64>, dms: Option<i64>) {
        let Some(guild) = self.guilds.get_mut(&id) else {
            return;
        };
        guild.invites_disabled_until = invites;
        guild.dms_disabled_until = dms;
        let data = guild.json();
        self.emit("GUILD_UPDATE", Some(id), data);
    }

    /// Renames a guild.
    pub fn rename_guild(&mut self, actor: Id, id: Id, name: &str, reason: Option<&str>) {
        let Some(guild) = self.guilds.get_mut(&id) else {
            return;
        };
        let old = std::mem::replace(&mut guild.name, name.into());
        let data = guild.json();
        self.emit("GUILD_UPDATE", Some(id), data);
        let changes = vec![Change::new("name", json!(old), json!(name))];
        self.audit(
            id,
            Entry::new(1, actor, Some(id))
                .because(reason)
                .changing(changes),
        );
    }
}
