//! Batches and those whom they hit.

use emperione_protocol::actions::{ActorRef, State};
use emperione_protocol::batches::{Act, Aim, BatchState};
use emperione_protocol::{ActionId, BatchId, GuildId, Timestamp, UserId};
use sqlx::FromRow;

use super::actions::{read_acting, write_acting};
use super::bulk::Insert;
use super::cases::{read_actor, write_actor};
use super::{Error, On, Result, Tx, on, word};
use crate::domain::actor::Actor;

/// A batch's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    pub id: BatchId,
    pub guild: GuildId,
    pub act: Act,
    pub state: BatchState,
    pub actor: Actor,
    /// The actor as records name them.
    pub actor_ref: ActorRef,
    pub approver: Option<String>,
    /// Why it paused by itself.
    pub halted: Option<String>,
    pub undoes: Option<BatchId>,
    pub total: u64,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// A target's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    pub place: u64,
    pub aim: Aim,
    pub action: Option<ActionId>,
    pub refused: Option<String>,
}

/// How many of a batch stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub applied: u64,
    pub failed: u64,
    pub refused: u64,
    pub open: u64,
}

#[derive(FromRow)]
struct Stored {
    id: i64,
    guild_id: i64,
    state: String,
    act: String,
    actor_kind: String,
    actor_id: i64,
    actor_name: String,
    actor_user: Option<i64>,
    actor_role: Option<String>,
    approver: Option<String>,
    halted: Option<String>,
    undoes: Option<i64>,
    total: i64,
    created_at: i64,
    finished_at: Option<i64>,
}

#[derive(FromRow)]
struct StoredTarget {
    batch_id: i64,
    place: i64,
    aim: String,
    action_id: Option<i64>,
    refused: Option<String>,
}

fn inconsistent(table: &'static str, column: &'static str, row: i64, why: &str) -> Error {
    Error::Inconsistent {
        table,
        column,
        row: row.to_string(),
        why: why.into(),
    }
}

impl TryFrom<Stored> for BatchRow {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let id = row.id;
        let bad = |column, why: &str| inconsistent("batches", column, id, why);
        let act = serde_json::from_str(&row.act).map_err(|error| bad("act", &error.to_string()))?;
        let actor_ref = read_actor(&row.actor_kind, row.actor_id, row.actor_name);
        let actor = read_acting(&actor_ref, row.actor_user, row.actor_role.as_deref());
        Ok(Self {
            id: BatchId(id.cast_unsigned()),
            guild: GuildId(row.guild_id.cast_unsigned()),
            act,
            state: word::read(&row.state, "batches", "state", &id)?,
            actor: actor.ok_or_else(|| bad("actor_role", "no role"))?,
            actor_ref,
            approver: row.approver,
            halted: row.halted,
            undoes: row.undoes.map(|id| BatchId(id.cast_unsigned())),
            total: row.total.cast_unsigned(),
            created_at: Timestamp(row.created_at),
            finished_at: row.finished_at.map(Timestamp),
        })
    }
}

impl TryFrom<StoredTarget> for TargetRow {
    type Error = Error;

    fn try_from(row: StoredTarget) -> Result<Self> {
        let bad = |error: serde_json::Error| {
            inconsistent("batch_targets", "aim", row.batch_id, &error.to_string())
        };
        Ok(Self {
            place: row.place.cast_unsigned(),
            aim: serde_json::from_str(&row.aim).map_err(bad)?,
            action: row.action_id.map(|id| ActionId(id.cast_unsigned())),
            refused: row.refused,
        })
    }
}

/// Inserts a batch and everybody whom it hits, in their order.
pub async fn insert(tx: &mut Tx, row: &BatchRow, aims: &[Aim]) -> Result<()> {
    let (actor_kind, actor_id, actor_name) = write_actor(&row.actor_ref);
    let (user, role) = write_acting(&row.actor);
    let act = json(&row.act);
    on!(tx, conn => sqlx::query(
        "INSERT INTO batches (id, guild_id, kind, state, act, actor_kind, actor_id, actor_name, actor_user, actor_role,
            approver, undoes, total, created_at, finished_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    ).bind(row.id.0.cast_signed()).bind(row.guild.0.cast_signed()).bind(word::write(&row.act.kind))
        .bind(word::write(&row.state)).bind(act).bind(actor_kind).bind(actor_id).bind(actor_name).bind(user)
        .bind(role).bind(&row.approver).bind(row.undoes.map(|id| id.0.cast_signed())).bind(row.total.cast_signed())
        .bind(row.created_at.0).bind(row.finished_at.map(|at| at.0)).execute(conn).await.map(drop))?;
    insert_targets(tx, row.id, aims).await
}

