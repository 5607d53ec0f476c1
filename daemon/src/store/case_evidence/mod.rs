//! Evidence of cases: pieces, the messages of each, and their attachments. What is erased keeps its row and its hash.

mod erase;

use emperione_protocol::evidence::PieceState;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use sqlx::FromRow;

use super::inbox::{last_of, sealed};
use super::{Result, Tx, on, word};
use crate::seal::Sealed;

pub use erase::{Erased, Whose, erase};

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceRow {
    pub guild: GuildId,
    pub number: u64,
    pub piece: u32,
    pub at: Timestamp,
    pub state: PieceState,
    /// None for a link.
    pub message: Option<(ChannelId, MessageId)>,
    pub link: Option<String>,
    pub why: String,
    pub attempts: u32,
    pub next_at: Timestamp,
}

/// A message of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteRow {
    pub piece: u32,
    pub message: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    pub author_name: String,
    pub edited_at: Option<Timestamp>,
    pub sealed: Option<Sealed>,
    pub salt: Vec<u8>,
    pub content_hash: Vec<u8>,
    pub erased: bool,
}

/// An attachment of a message, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub piece: u32,
    pub file: u32,
    pub message: MessageId,
    pub channel: ChannelId,
    pub author: UserId,
    pub attachment: u64,
    pub size: u64,
    pub name: Option<Sealed>,
    pub sha256: Option<Vec<u8>>,
    pub kept: bool,
    pub why: String,
    pub salt: Vec<u8>,
    pub content_hash: Vec<u8>,
    pub erased: bool,
}

#[derive(FromRow)]
struct StoredPiece {
    guild_id: i64,
    number: i64,
    piece: i64,
    at: i64,
    state: String,
    channel_id: Option<i64>,
    message_id: Option<i64>,
    link: Option<String>,
    why: String,
    attempts: i64,
    next_at: i64,
}

impl TryFrom<StoredPiece> for PieceRow {
    type Error = super::Error;

    fn try_from(row: StoredPiece) -> Result<Self> {
        let message = row.channel_id.zip(row.message_id);
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            number: row.number.cast_unsigned(),
            piece: whole(row.piece),
            at: Timestamp(row.at),
            state: word::read(&row.state, "case_evidence", "state", &row.number)?,
            message: message.map(|(channel, message)| {
                let channel = ChannelId(channel.cast_unsigned());
                (channel, MessageId(message.cast_unsigned()))
            }),
            link: row.link,
            why: row.why,
            attempts: whole(row.attempts),
            next_at: Timestamp(row.next_at),
        })
    }
}

#[derive(FromRow)]
struct StoredQuote {
    piece: i64,
    message_id: i64,
    channel_id: i64,
    author_id: i64,
    author_name: String,
    edited_at: Option<i64>,
    key_id: Option<i64>,
    sealed: Option<Vec<u8>>,
    salt: Vec<u8>,
    content_hash: Vec<u8>,
    erased_at: Option<i64>,
}

impl From<StoredQuote> for QuoteRow {
    fn from(row: StoredQuote) -> Self {
        Self {
            piece: whole(row.piece),
            message: MessageId(row.message_id.cast_unsigned()),
            channel: ChannelId(row.channel_id.cast_unsigned()),
            author: UserId(row.author_id.cast_unsigned()),
            author_name: row.author_name,
            edited_at: row.edited_at.map(Timestamp),
            sealed: sealed(row.key_id, row.sealed),
            salt: row.salt,
            content_hash: row.content_hash,
            erased: row.erased_at.is_some(),
        }
    }
}

#[derive(FromRow)]
struct StoredFile {
    piece: i64,
    file: i64,
    message_id: i64,
    channel_id: i64,
    author_id: i64,
    attachment_id: i64,
    size: i64,
    key_id: Option<i64>,
    name: Option<Vec<u8>>,
    sha256: Option<Vec<u8>>,
    kept: bool,
    why: String,
    salt: Vec<u8>,
    content_hash: Vec<u8>,
    erased_at: Option<i64>,
}

