//! Members: joining, leaving, names, roles, timeouts.

use serde_json::{Value, json};

use super::audit::{Change, Entry};
use super::json::{optional_time, time};
use super::{Id, World};

/// Above so many members `GUILD_CREATE` leaves the offline ones out.
pub const LARGE: usize = 250;

#[derive(Clone, Debug)]
pub struct Member {
    pub user: Id,
    pub nick: Option<String>,
    pub roles: Vec<Id>,
    pub joined_ms: i64,
    pub timed_out_until: Option<i64>,
}

/// What a member update changes; `None` leaves a part as it is.
#[derive(Clone, Debug, Default)]
pub struct MemberEdit {
    pub nick: Option<Option<String>>,
    pub roles: Option<Vec<Id>>,
    pub timed_out_until: Option<Option<i64>>,
}

impl World {
    /// A member with the user, as REST and most events show them.
    pub fn member_json(&self, member: &Member) -> Value {
        let mut data = self.bare_member_json(member);
        data["user"] = self.user_json(member.user);
        data
    }

    /// A member without the user, as messages hold them.
    pub fn bare_member_json(&self, member: &Member) -> Value {
        let until = member
            .timed_out_until
            .filter(|until| *until > self.now_ms());
        json!({
            "nick": member.nick, "roles": member.roles, "joined_at": time(member.joined_ms),
            "communication_disabled_until": optional_time(until), "avatar": null, "banner": null, "flags": 0,
            "pending": false, "premium_since": null, "mute": false, "deaf": false,
        })
    }

    /// Lets a user in by no invite.
    pub fn join(&mut self, guild: Id, user: Id) {
        self.joined_by.remove(&user);
        self.join_at(guild, user, self.now_ms());
    }

    /// Lets a user be a member since a time; only one in the present makes an event worth having.
    pub fn join_at(&mut self, guild: Id, user: Id, joined_ms: i64) {
        let member = Member {
            user,
            nick: None,
            roles: Vec::new(),
            joined_ms,
            timed_out_until: None,
        };
        let mut data = self.member_json(&member);
        data["guild_id"] = json!(guild);
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        if found.members.insert(user, member).is_none() {
            self.emit("GUILD_MEMBER_ADD", Some(guild), data);
        }
    }

    /// Removes a member, and says whether there was one.
    pub fn leave(&mut self, guild: Id, user: Id) -> bool {
        self.leave_voice(guild, user);
        let Some(found) = self.guilds.get_mut(&guild) else {
            return false;
        };
        let was = found.members.remove(&user).is_some();
        if was {
            let data = json!({ "guild_id": guild, "user": self.user_json(user) });
            self.emit("GUILD_MEMBER_REMOVE", Some(guild), data);
        }
        was
    }

    pub fn kick(&mut self, actor: Id, guild: Id, user: Id, reason: Option<&str>) {
        if self.leave(guild, user) {
            self.audit(guild, Entry::new(20, actor, Some(user)).because(reason));
        }
    }

    /// Changes a member, with an audit entry for each kind of change.
    pub fn edit_member(
        &mut self,
        actor: Id,
        guild: Id,
        user: Id,
        edit: MemberEdit,
        reason: Option<&str>,
    ) {
        let Some(member) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.members.get_mut(&user))
        else {
            return;
        };
        let before = member.clone();
        if let Some(nick) = edit.nick {
            member.nick = nick;
        }
        if let Some(roles) = edit.roles {
            member.roles = roles;
        }
        if let Some(until) = edit.timed_out_until {
            member.timed_out_until = until;
        }
        let after = member.clone();
        let mut data = self.member_json(&after);
        data["guild_id"] = json!(guild);
        self.emit("GUILD_MEMBER_UPDATE", Some(guild), data);
        self.audit_member(actor, guild, [&before, &after], reason);
    }

    fn audit_member(
        &mut self,
        actor: Id,
        guild: Id,
        [before, after]: [&Member; 2],
        reason: Option<&str>,
    ) {
        let mut changes = Vec::new();
        if before.nick != after.nick {
            changes.push(Change::new("nick", json!(before.nick), json!(after.nick)));
        }
        if before.timed_out_until != after.timed_out_until {
            let [old, new] = [before, after].map(|member| optional_time(member.timed_out_until));
            changes.push(Change::new("communication_disabled_until", old, new));
        }
        // A member's change of the own nickname is audited as well.
        if !changes.is_empty() {
            self.audit(
                guild,
                Entry::new(24, actor, Some(after.user))
                    .because(reason)
                    .changing(changes),
            );
        }
        let mut changes = Vec::new();
        for (key, from, to) in [("$add", before, after), ("$remove", after, before)] {
            let differing: Vec<_> = to
                .roles
                .iter()
                .filter(|role| !from.roles.contains(role))
                .copied()
                .collect();
            if !differing.is_empty() {
                changes.push(Change::new(
                    key,
                    Value::Null,
                    self.partial_roles(guild, &differing),
                ));
            }
        }
        if !changes.is_empty() {
            self.audit(
                guild,
                Entry::new(25, actor, Some(after.user))
                    .because(reason)
                    .changing(changes),
            );
        }
    }

    fn partial_roles(&self, guild: Id, roles: &[Id]) -> Value {
        let name = |id: &Id| {
            self.guilds
                .get(&guild)?
                .roles
                .get(id)
                .map(|role| role.name.clone())
        };
        roles
            .iter()
            .map(|id| json!({ "id": id, "name": name(id).unwrap_or_default() }))
            .collect()
    }
}
