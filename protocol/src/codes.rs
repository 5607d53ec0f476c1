//! The codes of errors: one for each cause that somebody looks up. A code keeps its meaning for ever; a new one is a line.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ErrorKind;

macro_rules! codes {
    ($($name:ident = $number:literal, $kind:ident, $title:literal, $about:literal;)+) => {
        /// The cause of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Code {
            $(#[doc = $title] $name = $number,)+
        }

        impl Code {
            /// Every code, by its number.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// How a client reacts to it.
            pub const fn kind(self) -> ErrorKind {
                match self {
                    $(Self::$name => ErrorKind::$kind,)+
                }
            }

            /// What it means, in a few words.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)+
                }
            }

            /// Why it comes, and the way out.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$name => $about,)+
                }
            }
        }
    };
}

codes! {
    Internal = 1, Internal, "a fault of Emperione's own",
        "The daemon met something that it does not expect. The message has an id; the daemon's log tells the cause under it. Please report it.";
    Failed = 2, Internal, "something on this machine went wrong",
        "A file, a pipe or another program did not do what was asked of it. The message names it.";
    Broken = 3, Internal, "what is there is not what was written",
        "A link of a guild's chain does not fit the one before it, or a file of the archive or a backup has another checksum. Somebody changed the database or the file by hand, or the disk lost something. Compare it with a backup and with heads that were noted elsewhere.";
    Unreachable = 101, Unreachable, "the daemon cannot be reached",
        "No daemon listens at the socket, or this user may not use it. Start it (`systemctl start empd`), name its socket with --socket or EMP_SOCKET, or join the group of the socket.";
    ConnectionLost = 102, Unreachable, "the connection to the daemon was lost",
        "What was asked for may have been done: ids make a repetition harmless, and `emp case list` shows what was done.";
    OtherVersion = 103, Unreachable, "the daemon speaks another version",
        "Bring `emp` and `empd` to the same version; `emp --version` and `empd --version` show them.";
    Late = 104, Unavailable, "the daemon did not answer in time",
        "It is busy, or waits for its database. `emp status` shows which; then ask again.";
    Usage = 201, Invalid, "the command was written wrongly",
        "The message names the part. `emp help COMMAND` shows how it is written, with examples.";
    Field = 202, Invalid, "a value cannot be used",
        "A part of the request is out of its bounds or does not fit the act. The message names the part and its bounds.";
    Query = 203, Invalid, "a query cannot be read",
        "The mark below the query shows where it goes wrong. emp-query(7) has the whole language.";
    Ambiguous = 204, Invalid, "a name may mean several",
        "Give the id instead; the hint names those that fit.";
    NobodyAsked = 205, Invalid, "a question has nobody to answer it",
        "Without a terminal nothing is asked. The hint names the flag that answers.";
    Line = 206, Invalid, "a line of the input cannot be read",
        "The message names the line by its number. Nothing was done.";
    NotFound = 301, NotFound, "the thing is not known",
        "It does not exist, or you may not know that it does. Lists show what there is: `emp member list`, `emp case list`.";
    Forbidden = 401, Forbidden, "you may not do this",
        "A right is missing. `emp perms why MEMBER [CHANNEL] PERMISSION` shows the computation step by step.";
    RoleTooLow = 402, Forbidden, "your role on this machine is too low",
        "Local users have the role that `[rpc.users]` of empd.toml gives them: viewer, helper, moderator, admin or owner.";
    Target = 410, Forbidden, "the target cannot be hit by this",
        "It is the owner, the bot, an administrator whom Discord times out never, or not a member.";
    ActorRights = 411, Forbidden, "you lack a permission in Discord",
        "Your account is bound to a Discord user whose roles do not have it. `emp perms why` shows the computation.";
    BotRights = 412, Forbidden, "the bot lacks a permission in Discord",
        "Give its role the permission that the message names, or take away the channel's overwrite that denies it. `emp doctor` lists what is missing.";
    ActorRank = 413, Forbidden, "the target stands as high as you or higher",
        "Discord lets nobody act on somebody whose highest role is not below theirs. Ask somebody higher.";
    BotRank = 414, Forbidden, "the target stands as high as the bot or higher",
        "Drag the bot's role above the target's highest role in the server's settings.";
    RoleRank = 415, Forbidden, "the role cannot be given or taken",
        "It is not below your highest role or the bot's, belongs to an integration, or is `@everyone`.";
    Place = 416, Forbidden, "the channel does not fit the act",
        "It is not known in this guild, or not of the kind that the act needs, such as a thread.";
    Conflict = 501, Conflict, "the world is otherwise than the act supposes",
        "The message says how. Look at it with `emp case show` or `emp member show`, then decide anew.";
    Already = 502, Conflict, "it is so already",
        "Nothing is left to be done. With --ignore-existing that is no error.";
    Changed = 503, Conflict, "somebody changed the same since",
        "The message names who and how. `emp undo … --force` does it anyway.";
    Unconfirmed = 504, Conflict, "it has to be confirmed",
        "A batch of this size is confirmed by the guild's name (--confirm), by naming the risk (--accept-risk), or by a second person (`emp batch approve`).";
    Unavailable = 601, Unavailable, "something that is needed is away",
        "Discord, the database or Redis does not answer. `emp status` shows which; then ask again.";
    NotReady = 602, Unavailable, "the daemon takes no acts now",
        "It stands by, is in safe mode, or cannot commit. `emp status` shows why; `emp resume` ends safe mode.";
    HourlyLimit = 603, Unavailable, "the hour's acts are used up",
        "One person may ask for so many acts in an hour: `hourly_limit` in `[actions]` of empd.toml.";
    Cancelled = 801, Invalid, "you said no",
        "Nothing was done.";
}

impl Code {
    /// The code of an error of which only the reaction is known.
    pub const fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::Invalid => Self::Field,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::Unavailable => Self::Unavailable,
            ErrorKind::Unreachable => Self::Unreachable,
            ErrorKind::Internal => Self::Internal,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:04}", *self as u16)
    }
}

/// No such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no error has this code")]
pub struct NoCode;

impl FromStr for Code {
    type Err = NoCode;

    fn from_str(text: &str) -> Result<Self, NoCode> {
        let named = |code: &&Self| code.to_string().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(named).copied().ok_or(NoCode)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    /// One that this client is too old to know is a fault without a name.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.parse().unwrap_or(Self::Internal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_known_by_its_text_and_says_what_to_do() {
        for code in Code::ALL {
            assert_eq!(code.to_string().parse(), Ok(*code));
            assert!(!code.title().is_empty() && code.about().ends_with('.'));
            assert!(!code.title().ends_with('.'), "{code}");
        }
        assert!(Code::ALL.is_sorted(), "by number");
        assert_eq!("E9999".parse::<Code>(), Err(NoCode));
    }

    #[test]
    fn a_code_of_a_reaction_has_that_reaction() {
        for code in Code::ALL {
            assert_eq!(Code::of(code.kind()).kind(), code.kind());
        }
    }
}
