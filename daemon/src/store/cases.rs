//! Cases and their entries. A case is numbered while the guild's head is locked.

use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::{CaseFilter, CaseState, Entry};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, BatchId, GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::actions::{read_detail, write_detail};
use super::chain::ERASED_TEXT;
pub use super::chain::append;
use super::conditions::{Conditions, Value};
use super::{Result, Tx, on, word};
use crate::domain::cases::chain::GENESIS;
use crate::domain::cases::edit::Sheet;
use crate::domain::cases::rule::{self, RULE};

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
    /// Discord's audit-log entry that it was adopted from, and which of its changes.
    pub audit_entry: Option<(u64, u64)>,
    pub detail: Detail,
    /// The case that it undoes.
    pub undoes: Option<u64>,
    pub batch: Option<BatchId>,
}

/// A case's row, and what was written into it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    pub case: CaseRow,
    pub closed_at: Option<Timestamp>,
    pub hidden: bool,
    pub labels: Vec<String>,
    pub links: Vec<u64>,
    /// How many pieces of evidence it has.
    pub evidence: u32,
    pub import: Option<u64>,
    /// The name of the rule that brought it about.
    pub rule: Option<String>,
}

impl CaseRow {
    /// Where it stands among the cases of its target.
    pub fn place(&self) -> (Timestamp, u64) {
        (self.opened_at, self.number)
    }
}

impl Filed {
    /// What of it can be edited.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            number: self.case.number,
            state: self.case.state,
            reason: self.case.reason.clone(),
            closed: self.closed_at.is_some(),
            hidden: self.hidden,
            labels: self.labels.clone(),
            links: self.links.clone(),
        }
    }
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
    audit_part: i64,
    detail: String,
    undoes: Option<i64>,
    batch_id: Option<i64>,
    closed_at: Option<i64>,
    hidden: bool,
    labels: String,
    links: String,
    evidence: i64,
    import_id: Option<i64>,
    rule: Option<String>,
}

impl TryFrom<Stored> for Filed {
    type Error = super::Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            closed_at: row.closed_at.map(Timestamp),
            hidden: row.hidden,
            labels: row.labels.split_whitespace().map(Into::into).collect(),
            links: row.links.split_whitespace().flat_map(str::parse).collect(),
            evidence: u32::try_from(row.evidence).unwrap_or(u32::MAX),
            import: row.import_id.map(i64::cast_unsigned),
            rule: row.rule.clone(),
            case: row.try_into()?,
        })
    }
}

