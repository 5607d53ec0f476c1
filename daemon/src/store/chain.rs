//! The entries of cases as the chain that they form. Whoever appends holds the guild's head until the transaction ends.

use emperione_protocol::audit::{AuditFilter, Record};
use emperione_protocol::cases::Entry;
use emperione_protocol::{GuildId, Timestamp};
use sqlx::FromRow;

use super::cases::{read_actor, write_actor};
use super::conditions::{Conditions, Value};
use super::{Result, Tx, on};
use crate::domain::cases::chain::{GENESIS, Head, Link, content_hash, hash, write_hex};

/// What stands in the place of a text that was erased.
pub const ERASED_TEXT: &str = "(erased)";

#[derive(FromRow)]
struct StoredHead {
    guild_id: i64,
    links: i64,
    chain_hash: Vec<u8>,
    unchained: i64,
}

impl From<StoredHead> for Head {
    fn from(row: StoredHead) -> Self {
        Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            links: row.links,
            hash: row.chain_hash,
            unchained: row.unchained,
        }
    }
}

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

/// The links of a guild's chain after one (its link, case and entry), in order.
pub async fn after(
    tx: &mut Tx,
    guild: GuildId,
    (link, case, entry): (i64, i64, i64),
    limit: u32,
) -> Result<Vec<Link>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM case_entries WHERE guild_id = $1 AND link > 0 AND link >= $2 AND (link, number, entry) > ($2, $3, $4)
         ORDER BY link, number, entry LIMIT $5",
    ).bind(guild.0.cast_signed()).bind(link).bind(case).bind(entry).bind(i64::from(limit)).fetch_all(conn).await)?;
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
    let rows: Vec<StoredHead> = on!(tx, conn => sqlx::query_as("SELECT * FROM guild_heads ORDER BY guild_id")
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Head::from).collect())
}

/// The end of a guild's chain.
pub async fn head(tx: &mut Tx, guild: GuildId) -> Result<Option<Head>> {
    let row: Option<StoredHead> = on!(tx, conn => sqlx::query_as("SELECT * FROM guild_heads WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(row.map(Head::from))
}

/// A place in the log: time, guild, case and entry.
pub type Place = [i64; 4];

#[derive(FromRow)]
struct Logged {
    guild_id: i64,
    #[sqlx(flatten)]
    link: Stored,
}

impl From<Logged> for Record {
    fn from(Logged { guild_id, link }: Logged) -> Self {
        let id = |id: i64| Some(id.cast_unsigned()).filter(|id| *id != 0);
        let erased = link.salt.is_empty();
        Self {
            at: Timestamp(link.at),
            guild: id(guild_id).map(GuildId),
            case: id(link.number),
            entry: link.entry.cast_unsigned(),
            actor: read_actor(&link.actor_kind, link.actor_id, link.actor_name),
            kind: link.kind,
            text: if erased {
                ERASED_TEXT.into()
            } else {
                link.text
            },
            link: u64::try_from(link.link).unwrap_or(0),
            content_hash: write_hex(&link.content_hash),
            hash: write_hex(&link.hash),
        }
    }
}

/// The entries of all cases and of none, newest first, from before a place.
pub async fn log(
    tx: &mut Tx,
    filter: &AuditFilter,
    before: Option<Place>,
    limit: u32,
) -> Result<Vec<Record>> {
    let mut all = Conditions::default();
    if let Some(guild) = filter.guild {
        all.add("guild_id = ?", [guild.0.into()]);
    }
    if let Some(actor) = &filter.actor {
        all.add_actor(actor);
    }
    if let Some(kind) = &filter.kind {
        all.add("kind = ?", [kind.as_str().into()]);
    }
    if let Some(since) = filter.since {
        all.add("at >= ?", [since.0.into()]);
    }
    if let Some(until) = filter.until {
        all.add("at < ?", [until.0.into()]);
    }
    if let Some(place) = before {
        all.add("at <= ?", [place[0].into()]);
        all.add(
            "(at, guild_id, number, entry) < (?, ?, ?, ?)",
            place.map(Value::from),
        );
    }
    let order = "ORDER BY at DESC, guild_id DESC, number DESC, entry DESC";
    let rows: Vec<Logged> = all
        .fetch(tx, "SELECT * FROM case_entries", order, limit)
        .await?;
    Ok(rows.into_iter().map(Record::from).collect())
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

/// The kinds of entries whose text is the house's own, and stays when those of a case are erased.
macro_rules! stays {
    () => {
        "('erased', 'evidence_erased', 'rule')"
    };
}
pub(super) use stays;

/// Erases the texts of a case with their salts, and gives the numbers of the entries that had any.
pub async fn erase(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<i64>> {
    let mut entries: Vec<i64> = on!(tx, conn => sqlx::query_scalar(concat!(
        "UPDATE case_entries SET text = '', salt = $3 WHERE guild_id = $1 AND number = $2 AND text <> '' AND link > 0
            AND kind NOT IN ", stays!(), " RETURNING entry",
    )).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(Vec::<u8>::new()).fetch_all(conn).await)?;
    on!(tx, conn => sqlx::query(
        "UPDATE case_entries SET text = '' WHERE guild_id = $1 AND number = $2 AND link <= 0",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).execute(conn).await.map(drop))?;
    entries.sort_unstable();
    Ok(entries)
}
