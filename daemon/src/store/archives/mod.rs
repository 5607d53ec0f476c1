//! The files that hold what retention let go, how far each came, and the rows themselves on their way out and back.

mod activity;
mod cases;
mod joins;

use std::collections::{BTreeMap, BTreeSet};

use emperione_protocol::{GuildId, Timestamp, UserId};
use jiff::ToSpan;
use jiff::tz::TimeZone;
use sqlx::FromRow;

use super::{Result, Tx, on};
use crate::archive::{Erased, Is, Kind, Row};

/// Which file: a guild, a kind, and the first millisecond of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub guild: GuildId,
    pub kind: Kind,
    pub month: Timestamp,
}

impl Place {
    /// The first millisecond of the next month.
    fn end(self) -> Timestamp {
        let begin = jiff::Timestamp::from_millisecond(self.month.0).unwrap_or_default();
        let next = begin.to_zoned(TimeZone::UTC).checked_add(1.month());
        next.map_or(self.month, |next| {
            Timestamp(next.timestamp().as_millisecond())
        })
    }
}

/// Rows in a file, with its checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub sha256: String,
    pub rows: u64,
}

/// A file, and how far its making came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    pub place: Place,
    /// None before the first.
    pub file: Option<Rows>,
    pub bytes: u64,
    /// Rows beside it, which are being deleted in the database.
    pub part: Option<Rows>,
    /// So many of them are deleted.
    pub part_done: u64,
    /// What is about to take the file's place.
    pub next: Option<Rows>,
    /// The database may hold rows of the file too: they were put back, or it is a restored one that is older than the file.
    pub shared: bool,
    /// So many rows of the file were put back, and since when.
    pub restored: u64,
    pub restored_at: Option<Timestamp>,
    pub written_at: Timestamp,
}

impl Archive {
    /// Nothing is archived there.
    pub fn new(place: Place, at: Timestamp) -> Self {
        Self {
            place,
            file: None,
            bytes: 0,
            part: None,
            part_done: 0,
            next: None,
            shared: false,
            restored: 0,
            restored_at: None,
            written_at: at,
        }
    }

    /// Whether its making is under way.
    pub fn is_open(&self) -> bool {
        self.part.is_some() || self.next.is_some()
    }

    /// Whether rows of it may be missing in the database.
    fn is_away(&self) -> bool {
        let file = self.file.as_ref();
        self.is_open() || file.is_some_and(|file| self.restored < file.rows)
    }
}

#[derive(FromRow)]
struct Stored {
    guild_id: i64,
    kind: String,
    month: i64,
    sha256: Option<String>,
    rows: i64,
    bytes: i64,
    part_sha256: Option<String>,
    part_rows: i64,
    part_done: i64,
    next_sha256: Option<String>,
    next_rows: i64,
    shared: bool,
    restored: i64,
    restored_at: Option<i64>,
    written_at: i64,
}

impl TryFrom<Stored> for Archive {
    type Error = super::Error;

    fn try_from(row: Stored) -> Result<Self> {
        let rows = |sha256: Option<String>, rows: i64| {
            let rows = rows.cast_unsigned();
            sha256.map(|sha256| Rows { sha256, rows })
        };
        let kind = row.kind.parse().map_err(|why| super::Error::Inconsistent {
            table: "archives",
            column: "kind",
            row: row.guild_id.to_string(),
            why,
        })?;
        Ok(Self {
            place: Place {
                guild: GuildId(row.guild_id.cast_unsigned()),
                kind,
                month: Timestamp(row.month),
            },
            file: rows(row.sha256, row.rows),
            bytes: row.bytes.cast_unsigned(),
            part: rows(row.part_sha256, row.part_rows),
            part_done: row.part_done.cast_unsigned(),
            next: rows(row.next_sha256, row.next_rows),
            shared: row.shared,
            restored: row.restored.cast_unsigned(),
            restored_at: row.restored_at.map(Timestamp),
            written_at: Timestamp(row.written_at),
        })
    }
}

/// Every file, or those of a guild, by guild, kind and month.
pub async fn all(tx: &mut Tx, guild: Option<GuildId>) -> Result<Vec<Archive>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM archives WHERE $1 IS NULL OR guild_id = $1 ORDER BY guild_id, kind, month",
    ).bind(guild.map(|guild| guild.0.cast_signed())).fetch_all(conn).await)?;
    rows.into_iter().map(Archive::try_from).collect()
}

