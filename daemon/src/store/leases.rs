//! Who may hold a shard: one holder per name until a time, by the database's own clock, so that the clocks of two
//! machines need not agree.

use super::{On, Result, Tx, on};

/// Takes or renews a lease for `ttl_ms`; false if another holder has it.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, ttl_ms: i64) -> Result<bool> {
    let now = database_time(tx).await?;
    let taken = on!(tx, conn => sqlx::query(
        "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE leases.holder = excluded.holder OR leases.expires_at <= $4",
    ).bind(name).bind(holder).bind(now + ttl_ms).bind(now).execute(conn).await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Whether `holder` still has the lease. Asked in the transaction that relies on it, it cannot be outdated by the commit.
pub async fn is_held(tx: &mut Tx, name: &str, holder: &str) -> Result<bool> {
    let text = match &tx.on {
        // SQLite has one writer; PostgreSQL must keep a rival from taking the row before this transaction ends.
        On::Sqlite(_) => "SELECT holder FROM leases WHERE name = $1",
        On::Postgres(_) => "SELECT holder FROM leases WHERE name = $1 FOR SHARE",
    };
    let found: Option<String> =
        on!(tx, conn => sqlx::query_scalar(text).bind(name).fetch_optional(conn).await)?;
    Ok(found.as_deref() == Some(holder))
}

/// Gives a lease back, so that the next holder need not wait.
pub async fn release(tx: &mut Tx, name: &str, holder: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
        .bind(name).bind(holder).execute(conn).await.map(drop))?;
    Ok(())
}

/// Deletes leases that ran out.
pub async fn prune(tx: &mut Tx) -> Result<()> {
    let now = database_time(tx).await?;
    on!(tx, conn => sqlx::query("DELETE FROM leases WHERE expires_at <= $1")
        .bind(now).execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets every lease on SQLite: the file is this daemon's alone, so whoever held one is dead.
pub async fn bury(tx: &mut Tx) -> Result<()> {
    if let On::Sqlite(tx) = &mut tx.on {
        sqlx::query("DELETE FROM leases").execute(&mut **tx).await?;
    }
    Ok(())
}

async fn database_time(tx: &mut Tx) -> Result<i64> {
    // The two databases have no common word for the time of day.
    let text = match &tx.on {
        On::Sqlite(_) => "SELECT CAST(unixepoch('subsec') * 1000 AS BIGINT)",
        On::Postgres(_) => "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    };
    Ok(on!(tx, conn => sqlx::query_scalar(text).fetch_one(conn).await)?)
}
