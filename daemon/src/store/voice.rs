//! Who is in voice, and the stays that ended.

use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::{Result, Tx, on};
use crate::domain::state::{Stay, VoiceEnd};

pub async fn save(tx: &mut Tx, guild: GuildId, user: UserId, stay: &Stay) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO voice_states (guild_id, user_id, channel_id, joined_at, hearing_since, heard_ms)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (guild_id, user_id) DO UPDATE SET channel_id = excluded.channel_id, joined_at = excluded.joined_at,
            hearing_since = excluded.hearing_since, heard_ms = excluded.heard_ms",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(stay.channel.0.cast_signed())
        .bind(stay.joined_at.0).bind(stay.hearing_since.map(|at| at.0)).bind(stay.heard_ms)
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM voice_states WHERE guild_id = $1 AND user_id = $2")
        .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Everyone in voice.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<(UserId, Stay)>> {
    type Found = (i64, i64, i64, Option<i64>, i64);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, channel_id, joined_at, hearing_since, heard_ms FROM voice_states WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let stay = |(user, channel, joined_at, hearing_since, heard_ms): Found| {
        let stay = Stay {
            channel: ChannelId(channel.cast_unsigned()),
            joined_at: Timestamp(joined_at),
            hearing_since: hearing_since.map(Timestamp),
            heard_ms,
        };
        (UserId(user.cast_unsigned()), stay)
    };
    Ok(rows.into_iter().map(stay).collect())
}

/// Stores a stay that ended; `exact` if we saw the end.
pub async fn end(tx: &mut Tx, guild: GuildId, end: &VoiceEnd, exact: bool) -> Result<()> {
    let id = format!("{guild}:{}:{}:{}", end.user, end.channel, end.from.0);
    on!(tx, conn => sqlx::query(
        "INSERT INTO voice_sessions (id, guild_id, user_id, channel_id, from_at, to_at, heard_ms, exact)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    ).bind(id).bind(guild.0.cast_signed()).bind(end.user.0.cast_signed()).bind(end.channel.0.cast_signed())
        .bind(end.from.0).bind(end.to.0).bind(end.heard_ms).bind(exact)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How many stays of a guild ended.
pub async fn count_ended(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar("SELECT count(*) FROM voice_sessions WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(n.cast_unsigned())
}
