//! What an index can answer: conditions of which the users can be listed without looking at every member.

use emperione_protocol::GuildId;
use sqlx::{Encode, Type};

use super::condition::{activity_column, known};
use super::sql::{Dialect, Sql};
use crate::domain::query::Pattern;
use crate::domain::query::plan::{Activity, Condition, Node, Range};
use crate::store::word;

/// Above every letter of a name.
const LAST_LETTER: char = char::MAX;
/// The most parts of an `or` that are listed.
const MOST_PARTS: usize = 50;
/// SQLite's and PostgreSQL's columns of names.
const NAMES: [&str; 3] = ["name", "global_name", "nick"];

/// The parts of a question that all must hold.
pub(super) fn conjuncts(root: &Node) -> Vec<&Node> {
    match root {
        Node::All(parts) => parts.iter().flat_map(conjuncts).collect(),
        node => vec![node],
    }
}

/// Whether an index can list the users of whom this may hold.
pub(super) fn is_indexed(node: &Node) -> bool {
    match node {
        Node::All(parts) => parts.iter().any(is_indexed),
        Node::Any(parts) => parts.len() <= MOST_PARTS && parts.iter().all(is_indexed),
        Node::IsNot(_) => false,
        Node::Is(condition) => match condition {
            Condition::Name(pattern) => pattern.prefix().is_some(),
            Condition::Activity { sum, .. } | Condition::Points { sum, .. } => sum.from > 0,
            Condition::Cases { count, .. } => count.from > 0,
            Condition::LastSeen(range) => range.from > 0,
            Condition::Fuzzy(_)
            | Condition::HasRoles
            | Condition::Flags(_)
            | Condition::Invites(None) => false,
            Condition::Ids(_)
            | Condition::IdWithin(_)
            | Condition::Roles(_)
            | Condition::Invites(Some(_))
            | Condition::Joined(_)
            | Condition::Left(_)
            | Condition::Banned
            | Condition::TimedOut { .. }
            | Condition::Bot => true,
        },
    }
}

/// Writes the statement that lists a superset of the users of whom this holds, perhaps several times.
pub(super) struct Lister<'a, DB: Dialect> {
    pub(super) sql: &'a mut Sql<DB>,
    pub(super) guild: GuildId,
}

impl<DB: Dialect> Lister<'_, DB>
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    /// The node must be indexed.
    pub(super) fn node(&mut self, node: &Node) {
        match node {
            Node::All(parts) => {
                if let Some(part) = parts.iter().find(|part| is_indexed(part)) {
                    self.node(part);
                }
            }
            Node::Any(parts) if parts.is_empty() => {
                self.members("FALSE");
            }
            Node::Any(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    self.sql.push(if index == 0 { "" } else { " UNION ALL " });
                    self.node(part);
                }
            }
            Node::Is(condition) | Node::IsNot(condition) => self.condition(condition),
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Name(pattern) => self.name(pattern),
            Condition::Ids(ids) => {
                self.members("user_id IN ");
                self.sql.numbers(ids.iter().map(|id| id.0.cast_signed()));
            }
            Condition::IdWithin(range) => self.within("user_id", *range),
            Condition::Joined(range) => self.within("coalesce(joined_at, 0)", known(*range)),
            Condition::Left(range) => {
                self.within("left_at IS NOT NULL AND left_at", known(*range));
            }
            Condition::TimedOut { now } => {
                self.members("timed_out_until IS NOT NULL AND timed_out_until > ");
                self.sql.number(now.0);
            }
            Condition::Bot => self.members("bot"),
            Condition::Banned => self.of("SELECT user_id FROM bans WHERE guild_id = "),
            Condition::Roles(roles) => {
                self.of("SELECT user_id FROM member_roles WHERE guild_id = ");
                self.sql.push(" AND role_id IN ");
                self.sql.numbers(roles.iter().map(|id| id.0.cast_signed()));
            }
            Condition::Cases { kind, since, .. } => {
                self.cases(kind.as_ref().map(word::write), *since);
            }
            Condition::Points { since, .. } => {
                self.cases(None, *since);
                self.sql.push(" AND points > 0");
            }
            Condition::Activity { of, since, .. } => self.activity(*of, *since),
            Condition::LastSeen(range) => self.seen(*range),
            Condition::Invites(Some(codes)) => {
                self.of("SELECT user_id FROM member_changes WHERE guild_id = ");
                self.sql
                    .push(" AND invite IS NOT NULL AND invite IN ")
                    .texts(codes);
            }
            Condition::Fuzzy(_)
            | Condition::HasRoles
            | Condition::Flags(_)
            | Condition::Invites(None) => self.members("TRUE"),
        }
    }

    fn of(&mut self, head: &str) {
        self.sql.push(head).number(self.guild.0.cast_signed());
    }

    fn members(&mut self, condition: &str) {
        self.of("SELECT user_id FROM members WHERE guild_id = ");
        self.sql.push(" AND ").push(condition);
    }

    fn within(&mut self, value: &str, range: Range) {
        self.members(value);
        self.sql.push(" BETWEEN ").number(range.from);
        self.sql.push(" AND ").number(range.to);
    }

    fn name(&mut self, pattern: &Pattern) {
        let prefix = pattern.prefix().unwrap_or_default();
        let is_whole = pattern.literal().is_some();
        for (index, column) in NAMES.into_iter().enumerate() {
            self.sql.push(if index == 0 { "" } else { " UNION ALL " });
            self.of("SELECT user_id FROM members WHERE guild_id = ");
            let name = format!("lower({column}){}", DB::BY_BYTES);
            self.sql
                .push(&format!(" AND {column} IS NOT NULL AND {name}"));
            self.sql
                .push(if is_whole { " = lower(" } else { " >= lower(" });
            self.sql
                .text(prefix.to_owned())
                .push(")")
                .push(DB::BY_BYTES);
            if !is_whole {
                self.sql.push(&format!(" AND {name} < lower("));
                self.sql.text(format!("{prefix}{LAST_LETTER}"));
                self.sql.push(")").push(DB::BY_BYTES);
            }
        }
    }

    fn cases(&mut self, kind: Option<String>, since: Option<i64>) {
        self.of("SELECT target_id AS user_id FROM cases WHERE guild_id = ");
        if let Some(kind) = kind {
            self.sql.push(" AND kind = ").text(kind);
        }
        if let Some(since) = since {
            self.sql.push(" AND opened_at >= ").number(since);
        }
    }

    fn activity(&mut self, of: Activity, since: Option<i64>) {
        self.of("SELECT a.user_id FROM activity AS a WHERE a.guild_id = ");
        if let Some(since) = since {
            self.sql.push(" AND a.hour >= ").number(since);
        }
        self.sql
            .push(" AND ")
            .push(activity_column(of))
            .push(" > 0");
    }

    fn seen(&mut self, range: Range) {
        self.of("SELECT a.user_id FROM activity AS a WHERE a.guild_id = ");
        self.sql.push(" AND a.hour >= ").number(range.from);
        self.of(" UNION ALL SELECT author_id FROM messages WHERE guild_id = ");
        self.sql.push(" AND id >= ").number(range.ids().from);
    }
}
