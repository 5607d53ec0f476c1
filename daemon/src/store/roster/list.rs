//! Lists of members: who fits, in an order, page by page.
//!
//! Where a part of the question has an index that lists few users, these are looked at; else members are read in the
//! order of the list until a page is full.

use emperione_protocol::members::Sort;
use emperione_protocol::{GuildId, UserId};
use sqlx::{Encode, Postgres, Sqlite, Type};

use super::condition::{Writer, activity_column, known};
use super::index::{Lister, conjuncts, is_indexed};
use super::sql::{Dialect, Sql};
use super::{Entry, Found};
use crate::domain::query::plan::{Activity, Condition, Node, Range, Scope};
use crate::store::{On, Result, Tx};

/// A list of more users than this is not looked through: members are read in the order of the page instead.
const FEW: i64 = 4_000;
const COLUMNS: &str = "m.user_id, m.name, m.global_name, m.nick, m.bot, m.roles, coalesce(m.joined_at, 0) AS joined, m.timed_out_until, ";

/// Which members, in which order, and from where on.
#[derive(Clone, Debug)]
pub struct Selection {
    pub guild: GuildId,
    pub scope: Scope,
    pub root: Node,
    pub sort: Sort,
    pub reverse: bool,
    pub after: Option<Place>,
    pub limit: u32,
}

/// Where an entry stands in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub key: Key,
    pub user: UserId,
}

/// By what the list is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// Members that fit, each with its place.
pub async fn list(tx: &mut Tx, selection: &Selection) -> Result<Vec<(Entry, Place)>> {
    let lead = lead(tx, selection).await?;
    let rows: Vec<Found> = match &mut tx.on {
        On::Sqlite(tx) => {
            let mut sql = Sql::<Sqlite>::new();
            Listing {
                sql: &mut sql,
                selection,
            }
            .page(lead);
            sql.0
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut **tx)
                .await?
        }
        On::Postgres(tx) => {
            let mut sql = Sql::<Postgres>::new();
            Listing {
                sql: &mut sql,
                selection,
            }
            .page(lead);
            sql.0
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut **tx)
                .await?
        }
    };
    let placed = |row: Found| {
        let key = match selection.sort {
            Sort::Name => Key::Text(row.sort_text.clone()),
            _ => Key::Number(row.sort_number),
        };
        let entry = Entry::from(row);
        let user = entry.user;
        (entry, Place { key, user })
    };
    Ok(rows.into_iter().map(placed).collect())
}

/// The part of the question with the shortest list, if one is short.
async fn lead<'a>(tx: &mut Tx, selection: &'a Selection) -> Result<Option<&'a Node>> {
    let mut best = None;
    for node in conjuncts(&selection.root) {
        if !is_indexed(node) {
            continue;
        }
        let n: i64 = match &mut tx.on {
            On::Sqlite(tx) => {
                let mut sql = Sql::<Sqlite>::new();
                count(&mut sql, selection.guild, node);
                sql.0
                    .build_query_scalar()
                    .persistent(false)
                    .fetch_one(&mut **tx)
                    .await?
            }
            On::Postgres(tx) => {
                let mut sql = Sql::<Postgres>::new();
                count(&mut sql, selection.guild, node);
                sql.0
                    .build_query_scalar()
                    .persistent(false)
                    .fetch_one(&mut **tx)
                    .await?
            }
        };
        if n <= FEW && best.is_none_or(|(least, _)| n < least) {
            best = Some((n, node));
        }
    }
    Ok(best.map(|(_, node)| node))
}

/// Counts a list of users, but not far.
fn count<DB: Dialect>(sql: &mut Sql<DB>, guild: GuildId, node: &Node)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    sql.push("SELECT count(*) FROM (SELECT 1 FROM (");
    Lister { sql, guild }.node(node);
    sql.push(") AS listed LIMIT ")
        .number(FEW + 1)
        .push(") AS few");
}

struct Listing<'a, DB: Dialect> {
    sql: &'a mut Sql<DB>,
    selection: &'a Selection,
}

