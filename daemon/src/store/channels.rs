//! Channels and threads, with their overwrites.

use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, UserId};
use serde::{Deserialize, Serialize};

use super::{Error, Result, Tx, on};
use crate::domain::event::{Channel, Overwrite, OverwriteOf};

#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    member: bool,
    allow: String,
    deny: String,
}

pub async fn save(tx: &mut Tx, guild: GuildId, channel: &Channel) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO channels (guild_id, id, channel_type, name, position, parent_id, overwrites, last_message_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (guild_id, id) DO UPDATE SET channel_type = excluded.channel_type, name = excluded.name,
            position = excluded.position, parent_id = excluded.parent_id, overwrites = excluded.overwrites,
            last_message_id = excluded.last_message_id",
    ).bind(guild.0.cast_signed()).bind(channel.id.0.cast_signed()).bind(i64::from(channel.channel_type))
        .bind(&*channel.name).bind(channel.position).bind(channel.parent.map(|id| id.0.cast_signed()))
        .bind(overwrites_text(&channel.overwrites))
        .bind(channel.last_message.map(|id| id.0.cast_signed()))
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
    type Found = (i64, i64, String, i64, Option<i64>, String, Option<i64>);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, channel_type, name, position, parent_id, overwrites, last_message_id
         FROM channels WHERE guild_id = $1 ORDER BY id",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let channel = |row: Found| {
        Ok(Channel {
            id: ChannelId(row.0.cast_unsigned()),
            channel_type: u8::try_from(row.1).unwrap_or_default(),
            name: row.2.into(),
            position: row.3,
            parent: row.4.map(|id| ChannelId(id.cast_unsigned())),
            overwrites: overwrites(&row.5, row.0)?,
            last_message: row.6.map(|id| MessageId(id.cast_unsigned())),
        })
    };
    rows.into_iter().map(channel).collect()
}

fn overwrites_text(overwrites: &[Overwrite]) -> String {
    let stored = |overwrite: &Overwrite| {
        let (id, member) = match overwrite.of {
            OverwriteOf::Role(id) => (id.to_string(), false),
            OverwriteOf::Member(id) => (id.to_string(), true),
        };
        Stored {
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
    let stored: Vec<Stored> =
        serde_json::from_str(text).map_err(|error| inconsistent(error.to_string()))?;
    let number = |text: &str| {
        text.parse::<u64>()
            .map_err(|error| inconsistent(error.to_string()))
    };
    let overwrite = |stored: &Stored| {
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
