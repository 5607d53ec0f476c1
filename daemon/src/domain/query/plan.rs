//! An expression as a store looks for it: with fixed times, and `not` only before conditions.

use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use super::{Compare, Counted, Expr, Moment, Pattern, Standing, Test, When};
use crate::domain::duration::{HOUR_MS, millis};

/// The first millisecond of 2015, which ids count from.
const EPOCH_MS: i64 = emperione_protocol::ids::DISCORD_EPOCH_MS.cast_signed();
/// The bits of an id below its time.
const TIME_SHIFT: i64 = 1 << 22;

/// Who is looked at, and what must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub scope: Scope,
    pub root: Node,
}

/// Who is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those who are members now.
    Present,
    /// Those who left as well, and those who are banned.
    Everyone,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// True if empty.
    All(Vec<Node>),
    /// False if empty.
    Any(Vec<Node>),
    Is(Condition),
    IsNot(Condition),
}

/// A condition on one member. All bounds are inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Name(Pattern),
    Fuzzy(String),
    Ids(Vec<UserId>),
    /// The id as a number.
    IdWithin(Range),
    Roles(Vec<RoleId>),
    HasRoles,
    /// Any of these bits.
    Flags(u64),
    /// The last join came by one of these, or by any that is known.
    Invites(Option<Vec<String>>),
    Joined(Range),
    LastSeen(Range),
    Left(Range),
    Activity {
        of: Activity,
        /// Counted from the hour that begins then.
        since: Option<i64>,
        sum: Range,
    },
    Cases {
        kind: Option<Kind>,
        since: Option<i64>,
        count: Range,
    },
    Points {
        since: Option<i64>,
        sum: Range,
    },
    Banned,
    TimedOut {
        now: Timestamp,
    },
    Bot,
}

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    Messages,
    Reactions,
    /// In milliseconds.
    Voice,
}

/// From and to, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: i64,
    pub to: i64,
}

impl Range {
    pub const ALL: Self = Self {
        from: i64::MIN,
        to: i64::MAX,
    };

    fn compared(compare: Compare, (from, to): (i64, i64)) -> Self {
        match compare {
            Compare::Less => Self {
                to: from.saturating_sub(1),
                ..Self::ALL
            },
            Compare::AtMost => Self { to, ..Self::ALL },
            Compare::Equal => Self { from, to },
            Compare::AtLeast => Self { from, ..Self::ALL },
            Compare::More => Self {
                from: to.saturating_add(1),
                ..Self::ALL
            },
        }
    }

    /// The times that lie so long before now.
    fn ago(compare: Compare, age: Duration, now: Timestamp) -> Self {
        let at = now.0 - millis(age);
        // What is younger is later.
        let compare = match compare {
            Compare::Less => Compare::More,
            Compare::AtMost => Compare::AtLeast,
            Compare::Equal => Compare::Equal,
            Compare::AtLeast => Compare::AtMost,
            Compare::More => Compare::Less,
        };
        Self::compared(compare, (at, at))
    }

    /// The ids that Discord made in these times.
    #[must_use]
    pub fn ids(self) -> Self {
        let first = |at: i64| {
            at.saturating_sub(EPOCH_MS)
                .max(0)
                .saturating_mul(TIME_SHIFT)
        };
        Self {
            from: first(self.from),
            to: first(self.to.saturating_add(1)).saturating_sub(1),
        }
    }
}

impl Plan {
    /// Whether it asks for what only moderators see.
    pub fn needs_cases(&self) -> bool {
        self.root
            .holds(&|node| matches!(node, Node::Is(is) | Node::IsNot(is) if matches!(is, Condition::Cases { .. } | Condition::Points { .. })))
    }
}

impl Node {
    /// Everybody.
    pub fn everybody() -> Self {
        Self::All(Vec::new())
    }

    fn holds(&self, fits: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.holds(fits)),
            Self::Is(_) | Self::IsNot(_) => fits(self),
        }
    }
}

/// Plans an expression as of a time. Whoever asks for those who left, or for those who are banned, gets everyone;
/// else only those who are members now are looked at.
pub fn plan(expr: &Expr, guild: GuildId, now: Timestamp) -> Plan {
    let root = Planner { guild, now }.node(expr, false);
    let gone = |node: &Node| matches!(node, Node::Is(Condition::Left(_) | Condition::Banned));
    let scope = if root.holds(&gone) {
        Scope::Everyone
    } else {
        Scope::Present
    };
    Plan { scope, root }
}

