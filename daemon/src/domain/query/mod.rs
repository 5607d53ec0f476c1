//! The member query language: `joined < 1h and messages = 0`.
//!
//! [`parse`] makes an expression of a text, its `Display` makes a text of the expression again, and [`plan`] makes it
//! what a store can look for: every time fixed, every comparison a range, `not` only before conditions. An expression
//! is true or false of a member, never unknown: a comparison with something that is not known is false.

mod error;
mod field;
mod flag;
mod lexer;
mod parser;
mod pattern;
pub mod plan;
mod print;
mod value;

#[cfg(test)]
mod tests;

use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::{RoleId, UserId};

pub use error::{Error, Problem};
pub use field::{FIELDS, Field};
pub use flag::all as flags;
pub use parser::parse;
pub use pattern::{Part, Pattern};
pub use value::Date;

/// What is asked of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Two or more, joined by `and`.
    All(Vec<Expr>),
    /// Two or more, joined by `or`.
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Test(Test),
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The user name, the display name or the nickname looks so.
    Name(Pattern),
    /// The letters occur in one of the names, in this order.
    Fuzzy(String),
    /// One of these, and at least one.
    Ids(Vec<UserId>),
    Id(Compare, UserId),
    /// One of these roles, and at least one.
    Roles(Vec<RoleId>),
    /// Any role but `@everyone`.
    HasRoles,
    /// One of these bits, and at least one; all of them have names.
    Flags(u64),
    HasFlags,
    /// The last join came by one of these invites, and at least one.
    Invites(Vec<String>),
    /// It is known by which invite the last join came.
    HasInvite,
    When(Moment, When),
    AccountAge(Compare, Duration),
    Count {
        of: Counted,
        window: Option<Duration>,
        compare: Compare,
        number: u64,
    },
    Voice {
        window: Option<Duration>,
        compare: Compare,
        length: Duration,
    },
    Is(Standing),
}

/// How two values are compared. `!=` is the negation of `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// A time of a member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Joined,
    LastSeen,
    Left,
}

/// What is asked of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Known,
    /// How long ago it is; never `Equal`.
    Age(Compare, Duration),
    Date(Compare, Date),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Messages,
    Reactions,
    /// Of one kind, or of all.
    Cases(Option<Kind>),
    /// Of warnings in force.
    Points,
}

/// How a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Banned,
    TimedOut,
    Bot,
}
