//! Schedules of reports, and what became of each delivery.

use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{ReportFormat, ReportKind};
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Error, Result, Tx, on, outbox, word};
use crate::domain::reports::schedule::Timing;

/// A schedule's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleRow {
    pub guild: GuildId,
    pub name: String,
    pub kind: ReportKind,
    pub user: Option<UserId>,
    pub channel: Option<ChannelId>,
    pub timing: Timing,
    pub format: ReportFormat,
    /// None for the daemon's folder.
    pub to: Option<ChannelId>,
    /// The user by whose eyes it is made; none if nobody's bound it.
    pub sees_as: Option<UserId>,
    pub set_at: Timestamp,
    /// What was due before is not made.
    pub since: Timestamp,
}

/// A delivery's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    pub id: i64,
    pub guild: GuildId,
    pub name: String,
    pub period: String,
    pub run: i64,
    pub period_at: Timestamp,
    pub due_at: Timestamp,
    pub tries: u32,
    pub next_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub post: Option<i64>,
    pub file: Option<String>,
    pub sha256: Option<String>,
    pub error: Option<String>,
}

#[derive(FromRow)]
struct StoredSchedule {
    guild_id: i64,
    name: String,
    kind: String,
    every: String,
    user_id: Option<i64>,
    channel_id: Option<i64>,
    minute: i64,
    day: i64,
    format: String,
    to_channel: Option<i64>,
    sees_as: Option<i64>,
    set_at: i64,
    since_at: i64,
}

impl TryFrom<StoredSchedule> for ScheduleRow {
    type Error = Error;

    fn try_from(row: StoredSchedule) -> Result<Self> {
        let table = "report_schedules";
        let wrong = |column, why: std::num::TryFromIntError| Error::Inconsistent {
            table,
            column,
            row: row.name.clone(),
            why: why.to_string(),
        };
        let every: Every = word::read(&row.every, table, "every", &row.name)?;
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            kind: word::read(&row.kind, table, "kind", &row.name)?,
            user: row.user_id.map(|id| UserId(id.cast_unsigned())),
            channel: row.channel_id.map(|id| ChannelId(id.cast_unsigned())),
            timing: Timing {
                every,
                minute: row.minute.try_into().map_err(|why| wrong("minute", why))?,
                day: row.day.try_into().map_err(|why| wrong("day", why))?,
            },
            format: word::read(&row.format, table, "format", &row.name)?,
            to: row.to_channel.map(|id| ChannelId(id.cast_unsigned())),
            sees_as: row.sees_as.map(|id| UserId(id.cast_unsigned())),
            set_at: Timestamp(row.set_at),
            since: Timestamp(row.since_at),
            name: row.name,
        })
    }
}

#[derive(FromRow)]
struct StoredDelivery {
    id: i64,
    guild_id: i64,
    name: String,
    period: String,
    run: i64,
    period_at: i64,
    due_at: i64,
    tries: i64,
    next_at: i64,
    done_at: Option<i64>,
    post: Option<i64>,
    file: Option<String>,
    sha256: Option<String>,
    error: Option<String>,
}

impl From<StoredDelivery> for DeliveryRow {
    fn from(row: StoredDelivery) -> Self {
        Self {
            id: row.id,
            guild: GuildId(row.guild_id.cast_unsigned()),
            name: row.name,
            period: row.period,
            run: row.run,
            period_at: Timestamp(row.period_at),
            due_at: Timestamp(row.due_at),
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            next_at: Timestamp(row.next_at),
            done_at: row.done_at.map(Timestamp),
            post: row.post,
            file: row.file,
            sha256: row.sha256,
            error: row.error,
        }
    }
}

/// The schedules by name, of a guild or of all.
pub async fn all(tx: &mut Tx, guild: Option<GuildId>) -> Result<Vec<ScheduleRow>> {
    let rows: Vec<StoredSchedule> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM report_schedules WHERE $1 IS NULL OR guild_id = $1 ORDER BY guild_id, name",
    ).bind(guild.map(|guild| guild.0.cast_signed())).fetch_all(conn).await)?;
    rows.into_iter().map(ScheduleRow::try_from).collect()
}

