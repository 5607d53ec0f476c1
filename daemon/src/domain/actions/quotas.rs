//! What acts spend of Discord's limits.

use emperione_protocol::actions::Kind;

use super::kinds::facts;

/// A limit of Discord's that acts on many targets share. Each guild has its own, unless it is said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quota {
    Ban,
    BulkBan,
    Unban,
    Kick,
    EditMember,
    AddRole,
    RemoveRole,
    /// Opening channels of direct messages, in all guilds together.
    OpenDirect,
}

/// The calls of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    pub all: u64,
    /// How many of them spend which quota. Others have a limit of their own in each channel.
    pub spent: Vec<(Quota, u64)>,
}

impl Calls {
    /// The calls of an act on so many, one after another, and of the messages that tell them of it.
    pub fn of(kind: Kind, told: bool, targets: u64) -> Self {
        let messages = if told { 2 } else { 0 };
        let opened = told.then_some(Quota::OpenDirect);
        let quotas = of_kind(kind).iter().copied().chain(opened);
        Self {
            all: targets * (u64::from(facts(kind).calls) + messages),
            spent: quotas.map(|quota| (quota, targets)).collect(),
        }
    }

    /// So many calls that ban many each.
    pub fn of_bulk_bans(calls: u64) -> Self {
        Self {
            all: calls,
            spent: vec![(Quota::BulkBan, calls)],
        }
    }
}

/// What a kind spends on each target.
const fn of_kind(kind: Kind) -> &'static [Quota] {
    match kind {
        Kind::Ban => &[Quota::Ban],
        Kind::Unban => &[Quota::Unban],
        Kind::Softban => &[Quota::Ban, Quota::Unban],
        Kind::Kick => &[Quota::Kick],
        Kind::Timeout
        | Kind::Untimeout
        | Kind::Nick
        | Kind::VoiceMove
        | Kind::VoiceDisconnect
        | Kind::VoiceMute
        | Kind::VoiceUnmute
        | Kind::VoiceDeafen
        | Kind::VoiceUndeafen => &[Quota::EditMember],
        Kind::RoleAdd => &[Quota::AddRole],
        Kind::RoleRemove => &[Quota::RemoveRole],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::actions::Subject;

    use super::*;

    #[test]
    fn every_call_to_a_member_spends_a_quota() {
        for kind in Kind::ALL {
            // Messages have the limits of their channels.
            let in_channels = kind.subject() != Subject::Member || kind == Kind::MessageDelete;
            let calls = if in_channels { 0 } else { facts(kind).calls };

            assert_eq!(of_kind(kind).len(), calls as usize, "{kind}");
        }
    }

    #[test]
    fn a_softban_that_is_told_makes_four_calls_and_spends_three_quotas() {
        let calls = Calls::of(Kind::Softban, true, 10);

        let spent = [Quota::Ban, Quota::Unban, Quota::OpenDirect].map(|quota| (quota, 10));
        assert_eq!((calls.all, calls.spent.as_slice()), (40, spent.as_slice()));
    }
}