pub async fn find(tx: &mut Tx, place: Place) -> Result<Option<Archive>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM archives WHERE guild_id = $1 AND kind = $2 AND month = $3",
    ).bind(place.guild.0.cast_signed()).bind(place.kind.name()).bind(place.month.0).fetch_optional(conn).await)?;
    row.map(Archive::try_from).transpose()
}

/// Inserts or replaces what is known of a file.
pub async fn save(tx: &mut Tx, archive: &Archive) -> Result<()> {
    let Archive { place, .. } = archive;
    let count = |rows: &Option<Rows>| rows.as_ref().map_or(0, |rows| rows.rows).cast_signed();
    let sum = |rows: &Option<Rows>| rows.as_ref().map(|rows| rows.sha256.clone());
    on!(tx, conn => sqlx::query(
        "INSERT INTO archives (guild_id, kind, month, sha256, rows, bytes, part_sha256, part_rows, part_done, next_sha256,
            next_rows, restored, restored_at, written_at, shared)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (guild_id, kind, month) DO UPDATE SET sha256 = excluded.sha256, rows = excluded.rows,
            bytes = excluded.bytes, part_sha256 = excluded.part_sha256, part_rows = excluded.part_rows,
            part_done = excluded.part_done, next_sha256 = excluded.next_sha256, next_rows = excluded.next_rows,
            restored = excluded.restored, restored_at = excluded.restored_at, written_at = excluded.written_at,
            shared = excluded.shared",
    ).bind(place.guild.0.cast_signed()).bind(place.kind.name()).bind(place.month.0)
        .bind(sum(&archive.file)).bind(count(&archive.file)).bind(archive.bytes.cast_signed())
        .bind(sum(&archive.part)).bind(count(&archive.part)).bind(archive.part_done.cast_signed())
        .bind(sum(&archive.next)).bind(count(&archive.next)).bind(archive.restored.cast_signed())
        .bind(archive.restored_at.map(|at| at.0)).bind(archive.written_at.0).bind(archive.shared).execute(conn).await.map(drop))?;
    Ok(())
}

