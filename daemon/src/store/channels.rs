//! Channels and threads, with their overwrites.

use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Error, Result, Tx, on};
use crate::domain::event::{Channel, Overwrite, OverwriteOf};

#[derive(FromRow)]
struct Stored {
    id: i64,
    channel_type: i64,
    name: String,
    position: i64,
    parent_id: Option<i64>,
    overwrites: String,
    last_message_id: Option<i64>,
    slow_mode: i64,
    locked: bool,
    archived: bool,
    begun_at: Option<i64>,
}

impl TryFrom<Stored> for Channel {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            id: ChannelId(row.id.cast_unsigned()),
            channel_type: u8::try_from(row.channel_type).unwrap_or_default(),
            name: row.name.into(),
            position: row.position,
            parent: row.parent_id.map(|id| ChannelId(id.cast_unsigned())),
            overwrites: overwrites(&row.overwrites, row.id)?,
            last_message: row.last_message_id.map(|id| MessageId(id.cast_unsigned())),
            slow_mode: u32::try_from(row.slow_mode).unwrap_or_default(),
            locked: row.locked,
            archived: row.archived,
            begun_at: row.begun_at.map(Timestamp),
        })
    }
}

/// An overwrite as it stands in a row.
#[derive(Serialize, Deserialize)]
struct StoredOverwrite {
    id: String,
    member: bool,
    allow: String,
    deny: String,
}

pub async fn save(tx: &mut Tx, guild: GuildId, channel: &Channel) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO channels (guild_id, id, channel_type, name, position, parent_id, overwrites, last_message_id,
            slow_mode, locked, archived, begun_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (guild_id, id) DO UPDATE SET channel_type = excluded.channel_type, name = excluded.name,
            position = excluded.position, parent_id = excluded.parent_id, overwrites = excluded.overwrites,
            last_message_id = excluded.last_message_id, slow_mode = excluded.slow_mode, locked = excluded.locked,
            archived = excluded.archived, begun_at = excluded.begun_at",
    ).bind(guild.0.cast_signed()).bind(channel.id.0.cast_signed()).bind(i64::from(channel.channel_type))
        .bind(&*channel.name).bind(channel.position).bind(channel.parent.map(|id| id.0.cast_signed()))
        .bind(overwrites_text(&channel.overwrites))
        .bind(channel.last_message.map(|id| id.0.cast_signed())).bind(i64::from(channel.slow_mode))
        .bind(channel.locked).bind(channel.archived).bind(channel.begun_at.map(|at| at.0))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Moves the last message of a channel that we have read.
pub async fn advance(
    tx: &mut Tx,
    guild: GuildId,
    channel: ChannelId,
    last: MessageId,
) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE channels SET last_message_id = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild.0.cast_signed()).bind(channel.0.cast_signed()).bind(last.0.cast_signed())
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, channel: ChannelId) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM channels WHERE guild_id = $1 AND id = $2")
        .bind(guild.0.cast_signed()).bind(channel.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The channels of a guild, by id.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<Channel>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT id, channel_type, name, position, parent_id, overwrites, last_message_id, slow_mode, locked, archived,
            begun_at
         FROM channels WHERE guild_id = $1 ORDER BY id",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(Channel::try_from).collect()
}

fn overwrites_text(overwrites: &[Overwrite]) -> String {
    let stored = |overwrite: &Overwrite| {
        let (id, member) = match overwrite.of {
            OverwriteOf::Role(id) => (id.to_string(), false),
            OverwriteOf::Member(id) => (id.to_string(), true),
        };
        StoredOverwrite {
            id,
            member,
            allow: overwrite.allow.to_string(),
            deny: overwrite.deny.to_string(),
        }
    };
    let stored: Vec<_> = overwrites.iter().map(stored).collect();
    serde_json::to_string(&stored).unwrap_or_else(|_| "[]".into())
}

fn overwrites(text: &str, row: i64) -> Result<Vec<Overwrite>> {
    let inconsistent = |why: String| Error::Inconsistent {
        table: "channels",
        column: "overwrites",
        row: row.to_string(),
        why,
    };
    let stored: Vec<StoredOverwrite> =
        serde_json::from_str(text).map_err(|error| inconsistent(error.to_string()))?;
    let number = |text: &str| {
        text.parse::<u64>()
            .map_err(|error| inconsistent(error.to_string()))
    };
    let overwrite = |stored: &StoredOverwrite| {
        let id = number(&stored.id)?;
        Ok(Overwrite {
            of: if stored.member {
                OverwriteOf::Member(UserId(id))
            } else {
                OverwriteOf::Role(RoleId(id))
            },
            allow: number(&stored.allow)?,
            deny: number(&stored.deny)?,
        })
    };
    stored.iter().map(overwrite).collect()
}
