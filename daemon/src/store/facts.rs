//! Exact counts: what members did per channel and hour, and committed events by kind.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::bulk::Insert;
use super::{On, Result, Tx, on};

/// The length of an hour, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// Of whom, where and when a fact is. User 0 stands for an unknown one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityKey {
    pub guild: GuildId,
    /// The first millisecond of the hour.
    pub hour: i64,
    pub channel: ChannelId,
    pub user: UserId,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    pub messages: i64,
    pub edits: i64,
    pub deletes: i64,
    pub reactions: i64,
    pub unreactions: i64,
    pub voice_ms: i64,
}

/// The first millisecond of the hour of a moment.
pub fn hour(at: Timestamp) -> i64 {
    at.0.div_euclid(HOUR_MS) * HOUR_MS
}

/// Adds facts. Each key may occur once.
pub async fn add(tx: &mut Tx, rows: &[(ActivityKey, Activity)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: "INSERT INTO activity (guild_id, hour, channel_id, user_id, messages, edits, deletes, reactions, unreactions, voice_ms)",
                columns: 10,
                tail: SUM,
            };
            insert.run(tx, rows, bind).await?;
        }
        On::Postgres(tx) => {
            let text = format!(
                "INSERT INTO activity (guild_id, hour, channel_id, user_id, messages, edits, deletes, reactions, unreactions, voice_ms)
                 SELECT * FROM UNNEST($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                     $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[]) {SUM}"
            );
            let columns = (0..10)
                .map(|column| -> Vec<i64> { rows.iter().map(|row| values(row)[column]).collect() });
            let query = columns.fold(sqlx::query(sqlx::AssertSqlSafe(text)), |query, column| {
                query.bind(column)
            });
            query.execute(&mut **tx).await?;
        }
    }
    Ok(())
}

const SUM: &str = "ON CONFLICT (guild_id, hour, channel_id, user_id) DO UPDATE SET
    messages = activity.messages + excluded.messages, edits = activity.edits + excluded.edits,
    deletes = activity.deletes + excluded.deletes, reactions = activity.reactions + excluded.reactions,
    unreactions = activity.unreactions + excluded.unreactions, voice_ms = activity.voice_ms + excluded.voice_ms";

fn bind<'q>(
    query: sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    row: &(ActivityKey, Activity),
) -> sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments> {
    values(row)
        .into_iter()
        .fold(query, sqlx::query::Query::bind)
}

fn values((key, activity): &(ActivityKey, Activity)) -> [i64; 10] {
    [
        key.guild.0.cast_signed(),
        key.hour,
        key.channel.0.cast_signed(),
        key.user.0.cast_signed(),
        activity.messages,
        activity.edits,
        activity.deletes,
        activity.reactions,
        activity.unreactions,
        activity.voice_ms,
    ]
}

/// Sums what a guild's members did, or one of them.
pub async fn sum(tx: &mut Tx, guild: GuildId, user: Option<UserId>) -> Result<Activity> {
    let found: (i64, i64, i64, i64, i64, i64) = on!(tx, conn => sqlx::query_as(
        "SELECT CAST(coalesce(sum(messages), 0) AS BIGINT), CAST(coalesce(sum(edits), 0) AS BIGINT),
            CAST(coalesce(sum(deletes), 0) AS BIGINT), CAST(coalesce(sum(reactions), 0) AS BIGINT),
            CAST(coalesce(sum(unreactions), 0) AS BIGINT), CAST(coalesce(sum(voice_ms), 0) AS BIGINT)
         FROM activity WHERE guild_id = $1 AND ($2 IS NULL OR user_id = $2)",
    ).bind(guild.0.cast_signed()).bind(user.map(|user| user.0.cast_signed())).fetch_one(conn).await)?;
    let (messages, edits, deletes, reactions, unreactions, voice_ms) = found;
    Ok(Activity {
        messages,
        edits,
        deletes,
        reactions,
        unreactions,
        voice_ms,
    })
}

/// Adds to the number of committed events of a kind.
pub async fn count(tx: &mut Tx, guild: Option<GuildId>, kind: &str, n: u64) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO event_counts (guild_id, kind, n) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, kind) DO UPDATE SET n = event_counts.n + excluded.n",
    ).bind(guild.unwrap_or_default().0.cast_signed()).bind(kind).bind(n.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The numbers of committed events by kind: of a guild, or of none.
pub async fn counts(tx: &mut Tx, guild: Option<GuildId>) -> Result<BTreeMap<String, u64>> {
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT kind, n FROM event_counts WHERE guild_id = $1",
    ).bind(guild.unwrap_or_default().0.cast_signed()).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(kind, n)| (kind, n.cast_unsigned()))
        .collect())
}

/// Who did most in a guild in an interval of hours, without bots and those who do not want to be listed; first who wrote most.
pub async fn top(
    tx: &mut Tx,
    guild: GuildId,
    (since, until): (Timestamp, Option<Timestamp>),
    limit: u32,
) -> Result<Vec<(UserId, Activity)>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, CAST(sum(messages) AS BIGINT) AS written, CAST(sum(reactions) AS BIGINT),
            CAST(sum(voice_ms) AS BIGINT) AS heard
         FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3 AND user_id <> 0
            AND NOT EXISTS (SELECT 1 FROM members WHERE members.guild_id = activity.guild_id
                AND members.user_id = activity.user_id AND members.bot)
            AND NOT EXISTS (SELECT 1 FROM unlisted WHERE unlisted.guild_id = activity.guild_id
                AND unlisted.user_id = activity.user_id)
         GROUP BY user_id ORDER BY written DESC, heard DESC, user_id LIMIT $4",
    ).bind(guild.0.cast_signed()).bind(hour(since)).bind(until.map_or(i64::MAX, |until| until.0)).bind(i64::from(limit)).fetch_all(conn).await)?;
    let found = |(user, messages, reactions, voice_ms): (i64, i64, i64, i64)| {
        let activity = Activity {
            messages,
            reactions,
            voice_ms,
            ..Activity::default()
        };
        (UserId(user.cast_unsigned()), activity)
    };
    Ok(rows.into_iter().map(found).collect())
}

/// Says whether somebody may be listed among those who did most.
pub async fn set_listed(tx: &mut Tx, guild: GuildId, user: UserId, listed: bool) -> Result<()> {
    let text = if listed {
        "DELETE FROM unlisted WHERE guild_id = $1 AND user_id = $2"
    } else {
        "INSERT INTO unlisted (guild_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    };
    on!(tx, conn => sqlx::query(text).bind(guild.0.cast_signed()).bind(user.0.cast_signed())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What a member did in each hour of an interval, oldest first.
pub async fn hours_of(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, Activity)>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, CAST(sum(messages) AS BIGINT), CAST(sum(reactions) AS BIGINT), CAST(sum(voice_ms) AS BIGINT)
         FROM activity WHERE guild_id = $1 AND user_id = $2 AND hour >= $3 AND hour < $4 GROUP BY hour ORDER BY hour",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let found = |(hour, messages, reactions, voice_ms)| {
        let activity = Activity {
            messages,
            reactions,
            voice_ms,
            ..Activity::default()
        };
        (Timestamp(hour), activity)
    };
    Ok(rows.into_iter().map(found).collect())
}
