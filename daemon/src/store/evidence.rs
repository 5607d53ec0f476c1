//! Evidence of items of the inbox, which outlives the messages.

use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use super::inbox::{last_of, sealed};
use super::{Result, Tx, on};
use crate::seal::Sealed;

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    pub at: Timestamp,
    pub channel: ChannelId,
    pub message: MessageId,
    pub author: UserId,
    pub author_name: String,
    pub attachments: u32,
    pub sealed: Option<Sealed>,
}

/// Adds a piece of evidence to an item.
pub async fn add(tx: &mut Tx, (guild, number): (GuildId, u64), row: &EvidenceRow) -> Result<()> {
    let last = last_of(
        tx,
        "SELECT coalesce(max(piece), 0) FROM inbox_evidence",
        guild,
        number,
    )
    .await?;
    on!(tx, conn => sqlx::query(
        "INSERT INTO inbox_evidence (guild_id, number, piece, at, channel_id, message_id, author_id, author_name,
            attachments, key_id, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(last + 1).bind(row.at.0)
        .bind(row.channel.0.cast_signed()).bind(row.message.0.cast_signed()).bind(row.author.0.cast_signed())
        .bind(&row.author_name).bind(i64::from(row.attachments))
        .bind(row.sealed.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .bind(row.sealed.as_ref().map(|sealed| sealed.bytes.as_slice())).execute(conn).await.map(drop))?;
    Ok(())
}

/// The evidence of an item, oldest first.
pub async fn of_item(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<EvidenceRow>> {
    type Found = (
        i64,
        i64,
        i64,
        i64,
        String,
        i64,
        Option<i64>,
        Option<Vec<u8>>,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, channel_id, message_id, author_id, author_name, attachments, key_id, sealed FROM inbox_evidence
         WHERE guild_id = $1 AND number = $2 ORDER BY piece",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    let piece = |row: Found| EvidenceRow {
        at: Timestamp(row.0),
        channel: ChannelId(row.1.cast_unsigned()),
        message: MessageId(row.2.cast_unsigned()),
        author: UserId(row.3.cast_unsigned()),
        author_name: row.4,
        attachments: u32::try_from(row.5).unwrap_or(u32::MAX),
        sealed: sealed(row.6, row.7),
    };
    Ok(rows.into_iter().map(piece).collect())
}
