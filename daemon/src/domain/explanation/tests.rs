use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::event::{self, Overwrite};
use crate::domain::many::many;
use crate::domain::{permissions, visibility};

const GUILD: GuildId = GuildId(1);
const OWNER: UserId = UserId(100);
const ANN: UserId = UserId(10);
const NOW: Timestamp = Timestamp(1_000);
const ALL: u64 = (1 << 53) - 1;
const TEXT: ChannelId = ChannelId(20);
const VOICE_CHANNEL: ChannelId = ChannelId(21);
const THREAD: ChannelId = ChannelId(22);

/// A guild on plain lists: roles (id, position, permissions), of which 1 is @everyone; what Ann has; overwrites of the
/// channels (is it a member's, id, allow, deny).
#[derive(Clone, Debug)]
struct Plain {
    roles: Vec<(u64, i64, u64)>,
    held: Vec<u64>,
    timed_out: bool,
    overwrites: Vec<(bool, u64, u64, u64)>,
}

fn guild(plain: &Plain, user: UserId) -> Guild {
    let mut guild = Guild::default();
    guild.owner = OWNER;
    for (id, position, permissions) in &plain.roles {
        let role = event::Role {
            id: RoleId(*id),
            name: format!("role {id}").into(),
            position: *position,
            permissions: *permissions,
            managed: false,
        };
        guild.roles.insert(role.id, role);
    }
    guild.put_member(&event::Member {
        user: event::User {
            id: user,
            name: "ann".into(),
            global_name: None,
            bot: false,
        },
        nick: None,
        roles: plain.held.iter().map(|id| RoleId(*id)).collect(),
        joined_at: None,
        timed_out_until: plain.timed_out.then_some(Timestamp(NOW.0 + 1)),
        flags: 0,
    });
    let overwrite = |(member, id, allow, deny): &(bool, u64, u64, u64)| Overwrite {
        of: if *member {
            OverwriteOf::Member(UserId(*id))
        } else {
            OverwriteOf::Role(RoleId(*id))
        },
        allow: *allow,
        deny: *deny,
    };
    for (id, channel_type, parent) in [
        (TEXT, 0, None),
        (VOICE_CHANNEL, 2, None),
        (THREAD, 11, Some(TEXT)),
    ] {
        let overwrites = match parent {
            None => plain.overwrites.iter().map(overwrite).collect(),
            Some(_) => Vec::new(),
        };
        let channel = Channel {
            id,
            channel_type,
            name: "general".into(),
            position: 0,
            parent,
            overwrites,
            last_message: None,
            slow_mode: 0,
            locked: false,
            archived: false,
            begun_at: None,
        };
        guild.channels.insert(id, channel);
    }
    guild
}

/// `compute_base_permissions` of the documentation.
fn base(plain: &Plain, user: UserId) -> u64 {
    if user == OWNER {
        return u64::MAX;
    }
    let of = |id: u64| {
        plain
            .roles
            .iter()
            .find(|role| role.0 == id)
            .map_or(0, |role| role.2)
    };
    let mut permissions = of(GUILD.0);
    for role in &plain.held {
        permissions |= of(*role);
    }
    if permissions & 0x8 == 0x8 {
        return u64::MAX;
    }
    permissions
}

/// `compute_overwrites` of the documentation, which looks overwrites up one by one.
fn overwritten(base: u64, plain: &Plain, user: UserId) -> u64 {
    if base & 0x8 == 0x8 {
        return u64::MAX;
    }
    let find = |member: bool, id: u64| {
        plain
            .overwrites
            .iter()
            .find(|overwrite| overwrite.0 == member && overwrite.1 == id)
    };
    let mut permissions = base;
    if let Some((_, _, allow, deny)) = find(false, GUILD.0) {
        permissions &= !deny;
        permissions |= allow;
    }
    let (mut allow, mut deny) = (0, 0);
    for role in &plain.held {
        if let Some(overwrite) = find(false, *role) {
            allow |= overwrite.2;
            deny |= overwrite.3;
        }
    }
    permissions &= !deny;
    permissions |= allow;
    if let Some((_, _, allow, deny)) = find(true, user.0) {
        permissions &= !deny;
        permissions |= allow;
    }
    permissions
}

