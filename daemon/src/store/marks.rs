//! Moments that people compare by.

use emperione_protocol::analytics::Mark;
use emperione_protocol::{GuildId, Timestamp};

use super::{Result, Tx, on};

/// The marks of a guild, oldest first.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<Mark>> {
    let rows: Vec<(i64, String)> = on!(tx, conn => sqlx::query_as(
        "SELECT at, label FROM marks WHERE guild_id = $1 ORDER BY at, label",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let mark = |(at, label)| Mark {
        at: Timestamp(at),
        label,
    };
    Ok(rows.into_iter().map(mark).collect())
}

pub async fn add(tx: &mut Tx, guild: GuildId, mark: &Mark) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO marks (guild_id, at, label) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    ).bind(guild.0.cast_signed()).bind(mark.at.0).bind(&mark.label).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes the marks with a label, and says how many.
pub async fn remove(tx: &mut Tx, guild: GuildId, label: &str) -> Result<u64> {
    Ok(
        on!(tx, conn => sqlx::query("DELETE FROM marks WHERE guild_id = $1 AND label = $2")
            .bind(guild.0.cast_signed()).bind(label).execute(conn).await.map(|done| done.rows_affected()))?,
    )
}