impl<DB: Dialect> Listing<'_, DB>
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    /// A page, with what a list shows of each, counted for those of this page only.
    fn page(mut self, lead: Option<&Node>) {
        let guild = self.selection.guild.0.cast_signed();
        self.sql.push("SELECT page.*, ");
        for (head, tail) in COUNTED {
            self.sql.push(head).number(guild).push(tail);
        }
        self.sql.push(" FROM (");
        if self.selection.scope == Scope::Everyone && may_be_a_stranger(&self.selection.root) {
            self.sql.push("SELECT * FROM (");
            self.members(lead);
            self.sql.push(") AS known UNION ALL SELECT * FROM (");
            self.strangers();
            self.sql.push(") AS strangers");
            self.order("");
            self.sql.push(" LIMIT ").number(self.selection.limit.into());
        } else {
            self.members(lead);
        }
        self.sql.push(") AS page");
        self.order("page.");
    }

    fn members(&mut self, lead: Option<&Node>) {
        let guild = self.selection.guild;
        self.head("m.left_at");
        // SQLite takes the tables of a CROSS JOIN in their order: the few first. The sign keeps it from reading a whole
        // guild in the order of users so as to find each of them once.
        if let Some(lead) = lead {
            self.sql.push("(SELECT DISTINCT +user_id AS user_id FROM (");
            Lister {
                sql: self.sql,
                guild,
            }
            .node(lead);
            self.sql.push(") AS listed) AS few CROSS JOIN ");
        }
        self.sql.push("members AS m WHERE m.guild_id = ");
        self.sql.number(guild.0.cast_signed());
        if lead.is_some() {
            self.sql.push(" AND m.user_id = few.user_id");
        }
        if self.selection.scope == Scope::Present {
            self.sql.push(" AND m.left_at IS NULL");
        }
        if lead.is_none() {
            self.stretch();
        }
        self.tail();
    }

    /// The stretch of the list's index in which this page lies: from the page before on, within what all must fit.
    fn stretch(&mut self) {
        let selection = self.selection;
        let after = selection.after.as_ref().map(|after| &after.key);
        let value = match selection.sort {
            Sort::Joined => " AND coalesce(m.joined_at, 0)",
            Sort::Id => " AND m.user_id",
            Sort::Name => {
                if let Some(Key::Text(text)) = after {
                    self.sql.push(" AND lower(m.name)").push(DB::BY_BYTES);
                    self.sql
                        .push(if descends(selection) { " <= " } else { " >= " });
                    self.sql.text(text.clone()).push(DB::BY_BYTES);
                }
                return;
            }
            _ => return,
        };
        let mut range = bounds(selection);
        if let Some(Key::Number(number)) = after {
            if descends(selection) {
                range.to = range.to.min(*number);
            } else {
                range.from = range.from.max(*number);
            }
        }
        self.sql.push(value).push(" BETWEEN ").number(range.from);
        self.sql.push(" AND ").number(range.to);
    }

    /// Users who are banned and never were members while we listened.
    fn strangers(&mut self) {
        let guild = self.selection.guild.0.cast_signed();
        self.head("m.at");
        self.sql.push(
            "(SELECT user_id, name, CAST(NULL AS TEXT) AS global_name, CAST(NULL AS TEXT) AS nick, FALSE AS bot,
                '' AS roles, CAST(NULL AS BIGINT) AS joined_at, CAST(NULL AS BIGINT) AS left_at,
                CAST(NULL AS BIGINT) AS timed_out_until, CAST(0 AS BIGINT) AS flags, at
             FROM bans WHERE guild_id = ",
        );
        self.sql.number(guild);
        self.sql.push(
            " AND NOT EXISTS (SELECT 1 FROM members
                WHERE members.guild_id = bans.guild_id AND members.user_id = bans.user_id)) AS m WHERE TRUE",
        );
        self.tail();
    }

    fn head(&mut self, left_at: &str) {
        self.sql
            .push("SELECT * FROM (SELECT ")
            .push(COLUMNS)
            .push(left_at);
        self.sql
            .push(" AS left_at, EXISTS (SELECT 1 FROM bans WHERE bans.guild_id = ");
        self.sql.number(self.selection.guild.0.cast_signed());
        self.sql.push(" AND bans.user_id = m.user_id) AS banned, ");
        self.key();
        self.sql.push(" FROM ");
    }

    fn tail(&mut self) {
        let selection = self.selection;
        self.sql.push(" AND ");
        Writer {
            sql: self.sql,
            guild: selection.guild,
        }
        .node(&selection.root);
        self.sql.push(") AS keyed");
        if let Some(after) = &selection.after {
            self.sql
                .push(" WHERE (")
                .push(column(selection.sort))
                .push(", user_id) ");
            self.sql
                .push(if descends(selection) { "< (" } else { "> (" });
            match &after.key {
                Key::Number(number) => self.sql.number(*number),
                Key::Text(text) => self.sql.text(text.clone()).push(DB::BY_BYTES),
            };
            self.sql
                .push(", ")
                .number(after.user.0.cast_signed())
                .push(")");
        }
        self.order("");
        self.sql.push(" LIMIT ").number(selection.limit.into());
    }

    fn order(&mut self, table: &str) {
        let way = if descends(self.selection) {
            "DESC"
        } else {
            "ASC"
        };
        let column = column(self.selection.sort);
        self.sql.push(&format!(
            " ORDER BY {table}{column} {way}, {table}user_id {way}"
        ));
    }

    /// What the list is ordered by.
    fn key(&mut self) {
        if self.selection.sort == Sort::Name {
            let name = format!(
                "CAST(0 AS BIGINT) AS sort_number, lower(m.name){} AS sort_text",
                DB::BY_BYTES
            );
            self.sql.push(&name);
            return;
        }
        self.number();
        self.sql.push(" AS sort_number, '' AS sort_text");
    }

    fn number(&mut self) {
        let guild = self.selection.guild.0.cast_signed();
        match self.selection.sort {
            Sort::Joined => {
                self.sql.push("coalesce(m.joined_at, 0)");
            }
            Sort::Id | Sort::Name => {
                self.sql.push("m.user_id");
            }
            Sort::Messages => self.sum(Activity::Messages),
            Sort::Reactions => self.sum(Activity::Reactions),
            Sort::Voice => self.sum(Activity::Voice),
            Sort::Cases => {
                self.sql.push("(SELECT count(*) FROM cases AS c WHERE c.target_id = m.user_id AND c.guild_id = ");
                self.sql.number(guild).push(")");
            }
            Sort::LastSeen => {
                self.sql.push("(SELECT coalesce(max(seen), 0) FROM (SELECT max(a.hour) AS seen FROM activity AS a
                    WHERE a.user_id = m.user_id AND a.guild_id = ");
                self.sql.number(guild);
                self.sql.push(
                    " UNION ALL SELECT max(w.id) / 4194304 + 1420070400000 FROM messages AS w
                    WHERE w.author_id = m.user_id AND w.guild_id = ",
                );
                self.sql.number(guild).push(") AS times)");
            }
        }
    }

    fn sum(&mut self, of: Activity) {
        let column = activity_column(of);
        self.sql.push(&format!(
            "(SELECT CAST(coalesce(sum({column}), 0) AS BIGINT) FROM activity AS a"
        ));
        self.sql
            .push(" WHERE a.user_id = m.user_id AND a.guild_id = ");
        self.sql
            .number(self.selection.guild.0.cast_signed())
            .push(")");
    }
}

