//! How long messages waited for an answer, by the hour of the answer; [`answers`](crate::domain::answers) defines it.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::{Result, Tx, bulk, on};
use crate::domain::analytics::medians::Delays;

/// Of which guild, hour (its first millisecond), channel and bin.
pub type Key = (GuildId, i64, ChannelId, u8);

/// Adds to the counts.
pub async fn add(tx: &mut Tx, counts: &BTreeMap<Key, i64>) -> Result<()> {
    const INSERT: &str = "INSERT INTO reply_delays (guild_id, hour, channel_id, bin, n)";
    const SUM: &str = "ON CONFLICT (guild_id, hour, channel_id, bin) DO UPDATE SET n = reply_delays.n + excluded.n";
    let row = |((guild, hour, channel, bin), n): (&Key, &i64)| {
        let (guild, channel) = (guild.0.cast_signed(), channel.0.cast_signed());
        [guild, *hour, channel, i64::from(*bin), *n].map(Some)
    };
    let rows: Vec<_> = counts.iter().map(row).collect();
    bulk::numbers(tx, (INSERT, SUM), &rows).await
}

/// Removes what was counted from an hour on, in a guild or in one of its channels.
pub async fn forget(
    tx: &mut Tx,
    (guild, channel): (GuildId, Option<ChannelId>),
    from: i64,
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "DELETE FROM reply_delays WHERE guild_id = $1 AND hour >= $2 AND ($3 IS NULL OR channel_id = $3)",
    ).bind(guild.0.cast_signed()).bind(from).bind(channel.map(|id| id.0.cast_signed()))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// How many messages were answered.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM reply_delays WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(n.cast_unsigned())
}

/// What was counted in an interval, by hour and bin.
pub async fn between(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Delays>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, bin, CAST(sum(n) AS BIGINT) FROM reply_delays WHERE guild_id = $1 AND hour >= $2 AND hour < $3
         GROUP BY hour, bin ORDER BY hour",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(delays).collect())
}

/// The same of each channel with its threads.
pub async fn by_channel(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(ChannelId, Vec<Delays>)>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT coalesce(threads.parent_id, channel_id) AS channel, hour, bin, CAST(sum(n) AS BIGINT)
         FROM reply_delays LEFT JOIN threads ON threads.guild_id = $1 AND threads.id = channel_id
         WHERE reply_delays.guild_id = $1 AND hour >= $2 AND hour < $3
         GROUP BY channel, hour, bin ORDER BY channel, hour",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let of_channel = |rows: &[(i64, i64, i64, i64)]| {
        let counts = rows
            .iter()
            .map(|(_, hour, bin, n)| delays((*hour, *bin, *n)));
        (ChannelId(rows[0].0.cast_unsigned()), counts.collect())
    };
    Ok(rows.chunk_by(|a, b| a.0 == b.0).map(of_channel).collect())
}

fn delays((hour, bin, n): (i64, i64, i64)) -> Delays {
    Delays {
        hour: Timestamp(hour),
        bin: u8::try_from(bin).unwrap_or(u8::MAX),
        n: n.cast_unsigned(),
    }
}

/// Every count of a guild.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<BTreeMap<Key, i64>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, channel_id, bin, n FROM reply_delays WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let count = |(hour, channel, bin, n): (i64, i64, i64, i64)| {
        let bin = u8::try_from(bin).unwrap_or(u8::MAX);
        ((guild, hour, ChannelId(channel.cast_unsigned()), bin), n)
    };
    Ok(rows.into_iter().map(count).collect())
}
