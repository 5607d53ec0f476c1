//! Conditions on a row `m` of a member. Each is true or false, never null.

use emperione_protocol::GuildId;
use sqlx::{Encode, Type};

use super::sql::{Dialect, Sql};
use crate::domain::query::plan::{Activity, Condition, Node, Range};
use crate::domain::query::{Part, Pattern};
use crate::store::word;

/// Writes conditions for one guild.
pub(super) struct Writer<'a, DB: Dialect> {
    pub(super) sql: &'a mut Sql<DB>,
    pub(super) guild: GuildId,
}

impl<DB: Dialect> Writer<'_, DB>
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    pub(super) fn node(&mut self, node: &Node) {
        match node {
            Node::All(parts) => self.join(parts, " AND ", "TRUE"),
            Node::Any(parts) => self.join(parts, " OR ", "FALSE"),
            Node::Is(condition) => self.condition(condition),
            Node::IsNot(condition) => {
                self.sql.push("NOT (");
                self.condition(condition);
                self.sql.push(")");
            }
        }
    }

    fn join(&mut self, parts: &[Node], word: &str, empty: &str) {
        if parts.is_empty() {
            self.sql.push(empty);
            return;
        }
        self.sql.push("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.sql.push(word);
            }
            self.node(part);
        }
        self.sql.push(")");
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Name(pattern) => self.name(&like(pattern)),
            Condition::Fuzzy(text) => self.name(&scattered(text)),
            Condition::Ids(ids) => {
                self.sql.push("m.user_id IN ");
                self.sql.numbers(ids.iter().map(|id| id.0.cast_signed()));
            }
            // With a sign before it, the order of the list decides which index is read, not this one value.
            Condition::IdWithin(range) => self.between("+m.user_id", *range),
            Condition::Roles(roles) => {
                self.sql
                    .push("EXISTS (SELECT 1 FROM member_roles AS r WHERE r.guild_id = ");
                self.sql.number(self.guild.0.cast_signed());
                self.sql
                    .push(" AND r.user_id = m.user_id AND r.role_id IN ");
                self.sql.numbers(roles.iter().map(|id| id.0.cast_signed()));
                self.sql.push(DB::EACH);
            }
            Condition::HasRoles => {
                self.sql.push("m.roles <> ''");
            }
            Condition::Flags(bits) => {
                self.sql
                    .push("(m.flags & ")
                    .number(bits.cast_signed())
                    .push(") <> 0");
            }
            Condition::Invites(codes) => self.invites(codes.as_deref()),
            Condition::Joined(range) => self.between("+coalesce(m.joined_at, 0)", known(*range)),
            Condition::Left(range) => self.between("coalesce(m.left_at, 0)", known(*range)),
            Condition::LastSeen(range) => self.seen(*range),
            Condition::Activity { of, since, sum } => self.activity(*of, *since, *sum),
            Condition::Cases { kind, since, count } => {
                let kind = kind.as_ref().map(word::write);
                self.cases(kind, *since, *count);
            }
            Condition::Points { since, sum } => self.points(*since, *sum),
            Condition::Banned => {
                self.sql
                    .push("EXISTS (SELECT 1 FROM bans AS b WHERE b.guild_id = ");
                self.sql.number(self.guild.0.cast_signed());
                self.sql.push(" AND b.user_id = m.user_id").push(DB::EACH);
            }
            Condition::TimedOut { now } => {
                self.sql
                    .push("(m.left_at IS NULL AND coalesce(m.timed_out_until, 0) > ")
                    .number(now.0)
                    .push(")");
            }
            Condition::Bot => {
                self.sql.push("m.bot");
            }
        }
    }

    /// Only the last join counts, which has the member's own time.
    fn invites(&mut self, codes: Option<&[String]>) {
        self.sql
            .push("EXISTS (SELECT 1 FROM member_changes AS j WHERE j.guild_id = ");
        self.sql.number(self.guild.0.cast_signed());
        self.sql.push(
            " AND j.user_id = m.user_id AND j.at = m.joined_at AND j.kind = 'join' AND j.invite ",
        );
        match codes {
            Some(codes) => self.sql.push("IN ").texts(codes),
            None => self.sql.push("IS NOT NULL"),
        };
        self.sql.push(DB::EACH);
    }

    fn between(&mut self, value: &str, range: Range) {
        self.sql.push("(").push(value).push(" BETWEEN ");
        self.sql.number(range.from).push(" AND ").number(range.to);
        self.sql.push(")");
    }

    /// One of the names fits. The database lowers the pattern as it lowers the names.
    fn name(&mut self, pattern: &str) {
        for (index, column) in ["m.name", "m.global_name", "m.nick"]
            .into_iter()
            .enumerate()
        {
            self.sql.push(if index == 0 { "(" } else { " OR " });
            self.sql
                .push("coalesce(lower(")
                .push(column)
                .push(") LIKE lower(");
            self.sql
                .text(pattern.to_owned())
                .push(") ESCAPE '!', FALSE)");
        }
        self.sql.push(")");
    }

    /// The last hour with activity, or the last message if that is later, lies within.
    fn seen(&mut self, range: Range) {
        let ids = range.ids();
        self.sql.push("((");
        self.any_activity(" AND a.hour >= ", range.from);
        self.sql.push(" OR ");
        self.any_message(" AND w.id >= ", ids.from);
        self.sql.push(")");
        if range.to < i64::MAX {
            self.sql.push(" AND NOT ");
            self.any_activity(" AND a.hour > ", range.to);
            self.sql.push(" AND NOT ");
            self.any_message(" AND w.id > ", ids.to);
        }
        self.sql.push(")");
    }

    fn any_activity(&mut self, bound: &str, at: i64) {
        self.sql
            .push("EXISTS (SELECT 1 FROM activity AS a WHERE a.guild_id = ");
        self.sql.number(self.guild.0.cast_signed());
        self.sql.push(" AND a.user_id = m.user_id").push(bound);
        self.sql.number(at).push(DB::EACH);
    }

    fn any_message(&mut self, bound: &str, id: i64) {
        self.sql.push(
            "EXISTS (SELECT 1 FROM messages AS w WHERE w.author_id = m.user_id AND w.guild_id = ",
        );
        self.sql.number(self.guild.0.cast_signed());
        self.sql.push(bound).number(id).push(DB::EACH);
    }

    fn activity(&mut self, of: Activity, since: Option<i64>, sum: Range) {
        let column = activity_column(of);
        // Whether there is any can be told at the first row.
        let any = any_only(sum);
        match any {
            Some(true) => self.sql.push("EXISTS (SELECT 1"),
            Some(false) => self.sql.push("NOT EXISTS (SELECT 1"),
            None => self
                .sql
                .push("((SELECT coalesce(sum(")
                .push(column)
                .push("), 0)"),
        };
        self.sql.push(" FROM activity AS a WHERE a.guild_id = ");
        self.sql.number(self.guild.0.cast_signed());
        self.sql.push(" AND a.user_id = m.user_id");
        if let Some(since) = since {
            self.sql.push(" AND a.hour >= ").number(since);
        }
        if any.is_some() {
            self.sql
                .push(" AND ")
                .push(column)
                .push(" > 0")
                .push(DB::EACH);
        } else {
            self.sql.push(") BETWEEN ").number(sum.from);
            self.sql.push(" AND ").number(sum.to).push(")");
        }
    }

    fn cases(&mut self, kind: Option<String>, since: Option<i64>, count: Range) {
        let any = any_only(count);
        self.sql.push(match any {
            Some(true) => "EXISTS (SELECT 1",
            Some(false) => "NOT EXISTS (SELECT 1",
            None => "((SELECT count(*)",
        });
        self.sql.push(" FROM cases AS c WHERE c.guild_id = ");
        self.sql.number(self.guild.0.cast_signed());
        self.sql.push(" AND c.target_id = m.user_id");
        if let Some(kind) = kind {
            self.sql.push(" AND c.kind = ").text(kind);
        }
        if let Some(since) = since {
            self.sql.push(" AND c.opened_at >= ").number(since);
        }
        if any.is_some() {
            self.sql.push(DB::EACH);
        } else {
            self.sql.push(") BETWEEN ").number(count.from);
            self.sql.push(" AND ").number(count.to).push(")");
        }
    }

    fn points(&mut self, since: Option<i64>, sum: Range) {
        self.sql
            .push("((SELECT coalesce(sum(c.points), 0) FROM cases AS c WHERE c.guild_id = ");
        self.sql.number(self.guild.0.cast_signed());
        self.sql
            .push(" AND c.target_id = m.user_id AND c.points > 0 AND c.state = 'applied'");
        if let Some(since) = since {
            self.sql.push(" AND c.opened_at >= ").number(since);
        }
        self.sql.push(") BETWEEN ").number(sum.from);
        self.sql.push(" AND ").number(sum.to).push(")");
    }
}

