//! Metrics by the hour: what they are computed from, and what came out.

use emperione_protocol::ids::DISCORD_EPOCH_MS;
use emperione_protocol::{GuildId, MessageId, Timestamp};

use super::{Result, Tx, on};
use crate::domain::analytics::{FactWindow, Hourly, Sample};

/// How far a guild is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermark {
    /// Every hour before it is final, except where a gap is filled later.
    pub until: Timestamp,
    pub computed_at: Timestamp,
}

/// The first id that a message of this time may have.
pub fn first_id(at: Timestamp) -> MessageId {
    let since = at.0.saturating_sub(DISCORD_EPOCH_MS.cast_signed()).max(0);
    MessageId(since.unsigned_abs() << 22)
}

/// Reads the facts of whole hours; the gaps are the caller's to add.
pub async fn facts(
    tx: &mut Tx,
    guild: GuildId,
    from: Timestamp,
    to: Timestamp,
) -> Result<FactWindow> {
    Ok(FactWindow {
        from,
        to,
        unheard: Vec::new(),
        joins: changes(tx, guild, "join", (from, to)).await?,
        leaves: changes(tx, guild, "leave", (from, to)).await?,
        messages: messages(tx, guild, (from, to), 3_600_000).await?,
        active: active(tx, guild, (from, to)).await?,
    })
}

async fn changes(
    tx: &mut Tx,
    guild: GuildId,
    kind: &str,
    (from, to): (Timestamp, Timestamp),
) -> Result<Hourly> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT at / 3600000 * 3600000 AS hour, count(*) FROM member_changes
         WHERE guild_id = $1 AND kind = $2 AND at >= $3 AND at < $4 GROUP BY hour",
    ).bind(guild.0.cast_signed()).bind(kind).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(hourly(rows))
}

/// Messages of people by intervals of this length.
pub async fn messages(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
    width_ms: i64,
) -> Result<Hourly> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT ((id >> 22) + 1420070400000) / $4 * $4 AS bucket, count(*) FROM messages
         WHERE guild_id = $1 AND id >= $2 AND id < $3 AND author_kind = 0 GROUP BY bucket",
    ).bind(guild.0.cast_signed()).bind(first_id(from).0.cast_signed()).bind(first_id(to).0.cast_signed())
        .bind(width_ms).fetch_all(conn).await)?;
    Ok(hourly(rows))
}

async fn active(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<Hourly> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, count(DISTINCT user_id) FROM activity
         WHERE guild_id = $1 AND hour >= $2 AND hour < $3 AND user_id <> 0
            AND (messages > 0 OR reactions > 0 OR voice_ms > 0)
            AND NOT EXISTS (SELECT 1 FROM members WHERE members.guild_id = activity.guild_id
                AND members.user_id = activity.user_id AND members.bot)
         GROUP BY hour",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(hourly(rows))
}

/// How many members were active since a time.
pub async fn count_active(tx: &mut Tx, guild: GuildId, since: Timestamp) -> Result<u64> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(DISTINCT user_id) FROM activity
         WHERE guild_id = $1 AND hour >= $2 AND user_id <> 0
            AND (messages > 0 OR reactions > 0 OR voice_ms > 0)
            AND NOT EXISTS (SELECT 1 FROM members WHERE members.guild_id = activity.guild_id
                AND members.user_id = activity.user_id AND members.bot)",
    ).bind(guild.0.cast_signed()).bind(since.0).fetch_one(conn).await)?;
    Ok(n.cast_unsigned())
}

/// The bans and the timeouts in force.
pub async fn count_in_force(tx: &mut Tx, guild: GuildId, now: Timestamp) -> Result<(u64, u64)> {
    let (bans, timeouts): (i64, i64) = on!(tx, conn => sqlx::query_as(
        "SELECT (SELECT count(*) FROM bans WHERE guild_id = $1),
            (SELECT count(*) FROM members WHERE guild_id = $1 AND left_at IS NULL AND timed_out_until > $2)",
    ).bind(guild.0.cast_signed()).bind(now.0).fetch_one(conn).await)?;
    Ok((bans.cast_unsigned(), timeouts.cast_unsigned()))
}

/// Removes every bucket of an interval, which is about to be computed anew.
pub async fn clear(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "DELETE FROM metric_buckets WHERE guild_id = $1 AND bucket_at >= $2 AND bucket_at < $3",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Replaces what is stored of a metric at these hours.
pub async fn save(tx: &mut Tx, guild: GuildId, metric: &str, samples: &[Sample]) -> Result<()> {
    for sample in samples {
        on!(tx, conn => sqlx::query(
            "INSERT INTO metric_buckets (guild_id, metric, bucket_at, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (guild_id, metric, bucket_at) DO UPDATE SET value = excluded.value",
        ).bind(guild.0.cast_signed()).bind(metric).bind(sample.at.0).bind(sample.value)
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// The stored hours of a metric since a time, oldest first.
pub async fn series(
    tx: &mut Tx,
    guild: GuildId,
    metric: &str,
    since: Timestamp,
) -> Result<Vec<Sample>> {
    let rows: Vec<(i64, f64)> = on!(tx, conn => sqlx::query_as(
        "SELECT bucket_at, value FROM metric_buckets WHERE guild_id = $1 AND metric = $2 AND bucket_at >= $3
         ORDER BY bucket_at",
    ).bind(guild.0.cast_signed()).bind(metric).bind(since.0).fetch_all(conn).await)?;
    let sample = |(at, value)| Sample {
        at: Timestamp(at),
        value,
    };
    Ok(rows.into_iter().map(sample).collect())
}

pub async fn watermark(tx: &mut Tx, guild: GuildId) -> Result<Option<Watermark>> {
    let found: Option<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT until_at, computed_at FROM watermarks WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.map(|(until, computed_at)| Watermark {
        until: Timestamp(until),
        computed_at: Timestamp(computed_at),
    }))
}

pub async fn set_watermark(tx: &mut Tx, guild: GuildId, mark: Watermark) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO watermarks (guild_id, until_at, computed_at) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id) DO UPDATE SET until_at = excluded.until_at, computed_at = excluded.computed_at",
    ).bind(guild.0.cast_signed()).bind(mark.until.0).bind(mark.computed_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

fn hourly(rows: Vec<(i64, i64)>) -> Hourly {
    rows.into_iter()
        .map(|(at, n)| (at, n.cast_unsigned()))
        .collect()
}
