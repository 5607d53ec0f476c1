//! The event log. Numbers come from one counter row, taken as the last statement of a transaction, so that
//! their order is the order of commits on both databases.

use emperione_protocol::events::{Body, Event};
use emperione_protocol::{GuildId, Timestamp};

use super::{Error, Result, Tx, on};

/// Appends facts and gives the number of the last one. Call it last in a transaction: it locks the counter.
pub async fn append(tx: &mut Tx, at: Timestamp, facts: &[(Option<GuildId>, Body)]) -> Result<u64> {
    let count = i64::try_from(facts.len()).unwrap_or(i64::MAX);
    let last: i64 = on!(tx, conn => sqlx::query_scalar(
        "UPDATE event_head SET seq = seq + $1 WHERE id = 1 RETURNING seq",
    ).bind(count).fetch_one(conn).await)?;
    for (seq, (guild, body)) in (last - count + 1..).zip(facts) {
        let data = serde_json::to_string(body).map_err(|error| inconsistent(seq, &error))?;
        on!(tx, conn => sqlx::query("INSERT INTO events (seq, at, guild_id, data) VALUES ($1, $2, $3, $4)")
            .bind(seq).bind(at.0).bind(guild.map(|guild| guild.0.cast_signed())).bind(data)
            .execute(conn).await.map(drop))?;
    }
    tx.appended = Some(last.cast_unsigned());
    Ok(last.cast_unsigned())
}

/// Gives no number up to this one to a later event.
pub async fn skip_to(tx: &mut Tx, seq: u64) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE event_head SET seq = $1 WHERE id = 1 AND seq < $1")
        .bind(seq.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The number of the last event.
pub async fn head(tx: &mut Tx) -> Result<u64> {
    let seq: i64 = on!(tx, conn => sqlx::query_scalar("SELECT seq FROM event_head WHERE id = 1").fetch_one(conn).await)?;
    Ok(seq.cast_unsigned())
}

/// The number of the oldest event that is kept; one beyond the head if there is none.
pub async fn tail(tx: &mut Tx) -> Result<u64> {
    let seq: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT coalesce((SELECT min(seq) FROM events), (SELECT seq + 1 FROM event_head WHERE id = 1))",
    ).fetch_one(conn).await)?;
    Ok(seq.cast_unsigned())
}

/// The events after a number, oldest first.
pub async fn after(tx: &mut Tx, seq: u64, limit: u32) -> Result<Vec<Event>> {
    let rows: Vec<(i64, i64, Option<i64>, String)> = on!(tx, conn => sqlx::query_as(
        "SELECT seq, at, guild_id, data FROM events WHERE seq > $1 ORDER BY seq LIMIT $2",
    ).bind(seq.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(seq, at, guild, data)| {
            let body = serde_json::from_str(&data).map_err(|error| inconsistent(seq, &error))?;
            let guild = guild.map(|guild| GuildId(guild.cast_unsigned()));
            Ok(Event {
                seq: seq.cast_unsigned(),
                at: Timestamp(at),
                guild,
                body,
            })
        })
        .collect()
}

/// Deletes events before a time, and says how many.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    Ok(
        on!(tx, conn => sqlx::query("DELETE FROM events WHERE at < $1").bind(before.0).execute(conn).await
        .map(|done| done.rows_affected()))?,
    )
}

fn inconsistent(seq: i64, error: &serde_json::Error) -> Error {
    Error::Inconsistent {
        table: "events",
        column: "data",
        row: seq.to_string(),
        why: error.to_string(),
    }
}
