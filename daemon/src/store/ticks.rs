//! The last tick of each scheduled job that was queued, and which jobs are paused.

use std::collections::BTreeMap;

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

/// The last tick of every kind that had one.
pub async fn all(tx: &mut Tx) -> Result<BTreeMap<String, Timestamp>> {
    let rows: Vec<(String, i64)> =
        on!(tx, conn => sqlx::query_as("SELECT name, slot_at FROM ticks").fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(name, at)| (name, Timestamp(at)))
        .collect())
}

/// Which kinds are paused, and since when.
pub async fn pauses(tx: &mut Tx) -> Result<BTreeMap<String, Timestamp>> {
    let rows: Vec<(String, i64)> =
        on!(tx, conn => sqlx::query_as("SELECT name, at FROM job_pauses").fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(name, at)| (name, Timestamp(at)))
        .collect())
}

/// Pauses a kind; false if it is paused already.
pub async fn pause(tx: &mut Tx, name: &str, at: Timestamp) -> Result<bool> {
    let done = on!(tx, conn => sqlx::query("INSERT INTO job_pauses (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(name).bind(at.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Ends a pause; false if there is none.
pub async fn resume(tx: &mut Tx, name: &str) -> Result<bool> {
    let done = on!(tx, conn => sqlx::query("DELETE FROM job_pauses WHERE name = $1")
        .bind(name).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
