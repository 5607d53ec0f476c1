//! Threads as facts; [`threads`](crate::domain::threads) defines them. The same one, and what was heard in it, twice is one.

use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::{Result, Tx, bulk, on};
use crate::domain::threads::Thread;

const INSERT: &str = "INSERT INTO threads (guild_id, id, parent_id, begun_at, last_at)";
const LATEST: &str = "ON CONFLICT (guild_id, id) DO UPDATE SET parent_id = excluded.parent_id, begun_at = excluded.begun_at,
    last_at = CASE WHEN threads.last_at >= excluded.last_at OR excluded.last_at IS NULL
        THEN threads.last_at ELSE excluded.last_at END";

/// Adds threads, or what was heard in them. Each may occur once.
pub async fn save<'a>(
    tx: &mut Tx,
    threads: impl Iterator<Item = (&'a (GuildId, ChannelId), &'a Thread)>,
) -> Result<()> {
    let row = |((guild, id), of): (&(GuildId, ChannelId), &Thread)| {
        [
            Some(guild.0.cast_signed()),
            Some(id.0.cast_signed()),
            Some(of.parent.0.cast_signed()),
            Some(of.begun_at.0),
            of.last_at.map(|at| at.0),
        ]
    };
    let rows: Vec<_> = threads.map(row).collect();
    bulk::numbers(tx, (INSERT, LATEST), &rows).await
}

/// The threads of a guild that were begun in an interval, oldest first.
pub async fn begun(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Thread>> {
    let rows: Vec<(i64, i64, Option<i64>)> = on!(tx, conn => sqlx::query_as(
        "SELECT parent_id, begun_at, last_at FROM threads WHERE guild_id = $1 AND begun_at >= $2 AND begun_at < $3
         ORDER BY begun_at, id",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let thread = |(parent, begun_at, last_at): (i64, i64, Option<i64>)| Thread {
        parent: ChannelId(parent.cast_unsigned()),
        begun_at: Timestamp(begun_at),
        last_at: last_at.map(Timestamp),
    };
    Ok(rows.into_iter().map(thread).collect())
}
