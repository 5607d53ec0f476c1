//! Entries of Discord's audit log, as they came or were read later.

use emperione_protocol::{GuildId, UserId};
use serde::{Deserialize, Serialize};

use super::{Error, Result, Tx, on};
use crate::domain::event::{AuditChange, AuditEntry};

#[derive(Serialize, Deserialize)]
struct Stored {
    key: String,
    old: Option<String>,
    new: Option<String>,
}

/// Inserts an entry; false if it is known.
pub async fn insert(tx: &mut Tx, entry: &AuditEntry) -> Result<bool> {
    let stored = |change: &AuditChange| Stored {
        key: change.key.clone(),
        old: change.old.clone(),
        new: change.new.clone(),
    };
    let changes: Vec<_> = entry.changes.iter().map(stored).collect();
    let changes = serde_json::to_string(&changes).unwrap_or_else(|_| "[]".into());
    let inserted = on!(tx, conn => sqlx::query(
        "INSERT INTO audit_entries (id, guild_id, action_type, actor_id, target_id, reason, changes, observed, rule)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
    ).bind(entry.id.cast_signed()).bind(entry.guild.0.cast_signed()).bind(i64::from(entry.action_type))
        .bind(entry.actor.map(|id| id.0.cast_signed())).bind(entry.target.map(u64::cast_signed))
        .bind(entry.reason.as_deref()).bind(changes).bind(false).bind(entry.rule.as_deref())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

/// The last entry that is known of a guild.
pub async fn last(tx: &mut Tx, guild: GuildId) -> Result<Option<u64>> {
    let id: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT max(id) FROM audit_entries WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(id.map(i64::cast_unsigned))
}

/// The oldest entries after one that the actions have not seen.
pub async fn unobserved(tx: &mut Tx, after: u64, limit: u32) -> Result<Vec<AuditEntry>> {
    type Found = (
        i64,
        i64,
        i64,
        Option<i64>,
        Option<i64>,
        Option<String>,
        String,
        Option<String>,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, guild_id, action_type, actor_id, target_id, reason, changes, rule FROM audit_entries
         WHERE NOT observed AND id > $1 ORDER BY id LIMIT $2",
    ).bind(after.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            let stored: Vec<Stored> =
                serde_json::from_str(&row.6).map_err(|error| Error::Inconsistent {
                    table: "audit_entries",
                    column: "changes",
                    row: row.0.to_string(),
                    why: error.to_string(),
                })?;
            let change = |stored: Stored| AuditChange {
                key: stored.key,
                old: stored.old,
                new: stored.new,
            };
            Ok(AuditEntry {
                id: row.0.cast_unsigned(),
                guild: GuildId(row.1.cast_unsigned()),
                action_type: u16::try_from(row.2).unwrap_or_default(),
                actor: row.3.map(|id| UserId(id.cast_unsigned())),
                target: row.4.map(i64::cast_unsigned),
                reason: row.5,
                rule: row.7,
                changes: stored.into_iter().map(change).collect(),
            })
        })
        .collect()
}

/// Whether an entry about somebody waits to be seen by the actions.
pub async fn is_unobserved(tx: &mut Tx, guild: GuildId, target: UserId) -> Result<bool> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM audit_entries WHERE NOT observed AND guild_id = $1 AND target_id = $2",
    ).bind(guild.0.cast_signed()).bind(target.0.cast_signed()).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// Whether a later entry of one of these types about the same target is known.
pub async fn is_followed(tx: &mut Tx, entry: &AuditEntry, types: &[u16; 2]) -> Result<bool> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM audit_entries WHERE guild_id = $1 AND id > $2 AND target_id = $3 AND action_type IN ($4, $5)",
    ).bind(entry.guild.0.cast_signed()).bind(entry.id.cast_signed()).bind(entry.target.map(u64::cast_signed))
        .bind(i64::from(types[0])).bind(i64::from(types[1])).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// Marks an entry as seen by the actions.
pub async fn observe(tx: &mut Tx, id: u64) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE audit_entries SET observed = $2 WHERE id = $1")
        .bind(id.cast_signed()).bind(true).execute(conn).await.map(drop))?;
    Ok(())
}
