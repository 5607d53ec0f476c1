//! What an event changed, so that the store and the event log can follow.

use std::sync::Arc;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, RoleId, Timestamp, UserId};

use super::member::Member;
use super::voice::VoiceEnd;

/// A change of a guild's state. What is saved or gone can be read from the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The guild came: new to us, back from an outage, or shown again by a new session.
    Available,
    /// An outage of Discord's.
    Unavailable,
    /// The bot was removed.
    Removed {
        name: Box<str>,
    },
    /// Its own row changed.
    Guild,
    /// Pauses ended before their time or have another end; these are the ends that they had.
    PausesMoved(Pauses),
    Role(RoleId),
    Channel(ChannelId),
    /// A member's row changed, or was not known.
    Member(UserId),
    /// A roster shows a member that we did not know.
    Found(UserId),
    Joined(UserId),
    Left {
        user: UserId,
        member: Box<Member>,
    },
    /// They left and joined anew without being heard; `member` is how they were known before.
    Rejoined {
        user: UserId,
        member: Box<Member>,
    },
    /// A fact of a member's history.
    Told {
        user: UserId,
        what: What,
        text: String,
        /// The member right before.
        was: Arc<Member>,
    },
    Banned(UserId, Box<str>),
    Unbanned(UserId, Box<str>),
    VoiceBegan(UserId),
    VoiceChanged(UserId),
    VoiceEnded(VoiceEnd),
}

/// What of a member changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Nick,
    Name,
    Roles,
    Timeout,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            Self::Nick => "nick",
            Self::Name => "name",
            Self::Roles => "roles",
            Self::Timeout => "timeout",
        }
    }
}

/// Says from what to what, `-` for nothing.
pub(super) fn from_to(from: Option<&str>, to: Option<&str>) -> String {
    format!("{} → {}", from.unwrap_or("-"), to.unwrap_or("-"))
}

pub(super) fn timeout_text(until: Option<Timestamp>) -> String {
    until.map_or_else(|| "ended".into(), |until| format!("until {until}"))
}
