//! Sessions of the gateway: what is needed to resume one, committed with the events that it brought.

use emperione_protocol::Timestamp;

use super::{Result, Tx, on};

/// A shard's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub shard: u32,
    pub shards: u32,
    pub id: String,
    pub resume_url: String,
    /// The number of the last event that is committed.
    pub seq: u64,
    /// What must be the same for a resume: token, intents, shard, version.
    pub fingerprint: String,
    pub updated_at: Timestamp,
}

pub async fn save(tx: &mut Tx, session: &Session) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO gateway_sessions (shard_id, shard_count, session_id, resume_url, seq, fingerprint, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (shard_id) DO UPDATE SET shard_count = excluded.shard_count, session_id = excluded.session_id,
            resume_url = excluded.resume_url, seq = excluded.seq, fingerprint = excluded.fingerprint,
            updated_at = excluded.updated_at",
    ).bind(i64::from(session.shard)).bind(i64::from(session.shards)).bind(session.id.as_str())
        .bind(session.resume_url.as_str()).bind(session.seq.cast_signed()).bind(session.fingerprint.as_str())
        .bind(session.updated_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// The sessions of all shards, as many as there were last, by shard.
pub async fn all(tx: &mut Tx) -> Result<Vec<Session>> {
    type Found = (i64, i64, String, String, i64, String, i64);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT shard_id, shard_count, session_id, resume_url, seq, fingerprint, updated_at
         FROM gateway_sessions
         WHERE shard_count = (SELECT shard_count FROM gateway_sessions ORDER BY updated_at DESC, shard_id LIMIT 1)
         ORDER BY shard_id",
    ).fetch_all(conn).await)?;
    let session = |(shard, shards, id, resume_url, seq, fingerprint, updated_at): Found| Session {
        shard: u32::try_from(shard).unwrap_or_default(),
        shards: u32::try_from(shards).unwrap_or_default(),
        id,
        resume_url,
        seq: seq.cast_unsigned(),
        fingerprint,
        updated_at: Timestamp(updated_at),
    };
    Ok(rows.into_iter().map(session).collect())
}

/// Records that an IDENTIFY is about to be sent.
pub async fn identify(tx: &mut Tx, shard: u32, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("INSERT INTO identifies (at, shard_id) VALUES ($1, $2)")
        .bind(at.0).bind(i64::from(shard)).execute(conn).await.map(drop))?;
    Ok(())
}

/// The IDENTIFYs since a time, oldest first.
pub async fn identifies(tx: &mut Tx, since: Timestamp) -> Result<Vec<(Timestamp, u32)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT at, shard_id FROM identifies WHERE at >= $1 ORDER BY at",
    ).bind(since.0).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(at, shard)| (Timestamp(at), u32::try_from(shard).unwrap_or_default()))
        .collect())
}

/// Forgets IDENTIFYs before a time.
pub async fn prune_identifies(tx: &mut Tx, before: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM identifies WHERE at < $1").bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}
