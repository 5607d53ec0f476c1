//! Members, present and past, their history, and bans in force.

use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use serde::{Deserialize, Serialize};

use super::bulk::Insert;
use super::{Error, On, Result, Tx, on};
use crate::domain::event;
use crate::domain::past::{self, Look};
use crate::domain::persist::Leave;

/// A member's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    pub guild: GuildId,
    pub user: UserId,
    pub name: String,
    pub global_name: Option<String>,
    pub nick: Option<String>,
    pub bot: bool,
    pub roles: Vec<RoleId>,
    pub joined_at: Option<Timestamp>,
    /// None while they are a member.
    pub left_at: Option<Timestamp>,
    pub timed_out_until: Option<Timestamp>,
    pub flags: u64,
}

/// A fact of a member's history: `join`, `leave`, `nick`, `name`, `roles`, `timeout`, `ban`, `unban`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    pub guild: GuildId,
    pub user: UserId,
    pub at: Timestamp,
    pub kind: &'static str,
    pub detail: String,
    /// False if it happened at an unknown time within a gap that ended at `at`.
    pub exact: bool,
    /// The member right before, where that is known.
    pub was: Option<Look>,
}

/// A look as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredLook {
    name: String,
    global_name: Option<String>,
    nick: Option<String>,
    /// Ids in digits.
    roles: Vec<String>,
    timed_out_until: Option<i64>,
    #[serde(default)]
    joined_at: Option<i64>,
}

impl From<&Look> for StoredLook {
    fn from(look: &Look) -> Self {
        Self {
            name: look.name.clone(),
            global_name: look.global_name.clone(),
            nick: look.nick.clone(),
            roles: look.roles.iter().map(RoleId::to_string).collect(),
            timed_out_until: look.timed_out_until.map(|at| at.0),
            joined_at: look.joined_at.map(|at| at.0),
        }
    }
}

impl From<StoredLook> for Look {
    fn from(look: StoredLook) -> Self {
        Self {
            name: look.name,
            global_name: look.global_name,
            nick: look.nick,
            roles: look.roles.iter().filter_map(|id| id.parse().ok()).collect(),
            timed_out_until: look.timed_out_until.map(Timestamp),
            joined_at: look.joined_at.map(Timestamp),
        }
    }
}

impl ChangeRow {
    /// For how long who leaves was a member, where that is known.
    fn tenure_ms(&self) -> Option<i64> {
        let joined_at = self.was.as_ref()?.joined_at?;
        (self.kind == "leave").then_some(self.at.0 - joined_at.0)
    }
}

/// A ban in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanRow {
    pub guild: GuildId,
    pub user: UserId,
    pub name: String,
    pub at: Timestamp,
}

const COLUMNS: &str = "INSERT INTO members (guild_id, user_id, name, global_name, nick, bot, roles, joined_at, left_at, timed_out_until, flags)";
const REPLACE: &str = "ON CONFLICT (guild_id, user_id) DO UPDATE SET name = excluded.name, global_name = excluded.global_name,
    nick = excluded.nick, bot = excluded.bot, roles = excluded.roles, joined_at = coalesce(excluded.joined_at, members.joined_at),
    left_at = excluded.left_at, timed_out_until = excluded.timed_out_until, flags = excluded.flags";

