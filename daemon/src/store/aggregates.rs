//! Metrics by the hour: what they are computed from, and what came out.

use emperione_protocol::ids::DISCORD_EPOCH_MS;
use emperione_protocol::{GuildId, MessageId, Timestamp};

use sqlx::FromRow;

use super::bots::of_a_person;
use super::bulk::Insert;
use super::imports::withdrawn;
use super::{On, Result, Tx, members, on};
use crate::domain::analytics::{FactWindow, Hourly, Parts, Sample, hour, tenure, together};

/// By which code somebody joined, of a row of `member_changes`.
macro_rules! invited {
    () => {
        "CASE WHEN invite IS NOT NULL THEN invite WHEN came_by = 'bot' THEN '(bot)' ELSE '(unknown)' END"
    };
}
pub(super) use invited;

/// How far a guild is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermark {
    /// Every hour before it is final, except where a gap is filled later.
    pub until: Timestamp,
    /// The same for the sets of members by day.
    pub days_until: Timestamp,
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
    let joins_by_invite = joins(tx, guild, (from, to)).await?;
    let leaves_by_tenure = leaves(tx, guild, (from, to)).await?;
    let mut window = FactWindow {
        from,
        to,
        joins: together(&joins_by_invite),
        leaves: together(&leaves_by_tenure),
        joins_by_invite,
        leaves_by_tenure,
        messages: messages_by_channel(tx, guild, (from, to)).await?,
        active: active(tx, guild, (from, to)).await?,
        members: count_members(tx, guild, to).await?,
        cases: cases(tx, guild, (from, to)).await?,
        cases_by_actor: cases_by_actor(tx, guild, (from, to)).await?,
        ..FactWindow::default()
    };
    doings(tx, guild, &mut window).await?;
    Ok(window)
}

/// How many members there were at a time: those of now, less who came since, and with those who went.
async fn count_members(tx: &mut Tx, guild: GuildId, at: Timestamp) -> Result<u64> {
    let now = members::count_present(tx, guild).await?;
    let came = members::count_changes(tx, guild, "join", at).await?;
    let went = members::count_changes(tx, guild, "leave", at).await?;
    Ok((now + went).saturating_sub(came))
}

/// Counts by channel and more, `$counted`, with the channel that each belongs to: of a thread it is its parent.
macro_rules! by_channel {
    ($columns:literal, $($counted:tt)+) => {
        concat!(
            "SELECT ",
            $columns,
            ", coalesce(threads.parent_id, counted.channel_id) AS channel_id FROM (",
            $($counted)+,
            ") AS counted LEFT JOIN threads ON threads.guild_id = $1 AND threads.id = counted.channel_id"
        )
    };
}

async fn messages_by_channel(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Parts> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(by_channel!(
        "hour, n",
        "SELECT ((id >> 22) + 1420070400000) / 3600000 * 3600000 AS hour, channel_id, count(*) AS n FROM messages
         WHERE guild_id = $1 AND id >= $2 AND id < $3 AND author_kind = 0 GROUP BY hour, channel_id"
    )).bind(guild.0.cast_signed()).bind(first_id(from).0.cast_signed()).bind(first_id(to).0.cast_signed())
        .fetch_all(conn).await)?;
    let mut parts = Parts::new();
    for (hour, n, channel) in rows {
        *parts.entry(id_part(hour, channel)).or_default() += n.cast_unsigned();
    }
    Ok(parts)
}

