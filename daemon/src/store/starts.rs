//! The starts of the daemon, and which of them ended well.

use emperione_protocol::Timestamp;

use super::{Result, Tx, on};

/// Notes a start.
pub async fn begin(tx: &mut Tx, id: &str, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("INSERT INTO starts (id, at) VALUES ($1, $2)")
        .bind(id).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that a start ended as it should.
pub async fn end(tx: &mut Tx, id: &str, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE starts SET ended_at = $2 WHERE id = $1")
        .bind(id).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// When the starts since a time began that ended badly, other than `current`.
pub async fn crashed(tx: &mut Tx, current: &str, since: Timestamp) -> Result<Vec<Timestamp>> {
    let found: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT at FROM starts WHERE ended_at IS NULL AND at > $1 AND id <> $2 ORDER BY at",
    ).bind(since.0).bind(current).fetch_all(conn).await)?;
    Ok(found.into_iter().map(Timestamp).collect())
}

/// Forgets that earlier starts ended badly, and old starts altogether.
pub async fn forgive(tx: &mut Tx, current: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM starts WHERE id <> $1").bind(current).execute(conn).await.map(drop))?;
    Ok(())
}

/// Deletes earlier starts older than a time.
pub async fn prune(tx: &mut Tx, current: &str, before: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM starts WHERE id <> $1 AND at < $2")
        .bind(current).bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}