struct Planner {
    guild: GuildId,
    now: Timestamp,
}

impl Planner {
    fn node(&self, expr: &Expr, negated: bool) -> Node {
        match expr {
            Expr::Not(inner) => self.node(inner, !negated),
            Expr::All(parts) | Expr::Any(parts) => {
                let nodes = parts.iter().map(|part| self.node(part, negated)).collect();
                if matches!(expr, Expr::All(_)) == negated {
                    Node::Any(nodes)
                } else {
                    Node::All(nodes)
                }
            }
            // Everybody has the role @everyone, whose id is the guild's.
            Expr::Test(Test::Roles(roles)) if roles.contains(&RoleId(self.guild.0)) => {
                if negated {
                    Node::Any(Vec::new())
                } else {
                    Node::All(Vec::new())
                }
            }
            Expr::Test(test) if negated => Node::IsNot(self.condition(test)),
            Expr::Test(test) => Node::Is(self.condition(test)),
        }
    }

    fn condition(&self, test: &Test) -> Condition {
        match test {
            Test::Name(pattern) => Condition::Name(pattern.clone()),
            Test::Fuzzy(letters) => Condition::Fuzzy(letters.clone()),
            Test::Ids(ids) => Condition::Ids(ids.clone()),
            Test::Id(compare, id) => {
                let id = id.0.cast_signed();
                Condition::IdWithin(Range::compared(*compare, (id, id)))
            }
            Test::Roles(roles) => Condition::Roles(roles.clone()),
            Test::HasRoles => Condition::HasRoles,
            Test::Flags(bits) => Condition::Flags(*bits),
            Test::HasFlags => Condition::Flags(i64::MAX.cast_unsigned()),
            Test::Invites(codes) => Condition::Invites(Some(codes.clone())),
            Test::HasInvite => Condition::Invites(None),
            Test::When(moment, when) => self.moment(*moment, *when),
            Test::AccountAge(compare, age) => {
                Condition::IdWithin(Range::ago(*compare, *age, self.now).ids())
            }
            Test::Count {
                of,
                window,
                compare,
                number,
            } => {
                let number = number.cast_signed();
                let sum = Range::compared(*compare, (number, number));
                self.count(*of, *window, sum)
            }
            Test::Voice {
                window,
                compare,
                length,
            } => {
                let length = millis(*length);
                Condition::Activity {
                    of: Activity::Voice,
                    since: window.map(|window| self.hour(window)),
                    sum: Range::compared(*compare, (length, length)),
                }
            }
            Test::Is(Standing::Banned) => Condition::Banned,
            Test::Is(Standing::TimedOut) => Condition::TimedOut { now: self.now },
            Test::Is(Standing::Bot) => Condition::Bot,
        }
    }

    fn moment(&self, moment: Moment, when: When) -> Condition {
        let range = match when {
            When::Known => Range::ALL,
            When::Age(compare, age) => Range::ago(compare, age, self.now),
            When::Date(compare, date) => Range::compared(compare, date.bounds()),
        };
        match moment {
            Moment::Joined => Condition::Joined(range),
            Moment::LastSeen => Condition::LastSeen(range),
            Moment::Left => Condition::Left(range),
        }
    }

    fn count(&self, of: Counted, window: Option<Duration>, sum: Range) -> Condition {
        let since = window.map(|window| self.hour(window));
        match of {
            Counted::Messages => Condition::Activity {
                of: Activity::Messages,
                since,
                sum,
            },
            Counted::Reactions => Condition::Activity {
                of: Activity::Reactions,
                since,
                sum,
            },
            Counted::Points => Condition::Points {
                since: window.map(|window| self.now.0 - millis(window)),
                sum,
            },
            Counted::Cases(kind) => Condition::Cases {
                kind,
                since: window.map(|window| self.now.0 - millis(window)),
                count: sum,
            },
        }
    }

    /// The beginning of the hour in which a window begins: activity is kept by the hour.
    fn hour(&self, window: Duration) -> i64 {
        (self.now.0 - millis(window)).div_euclid(HOUR_MS) * HOUR_MS
    }
}
