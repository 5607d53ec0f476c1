//! Which channels a member sees: Discord's overwrites (Topics: Permissions, Permission Overwrites).

use emperione_protocol::{ChannelId, GuildId, RoleId, Timestamp, UserId};

use super::event::{Channel, Overwrite, OverwriteOf};
use super::permissions;
use super::state::Guild;

const VIEW_CHANNEL: u64 = 1 << 10;

/// Whether a member sees a channel. A channel that is not known is seen by nobody.
pub fn sees(
    (id, guild): (GuildId, &Guild),
    user: UserId,
    channel: ChannelId,
    now: Timestamp,
) -> bool {
    let everyone = RoleId(id.0);
    let base = permissions::of(guild, everyone, user, now);
    let Some(channel) = place(guild, channel) else {
        return false;
    };
    // The owner and administrators have every permission, whatever a channel says.
    let granted = if base == u64::MAX {
        base
    } else {
        overwrite(guild, everyone, user, (base, channel))
    };
    granted & VIEW_CHANNEL != 0
}

fn place(guild: &Guild, channel: ChannelId) -> Option<&Channel> {
    let found = guild.channels.get(&channel)?;
    if found.is_thread() {
        guild.channels.get(&found.parent?)
    } else {
        Some(found)
    }
}

/// Everyone's overwrite, then those of all roles together, then the member's own; each denies, then allows.
fn overwrite(
    guild: &Guild,
    everyone: RoleId,
    user: UserId,
    (base, channel): (u64, &Channel),
) -> u64 {
    let roles = guild
        .members
        .get(&user)
        .map_or(&[][..], |member| &member.roles);
    let applies: [&dyn Fn(&Overwrite) -> bool; 3] = [
        &|overwrite| overwrite.of == OverwriteOf::Role(everyone),
        &|overwrite| matches!(overwrite.of, OverwriteOf::Role(role) if roles.contains(&role)),
        &|overwrite| overwrite.of == OverwriteOf::Member(user),
    ];
    applies.iter().fold(base, |granted, applies| {
        let found = channel.overwrites.iter().filter(|found| applies(found));
        let (allow, deny) = found.fold((0, 0), |(allow, deny), found| {
            (allow | found.allow, deny | found.deny)
        });
        granted & !deny | allow
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event;

    const ID: GuildId = GuildId(1);
    const EVERYONE: OverwriteOf = OverwriteOf::Role(RoleId(1));
    const TEAM: OverwriteOf = OverwriteOf::Role(RoleId(5));
    const ANN: OverwriteOf = OverwriteOf::Member(UserId(10));

    /// Ann is in the team; everyone may view channels.
    fn guild(overwrites: &[(OverwriteOf, u64, u64)]) -> Guild {
        let mut guild = Guild::default();
        guild.owner = UserId(99);
        for (id, permissions) in [(1, VIEW_CHANNEL), (5, 0)] {
            let role = event::Role {
                id: RoleId(id),
                name: "role".into(),
                position: 0,
                permissions,
                managed: false,
            };
            guild.roles.insert(role.id, role);
        }
        for (user, roles) in [(10, vec![RoleId(5)]), (11, Vec::new()), (99, Vec::new())] {
            guild.put_member(&event::Member {
                user: event::User {
                    id: UserId(user),
                    name: "name".into(),
                    global_name: None,
                    bot: false,
                },
                nick: None,
                roles,
                joined_at: None,
                timed_out_until: None,
                flags: 0,
            });
        }
        let overwrites = overwrites
            .iter()
            .map(|(of, allow, deny)| Overwrite {
                of: *of,
                allow: *allow,
                deny: *deny,
            })
            .collect();
        let channel = |id, channel_type, parent, overwrites| Channel {
            id: ChannelId(id),
            channel_type,
            name: "channel".into(),
            position: 0,
            parent,
            overwrites,
            last_message: None,
            slow_mode: 0,
            locked: false,
            archived: false,
            begun_at: None,
        };
        let thread = channel(21, 11, Some(ChannelId(20)), Vec::new());
        guild.channels.insert(thread.id, thread);
        let channel = channel(20, 0, None, overwrites);
        guild.channels.insert(channel.id, channel);
        guild
    }

    #[track_caller]
    fn check(overwrites: &[(OverwriteOf, u64, u64)], expected: [bool; 3]) {
        let guild = guild(overwrites);
        let seen = [10, 11, 99].map(|user| {
            let in_channel = sees((ID, &guild), UserId(user), ChannelId(20), Timestamp(0));
            let in_thread = sees((ID, &guild), UserId(user), ChannelId(21), Timestamp(0));
            assert_eq!(in_channel, in_thread);
            in_channel
        });
        assert_eq!(seen, expected);
    }

    #[test]
    fn overwrites_are_applied_in_discords_order() {
        let (view, none) = (VIEW_CHANNEL, 0);

        check(&[], [true, true, true]);
        check(&[(EVERYONE, none, view)], [false, false, true]);
        check(
            &[(EVERYONE, none, view), (TEAM, view, none)],
            [true, false, true],
        );
        check(
            &[(TEAM, view, none), (ANN, none, view)],
            [false, true, true],
        );
        check(&[(TEAM, none, view), (ANN, view, none)], [true, true, true]);
    }

    #[test]
    fn strangers_and_unknown_channels_are_not_seen() {
        let guild = guild(&[]);

        assert!(!sees((ID, &guild), UserId(12), ChannelId(20), Timestamp(0)));
        assert!(!sees((ID, &guild), UserId(10), ChannelId(22), Timestamp(0)));
    }
}
