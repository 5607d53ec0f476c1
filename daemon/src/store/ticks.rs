//! The last tick of each scheduled job that was queued.

use emperione_protocol::Timestamp;

use super::{Result, Tx, on};

pub async fn last(tx: &mut Tx, name: &str) -> Result<Option<Timestamp>> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT slot_at FROM ticks WHERE name = $1",
    ).bind(name).fetch_optional(conn).await)?;
    Ok(found.map(Timestamp))
}

/// Notes a tick; an earlier one never replaces a later one.
pub async fn note(tx: &mut Tx, name: &str, slot: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO ticks (name, slot_at) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET slot_at = excluded.slot_at WHERE ticks.slot_at < excluded.slot_at",
    ).bind(name).bind(slot.0).execute(conn).await.map(drop))?;
    Ok(())
}
