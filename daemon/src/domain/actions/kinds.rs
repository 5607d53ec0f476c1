//! What is fixed about each kind of action.

use std::time::Duration;

use emperione_protocol::actions::{Kind, Subject};

use super::LONGEST_PAUSE;
use crate::domain::permissions::{
    BAN_MEMBERS, DEAFEN_MEMBERS, KICK_MEMBERS, MANAGE_CHANNELS, MANAGE_GUILD, MANAGE_MESSAGES,
    MANAGE_NICKNAMES, MANAGE_ROLES, MANAGE_THREADS, MODERATE_MEMBERS, MOVE_MEMBERS, MUTE_MEMBERS,
};

/// Whether a kind has a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Never,
    May,
    /// This is the longest.
    Must(Duration),
}

/// What is fixed about a kind.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Facts {
    /// The permission that it takes in Discord.
    pub needs: u64,
    /// How many calls it makes besides the direct message; none means that only the books change.
    pub calls: u32,
    /// Whether only a member can be hit by it.
    pub members_only: bool,
    /// Whether whoever acts must stand above the target.
    pub outranks: bool,
    pub length: Length,
    /// Whether it deletes messages.
    pub deletes: bool,
    /// Whether its text is all there is of it.
    pub needs_reason: bool,
    /// How its target reads of it.
    pub told: &'static str,
}

impl Facts {
    const fn new(needs: u64, calls: u32, told: &'static str) -> Self {
        Self {
            needs,
            calls,
            members_only: true,
            outranks: true,
            length: Length::Never,
            deletes: false,
            needs_reason: false,
            told,
        }
    }

    /// Whether its target has to be in voice.
    pub const fn is_in_voice(&self) -> bool {
        matches!(self.needs, MOVE_MEMBERS | MUTE_MEMBERS | DEAFEN_MEMBERS)
    }

    const fn of_anybody(self) -> Self {
        Self {
            members_only: false,
            ..self
        }
    }

    const fn of_any_rank(self) -> Self {
        Self {
            outranks: false,
            ..self
        }
    }

    const fn lasting(self, length: Length) -> Self {
        Self { length, ..self }
    }

    const fn deleting(self) -> Self {
        Self {
            deletes: true,
            ..self
        }
    }

    const fn with_reason(self) -> Self {
        Self {
            needs_reason: true,
            ..self
        }
    }
}

/// The facts of a kind.
pub const fn facts(kind: Kind) -> Facts {
    match kind.subject() {
        Subject::Member => of_member(kind),
        Subject::Channel | Subject::Guild => of_place(kind),
    }
}

const fn of_member(kind: Kind) -> Facts {
    match kind {
        Kind::Ban => Facts::new(BAN_MEMBERS, 1, "You were banned from")
            .of_anybody()
            .lasting(Length::May)
            .deleting(),
        Kind::Unban => Facts::new(BAN_MEMBERS, 1, "Your ban was lifted in").of_anybody(),
        Kind::Softban => Facts::new(BAN_MEMBERS, 2, "You were removed from").deleting(),
        Kind::Kick => Facts::new(KICK_MEMBERS, 1, "You were removed from"),
        Kind::Timeout => {
            Facts::new(MODERATE_MEMBERS, 1, "You were timed out in").lasting(Length::May)
        }
        Kind::Untimeout => Facts::new(MODERATE_MEMBERS, 1, "Your timeout was ended in"),
        Kind::Warn => Facts::new(MODERATE_MEMBERS, 0, "You were warned in").with_reason(),
        Kind::Unwarn => Facts::new(MODERATE_MEMBERS, 0, "A warning was taken back in").of_anybody(),
        Kind::Nick => Facts::new(MANAGE_NICKNAMES, 1, "Your nickname was changed in"),
        Kind::RoleAdd => Facts::new(MANAGE_ROLES, 1, "You were given a role in")
            .of_any_rank()
            .lasting(Length::May),
        Kind::RoleRemove => {
            Facts::new(MANAGE_ROLES, 1, "A role was taken from you in").of_any_rank()
        }
        // Discord asks for no rank where messages are deleted.
        Kind::MessageDelete => Facts::new(MANAGE_MESSAGES, 1, "Messages of yours were deleted in")
            .of_anybody()
            .of_any_rank(),
        Kind::VoiceMove => voice(MOVE_MEMBERS, "You were moved to another voice channel in"),
        Kind::VoiceDisconnect => voice(MOVE_MEMBERS, "You were disconnected from voice in"),
        Kind::VoiceMute => voice(MUTE_MEMBERS, "You were muted in voice in"),
        Kind::VoiceUnmute => voice(MUTE_MEMBERS, "You may speak in voice again in"),
        Kind::VoiceDeafen => voice(DEAFEN_MEMBERS, "You were deafened in voice in"),
        Kind::VoiceUndeafen => voice(DEAFEN_MEMBERS, "You may hear in voice again in"),
        _ => Facts::new(MODERATE_MEMBERS, 0, "A note was made about you in")
            .of_anybody()
            .of_any_rank()
            .with_reason(),
    }
}

/// Of how many seconds a kind deletes messages unless it is said: a softban is made for that.
pub const fn looks_back(kind: Kind) -> u32 {
    match kind {
        Kind::Softban => 86_400,
        _ => 0,
    }
}

/// The kind whose cases another one ends; of roles those of the same role.
pub const fn ends(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::Unban => Some(Kind::Ban),
        // The later one counts.
        Kind::Timeout | Kind::Untimeout => Some(Kind::Timeout),
        Kind::RoleRemove => Some(Kind::RoleAdd),
        Kind::VoiceUnmute => Some(Kind::VoiceMute),
        Kind::VoiceUndeafen => Some(Kind::VoiceDeafen),
        Kind::Slowmode => Some(Kind::Slowmode),
        Kind::Unlock => Some(Kind::Lock),
        Kind::ThreadUnlock => Some(Kind::ThreadLock),
        Kind::ThreadUnarchive => Some(Kind::ThreadArchive),
        Kind::InvitesPause | Kind::InvitesResume => Some(Kind::InvitesPause),
        Kind::DmsPause | Kind::DmsResume => Some(Kind::DmsPause),
        _ => None,
    }
}

/// Whether what lasts of one kind is over once another one is done to the same.
pub fn overtakes(later: Kind, earlier: Kind) -> bool {
    let lasts = matches!(earlier, Kind::Ban | Kind::Timeout | Kind::RoleAdd);
    lasts && (later == earlier || ends(later) == Some(earlier))
}

/// Discord asks for no rank in voice.
const fn voice(needs: u64, told: &'static str) -> Facts {
    Facts::new(needs, 1, told).of_any_rank()
}

const fn of_place(kind: Kind) -> Facts {
    let (needs, length) = match kind {
        Kind::Purge => (MANAGE_MESSAGES, Length::Never),
        Kind::Slowmode => (MANAGE_CHANNELS, Length::May),
        Kind::Lock => (MANAGE_ROLES, Length::May),
        Kind::Unlock => (MANAGE_ROLES, Length::Never),
        Kind::InvitesPause | Kind::DmsPause => (MANAGE_GUILD, Length::Must(LONGEST_PAUSE)),
        Kind::InvitesResume | Kind::DmsResume => (MANAGE_GUILD, Length::Never),
        _ => (MANAGE_THREADS, Length::Never),
    };
    Facts::new(needs, 1, "").of_anybody().lasting(length)
}
