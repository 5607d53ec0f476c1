//! What comes back with members who return: the settings of guilds, and what is still owed to whom.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::CaseState;
use emperione_protocol::persist::{ReturnFilter, Roles, Settings};
use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use super::cases::{self, CaseRow};
use super::members::{self, roles, roles_text};
use super::{Error, Result, Tx, on, word};
use crate::domain::persist::{Past, Return, is_timed_out, owe};

/// How `persist_settings.which` is written.
const NONE: &str = "none";
const ALL: &str = "all";
const ONLY: &str = "only";

#[derive(sqlx::FromRow)]
struct Stored {
    guild_id: i64,
    user_id: i64,
    left_at: i64,
    left_exact: bool,
    joined_at: Option<i64>,
    roles: String,
    nick: Option<String>,
    timed_out_until: Option<i64>,
    progress: String,
    why: String,
    failures: i64,
    attempts: i64,
    next_at: Option<i64>,
    changed_at: i64,
}

impl TryFrom<Stored> for Return {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let inconsistent = |error: serde_json::Error| Error::Inconsistent {
            table: "returns",
            column: "why",
            row: format!("{} {}", row.guild_id, row.user_id),
            why: error.to_string(),
        };
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            user: UserId(row.user_id.cast_unsigned()),
            left_at: Timestamp(row.left_at),
            left_exact: row.left_exact,
            joined_at: row.joined_at.map(Timestamp),
            roles: roles(&row.roles),
            nick: row.nick,
            timed_out_until: row.timed_out_until.map(Timestamp),
            progress: word::read(&row.progress, "returns", "progress", &row.user_id)?,
            why: serde_json::from_str(&row.why).map_err(inconsistent)?,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            next_at: row.next_at.map(Timestamp),
            changed_at: Timestamp(row.changed_at),
        })
    }
}

