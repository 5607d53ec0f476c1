//! Cases and their entries. A case is numbered, and an entry is chained, while the guild's head is locked.

use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::cases::{CaseFilter, CaseState, Entry};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::{Result, Tx, on, word};
use crate::domain::cases::{GENESIS, Link, hash};

/// A case's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub guild: GuildId,
    pub number: u64,
    pub kind: Kind,
    pub state: CaseState,
    pub target: UserId,
    pub target_name: String,
    pub actor: ActorRef,
    pub reason: Option<String>,
    pub opened_at: Timestamp,
    pub until: Option<Timestamp>,
    pub action: Option<ActionId>,
    pub audit_entry: Option<u64>,
}

#[derive(FromRow)]
struct Stored {
    guild_id: i64,
    number: i64,
    kind: String,
    state: String,
    target_id: i64,
    target_name: String,
    actor_kind: String,
    actor_id: i64,
    actor_name: String,
    reason: Option<String>,
    opened_at: i64,
    until_at: Option<i64>,
    action_id: Option<i64>,
    audit_entry_id: Option<i64>,
}

impl TryFrom<Stored> for CaseRow {
    type Error = super::Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            number: row.number.cast_unsigned(),
            kind: word::read(&row.kind, "cases", "kind", &row.number)?,
            state: word::read(&row.state, "cases", "state", &row.number)?,
            target: UserId(row.target_id.cast_unsigned()),
            target_name: row.target_name,
            actor: read_actor(&row.actor_kind, row.actor_id, row.actor_name),
            reason: row.reason,
            opened_at: Timestamp(row.opened_at),
            until: row.until_at.map(Timestamp),
            action: row.action_id.map(|id| ActionId(id.cast_unsigned())),
            audit_entry: row.audit_entry_id.map(i64::cast_unsigned),
        })
    }
}

/// How an actor stands in a row: kind, id, name.
pub(super) fn write_actor(actor: &ActorRef) -> (&'static str, i64, &str) {
    match actor {
        ActorRef::User { user } => ("user", user.id.0.cast_signed(), &user.name),
        ActorRef::Local { uid, name } => ("local", i64::from(*uid), name),
        ActorRef::System { name } => ("system", 0, name),
    }
}

pub(super) fn read_actor(kind: &str, id: i64, name: String) -> ActorRef {
    match kind {
        "user" => ActorRef::User {
            user: UserRef {
                id: UserId(id.cast_unsigned()),
                name,
                display_name: None,
            },
        },
        "local" => ActorRef::Local {
            uid: u32::try_from(id).unwrap_or(u32::MAX),
            name,
        },
        _ => ActorRef::System { name },
    }
}

/// Takes the next number of a guild. It locks the guild's head until the transaction ends.
pub async fn next_number(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let number: i64 = on!(tx, conn => sqlx::query_scalar(
        "INSERT INTO guild_heads (guild_id, next_case, chain_hash) VALUES ($1, 2, $2)
         ON CONFLICT (guild_id) DO UPDATE SET next_case = guild_heads.next_case + 1 RETURNING next_case - 1",
    ).bind(guild.0.cast_signed()).bind(GENESIS.as_slice()).fetch_one(conn).await)?;
    Ok(number.cast_unsigned())
}

