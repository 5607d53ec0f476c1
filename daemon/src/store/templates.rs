//! Templates of guilds.

use emperione_protocol::GuildId;
use emperione_protocol::templates::Template;

use super::{Result, Tx, on};

/// The templates of a guild, by name.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<Template>> {
    let rows: Vec<(String, String)> = on!(tx, conn => sqlx::query_as(
        "SELECT name, text FROM templates WHERE guild_id = $1 ORDER BY name",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let read = |(name, text)| Template { name, text };
    Ok(rows.into_iter().map(read).collect())
}

pub async fn find(tx: &mut Tx, guild: GuildId, name: &str) -> Result<Option<Template>> {
    let text: Option<String> = on!(tx, conn => sqlx::query_scalar(
        "SELECT text FROM templates WHERE guild_id = $1 AND name = $2",
    ).bind(guild.0.cast_signed()).bind(name).fetch_optional(conn).await)?;
    let name = name.to_owned();
    Ok(text.map(|text| Template { name, text }))
}

/// Inserts a template, or replaces the one of its name.
pub async fn save(tx: &mut Tx, guild: GuildId, template: &Template) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO templates (guild_id, name, text) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, name) DO UPDATE SET text = excluded.text",
    ).bind(guild.0.cast_signed()).bind(&template.name).bind(&template.text)
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, name: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM templates WHERE guild_id = $1 AND name = $2")
        .bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(drop))?;
    Ok(())
}
