//! The grammar:
//!
//! ```text
//! query = all { "or" all }
//! all   = one { "and" one }
//! one   = "not" one | "(" query ")" | test
//! test  = field [ operator value | [ "not" ] "in" "(" value { "," value } ")" ]
//! ```

use emperione_protocol::{RoleId, UserId};

use super::field::{self, Path};
use super::flag;
use super::lexer::{Kind, Operator, Token, Word, lex};
use super::{Compare, Error, Expr, Problem, Test, When, value};

/// The deepest nesting, and the most tests: databases limit both.
const DEEPEST: usize = 64;
const MOST_TESTS: usize = 200;
const TEST: &str = "a test such as `messages = 0`";

/// Reads a query. Roles are named by these; an expression holds their ids.
///
/// # Errors
/// What is wrong first, and where.
pub fn parse(text: &str, roles: &[(RoleId, String)]) -> Result<Expr, Error> {
    let mut parser = Parser {
        tokens: lex(text)?,
        at: 0,
        roles,
        depth: 0,
        tests: 0,
    };
    let expr = parser.any()?;
    parser.expect(&Kind::End, "`and`, `or` or the end")?;
    Ok(expr)
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    roles: &'a [(RoleId, String)],
    depth: usize,
    tests: usize,
}

/// The field of a test.
#[derive(Clone, Copy)]
struct Of {
    name: &'static str,
    path: Path,
    column: usize,
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        // The last token is the end, which nobody goes beyond.
        &self.tokens[self.at]
    }

    fn advance(&mut self) -> Token {
        let token = self.token().clone();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let found = matches!(&self.token().kind, Kind::Word(word) if word.is(keyword));
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, kind: &Kind, expected: &'static str) -> Result<(), Error> {
        let token = self.advance();
        if token.kind == *kind {
            Ok(())
        } else {
            Err(unexpected(expected, &token))
        }
    }

    fn any(&mut self) -> Result<Expr, Error> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, Error> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn one(&mut self) -> Result<Expr, Error> {
        let column = self.token().column;
        self.depth += 1;
        if self.depth > DEEPEST {
            let what = "levels of nesting";
            return Err(Problem::TooLong {
                most: DEEPEST,
                what,
            }
            .at(column));
        }
        let expr = if self.takes("not") {
            Expr::Not(Box::new(self.one()?))
        } else if self.token().kind == Kind::Open {
            self.advance();
            let inner = self.any()?;
            self.expect(&Kind::Close, "`and`, `or` or `)`")?;
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn test(&mut self) -> Result<Expr, Error> {
        let of = self.field()?;
        if let Kind::Operator(operator) = self.token().kind {
            self.advance();
            return self.compared(of, operator);
        }
        if self.takes("in") {
            return self.within(of);
        }
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        if matches!(next, Some(Kind::Word(word)) if word.is("in")) && self.takes("not") {
            self.at += 1;
            return Ok(Expr::Not(Box::new(self.within(of)?)));
        }
        self.count(of.column)?;
        self.alone(of)
    }

    fn field(&mut self) -> Result<Of, Error> {
        let token = self.advance();
        let column = token.column;
        match &token.kind {
            Kind::Word(word) if !word.quoted && !is_keyword(word) => {
                let (name, path) = field::read(&word.text).map_err(|problem| problem.at(column))?;
                Ok(Of { name, path, column })
            }
            _ => Err(unexpected(TEST, &token)),
        }
    }

    fn count(&mut self, column: usize) -> Result<(), Error> {
        self.tests += 1;
        if self.tests > MOST_TESTS {
            let what = "tests";
            return Err(Problem::TooLong {
                most: MOST_TESTS,
                what,
            }
            .at(column));
        }
        Ok(())
    }

    /// A field without a value: that there is something.
    fn alone(&self, of: Of) -> Result<Expr, Error> {
        let compare = Compare::More;
        Ok(Expr::Test(match of.path {
            Path::Is(standing) => Test::Is(standing),
            Path::When(moment) => Test::When(moment, When::Known),
            Path::Roles => Test::HasRoles,
            Path::Flags => Test::HasFlags,
            Path::Invite => Test::HasInvite,
            Path::Count(of, window) => Test::Count {
                of,
                window,
                compare,
                number: 0,
            },
            Path::Voice(window) => Test::Voice {
                window,
                compare,
                length: std::time::Duration::ZERO,
            },
            Path::Name | Path::Id | Path::AccountAge => {
                return Err(unexpected("an operator such as `=` or `<`", self.token()));
            }
        }))
    }

    fn compared(&mut self, of: Of, operator: Operator) -> Result<Expr, Error> {
        self.count(of.column)?;
        let operator_column = self.tokens[self.at - 1].column;
        let (column, word) = self.value()?;
        let wrong = |expected| {
            let (field, operator) = (of.name, operator.text());
            let problem = Problem::WrongOperator {
                field,
                operator,
                expected,
            };
            problem.at(operator_column)
        };
        if operator == Operator::Like {
            return match of.path {
                Path::Name => Ok(Expr::Test(Test::Fuzzy(word.text))),
                _ => Err(wrong(operators(of.path))),
            };
        }
        let (compare, negated) = compare(operator);
        let expr = if compare == Compare::Equal {
            self.equal(of, (column, &word), wrong)?
        } else {
            ordered(of, (column, &word), compare, wrong)?
        };
        Ok(if negated {
            Expr::Not(Box::new(expr))
        } else {
            expr
        })
    }

    fn value(&mut self) -> Result<(usize, Word), Error> {
        let token = self.advance();
        match token.kind {
            Kind::Word(word) if !is_keyword(&word) && !word.text.is_empty() => {
                Ok((token.column, word))
            }
            _ => Err(unexpected("a value", &token)),
        }
    }

    /// One of several values.
    fn within(&mut self, of: Of) -> Result<Expr, Error> {
        self.expect(&Kind::Open, "`(`")?;
        let (mut parts, mut ids, mut roles) = (Vec::new(), Vec::new(), Vec::new());
        let (mut flags, mut codes) = (0, Vec::new());
        let wrong = |expected| {
            let (field, operator) = (of.name, "in");
            let problem = Problem::WrongOperator {
                field,
                operator,
                expected,
            };
            problem.at(of.column)
        };
        loop {
            let (column, word) = self.value()?;
            match self.equal(of, (column, &word), wrong)? {
                Expr::Test(Test::Ids(more)) => ids.extend(more),
                Expr::Test(Test::Roles(more)) => roles.extend(more),
                Expr::Test(Test::Flags(more)) => flags |= more,
                Expr::Test(Test::Invites(more)) => codes.extend(more),
                expr => {
                    self.count(column)?;
                    parts.push(expr);
                }
            }
            let token = self.advance();
            match token.kind {
                Kind::Comma => {}
                Kind::Close => break,
                _ => return Err(unexpected("`,` or `)`", &token)),
            }
        }
        if !codes.is_empty() {
            parts.push(Expr::Test(Test::Invites(codes)));
        }
        Ok(match of.path {
            Path::Id => Expr::Test(Test::Ids(ids)),
            Path::Roles => Expr::Test(Test::Roles(roles)),
            Path::Flags => Expr::Test(Test::Flags(flags)),
            _ => one_or(parts, Expr::Any),
        })
    }

    fn equal(
        &self,
        of: Of,
        (column, word): (usize, &Word),
        wrong: impl Fn(&'static str) -> Error,
    ) -> Result<Expr, Error> {
        Ok(Expr::Test(match of.path {
            Path::Name => Test::Name(word.pattern.clone()),
            Path::Id => Test::Ids(vec![user(of, column, word)?]),
            Path::Roles => Test::Roles(self.role(column, word)?),
            Path::Flags => {
                let found =
                    || wrong_value(of, "a flag of Discord's such as rejoined", column, word);
                Test::Flags(flag::find(&word.text).ok_or_else(found)?)
            }
            Path::Invite if word.is("none") => {
                return Ok(Expr::Not(Box::new(Expr::Test(Test::HasInvite))));
            }
            Path::Invite => {
                let found = || wrong_value(of, "the code of an invite, or none", column, word);
                Test::Invites(vec![value::code(&word.text).ok_or_else(found)?])
            }
            Path::Is(standing) => {
                let found = || wrong_value(of, "yes or no", column, word);
                let test = Expr::Test(Test::Is(standing));
                let is = value::truth(&word.text).ok_or_else(found)?;
                return Ok(if is { test } else { Expr::Not(Box::new(test)) });
            }
            Path::When(moment) => match value::date(&word.text) {
                Some(date) => Test::When(moment, When::Date(Compare::Equal, date)),
                None if value::length(&word.text).is_some() => {
                    return Err(wrong("`<` or `>` with a duration"));
                }
                None => return Err(wrong_value(of, "a date such as 2026-01-31", column, word)),
            },
            Path::Count(..) => return ordered(of, (column, word), Compare::Equal, wrong),
            Path::AccountAge | Path::Voice(_) => return Err(wrong(operators(of.path))),
        }))
    }

    /// The roles that a value names: by id, or all whose names look so.
    fn role(&self, column: usize, word: &Word) -> Result<Vec<RoleId>, Error> {
        if let Some(id) = value::id(&word.text, &['&']) {
            return Ok(vec![RoleId(id)]);
        }
        let mut pattern = word.pattern.clone();
        pattern.trim_mark();
        let fits = |name: &str| pattern.fits(name.strip_prefix('@').unwrap_or(name));
        let found: Vec<_> = self
            .roles
            .iter()
            .filter(|(_, name)| fits(name))
            .map(|(id, _)| *id)
            .collect();
        let name = word.text.clone();
        match (found.as_slice(), pattern.literal()) {
            ([], _) => {
                let names = self.roles.iter().map(|(_, name)| name.as_str());
                let nearest = field::nearest(&name, names).map(str::to_owned);
                Err(Problem::UnknownRole { name, nearest }.at(column))
            }
            ([_, _, ..], Some(_)) => {
                let ids: Vec<_> = found.iter().map(RoleId::to_string).collect();
                let ids = ids.join(", ");
                Err(Problem::SeveralRoles { name, ids }.at(column))
            }
            _ => Ok(found),
        }
    }
}

/// A comparison of what has an order.
fn ordered(
    of: Of,
    (column, word): (usize, &Word),
    compare: Compare,
    wrong: impl Fn(&'static str) -> Error,
) -> Result<Expr, Error> {
    let refused = |expected| wrong_value(of, expected, column, word);
    let length =
        || value::length(&word.text).ok_or_else(|| refused("a duration such as 7d or 1h30m"));
    Ok(Expr::Test(match of.path {
        Path::Id => Test::Id(compare, user(of, column, word)?),
        Path::AccountAge => Test::AccountAge(compare, length()?),
        Path::Voice(window) => Test::Voice {
            window,
            compare,
            length: length()?,
        },
        Path::Count(of, window) => Test::Count {
            of,
            window,
            compare,
            number: value::number(&word.text).ok_or_else(|| refused("a whole number"))?,
        },
        Path::When(moment) => {
            let age = value::length(&word.text).map(|age| When::Age(compare, age));
            let date = || value::date(&word.text).map(|date| When::Date(compare, date));
            let expected = "a duration such as 7d or a date such as 2026-01-31";
            let when = age.or_else(date).ok_or_else(|| refused(expected))?;
            Test::When(moment, when)
        }
        Path::Name | Path::Roles | Path::Flags | Path::Invite | Path::Is(_) => {
            return Err(wrong(operators(of.path)));
        }
    }))
}

fn user(of: Of, column: usize, word: &Word) -> Result<UserId, Error> {
    let id = value::id(&word.text, &['!']).map(UserId);
    id.ok_or_else(|| wrong_value(of, "an id", column, word))
}

/// The operators that go with a field.
fn operators(path: Path) -> &'static str {
    match path {
        Path::Name => "`=`, `!=`, `~` or `in`",
        Path::Roles | Path::Flags | Path::Invite => "`=`, `!=` or `in`",
        Path::Is(_) => "`=`, or the field alone",
        Path::AccountAge | Path::Voice(_) => "`<`, `<=`, `>` or `>=`",
        Path::Id | Path::When(_) | Path::Count(..) => "`=`, `!=`, `<`, `<=`, `>`, `>=` or `in`",
    }
}

fn compare(operator: Operator) -> (Compare, bool) {
    match operator {
        Operator::Less => (Compare::Less, false),
        Operator::AtMost => (Compare::AtMost, false),
        Operator::More => (Compare::More, false),
        Operator::AtLeast => (Compare::AtLeast, false),
        Operator::Equal | Operator::Like => (Compare::Equal, false),
        Operator::NotEqual => (Compare::Equal, true),
    }
}

fn one_or(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}

fn is_keyword(word: &Word) -> bool {
    ["and", "or", "not", "in"]
        .iter()
        .any(|known| word.is(known))
}

fn wrong_value(of: Of, expected: &'static str, column: usize, word: &Word) -> Error {
    let (field, found) = (of.name, word.text.clone());
    let problem = Problem::WrongValue {
        field,
        expected,
        found,
    };
    problem.at(column)
}

fn unexpected(expected: &'static str, token: &Token) -> Error {
    let found = match &token.kind {
        Kind::Word(word) => format!("`{}`", word.text),
        Kind::Operator(operator) => format!("`{}`", operator.text()),
        Kind::Open => "`(`".into(),
        Kind::Close => "`)`".into(),
        Kind::Comma => "`,`".into(),
        Kind::End => "the end".into(),
    };
    Problem::Unexpected { expected, found }.at(token.column)
}
