//! Who may do what: Discord's computation (Topics: Permissions) and its hierarchy of roles.

use super::{Channel, Guild, Id, Overwrite, World};

pub const CREATE_INSTANT_INVITE: u64 = 1 << 0;
pub const KICK_MEMBERS: u64 = 1 << 1;
pub const BAN_MEMBERS: u64 = 1 << 2;
pub const ADMINISTRATOR: u64 = 1 << 3;
pub const MANAGE_CHANNELS: u64 = 1 << 4;
pub const MANAGE_GUILD: u64 = 1 << 5;
pub const ADD_REACTIONS: u64 = 1 << 6;
pub const VIEW_AUDIT_LOG: u64 = 1 << 7;
pub const VIEW_CHANNEL: u64 = 1 << 10;
pub const SEND_MESSAGES: u64 = 1 << 11;
pub const MANAGE_MESSAGES: u64 = 1 << 13;
pub const EMBED_LINKS: u64 = 1 << 14;
pub const ATTACH_FILES: u64 = 1 << 15;
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
pub const CONNECT: u64 = 1 << 20;
pub const SPEAK: u64 = 1 << 21;
pub const MUTE_MEMBERS: u64 = 1 << 22;
pub const DEAFEN_MEMBERS: u64 = 1 << 23;
pub const MOVE_MEMBERS: u64 = 1 << 24;
pub const CHANGE_NICKNAME: u64 = 1 << 26;
pub const MANAGE_NICKNAMES: u64 = 1 << 27;
pub const MANAGE_ROLES: u64 = 1 << 28;
pub const MANAGE_WEBHOOKS: u64 = 1 << 29;
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
pub const MODERATE_MEMBERS: u64 = 1 << 40;

/// What a plain member may do.
pub const EVERYONE: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | ADD_REACTIONS
    | EMBED_LINKS
    | READ_MESSAGE_HISTORY
    | CONNECT
    | SPEAK
    | CHANGE_NICKNAME
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// What the moderation bot may do: everything it needs, and not ADMINISTRATOR.
pub const BOT: u64 = EVERYONE
    | ATTACH_FILES
    | KICK_MEMBERS
    | BAN_MEMBERS
    | MANAGE_CHANNELS
    | MANAGE_GUILD
    | VIEW_AUDIT_LOG
    | MANAGE_MESSAGES
    | MANAGE_NICKNAMES
    | MANAGE_ROLES
    | MANAGE_WEBHOOKS
    | MANAGE_THREADS
    | MUTE_MEMBERS
    | DEAFEN_MEMBERS
    | MOVE_MEMBERS
    | MODERATE_MEMBERS;

/// What is left to a member in a timeout (Permissions: Permissions for Timed Out Members).
const TIMED_OUT: u64 = VIEW_CHANNEL | READ_MESSAGE_HISTORY;

impl World {
    /// A member's permissions in the guild as a whole; none for a stranger.
    pub fn guild_permissions(&self, guild: &Guild, user: Id) -> u64 {
        let Some(member) = guild.members.get(&user) else {
            return 0;
        };
        if guild.owner == user {
            return u64::MAX;
        }
        let of = |role: &Id| guild.roles.get(role).map_or(0, |role| role.permissions);
        let all = member
            .roles
            .iter()
            .map(of)
            .fold(of(&guild.id), |all, more| all | more);
        if all & ADMINISTRATOR != 0 {
            return u64::MAX;
        }
        let timed_out = member
            .timed_out_until
            .is_some_and(|until| until > self.now_ms());
        if timed_out { all & TIMED_OUT } else { all }
    }

    /// A member's permissions in a channel.
    pub fn channel_permissions(&self, channel: &Channel, user: Id) -> u64 {
        let Some(guild) = channel.guild.and_then(|guild| self.guilds.get(&guild)) else {
            let party = channel.recipient == Some(user) || user == self.bot;
            return if party { EVERYONE } else { 0 };
        };
        let base = self.guild_permissions(guild, user);
        if base == u64::MAX || base == 0 {
            return base;
        }
        let Some(member) = guild.members.get(&user) else {
            return 0;
        };
        // A thread has the permissions of its channel (Inherited Permissions).
        let place = channel.parent.and_then(|id| self.channels.get(&id));
        let overwrites = &place.unwrap_or(channel).overwrites;
        let all = overwritten(base, overwrites, guild.id, user, &member.roles);
        if all & VIEW_CHANNEL == 0 {
            return 0;
        }
        let timed_out = member
            .timed_out_until
            .is_some_and(|until| until > self.now_ms());
        if timed_out { all & TIMED_OUT } else { all }
    }

    /// Whether `actor`'s highest role is above `target`'s; nobody is above the owner or themselves.
    pub fn is_above(&self, guild: &Guild, actor: Id, target: Id) -> bool {
        if actor == guild.owner {
            return actor != target;
        }
        target != guild.owner && highest(guild, actor) > highest(guild, target)
    }
}

fn overwritten(base: u64, overwrites: &[Overwrite], everyone: Id, user: Id, roles: &[Id]) -> u64 {
    let find = |id: Id| overwrites.iter().find(|overwrite| overwrite.id == id);
    let apply = |all: u64, deny: u64, allow: u64| (all & !deny) | allow;
    let mut all = base;
    if let Some(first) = find(everyone) {
        all = apply(all, first.deny, first.allow);
    }
    let of_roles = roles.iter().filter_map(|role| find(*role));
    let (deny, allow) = of_roles.fold((0, 0), |(deny, allow), one| {
        (deny | one.deny, allow | one.allow)
    });
    all = apply(all, deny, allow);
    if let Some(own) = find(user) {
        all = apply(all, own.deny, own.allow);
    }
    all
}

/// Where a member's highest role stands. Of roles with the same position the one with the lower id is higher.
fn highest(guild: &Guild, user: Id) -> (i64, std::cmp::Reverse<Id>) {
    let roles = guild
        .members
        .get(&user)
        .map(|member| member.roles.as_slice())
        .unwrap_or_default();
    let positions = roles.iter().filter_map(|role| guild.roles.get(role));
    positions
        .map(|role| (role.position, std::cmp::Reverse(role.id)))
        .max()
        .unwrap_or((0, std::cmp::Reverse(guild.id)))
}

/// Whether a role is below an actor's highest one.
pub fn is_role_below(guild: &Guild, actor: Id, role: Id) -> bool {
    let place = guild
        .roles
        .get(&role)
        .map(|role| (role.position, std::cmp::Reverse(role.id)));
    actor == guild.owner || place.is_some_and(|place| highest(guild, actor) > place)
}