/// Inserts or replaces members. Each may occur once.
pub async fn save(tx: &mut Tx, rows: &[MemberRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: COLUMNS,
                columns: 11,
                tail: REPLACE,
            };
            insert
                .run(tx, rows, |query, row| {
                    query
                        .bind(row.guild.0.cast_signed())
                        .bind(row.user.0.cast_signed())
                        .bind(row.name.as_str())
                        .bind(row.global_name.as_deref())
                        .bind(row.nick.as_deref())
                        .bind(row.bot)
                        .bind(roles_text(&row.roles))
                        .bind(row.joined_at.map(|at| at.0))
                        .bind(row.left_at.map(|at| at.0))
                        .bind(row.timed_out_until.map(|at| at.0))
                        .bind(row.flags.cast_signed())
                })
                .await?;
        }
        On::Postgres(tx) => {
            save_postgres(rows).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

fn save_postgres<'q>(
    rows: &[MemberRow],
) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
    let text = format!(
        "{COLUMNS} SELECT * FROM UNNEST($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[],
            $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[]) {REPLACE}"
    );
    let times = |of: fn(&MemberRow) -> Option<Timestamp>| -> Vec<Option<i64>> {
        rows.iter().map(|row| of(row).map(|at| at.0)).collect()
    };
    let texts =
        |of: fn(&MemberRow) -> Option<&str>| -> Vec<Option<&str>> { rows.iter().map(of).collect() };
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(
            rows.iter()
                .map(|row| row.guild.0.cast_signed())
                .collect::<Vec<_>>(),
        )
        .bind(
            rows.iter()
                .map(|row| row.user.0.cast_signed())
                .collect::<Vec<_>>(),
        )
        .bind(texts(|row| Some(row.name.as_str())))
        .bind(texts(|row| row.global_name.as_deref()))
        .bind(texts(|row| row.nick.as_deref()))
        .bind(rows.iter().map(|row| row.bot).collect::<Vec<_>>())
        .bind(
            rows.iter()
                .map(|row| roles_text(&row.roles))
                .collect::<Vec<_>>(),
        )
        .bind(times(|row| row.joined_at))
        .bind(times(|row| row.left_at))
        .bind(times(|row| row.timed_out_until))
        .bind(
            rows.iter()
                .map(|row| row.flags.cast_signed())
                .collect::<Vec<_>>(),
        )
}