/// Words so that each is found between blanks.
pub(super) fn write_words<T: ToString>(words: &[T]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words: Vec<_> = words.iter().map(T::to_string).collect();
    format!(" {} ", words.join(" "))
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
            audit_entry: row
                .audit_entry_id
                .map(|entry| (entry.cast_unsigned(), row.audit_part.cast_unsigned())),
            detail: read_detail(&row.detail).map_err(|why| super::Error::Inconsistent {
                table: "cases",
                column: "detail",
                row: row.number.to_string(),
                why,
            })?,
            undoes: row.undoes.map(i64::cast_unsigned),
            batch: row.batch_id.map(|id| BatchId(id.cast_unsigned())),
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

/// Locks a guild's head until the transaction ends, so that of two who act at once the second sees what the first did.
pub async fn lock(tx: &mut Tx, guild: GuildId) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO guild_heads (guild_id, next_case, chain_hash) VALUES ($1, 1, $2)
         ON CONFLICT (guild_id) DO UPDATE SET next_case = guild_heads.next_case",
    ).bind(guild.0.cast_signed()).bind(GENESIS.as_slice()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes the next number of a guild. It locks the guild's head until the transaction ends.
pub async fn next_number(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let number: i64 = on!(tx, conn => sqlx::query_scalar(
        "INSERT INTO guild_heads (guild_id, next_case, chain_hash) VALUES ($1, 2, $2)
         ON CONFLICT (guild_id) DO UPDATE SET next_case = guild_heads.next_case + 1 RETURNING next_case - 1",
    ).bind(guild.0.cast_signed()).bind(GENESIS.as_slice()).fetch_one(conn).await)?;
    Ok(number.cast_unsigned())
}

/// Inserts a case; a second one of the same change of an audit entry is a conflict.
pub async fn insert(tx: &mut Tx, row: &CaseRow) -> Result<()> {
    let (actor_kind, actor_id, actor_name) = write_actor(&row.actor);
    let reason = row.reason.as_deref().unwrap_or_default();
    let search = format!("{} {reason}", row.target_name).to_lowercase();
    on!(tx, conn => sqlx::query(
        "INSERT INTO cases (guild_id, number, kind, state, target_id, target_name, actor_kind, actor_id, actor_name,
            reason, opened_at, until_at, action_id, audit_entry_id, audit_part, detail, undoes, batch_id, search, points,
            caused_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(word::write(&row.kind))
        .bind(word::write(&row.state)).bind(row.target.0.cast_signed()).bind(&row.target_name)
        .bind(actor_kind).bind(actor_id).bind(actor_name).bind(&row.reason).bind(row.opened_at.0)
        .bind(row.until.map(|until| until.0)).bind(row.action.map(|id| id.0.cast_signed()))
        .bind(row.audit_entry.map(|(entry, _)| entry.cast_signed()))
        .bind(row.audit_entry.map_or(0, |(_, part)| part.cast_signed())).bind(write_detail(&row.detail))
        .bind(row.undoes.map(u64::cast_signed)).bind(row.batch.map(|id| id.0.cast_signed())).bind(search)
        .bind(i64::from(weight(row))).bind(row.detail.caused_by.map(u64::cast_signed))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Says which rule brought a new case about. Its log says it too, so that the chain of its entries covers it.
pub async fn set_rule(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    (at, by): (Timestamp, &ActorRef),
    rule: &str,
) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE cases SET rule = $3, rule_key = $4 WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(rule).bind(rule::key(rule))
        .execute(conn).await.map(drop))?;
    let entry = Entry {
        at,
        actor: by.clone(),
        kind: RULE.into(),
        text: rule.into(),
    };
    append(tx, guild, number, &entry).await
}

/// A case whose rule is not the one that its log names.
pub async fn misruled(tx: &mut Tx, guild: GuildId) -> Result<Option<u64>> {
    let number: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM cases WHERE guild_id = $1 AND coalesce(rule, '') <> coalesce(
            (SELECT text FROM case_entries WHERE case_entries.guild_id = cases.guild_id
                AND case_entries.number = cases.number AND kind = $2 ORDER BY entry LIMIT 1), '')
         ORDER BY number LIMIT 1",
    ).bind(guild.0.cast_signed()).bind(RULE).fetch_optional(conn).await)?;
    Ok(number.map(i64::cast_unsigned))
}

/// What a case weighs on the ladder.
fn weight(row: &CaseRow) -> u32 {
    match row.kind {
        Kind::Warn => row.detail.points.unwrap_or(1),
        _ => 0,
    }
}

/// The points of a user's warnings in force: each with when it was given.
pub async fn points(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<(Timestamp, u64)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT opened_at, points FROM cases WHERE guild_id = $1 AND target_id = $2 AND points > 0 AND state = 'applied'",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?;
    let read = |(at, points): (i64, i64)| (Timestamp(at), points.cast_unsigned());
    Ok(rows.into_iter().map(read).collect())
}

/// The cases in force that a case's warning brought about.
pub async fn caused_by(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<u64>> {
    let rows: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM cases WHERE guild_id = $1 AND caused_by = $2 AND state = 'applied' ORDER BY number",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(i64::cast_unsigned).collect())
}

/// Whether an audit entry was adopted.
pub async fn is_adopted(tx: &mut Tx, entry: u64) -> Result<bool> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT number FROM cases WHERE audit_entry_id = $1 LIMIT 1")
        .bind(entry.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.is_some())
}

