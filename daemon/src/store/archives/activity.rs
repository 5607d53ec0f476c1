//! What members did, by channel and hour.

use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use crate::archive::{Cell, Row};
use crate::store::facts::{self, Activity, ActivityKey};
use crate::store::{Result, Tx, on};

/// The column of the first count, and those of the first and last time.
const FIRST_COUNT: usize = 4;
const FIRST_AT: usize = 16;
const LAST_AT: usize = 17;

pub(super) const OLDEST: &str =
    "SELECT min(hour) FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3";

pub(super) async fn page(
    tx: &mut Tx,
    (guild, (from, to)): (GuildId, (Timestamp, Timestamp)),
    after: Option<&Row>,
    limit: u32,
) -> Result<Vec<Row>> {
    let after = after.map_or((from.0, -1, -1), |row| {
        (row[1].int(), row[2].int(), row[3].int())
    });
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, channel_id, user_id, messages, edits, deletes, reactions, unreactions, voice_ms, short_messages,
            medium_messages, long_messages, attachments, replies, received, coalesce(first_at, 0) AS first_at,
            coalesce(last_at, 0) AS last_at FROM activity
         WHERE guild_id = $1 AND hour >= $2 AND hour < $3 AND (hour, channel_id, user_id) > ($2, $4, $5)
         ORDER BY hour, channel_id, user_id LIMIT $6",
    ).bind(guild.0.cast_signed()).bind(after.0).bind(to.0).bind(after.1).bind(after.2).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    Ok(rows.iter().map(|stored| row(guild, stored)).collect())
}

#[derive(sqlx::FromRow)]
struct Stored {
    hour: i64,
    channel_id: i64,
    user_id: i64,
    messages: i64,
    edits: i64,
    deletes: i64,
    reactions: i64,
    unreactions: i64,
    voice_ms: i64,
    short_messages: i64,
    medium_messages: i64,
    long_messages: i64,
    attachments: i64,
    replies: i64,
    received: i64,
    first_at: i64,
    last_at: i64,
}

fn row(guild: GuildId, of: &Stored) -> Row {
    let cells = [
        guild.0.cast_signed(),
        of.hour,
        of.channel_id,
        of.user_id,
        of.messages,
        of.edits,
        of.deletes,
        of.reactions,
        of.unreactions,
        of.voice_ms,
        of.short_messages,
        of.medium_messages,
        of.long_messages,
        of.attachments,
        of.replies,
        of.received,
        of.first_at,
        of.last_at,
    ];
    cells.into_iter().map(Cell::Int).collect()
}

/// Subtracts them: a fact that came meanwhile stays.
pub(super) async fn let_go(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(());
    };
    facts::add(tx, &facts(rows, -1)).await?;
    on!(tx, conn => sqlx::query(
        "DELETE FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour <= $3
            AND (hour, channel_id, user_id) >= ($2, $4, $5) AND (hour, channel_id, user_id) <= ($3, $6, $7)
            AND messages <= 0 AND edits <= 0 AND deletes <= 0 AND reactions <= 0 AND unreactions <= 0 AND voice_ms <= 0
            AND received <= 0",
    ).bind(first[0].int()).bind(first[1].int()).bind(last[1].int()).bind(first[2].int()).bind(first[3].int())
        .bind(last[2].int()).bind(last[3].int()).execute(conn).await.map(drop))?;
    Ok(())
}

pub(super) async fn put_back(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    facts::add(tx, &facts(rows, 1)).await
}

fn facts(rows: &[Row], sign: i64) -> Vec<(ActivityKey, Activity)> {
    let fact = |row: &Row| {
        let id = |column: usize| row[column].int().cast_unsigned();
        let n = |column: usize| row[column].int() * sign;
        let key = ActivityKey {
            guild: GuildId(id(0)),
            hour: row[1].int(),
            channel: ChannelId(id(2)),
            user: UserId(id(3)),
        };
        let time = |column: usize| Some(Timestamp(row[column].int())).filter(|at| at.0 != 0);
        let counts = Activity::of_counts(std::array::from_fn(|count| n(FIRST_COUNT + count)));
        let done = Activity {
            first_at: time(FIRST_AT),
            last_at: time(LAST_AT),
            ..counts
        };
        (key, done)
    };
    rows.iter().map(fact).collect()
}