/// The two databases take many rows in two ways, see [`super::bulk`].
async fn insert_targets(tx: &mut Tx, batch: BatchId, aims: &[Aim]) -> Result<()> {
    const INSERT: Insert = Insert {
        head: "INSERT INTO batch_targets (batch_id, place, target_id, aim)",
        columns: 4,
        tail: "",
    };
    let rows: Vec<_> = aims
        .iter()
        .zip(0_i64..)
        .map(|(aim, place)| {
            (
                batch.0.cast_signed(),
                place,
                aim.target.0.cast_signed(),
                json(aim),
            )
        })
        .collect();
    match &mut tx.on {
        On::Sqlite(tx) => {
            INSERT
                .run(tx, &rows, |query, row| {
                    query
                        .bind(row.0)
                        .bind(row.1)
                        .bind(row.2)
                        .bind(row.3.clone())
                })
                .await?;
        }
        On::Postgres(tx) => {
            let places: Vec<_> = rows.iter().map(|row| row.1).collect();
            let targets: Vec<_> = rows.iter().map(|row| row.2).collect();
            let texts: Vec<_> = rows.into_iter().map(|row| row.3).collect();
            sqlx::query(
                "INSERT INTO batch_targets (batch_id, place, target_id, aim)
                 SELECT $1, * FROM UNNEST($2::BIGINT[], $3::BIGINT[], $4::TEXT[])",
            )
            .bind(batch.0.cast_signed())
            .bind(places)
            .bind(targets)
            .bind(texts)
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}

pub async fn find(tx: &mut Tx, id: BatchId) -> Result<Option<BatchRow>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as("SELECT * FROM batches WHERE id = $1")
        .bind(id.0.cast_signed()).fetch_optional(conn).await)?;
    row.map(BatchRow::try_from).transpose()
}

/// Those that are to run, oldest first.
pub async fn running(tx: &mut Tx) -> Result<Vec<BatchId>> {
    let ids: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT id FROM batches WHERE finished_at IS NULL AND state = 'running' ORDER BY created_at, id",
    ).fetch_all(conn).await)?;
    Ok(ids
        .into_iter()
        .map(|id| BatchId(id.cast_unsigned()))
        .collect())
}

/// Lists batches, newest first, from before a place in the list.
pub async fn list(
    tx: &mut Tx,
    guild: Option<GuildId>,
    before: Option<(i64, BatchId)>,
    limit: u32,
) -> Result<Vec<BatchRow>> {
    let (at, id) = before.unwrap_or((i64::MAX, BatchId(u64::MAX >> 1)));
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM batches WHERE ($1 IS NULL OR guild_id = $1) AND (created_at, id) < ($2, $3)
         ORDER BY created_at DESC, id DESC LIMIT $4",
    ).bind(guild.map(|guild| guild.0.cast_signed())).bind(at).bind(id.0.cast_signed()).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    rows.into_iter().map(BatchRow::try_from).collect()
}