/// What comes back in a guild.
pub async fn settings(tx: &mut Tx, guild: GuildId) -> Result<Settings> {
    let found: Option<(String, String, bool)> = on!(tx, conn => sqlx::query_as(
        "SELECT which, roles, nick FROM persist_settings WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    let Some((which, named, nick)) = found else {
        return Ok(Settings::default());
    };
    let roles = match which.as_str() {
        ALL => Roles::All,
        ONLY => Roles::Only {
            roles: roles(&named),
        },
        _ => Roles::None,
    };
    Ok(Settings { roles, nick })
}

/// Replaces what comes back in a guild.
pub async fn set_settings(tx: &mut Tx, guild: GuildId, settings: &Settings) -> Result<()> {
    let none: &[RoleId] = &[];
    let (which, named) = match &settings.roles {
        Roles::None => (NONE, none),
        Roles::All => (ALL, none),
        Roles::Only { roles } => (ONLY, roles.as_slice()),
    };
    on!(tx, conn => sqlx::query(
        "INSERT INTO persist_settings (guild_id, which, roles, nick) VALUES ($1, $2, $3, $4)
         ON CONFLICT (guild_id) DO UPDATE SET which = excluded.which, roles = excluded.roles, nick = excluded.nick",
    ).bind(guild.0.cast_signed()).bind(which).bind(roles_text(named)).bind(settings.nick)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Opens the return of somebody who joined, if they left before and something of it comes back, or a timeout goes on.
/// The same join twice changes nothing, and what was owed from an earlier return stays owed.
pub async fn open(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    joined_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let before = find(tx, guild, user).await?;
    if before
        .as_ref()
        .is_some_and(|it| it.joined_at == Some(joined_at))
    {
        return Ok(());
    }
    let left = members::last_leave(tx, guild, user).await?;
    let Some(owed) = owe(before, left, (guild, user), joined_at, now) else {
        return Ok(());
    };
    let comes_back = settings(tx, guild).await? != Settings::default();
    if comes_back || is_timed_out(&owed, &past(tx, guild, user).await?, now) {
        save(tx, &owed).await?;
    }
    Ok(())
}

impl From<CaseRow> for Past {
    fn from(case: CaseRow) -> Self {
        Self {
            kind: case.kind,
            in_force: case.state == CaseState::Applied,
            ours: case.action.is_some(),
            at: case.opened_at,
            until: case.until,
            number: case.number,
            by: match case.actor {
                ActorRef::User { user } => user.name,
                ActorRef::Local { name, .. } | ActorRef::System { name } => name,
            },
            role: case.detail.role,
            nick: case.detail.nick,
        }
    }
}

/// What was done to somebody, oldest first.
pub async fn past(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<Past>> {
    let cases = cases::since(tx, (guild, user), (Timestamp(i64::MIN), 0)).await?;
    let done = |case: &CaseRow| matches!(case.state, CaseState::Applied | CaseState::Ended);
    Ok(cases.into_iter().filter(done).map(Past::from).collect())
}

/// Inserts or replaces what is owed to somebody.
pub async fn save(tx: &mut Tx, row: &Return) -> Result<()> {
    let why = serde_json::to_string(&row.why).unwrap_or_else(|_| "[]".into());
    on!(tx, conn => sqlx::query(
        "INSERT INTO returns (guild_id, user_id, left_at, left_exact, joined_at, roles, nick, timed_out_until, progress,
            why, failures, attempts, next_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (guild_id, user_id) DO UPDATE SET left_at = excluded.left_at, left_exact = excluded.left_exact,
            joined_at = excluded.joined_at, roles = excluded.roles, nick = excluded.nick,
            timed_out_until = excluded.timed_out_until, progress = excluded.progress, why = excluded.why,
            failures = excluded.failures, attempts = excluded.attempts, next_at = excluded.next_at,
            changed_at = excluded.changed_at",
    ).bind(row.guild.0.cast_signed()).bind(row.user.0.cast_signed()).bind(row.left_at.0).bind(row.left_exact)
        .bind(row.joined_at.map(|at| at.0)).bind(roles_text(&row.roles)).bind(row.nick.as_deref())
        .bind(row.timed_out_until.map(|at| at.0)).bind(word::write(&row.progress)).bind(why)
        .bind(i64::from(row.failures)).bind(i64::from(row.attempts)).bind(row.next_at.map(|at| at.0))
        .bind(row.changed_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn find(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Option<Return>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM returns WHERE guild_id = $1 AND user_id = $2",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    row.map(Return::try_from).transpose()
}

/// Those whose time has come, oldest first.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<Return>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM returns WHERE next_at <= $1 ORDER BY next_at, guild_id, user_id LIMIT $2",
    ).bind(now.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Return::try_from).collect()
}

/// When the next one is to be looked at.
pub async fn next_at(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT min(next_at) FROM returns WHERE next_at IS NOT NULL",
    ).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

/// The returns of a guild that changed before a place, the latest first.
pub async fn list(
    tx: &mut Tx,
    filter: &ReturnFilter,
    before: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<Return>> {
    let (at, user) = before.unwrap_or((i64::MAX, i64::MAX));
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM returns WHERE guild_id = $1 AND (changed_at, user_id) < ($2, $3)
            AND ($4 OR progress IN ('open', 'away'))
         ORDER BY changed_at DESC, user_id DESC LIMIT $5",
    ).bind(filter.guild.0.cast_signed()).bind(at).bind(user).bind(filter.all).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    rows.into_iter().map(Return::try_from).collect()
}

/// Lets what could not be given back be tried at a time: to all, or to one, of whom also what was left out is tried.
pub async fn retry(
    tx: &mut Tx,
    guild: GuildId,
    user: Option<UserId>,
    at: Timestamp,
) -> Result<u64> {
    let user = user.map(|user| user.0.cast_signed());
    Ok(on!(tx, conn => sqlx::query(
        "UPDATE returns SET progress = 'open', next_at = $3 WHERE guild_id = $1 AND (progress = 'open'
            OR (user_id = $2 AND progress = 'done' AND why <> '[]')) AND ($2 IS NULL OR user_id = $2)",
    ).bind(guild.0.cast_signed()).bind(user).bind(at.0).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// The same of everybody in a guild to whom something could not be given yet, when it may be possible by now.
pub async fn hasten(tx: &mut Tx, guild: GuildId, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE returns SET next_at = $2 WHERE guild_id = $1 AND progress = 'open' AND attempts > 0 AND next_at > $2",
    ).bind(guild.0.cast_signed()).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Those to whom something could not be given back yet: how many of each guild, and one of them.
pub async fn stuck(tx: &mut Tx) -> Result<Vec<(GuildId, u64, UserId)>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT guild_id, count(*), min(user_id) FROM returns WHERE progress = 'open' AND attempts > 0
         GROUP BY guild_id ORDER BY guild_id",
    ).fetch_all(conn).await)?;
    let read = |(guild, n, user): (i64, i64, i64)| {
        (
            GuildId(guild.cast_unsigned()),
            n.cast_unsigned(),
            UserId(user.cast_unsigned()),
        )
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Deletes those that were over before a time.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM returns WHERE progress = 'done' AND changed_at < $1")
        .bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}