/// Changes when what a case did ends by itself.
pub async fn set_until(tx: &mut Tx, case: &CaseRow, until: Option<Timestamp>) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE cases SET until_at = $3 WHERE guild_id = $1 AND number = $2")
        .bind(case.guild.0.cast_signed()).bind(case.number.cast_signed()).bind(until.map(|at| at.0))
        .execute(conn).await.map(drop))?;
    on!(tx, conn => sqlx::query("UPDATE actions SET until_at = $2 WHERE id = $1")
        .bind(case.action.map(|id| id.0.cast_signed())).bind(until.map(|at| at.0))
        .execute(conn).await.map(drop))?;
    Ok(())
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

/// What is in force for a user and ends by itself, and timeouts also if they never do; the next to end first.
pub async fn lasting(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<CaseRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM cases WHERE guild_id = $1 AND target_id = $2 AND state IN ('pending', 'applied')
            AND (action_id IS NOT NULL OR audit_entry_id IS NOT NULL) AND (until_at IS NOT NULL OR kind = 'timeout')
         ORDER BY coalesce(until_at, 9223372036854775807), number",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(CaseRow::try_from).collect()
}

/// The applied cases of a batch with their targets, newest first, which is how they are undone.
pub async fn of_batch(tx: &mut Tx, guild: GuildId, batch: BatchId) -> Result<Vec<(u64, UserId)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT number, target_id FROM cases WHERE guild_id = $1 AND batch_id = $2 AND state IN ('applied', 'ended')
         ORDER BY number DESC",
    ).bind(guild.0.cast_signed()).bind(batch.0.cast_signed()).fetch_all(conn).await)?;
    let read = |(number, user): (i64, i64)| (number.cast_unsigned(), UserId(user.cast_unsigned()));
    Ok(rows.into_iter().map(read).collect())
}

/// The cases of a user after a time and a number, oldest first. Times go first, since what others do in Discord may be
/// read, and numbered, long after.
pub async fn since(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    (at, number): (Timestamp, u64),
) -> Result<Vec<CaseRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM cases WHERE guild_id = $1 AND target_id = $2 AND (opened_at, number) > ($3, $4)
         ORDER BY opened_at, number",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(at.0).bind(number.cast_signed())
        .fetch_all(conn).await)?;
    rows.into_iter().map(CaseRow::try_from).collect()
}

/// The last case of a kind that a user had before another one, and that was carried out here.
pub async fn last_before(tx: &mut Tx, case: &CaseRow, kind: Kind) -> Result<Option<CaseRow>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM cases WHERE guild_id = $1 AND target_id = $2 AND (opened_at, number) < ($3, $4) AND kind = $5
            AND state IN ('applied', 'ended') AND (action_id IS NOT NULL OR audit_entry_id IS NOT NULL)
         ORDER BY opened_at DESC, number DESC LIMIT 1",
    ).bind(case.guild.0.cast_signed()).bind(case.target.0.cast_signed()).bind(case.opened_at.0)
        .bind(case.number.cast_signed()).bind(word::write(&kind)).fetch_optional(conn).await)?;
    row.map(CaseRow::try_from).transpose()
}

pub async fn find(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<CaseRow>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as("SELECT * FROM cases WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_optional(conn).await)?;
    row.map(CaseRow::try_from).transpose()
}

/// Finds a case with what was written into it.
pub async fn read(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<Filed>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as("SELECT * FROM cases WHERE guild_id = $1 AND number = $2")
        .bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_optional(conn).await)?;
    row.map(Filed::try_from).transpose()
}

