//! May the bot, in each guild, do what a moderation bot does?

use std::future::{Ready, ready};
use emperione_protocol::GuildId;

use super::{Answer, Parts};
use crate::domain::state::{Guild, State};

const ADMINISTRATOR: u64 = 1 << 3;

/// What is needed (Permissions: Bitwise Permission Flags), and its name in Discord's settings.
const NEEDED: &[(u64, &str)] = &[
    (1 << 1, "Kick Members"),
    (1 << 2, "Ban Members"),
    (1 << 7, "View Audit Log"),
    (1 << 10, "View Channels"),
    (1 << 11, "Send Messages"),
    (1 << 16, "Read Message History"),
    (1 << 40, "Time Out Members"),
];

pub(super) fn ask(parts: &Parts) -> Ready<Vec<Answer>> {
    ready(judge(&parts.state.read()))
}

fn judge(state: &State) -> Vec<Answer> {
    let Some(me) = &state.me else {
        return vec![Answer::warning("the bot has not logged in yet", "try again when `emp status` says ready")];
    };
    let mut guilds: Vec<_> = state.guilds.iter().collect();
    guilds.sort_by_key(|(id, _)| **id);
    let answer = |(id, guild): (&GuildId, &Guild)| {
        let granted = guild.members.get(&me.id).map(|member| granted(*id, guild, &member.roles));
        judge_guild(guild, granted)
    };
    guilds.into_iter().map(answer).collect()
}

fn granted(id: GuildId, guild: &Guild, roles: &[emperione_protocol::RoleId]) -> u64 {
    let everyone = emperione_protocol::RoleId(id.0);
    let roles = roles.iter().chain([&everyone]).filter_map(|role| guild.roles.get(role));
    roles.fold(0, |all, role| all | role.permissions)
}

fn judge_guild(guild: &Guild, granted: Option<u64>) -> Answer {
    let Some(granted) = granted else {
        return Answer::warning(format!("{}: the bot's own roles are not known yet", guild.name), "try again in a minute");
    };
    let missing: Vec<_> = NEEDED
        .iter()
        .filter(|(bit, _)| granted & (bit | ADMINISTRATOR) == 0)
        .map(|(_, name)| *name)
        .collect();
    if missing.is_empty() {
        Answer::ok(format!("{}: the bot may do what it needs", guild.name))
    } else {
        Answer::error(
            format!("{}: the bot lacks {}", guild.name, missing.join(", ")),
            "give these permissions to the bot's role in the server's settings",
        )
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[test]
    fn a_missing_permission_is_named() {
        let mut guild = Guild::default();
        guild.name = "Cove".into();
        let all = NEEDED.iter().fold(0, |all, (bit, _)| all | bit);

        let answer = judge_guild(&guild, Some(all & !(1 << 2)));

        assert_eq!(answer.level, Level::Error);
        assert_eq!(answer.detail, "Cove: the bot lacks Ban Members");
        assert_eq!(judge_guild(&guild, Some(all)).level, Level::Ok);
        assert_eq!(judge_guild(&guild, Some(ADMINISTRATOR)).level, Level::Ok);
        assert_eq!(judge_guild(&guild, None).level, Level::Warning);
    }
}
