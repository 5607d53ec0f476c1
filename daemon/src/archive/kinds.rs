//! What there is to be archived: the columns of each kind.

use std::fmt;
use std::str::FromStr;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    Int,
    /// Milliseconds since 1970 UTC.
    Time,
    Text,
}

/// How the values of two rows of one key become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// They are the same in both.
    Same,
    /// They are added up.
    Sum,
    /// The earlier time, and the later one.
    First,
    Last,
}

/// A column of a file.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub is: Is,
}

const fn int(name: &'static str) -> Column {
    Column { name, is: Is::Int }
}

const fn time(name: &'static str) -> Column {
    Column { name, is: Is::Time }
}

const fn text(name: &'static str) -> Column {
    Column { name, is: Is::Text }
}

/// A kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What a member did in a channel in an hour.
    Activity,
    /// Joins and leaves.
    Joins,
    /// Cases without their words.
    Cases,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Activity, Self::Joins, Self::Cases];

    /// Its name in files and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Joins => "joins",
            Self::Cases => "cases",
        }
    }

    /// The columns of its files. New ones come last: a file of before lacks some, and is read with 0 and no text in them.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Activity => ACTIVITY,
            Self::Joins => JOINS,
            Self::Cases => CASES,
        }
    }

    /// How many of them there have always been.
    pub(super) const fn oldest_columns(self) -> usize {
        match self {
            Self::Activity => 16,
            Self::Joins => 6,
            Self::Cases => 15,
        }
    }

    /// By which columns rows are ordered and known.
    pub(super) const fn key(self) -> &'static [usize] {
        match self {
            Self::Activity => &[1, 2, 3],
            Self::Joins => &[1, 4],
            Self::Cases => &[1],
        }
    }

    /// How many columns of the key hold no user, nor anything made of one.
    pub(super) const fn stable(self) -> usize {
        match self {
            Self::Activity => 2,
            Self::Joins | Self::Cases => 1,
        }
    }

    /// The column that dates a row.
    pub const fn dated(self) -> usize {
        match self {
            Self::Activity | Self::Joins => 1,
            Self::Cases => 2,
        }
    }

    /// The columns that hold users, where `actor_kind` allows.
    pub(super) const fn users(self) -> &'static [usize] {
        match self {
            Self::Activity => &[3],
            Self::Joins => &[2, 9],
            Self::Cases => &[5, 7],
        }
    }

    /// What becomes of a column where two rows have one key.
    pub(super) fn joint(self, column: usize) -> Joint {
        match (self, column) {
            (Self::Activity, FIRST_AT) => Joint::First,
            (Self::Activity, LAST_AT) => Joint::Last,
            (Self::Activity, FIRST_COUNT..FIRST_AT) => Joint::Sum,
            _ => Joint::Same,
        }
    }
}

/// The columns of activity that count, and those that date.
const FIRST_COUNT: usize = 4;
const FIRST_AT: usize = 16;
const LAST_AT: usize = 17;

const ACTIVITY: &[Column] = &[
    int("guild_id"),
    time("hour"),
    int("channel_id"),
    int("user_id"),
    int("messages"),
    int("edits"),
    int("deletes"),
    int("reactions"),
    int("unreactions"),
    int("voice_ms"),
    int("short_messages"),
    int("medium_messages"),
    int("long_messages"),
    int("attachments"),
    int("replies"),
    int("received"),
    // When the member did something first and last; 0 where that is not known.
    time("first_at"),
    time("last_at"),
];

const JOINS: &[Column] = &[
    int("guild_id"),
    time("at"),
    int("user_id"),
    text("kind"),
    text("id"),
    // 0 if it happened at an unknown time within a gap that ended at `at`.
    int("exact"),
    // For how long who left had been a member; 0 where that is not known, and of joins.
    int("tenure_ms"),
    // Of joins: `invite`, `vanity`, `bot` or `unknown`, and the code; empty in rows of before this was known.
    text("came_by"),
    text("invite"),
    int("inviter_id"),
];

const CASES: &[Column] = &[
    int("guild_id"),
    int("number"),
    time("opened_at"),
    text("kind"),
    text("state"),
    int("target_id"),
    text("actor_kind"),
    int("actor_id"),
    // 0 where there is none, as of all below.
    time("until_at"),
    time("closed_at"),
    int("action_id"),
    int("batch_id"),
    int("undoes"),
    int("caused_by"),
    int("points"),
    // The rule that brought it about; empty where there is none.
    text("rule"),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("`{text}` is no kind; there are {}", names.join(", "))
        })
    }
}
