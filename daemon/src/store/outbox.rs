//! What is to be told in log channels, in its order, and with which post it was told.

use emperione_protocol::{BatchId, ChannelId, GuildId, MessageId, PostId, Timestamp};
use sqlx::FromRow;

use super::{Error, Result, Tx, on};
use crate::domain::outbox::Told;

/// A fact that is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub guild: GuildId,
    pub channel: ChannelId,
    pub told: Told,
    pub case: Option<u64>,
    pub batch: Option<BatchId>,
    /// The item of the inbox.
    pub item: Option<u64>,
    pub text: String,
    pub created_at: Timestamp,
}

/// A post that was tried, whose arrival is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    pub post: PostId,
    pub channel: ChannelId,
    pub at: Timestamp,
}

/// A row that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    pub seq: i64,
    pub wish: Wish,
    pub tried: Option<Tried>,
}

#[derive(FromRow)]
struct Stored {
    seq: i64,
    guild_id: i64,
    channel_id: i64,
    fact: String,
    case_number: Option<i64>,
    batch_id: Option<i64>,
    item_number: Option<i64>,
    text: String,
    created_at: i64,
    post_id: Option<i64>,
    tried_at: Option<i64>,
    tried_in: Option<i64>,
}

impl TryFrom<Stored> for OutboxRow {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let tried = match (row.post_id, row.tried_in, row.tried_at) {
            (Some(post), Some(channel), Some(at)) => Some(Tried {
                post: PostId(post.cast_unsigned()),
                channel: ChannelId(channel.cast_unsigned()),
                at: Timestamp(at),
            }),
            _ => None,
        };
        Ok(Self {
            seq: row.seq,
            wish: Wish {
                guild: GuildId(row.guild_id.cast_unsigned()),
                channel: ChannelId(row.channel_id.cast_unsigned()),
                told: read_fact(&row.fact, row.seq)?,
                case: row.case_number.map(i64::cast_unsigned),
                batch: row.batch_id.map(|id| BatchId(id.cast_unsigned())),
                item: row.item_number.map(i64::cast_unsigned),
                text: row.text,
                created_at: Timestamp(row.created_at),
            },
            tried,
        })
    }
}

fn read_fact(word: &str, seq: i64) -> Result<Told> {
    Told::read(word).ok_or_else(|| Error::Inconsistent {
        table: "outbox",
        column: "fact",
        row: seq.to_string(),
        why: format!("`{word}` is no fact"),
    })
}

/// Puts a wish in, and gives its number.
pub async fn insert(tx: &mut Tx, wish: &Wish) -> Result<i64> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "INSERT INTO outbox (guild_id, channel_id, fact, case_number, batch_id, text, created_at, item_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING seq",
    ).bind(wish.guild.0.cast_signed()).bind(wish.channel.0.cast_signed()).bind(wish.told.word())
        .bind(wish.case.map(u64::cast_signed)).bind(wish.batch.map(|id| id.0.cast_signed()))
        .bind(wish.text.as_str()).bind(wish.created_at.0).bind(wish.item.map(u64::cast_signed)).fetch_one(conn).await)?)
}

/// Attaches a file to what waits.
pub async fn attach(tx: &mut Tx, seq: i64, name: &str, body: &[u8]) -> Result<()> {
    on!(tx, conn => sqlx::query("INSERT INTO outbox_files (seq, name, body) VALUES ($1, $2, $3)")
        .bind(seq).bind(name).bind(body).execute(conn).await.map(drop))?;
    Ok(())
}

/// The file of a post that is under way.
pub async fn file_of(tx: &mut Tx, post: PostId) -> Result<Option<(String, Vec<u8>)>> {
    Ok(on!(tx, conn => sqlx::query_as(
        "SELECT name, body FROM outbox_files WHERE seq IN (SELECT seq FROM outbox WHERE post_id = $1 AND done_at IS NULL)",
    ).bind(post.0.cast_signed()).fetch_optional(conn).await)?)
}

