//! Frames that could not be decoded, sealed: they may hold a message.

use emperione_protocol::Timestamp;

use super::{Result, Tx, on};

/// The most that are kept; more are only counted.
const KEPT: i64 = 1_000;

/// Keeps a frame.
pub async fn insert(tx: &mut Tx, id: &str, at: Timestamp, kind: &str, sealed: &[u8]) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO undecoded (id, at, event_kind, frame) SELECT $1, $2, $3, $4
         WHERE (SELECT count(*) FROM undecoded) < $5",
    ).bind(id).bind(at.0).bind(kind).bind(sealed).bind(KEPT).execute(conn).await.map(drop))?;
    Ok(())
}

/// How many are kept, by kind of event.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, u64)>> {
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT event_kind, count(*) FROM undecoded GROUP BY event_kind ORDER BY event_kind",
    ).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(kind, n)| (kind, n.cast_unsigned()))
        .collect())
}

/// Deletes frames older than a time.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM undecoded WHERE at < $1").bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}
