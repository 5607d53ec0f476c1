//! What members reported and appealed, each with its answer.

use emperione_protocol::inbox::Answer;
use emperione_protocol::{GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::{last_of, sealed};
use crate::seal::Sealed;
use crate::store::{Result, Tx, on, word};

/// A report's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    pub guild: GuildId,
    pub number: u64,
    /// Its place in the item, from 1.
    pub report: u32,
    pub user: UserId,
    pub user_name: String,
    pub at: Timestamp,
    pub interaction: u64,
    pub sealed: Option<Sealed>,
    pub answer: Answer,
}

#[derive(FromRow)]
struct StoredReport {
    guild_id: i64,
    number: i64,
    report: i64,
    user_id: i64,
    user_name: String,
    at: i64,
    interaction_id: i64,
    key_id: Option<i64>,
    sealed: Option<Vec<u8>>,
    answer: String,
}

impl TryFrom<StoredReport> for ReportRow {
    type Error = crate::store::Error;

    fn try_from(row: StoredReport) -> Result<Self> {
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            number: row.number.cast_unsigned(),
            report: u32::try_from(row.report).unwrap_or_default(),
            user: UserId(row.user_id.cast_unsigned()),
            user_name: row.user_name,
            at: Timestamp(row.at),
            interaction: row.interaction_id.cast_unsigned(),
            sealed: sealed(row.key_id, row.sealed),
            answer: word::read(&row.answer, "inbox_reports", "answer", &row.number)?,
        })
    }
}

/// Adds a report to an item, as its last one; gives its place.
pub async fn add_report(tx: &mut Tx, row: &ReportRow) -> Result<u32> {
    let last = last_of(
        tx,
        "SELECT coalesce(max(report), 0) FROM inbox_reports",
        row.guild,
        row.number,
    )
    .await?;
    on!(tx, conn => sqlx::query(
        "INSERT INTO inbox_reports (guild_id, number, report, user_id, user_name, at, interaction_id, key_id, sealed, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(last + 1).bind(row.user.0.cast_signed())
        .bind(&row.user_name).bind(row.at.0).bind(row.interaction.cast_signed())
        .bind(row.sealed.as_ref().map(|sealed| i64::from(sealed.key_id)))
        .bind(row.sealed.as_ref().map(|sealed| sealed.bytes.as_slice())).bind(word::write(&row.answer))
        .execute(conn).await.map(drop))?;
    Ok(u32::try_from(last + 1).unwrap_or(u32::MAX))
}

/// The report that an interaction made.
pub async fn report_by(tx: &mut Tx, guild: GuildId, interaction: u64) -> Result<Option<ReportRow>> {
    let row: Option<StoredReport> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM inbox_reports WHERE guild_id = $1 AND interaction_id = $2",
    ).bind(guild.0.cast_signed()).bind(interaction.cast_signed()).fetch_optional(conn).await)?;
    row.map(ReportRow::try_from).transpose()
}

/// Gives a report its words.
pub async fn set_words(tx: &mut Tx, row: &ReportRow, sealed: &Sealed) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_reports SET key_id = $4, sealed = $5 WHERE guild_id = $1 AND number = $2 AND report = $3",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(i64::from(row.report))
        .bind(i64::from(sealed.key_id)).bind(sealed.bytes.as_slice()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The reports of an item, oldest first.
pub async fn reports(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<ReportRow>> {
    let rows: Vec<StoredReport> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM inbox_reports WHERE guild_id = $1 AND number = $2 ORDER BY report",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(ReportRow::try_from).collect()
}

/// The reports and appeals that a user made, oldest first.
pub async fn made_by(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    limit: u32,
) -> Result<Vec<ReportRow>> {
    let rows: Vec<StoredReport> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM inbox_reports WHERE guild_id = $1 AND user_id = $2 ORDER BY at, number LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(ReportRow::try_from).collect()
}

/// How many reports a user made since a time, and when the oldest of them was.
pub async fn made_since(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    since: Timestamp,
) -> Result<(u64, Option<Timestamp>)> {
    let (count, oldest): (i64, Option<i64>) = on!(tx, conn => sqlx::query_as(
        "SELECT count(*), min(r.at) FROM inbox_reports AS r
         JOIN inbox_items AS i ON i.guild_id = r.guild_id AND i.number = r.number AND i.kind = 'report'
         WHERE r.guild_id = $1 AND r.user_id = $2 AND r.at > $3",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(since.0).fetch_one(conn).await)?;
    Ok((count.cast_unsigned(), oldest.map(Timestamp)))
}

/// How many reports of a user wait for a decision.
pub async fn undecided(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<u64> {
    let count: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM inbox_reports AS r
         JOIN inbox_items AS i ON i.guild_id = r.guild_id AND i.number = r.number
            AND i.kind = 'report' AND i.state IN ('open', 'claimed')
         WHERE r.guild_id = $1 AND r.user_id = $2",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_one(conn).await)?;
    Ok(count.cast_unsigned())
}

/// Lets every reporter of an item be answered.
pub async fn queue_answers(tx: &mut Tx, guild: GuildId, number: u64) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_reports SET answer = 'pending' WHERE guild_id = $1 AND number = $2 AND answer = 'none'",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Reports whose answers are not sent, oldest first.
pub async fn unanswered(tx: &mut Tx, limit: u32) -> Result<Vec<ReportRow>> {
    let rows: Vec<StoredReport> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM inbox_reports WHERE answer IN ('pending', 'sending') ORDER BY at, guild_id, number, report LIMIT $1",
    ).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(ReportRow::try_from).collect()
}

pub async fn set_answer(tx: &mut Tx, row: &ReportRow, answer: Answer) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_reports SET answer = $4 WHERE guild_id = $1 AND number = $2 AND report = $3",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(i64::from(row.report))
        .bind(word::write(&answer)).execute(conn).await.map(drop))?;
    Ok(())
}