/// How a row stands: when it ended, and why Discord did not take it; none if it is no longer known.
pub async fn state(tx: &mut Tx, seq: i64) -> Result<Option<(Option<Timestamp>, Option<String>)>> {
    let found: Option<(Option<i64>, Option<String>)> = on!(tx, conn => sqlx::query_as(
        "SELECT done_at, refused FROM outbox WHERE seq = $1",
    ).bind(seq).fetch_optional(conn).await)?;
    Ok(found.map(|(done, refused)| (done.map(Timestamp), refused)))
}

/// Sends a row that waits to another channel.
pub async fn readdress(tx: &mut Tx, seq: i64, channel: ChannelId) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE outbox SET channel_id = $2 WHERE seq = $1 AND done_at IS NULL")
        .bind(seq).bind(channel.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Gives up a row that waits.
pub async fn withdraw(tx: &mut Tx, seq: i64, why: &str, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM outbox_files WHERE seq = $1").bind(seq).execute(conn).await.map(drop))?;
    on!(tx, conn => sqlx::query(
        "UPDATE outbox SET done_at = $3, refused = $2, text = '' WHERE seq = $1 AND done_at IS NULL",
    ).bind(seq).bind(why).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// What waits for a channel, in its order.
pub async fn waiting(tx: &mut Tx, channel: ChannelId, limit: u32) -> Result<Vec<OutboxRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT seq, guild_id, channel_id, fact, case_number, batch_id, item_number, text, created_at, post_id, tried_at, tried_in
         FROM outbox WHERE channel_id = $1 AND done_at IS NULL ORDER BY seq LIMIT $2",
    ).bind(channel.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(OutboxRow::try_from).collect()
}

/// How many wait for a channel.
pub async fn count_waiting(tx: &mut Tx, channel: ChannelId) -> Result<u64> {
    let count: i64 = on!(tx, conn => sqlx::query_scalar("SELECT count(*) FROM outbox WHERE channel_id = $1 AND done_at IS NULL")
        .bind(channel.0.cast_signed()).fetch_one(conn).await)?;
    Ok(count.cast_unsigned())
}

/// How many of a channel's posts Discord did not take since a time, and why the last one.
pub async fn refused_since(
    tx: &mut Tx,
    channel: ChannelId,
    since: Timestamp,
) -> Result<Option<(u64, String)>> {
    let last: Option<String> = on!(tx, conn => sqlx::query_scalar(
        "SELECT refused FROM outbox WHERE channel_id = $1 AND done_at >= $2 AND refused IS NOT NULL
         ORDER BY seq DESC LIMIT 1",
    ).bind(channel.0.cast_signed()).bind(since.0).fetch_optional(conn).await)?;
    let Some(why) = last else { return Ok(None) };
    let count: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM outbox WHERE channel_id = $1 AND done_at >= $2 AND refused IS NOT NULL",
    ).bind(channel.0.cast_signed()).bind(since.0).fetch_one(conn).await)?;
    Ok(Some((count.cast_unsigned(), why)))
}

/// The rows of a post that is not known to have arrived, at most 500 of them.
pub async fn of_post(tx: &mut Tx, post: PostId) -> Result<Vec<OutboxRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT seq, guild_id, channel_id, fact, case_number, batch_id, item_number, text, created_at, post_id, tried_at, tried_in
         FROM outbox WHERE post_id = $1 AND done_at IS NULL ORDER BY seq LIMIT 500",
    ).bind(post.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(OutboxRow::try_from).collect()
}

/// How many rows of each fact a post has.
pub async fn count_post(tx: &mut Tx, post: PostId) -> Result<Vec<(Told, u64)>> {
    let rows: Vec<(String, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT fact, count(*), max(seq) FROM outbox WHERE post_id = $1 AND done_at IS NULL GROUP BY fact",
    ).bind(post.0.cast_signed()).fetch_all(conn).await)?;
    let mut counts = rows
        .into_iter()
        .map(|(word, count, seq)| Ok((read_fact(&word, seq)?, count.cast_unsigned())))
        .collect::<Result<Vec<_>>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// Notes that a row is about to be sent with a post.
pub async fn try_one(tx: &mut Tx, seq: i64, tried: Tried) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE outbox SET post_id = $2, tried_in = $3, tried_at = $4 WHERE seq = $1 AND done_at IS NULL",
    ).bind(seq).bind(tried.post.0.cast_signed()).bind(tried.channel.0.cast_signed()).bind(tried.at.0)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes the same of all that wait for the channel since before a time.
