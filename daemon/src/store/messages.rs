//! Messages: where and by whom, and the sealed text. A message's time is in its id.

use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use sqlx::{FromRow, Row};

use super::bulk::Insert;
use super::{Error, On, Result, Tx, on};
use crate::domain::event::AuthorKind;
use crate::seal::Sealed;

/// A message as it is stored first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    pub guild: GuildId,
    pub id: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    pub author_kind: AuthorKind,
    pub attachments: u32,
    pub sealed: Option<Sealed>,
}

/// A message as it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    pub guild: GuildId,
    pub id: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    pub attachments: u32,
    pub sealed: Option<Sealed>,
    pub edited_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

/// Which messages.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub guild: GuildId,
    pub channel: Option<ChannelId>,
    pub author: Option<UserId>,
    pub after: Option<MessageId>,
}

const COLUMNS: &str = "INSERT INTO messages (guild_id, id, channel_id, author_id, author_kind, attachments, key_id, sealed)";

/// Inserts messages and says how many were new.
pub async fn insert(tx: &mut Tx, rows: &[NewMessage]) -> Result<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: COLUMNS,
                columns: 8,
                tail: "ON CONFLICT (guild_id, id) DO NOTHING",
            };
            insert.run(tx, rows, bind).await
        }
        On::Postgres(tx) => {
            let text = concat_postgres("");
            Ok(postgres(&text, rows)
                .execute(&mut **tx)
                .await?
                .rows_affected())
        }
    }
}

/// Inserts messages and names those that were new.
pub async fn insert_new(tx: &mut Tx, rows: &[NewMessage]) -> Result<Vec<MessageId>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: COLUMNS,
                columns: 8,
                tail: "ON CONFLICT (guild_id, id) DO NOTHING RETURNING id",
            };
            insert.returning(tx, rows, bind).await?
        }
        On::Postgres(tx) => {
            let text = concat_postgres(" RETURNING id");
            let found = postgres(&text, rows).fetch_all(&mut **tx).await?;
            found
                .iter()
                .map(|row| row.try_get(0))
                .collect::<Result<_, _>>()?
        }
    };
    Ok(ids
        .into_iter()
        .map(|id| MessageId(id.cast_unsigned()))
        .collect())
}

fn bind<'q>(
    query: sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    row: &NewMessage,
) -> sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments> {
    query
        .bind(row.guild.0.cast_signed())
        .bind(row.id.0.cast_signed())
        .bind(row.channel.0.cast_signed())
        .bind(row.author.0.cast_signed())
        .bind(kind(row.author_kind))
        .bind(i64::from(row.attachments))
        .bind(row.sealed.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .bind(row.sealed.as_ref().map(|sealed| sealed.bytes.as_slice()))
}

fn concat_postgres(tail: &str) -> String {
    format!(
        "{COLUMNS} SELECT * FROM UNNEST($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
            $6::bigint[], $7::bigint[], $8::bytea[]) ON CONFLICT (guild_id, id) DO NOTHING{tail}"
    )
}

fn postgres<'q>(
    text: &str,
    rows: &[NewMessage],
) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
    let ids = |of: fn(&NewMessage) -> u64| -> Vec<i64> {
        rows.iter().map(|row| of(row).cast_signed()).collect()
    };
    let key_ids: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.sealed.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .collect();
    let sealed: Vec<Option<&[u8]>> = rows
        .iter()
        .map(|row| row.sealed.as_ref().map(|sealed| sealed.bytes.as_slice()))
        .collect();
    sqlx::query(sqlx::AssertSqlSafe(text.to_owned()))
        .bind(ids(|row| row.guild.0))
        .bind(ids(|row| row.id.0))
        .bind(ids(|row| row.channel.0))
        .bind(ids(|row| row.author.0))
        .bind(
            rows.iter()
                .map(|row| kind(row.author_kind))
                .collect::<Vec<_>>(),
        )
        .bind(ids(|row| row.attachments.into()))
        .bind(key_ids)
        .bind(sealed)
}

