//! Small facts of the installation: one text per key.

use super::{Result, Tx, on};

pub async fn get(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    Ok(
        on!(tx, conn => sqlx::query_scalar("SELECT value FROM meta WHERE name = $1")
        .bind(key).fetch_optional(conn).await)?,
    )
}

/// Lets whoever else sets a key that is there wait for the end of the transaction, after waiting for theirs.
pub async fn lock(tx: &mut Tx, key: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE meta SET value = value WHERE name = $1").bind(key).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO meta (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ).bind(key).bind(value).execute(conn).await.map(drop))?;
    Ok(())
}
