use pretty_assertions::assert_eq;

use super::*;
use crate::domain::event::{self, User};

const GUILD: GuildId = GuildId(1);
const USER: UserId = UserId(10);
const LEFT: Timestamp = Timestamp(1_000);
const JOINED: Timestamp = Timestamp(2_000);
const NOW: Timestamp = Timestamp(2_500);
const ALL: Settings = Settings {
    roles: Roles::All,
    nick: true,
};

fn leave(roles: &[u64], nick: Option<&str>, until: Option<i64>) -> Leave {
    Leave {
        at: LEFT,
        exact: true,
        was: Look {
            roles: roles.iter().copied().map(RoleId).collect(),
            nick: nick.map(Into::into),
            timed_out_until: until.map(Timestamp),
            ..Look::default()
        },
    }
}

fn owed(left: Leave) -> Return {
    owe(None, Some(left), (GUILD, USER), JOINED, NOW).unwrap()
}

fn word(kind: Kind, at: i64) -> Past {
    Past {
        kind,
        in_force: true,
        ours: true,
        at: Timestamp(at),
        until: None,
        number: 7,
        by: "mona".into(),
        role: matches!(kind, Kind::RoleAdd | Kind::RoleRemove).then_some(RoleId(2)),
        nick: None,
    }
}

/// Role 2 is plain, 3 of an integration, 4 and 5 have rights over others, of which the bot has that of 4.
fn guild() -> Guild {
    let mut guild = Guild::default();
    for (id, permissions, managed) in [
        (1, MENTION_EVERYONE, false),
        (2, 1 << 10 | MENTION_EVERYONE, false),
        (3, 0, true),
        (4, KICK_MEMBERS, false),
        (5, ADMINISTRATOR | KICK_MEMBERS, false),
    ] {
        let role = Role {
            id: RoleId(id),
            name: format!("r{id}").into(),
            position: 1,
            permissions,
            managed,
        };
        guild.roles.insert(role.id, role);
    }
    guild
}

fn back(roles: &[u64], nick: Option<&str>, until: Option<i64>) -> Member {
    let mut guild = Guild::default();
    guild.put_member(&event::Member {
        user: User {
            id: USER,
            name: "otter".into(),
            global_name: None,
            bot: false,
        },
        nick: nick.map(Into::into),
        roles: roles.iter().copied().map(RoleId).collect(),
        joined_at: Some(JOINED),
        timed_out_until: until.map(Timestamp),
        flags: 0,
    });
    guild.members[&USER].clone()
}