/// Writes down what an edit made of a case. A case that was closed already keeps its time.
pub async fn save(tx: &mut Tx, guild: GuildId, sheet: &Sheet, now: Timestamp) -> Result<()> {
    let closed_at = sheet.closed.then_some(now.0);
    on!(tx, conn => sqlx::query(
        "UPDATE cases SET reason = $3, hidden = $4, labels = $5, links = $6,
            closed_at = CASE WHEN $7 IS NULL THEN NULL ELSE coalesce(closed_at, $7) END
         WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(sheet.number.cast_signed()).bind(&sheet.reason).bind(sheet.hidden)
        .bind(write_words(&sheet.labels)).bind(write_words(&sheet.links)).bind(closed_at)
        .execute(conn).await.map(drop))?;
    Ok(())
}

fn conditions(filter: &CaseFilter) -> Conditions {
    let mut all = Conditions::default();
    if let Some(guild) = filter.guild {
        all.add("guild_id = ?", [guild.0.into()]);
    }
    if let Some(target) = filter.target {
        all.add("target_id = ?", [target.0.into()]);
    }
    if let Some(kind) = &filter.kind {
        all.add("kind = ?", [Value::Text(word::write(kind))]);
    }
    if let Some(state) = &filter.state {
        all.add("state = ?", [Value::Text(word::write(state))]);
    }
    if let Some(actor) = &filter.actor {
        all.add_actor(actor);
    }
    if let Some(label) = &filter.label {
        all.add_part("labels", &format!(" {label} "));
    }
    match filter.closed {
        Some(true) => all.add("closed_at IS NOT NULL", []),
        Some(false) => all.add("closed_at IS NULL", []),
        None => {}
    }
    if let Some(since) = filter.since {
        all.add("opened_at >= ?", [since.0.into()]);
    }
    if let Some(until) = filter.until {
        all.add("opened_at < ?", [until.0.into()]);
    }
    if !filter.hidden {
        all.add("NOT hidden", []);
    }
    if let Some(batch) = filter.batch {
        all.add("batch_id = ?", [batch.0.into()]);
    }
    if let Some(case) = filter.undoes {
        all.add("undoes = ?", [case.into()]);
    }
    if let Some(case) = filter.caused_by {
        all.add("caused_by = ?", [case.into()]);
    }
    if let Some(import) = filter.import {
        all.add("import_id = ?", [import.into()]);
    }
    if let Some(rule) = &filter.rule {
        all.add("rule_key = ?", [Value::Text(rule::key(rule))]);
    }
    match filter.evidence {
        Some(true) => all.add("evidence > 0", []),
        Some(false) => all.add("evidence = 0", []),
        None => {}
    }
    for word in filter.text.iter().flat_map(|text| text.split_whitespace()) {
        all.add_part("search", &word.to_lowercase());
    }
    all
}

/// Lists cases, newest first, that were opened before a place in the list.
pub async fn list(
    tx: &mut Tx,
    filter: &CaseFilter,
    before: Option<(i64, u64, u64)>,
    limit: u32,
) -> Result<Vec<Filed>> {
    let mut all = conditions(filter);
    if let Some((at, guild, number)) = before {
        all.add("opened_at <= ?", [at.into()]);
        let place = [at.into(), guild.into(), number.into()];
        all.add("(opened_at, guild_id, number) < (?, ?, ?)", place);
    }
    let order = "ORDER BY opened_at DESC, guild_id DESC, number DESC";
    let rows: Vec<Stored> = all.fetch(tx, "SELECT * FROM cases", order, limit).await?;
    rows.into_iter().map(Filed::try_from).collect()
}

/// The entries of a case, oldest first.
pub async fn entries(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<Entry>> {
    type Found = (i64, String, i64, String, String, String, i64);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, actor_kind, actor_id, actor_name, kind, text, CAST(length(salt) AS BIGINT) FROM case_entries
         WHERE guild_id = $1 AND number = $2 ORDER BY entry",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_all(conn).await)?;
    let entry = |(at, actor_kind, actor_id, actor_name, kind, text, salt): Found| Entry {
        at: Timestamp(at),
        actor: read_actor(&actor_kind, actor_id, actor_name),
        kind,
        text: if salt == 0 { ERASED_TEXT.into() } else { text },
    };
    Ok(rows.into_iter().map(entry).collect())
}

pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let count: i64 = on!(tx, conn => sqlx::query_scalar("SELECT count(*) FROM cases WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(count.cast_unsigned())
}
