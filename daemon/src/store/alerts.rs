//! Alert rules with where they stand, and their ringings.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::{GuildId, Timestamp};
use sqlx::FromRow;

use super::cases::{read_actor, write_actor};
use super::{Error, Result, Tx, on, word};
use crate::domain::alerts::machine::Machine;

/// A rule's row.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRow {
    pub guild: GuildId,
    pub name: String,
    pub text: String,
    pub set_at: Timestamp,
    pub version: i64,
    pub machine: Machine,
    pub value: Option<f64>,
    pub missing: Option<String>,
    pub muted_until: Option<Timestamp>,
    pub alert: Option<u64>,
}

/// A ringing's row.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRow {
    pub guild: GuildId,
    pub number: u64,
    pub rule: String,
    pub text: String,
    pub opened_at: Timestamp,
    pub value: f64,
    pub says: String,
    pub told_at: Option<Timestamp>,
    pub acked_at: Option<Timestamp>,
    pub acked_by: Option<ActorRef>,
    pub cleared_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct StoredRule {
    guild_id: i64,
    name: String,
    text: String,
    set_at: i64,
    version: i64,
    phase: String,
    since_at: Option<i64>,
    read_at: Option<i64>,
    value: Option<f64>,
    missing: Option<String>,
    muted_until: Option<i64>,
    alert: Option<i64>,
}

impl TryFrom<StoredRule> for RuleRow {
    type Error = Error;

    fn try_from(row: StoredRule) -> Result<Self> {
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            machine: Machine {
                phase: word::read(&row.phase, "alert_rules", "phase", &row.name)?,
                since: row.since_at.map(Timestamp),
                read_at: row.read_at.map(Timestamp),
            },
            name: row.name,
            text: row.text,
            set_at: Timestamp(row.set_at),
            version: row.version,
            value: row.value,
            missing: row.missing,
            muted_until: row.muted_until.map(Timestamp),
            alert: row.alert.map(i64::cast_unsigned),
        })
    }
}

#[derive(FromRow)]
struct StoredAlert {
    guild_id: i64,
    number: i64,
    rule: String,
    text: String,
    opened_at: i64,
    value: f64,
    says: String,
    told_at: Option<i64>,
    acked_at: Option<i64>,
    acked_kind: Option<String>,
    acked_id: Option<i64>,
    acked_name: Option<String>,
    cleared_at: Option<i64>,
}

impl From<StoredAlert> for AlertRow {
    fn from(row: StoredAlert) -> Self {
        let by = row.acked_kind.zip(row.acked_id);
        Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            number: row.number.cast_unsigned(),
            rule: row.rule,
            text: row.text,
            opened_at: Timestamp(row.opened_at),
            value: row.value,
            says: row.says,
            told_at: row.told_at.map(Timestamp),
            acked_at: row.acked_at.map(Timestamp),
            acked_by: by
                .map(|(kind, id)| read_actor(&kind, id, row.acked_name.unwrap_or_default())),
            cleared_at: row.cleared_at.map(Timestamp),
        }
    }
}

/// The rules by name, of a guild or of all.
pub async fn rules(tx: &mut Tx, guild: Option<GuildId>) -> Result<Vec<RuleRow>> {
    let rows: Vec<StoredRule> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM alert_rules WHERE $1 IS NULL OR guild_id = $1 ORDER BY guild_id, name",
    ).bind(guild.map(|guild| guild.0.cast_signed())).fetch_all(conn).await)?;
    rows.into_iter().map(RuleRow::try_from).collect()
}

pub async fn rule(tx: &mut Tx, guild: GuildId, name: &str) -> Result<Option<RuleRow>> {
    let row: Option<StoredRule> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM alert_rules WHERE guild_id = $1 AND name = $2",
    ).bind(guild.0.cast_signed()).bind(name).fetch_optional(conn).await)?;
    row.map(RuleRow::try_from).transpose()
}

/// Puts a rule in, which then stands at the beginning; one of the same name goes, but stays muted.
pub async fn set(tx: &mut Tx, guild: GuildId, name: &str, text: &str, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO alert_rules (guild_id, name, text, set_at, version, phase) VALUES ($1, $2, $3, $4, 1, 'quiet')
         ON CONFLICT (guild_id, name) DO UPDATE SET text = excluded.text, set_at = excluded.set_at,
            version = alert_rules.version + 1, phase = 'quiet', since_at = NULL, read_at = NULL, value = NULL,
            missing = NULL, alert = NULL",
    ).bind(guild.0.cast_signed()).bind(name).bind(text).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Saves where a rule stands, unless somebody else did so since it was read; says whether.