pub async fn find(tx: &mut Tx, guild: GuildId, name: &str) -> Result<Option<ScheduleRow>> {
    let row: Option<StoredSchedule> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM report_schedules WHERE guild_id = $1 AND name = $2",
    ).bind(guild.0.cast_signed()).bind(name).fetch_optional(conn).await)?;
    row.map(ScheduleRow::try_from).transpose()
}

/// Puts a schedule in, in place of one of the same name.
pub async fn set(tx: &mut Tx, row: &ScheduleRow) -> Result<()> {
    remove(tx, row.guild, &row.name).await?;
    on!(tx, conn => sqlx::query(
        "INSERT INTO report_schedules (guild_id, name, kind, every, user_id, channel_id, minute, day, format, to_channel,
            sees_as, set_at, since_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    ).bind(row.guild.0.cast_signed()).bind(&row.name).bind(word::write(&row.kind)).bind(word::write(&row.timing.every))
        .bind(row.user.map(|id| id.0.cast_signed())).bind(row.channel.map(|id| id.0.cast_signed()))
        .bind(i64::from(row.timing.minute)).bind(i64::from(row.timing.day)).bind(word::write(&row.format))
        .bind(row.to.map(|id| id.0.cast_signed())).bind(row.sees_as.map(|id| id.0.cast_signed()))
        .bind(row.set_at.0).bind(row.since.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a schedule away; says whether there was one.
pub async fn remove(tx: &mut Tx, guild: GuildId, name: &str) -> Result<bool> {
    let gone = on!(tx, conn => sqlx::query("DELETE FROM report_schedules WHERE guild_id = $1 AND name = $2")
        .bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Takes a schedule away with what waits to be delivered of it: posts and their files, and what is not made yet.
pub async fn take_away(
    tx: &mut Tx,
    (guild, name): (GuildId, &str),
    why: &str,
    at: Timestamp,
) -> Result<()> {
    for seq in waiting_posts(tx, guild, name).await? {
        outbox::withdraw(tx, seq, why, at).await?;
    }
    give_up(tx, (guild, name), why, at).await?;
    remove(tx, guild, name).await?;
    Ok(())
}

/// Deletes what is known of the deliveries of a schedule.
pub async fn forget(tx: &mut Tx, guild: GuildId, name: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM report_deliveries WHERE guild_id = $1 AND name = $2")
        .bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(drop))?;
    Ok(())
}

/// The names of the schedules of reports about a user.
pub async fn about(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<String>> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "SELECT name FROM report_schedules WHERE guild_id = $1 AND user_id = $2 ORDER BY name",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?)
}

/// Puts a delivery in, unless there is one of this period and run; says whether.
pub async fn plan(tx: &mut Tx, row: &DeliveryRow) -> Result<bool> {
    let planned = on!(tx, conn => sqlx::query(
        "INSERT INTO report_deliveries (guild_id, name, period, run, period_at, due_at, tries, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT (guild_id, name, period, run) DO NOTHING",
    ).bind(row.guild.0.cast_signed()).bind(&row.name).bind(&row.period).bind(row.run).bind(row.period_at.0)
        .bind(row.due_at.0).bind(row.next_at.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(planned == 1)
}

pub async fn delivery(
    tx: &mut Tx,
    (guild, name): (GuildId, &str),
    (period, run): (&str, i64),
) -> Result<Option<DeliveryRow>> {
    let row: Option<StoredDelivery> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM report_deliveries WHERE guild_id = $1 AND name = $2 AND period = $3 AND run = $4",
    ).bind(guild.0.cast_signed()).bind(name).bind(period).bind(run).fetch_optional(conn).await)?;
    Ok(row.map(DeliveryRow::from))
}

/// The number of the next delivery of a period that is asked for.
pub async fn next_run(tx: &mut Tx, guild: GuildId, name: &str, period: &str) -> Result<i64> {
    let last: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT max(run) FROM report_deliveries WHERE guild_id = $1 AND name = $2 AND period = $3",
    ).bind(guild.0.cast_signed()).bind(name).bind(period).fetch_one(conn).await)?;
    Ok(last.unwrap_or(0) + 1)
}

/// Those that are not done, oldest first.
pub async fn open(tx: &mut Tx) -> Result<Vec<DeliveryRow>> {
    let rows: Vec<StoredDelivery> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM report_deliveries WHERE done_at IS NULL ORDER BY id",
    ).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(DeliveryRow::from).collect())
}

