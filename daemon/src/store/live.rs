//! Facts by the second: what the last hour's counts begin with, and what rules are tried on.

use emperione_protocol::ids::DISCORD_EPOCH_MS;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp};

use super::aggregates::first_id;
use super::{Result, Tx, on};

/// An interval; its end is excluded.
type Interval = (Timestamp, Timestamp);
/// A channel, and of a thread the one that it belongs to.
pub type Place = (ChannelId, Option<ChannelId>);

/// Whether something is of a channel or one of its threads, `$4` or `$3`; everything is, if none is named.
macro_rules! in_channel {
    ($n:literal) => {
        concat!(
            "(",
            $n,
            " IS NULL OR channel_id = ",
            $n,
            " OR channel_id IN (SELECT id FROM threads WHERE guild_id = $1 AND parent_id = ",
            $n,
            "))"
        )
    };
}

/// Messages of people by channel and second, oldest first; of one channel and its threads, if it is named. A thread comes
/// with the channel that it belongs to.
pub async fn messages(
    tx: &mut Tx,
    guild: GuildId,
    channel: Option<ChannelId>,
    (from, to): Interval,
) -> Result<Vec<(Place, i64, u32)>> {
    let rows: Vec<(i64, Option<i64>, i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT channel_id, parent_id, second, n
         FROM (SELECT channel_id, ((id >> 22) + $5) / 1000 AS second, count(*) AS n FROM messages
             WHERE guild_id = $1 AND id >= $2 AND id < $3 AND author_kind = 0 AND ", in_channel!("$4"), "
             GROUP BY channel_id, second) AS counted
         LEFT JOIN threads ON threads.guild_id = $1 AND threads.id = counted.channel_id ORDER BY second",
    )).bind(guild.0.cast_signed()).bind(first_id(from).0.cast_signed()).bind(first_id(to).0.cast_signed())
        .bind(channel.map(|channel| channel.0.cast_signed())).bind(DISCORD_EPOCH_MS.cast_signed())
        .fetch_all(conn).await)?;
    let id = |id: i64| ChannelId(id.cast_unsigned());
    let read = |(channel, parent, second, count): (i64, Option<i64>, i64, i64)| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        ((id(channel), parent.map(id)), second, count)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Changes of members of a kind by the second, oldest first.
pub async fn changes(
    tx: &mut Tx,
    guild: GuildId,
    kind: &str,
    (from, to): Interval,
) -> Result<Vec<(i64, u32)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT at / 1000 AS second, count(*) FROM member_changes
         WHERE guild_id = $1 AND kind = $2 AND at >= $3 AND at < $4 GROUP BY second ORDER BY second",
    ).bind(guild.0.cast_signed()).bind(kind).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let read = |(second, count): (i64, i64)| (second, u32::try_from(count).unwrap_or(u32::MAX));
    Ok(rows.into_iter().map(read).collect())
}

/// When a person wrote last since a time; in one channel and its threads, if it is named.
pub async fn last_message(
    tx: &mut Tx,
    guild: GuildId,
    channel: Option<ChannelId>,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    let id: Option<i64> = on!(tx, conn => sqlx::query_scalar(concat!(
        "SELECT id FROM messages WHERE guild_id = $1 AND id >= $2 AND author_kind = 0 AND ", in_channel!("$3"), "
         ORDER BY id DESC LIMIT 1",
    )).bind(guild.0.cast_signed()).bind(first_id(since).0.cast_signed())
        .bind(channel.map(|channel| channel.0.cast_signed())).fetch_optional(conn).await)?;
    Ok(id.map(|id| MessageId(id.cast_unsigned()).created_at()))
}

/// When a change of a kind was last since a time.
pub async fn last_change(
    tx: &mut Tx,
    guild: GuildId,
    kind: &str,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT max(at) FROM member_changes WHERE guild_id = $1 AND kind = $2 AND at >= $3",
    ).bind(guild.0.cast_signed()).bind(kind).bind(since.0).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

/// When cases were opened in an interval, oldest first.
pub async fn cases(tx: &mut Tx, guild: GuildId, (from, to): Interval) -> Result<Vec<Timestamp>> {
    let rows: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT opened_at FROM cases WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY opened_at",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Timestamp).collect())
}