/// The present members of a guild, as a roster shows them.
pub async fn present(tx: &mut Tx, guild: GuildId) -> Result<Vec<event::Member>> {
    type Found = (
        i64,
        String,
        Option<String>,
        Option<String>,
        bool,
        String,
        Option<i64>,
        Option<i64>,
        i64,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, name, global_name, nick, bot, roles, joined_at, timed_out_until, flags FROM members
         WHERE guild_id = $1 AND left_at IS NULL",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let member = |row: Found| event::Member {
        user: event::User {
            id: UserId(row.0.cast_unsigned()),
            name: row.1.into(),
            global_name: row.2.map(Into::into),
            bot: row.4,
        },
        nick: row.3.map(Into::into),
        roles: roles(&row.5),
        joined_at: row.6.map(Timestamp),
        timed_out_until: row.7.map(Timestamp),
        flags: row.8.cast_unsigned(),
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Adds a fact to a member's history; the same fact twice is one.
pub async fn tell(tx: &mut Tx, row: &ChangeRow) -> Result<()> {
    let id = format!("{}:{}:{}:{}", row.guild, row.user, row.kind, row.at.0);
    let was = row.was.as_ref().map(StoredLook::from);
    let was = was.and_then(|look| serde_json::to_string(&look).ok());
    on!(tx, conn => sqlx::query(
        "INSERT INTO member_changes (id, guild_id, user_id, at, kind, detail, exact, was, tenure_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO NOTHING",
    ).bind(id).bind(row.guild.0.cast_signed()).bind(row.user.0.cast_signed()).bind(row.at.0).bind(row.kind)
        .bind(row.detail.as_str()).bind(row.exact).bind(was).bind(row.tenure_ms()).execute(conn).await.map(drop))?;
    Ok(())
}

/// What happened to a member after a time, the oldest first.
pub async fn since(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    at: Timestamp,
) -> Result<Vec<past::Change>> {
    let rows: Vec<(String, String, bool, Option<String>)> = on!(tx, conn => sqlx::query_as(
        "SELECT id, kind, exact, was FROM member_changes WHERE guild_id = $1 AND user_id = $2 AND at > $3 ORDER BY at, id",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(at.0).fetch_all(conn).await)?;
    let change = |(id, kind, exact, was): (String, String, bool, Option<String>)| {
        Ok(past::Change {
            kind: match kind.as_str() {
                "join" => past::Kind::Join,
                "leave" => past::Kind::Leave,
                "ban" => past::Kind::Ban,
                "unban" => past::Kind::Unban,
                _ => past::Kind::Other,
            },
            exact,
            was: was.map(|text| read_look(&id, &text)).transpose()?,
        })
    };
    rows.into_iter().map(change).collect()
}

fn read_look(id: &str, text: &str) -> Result<Look> {
    let look: Result<StoredLook, _> = serde_json::from_str(text);
    look.map(Look::from).map_err(|error| Error::Inconsistent {
        table: "member_changes",
        column: "was",
        row: id.into(),
        why: error.to_string(),
    })
}

/// The last time that somebody left, if it is known how they were.
pub async fn last_leave(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Option<Leave>> {
    let row: Option<(String, i64, bool, Option<String>)> = on!(tx, conn => sqlx::query_as(
        "SELECT id, at, exact, was FROM member_changes WHERE guild_id = $1 AND user_id = $2 AND kind = 'leave'
         ORDER BY at DESC LIMIT 1",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    let Some((id, at, exact, Some(was))) = row else {
        return Ok(None);
    };
    Ok(Some(Leave {
        at: Timestamp(at),
        exact,
        was: read_look(&id, &was)?,
    }))
}

/// For how long a user had been a member who left last, where that is known.
pub async fn tenure_ms(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Option<i64>> {
    let found: Option<Option<i64>> = on!(tx, conn => sqlx::query_scalar(
        "SELECT tenure_ms FROM member_changes WHERE guild_id = $1 AND user_id = $2 AND kind = 'leave'
         ORDER BY at DESC LIMIT 1",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.flatten())
}

/// How many facts of a kind a guild has since a time.
pub async fn count_changes(
    tx: &mut Tx,
    guild: GuildId,
    kind: &str,
    since: Timestamp,
) -> Result<u64> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM member_changes WHERE guild_id = $1 AND kind = $2 AND at >= $3",
    ).bind(guild.0.cast_signed()).bind(kind).bind(since.0).fetch_one(conn).await)?;
    Ok(n.cast_unsigned())
}

/// How many members a guild has: those that are stored, or Discord's own count while the roster is not complete.
pub async fn count_present(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let n: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT CASE WHEN partial THEN member_count
            ELSE (SELECT count(*) FROM members WHERE guild_id = $1 AND left_at IS NULL) END
         FROM guilds WHERE id = $1",
    ).bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(n.unwrap_or_default().cast_unsigned())
}

pub async fn ban(tx: &mut Tx, row: &BanRow) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO bans (guild_id, user_id, name, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (guild_id, user_id) DO UPDATE SET name = excluded.name",
    ).bind(row.guild.0.cast_signed()).bind(row.user.0.cast_signed()).bind(row.name.as_str()).bind(row.at.0)
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn unban(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM bans WHERE guild_id = $1 AND user_id = $2")
        .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The bans in force, by user id.
pub async fn bans(tx: &mut Tx, guild: GuildId) -> Result<Vec<BanRow>> {
    let rows: Vec<(i64, String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, name, at FROM bans WHERE guild_id = $1 ORDER BY user_id",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let ban = |(user, name, at): (i64, String, i64)| BanRow {
        guild,
        user: UserId(user.cast_unsigned()),
        name,
        at: Timestamp(at),
    };
    Ok(rows.into_iter().map(ban).collect())
}

pub(super) fn roles_text(roles: &[RoleId]) -> String {
    let digits: Vec<_> = roles.iter().map(RoleId::to_string).collect();
    digits.join(" ")
}

/// Reads the roles of a member's row.
pub(crate) fn roles(text: &str) -> Vec<RoleId> {
    text.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// Since when a user is banned, as far as we were told.
pub async fn banned_at(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Option<Timestamp>> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT at FROM bans WHERE guild_id = $1 AND user_id = $2")
        .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.map(Timestamp))
}

/// Whether a user is banned, as far as we were told.
pub async fn is_banned(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<bool> {
    Ok(banned_at(tx, guild, user).await?.is_some())
}

/// Whether we were told something of a kind about a user since a time.
pub async fn was_told(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    kind: &str,
    since: Timestamp,
) -> Result<bool> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM member_changes WHERE guild_id = $1 AND user_id = $2 AND kind = $3 AND at >= $4",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(kind).bind(since.0).fetch_one(conn).await)?;
    Ok(n > 0)
}