impl From<StoredFile> for FileRow {
    fn from(row: StoredFile) -> Self {
        Self {
            piece: whole(row.piece),
            file: whole(row.file),
            message: MessageId(row.message_id.cast_unsigned()),
            channel: ChannelId(row.channel_id.cast_unsigned()),
            author: UserId(row.author_id.cast_unsigned()),
            attachment: row.attachment_id.cast_unsigned(),
            size: row.size.cast_unsigned(),
            name: sealed(row.key_id, row.name),
            sha256: row.sha256,
            kept: row.kept,
            why: row.why,
            salt: row.salt,
            content_hash: row.content_hash,
            erased: row.erased_at.is_some(),
        }
    }
}

fn whole(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Adds a piece to a case and gives its number.
pub async fn add(tx: &mut Tx, row: &PieceRow) -> Result<u32> {
    let (guild, number) = (row.guild, row.number);
    let select = "SELECT coalesce(max(piece), 0) FROM case_evidence";
    let piece = last_of(tx, select, guild, number).await? + 1;
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_evidence (guild_id, number, piece, at, state, channel_id, message_id, link, why, attempts, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(piece).bind(row.at.0).bind(word::write(&row.state))
        .bind(row.message.map(|(channel, _)| channel.0.cast_signed()))
        .bind(row.message.map(|(_, message)| message.0.cast_signed())).bind(&row.link).bind(&row.why)
        .bind(i64::from(row.attempts)).bind(row.next_at.0).execute(conn).await.map(drop))?;
    on!(tx, conn => sqlx::query("UPDATE cases SET evidence = evidence + 1 WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).execute(conn).await.map(drop))?;
    Ok(whole(piece))
}

/// Adds a message to a piece. One that is there stays as it was.
pub async fn add_quote(tx: &mut Tx, (guild, number): (GuildId, u64), row: &QuoteRow) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_quotes (guild_id, number, piece, message_id, channel_id, author_id, author_name, edited_at, key_id,
            sealed, salt, content_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (guild_id, number, piece, message_id) DO NOTHING",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(i64::from(row.piece))
        .bind(row.message.0.cast_signed()).bind(row.channel.0.cast_signed()).bind(row.author.0.cast_signed())
        .bind(&row.author_name).bind(row.edited_at.map(|at| at.0))
        .bind(row.sealed.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .bind(row.sealed.as_ref().map(|sealed| sealed.bytes.as_slice())).bind(&row.salt).bind(&row.content_hash)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Adds an attachment to a piece, with its sealed bytes where they are kept.
pub async fn add_file(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    row: &FileRow,
    content: Option<&[u8]>,
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_files (guild_id, number, piece, file, message_id, channel_id, author_id, attachment_id, size,
            key_id, name, sha256, content, why, salt, content_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(i64::from(row.piece)).bind(i64::from(row.file))
        .bind(row.message.0.cast_signed()).bind(row.channel.0.cast_signed()).bind(row.author.0.cast_signed())
        .bind(row.attachment.cast_signed()).bind(row.size.cast_signed())
        .bind(row.name.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .bind(row.name.as_ref().map(|sealed| sealed.bytes.as_slice())).bind(&row.sha256).bind(content)
        .bind(&row.why).bind(&row.salt).bind(&row.content_hash).execute(conn).await.map(drop))?;
    Ok(())
}

/// The pieces of a case, in their order.
pub async fn of_case(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<PieceRow>> {
    let rows: Vec<StoredPiece> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_evidence WHERE guild_id = $1 AND number = $2 ORDER BY piece",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(PieceRow::try_from).collect()
}

/// The cases of a guild that have evidence.
pub async fn cases(tx: &mut Tx, guild: GuildId) -> Result<Vec<u64>> {
    let rows: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT DISTINCT number FROM case_evidence WHERE guild_id = $1 ORDER BY number",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(i64::cast_unsigned).collect())
}

/// The messages of a case's pieces, oldest first.
pub async fn quotes(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<QuoteRow>> {
    let rows: Vec<StoredQuote> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_quotes WHERE guild_id = $1 AND number = $2 ORDER BY piece, message_id",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(QuoteRow::from).collect())
}

const FILES: &str = "SELECT piece, file, message_id, channel_id, author_id, attachment_id, size, key_id, name, sha256,
    content IS NOT NULL AS kept, why, salt, content_hash, erased_at FROM case_files";

/// The attachments of a case's pieces, in their order.
pub async fn files(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<FileRow>> {
    let text = format!("{FILES} WHERE guild_id = $1 AND number = $2 ORDER BY piece, file");
    let rows: Vec<StoredFile> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(FileRow::from).collect())
}

/// The sealed bytes of an attachment, if they are kept.
pub async fn content(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    (piece, file): (u32, u32),
) -> Result<Option<Sealed>> {
    let row: Option<(Option<i64>, Option<Vec<u8>>)> = on!(tx, conn => sqlx::query_as(
        "SELECT key_id, content FROM case_files WHERE guild_id = $1 AND number = $2 AND piece = $3 AND file = $4",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(i64::from(piece)).bind(i64::from(file))
        .fetch_optional(conn).await)?;
    Ok(row.and_then(|(key_id, content)| sealed(key_id, content)))
}

/// What a user wrote that cases keep, with the number of the case, oldest first.
pub async fn by_author(
    tx: &mut Tx,
    guild: GuildId,
    author: UserId,
    limit: u32,
) -> Result<Vec<(u64, QuoteRow)>> {
    #[derive(FromRow)]
    struct Numbered {
        number: i64,
        #[sqlx(flatten)]
        quote: StoredQuote,
    }
    let rows: Vec<Numbered> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_quotes WHERE guild_id = $1 AND author_id = $2 ORDER BY number, piece, message_id LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(author.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    let read = |row: Numbered| (row.number.cast_unsigned(), row.quote.into());
    Ok(rows.into_iter().map(read).collect())
}

/// Pieces that are to be gathered by now, oldest first.
pub async fn wanted(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<PieceRow>> {
    let rows: Vec<StoredPiece> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_evidence WHERE state = 'wanted' AND next_at <= $1 ORDER BY next_at, guild_id, number LIMIT $2",
    ).bind(now.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(PieceRow::try_from).collect()
}

/// When the next piece is to be gathered.
pub async fn next_at(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let next: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT min(next_at) FROM case_evidence WHERE state = 'wanted'",
    ).fetch_one(conn).await)?;
    Ok(next.map(Timestamp))
}

/// Pieces of some cases that were never tried, from the first number to the last.
pub async fn untried(
    tx: &mut Tx,
    guild: GuildId,
    (first, last): (u64, u64),
) -> Result<Vec<PieceRow>> {
    let rows: Vec<StoredPiece> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_evidence WHERE state = 'wanted' AND guild_id = $1 AND number BETWEEN $2 AND $3 AND attempts = 0
         ORDER BY number, piece",
    ).bind(guild.0.cast_signed()).bind(first.cast_signed()).bind(last.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(PieceRow::try_from).collect()
}

/// Whether something is being gathered for a guild.
pub async fn is_wanted(tx: &mut Tx, guild: GuildId) -> Result<bool> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT piece FROM case_evidence WHERE state = 'wanted' AND guild_id = $1 LIMIT 1",
    ).bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.is_some())
}

/// Whether nobody gathered a piece yet.
pub async fn is_still_wanted(tx: &mut Tx, row: &PieceRow) -> Result<bool> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT piece FROM case_evidence WHERE guild_id = $1 AND number = $2 AND piece = $3 AND state = 'wanted'",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(i64::from(row.piece))
        .fetch_optional(conn).await)?;
    Ok(found.is_some())
}

/// Ends the gathering of a piece.
pub async fn settle(tx: &mut Tx, row: &PieceRow, state: PieceState, why: &str) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE case_evidence SET state = $4, why = $5 WHERE guild_id = $1 AND number = $2 AND piece = $3 AND state = 'wanted'",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(i64::from(row.piece))
        .bind(word::write(&state)).bind(why).execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes down that a piece is tried again later.
pub async fn postpone(tx: &mut Tx, row: &PieceRow, next_at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE case_evidence SET attempts = attempts + 1, next_at = $4
         WHERE guild_id = $1 AND number = $2 AND piece = $3 AND state = 'wanted'",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(i64::from(row.piece)).bind(next_at.0)
        .execute(conn).await.map(drop))?;
    Ok(())
}
