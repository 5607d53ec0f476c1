//! Expressions as texts that are read as the same expressions.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::flag;
use super::value::Date;
use super::{Compare, Counted, Expr, Moment, Standing, Test, When};
use crate::domain::duration;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => join(parts, " and ", f),
            Self::Any(parts) => join(parts, " or ", f),
            Self::Not(inner) => {
                f.write_str("not ")?;
                part(inner, f)
            }
            Self::Test(test) => test.fmt(f),
        }
    }
}

fn join(parts: &[Expr], word: &str, f: &mut Formatter<'_>) -> fmt::Result {
    for (index, each) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        part(each, f)?;
    }
    Ok(())
}

fn part(expr: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    match expr {
        Expr::All(_) | Expr::Any(_) => write!(f, "({expr})"),
        Expr::Not(_) | Expr::Test(_) => expr.fmt(f),
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(pattern) => write!(f, "name = {pattern}"),
            Self::Fuzzy(text) => write!(f, "name ~ {}", quoted(text)),
            Self::Ids(ids) => one_of("id", ids, f),
            Self::Id(compare, id) => write!(f, "id {compare} {id}"),
            Self::Roles(roles) => one_of("roles", roles, f),
            Self::HasRoles => f.write_str("roles"),
            Self::Flags(bits) => one_of("flags", &flag::names(*bits), f),
            Self::HasFlags => f.write_str("flags"),
            Self::Invites(codes) => {
                let codes: Vec<_> = codes.iter().map(|code| quoted(code)).collect();
                one_of("invite", &codes, f)
            }
            Self::HasInvite => f.write_str("invite"),
            Self::When(moment, when) => write!(f, "{}{when}", name(*moment)),
            Self::AccountAge(compare, age) => {
                write!(f, "account_age {compare} {}", duration::format_age(*age))
            }
            Self::Count {
                of,
                window,
                compare,
                number,
            } => write!(f, "{of}{} {compare} {number}", Window(*window)),
            Self::Voice {
                window,
                compare,
                length,
            } => {
                let length = duration::format_age(*length);
                write!(f, "voice{} {compare} {length}", Window(*window))
            }
            Self::Is(standing) => f.write_str(match standing {
                Standing::Banned => "banned",
                Standing::TimedOut => "timed_out",
                Standing::Bot => "bot",
            }),
        }
    }
}

fn one_of(field: &str, ids: &[impl Display], f: &mut Formatter<'_>) -> fmt::Result {
    if let [only] = ids {
        return write!(f, "{field} = {only}");
    }
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    write!(f, "{field} in ({})", ids.join(", "))
}

/// A text in quotes, in which nothing is a wildcard.
fn quoted(text: &str) -> String {
    super::Pattern(vec![super::Part::Text(text.into())]).to_string()
}

fn name(moment: Moment) -> &'static str {
    match moment {
        Moment::Joined => "joined",
        Moment::LastSeen => "last_seen",
        Moment::Left => "left",
    }
}

struct Window(Option<Duration>);

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(window) => write!(f, ".{}", duration::format_age(window)),
            None => Ok(()),
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known => Ok(()),
            Self::Age(compare, age) => write!(f, " {compare} {}", duration::format_age(*age)),
            Self::Date(compare, date) => write!(f, " {compare} {date}"),
        }
    }
}

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            // `2026-01-31T…`
            Self::Day(at) => {
                let text = at.to_string();
                f.write_str(text.split_once('T').map_or(text.as_str(), |(day, _)| day))
            }
            Self::Moment(at) => at.fmt(f),
        }
    }
}

impl Display for Counted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages => f.write_str("messages"),
            Self::Reactions => f.write_str("reactions"),
            Self::Points => f.write_str("points"),
            Self::Cases(None) => f.write_str("cases"),
            Self::Cases(Some(kind)) => match serde_json::to_value(kind) {
                Ok(serde_json::Value::String(word)) => write!(f, "cases.{word}"),
                _ => Err(fmt::Error),
            },
        }
    }
}

impl Display for Compare {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        })
    }
}
