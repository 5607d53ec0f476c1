//! How long guilds keep what is kept for a time, where they say so themselves.

use emperione_protocol::GuildId;
use emperione_protocol::privacy::Retained;

use super::{Result, Tx, on, word};

/// What a guild says of a kind.
pub async fn find(tx: &mut Tx, guild: GuildId, kind: Retained) -> Result<Option<u32>> {
    let days: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT days FROM retention WHERE guild_id = $1 AND kind = $2",
    ).bind(guild.0.cast_signed()).bind(word::write(&kind)).fetch_optional(conn).await)?;
    Ok(days.map(|days| u32::try_from(days).unwrap_or(u32::MAX)))
}

/// Replaces what a guild says of a kind; none takes it away.
pub async fn save(tx: &mut Tx, guild: GuildId, kind: Retained, days: Option<u32>) -> Result<()> {
    let (guild, kind) = (guild.0.cast_signed(), word::write(&kind));
    let Some(days) = days else {
        on!(tx, conn => sqlx::query("DELETE FROM retention WHERE guild_id = $1 AND kind = $2")
            .bind(guild).bind(kind).execute(conn).await.map(drop))?;
        return Ok(());
    };
    on!(tx, conn => sqlx::query(
        "INSERT INTO retention (guild_id, kind, days) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, kind) DO UPDATE SET days = excluded.days",
    ).bind(guild).bind(kind).bind(i64::from(days)).execute(conn).await.map(drop))?;
    Ok(())
}
