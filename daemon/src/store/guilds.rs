//! Guilds.

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::{Result, Tx, on};

/// A guild's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuildRow {
    pub id: GuildId,
    pub name: String,
    pub owner: UserId,
    pub afk_channel: Option<ChannelId>,
    /// Since when Discord has an outage for it, or the bot is no member of it.
    pub away_since: Option<Timestamp>,
    pub partial: bool,
    pub member_count: u64,
    pub pauses: Pauses,
    pub removed_at: Option<Timestamp>,
    pub first_seen_at: Timestamp,
    /// The key of its texts, wrapped by the master key.
    pub key: Vec<u8>,
}

/// Inserts or replaces a guild; its key and first sight stay.
pub async fn save(tx: &mut Tx, row: &GuildRow) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO guilds (id, name, owner_id, afk_channel_id, away_since, partial, member_count, removed_at, first_seen_at, key_wrapped,
            invites_paused_until, dms_paused_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner_id = excluded.owner_id,
            afk_channel_id = excluded.afk_channel_id, away_since = excluded.away_since, partial = excluded.partial,
            member_count = excluded.member_count, removed_at = excluded.removed_at,
            invites_paused_until = excluded.invites_paused_until, dms_paused_until = excluded.dms_paused_until",
    ).bind(row.id.0.cast_signed()).bind(row.name.as_str()).bind(row.owner.0.cast_signed())
        .bind(row.afk_channel.map(|id| id.0.cast_signed())).bind(row.away_since.map(|at| at.0)).bind(row.partial)
        .bind(row.member_count.cast_signed()).bind(row.removed_at.map(|at| at.0)).bind(row.first_seen_at.0)
        .bind(row.key.as_slice()).bind(row.pauses.invites.map(|at| at.0)).bind(row.pauses.dms.map(|at| at.0))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How many members a guild has by Discord's own count.
pub async fn member_count(tx: &mut Tx, guild: GuildId) -> Result<Option<u64>> {
    let count: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT member_count FROM guilds WHERE id = $1")
        .bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(count.map(i64::cast_unsigned))
}

/// Since when a guild is known.
pub async fn first_seen_at(tx: &mut Tx, guild: GuildId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT first_seen_at FROM guilds WHERE id = $1")
        .bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(at.map(Timestamp))
}

/// Lets whoever else computes something of a guild wait for the end of the transaction.
pub async fn lock(tx: &mut Tx, guild: GuildId) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE guilds SET zone = zone WHERE id = $1")
        .bind(guild.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The name of a guild's time zone.
pub async fn zone(tx: &mut Tx, guild: GuildId) -> Result<Option<String>> {
    Ok(
        on!(tx, conn => sqlx::query_scalar("SELECT zone FROM guilds WHERE id = $1")
        .bind(guild.0.cast_signed()).fetch_optional(conn).await)?,
    )
}

pub async fn set_zone(tx: &mut Tx, guild: GuildId, zone: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE guilds SET zone = $2 WHERE id = $1")
        .bind(guild.0.cast_signed()).bind(zone).execute(conn).await.map(drop))?;
    Ok(())
}

/// All guilds, removed ones too, by id.
pub async fn all(tx: &mut Tx) -> Result<Vec<GuildRow>> {
    type Found = (
        i64,
        String,
        i64,
        Option<i64>,
        Option<i64>,
        bool,
        i64,
        Option<i64>,
        i64,
        Vec<u8>,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, name, owner_id, afk_channel_id, away_since, partial, member_count, removed_at, first_seen_at, key_wrapped,
            invites_paused_until, dms_paused_until
         FROM guilds ORDER BY id",
    ).fetch_all(conn).await)?;
    let guild = |row: Found| GuildRow {
        id: GuildId(row.0.cast_unsigned()),
        name: row.1,
        owner: UserId(row.2.cast_unsigned()),
        afk_channel: row.3.map(|id| ChannelId(id.cast_unsigned())),
        away_since: row.4.map(Timestamp),
        partial: row.5,
        member_count: row.6.cast_unsigned(),
        pauses: Pauses {
            invites: row.10.map(Timestamp),
            dms: row.11.map(Timestamp),
        },
        removed_at: row.7.map(Timestamp),
        first_seen_at: Timestamp(row.8),
        key: row.9,
    };
    Ok(rows.into_iter().map(guild).collect())
}

/// The guilds that the bot is in and of which nothing was computed yet.
pub async fn without_numbers(tx: &mut Tx) -> Result<Vec<GuildId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT id FROM guilds WHERE removed_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM watermarks WHERE watermarks.guild_id = guilds.id) ORDER BY id",
    ).fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| GuildId(id.cast_unsigned()))
        .collect())
}