/// What the documentation says in words: timeouts, then what is implied in a channel of this type.
fn in_words(mut permissions: u64, plain: &Plain, channel_type: u8) -> u64 {
    const VIEW: u64 = 0x400;
    if permissions == u64::MAX {
        return permissions;
    }
    if plain.timed_out {
        permissions &= VIEW | 0x10000;
    }
    if permissions & VIEW == 0 {
        return 0;
    }
    let send = if channel_type == 11 {
        0x40_0000_0000
    } else {
        0x800
    };
    if permissions & send == 0 {
        // TTS, links, files, @everyone.
        permissions &= !(0x1000 | 0x4000 | 0x8000 | 0x20000);
    }
    if channel_type == 2 && permissions & 0x0010_0000 == 0 {
        permissions &= VIEW;
    }
    permissions
}

fn plains() -> impl Strategy<Value = Plain> {
    // Few bits often, so that grants, denials and ADMINISTRATOR all occur.
    let bits = || prop_oneof![0..=ALL, (0..53_u32).prop_map(|bit| 1 << bit), Just(0_u64)];
    let role = (0..6_i64, bits());
    let roles = prop::collection::vec(role, 1..7).prop_map(|roles| {
        let with_id = |(index, (position, permissions)): (usize, (i64, u64))| {
            (
                index as u64 + 1,
                if index == 0 { 0 } else { position },
                permissions,
            )
        };
        roles
            .into_iter()
            .enumerate()
            .map(with_id)
            .collect::<Vec<_>>()
    });
    let held = prop::collection::btree_set(2..8_u64, 0..4);
    let of_role = (Just(false), 1..8_u64, bits(), bits());
    let of_member = (Just(true), 9..12_u64, bits(), bits());
    let overwrites = prop::collection::vec(prop_oneof![of_role, of_member], 0..6);
    (roles, held, any::<bool>(), overwrites).prop_map(|(roles, held, timed_out, overwrites)| {
        let mut seen = std::collections::HashSet::new();
        Plain {
            roles,
            held: held.into_iter().collect(),
            timed_out,
            overwrites: overwrites
                .into_iter()
                .filter(|overwrite| seen.insert((overwrite.0, overwrite.1)))
                .collect(),
        }
    })
}

fn ask(guild: &Guild, user: UserId, channel: Option<ChannelId>, permission: u64) -> Explanation {
    let question = Question {
        user,
        channel,
        permission,
        now: NOW,
    };
    explain(GUILD, guild, question)
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn permissions_are_those_of_the_documentation(
        plain in plains(), owner in prop::bool::weighted(0.1), bit in 0..53_u32,
    ) {
        let user = if owner { OWNER } else { ANN };
        let guild = guild(&plain, user);
        let base = base(&plain, user);

        for (channel, channel_type) in [(TEXT, 0), (VOICE_CHANNEL, 2), (THREAD, 11)] {
            let expected = in_words(overwritten(base, &plain, user), &plain, channel_type);
            let found = ask(&guild, user, Some(channel), 1 << bit);
            prop_assert_eq!(found.bits, expected);
            prop_assert_eq!(found.steps.last().map(|step| step.granted), Some(found.is_granted()));
            let sees = visibility::sees((GUILD, &guild), user, channel, NOW);
            prop_assert_eq!(sees, expected & 0x400 != 0);
        }
        let timed_out = if plain.timed_out && base != u64::MAX { base & 0x10400 } else { base };
        prop_assert_eq!(ask(&guild, user, None, 1 << bit).bits, timed_out);
        prop_assert_eq!(permissions::of(&guild, RoleId(GUILD.0), user, NOW), timed_out);
    }

    #[test]
    fn the_hierarchy_is_that_of_the_list_of_roles(
        plain in plains(), other in prop::collection::btree_set(2..8_u64, 0..4), owners in 0..3_u8,
    ) {
        let (one, two) = match owners {
            0 => (OWNER, UserId(11)),
            1 => (ANN, OWNER),
            _ => (ANN, UserId(11)),
        };
        let mut guild = guild(&plain, one);
        let mut rest = plain.clone();
        rest.held = other.iter().copied().collect();
        let twin = self::guild(&rest, two);
        guild.members.insert(two, twin.members[&two].clone());

        // As the settings show them: the highest first, of equal ones the older. The lower in the list, the lower one is.
        let mut list = plain.roles.clone();
        list.sort_by_key(|(id, position, _)| (std::cmp::Reverse(*position), *id));
        let rank = |user: UserId, held: &[u64]| {
            let best = list.iter().position(|(id, ..)| held.contains(id));
            if user == OWNER { -1 } else { best.map_or(i64::MAX, |place| i64::try_from(place).unwrap()) }
        };
        let expected = rank(one, &plain.held) < rank(two, &rest.held);
        prop_assert_eq!(permissions::is_above(&guild, one, two), expected);
    }

    #[test]
    fn whatever_changes_a_permission_is_a_step(plain in plains(), bit in 0..53_u32) {
        let guild = guild(&plain, ANN);
        let found = ask(&guild, ANN, Some(TEXT), 1 << bit);

        let mut granted = false;
        for step in &found.steps {
            let told = match step.effect {
                Effect::Grants => step.granted || step.text.ends_with("grants ADMINISTRATOR"),
                Effect::Denies => !step.granted,
                Effect::None => step.granted == granted,
            };
            prop_assert!(told, "{:?}", found.steps);
            granted = step.granted;
        }
    }
}