fn judge<T>(settings: &Settings, past: &[Past], ask: impl FnOnce(Place<'_>) -> T) -> T {
    ask(Place {
        id: GUILD,
        guild: &guild(),
        settings,
        bot_may: KICK_MEMBERS | MANAGE_ROLES,
        past,
        now: NOW,
    })
}

#[track_caller]
fn check_role(settings: &Settings, past: &[Past], role: u64, expected: &str) {
    let verdict = judge(settings, past, |place| {
        place.role(
            &owed(leave(&[role], None, None)),
            &back(&[], None, None),
            RoleId(role),
        )
    });
    let said = match verdict {
        Verdict::Nothing => "nothing".into(),
        Verdict::Give(length) => format!("give {length:?}"),
        Verdict::LeftOut(why) => why,
    };
    assert_eq!(said, expected);
}

#[test]
fn a_role_comes_back_if_the_guild_asks_for_it_and_it_may_be_given() {
    let only = |role| Settings {
        roles: Roles::Only {
            roles: vec![RoleId(role)],
        },
        nick: false,
    };
    check_role(&ALL, &[], 2, "give None");
    check_role(&only(2), &[], 2, "give None");
    check_role(&only(4), &[], 2, "nothing");
    check_role(&Settings::default(), &[], 2, "nothing");
    check_role(&ALL, &[], 1, "nothing");
    check_role(&ALL, &[], 9, "role 9 no longer exists");
    check_role(
        &ALL,
        &[],
        3,
        "role `r3` belongs to an integration, which gives it",
    );
    let named = "role `r4` carries KICK_MEMBERS, and so comes back only if the setting names it";
    check_role(&ALL, &[], 4, named);
    check_role(&only(4), &[], 4, "give None");
    let lacks = "role `r5` carries ADMINISTRATOR, which the bot does not have";
    check_role(&only(5), &[], 5, lacks);
    check_role(&ALL, &[], 5, lacks);
}

#[test]
fn a_role_that_was_taken_since_or_has_run_out_does_not_come_back() {
    let until = |at| Past {
        until: Some(Timestamp(at)),
        ..word(Kind::RoleAdd, 500)
    };
    let taken = "role `r2` was taken by mona, case #7";
    check_role(&ALL, &[word(Kind::RoleRemove, 1_500)], 2, taken);
    check_role(&ALL, &[word(Kind::RoleRemove, 900)], 2, "give None");
    check_role(
        &ALL,
        &[word(Kind::RoleRemove, 1_500), word(Kind::RoleAdd, 1_600)],
        2,
        "give None",
    );
    check_role(&ALL, &[until(2_600)], 2, "give Some(100)");
    check_role(
        &ALL,
        &[until(2_400)],
        2,
        &format!("role `r2` was theirs until {}", Timestamp(2_400)),
    );
    check_role(
        &ALL,
        &[until(2_400), word(Kind::RoleAdd, 600)],
        2,
        "give None",
    );

    let mut vague = leave(&[2], None, None);
    vague.exact = false;
    let verdict = judge(&ALL, &[word(Kind::RoleRemove, 900)], |place| {
        place.role(&owed(vague), &back(&[], None, None), RoleId(2))
    });
    assert_eq!(verdict, Verdict::LeftOut(taken.into()));
}

#[track_caller]
fn check_nick(past: &[Past], now: Option<&str>, expected: &Verdict) {
    let verdict = judge(&ALL, past, |place| {
        place.nick(&owed(leave(&[], Some("Otti"), None)), &back(&[], now, None))
    });
    assert_eq!(verdict, *expected);
}

#[test]
fn a_nickname_comes_back_unless_it_was_changed() {
    let renamed = |nick: &str, at| Past {
        nick: Some(nick.into()),
        ..word(Kind::Nick, at)
    };
    let left_out = |why: &str| Verdict::LeftOut(format!("the nickname: {why}"));
    check_nick(&[], None, &Verdict::Give(None));
    check_nick(&[], Some("Otti"), &Verdict::Nothing);
    check_nick(&[], Some("New"), &left_out("they have another one by now"));
    check_nick(&[renamed("Otti", 1_500)], None, &Verdict::Give(None));
    check_nick(&[renamed("Nobody", 900)], None, &Verdict::Give(None));
    let changed = left_out("it was changed by mona, case #7");
    check_nick(&[renamed("Nobody", 1_500)], None, &changed);
}

#[test]
fn a_timeout_goes_on_and_is_given_anew_only_if_discord_lost_it() {
    let until = |kind, at, until, in_force| Past {
        in_force,
        until,
        ..word(kind, at)
    };
    let (over, later) = (Some(Timestamp(2_400)), Some(Timestamp(2_600)));
    let check = |past: &[Past], was: Option<i64>, is: Option<i64>, expected: Verdict| {
        let verdict = judge(&Settings::default(), past, |place| {
            place.timeout(&owed(leave(&[], None, was)), &back(&[], None, is))
        });
        assert_eq!(verdict, expected, "{past:?} {was:?} {is:?}");
    };
    check(&[], None, None, Verdict::Nothing);
    check(&[], Some(2_600), None, Verdict::Give(Some(100)));
    check(&[], Some(2_600), Some(2_600), Verdict::Nothing);
    check(&[], Some(2_400), None, Verdict::Nothing);
    let case = |until_at, in_force| until(Kind::Timeout, 500, until_at, in_force);
    check(&[case(later, true)], None, None, Verdict::Give(Some(100)));
    check(&[case(None, true)], Some(2_400), None, Verdict::Give(None));
    check(&[case(over, true)], None, None, Verdict::Nothing);
    check(
        &[case(None, true), word(Kind::Untimeout, 1_500)],
        Some(2_600),
        None,
        Verdict::Nothing,
    );
    check(
        &[case(over, false)],
        Some(2_600),
        None,
        Verdict::Give(Some(100)),
    );
}

#[test]
fn b5_16_what_was_not_given_back_stays_owed_over_the_next_return() {
    let first = Return {
        attempts: 3,
        failures: 2,
        why: vec!["no right".into()],
        ..owed(leave(&[2, 4], Some("Otti"), Some(5_000)))
    };
    let again = |before: &Return, roles: &[u64]| {
        let left = Leave {
            at: Timestamp(3_000),
            ..leave(roles, None, None)
        };
        owe(
            Some(before.clone()),
            Some(left),
            (GUILD, USER),
            Timestamp(4_000),
            Timestamp(4_001),
        )
    };
    for progress in [Progress::Open, Progress::Away] {
        let before = Return {
            progress,
            ..first.clone()
        };
        let owed = again(&before, &[2, 7]).unwrap();
        assert_eq!(owed.roles, [2, 4, 7].map(RoleId));
        assert_eq!((owed.nick.as_deref(), owed.left_at), (Some("Otti"), LEFT));
        assert_eq!(owed.timed_out_until, Some(Timestamp(5_000)));
        assert_eq!(
            (owed.progress, owed.attempts, owed.failures),
            (Progress::Open, 0, 0)
        );
    }
    let over = Return {
        progress: Progress::Done,
        ..first.clone()
    };
    assert_eq!(again(&over, &[7]).unwrap().roles, [RoleId(7)]);
    let forgotten = |at| Return {
        progress: Progress::Forgotten,
        changed_at: Timestamp(at),
        ..first.clone()
    };
    assert_eq!(again(&forgotten(3_500), &[7]), None);
    assert_eq!(again(&forgotten(2_500), &[7]).unwrap().roles, [RoleId(7)]);
    assert_eq!(owe(None, None, (GUILD, USER), JOINED, NOW), None);
}

#[test]
fn a_timeout_of_others_whose_end_is_not_known_does_not_last_for_ever() {
    let theirs = Past {
        ours: false,
        ..word(Kind::Timeout, 500)
    };
    let (none, some) = (
        owed(leave(&[], None, None)),
        owed(leave(&[], None, Some(9_000))),
    );
    let past = |of: &Past| [of.clone()];

    assert!(is_timed_out(&none, &past(&word(Kind::Timeout, 500)), NOW));
    assert!(!is_timed_out(&none, &past(&theirs), NOW));
    let end = judge(&ALL, &past(&theirs), |place| {
        place.timeout(&some, &back(&[], None, None))
    });
    assert_eq!(end, Verdict::Give(Some(6_500)), "until it was seen to end");
    let until = Some(Timestamp(9_000));
    assert!(is_timed_out(&none, &past(&Past { until, ..theirs }), NOW));
}
