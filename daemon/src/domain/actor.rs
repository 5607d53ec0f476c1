//! Who asks.

use emperione_protocol::UserId;

/// Who asks for something; fixed per connection, interaction or job, and checked by every service method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A Discord user, with that user's rights in Discord now and the Emperione role.
    User { id: UserId },
    /// A user of the daemon's machine. Bound to a Discord user they act with that user's rights, else with the bot's.
    Local {
        uid: u32,
        name: String,
        user: Option<UserId>,
        role: Role,
    },
    /// A part of the daemon itself, such as an expiry.
    System { name: &'static str },
}

/// What an actor may do in Emperione; each role includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees.
    Viewer,
    /// Warns and takes notes.
    Helper,
    /// Acts on members.
    Moderator,
    /// Changes settings.
    Admin,
    /// Everything.
    Owner,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User { id } => write!(f, "user {id}"),
            Self::Local {
                uid,
                name,
                role: Role::Owner,
                ..
            } => write!(f, "local owner {name} (uid {uid})"),
            Self::Local { uid, name, .. } => write!(f, "local user {name} (uid {uid})"),
            Self::System { name } => f.write_str(name),
        }
    }
}

const ROLES: [(Role, &str); 5] = [
    (Role::Viewer, "viewer"),
    (Role::Helper, "helper"),
    (Role::Moderator, "moderator"),
    (Role::Admin, "admin"),
    (Role::Owner, "owner"),
];

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = ROLES.iter().find(|(role, _)| role == self);
        f.write_str(name.map_or("", |(_, name)| name))
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let role = ROLES.iter().find(|(_, name)| *name == text);
        role.map(|(role, _)| *role).ok_or(UnknownRole)
    }
}

/// A text that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is viewer, helper, moderator, admin or owner")]
pub struct UnknownRole;
