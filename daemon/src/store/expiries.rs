//! Bans and timeouts that end by themselves.

use emperione_protocol::actions::Kind;
use emperione_protocol::{ActionId, GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Result, Tx, on, word};

/// An expiry's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The ban or timeout that ends.
    pub action: ActionId,
    pub guild: GuildId,
    pub user: UserId,
    pub kind: Kind,
    pub due_at: Timestamp,
    pub attempts: u32,
}

#[derive(FromRow)]
struct Stored {
    action_id: i64,
    guild_id: i64,
    user_id: i64,
    kind: String,
    due_at: i64,
    attempts: i64,
}

impl TryFrom<Stored> for Expiry {
    type Error = super::Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            action: ActionId(row.action_id.cast_unsigned()),
            guild: GuildId(row.guild_id.cast_unsigned()),
            user: UserId(row.user_id.cast_unsigned()),
            kind: word::read(&row.kind, "expiries", "kind", &row.action_id)?,
            due_at: Timestamp(row.due_at),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        })
    }
}

pub async fn insert(tx: &mut Tx, expiry: &Expiry) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO expiries (action_id, guild_id, user_id, kind, due_at, attempts, next_at)
         VALUES ($1, $2, $3, $4, $5, 0, $5)",
    ).bind(expiry.action.0.cast_signed()).bind(expiry.guild.0.cast_signed()).bind(expiry.user.0.cast_signed())
        .bind(word::write(&expiry.kind)).bind(expiry.due_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Those whose time has come, however long ago, oldest first.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<Expiry>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM expiries WHERE done_at IS NULL AND next_at <= $1 ORDER BY due_at, action_id LIMIT $2",
    ).bind(now.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Expiry::try_from).collect()
}

/// When the next one is to be looked at.
pub async fn next_at(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT min(next_at) FROM expiries WHERE done_at IS NULL")
        .fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

macro_rules! adopted {
    () => {
        " FROM cases WHERE kind = 'timeout' AND state = 'applied' AND audit_entry_id IS NOT NULL AND until_at IS NOT NULL"
    };
}

/// The cases of timeouts that others made and that ran out, oldest first.
pub async fn run_out(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<(GuildId, u64)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT guild_id, number", adopted!(), " AND until_at <= $1 ORDER BY until_at, guild_id, number LIMIT $2",
    )).bind(now.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    let case =
        |(guild, number): (i64, i64)| (GuildId(guild.cast_unsigned()), number.cast_unsigned());
    Ok(rows.into_iter().map(case).collect())
}

/// When the next timeout runs out that others made.
pub async fn next_run_out(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(concat!("SELECT min(until_at)", adopted!()))
        .fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

/// The open ones of a user.
pub async fn open_of(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<Expiry>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM expiries WHERE done_at IS NULL AND guild_id = $1 AND user_id = $2 ORDER BY due_at",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(Expiry::try_from).collect()
}

/// Lets one be looked at later, unless its time was changed since it was read.
pub async fn put_off(tx: &mut Tx, expiry: &Expiry, next_at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE expiries SET attempts = attempts + 1, next_at = $3 WHERE action_id = $1 AND due_at = $2 AND done_at IS NULL",
    ).bind(expiry.action.0.cast_signed()).bind(expiry.due_at.0).bind(next_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Sets the time of one that is open, closed or not there yet.
pub async fn set(tx: &mut Tx, expiry: &Expiry) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM expiries WHERE action_id = $1")
        .bind(expiry.action.0.cast_signed()).execute(conn).await.map(drop))?;
    insert(tx, expiry).await
}

/// Moves the time of an open one, unless it was changed since it was read.
pub async fn set_due(tx: &mut Tx, expiry: &Expiry, due_at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE expiries SET due_at = $3, next_at = $3, attempts = 0 WHERE action_id = $1 AND due_at = $2 AND done_at IS NULL",
    ).bind(expiry.action.0.cast_signed()).bind(expiry.due_at.0).bind(due_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Closes one whose time has come; false if it was closed before, or its time was changed since it was read.
pub async fn close_due(tx: &mut Tx, expiry: &Expiry, at: Timestamp) -> Result<bool> {
    let closed = on!(tx, conn => sqlx::query(
        "UPDATE expiries SET done_at = $3 WHERE action_id = $1 AND due_at = $2 AND done_at IS NULL",
    ).bind(expiry.action.0.cast_signed()).bind(expiry.due_at.0).bind(at.0)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(closed == 1)
}

/// Closes one; false if it was closed before.
pub async fn close(tx: &mut Tx, action: ActionId, at: Timestamp) -> Result<bool> {
    let closed = on!(tx, conn => sqlx::query("UPDATE expiries SET done_at = $2 WHERE action_id = $1 AND done_at IS NULL")
        .bind(action.0.cast_signed()).bind(at.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(closed == 1)
}

/// Lets all open ones of a guild be looked at now, if they are due.
pub async fn recheck(tx: &mut Tx, guild: GuildId, now: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE expiries SET next_at = due_at WHERE done_at IS NULL AND guild_id = $1 AND due_at <= $2",
    ).bind(guild.0.cast_signed()).bind(now.0).execute(conn).await.map(drop))?;
    Ok(())
}
