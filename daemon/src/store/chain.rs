//! The entries of cases as the chain that they form. Whoever appends holds the guild's head until the transaction ends.

use emperione_protocol::GuildId;
use emperione_protocol::cases::Entry;
use sqlx::FromRow;

use super::cases::write_actor;
use super::{Result, Tx, on};
use crate::domain::cases::chain::{GENESIS, Head, Link, content_hash, hash};

#[derive(FromRow)]
struct Stored {
    link: i64,
    number: i64,
    entry: i64,
    at: i64,
    actor_kind: String,
    actor_id: i64,
    actor_name: String,
    kind: String,
    text: String,
    salt: Vec<u8>,
    content_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl From<Stored> for Link {
    fn from(row: Stored) -> Self {
        Self {
            link: row.link,
            case: row.number,
            entry: row.entry,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            kind: row.kind,
            text: row.text,
            salt: row.salt,
            content_hash: row.content_hash,
            hash: row.hash,
        }
    }
}

/// Locks the end of a guild's chain and gives it: how many links it has, and the last hash.
pub async fn lock(tx: &mut Tx, guild: GuildId) -> Result<(i64, Vec<u8>)> {
    Ok(on!(tx, conn => sqlx::query_as(
        "INSERT INTO guild_heads (guild_id, next_case, chain_hash) VALUES ($1, 1, $2)
         ON CONFLICT (guild_id) DO UPDATE SET next_case = guild_heads.next_case RETURNING links, chain_hash",
    ).bind(guild.0.cast_signed()).bind(GENESIS.as_slice()).fetch_one(conn).await)?)
}

/// Appends an entry to a case and to the guild's chain. Case 0 is for what was done outside any case, guild 0 for the
/// installation.
pub async fn append(tx: &mut Tx, guild: GuildId, number: u64, entry: &Entry) -> Result<()> {
    let (links, previous) = lock(tx, guild).await?;
    let last: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT coalesce(max(entry), 0) FROM case_entries WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_one(conn).await)?;
    let (actor_kind, actor_id, actor_name) = write_actor(&entry.actor);
    let salt = rand::random::<[u8; 16]>();
    let mut link = Link {
        link: links + 1,
        case: number.cast_signed(),
        entry: last + 1,
        at: entry.at.0,
        actor_kind: actor_kind.into(),
        actor_id,
        actor_name: actor_name.into(),
        kind: entry.kind.clone(),
        text: entry.text.clone(),
        salt: salt.to_vec(),
        content_hash: content_hash(&salt, &entry.text).to_vec(),
        hash: Vec::new(),
    };
    link.hash = hash(&previous, guild, &link).to_vec();
    insert(tx, guild, &link).await?;
    on!(tx, conn => sqlx::query("UPDATE guild_heads SET chain_hash = $2, links = $3 WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).bind(&link.hash).bind(link.link).execute(conn).await.map(drop))?;
    let words = format!(" {}", entry.text.to_lowercase());
    on!(tx, conn => sqlx::query("UPDATE cases SET search = search || $3 WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(words).execute(conn).await.map(drop))?;
    Ok(())
}

async fn insert(tx: &mut Tx, guild: GuildId, link: &Link) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_entries (guild_id, link, number, entry, at, actor_kind, actor_id, actor_name, kind, text, salt,
            content_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    ).bind(guild.0.cast_signed()).bind(link.link).bind(link.case).bind(link.entry).bind(link.at)
        .bind(&link.actor_kind).bind(link.actor_id).bind(&link.actor_name).bind(&link.kind).bind(&link.text)
        .bind(&link.salt).bind(&link.content_hash).bind(&link.hash).execute(conn).await.map(drop))?;
    Ok(())
}

/// The links of a guild's chain after a place, in order.
pub async fn after(tx: &mut Tx, guild: GuildId, link: i64, limit: u32) -> Result<Vec<Link>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_entries WHERE guild_id = $1 AND link > $2 AND link > 0 ORDER BY link, number, entry LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(link).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Link::from).collect())
}

/// How many entries of a guild stand outside its chain.
pub async fn unchained(tx: &mut Tx, guild: GuildId) -> Result<i64> {
    Ok(on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM case_entries WHERE guild_id = $1 AND link <= 0",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?)
}

/// The ends of all chains.
pub async fn heads(tx: &mut Tx) -> Result<Vec<Head>> {
    let rows: Vec<(i64, i64, Vec<u8>, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT guild_id, links, chain_hash, unchained FROM guild_heads ORDER BY guild_id",
    ).fetch_all(conn).await)?;
    let head = |(guild, links, hash, unchained): (i64, i64, Vec<u8>, i64)| Head {
        guild: GuildId(guild.cast_unsigned()),
        links,
        hash,
        unchained,
    };
    Ok(rows.into_iter().map(head).collect())
}

/// Every guild that has entries.
pub async fn guilds(tx: &mut Tx) -> Result<Vec<GuildId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT DISTINCT guild_id FROM case_entries ORDER BY guild_id",
    ).fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| GuildId(id.cast_unsigned()))
        .collect())
}

/// Erases the texts of a case with their salts, and gives the numbers of the entries that had any.
pub async fn erase(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<i64>> {
    let mut entries: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "UPDATE case_entries SET text = '', salt = $3 WHERE guild_id = $1 AND number = $2 AND text <> '' AND link > 0
            AND kind <> 'erased' RETURNING entry",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(Vec::<u8>::new()).fetch_all(conn).await)?;
    on!(tx, conn => sqlx::query(
        "UPDATE case_entries SET text = '' WHERE guild_id = $1 AND number = $2 AND link <= 0",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).execute(conn).await.map(drop))?;
    entries.sort_unstable();
    Ok(entries)
}