/// Opened cases, by kind, without those of an import that was withdrawn.
async fn cases(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<Parts> {
    let rows: Vec<(i64, String, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT opened_at / 3600000 * 3600000 AS hour, kind, count(*) FROM cases
         WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 AND NOT ", withdrawn!(), " GROUP BY hour, kind",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let part = |(hour, kind, n): (i64, String, i64)| ((hour, kind), n.cast_unsigned());
    Ok(rows.into_iter().map(part).collect())
}

/// Cases that Discord's users opened, by their id.
async fn cases_by_actor(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Parts> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT opened_at / 3600000 * 3600000 AS hour, actor_id, count(*) FROM cases
         WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 AND actor_kind = 'user' AND NOT ", withdrawn!(),
        " GROUP BY hour, actor_id",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let part = |(hour, id, n): (i64, i64, i64)| (id_part(hour, id), n.cast_unsigned());
    Ok(rows.into_iter().map(part).collect())
}

/// By the code of the invite, as far as it is known.
async fn joins(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<Parts> {
    let rows: Vec<(i64, String, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT at / 3600000 * 3600000 AS hour, ", invited!(), " AS part, count(*) FROM member_changes
         WHERE guild_id = $1 AND kind = 'join' AND at >= $2 AND at < $3 GROUP BY hour, part",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let part = |(hour, part, n): (i64, String, i64)| ((hour, part), n.cast_unsigned());
    Ok(rows.into_iter().map(part).collect())
}

/// By the class of the tenure.
async fn leaves(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<Parts> {
    let rows: Vec<(i64, Option<i64>)> = on!(tx, conn => sqlx::query_as(
        "SELECT at, tenure_ms FROM member_changes WHERE guild_id = $1 AND kind = 'leave' AND at >= $2 AND at < $3",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let mut parts = Parts::new();
    for (at, tenure_ms) in rows {
        let part = (hour(Timestamp(at)).0, tenure::word(tenure_ms).to_owned());
        *parts.entry(part).or_default() += 1;
    }
    Ok(parts)
}

/// What people did in channels, but for their messages, which webhooks send too. What user 0 sent is a webhook's.
async fn doings(tx: &mut Tx, guild: GuildId, window: &mut FactWindow) -> Result<()> {
    let rows: Vec<Doings> = on!(tx, conn => sqlx::query_as(by_channel!(
        "hour, edits, deletes, reactions, voice_ms, attachments, replies, short, medium, long",
        concat!("SELECT hour, channel_id, CAST(sum(edits) AS BIGINT) AS edits, CAST(sum(deletes) AS BIGINT) AS deletes,
            CAST(sum(reactions) AS BIGINT) AS reactions, CAST(sum(voice_ms) AS BIGINT) AS voice_ms,
            CAST(sum(CASE WHEN user_id <> 0 THEN attachments ELSE 0 END) AS BIGINT) AS attachments,
            CAST(sum(CASE WHEN user_id <> 0 THEN replies ELSE 0 END) AS BIGINT) AS replies,
            CAST(sum(CASE WHEN user_id <> 0 THEN short_messages ELSE 0 END) AS BIGINT) AS short,
            CAST(sum(CASE WHEN user_id <> 0 THEN medium_messages ELSE 0 END) AS BIGINT) AS medium,
            CAST(sum(CASE WHEN user_id <> 0 THEN long_messages ELSE 0 END) AS BIGINT) AS long
         FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3
            AND ", of_a_person!("activity"), " GROUP BY hour, channel_id")
    )).bind(guild.0.cast_signed()).bind(window.from.0).bind(window.to.0).fetch_all(conn).await)?;
    for of in rows {
        let channel = id_part(of.hour, of.channel_id);
        let length = |word: &str| (of.hour, word.to_owned());
        for (parts, part, n) in [
            (&mut window.edits, channel.clone(), of.edits),
            (&mut window.deletes, channel.clone(), of.deletes),
            (&mut window.reactions, channel.clone(), of.reactions),
            (&mut window.attachments, channel.clone(), of.attachments),
            (&mut window.replies, channel.clone(), of.replies),
            (&mut window.voice_ms, channel, of.voice_ms),
        ] {
            if n > 0 {
                *parts.entry(part).or_default() += n.cast_unsigned();
            }
        }
        for (word, n) in [
            ("short", of.short),
            ("medium", of.medium),
            ("long", of.long),
        ] {
            if n > 0 {
                *window.lengths.entry(length(word)).or_default() += n.cast_unsigned();
            }
        }
    }
    Ok(())
}

/// What people did in a channel in an hour.
#[derive(FromRow)]
struct Doings {
    hour: i64,
    channel_id: i64,
    edits: i64,
    deletes: i64,
    reactions: i64,
    voice_ms: i64,
    attachments: i64,
    replies: i64,
    short: i64,
    medium: i64,
    long: i64,
}

fn id_part(hour: i64, id: i64) -> (i64, String) {
    (hour, id.cast_unsigned().to_string())
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
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT hour, count(DISTINCT user_id) FROM activity
         WHERE guild_id = $1 AND hour >= $2 AND hour < $3 AND user_id <> 0
            AND (messages > 0 OR reactions > 0 OR voice_ms > 0)
            AND ", of_a_person!("activity"), " GROUP BY hour",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(hourly(rows))
}

/// How many members were active since a time.
pub async fn count_active(tx: &mut Tx, guild: GuildId, since: Timestamp) -> Result<u64> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(concat!(
        "SELECT count(DISTINCT user_id) FROM activity
         WHERE guild_id = $1 AND hour >= $2 AND user_id <> 0
            AND (messages > 0 OR reactions > 0 OR voice_ms > 0)
            AND ", of_a_person!("activity"),
    )).bind(guild.0.cast_signed()).bind(since.0).fetch_one(conn).await)?;
    Ok(n.cast_unsigned())
}

/// Who was active since a time, each once: the ordinal of those who have one. The sign keeps SQLite from reading all facts
/// of the guild in the order of users so as to find each of them once.
pub async fn active_since(
    tx: &mut Tx,
    guild: GuildId,
    since: Timestamp,
) -> Result<Vec<Option<u32>>> {
    let rows: Vec<(i64, Option<i64>)> = on!(tx, conn => sqlx::query_as(
        "SELECT seen.user_id, ordinal
         FROM (SELECT DISTINCT guild_id, +user_id AS user_id FROM activity
             WHERE guild_id = $1 AND hour >= $2 AND user_id <> 0
                AND (messages > 0 OR reactions > 0 OR voice_ms > 0)
                AND activity.user_id NOT IN (SELECT bots.user_id FROM bots WHERE bots.guild_id = $1)) AS seen
         LEFT JOIN member_ordinals USING (guild_id, user_id)
         WHERE ordinal IS NOT NULL OR NOT EXISTS (SELECT 1 FROM members
             WHERE members.guild_id = $1 AND members.user_id = seen.user_id AND members.bot)",
    ).bind(guild.0.cast_signed()).bind(since.0).fetch_all(conn).await)?;
    let ordinal = |(_, ordinal): (i64, Option<i64>)| ordinal.and_then(|of| u32::try_from(of).ok());
    Ok(rows.into_iter().map(ordinal).collect())
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

/// Stores the hours of a metric, which have been cleared.
pub async fn save(tx: &mut Tx, guild: GuildId, metric: &str, samples: &[Sample]) -> Result<()> {
    let id = guild.0.cast_signed();
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: "INSERT INTO metric_buckets (guild_id, metric, part, bucket_at, value)",
                columns: 5,
                tail: "",
            };
            insert
                .run(tx, samples, |query, sample| {
                    let query = query.bind(id).bind(metric.to_owned());
                    let query = query.bind(sample.part.clone()).bind(sample.at.0);
                    query.bind(sample.value)
                })
                .await?;
        }
        On::Postgres(tx) => {
            let parts: Vec<&str> = samples.iter().map(|sample| sample.part.as_str()).collect();
            let times: Vec<i64> = samples.iter().map(|sample| sample.at.0).collect();
            let values: Vec<f64> = samples.iter().map(|sample| sample.value).collect();
            sqlx::query(
                "INSERT INTO metric_buckets (guild_id, metric, part, bucket_at, value)
                 SELECT $1, $2, * FROM UNNEST($3::text[], $4::bigint[], $5::double precision[])",
            )
            .bind(id)
            .bind(metric)
            .bind(parts)
            .bind(times)
            .bind(values)
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}

/// The stored hours of a metric from one time to before another, oldest first: of the whole guild, or with `parts` those
/// of every part, part by part.
pub async fn series(
    tx: &mut Tx,
    guild: GuildId,
    metric: &str,
    (from, to): (Timestamp, Timestamp),
    parts: bool,
) -> Result<Vec<Sample>> {
    // The key of the table goes by part and then by time, which only a part alone can use.
    if !parts {
        return part(tx, guild, (metric, ""), (from, to)).await;
    }
    let rows: Vec<(String, i64, f64)> = on!(tx, conn => sqlx::query_as(
        "SELECT part, bucket_at, value FROM metric_buckets
         WHERE guild_id = $1 AND metric = $2 AND part <> '' AND bucket_at >= $3 AND bucket_at < $4
         ORDER BY part, bucket_at",
    ).bind(guild.0.cast_signed()).bind(metric).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let sample = |(part, at, value)| Sample {
        at: Timestamp(at),
        part,
        value,
    };
    Ok(rows.into_iter().map(sample).collect())
}

/// The stored hours of one part of a metric, or of the whole guild if it is empty; an hour in which nothing happened in a
/// part is not stored.
pub async fn part(
    tx: &mut Tx,
    guild: GuildId,
    (metric, part): (&str, &str),
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Sample>> {
    let rows: Vec<(i64, f64)> = on!(tx, conn => sqlx::query_as(
        "SELECT bucket_at, value FROM metric_buckets
         WHERE guild_id = $1 AND metric = $2 AND part = $3 AND bucket_at >= $4 AND bucket_at < $5 ORDER BY bucket_at",
    ).bind(guild.0.cast_signed()).bind(metric).bind(part).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let sample = |(at, value)| Sample {
        at: Timestamp(at),
        part: part.into(),
        value,
    };
    Ok(rows.into_iter().map(sample).collect())
}

pub async fn watermark(tx: &mut Tx, guild: GuildId) -> Result<Option<Watermark>> {
    let found: Option<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT until_at, days_until, computed_at FROM watermarks WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.map(|(until, days_until, computed_at)| Watermark {
        until: Timestamp(until),
        days_until: Timestamp(days_until),
        computed_at: Timestamp(computed_at),
    }))
}

/// Says how far the hours are computed, which never goes back.
pub async fn set_watermark(
    tx: &mut Tx,
    guild: GuildId,
    until: Timestamp,
    computed_at: Timestamp,
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO watermarks (guild_id, until_at, computed_at) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id) DO UPDATE SET computed_at = excluded.computed_at,
            until_at = CASE WHEN excluded.until_at > watermarks.until_at THEN excluded.until_at ELSE watermarks.until_at END",
    ).bind(guild.0.cast_signed()).bind(until.0).bind(computed_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Says how far the days are computed, if the hours are; this never goes back.
pub async fn set_days(tx: &mut Tx, guild: GuildId, until: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE watermarks SET days_until = $2 WHERE guild_id = $1 AND days_until < $2")
        .bind(guild.0.cast_signed()).bind(until.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets the hours and the days from a time on be computed anew, where facts came that are older than what is computed. The
/// guild is locked by then; who computes it meanwhile, from less, sees by the time that it is not theirs any more.
pub async fn forget(tx: &mut Tx, guild: GuildId, from: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE watermarks SET until_at = CASE WHEN until_at > $2 THEN $2 ELSE until_at END,
            days_until = CASE WHEN days_until > $2 THEN $2 ELSE days_until END, computed_at = computed_at - 1
         WHERE guild_id = $1 AND (until_at > $2 OR days_until > $2)",
    ).bind(guild.0.cast_signed()).bind(from.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets the days from a time on be computed anew.
pub async fn forget_days(tx: &mut Tx, guild: GuildId, from: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE watermarks SET days_until = $2 WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).bind(from.0).execute(conn).await.map(drop))?;
    Ok(())
}

fn hourly(rows: Vec<(i64, i64)>) -> Hourly {
    rows.into_iter()
        .map(|(at, n)| (at, n.cast_unsigned()))
        .collect()
}