fn told(plain: &Plain, channel: Option<ChannelId>, permission: u64) -> Vec<String> {
    let found = ask(&guild(plain, ANN), ANN, channel, permission);
    let verdict = if found.is_granted() { "yes" } else { "no" };
    let steps = found.steps.into_iter().map(|step| step.text);
    steps.chain([verdict.to_owned()]).collect()
}

fn plain() -> Plain {
    Plain {
        roles: vec![
            (1, 0, VIEW_CHANNEL | SEND_MESSAGES),
            (2, 1, 0),
            (3, 2, 1 << 14),
        ],
        held: vec![2, 3],
        timed_out: false,
        overwrites: vec![
            (false, 1, 0, SEND_MESSAGES),
            (false, 2, SEND_MESSAGES, 0),
            (true, 10, 0, SEND_MESSAGES),
        ],
    }
}

#[test]
fn each_overwrite_is_told_in_its_order() {
    assert_eq!(
        told(&plain(), Some(TEXT), SEND_MESSAGES),
        [
            "@everyone grants it",
            "none of their 2 roles grants it",
            "#general denies it to role 1",
            "#general allows it to role 2",
            "#general denies it to @ann",
            "no",
        ]
    );
}

#[test]
fn what_is_implied_is_told() {
    assert_eq!(
        told(&plain(), Some(TEXT), 1 << 14),
        [
            "@everyone does not grant it",
            "the role role 3 grants it",
            "no overwrite of #general concerns it",
            "without SEND_MESSAGES there is nothing to go with it",
            "no",
        ]
    );
}

#[test]
fn a_thread_asks_its_channel_and_for_another_permission() {
    assert_eq!(
        told(&plain(), Some(THREAD), SEND_MESSAGES),
        [
            "in a thread, SEND_MESSAGES_IN_THREADS counts instead of SEND_MESSAGES",
            "@everyone does not grant it",
            "none of their 2 roles grants it",
            "a thread has the permissions of #general",
            "no overwrite of #general concerns it",
            "no",
        ]
    );
}

#[test]
fn a_timeout_and_a_stranger_are_told() {
    let timed_out = Plain {
        timed_out: true,
        overwrites: Vec::new(),
        ..plain()
    };
    assert_eq!(
        told(&timed_out, Some(TEXT), SEND_MESSAGES)[3..],
        [
            "in a timeout until 1970-01-01T00:00:01.001Z only VIEW_CHANNEL and READ_MESSAGE_HISTORY are left",
            "no",
        ]
    );
    let found = ask(&guild(&plain(), ANN), UserId(77), None, SEND_MESSAGES);
    assert_eq!(found.steps[0].text, "user 77 is not a member of the guild");
    assert!(!found.is_granted());
}