/// Inserts a case; false if the audit entry that it was adopted from has one already.
pub async fn insert(tx: &mut Tx, row: &CaseRow) -> Result<bool> {
    let (actor_kind, actor_id, actor_name) = write_actor(&row.actor);
    let inserted = on!(tx, conn => sqlx::query(
        "INSERT INTO cases (guild_id, number, kind, state, target_id, target_name, actor_kind, actor_id, actor_name,
            reason, opened_at, until_at, action_id, audit_entry_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (audit_entry_id) DO NOTHING",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(word::write(&row.kind))
        .bind(word::write(&row.state)).bind(row.target.0.cast_signed()).bind(&row.target_name)
        .bind(actor_kind).bind(actor_id).bind(actor_name).bind(&row.reason).bind(row.opened_at.0)
        .bind(row.until.map(|until| until.0)).bind(row.action.map(|id| id.0.cast_signed()))
        .bind(row.audit_entry.map(u64::cast_signed)).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

/// Whether an audit entry was adopted.
pub async fn is_adopted(tx: &mut Tx, entry: u64) -> Result<bool> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT number FROM cases WHERE audit_entry_id = $1")
        .bind(entry.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.is_some())
}

pub async fn set_state(tx: &mut Tx, guild: GuildId, number: u64, state: CaseState) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE cases SET state = $3 WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(word::write(&state))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The cases of a kind that are in force for a user, newest first: pending or applied.
pub async fn in_force(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    kind: Kind,
) -> Result<Vec<CaseRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM cases WHERE guild_id = $1 AND target_id = $2 AND kind = $3 AND state IN ('pending', 'applied')
         ORDER BY number DESC",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(word::write(&kind)).fetch_all(conn).await)?;
    rows.into_iter().map(CaseRow::try_from).collect()
}

pub async fn find(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<CaseRow>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as("SELECT * FROM cases WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_optional(conn).await)?;
    row.map(CaseRow::try_from).transpose()
}

/// Lists cases, newest first, that were opened before a place in the list.
pub async fn list(
    tx: &mut Tx,
    filter: &CaseFilter,
    before: Option<(i64, u64, u64)>,
    limit: u32,
) -> Result<Vec<CaseRow>> {
    let (at, guild, number) = before.unwrap_or((i64::MAX, u64::MAX >> 1, u64::MAX >> 1));
    let text = filter
        .text
        .as_deref()
        .map(|text| format!("%{}%", escape_like(&text.to_lowercase())));
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        r"SELECT * FROM cases WHERE ($1 IS NULL OR guild_id = $1) AND ($2 IS NULL OR target_id = $2)
            AND ($3 IS NULL OR kind = $3) AND ($4 IS NULL OR state = $4)
            AND ($5 IS NULL OR lower(reason) LIKE $5 ESCAPE '\')
            AND (opened_at, guild_id, number) < ($6, $7, $8)
         ORDER BY opened_at DESC, guild_id DESC, number DESC LIMIT $9",
    ).bind(filter.guild.map(|id| id.0.cast_signed())).bind(filter.target.map(|id| id.0.cast_signed()))
        .bind(filter.kind.as_ref().map(word::write)).bind(filter.state.as_ref().map(word::write)).bind(text)
        .bind(at).bind(guild.cast_signed()).bind(number.cast_signed()).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    rows.into_iter().map(CaseRow::try_from).collect()
}

/// Takes the meaning from the letters that `LIKE` reads as wildcards.
fn escape_like(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_")
}

/// Appends an entry to a case and to the guild's chain.
pub async fn append(tx: &mut Tx, guild: GuildId, number: u64, entry: &Entry) -> Result<()> {
    // An update that changes nothing locks the head on both databases.
    let previous: Vec<u8> = on!(tx, conn => sqlx::query_scalar(
        "UPDATE guild_heads SET next_case = next_case WHERE guild_id = $1 RETURNING chain_hash",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    let count: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM case_entries WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_one(conn).await)?;
    let (actor_kind, actor_id, actor_name) = write_actor(&entry.actor);
    let salt = rand::random::<[u8; 16]>();
    let actor = format!("{actor_kind} {actor_id}");
    let link = Link {
        guild,
        number,
        entry: count.cast_unsigned() + 1,
        at: entry.at,
        actor: &actor,
        kind: &entry.kind,
    };
    let hash = hash(&previous, link, &salt, &entry.text);
    on!(tx, conn => sqlx::query(
        "INSERT INTO case_entries (guild_id, number, entry, at, actor_kind, actor_id, actor_name, kind, text, salt, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(count + 1).bind(entry.at.0).bind(actor_kind)
        .bind(actor_id).bind(actor_name).bind(&entry.kind).bind(&entry.text).bind(salt.as_slice())
        .bind(hash.as_slice()).execute(conn).await.map(drop))?;
    on!(tx, conn => sqlx::query("UPDATE guild_heads SET chain_hash = $2 WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).bind(hash.as_slice()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The entries of a case, oldest first.
pub async fn entries(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<Entry>> {
    type Found = (i64, String, i64, String, String, String);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, actor_kind, actor_id, actor_name, kind, text FROM case_entries
         WHERE guild_id = $1 AND number = $2 ORDER BY entry",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    let entry = |(at, actor_kind, actor_id, actor_name, kind, text): Found| Entry {
        at: Timestamp(at),
        actor: read_actor(&actor_kind, actor_id, actor_name),
        kind,
        text,
    };
    Ok(rows.into_iter().map(entry).collect())
}

pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let count: i64 = on!(tx, conn => sqlx::query_scalar("SELECT count(*) FROM cases WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(count.cast_unsigned())
}