fn kind(kind: AuthorKind) -> i64 {
    match kind {
        AuthorKind::Person => 0,
        AuthorKind::Bot => 1,
        AuthorKind::Webhook => 2,
        AuthorKind::System => 3,
    }
}

fn author(kind: i64) -> Result<AuthorKind> {
    match kind {
        0 => Ok(AuthorKind::Person),
        1 => Ok(AuthorKind::Bot),
        2 => Ok(AuthorKind::Webhook),
        3 => Ok(AuthorKind::System),
        _ => Err(Error::Inconsistent {
            table: "messages",
            column: "author_kind",
            row: kind.to_string(),
            why: "nobody is of this kind".into(),
        }),
    }
}

/// Stores an edit. False if the message is known and had this edit, or a later one, already.
pub async fn edit(
    tx: &mut Tx,
    (guild, id): (GuildId, MessageId),
    at: Timestamp,
    sealed: Option<&Sealed>,
) -> Result<bool> {
    let known: Option<Option<i64>> = on!(tx, conn => sqlx::query_scalar(
        "SELECT edited_at FROM messages WHERE guild_id = $1 AND id = $2",
    ).bind(guild.0.cast_signed()).bind(id.0.cast_signed()).fetch_optional(conn).await)?;
    match known {
        Some(Some(edited_at)) if edited_at >= at.0 => return Ok(false),
        Some(_) => {}
        None => return Ok(true),
    }
    on!(tx, conn => sqlx::query(
        "UPDATE messages SET edited_at = $3, key_id = coalesce($4, key_id), sealed = coalesce($5, sealed)
         WHERE guild_id = $1 AND id = $2",
    ).bind(guild.0.cast_signed()).bind(id.0.cast_signed()).bind(at.0)
        .bind(sealed.map(|sealed| i64::from(sealed.key_id)))
        .bind(sealed.map(|sealed| sealed.bytes.as_slice()))
        .execute(conn).await.map(drop))?;
    Ok(true)
}

/// Marks a message as deleted and says who wrote it, if it is known.
pub async fn delete(
    tx: &mut Tx,
    guild: GuildId,
    id: MessageId,
    at: Timestamp,
) -> Result<Option<(UserId, AuthorKind)>> {
    let found: Option<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "UPDATE messages SET deleted_at = $3 WHERE guild_id = $1 AND id = $2 RETURNING author_id, author_kind",
    ).bind(guild.0.cast_signed()).bind(id.0.cast_signed()).bind(at.0).fetch_optional(conn).await)?;
    let of = |(id, kind): (i64, i64)| Ok((UserId(id.cast_unsigned()), author(kind)?));
    found.map(of).transpose()
}

const FOUND: &str = "SELECT guild_id, id, channel_id, author_id, attachments, key_id, sealed, edited_at, deleted_at FROM messages";

#[derive(FromRow)]
struct Found {
    guild_id: i64,
    id: i64,
    channel_id: i64,
    author_id: i64,
    attachments: i64,
    key_id: Option<i64>,
    sealed: Option<Vec<u8>>,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
}

impl From<Found> for StoredMessage {
    fn from(row: Found) -> Self {
        Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            id: MessageId(row.id.cast_unsigned()),
            channel: ChannelId(row.channel_id.cast_unsigned()),
            author: UserId(row.author_id.cast_unsigned()),
            attachments: u32::try_from(row.attachments).unwrap_or_default(),
            sealed: row.key_id.zip(row.sealed).map(|(key_id, bytes)| Sealed {
                key_id: i32::try_from(key_id).unwrap_or_default(),
                bytes,
            }),
            edited_at: row.edited_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
        }
    }
}

