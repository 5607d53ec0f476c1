//! The end of evidence: words, names and files go; that they were there stays, with their hashes.

use std::collections::BTreeMap;

use emperione_protocol::{GuildId, Timestamp, UserId};

use crate::store::{Result, Tx, on};

/// Of which evidence.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// What a user wrote, and everything in the cases about them.
    User(UserId),
    /// What was added before a time.
    Before(Timestamp),
}

/// How many messages and files each piece of each case lost.
pub type Erased = BTreeMap<u64, BTreeMap<u32, (u64, u64)>>;

/// `$1` is the guild, `$2` the user or the time.
impl Whose {
    fn value(self) -> i64 {
        match self {
            Self::User(user) => user.0.cast_signed(),
            Self::Before(time) => time.0,
        }
    }

    /// Which messages or files.
    fn parts(self) -> &'static str {
        match self {
            Self::User(_) => {
                "(author_id = $2 OR number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2))"
            }
            Self::Before(_) => {
                "(number, piece) IN (SELECT number, piece FROM case_evidence WHERE guild_id = $1 AND at < $2)"
            }
        }
    }

    /// Which pieces.
    fn pieces(self) -> &'static str {
        match self {
            Self::User(_) => {
                "number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2)"
            }
            Self::Before(_) => "at < $2",
        }
    }
}

/// Erases, and says what was lost.
pub async fn erase(tx: &mut Tx, guild: GuildId, whose: Whose, now: Timestamp) -> Result<Erased> {
    let quotes = format!(
        "UPDATE case_quotes SET sealed = NULL, key_id = NULL, salt = $3, author_name = CAST(author_id AS TEXT), erased_at = $4
         WHERE guild_id = $1 AND erased_at IS NULL AND {} RETURNING number, piece",
        whose.parts()
    );
    let files = format!(
        "UPDATE case_files SET name = NULL, key_id = NULL, sha256 = NULL, content = NULL, salt = $3, erased_at = $4
         WHERE guild_id = $1 AND erased_at IS NULL AND {} RETURNING number, piece",
        whose.parts()
    );
    let links = format!(
        "UPDATE case_evidence SET link = NULL WHERE guild_id = $1 AND link IS NOT NULL AND {} RETURNING number, piece",
        whose.pieces()
    );
    let mut erased = Erased::new();
    for (number, piece) in run(tx, quotes, (guild, whose, now)).await? {
        erased
            .entry(number)
            .or_default()
            .entry(piece)
            .or_default()
            .0 += 1;
    }
    for (number, piece) in run(tx, files, (guild, whose, now)).await? {
        erased
            .entry(number)
            .or_default()
            .entry(piece)
            .or_default()
            .1 += 1;
    }
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(links))
        .bind(guild.0.cast_signed()).bind(whose.value()).fetch_all(conn).await)?;
    for (number, piece) in rows.into_iter().map(place) {
        erased.entry(number).or_default().entry(piece).or_default();
    }
    Ok(erased)
}

async fn run(
    tx: &mut Tx,
    statement: String,
    (guild, whose, now): (GuildId, Whose, Timestamp),
) -> Result<Vec<(u64, u32)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(guild.0.cast_signed()).bind(whose.value()).bind(Vec::<u8>::new()).bind(now.0)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(place).collect())
}

fn place((number, piece): (i64, i64)) -> (u64, u32) {
    (
        number.cast_unsigned(),
        u32::try_from(piece).unwrap_or(u32::MAX),
    )
}
