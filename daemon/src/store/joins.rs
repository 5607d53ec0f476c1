//! Joins of people, and when each newcomer wrote; [`join`](crate::domain::join) defines it.

use emperione_protocol::{GuildId, Timestamp, UserId};

use super::{Result, Tx, on};
use crate::domain::analytics::newcomers::Newcomers;
use crate::domain::join::Milestones;

/// A join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinRow {
    pub joined_at: Timestamp,
    pub wrote: Milestones,
}

type Found = (i64, Option<i64>, Option<i64>, Option<i64>);

/// Adds a join; the same one twice is one.
pub async fn add(tx: &mut Tx, guild: GuildId, user: UserId, joined_at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO joins (guild_id, user_id, joined_at) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, user_id, joined_at) DO NOTHING",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(joined_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// The joins of a user, oldest first.
pub async fn of(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<JoinRow>> {
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT joined_at, first_at, third_at, tenth_at FROM joins WHERE guild_id = $1 AND user_id = $2 ORDER BY joined_at",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?;
    let join = |(joined_at, first, third, tenth): Found| JoinRow {
        joined_at: Timestamp(joined_at),
        wrote: Milestones {
            first: first.map(Timestamp),
            third: third.map(Timestamp),
            tenth: tenth.map(Timestamp),
        },
    };
    Ok(rows.into_iter().map(join).collect())
}

/// Replaces when the newcomer of a join wrote.
pub async fn set(tx: &mut Tx, (guild, user): (GuildId, UserId), join: &JoinRow) -> Result<()> {
    let ms = |at: Option<Timestamp>| at.map(|at| at.0);
    on!(tx, conn => sqlx::query(
        "UPDATE joins SET first_at = $4, third_at = $5, tenth_at = $6
         WHERE guild_id = $1 AND user_id = $2 AND joined_at = $3",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(join.joined_at.0)
        .bind(ms(join.wrote.first)).bind(ms(join.wrote.third)).bind(ms(join.wrote.tenth))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Who joined since a time and may still reach the tenth message, with the time of the join.
pub async fn open(tx: &mut Tx, since: Timestamp) -> Result<Vec<((GuildId, UserId), Timestamp)>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT guild_id, user_id, max(joined_at) FROM joins WHERE joined_at > $1 AND tenth_at IS NULL
         GROUP BY guild_id, user_id",
    ).bind(since.0).fetch_all(conn).await)?;
    let open = |(guild, user, at): (i64, i64, i64)| {
        let of = (GuildId(guild.cast_unsigned()), UserId(user.cast_unsigned()));
        (of, Timestamp(at))
    };
    Ok(rows.into_iter().map(open).collect())
}

/// Who joined in an interval by the hour, and how many of them wrote a third message or ended a stay in voice sooner than
/// so many milliseconds after their join.
pub async fn activated(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
    within_ms: i64,
) -> Result<Vec<Newcomers>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT joined_at / 3600000 * 3600000 AS hour, count(*), count(CASE WHEN third_at < joined_at + $4
            OR EXISTS (SELECT 1 FROM voice_sessions AS stay WHERE stay.guild_id = joins.guild_id
                AND stay.user_id = joins.user_id AND stay.from_at >= joins.joined_at
                AND stay.to_at < joins.joined_at + $4 AND stay.heard_ms > 0) THEN 1 END)
         FROM joins WHERE guild_id = $1 AND joined_at >= $2 AND joined_at < $3 GROUP BY hour ORDER BY hour",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).bind(within_ms).fetch_all(conn).await)?;
    let of_hour = |(hour, joined, activated): (i64, i64, i64)| Newcomers {
        hour: Timestamp(hour),
        joined: joined.cast_unsigned(),
        activated: activated.cast_unsigned(),
    };
    Ok(rows.into_iter().map(of_hour).collect())
}

/// How many joins a guild had, and after how many the newcomer wrote a first, a third and a tenth message.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<[u64; 4]> {
    let (joins, first, third, tenth): (i64, i64, i64, i64) = on!(tx, conn => sqlx::query_as(
        "SELECT count(*), count(first_at), count(third_at), count(tenth_at) FROM joins WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok([joins, first, third, tenth].map(i64::cast_unsigned))
}