/// The time of the oldest row that may be let go, from a time on and before another.
pub async fn oldest(
    tx: &mut Tx,
    (guild, kind): (GuildId, Kind),
    (from, until): (Timestamp, Timestamp),
) -> Result<Option<Timestamp>> {
    let text = match kind {
        Kind::Activity => activity::OLDEST,
        Kind::Joins => joins::OLDEST,
        Kind::Cases => cases::OLDEST,
    };
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(text)
        .bind(guild.0.cast_signed()).bind(from.0).bind(until.0).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

/// The rows that may be let go between two times, in the order of their keys, after one of them.
pub async fn page(
    tx: &mut Tx,
    place: Place,
    times: (Timestamp, Timestamp),
    after: Option<&Row>,
    limit: u32,
) -> Result<Vec<Row>> {
    let of = (place.guild, times);
    match place.kind {
        Kind::Activity => activity::page(tx, of, after, limit).await,
        Kind::Joins => joins::page(tx, of, after, limit).await,
        Kind::Cases => cases::page(tx, of, after, limit).await,
    }
}

/// Takes rows out of the database and notes what they counted. Whoever calls it once for each row is exact. A case that is
/// not as in its row stays.
pub async fn let_go(tx: &mut Tx, place: Place, rows: &[Row], at: Timestamp) -> Result<()> {
    match place.kind {
        Kind::Activity => activity::let_go(tx, rows).await?,
        Kind::Joins => joins::let_go(tx, place.guild, rows).await?,
        Kind::Cases => {
            let gone = cases::let_go(tx, place.guild, rows, at).await?;
            return count(tx, place, &gone, 1).await;
        }
    }
    count(tx, place, rows, 1).await
}

/// The cases of a file's month, to the first millisecond of the next, that are in the database, by their numbers. Of other
/// kinds all that is let go is gone.
pub async fn stayed(tx: &mut Tx, place: Place, end: Timestamp) -> Result<BTreeSet<i64>> {
    match place.kind {
        Kind::Activity | Kind::Joins => Ok(BTreeSet::new()),
        Kind::Cases => cases::numbers(tx, place.guild, (place.month, end)).await,
    }
}

/// Puts rows back, and takes them from the count.
pub async fn put_back(tx: &mut Tx, place: Place, rows: &[Row]) -> Result<()> {
    match place.kind {
        Kind::Activity => activity::put_back(tx, rows).await?,
        Kind::Joins => joins::put_back(tx, rows).await?,
        Kind::Cases => cases::put_back(tx, rows).await?,
    }
    count(tx, place, rows, -1).await
}

async fn count(tx: &mut Tx, place: Place, rows: &[Row], sign: i64) -> Result<()> {
    let mut sums = BTreeMap::<&str, i64>::new();
    for row in rows {
        match place.kind {
            Kind::Activity => {
                let counted = place.kind.columns().iter().zip(row).skip(4);
                for (column, cell) in counted.filter(|(column, _)| column.is == Is::Int) {
                    *sums.entry(column.name).or_default() += cell.int() * sign;
                }
            }
            Kind::Joins => *sums.entry(row[3].text()).or_default() += sign,
            Kind::Cases => *sums.entry("cases").or_default() += sign,
        }
    }
    for (name, n) in sums.into_iter().filter(|(_, n)| *n != 0) {
        on!(tx, conn => sqlx::query(
            "INSERT INTO archive_sums (guild_id, name, n) VALUES ($1, $2, $3)
             ON CONFLICT (guild_id, name) DO UPDATE SET n = archive_sums.n + excluded.n",
        ).bind(place.guild.0.cast_signed()).bind(name).bind(n).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// What was counted in the rows of a guild that are no longer in the database.
pub async fn sums(tx: &mut Tx, guild: GuildId) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT name, n FROM archive_sums WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    Ok(rows.into_iter().collect())
}

/// Before which time anything of a guild may be missing in the database.
pub async fn horizon(tx: &mut Tx, guild: GuildId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT max(until_at) FROM archive_horizons WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

/// Before which time rows of a kind of a period are missing in the database, if some are: they are in files that were not put
/// back whole.
pub async fn missing_until(
    tx: &mut Tx,
    (guild, kind): (GuildId, Kind),
    (from, to): (Timestamp, Timestamp),
) -> Result<Option<Timestamp>> {
    let horizon: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT until_at FROM archive_horizons WHERE guild_id = $1 AND kind = $2",
    ).bind(guild.0.cast_signed()).bind(kind.name()).fetch_optional(conn).await)?;
    let Some(horizon) = horizon.map(Timestamp).filter(|until| *until > from) else {
        return Ok(None);
    };
    let files = all(tx, Some(guild)).await?.into_iter();
    let mut away = files.filter(|archive| {
        let place = archive.place;
        place.kind == kind && place.month < to && archive.is_away()
    });
    let until = away
        .next_back()
        .map(|archive| archive.place.end().min(horizon));
    Ok(until.filter(|until| *until > from))
}

/// Notes that everything of a kind before a time may be missing from now on.
pub async fn set_horizon(tx: &mut Tx, place: Place, until: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO archive_horizons (guild_id, kind, until_at) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, kind) DO UPDATE SET until_at = excluded.until_at
         WHERE archive_horizons.until_at < excluded.until_at",
    ).bind(place.guild.0.cast_signed()).bind(place.kind.name()).bind(until.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that a user was erased, so that no archive names them.
pub async fn note_erasure(tx: &mut Tx, guild: GuildId, user: UserId, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO erasures (guild_id, user_id, at) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, user_id) DO UPDATE SET at = excluded.at, archived_at = NULL
         WHERE erasures.at < excluded.at",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Who was erased in a guild, and when.
pub async fn erased(tx: &mut Tx, guild: GuildId) -> Result<Erased> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, at FROM erasures WHERE guild_id = $1",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let read = |(user, at): (i64, i64)| (UserId(user.cast_unsigned()), Timestamp(at));
    Ok(rows.into_iter().map(read).collect())
}

/// The guilds whose files may still name somebody who was erased.
pub async fn unerased(tx: &mut Tx) -> Result<Vec<GuildId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT DISTINCT guild_id FROM erasures WHERE archived_at IS NULL",
    ).fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| GuildId(id.cast_unsigned()))
        .collect())
}

/// Notes that the files of a guild name nobody who was erased before now.
pub async fn set_erased(tx: &mut Tx, guild: GuildId, erased: &Erased, at: Timestamp) -> Result<()> {
    for (user, then) in erased {
        on!(tx, conn => sqlx::query(
            "UPDATE erasures SET archived_at = $4 WHERE guild_id = $1 AND user_id = $2 AND at = $3 AND archived_at IS NULL",
        ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(then.0).bind(at.0)
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}
