//! The kinds of action, and what they are on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is done.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Ban,
    Unban,
    /// A ban that is lifted at once: it removes a member and deletes what they wrote.
    Softban,
    Kick,
    Timeout,
    Untimeout,
    Warn,
    /// Takes a warning back.
    Unwarn,
    Note,
    /// Sets a nickname, or takes it away.
    Nick,
    RoleAdd,
    RoleRemove,
    /// Moves a member to another voice channel.
    VoiceMove,
    VoiceDisconnect,
    VoiceMute,
    VoiceUnmute,
    VoiceDeafen,
    VoiceUndeafen,
    /// Deletes messages of one member in a channel.
    MessageDelete,
    /// Deletes messages of a channel.
    Purge,
    /// Sets how often a member may write in a channel.
    Slowmode,
    /// Keeps everybody without a permission of their own from writing in a channel.
    Lock,
    Unlock,
    ThreadLock,
    ThreadUnlock,
    ThreadArchive,
    ThreadUnarchive,
    /// Lets nobody join by an invite for a while.
    InvitesPause,
    InvitesResume,
    /// Keeps members from writing to each other for a while, unless they are friends.
    DmsPause,
    DmsResume,
}

/// What an action is on. Discord's ids are unique among all of these (Reference: Snowflakes), so that one field holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Member,
    Channel,
    Guild,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 31] = [
        Self::Ban,
        Self::Unban,
        Self::Softban,
        Self::Kick,
        Self::Timeout,
        Self::Untimeout,
        Self::Warn,
        Self::Unwarn,
        Self::Note,
        Self::Nick,
        Self::RoleAdd,
        Self::RoleRemove,
        Self::VoiceMove,
        Self::VoiceDisconnect,
        Self::VoiceMute,
        Self::VoiceUnmute,
        Self::VoiceDeafen,
        Self::VoiceUndeafen,
        Self::MessageDelete,
        Self::Purge,
        Self::Slowmode,
        Self::Lock,
        Self::Unlock,
        Self::ThreadLock,
        Self::ThreadUnlock,
        Self::ThreadArchive,
        Self::ThreadUnarchive,
        Self::InvitesPause,
        Self::InvitesResume,
        Self::DmsPause,
        Self::DmsResume,
    ];

    /// Its word in commands and on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::Unban => "unban",
            Self::Softban => "softban",
            Self::Kick => "kick",
            Self::Timeout => "timeout",
            Self::Untimeout => "untimeout",
            Self::Warn => "warn",
            Self::Unwarn => "unwarn",
            Self::Note => "note",
            Self::Nick => "nick",
            Self::RoleAdd => "role add",
            Self::RoleRemove => "role remove",
            Self::VoiceMove => "voice move",
            Self::VoiceDisconnect => "voice disconnect",
            Self::VoiceMute => "voice mute",
            Self::VoiceUnmute => "voice unmute",
            Self::VoiceDeafen => "voice deafen",
            Self::VoiceUndeafen => "voice undeafen",
            Self::MessageDelete => "message delete",
            Self::Purge => "purge",
            Self::Slowmode => "slowmode",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::ThreadLock => "thread lock",
            Self::ThreadUnlock => "thread unlock",
            Self::ThreadArchive => "thread archive",
            Self::ThreadUnarchive => "thread unarchive",
            Self::InvitesPause => "invites pause",
            Self::InvitesResume => "invites resume",
            Self::DmsPause => "dms pause",
            Self::DmsResume => "dms resume",
        }
    }

    /// What it is on.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Purge
            | Self::Slowmode
            | Self::Lock
            | Self::Unlock
            | Self::ThreadLock
            | Self::ThreadUnlock
            | Self::ThreadArchive
            | Self::ThreadUnarchive => Subject::Channel,
            Self::InvitesPause | Self::InvitesResume | Self::DmsPause | Self::DmsResume => {
                Subject::Guild
            }
            _ => Subject::Member,
        }
    }

    /// Whether an act on one member tells them, unless something else is said.
    pub const fn tells_by_default(self) -> bool {
        matches!(
            self,
            Self::Ban | Self::Softban | Self::Kick | Self::Timeout | Self::Warn
        )
    }

    /// Whether [`Inverse`](super::Inverse) knows what would undo it.
    pub const fn can_be_undone(self) -> bool {
        !matches!(
            self,
            Self::Kick
                | Self::Softban
                | Self::Note
                | Self::Unwarn
                | Self::VoiceDisconnect
                | Self::MessageDelete
                | Self::Purge
                | Self::InvitesResume
                | Self::DmsResume
        )
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}
