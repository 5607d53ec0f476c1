//! Ladders of guilds.

use emperione_protocol::GuildId;
use emperione_protocol::ladders::Step;

use super::{Result, Tx, on, word};

/// The ladder of a guild, from the lowest step.
pub async fn find(tx: &mut Tx, guild: GuildId) -> Result<Vec<Step>> {
    let rows: Vec<(i64, i64, String, Option<i64>)> = on!(tx, conn => sqlx::query_as(
        "SELECT points, within_ms, kind, duration_ms FROM ladders WHERE guild_id = $1 ORDER BY points",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let read = |(points, within, kind, duration): (i64, i64, String, Option<i64>)| {
        Ok(Step {
            points: u32::try_from(points).unwrap_or(u32::MAX),
            within_ms: within.cast_unsigned(),
            kind: word::read(&kind, "ladders", "kind", &points)?,
            duration_ms: duration.map(i64::cast_unsigned),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Replaces the ladder of a guild.
pub async fn replace(tx: &mut Tx, guild: GuildId, steps: &[Step]) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM ladders WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).execute(conn).await.map(drop))?;
    for step in steps {
        on!(tx, conn => sqlx::query(
            "INSERT INTO ladders (guild_id, points, within_ms, kind, duration_ms) VALUES ($1, $2, $3, $4, $5)",
        ).bind(guild.0.cast_signed()).bind(i64::from(step.points)).bind(step.within_ms.cast_signed())
            .bind(word::write(&step.kind)).bind(step.duration_ms.map(u64::cast_signed))
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}
