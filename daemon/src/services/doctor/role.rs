//! Is the bot's role above those of the members it should act on?

use emperione_protocol::{GuildId, RoleId, UserId};
use std::future::{Ready, ready};

use super::{Answer, Parts};
use crate::domain::state::{Guild, Member, State};

pub(super) fn ask(parts: &Parts) -> Ready<Vec<Answer>> {
    ready(judge(&parts.state.read()))
}

fn judge(state: &State) -> Vec<Answer> {
    // Without a login the question of permissions says so already.
    let Some(me) = &state.me else {
        return Vec::new();
    };
    let mut guilds: Vec<(&GuildId, &Guild)> = state.guilds.iter().collect();
    guilds.sort_by_key(|(id, _)| **id);
    guilds
        .into_iter()
        .filter_map(|(_, guild)| judge_guild(guild, me.id))
        .collect()
}

fn judge_guild(guild: &Guild, me: UserId) -> Option<Answer> {
    let own = highest(guild, guild.members.get(&me)?);
    let move_up = "drag the bot's role above theirs in the server's settings, page Roles";
    let Some(own) = own else {
        return Some(Answer::error(
            format!(
                "{}: the bot has no role, so it can act on nobody",
                guild.name
            ),
            move_up,
        ));
    };
    let above = guild
        .members
        .iter()
        .filter(|(id, member)| {
            **id != me && **id != guild.owner && highest(guild, member) >= Some(own)
        })
        .count();
    Some(if above == 0 {
        Answer::ok(format!(
            "{}: the bot's role is above every member's",
            guild.name
        ))
    } else {
        Answer::warning(
            format!(
                "{}: {above} members stand above the bot, which cannot act on them",
                guild.name
            ),
            move_up,
        )
    })
}

/// The position of the highest role; of two in one position the older one is higher (Permissions: Permission Hierarchy).
fn highest(guild: &Guild, member: &Member) -> Option<(i64, std::cmp::Reverse<RoleId>)> {
    let roles = member.roles.iter().filter_map(|id| guild.roles.get(id));
    roles
        .map(|role| (role.position, std::cmp::Reverse(role.id)))
        .max()
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;
    use crate::domain::event;

    fn guild(own_position: i64, their_position: i64) -> Guild {
        let mut guild = Guild::default();
        guild.name = "Cove".into();
        for (user, position) in [(1, own_position), (2, their_position)] {
            let role = event::Role {
                id: RoleId(user * 10),
                name: "role".into(),
                position,
                permissions: 0,
                managed: false,
            };
            guild.roles.insert(role.id, role);
            let member = event::Member {
                user: event::User {
                    id: UserId(user),
                    name: "name".into(),
                    global_name: None,
                    bot: false,
                },
                nick: None,
                roles: vec![RoleId(user * 10)],
                joined_at: None,
                timed_out_until: None,
                flags: 0,
            };
            guild.put_member(&member);
        }
        guild
    }

    #[test]
    fn members_above_the_bot_are_counted() {
        let below = judge_guild(&guild(5, 4), UserId(1)).unwrap();
        let above = judge_guild(&guild(4, 5), UserId(1)).unwrap();

        assert_eq!(below.level, Level::Ok);
        assert_eq!(above.level, Level::Warning);
        assert!(above.detail.contains("1 members"));
    }

    #[test]
    fn a_bot_without_a_role_is_an_error() {
        let mut guild = guild(1, 1);
        guild.roles.clear();

        assert_eq!(judge_guild(&guild, UserId(1)).unwrap().level, Level::Error);
    }
}
