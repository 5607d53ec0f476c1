//! Who may do what in a guild: Discord's computation (Topics: Permissions) and its hierarchy of roles.

use std::cmp::Reverse;

use emperione_protocol::{RoleId, Timestamp, UserId};

use super::event::Role;
use super::flags::FLAGS;
use super::state::Guild;

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
pub const MENTION_EVERYONE: u64 = 1 << 17;
pub const CONNECT: u64 = 1 << 20;
pub const SPEAK: u64 = 1 << 21;
pub const MUTE_MEMBERS: u64 = 1 << 22;
pub const DEAFEN_MEMBERS: u64 = 1 << 23;
pub const MOVE_MEMBERS: u64 = 1 << 24;
pub const MANAGE_NICKNAMES: u64 = 1 << 27;
pub const MANAGE_ROLES: u64 = 1 << 28;
pub const MANAGE_WEBHOOKS: u64 = 1 << 29;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
pub const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
pub const MODERATE_MEMBERS: u64 = 1 << 40;

/// What is left to a member in a timeout (Permissions for Timed Out Members): `VIEW_CHANNEL` and
/// `READ_MESSAGE_HISTORY`.
const TIMED_OUT: u64 = 1 << 10 | 1 << 16;

/// Discord's name of a permission.
pub fn name(permission: u64) -> &'static str {
    let known = FLAGS.iter().find(|(bit, _)| *bit == permission);
    known.map_or("a permission", |(_, name)| name)
}

/// A member's permissions in the guild as a whole; none for a stranger, all for the owner and administrators.
/// `everyone` is the role `@everyone`, whose id is the guild's.
pub fn of(guild: &Guild, everyone: RoleId, user: UserId, now: Timestamp) -> u64 {
    let Some(member) = guild.members.get(&user) else {
        return 0;
    };
    if guild.owner == user {
        return u64::MAX;
    }
    let of_role = |role: &RoleId| guild.roles.get(role).map_or(0, |role| role.permissions);
    let all = member
        .roles
        .iter()
        .map(of_role)
        .fold(of_role(&everyone), |all, more| all | more);
    if all & ADMINISTRATOR != 0 {
        return u64::MAX;
    }
    if member.is_timed_out(now) {
        all & TIMED_OUT
    } else {
        all
    }
}

/// Whether `actor` stands above `target`: the owner above all, then by the highest role. Somebody who is no member
/// stands below every member.
pub fn is_above(guild: &Guild, actor: UserId, target: UserId) -> bool {
    if target == guild.owner {
        return false;
    }
    actor == guild.owner || highest(guild, actor) > highest(guild, target)
}

/// Whether a member stands above a role.
pub fn is_above_role(guild: &Guild, actor: UserId, role: &Role) -> bool {
    actor == guild.owner || highest(guild, actor) > Some((role.position, Reverse(role.id)))
}

/// The highest role that a member holds besides `@everyone`.
pub fn highest_role(guild: &Guild, user: UserId) -> Option<&Role> {
    let roles = guild.members.get(&user)?.roles.iter();
    roles
        .filter_map(|role| guild.roles.get(role))
        .max_by_key(|role| (role.position, Reverse(role.id)))
}

