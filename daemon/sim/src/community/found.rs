//! The guild as it stands when the simulator starts: roles, channels, members, and the people whom checks act as.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::names;
use crate::info::Places;
use crate::world::channels::{TEXT, VOICE};
use crate::world::invites::InviteLimits;
use crate::world::members::MemberEdit;
use crate::world::permissions::{
    BAN_MEMBERS, EVERYONE, KICK_MEMBERS, MANAGE_MESSAGES, MODERATE_MEMBERS, VIEW_AUDIT_LOG,
};
use crate::world::{Id, NewMessage};
use crate::{Options, World};

const DAY_MS: i64 = 86_400_000;
/// People whom checks and tests act as; the community leaves them alone.
const PEOPLE: [&str; 5] = ["alice", "bob_stone", "carol", "dave99", "erin_closed"];
const TEXT_CHANNELS: [&str; 8] = [
    "welcome",
    "lobby",
    "off-topic",
    "help",
    "showcase",
    "memes",
    "music",
    "announcements",
];
/// Their last one is what the raid comes by.
pub(super) const INVITES: [&str; 4] = ["harbor", "otters", "newhere", "opensea"];
const VOICE_CHANNELS: [&str; 2] = ["Lounge", "Gaming"];

/// Founds the guild: twelve channels and `options.members` members besides the people of the checks.
pub(crate) fn found(world: &mut World, options: &Options) -> Places {
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let owner = person(world, "olivia_owner", 900);
    let guild = world.create_guild("Harbor of Otters", owner);
    let member = world.create_role(guild, "member", EVERYONE, None);
    let muted = world.create_role(guild, "muted", 0, None);
    let rights =
        EVERYONE | KICK_MEMBERS | BAN_MEMBERS | MANAGE_MESSAGES | MODERATE_MEMBERS | VIEW_AUDIT_LOG;
    let moderators = world.create_role(guild, "mod", rights, None);
    world.create_bot_role(guild);
    let high = world.create_role(guild, "high", EVERYONE, None);
    let general = world.create_channel(guild, "general", TEXT);
    let log = world.create_channel(guild, "mod-log", TEXT);
    for name in TEXT_CHANNELS {
        world.create_channel(guild, name, TEXT);
    }
    for name in VOICE_CHANNELS {
        world.create_channel(guild, name, VOICE);
    }
    let users: Vec<Id> = PEOPLE
        .into_iter()
        .map(|name| settle(world, guild, name))
        .collect();
    if let Some(user) = users.last().and_then(|last| world.users.get_mut(last)) {
        user.dms_closed = true;
    }
    let moderator = settle(world, guild, "mona_mod");
    let edit = MemberEdit {
        roles: Some(vec![moderators, member]),
        ..MemberEdit::default()
    };
    world.edit_member(owner, guild, moderator, edit, None);
    let spammer = settle(world, guild, "gift_giver");
    populate(world, &mut rng, guild, options.members);
    let old_message = Id::at(world.now_ms() - 20 * DAY_MS);
    world.insert_message(
        old_message,
        general,
        owner,
        NewMessage::text("welcome aboard"),
    );
    invite_people(world, [owner, moderator, users[0]]);
    if let Some(guild) = world.guilds.get_mut(&guild) {
        guild.audit.clear();
    }
    Places {
        guild,
        owner,
        users,
        moderator,
        spammer,
        general,
        log,
        muted,
        high,
        moderators,
        member,
        invite: INVITES[0].into(),
        old_message,
    }
}

/// Several invites by several people; none of them ends.
fn invite_people(world: &mut World, inviters: [Id; 3]) {
    let channels: Vec<Id> = world
        .guilds
        .values()
        .flat_map(|guild| guild.channels.clone())
        .collect();
    let people = inviters.into_iter().cycle();
    for ((code, inviter), channel) in INVITES.into_iter().zip(people).zip(channels) {
        world.create_invite(channel, inviter, Some(code), InviteLimits::default());
    }
}

/// A user whose account is so many days old.
fn person(world: &mut World, name: &str, days: i64) -> Id {
    let Id(counter) = world.next_id();
    let id = Id(Id::at(world.now_ms() - days * DAY_MS).0 | (counter & 0xFFFF));
    world.create_user_with_id(id, name, None, false)
}

fn settle(world: &mut World, guild: Id, name: &str) -> Id {
    let user = person(world, name, 400);
    world.join_at(guild, user, world.now_ms() - 100 * DAY_MS);
    user
}

fn populate(world: &mut World, rng: &mut ChaCha8Rng, guild: Id, count: usize) {
    let now = world.now_ms();
    for number in 0..count {
        let age_ms = rng.random_range(30 * DAY_MS..2000 * DAY_MS);
        let id = Id(Id::at(now - age_ms).0 | number as u64 & 0x3F_FFFF);
        let username = names::username(rng, number);
        let display = names::display_name(rng, &username);
        world.create_user_with_id(id, &username, display.as_deref(), false);
        world.join_at(guild, id, now - rng.random_range(DAY_MS..age_ms));
        world.outbox.clear();
    }
}
