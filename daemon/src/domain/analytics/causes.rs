//! What was changed of a guild, by its audit log at Discord or by our own settings, and may be why a day is as it is.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::Cause;

/// For how long before a day a change may be the reason of what it is like.
pub const BEFORE_MS: i64 = 2 * 86_400_000;

/// By the types of audit log events (Audit Log Resource: Audit Log Events).
const EVENTS: [(RangeInclusive<u16>, &str); 7] = [
    (1..=1, "settings of the guild changed"),
    (10..=12, "channels made, changed or deleted"),
    (13..=15, "rights in channels changed"),
    (30..=32, "roles made, changed or deleted"),
    (100..=102, "events planned, changed or called off"),
    (140..=142, "rules of AutoMod changed"),
    (163..=167, "onboarding changed"),
];

/// By the kinds of entries in our own log.
const SETTINGS: [(&str, &str); 4] = [
    ("ladder", "the ladder of warnings changed"),
    ("notice", "what members are told changed"),
    ("persist", "what stays over a rejoin changed"),
    ("template", "templates of reasons changed"),
];

/// What a type of audit log event changes; nothing if it changes only members or messages.
pub fn of_event(action_type: u16) -> Option<&'static str> {
    let known = EVENTS
        .iter()
        .find(|(types, _)| types.contains(&action_type));
    known.map(|(_, what)| *what)
}

/// What a kind of entry in our own log changes.
pub fn of_setting(kind: &str) -> Option<&'static str> {
    let known = SETTINGS.iter().find(|(known, _)| *known == kind);
    known.map(|(_, what)| *what)
}

/// The kinds of entries in our own log that change something.
pub fn settings() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|(kind, _)| *kind)
}

/// What was changed on a day or shortly before it: each thing once, the first one first.
pub fn changed(
    changes: &[(Timestamp, &'static str)],
    (from, to): (Timestamp, Timestamp),
) -> Vec<Cause> {
    let mut found: BTreeMap<&str, (Timestamp, u32)> = BTreeMap::new();
    let near = |at: Timestamp| at.0 >= from.0 - BEFORE_MS && at < to;
    for (at, what) in changes.iter().filter(|(at, _)| near(*at)) {
        let (first, count) = found.entry(what).or_insert((*at, 0));
        *first = (*first).min(*at);
        *count += 1;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, (at, _))| *at);
    let cause = |(what, (at, count)): (&str, (Timestamp, u32))| Cause::Changed {
        what: what.into(),
        count,
        at,
    };
    found.into_iter().map(cause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_a_day_are_told_once_each_and_old_ones_not() {
        const DAY: i64 = 86_400_000;
        let rules = of_event(141).unwrap();
        let ladder = of_setting("ladder").unwrap();
        let at = |days: i64| Timestamp(days * DAY);
        let changes = [
            (at(2), ladder),
            (Timestamp(5 * DAY + 7), rules),
            (at(5), rules),
            (at(4), ladder),
            (at(6), ladder),
        ];

        let causes = changed(&changes, (at(5), at(6)));

        let cause = |what: &str, count, at| Cause::Changed {
            what: what.into(),
            count,
            at,
        };
        assert_eq!(causes, [cause(ladder, 1, at(4)), cause(rules, 2, at(5))]);
    }

    #[test]
    fn what_is_done_to_members_and_messages_changes_no_guild() {
        for action_type in [20, 22, 24, 25, 72, 73, 143, 145] {
            assert_eq!(of_event(action_type), None, "{action_type}");
        }
        assert!(settings().all(|kind| of_setting(kind).is_some()));
    }
}
