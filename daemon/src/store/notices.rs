//! Notices of guilds: the texts that are not Emperione's own.

use std::collections::BTreeMap;

use emperione_protocol::GuildId;
use emperione_protocol::actions::Kind;

use super::{Result, Tx, on, word};

/// The texts of a guild, by kind.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<BTreeMap<Kind, String>> {
    let rows: Vec<(String, String)> = on!(tx, conn => sqlx::query_as(
        "SELECT kind, text FROM notices WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let read =
        |(kind, text): (String, String)| Ok((word::read(&kind, "notices", "kind", &guild)?, text));
    rows.into_iter().map(read).collect()
}

pub async fn find(tx: &mut Tx, guild: GuildId, kind: Kind) -> Result<Option<String>> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "SELECT text FROM notices WHERE guild_id = $1 AND kind = $2",
    ).bind(guild.0.cast_signed()).bind(word::write(&kind)).fetch_optional(conn).await)?)
}

/// Saves the text of a kind; none takes it away.
pub async fn save(tx: &mut Tx, guild: GuildId, kind: Kind, text: Option<&str>) -> Result<()> {
    let kind = word::write(&kind);
    let Some(text) = text else {
        on!(tx, conn => sqlx::query("DELETE FROM notices WHERE guild_id = $1 AND kind = $2")
            .bind(guild.0.cast_signed()).bind(kind).execute(conn).await.map(drop))?;
        return Ok(());
    };
    on!(tx, conn => sqlx::query(
        "INSERT INTO notices (guild_id, kind, text) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, kind) DO UPDATE SET text = excluded.text",
    ).bind(guild.0.cast_signed()).bind(kind).bind(text).execute(conn).await.map(drop))?;
    Ok(())
}
