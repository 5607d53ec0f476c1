//! How the bot comes into a guild, and what it may do there: the permissions that its acts need, and those that it reads
//! and writes with.

use emperione_protocol::UserId;
use emperione_protocol::actions::Kind;

use super::actions::kinds::facts;
use super::locks::LOCKED;
use super::permissions::{
    ATTACH_FILES, BAN_MEMBERS, EMBED_LINKS, KICK_MEMBERS, MODERATE_MEMBERS, READ_MESSAGE_HISTORY,
    SEND_MESSAGES, VIEW_AUDIT_LOG, VIEW_CHANNEL,
};

/// Without one of these it is no bot for moderation.
pub const NEEDED: u64 = KICK_MEMBERS
    | BAN_MEMBERS
    | MODERATE_MEMBERS
    | VIEW_AUDIT_LOG
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | READ_MESSAGE_HISTORY;

/// Every permission without which something fails.
pub fn used() -> u64 {
    let acts = Kind::ALL
        .iter()
        .fold(0, |all, kind| all | facts(*kind).needs);
    NEEDED | acts | EMBED_LINKS | ATTACH_FILES
}

/// What it asks for. Nobody denies what they do not have themselves, so that a lock takes no more than it has.
fn wanted() -> u64 {
    used() | LOCKED
}

/// The kinds of acts that fail without these permissions.
pub fn impossible(missing: u64) -> Vec<Kind> {
    let fails = |kind: &Kind| facts(*kind).needs & missing != 0;
    Kind::ALL.into_iter().filter(fails).collect()
}

/// The page on which somebody who may manage a guild lets the bot in (Topics: `OAuth2`, Bot Authorization Flow). An
/// application has the id of its bot.
pub fn link(bot: UserId) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={bot}&scope=bot+applications.commands&permissions={}",
        wanted()
    )
}

#[cfg(test)]
mod tests {
    use super::super::permissions::{ADMINISTRATOR, MANAGE_NICKNAMES, MANAGE_ROLES};
    use super::*;

    #[test]
    fn the_link_asks_for_what_every_act_needs_and_for_no_more_than_that() {
        let link = link(UserId(80_351_110_224_678_912));

        let (page, asked) = link.rsplit_once('=').unwrap();
        assert!(page.contains("client_id=80351110224678912&"), "{link}");
        let asked: u64 = asked.parse().unwrap();
        for kind in Kind::ALL {
            let needs = facts(kind).needs;
            assert_eq!(asked & needs, needs, "{kind}");
        }
        assert_eq!(asked & ADMINISTRATOR, 0);
    }

    #[test]
    fn what_cannot_be_done_is_named() {
        assert_eq!(impossible(MANAGE_NICKNAMES), [Kind::Nick]);
        assert!(impossible(MANAGE_ROLES).contains(&Kind::Lock));
        assert_eq!(impossible(0), []);
    }
}
