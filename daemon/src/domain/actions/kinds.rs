//! What is fixed about each kind of action.

use emperione_protocol::actions::Kind;

use crate::domain::permissions::{
    BAN_MEMBERS, KICK_MEMBERS, MANAGE_NICKNAMES, MANAGE_ROLES, MODERATE_MEMBERS,
};

/// Whether a kind has a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Never,
    May,
    Must,
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
    use Kind::{
        Ban, Kick, Nick, Note, RoleAdd, RoleRemove, Softban, Timeout, Unban, Untimeout, Unwarn,
        Warn,
    };
    match kind {
        Ban => Facts::new(BAN_MEMBERS, 1, "You were banned from")
            .of_anybody()
            .lasting(Length::May)
            .deleting(),
        Unban => Facts::new(BAN_MEMBERS, 1, "Your ban was lifted in").of_anybody(),
        Softban => Facts::new(BAN_MEMBERS, 2, "You were removed from").deleting(),
        Kick => Facts::new(KICK_MEMBERS, 1, "You were removed from"),
        Timeout => Facts::new(MODERATE_MEMBERS, 1, "You were timed out in").lasting(Length::Must),
        Untimeout => Facts::new(MODERATE_MEMBERS, 1, "Your timeout was ended in"),
        Warn => Facts::new(MODERATE_MEMBERS, 0, "You were warned in").with_reason(),
        Unwarn => Facts::new(MODERATE_MEMBERS, 0, "A warning was taken back in").of_anybody(),
        Note => Facts::new(MODERATE_MEMBERS, 0, "A note was made about you in")
            .of_anybody()
            .of_any_rank()
            .with_reason(),
        Nick => Facts::new(MANAGE_NICKNAMES, 1, "Your nickname was changed in"),
        RoleAdd => Facts::new(MANAGE_ROLES, 1, "You were given a role in")
            .of_any_rank()
            .lasting(Length::May),
        RoleRemove => Facts::new(MANAGE_ROLES, 1, "A role was taken from you in").of_any_rank(),
    }
}