pub(super) fn activity_column(of: Activity) -> &'static str {
    match of {
        Activity::Messages => "a.messages",
        Activity::Reactions => "a.reactions",
        Activity::Voice => "a.voice_ms",
    }
}

/// Times that are known are above 0.
pub(super) fn known(range: Range) -> Range {
    Range {
        from: range.from.max(1),
        ..range
    }
}

/// Whether a count within this range means only that there is any, or only that there is none.
fn any_only(range: Range) -> Option<bool> {
    match range {
        Range {
            from: 1,
            to: i64::MAX,
        } => Some(true),
        Range { from: ..=0, to: 0 } => Some(false),
        _ => None,
    }
}

/// The pattern as `LIKE … ESCAPE '!'` reads it.
fn like(pattern: &Pattern) -> String {
    let mut text = String::new();
    for part in &pattern.0 {
        match part {
            Part::Many => text.push('%'),
            Part::One => text.push('_'),
            Part::Text(letters) => letters.chars().for_each(|letter| escape(letter, &mut text)),
        }
    }
    text
}

/// A pattern of texts in which these letters occur in this order.
fn scattered(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        escape(letter, &mut pattern);
        pattern.push('%');
    }
    pattern
}

fn escape(letter: char, pattern: &mut String) {
    if matches!(letter, '!' | '%' | '_') {
        pattern.push('!');
    }
    pattern.push(letter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_only_itself() {
        let pattern = Pattern::containing("50%_Off!");

        assert_eq!(like(&pattern), "%50!%!_Off!!%");
        assert_eq!(scattered("a %"), "%a%!%%");
    }
}