/// The highest role of a member: by position, and of equal ones the older is higher (Permission Hierarchy).
fn highest(guild: &Guild, user: UserId) -> Option<(i64, Reverse<RoleId>)> {
    guild.members.get(&user)?;
    let held = highest_role(guild, user).map(|role| (role.position, Reverse(role.id)));
    Some(held.unwrap_or((0, Reverse(RoleId(u64::MAX)))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::event::{Member, User};

    const EVERYONE: RoleId = RoleId(1);
    const OWNER: UserId = UserId(100);
    const NOW: Timestamp = Timestamp(1_000);

    /// A guild of roles (id, position, permissions) and members (id, roles, timed out).
    fn guild(roles: &[(u64, i64, u64)], members: &[(u64, Vec<u64>, bool)]) -> Guild {
        let mut guild = Guild::default();
        guild.owner = OWNER;
        for (id, position, permissions) in roles {
            let role = Role {
                id: RoleId(*id),
                name: "role".into(),
                position: *position,
                permissions: *permissions,
                managed: false,
            };
            guild.roles.insert(role.id, role);
        }
        for (id, roles, timed_out) in members {
            guild.put_member(&Member {
                user: User {
                    id: UserId(*id),
                    name: "name".into(),
                    global_name: None,
                    bot: false,
                },
                nick: None,
                roles: roles.iter().map(|id| RoleId(*id)).collect(),
                joined_at: None,
                timed_out_until: timed_out.then_some(Timestamp(NOW.0 + 1)),
                flags: 0,
            });
        }
        guild
    }

    /// `compute_base_permissions` as the documentation writes it, on plain lists.
    fn by_the_documentation(
        roles: &[(u64, i64, u64)],
        held: &[u64],
        owner: bool,
        timed_out: bool,
    ) -> u64 {
        if owner {
            return u64::MAX;
        }
        let find = |id: u64| {
            roles
                .iter()
                .find(|role| role.0 == id)
                .map_or(0, |role| role.2)
        };
        let mut permissions = find(EVERYONE.0);
        for role in held {
            permissions |= find(*role);
        }
        if permissions & 0x8 == 0x8 {
            return u64::MAX;
        }
        if timed_out {
            permissions & ((1 << 10) | (1 << 16))
        } else {
            permissions
        }
    }

    fn some_roles() -> impl Strategy<Value = Vec<(u64, i64, u64)>> {
        prop::collection::vec((0..6_i64, 0..1_u64 << 41), 1..8).prop_map(|roles| {
            let with_id = |(id, (position, permissions))| {
                (
                    id as u64 + 1,
                    if id == 0 { 0 } else { position },
                    permissions,
                )
            };
            roles.into_iter().enumerate().map(with_id).collect()
        })
    }

    proptest! {
        #[test]
        fn permissions_are_those_of_the_documentation(
            roles in some_roles(), held in prop::collection::vec(2..9_u64, 0..4), timed_out: bool, user in 99..102_u64,
        ) {
            let guild = guild(&roles, &[(user, held.clone(), timed_out)]);
            let expected = by_the_documentation(&roles, &held, user == OWNER.0, timed_out);
            prop_assert_eq!(of(&guild, EVERYONE, UserId(user), NOW), expected);
        }

        #[test]
        fn nobody_is_above_themselves_and_two_are_never_above_each_other(
            roles in some_roles(), first in prop::collection::vec(2..9_u64, 0..4), second in prop::collection::vec(2..9_u64, 0..4),
        ) {
            let guild = guild(&roles, &[(5, first, false), (6, second, false)]);
            prop_assert!(!is_above(&guild, UserId(5), UserId(5)));
            prop_assert!(!(is_above(&guild, UserId(5), UserId(6)) && is_above(&guild, UserId(6), UserId(5))));
            prop_assert!(!is_above(&guild, UserId(5), OWNER));
        }
    }

    #[test]
    fn of_roles_with_equal_positions_the_older_is_higher() {
        let guild = guild(
            &[(1, 0, 0), (7, 3, 0), (8, 3, 0)],
            &[(5, vec![7], false), (6, vec![8], false)],
        );

        assert!(is_above(&guild, UserId(5), UserId(6)));
        assert!(!is_above(&guild, UserId(6), UserId(5)));
    }

    #[test]
    fn a_stranger_stands_below_a_member_without_roles() {
        let guild = guild(&[(1, 0, 0)], &[(5, vec![], false)]);

        assert!(is_above(&guild, UserId(5), UserId(77)));
        assert_eq!(of(&guild, EVERYONE, UserId(77), NOW), 0);
    }
}
