//! Imports of cases, and what of a case only an import sets.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::imports::Import;
use emperione_protocol::{GuildId, Timestamp};
use sqlx::FromRow;

use super::cases::{read_actor, write_actor, write_words};
use super::{Result, Tx, on};

#[derive(FromRow)]
struct Stored {
    guild_id: i64,
    number: i64,
    at: i64,
    actor_kind: String,
    actor_id: i64,
    actor_name: String,
    source: String,
    rows_total: i64,
    rows_done: i64,
    added: i64,
    known: i64,
    refused: i64,
    undone_at: Option<i64>,
    withdrawn: i64,
}

impl From<Stored> for Import {
    fn from(row: Stored) -> Self {
        Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            import: row.number.cast_unsigned(),
            at: Timestamp(row.at),
            actor: read_actor(&row.actor_kind, row.actor_id, row.actor_name),
            source: row.source,
            rows: row.rows_total.cast_unsigned(),
            done: row.rows_done.cast_unsigned(),
            added: row.added.cast_unsigned(),
            known: row.known.cast_unsigned(),
            refused: row.refused.cast_unsigned(),
            undone_at: row.undone_at.map(Timestamp),
            withdrawn: row.withdrawn.cast_unsigned(),
        }
    }
}

/// A new import.
#[derive(Clone, Debug)]
pub struct NewImport<'a> {
    pub guild: GuildId,
    pub at: Timestamp,
    pub actor: &'a ActorRef,
    pub source: &'a str,
    pub digest: &'a str,
    pub rows: u64,
}

/// Adds an import and gives its number. The guild's head is locked by then.
pub async fn insert(tx: &mut Tx, new: &NewImport<'_>) -> Result<u64> {
    let number: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT coalesce(max(number), 0) FROM case_imports WHERE guild_id = $1",
    ).bind(new.guild.0.cast_signed()).fetch_one(conn).await)?;
    let (kind, id, name) = write_actor(new.actor);
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_imports (guild_id, number, at, actor_kind, actor_id, actor_name, source, digest, rows_total,
            rows_done, added, known, refused, withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0)",
    ).bind(new.guild.0.cast_signed()).bind(number + 1).bind(new.at.0).bind(kind).bind(id).bind(name)
        .bind(new.source).bind(new.digest).bind(new.rows.cast_signed()).execute(conn).await.map(drop))?;
    Ok((number + 1).cast_unsigned())
}

pub async fn find(tx: &mut Tx, guild: GuildId, import: u64) -> Result<Option<Import>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_imports WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(import.cast_signed()).fetch_optional(conn).await)?;
    Ok(row.map(Import::from))
}

/// The import of a file that was not gone through to its end.
pub async fn interrupted(tx: &mut Tx, guild: GuildId, digest: &str) -> Result<Option<Import>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_imports WHERE guild_id = $1 AND digest = $2 AND rows_done < rows_total AND undone_at IS NULL
         ORDER BY number DESC LIMIT 1",
    ).bind(guild.0.cast_signed()).bind(digest).fetch_optional(conn).await)?;
    Ok(row.map(Import::from))
}

/// Lists imports, newest first, from before a number.
pub async fn list(
    tx: &mut Tx,
    guild: GuildId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Import>> {
    let before = before.map_or(i64::MAX, u64::cast_signed);
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_imports WHERE guild_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(before).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Import::from).collect())
}

/// Writes down how far an import, or its undo, came.
pub async fn save(tx: &mut Tx, import: &Import) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE case_imports SET rows_done = $3, added = $4, known = $5, refused = $6, undone_at = $7, withdrawn = $8
         WHERE guild_id = $1 AND number = $2",
    ).bind(import.guild.0.cast_signed()).bind(import.import.cast_signed()).bind(import.done.cast_signed())
        .bind(import.added.cast_signed()).bind(import.known.cast_signed()).bind(import.refused.cast_signed())
        .bind(import.undone_at.map(|at| at.0)).bind(import.withdrawn.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The case that a row became before.
pub async fn known(tx: &mut Tx, guild: GuildId, content_key: &str) -> Result<Option<u64>> {
    let number: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM cases WHERE guild_id = $1 AND content_key = $2",
    ).bind(guild.0.cast_signed()).bind(content_key).fetch_optional(conn).await)?;
    Ok(number.map(i64::cast_unsigned))
}

/// What an import sets of a case besides its row.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    pub import: u64,
    pub content_key: &'a str,
    pub closed_at: Option<Timestamp>,
    pub hidden: bool,
    pub labels: &'a [String],
}

pub async fn mark(tx: &mut Tx, (guild, number): (GuildId, u64), mark: Mark<'_>) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE cases SET import_id = $3, content_key = $4, closed_at = $5, hidden = $6, labels = $7
         WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(mark.import.cast_signed()).bind(mark.content_key)
        .bind(mark.closed_at.map(|at| at.0)).bind(mark.hidden).bind(write_words(mark.labels))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// A case of an import that was withdrawn, as a condition on a case.
macro_rules! withdrawn {
    () => {
        "(import_id IS NOT NULL AND content_key IS NULL)"
    };
}
pub(super) use withdrawn;

/// Withdraws so many cases of an import: they are hidden, closed, in force no more, and can be imported again. Gives their
/// numbers, and when they were opened.
pub async fn withdraw(
    tx: &mut Tx,
    (guild, import): (GuildId, u64),
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(u64, Timestamp)>> {
    let mut rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "UPDATE cases SET state = 'ended', hidden = TRUE, closed_at = coalesce(closed_at, $3), content_key = NULL
         WHERE guild_id = $1 AND number IN (
            SELECT number FROM cases WHERE guild_id = $1 AND import_id = $2 AND content_key IS NOT NULL ORDER BY number LIMIT $4)
         RETURNING number, opened_at",
    ).bind(guild.0.cast_signed()).bind(import.cast_signed()).bind(now.0).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    rows.sort_unstable();
    let read = |(number, at): (i64, i64)| (number.cast_unsigned(), Timestamp(at));
    Ok(rows.into_iter().map(read).collect())
}