pub async fn save(tx: &mut Tx, row: &RuleRow) -> Result<bool> {
    let changed = on!(tx, conn => sqlx::query(
        "UPDATE alert_rules SET version = version + 1, phase = $4, since_at = $5, read_at = $6, value = $7, missing = $8,
            muted_until = $9, alert = $10
         WHERE guild_id = $1 AND name = $2 AND version = $3",
    ).bind(row.guild.0.cast_signed()).bind(&row.name).bind(row.version).bind(word::write(&row.machine.phase))
        .bind(row.machine.since.map(|at| at.0)).bind(row.machine.read_at.map(|at| at.0)).bind(row.value)
        .bind(row.missing.as_deref()).bind(row.muted_until.map(|at| at.0)).bind(row.alert.map(u64::cast_signed))
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Tells nobody of a rule until a time, or of it again.
pub async fn mute(tx: &mut Tx, row: &RuleRow, until: Option<Timestamp>) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE alert_rules SET version = version + 1, muted_until = $3 WHERE guild_id = $1 AND name = $2",
    ).bind(row.guild.0.cast_signed()).bind(&row.name).bind(until.map(|at| at.0)).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a rule away; says whether there was one.
pub async fn remove(tx: &mut Tx, guild: GuildId, name: &str) -> Result<bool> {
    let gone = on!(tx, conn => sqlx::query("DELETE FROM alert_rules WHERE guild_id = $1 AND name = $2")
        .bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}

/// Opens an alert, and gives its number.
pub async fn open(tx: &mut Tx, row: &AlertRow) -> Result<u64> {
    let number: i64 = on!(tx, conn => sqlx::query_scalar(
        "INSERT INTO alert_heads (guild_id, next_alert) VALUES ($1, 2)
         ON CONFLICT (guild_id) DO UPDATE SET next_alert = alert_heads.next_alert + 1 RETURNING next_alert - 1",
    ).bind(row.guild.0.cast_signed()).fetch_one(conn).await)?;
    on!(tx, conn => sqlx::query(
        "INSERT INTO alerts (guild_id, number, rule, text, opened_at, value, says) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    ).bind(row.guild.0.cast_signed()).bind(number).bind(&row.rule).bind(&row.text).bind(row.opened_at.0)
        .bind(row.value).bind(&row.says).execute(conn).await.map(drop))?;
    Ok(number.cast_unsigned())
}

pub async fn find(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<AlertRow>> {
    let row: Option<StoredAlert> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM alerts WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).fetch_optional(conn).await)?;
    Ok(row.map(AlertRow::from))
}

/// The last alerts of a rule, newest first.
pub async fn of_rule(tx: &mut Tx, guild: GuildId, name: &str, limit: u32) -> Result<Vec<AlertRow>> {
    let rows: Vec<StoredAlert> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM alerts WHERE guild_id = $1 AND rule = $2 ORDER BY number DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(name).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(AlertRow::from).collect())
}

/// The alerts that were opened within a period, oldest first.
pub async fn between(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<AlertRow>> {
    let rows: Vec<StoredAlert> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM alerts WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY number",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(AlertRow::from).collect())
}

/// Notes that an alert cleared. If its routes were told that it rang, this is to be told them too, see [`let_clear`].
pub async fn clear(tx: &mut Tx, guild: GuildId, number: u64, at: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE alerts SET cleared_at = $3, clear_held = told_at IS NOT NULL
         WHERE guild_id = $1 AND number = $2 AND cleared_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether a rule has alerts of which it is to be told that they cleared.
pub async fn holds_clear(tx: &mut Tx, guild: GuildId, rule: &str) -> Result<bool> {
    let held: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM alerts WHERE guild_id = $1 AND rule = $2 AND clear_held LIMIT 1",
    ).bind(guild.0.cast_signed()).bind(rule).fetch_optional(conn).await)?;
    Ok(held.is_some())
}

/// Gives the alerts of a rule of which it is to be told that they cleared, oldest first, each once.
pub async fn let_clear(tx: &mut Tx, guild: GuildId, rule: &str) -> Result<Vec<AlertRow>> {
    let rows: Vec<StoredAlert> = on!(tx, conn => sqlx::query_as(
        "UPDATE alerts SET clear_held = FALSE WHERE guild_id = $1 AND rule = $2 AND clear_held RETURNING *",
    ).bind(guild.0.cast_signed()).bind(rule).fetch_all(conn).await)?;
    let mut found: Vec<_> = rows.into_iter().map(AlertRow::from).collect();
    found.sort_by_key(|alert| alert.number);
    Ok(found)
}

/// Notes that an alert's routes are told; says whether they were not before.
pub async fn tell(tx: &mut Tx, guild: GuildId, number: u64, at: Timestamp) -> Result<bool> {
    let told = on!(tx, conn => sqlx::query(
        "UPDATE alerts SET told_at = $3 WHERE guild_id = $1 AND number = $2 AND told_at IS NULL AND cleared_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(at.0).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(told == 1)
}

/// Notes who has seen an alert; the first one stays.
pub async fn ack(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    by: &ActorRef,
    at: Timestamp,
) -> Result<bool> {
    let (kind, id, name) = write_actor(by);
    let acked = on!(tx, conn => sqlx::query(
        "UPDATE alerts SET acked_at = $3, acked_kind = $4, acked_id = $5, acked_name = $6
         WHERE guild_id = $1 AND number = $2 AND acked_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(at.0).bind(kind).bind(id).bind(name)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(acked == 1)
}

/// Deletes alerts that cleared before a time.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    Ok(
        on!(tx, conn => sqlx::query("DELETE FROM alerts WHERE cleared_at < $1")
        .bind(before.0).execute(conn).await.map(|done| done.rows_affected()))?,
    )
}