/// Sets the state of a batch that is in one of these states; false if it is in none of them.
pub async fn set_state(
    tx: &mut Tx,
    id: BatchId,
    from: &[BatchState],
    to: BatchState,
    at: Timestamp,
) -> Result<bool> {
    let from = from.iter().map(|state| state.word());
    let from = format!(",{},", from.collect::<Vec<_>>().join(","));
    let changed = on!(tx, conn => sqlx::query(
        "UPDATE batches SET state = $3, finished_at = $4, halted = NULL WHERE id = $1 AND $2 LIKE '%,' || state || ',%'",
    ).bind(id.0.cast_signed()).bind(from).bind(word::write(&to)).bind(to.is_final().then_some(at.0))
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Pauses a running batch that cannot go on, and notes why.
pub async fn halt(tx: &mut Tx, id: BatchId, why: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE batches SET state = 'paused', halted = $2 WHERE id = $1 AND state = 'running'")
        .bind(id.0.cast_signed()).bind(why).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn approve(tx: &mut Tx, id: BatchId, approver: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("UPDATE batches SET approver = $2 WHERE id = $1")
        .bind(id.0.cast_signed()).bind(approver).execute(conn).await.map(drop))?;
    Ok(())
}

/// The first of those for whom nothing was begun.
pub async fn waiting(tx: &mut Tx, id: BatchId, limit: u32) -> Result<Vec<TargetRow>> {
    let rows: Vec<StoredTarget> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM batch_targets WHERE batch_id = $1 AND action_id IS NULL AND refused IS NULL
         ORDER BY place LIMIT $2",
    ).bind(id.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(TargetRow::try_from).collect()
}

/// Everybody from a place on, in the batch's order.
pub async fn targets(tx: &mut Tx, id: BatchId, from: u64, limit: u32) -> Result<Vec<TargetRow>> {
    let rows: Vec<StoredTarget> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM batch_targets WHERE batch_id = $1 AND place >= $2 ORDER BY place LIMIT $3",
    ).bind(id.0.cast_signed()).bind(from.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(TargetRow::try_from).collect()
}

/// Notes the action that a target has, or why it has none.
pub async fn begin(
    tx: &mut Tx,
    id: BatchId,
    place: u64,
    begun: std::result::Result<ActionId, &str>,
) -> Result<()> {
    let (action, refused) = match begun {
        Ok(action) => (Some(action.0.cast_signed()), None),
        Err(why) => (None, Some(why)),
    };
    on!(tx, conn => sqlx::query(
        "UPDATE batch_targets SET action_id = $3, refused = $4 WHERE batch_id = $1 AND place = $2",
    ).bind(id.0.cast_signed()).bind(place.cast_signed()).bind(action).bind(refused).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets the targets of these actions wait again, as if nothing was begun for them.
pub async fn give_back(tx: &mut Tx, id: BatchId, actions: &[ActionId]) -> Result<()> {
    let begun: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT place, action_id FROM batch_targets WHERE batch_id = $1 AND action_id IS NOT NULL",
    ).bind(id.0.cast_signed()).fetch_all(conn).await)?;
    for (place, action) in begun {
        if actions.contains(&ActionId(action.cast_unsigned())) {
            on!(tx, conn => sqlx::query("UPDATE batch_targets SET action_id = NULL WHERE batch_id = $1 AND place = $2")
                .bind(id.0.cast_signed()).bind(place).execute(conn).await.map(drop))?;
        }
    }
    Ok(())
}

/// How many of a batch stand how.
pub async fn count(tx: &mut Tx, id: BatchId) -> Result<Counts> {
    let states: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT actions.state, count(*) FROM batch_targets JOIN actions ON actions.id = batch_targets.action_id
         WHERE batch_targets.batch_id = $1 GROUP BY actions.state",
    ).bind(id.0.cast_signed()).fetch_all(conn).await)?;
    let refused: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM batch_targets WHERE batch_id = $1 AND refused IS NOT NULL",
    ).bind(id.0.cast_signed()).fetch_one(conn).await)?;
    let mut counts = Counts {
        refused: refused.cast_unsigned(),
        ..Counts::default()
    };
    for (state, number) in states {
        let place = match word::read(&state, "actions", "state", &id)? {
            State::Applied | State::Verified => &mut counts.applied,
            State::Failed => &mut counts.failed,
            State::Planned | State::Sending | State::Unknown => &mut counts.open,
        };
        *place += number.cast_unsigned();
    }
    Ok(counts)
}

/// Whether a batch has an action on a user.
pub async fn hits(tx: &mut Tx, id: BatchId, user: UserId) -> Result<bool> {
    let found: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT id FROM actions WHERE batch_id = $1 AND target_id = $2 LIMIT 1",
    ).bind(id.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.is_some())
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("acts and aims have only texts and numbers")
}