/// The last deliveries of a schedule, newest first.
pub async fn last(tx: &mut Tx, guild: GuildId, name: &str, limit: u32) -> Result<Vec<DeliveryRow>> {
    let rows: Vec<StoredDelivery> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM report_deliveries WHERE guild_id = $1 AND name = $2 ORDER BY id DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(name).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(DeliveryRow::from).collect())
}

/// The posts of a schedule that wait in the outbox.
pub async fn waiting_posts(tx: &mut Tx, guild: GuildId, name: &str) -> Result<Vec<i64>> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "SELECT outbox.seq FROM outbox JOIN report_deliveries ON report_deliveries.post = outbox.seq
         WHERE report_deliveries.guild_id = $1 AND report_deliveries.name = $2 AND outbox.done_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(name).fetch_all(conn).await)?)
}

/// Gives up what is not done of a schedule.
pub async fn give_up(
    tx: &mut Tx,
    (guild, name): (GuildId, &str),
    why: &str,
    at: Timestamp,
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE report_deliveries SET done_at = $4, error = $3 WHERE guild_id = $1 AND name = $2 AND done_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(name).bind(why).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that a delivery is done; says whether it was not before.
pub async fn finish(tx: &mut Tx, id: i64, post: Option<i64>, at: Timestamp) -> Result<bool> {
    let done = on!(tx, conn => sqlx::query(
        "UPDATE report_deliveries SET done_at = $3, post = $2, error = NULL, tries = tries + 1
         WHERE id = $1 AND done_at IS NULL",
    ).bind(id).bind(post).bind(at.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Notes why a try failed, and when the next one is; says whether nobody else tried meanwhile.
pub async fn fail(
    tx: &mut Tx,
    (id, tries): (i64, u32),
    why: &str,
    next: Timestamp,
) -> Result<bool> {
    let failed = on!(tx, conn => sqlx::query(
        "UPDATE report_deliveries SET tries = tries + 1, error = $3, next_at = $4
         WHERE id = $1 AND tries = $2 AND done_at IS NULL",
    ).bind(id).bind(i64::from(tries)).bind(why).bind(next.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(failed == 1)
}

/// Gives up a delivery.
pub async fn end(tx: &mut Tx, id: i64, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE report_deliveries SET done_at = $2 WHERE id = $1 AND done_at IS NULL")
        .bind(id).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes what is about to be written, and where.
pub async fn write(tx: &mut Tx, id: i64, file: &str, sha256: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE report_deliveries SET file = $2, sha256 = $3 WHERE id = $1")
        .bind(id).bind(file).bind(sha256).execute(conn).await.map(drop))?;
    Ok(())
}

/// The checksums of all that was written into a file.
pub async fn written(tx: &mut Tx, file: &str) -> Result<Vec<String>> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "SELECT sha256 FROM report_deliveries WHERE file = $1 AND sha256 IS NOT NULL",
    ).bind(file).fetch_all(conn).await)?)
}

/// Deletes what was delivered before a time, but for the last of each schedule that is there.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "DELETE FROM report_deliveries WHERE done_at < $1 AND id NOT IN
            (SELECT max(id) FROM report_deliveries GROUP BY guild_id, name)",
    ).bind(before.0).execute(conn).await.map(drop))?;
    Ok(())
}