pub async fn try_overdue(tx: &mut Tx, before: Timestamp, tried: Tried) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE outbox SET post_id = $1, tried_in = $2, tried_at = $3
         WHERE channel_id = $2 AND done_at IS NULL AND created_at < $4 AND item_number IS NULL AND fact <> 'report'",
    ).bind(tried.post.0.cast_signed()).bind(tried.channel.0.cast_signed()).bind(tried.at.0)
        .bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// A post is known not to have arrived: its rows wait as if it had never been tried.
pub async fn untry(tx: &mut Tx, post: PostId) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE outbox SET post_id = NULL, tried_in = NULL, tried_at = NULL WHERE post_id = $1 AND done_at IS NULL",
    ).bind(post.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// How a post ended: by its message, or by why Discord does not take it.
pub async fn conclude(
    tx: &mut Tx,
    post: PostId,
    end: std::result::Result<MessageId, &str>,
    at: Timestamp,
) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM outbox_files WHERE seq IN (SELECT seq FROM outbox WHERE post_id = $1)")
        .bind(post.0.cast_signed()).execute(conn).await.map(drop))?;
    on!(tx, conn => sqlx::query(
        "UPDATE outbox SET done_at = $2, message_id = $3, refused = $4, text = ''
         WHERE post_id = $1 AND done_at IS NULL",
    ).bind(post.0.cast_signed()).bind(at.0).bind(end.ok().map(|id| id.0.cast_signed())).bind(end.err())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The item that a post which is under way tells of.
pub async fn item_of(tx: &mut Tx, post: PostId) -> Result<Option<(GuildId, u64)>> {
    let found: Option<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT guild_id, item_number FROM outbox
         WHERE post_id = $1 AND done_at IS NULL AND item_number IS NOT NULL LIMIT 1",
    ).bind(post.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.map(|(guild, number)| (GuildId(guild.cast_unsigned()), number.cast_unsigned())))
}

/// Sends what waits for a guild to its channel of now; without one it is no longer to be told. Items have a channel of
/// their own, and an alert or a report names its channel itself.
pub async fn address(
    tx: &mut Tx,
    (guild, items): (GuildId, bool),
    channel: Option<ChannelId>,
    now: Timestamp,
) -> Result<()> {
    match channel {
        Some(channel) => on!(tx, conn => sqlx::query(
            "UPDATE outbox SET channel_id = $2 WHERE guild_id = $1 AND done_at IS NULL AND channel_id <> $2
                AND (item_number IS NOT NULL) = $3 AND fact NOT IN ('alert', 'report')",
        ).bind(guild.0.cast_signed()).bind(channel.0.cast_signed()).bind(items).execute(conn).await.map(drop))?,
        None => on!(tx, conn => sqlx::query(
            "UPDATE outbox SET done_at = $2, refused = 'the guild has no channel for it any more', text = ''
             WHERE guild_id = $1 AND done_at IS NULL AND (item_number IS NOT NULL) = $3 AND fact NOT IN ('alert', 'report')",
        ).bind(guild.0.cast_signed()).bind(now.0).bind(items).execute(conn).await.map(drop))?,
    }
    Ok(())
}

/// The channels for which something waits.
pub async fn channels(tx: &mut Tx) -> Result<Vec<ChannelId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar("SELECT DISTINCT channel_id FROM outbox WHERE done_at IS NULL")
        .fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| ChannelId(id.cast_unsigned()))
        .collect())
}

/// The guilds for which something waits.
pub async fn guilds(tx: &mut Tx) -> Result<Vec<GuildId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar("SELECT DISTINCT guild_id FROM outbox WHERE done_at IS NULL")
        .fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| GuildId(id.cast_unsigned()))
        .collect())
}

/// Deletes what was told before a time.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    Ok(
        on!(tx, conn => sqlx::query("DELETE FROM outbox WHERE done_at < $1")
        .bind(before.0).execute(conn).await.map(|done| done.rows_affected()))?,
    )
}
