//! Discord's flags by name, as [`crate::domain::event::flags`] joins them.

/// The flags of members (Guild: Guild Member Flags), then the public ones of users (User: User Flags).
const FLAGS: &[(u64, &str)] = &[
    (1 << 0, "rejoined"),
    (1 << 1, "completed_onboarding"),
    (1 << 2, "bypasses_verification"),
    (1 << 3, "started_onboarding"),
    (1 << 4, "guest"),
    (1 << 5, "started_home_actions"),
    (1 << 6, "completed_home_actions"),
    (1 << 7, "quarantined_name"),
    (1 << 9, "dm_upsell_acknowledged"),
    (1 << 10, "quarantined_tag"),
    (1 << 32, "staff"),
    (1 << 33, "partner"),
    (1 << 34, "hypesquad"),
    (1 << 35, "bug_hunter"),
    (1 << 38, "hypesquad_bravery"),
    (1 << 39, "hypesquad_brilliance"),
    (1 << 40, "hypesquad_balance"),
    (1 << 41, "early_supporter"),
    (1 << 42, "team"),
    (1 << 46, "bug_hunter_gold"),
    (1 << 48, "verified_bot"),
    (1 << 49, "verified_developer"),
    (1 << 50, "certified_moderator"),
    (1 << 51, "http_bot"),
    (1 << 54, "active_developer"),
];

/// The bit of a name.
pub(super) fn find(name: &str) -> Option<u64> {
    let found = FLAGS
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(name));
    found.map(|(bit, _)| *bit)
}

/// The names of these bits.
pub(super) fn names(bits: u64) -> Vec<&'static str> {
    let named = FLAGS.iter().filter(|(bit, _)| bits & bit != 0);
    named.map(|(_, name)| *name).collect()
}

/// Every name.
pub fn all() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|(_, name)| *name)
}
