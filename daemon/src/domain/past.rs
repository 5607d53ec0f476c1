//! A member as they were at a time, from what is stored of them now and of every change since.

use emperione_protocol::{RoleId, Timestamp};

/// What can change of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub name: String,
    pub global_name: Option<String>,
    pub nick: Option<String>,
    pub roles: Vec<RoleId>,
    pub timed_out_until: Option<Timestamp>,
    /// Since when they were a member.
    pub joined_at: Option<Timestamp>,
}

/// How they are now, or were when they left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now {
    pub look: Look,
    pub joined_at: Option<Timestamp>,
    pub left_at: Option<Timestamp>,
    pub banned_at: Option<Timestamp>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: Kind,
    /// False if it happened at an unknown time within a gap that ended then.
    pub exact: bool,
    /// How they were right before it, where that is known.
    pub was: Option<Look>,
}

/// What happened, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Join,
    Leave,
    Ban,
    Unban,
    Other,
}

/// How they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then {
    pub member: bool,
    pub banned: bool,
    pub look: Look,
    /// False if a change that decides it lies somewhere in a gap.
    pub exact: bool,
}

/// Goes back to a time; `since` are all changes after it, the oldest first. The next change of each sort decides: what
/// it says was so before it, or what is so now if there is none.
pub fn at(now: &Now, since: &[Change], at: Timestamp) -> Then {
    let next = |fits: &dyn Fn(&Change) -> bool| since.iter().find(|change| fits(change));
    let moved = next(&|change| matches!(change.kind, Kind::Join | Kind::Leave));
    let judged = next(&|change| matches!(change.kind, Kind::Ban | Kind::Unban));
    let looked = next(&|change| change.was.is_some());

    let member = moved.map_or_else(
        || {
            now.left_at.is_none_or(|left| left > at)
                && now.joined_at.is_some_and(|joined| joined <= at)
        },
        |change| change.kind == Kind::Leave,
    );
    let banned = judged.map_or_else(
        || now.banned_at.is_some_and(|since| since <= at),
        |change| change.kind == Kind::Unban,
    );
    let mut look = looked
        .and_then(|change| change.was.clone())
        .unwrap_or_else(|| now.look.clone());
    if !member {
        // Nick, roles and timeout belong to a membership.
        (look.nick, look.timed_out_until, look.joined_at) = (None, None, None);
        look.roles.clear();
    }
    look.timed_out_until = look.timed_out_until.filter(|until| *until > at);
    let exact = [moved, judged, looked]
        .into_iter()
        .flatten()
        .all(|change| change.exact);
    Then {
        member,
        banned,
        look,
        exact,
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn look(name: &str, roles: &[u64]) -> Look {
        Look {
            name: name.into(),
            roles: roles.iter().copied().map(RoleId).collect(),
            ..Look::default()
        }
    }

    fn change(kind: Kind, was: Option<Look>) -> Change {
        Change {
            kind,
            exact: true,
            was,
        }
    }

    /// Ann joined at 100, got a role at 200, left at 300, came back at 400 as Anna, and was banned at 500.
    fn then(time: i64) -> Then {
        let now = Now {
            look: look("anna", &[]),
            joined_at: Some(Timestamp(400)),
            left_at: Some(Timestamp(500)),
            banned_at: Some(Timestamp(500)),
        };
        let changes = [
            (100, change(Kind::Join, None)),
            (200, change(Kind::Other, Some(look("ann", &[])))),
            (300, change(Kind::Leave, Some(look("ann", &[5])))),
            (400, change(Kind::Join, None)),
            (500, change(Kind::Ban, None)),
            (500, change(Kind::Leave, Some(look("anna", &[])))),
        ];
        let since: Vec<_> = changes
            .into_iter()
            .filter(|(at, _)| *at > time)
            .map(|(_, change)| change)
            .collect();
        at(&now, &since, Timestamp(time))
    }

    #[track_caller]
    fn check(time: i64, member: bool, banned: bool, expected: &Look) {
        let then = then(time);
        assert_eq!(
            (then.member, then.banned, &then.look),
            (member, banned, expected),
            "{time}"
        );
    }

    #[test]
    fn each_time_has_its_own_truth() {
        check(50, false, false, &look("ann", &[]));
        check(150, true, false, &look("ann", &[]));
        check(250, true, false, &look("ann", &[5]));
        check(350, false, false, &look("anna", &[]));
        check(450, true, false, &look("anna", &[]));
        check(500, false, true, &look("anna", &[]));
    }

    #[test]
    fn without_a_change_it_was_as_it_is() {
        let now = Now {
            look: look("ann", &[5]),
            joined_at: Some(Timestamp(100)),
            ..Now::default()
        };

        assert!(at(&now, &[], Timestamp(100)).member);
        let before = at(&now, &[], Timestamp(99));
        assert!(!before.member && before.look.roles.is_empty());
    }

    #[test]
    fn a_timeout_is_over_when_it_is_over() {
        let mut now = Now {
            look: look("ann", &[]),
            joined_at: Some(Timestamp(1)),
            ..Now::default()
        };
        now.look.timed_out_until = Some(Timestamp(50));

        assert_eq!(
            at(&now, &[], Timestamp(49)).look.timed_out_until,
            Some(Timestamp(50))
        );
        assert_eq!(at(&now, &[], Timestamp(50)).look.timed_out_until, None);
    }

    #[test]
    fn what_was_found_after_a_gap_is_not_exact() {
        let now = Now {
            look: look("ann", &[]),
            joined_at: Some(Timestamp(1)),
            ..Now::default()
        };
        let found = Change {
            exact: false,
            ..change(Kind::Other, Some(look("ann", &[5])))
        };

        assert!(!at(&now, &[found], Timestamp(10)).exact);
    }
}
