//! May the bot, in each guild, do what a moderation bot does?

use emperione_protocol::GuildId;
use std::future::{Ready, ready};

use super::{Answer, Parts};
use crate::domain::invite;
use crate::domain::permissions::{
    self, ADMINISTRATOR, MANAGE_GUILD, MODERATE_MEMBERS, VIEW_CHANNEL,
};
use crate::domain::state::{Guild, State};

pub(super) fn ask(parts: &Parts) -> Ready<Vec<Answer>> {
    ready(judge(&parts.state.read()))
}

fn judge(state: &State) -> Vec<Answer> {
    let Some(me) = &state.me else {
        return vec![Answer::warning(
            "the bot has not logged in yet",
            "try again when `emp status` says ready",
        )];
    };
    let mut guilds: Vec<_> = state.guilds.iter().collect();
    guilds.sort_by_key(|(id, _)| **id);
    let answer = |(id, guild): (&GuildId, &Guild)| {
        let granted = guild
            .members
            .get(&me.id)
            .map(|member| granted(*id, guild, &member.roles));
        judge_guild(guild, granted)
    };
    guilds.into_iter().map(answer).collect()
}

fn granted(id: GuildId, guild: &Guild, roles: &[emperione_protocol::RoleId]) -> u64 {
    let everyone = emperione_protocol::RoleId(id.0);
    let roles = roles
        .iter()
        .chain([&everyone])
        .filter_map(|role| guild.roles.get(role));
    roles.fold(0, |all, role| all | role.permissions)
}

fn judge_guild(guild: &Guild, granted: Option<u64>) -> Answer {
    let Some(granted) = granted else {
        return Answer::warning(
            format!("{}: the bot's own roles are not known yet", guild.name),
            "try again in a minute",
        );
    };
    let missing = match granted & ADMINISTRATOR {
        0 => invite::used() & !granted,
        _ => 0,
    };
    let fix = "give these permissions to the bot's role in the server's settings";
    let lacks = format!("{}: the bot lacks {}", guild.name, named(missing));
    if missing & invite::NEEDED != 0 {
        Answer::error(lacks, fix)
    } else if missing != 0 {
        Answer::warning(format!("{lacks}{}", without(missing)), fix)
    } else {
        Answer::ok(format!("{}: the bot may do what it needs", guild.name))
    }
}

/// The names of permissions as Discord's settings have them.
fn named(permissions: u64) -> String {
    let bits = (0..u64::BITS).map(|place| 1 << place);
    let names = bits.filter(|bit| permissions & bit != 0).map(setting);
    names.collect::<Vec<_>>().join(", ")
}

fn setting(permission: u64) -> String {
    match permission {
        MODERATE_MEMBERS => "Time Out Members".into(),
        MANAGE_GUILD => "Manage Server".into(),
        VIEW_CHANNEL => "View Channels".into(),
        _ => {
            let words = permissions::name(permission).to_lowercase();
            let words: Vec<_> = words.split('_').map(capital).collect();
            words.join(" ")
        }
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    format!("{}{rest}", first.to_uppercase())
}

/// The acts that fail without these permissions.
fn without(missing: u64) -> String {
    let kinds: Vec<_> = invite::impossible(missing)
        .iter()
        .map(ToString::to_string)
        .collect();
    match kinds.as_slice() {
        [] => String::new(),
        kinds => format!(", so that these fail: {}", kinds.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;
    use crate::domain::permissions::{BAN_MEMBERS, MANAGE_NICKNAMES, MUTE_MEMBERS};

    #[test]
    fn a_missing_permission_is_named() {
        let mut guild = Guild::default();
        guild.name = "Cove".into();
        let all = invite::used();

        let answer = judge_guild(&guild, Some(all & !BAN_MEMBERS));

        assert_eq!(answer.level, Level::Error);
        assert_eq!(answer.detail, "Cove: the bot lacks Ban Members");
        assert_eq!(judge_guild(&guild, Some(all)).level, Level::Ok);
        assert_eq!(judge_guild(&guild, Some(ADMINISTRATOR)).level, Level::Ok);
        assert_eq!(judge_guild(&guild, None).level, Level::Warning);
    }

    #[test]
    fn what_fails_for_want_of_a_permission_is_a_warning() {
        let mut guild = Guild::default();
        guild.name = "Cove".into();
        let some = invite::used() & !(MANAGE_NICKNAMES | MUTE_MEMBERS);

        let answer = judge_guild(&guild, Some(some));

        assert_eq!(answer.level, Level::Warning);
        assert_eq!(
            answer.detail,
            "Cove: the bot lacks Mute Members, Manage Nicknames, so that these fail: nick, voice mute, voice unmute"
        );
    }
}