/// What a list shows of each, around the guild.
const COUNTED: [(&str, &str); 4] = [
    (
        "(SELECT CAST(coalesce(sum(messages), 0) AS BIGINT) FROM activity
            WHERE activity.user_id = page.user_id AND activity.guild_id = ",
        ") AS messages, ",
    ),
    (
        "(SELECT coalesce(last_at, hour) FROM activity
            WHERE activity.user_id = page.user_id AND activity.guild_id = ",
        " ORDER BY hour DESC, coalesce(last_at, 0) DESC LIMIT 1) AS active_at, ",
    ),
    (
        "(SELECT max(id) FROM messages WHERE messages.author_id = page.user_id AND messages.guild_id = ",
        ") AS last_message, ",
    ),
    (
        "(SELECT count(*) FROM cases WHERE cases.target_id = page.user_id AND cases.guild_id = ",
        ") AS cases",
    ),
];

/// Within what the order of everyone who fits must lie.
fn bounds(selection: &Selection) -> Range {
    let mut all = Range::ALL;
    for node in conjuncts(&selection.root) {
        let range = match (selection.sort, node) {
            (Sort::Joined, Node::Is(Condition::Joined(range))) => known(*range),
            (Sort::Id, Node::Is(Condition::IdWithin(range))) => *range,
            _ => continue,
        };
        all.from = all.from.max(range.from);
        all.to = all.to.min(range.to);
    }
    all
}

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "sort_text",
        _ => "sort_number",
    }
}

/// Names begin with A, everything else with the newest or the most.
fn descends(selection: &Selection) -> bool {
    (selection.sort == Sort::Name) == selection.reverse
}

/// Whether somebody who never was a member may fit: nothing but names, ids and bans is known of them.
fn may_be_a_stranger(root: &Node) -> bool {
    let excludes = |node: &&Node| {
        let Node::Is(condition) = node else {
            return false;
        };
        matches!(
            condition,
            Condition::Roles(_)
                | Condition::HasRoles
                | Condition::Flags(_)
                | Condition::Invites(_)
                | Condition::Joined(_)
                | Condition::Left(_)
                | Condition::TimedOut { .. }
                | Condition::Bot
        )
    };
    !conjuncts(root).iter().any(excludes)
}