/// The newest messages that fit, oldest first.
pub async fn list(tx: &mut Tx, filter: &Filter, limit: u32) -> Result<Vec<StoredMessage>> {
    let text = format!(
        "{FOUND} WHERE guild_id = $1 AND ($2 IS NULL OR channel_id = $2) AND ($3 IS NULL OR author_id = $3) AND id > $4
         ORDER BY id DESC LIMIT $5"
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(filter.guild.0.cast_signed())
        .bind(filter.channel.map(|id| id.0.cast_signed()))
        .bind(filter.author.map(|id| id.0.cast_signed()))
        .bind(filter.after.unwrap_or_default().0.cast_signed())
        .bind(i64::from(limit))
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().rev().map(StoredMessage::from).collect())
}

pub async fn find(tx: &mut Tx, guild: GuildId, id: MessageId) -> Result<Option<StoredMessage>> {
    let text = format!("{FOUND} WHERE guild_id = $1 AND id = $2");
    let row: Option<Found> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(guild.0.cast_signed()).bind(id.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(row.map(StoredMessage::from))
}

/// A message of a channel with so many before and after it, deleted ones too.
pub async fn around(
    tx: &mut Tx,
    (guild, channel): (GuildId, ChannelId),
    id: MessageId,
    each: u32,
) -> Result<Vec<StoredMessage>> {
    let before = format!(
        "{FOUND} WHERE guild_id = $1 AND channel_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    );
    let after = format!(
        "{FOUND} WHERE guild_id = $1 AND channel_id = $2 AND id >= $3 ORDER BY id LIMIT $4"
    );
    let mut found = Vec::new();
    for (text, limit) in [(before, each), (after, each + 1)] {
        let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(guild.0.cast_signed()).bind(channel.0.cast_signed()).bind(id.0.cast_signed())
            .bind(i64::from(limit)).fetch_all(conn).await)?;
        found.extend(rows.into_iter().map(StoredMessage::from));
    }
    Ok(found)
}

/// A message of a person: where, by whom and, with its id, when.
pub type Said = (MessageId, ChannelId, UserId);

/// What people wrote in a guild, or in one of its channels, after a message, oldest first.
pub async fn said(
    tx: &mut Tx,
    (guild, channel): (GuildId, Option<ChannelId>),
    after: MessageId,
    limit: u32,
) -> Result<Vec<Said>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT id, channel_id, author_id FROM messages
         WHERE guild_id = $1 AND id > $2 AND author_kind = 0 AND ($3 IS NULL OR channel_id = $3) ORDER BY id LIMIT $4",
    ).bind(guild.0.cast_signed()).bind(after.0.cast_signed()).bind(channel.map(|id| id.0.cast_signed()))
        .bind(i64::from(limit)).fetch_all(conn).await)?;
    let said = |(id, channel, author): (i64, i64, i64)| {
        (
            MessageId(id.cast_unsigned()),
            ChannelId(channel.cast_unsigned()),
            UserId(author.cast_unsigned()),
        )
    };
    Ok(rows.into_iter().map(said).collect())
}

/// The first messages that a person wrote in a guild from one time on and before another, oldest first.
pub async fn first_of(
    tx: &mut Tx,
    (guild, author): (GuildId, UserId),
    (from, to): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<MessageId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT id FROM messages WHERE author_id = $1 AND guild_id = $2 AND author_kind = 0 AND id >= $3 AND id < $4
         ORDER BY id LIMIT $5",
    ).bind(author.0.cast_signed()).bind(guild.0.cast_signed())
        .bind(MessageId::first_at(from).0.cast_signed()).bind(MessageId::first_at(to).0.cast_signed())
        .bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| MessageId(id.cast_unsigned()))
        .collect())
}

/// Deletes the texts of messages older than an id, as a guild's retention demands, and says how many.
pub async fn forget_texts(tx: &mut Tx, guild: GuildId, before: MessageId) -> Result<u64> {
    Ok(on!(tx, conn => sqlx::query(
        "UPDATE messages SET sealed = NULL, key_id = NULL WHERE guild_id = $1 AND id < $2 AND sealed IS NOT NULL",
    ).bind(guild.0.cast_signed()).bind(before.0.cast_signed()).execute(conn).await
        .map(|done| done.rows_affected()))?)
}
