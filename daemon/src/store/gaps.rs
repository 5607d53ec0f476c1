//! Intervals in which we did not listen, and whether they were reconciled.

use emperione_protocol::{GuildId, Timestamp};

use super::{Result, Tx, on};

/// An interval in which we did not listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub id: String,
    pub shard: Option<u32>,
    /// None: all guilds of the shard.
    pub guild: Option<GuildId>,
    pub from: Timestamp,
    /// None while it lasts.
    pub to: Option<Timestamp>,
    pub reason: String,
    /// How many events were missed, where that is known.
    pub events: Option<u64>,
    pub reconciled_at: Option<Timestamp>,
}

/// Inserts a gap, or replaces what is known of it.
pub async fn save(tx: &mut Tx, gap: &Gap) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO gaps (id, shard_id, guild_id, from_at, to_at, reason, events, reconciled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET to_at = excluded.to_at, events = excluded.events,
            reconciled_at = excluded.reconciled_at",
    ).bind(gap.id.as_str()).bind(gap.shard.map(i64::from)).bind(gap.guild.map(|id| id.0.cast_signed()))
        .bind(gap.from.0).bind(gap.to.map(|at| at.0)).bind(gap.reason.as_str())
        .bind(gap.events.map(u64::cast_signed)).bind(gap.reconciled_at.map(|at| at.0))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether it is still being found out what happened in a guild while we did not listen.
pub async fn is_open(tx: &mut Tx, guild: GuildId) -> Result<bool> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM gaps WHERE reconciled_at IS NULL AND to_at IS NOT NULL AND (guild_id IS NULL OR guild_id = $1)",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// The gaps that end after a time or are not reconciled, oldest first.
pub async fn since(tx: &mut Tx, since: Timestamp) -> Result<Vec<Gap>> {
    type Found = (
        String,
        Option<i64>,
        Option<i64>,
        i64,
        Option<i64>,
        String,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, shard_id, guild_id, from_at, to_at, reason, events, reconciled_at FROM gaps
         WHERE to_at IS NULL OR to_at >= $1 OR reconciled_at IS NULL ORDER BY from_at, id",
    ).bind(since.0).fetch_all(conn).await)?;
    let gap = |row: Found| Gap {
        id: row.0,
        shard: row.1.and_then(|shard| u32::try_from(shard).ok()),
        guild: row.2.map(|id| GuildId(id.cast_unsigned())),
        from: Timestamp(row.3),
        to: row.4.map(Timestamp),
        reason: row.5,
        events: row.6.map(i64::cast_unsigned),
        reconciled_at: row.7.map(Timestamp),
    };
    Ok(rows.into_iter().map(gap).collect())
}
