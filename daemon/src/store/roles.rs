//! Roles.

use emperione_protocol::{GuildId, RoleId};

use super::{Result, Tx, on};
use crate::domain::event::Role;

pub async fn save(tx: &mut Tx, guild: GuildId, role: &Role) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO roles (guild_id, id, name, position, permissions, managed) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (guild_id, id) DO UPDATE SET name = excluded.name, position = excluded.position,
            permissions = excluded.permissions, managed = excluded.managed",
    ).bind(guild.0.cast_signed()).bind(role.id.0.cast_signed()).bind(&*role.name).bind(role.position)
        .bind(role.permissions.cast_signed()).bind(role.managed).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, role: RoleId) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM roles WHERE guild_id = $1 AND id = $2")
        .bind(guild.0.cast_signed()).bind(role.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The roles of a guild, by id.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<Role>> {
    type Found = (i64, String, i64, i64, bool);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, name, position, permissions, managed FROM roles WHERE guild_id = $1 ORDER BY id",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let role = |(id, name, position, permissions, managed): Found| Role {
        id: RoleId(id.cast_unsigned()),
        name: name.into(),
        position,
        permissions: permissions.cast_unsigned(),
        managed,
    };
    Ok(rows.into_iter().map(role).collect())
}
