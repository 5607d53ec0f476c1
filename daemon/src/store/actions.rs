//! Actions and their journal.

use emperione_protocol::actions::{ActionFilter, ActorRef, Detail, State};
use emperione_protocol::{ActionId, BatchId, ChannelId, GuildId, MessageId, Timestamp, UserId};
use sqlx::FromRow;

use super::cases::{read_actor, write_actor};
use super::{Error, Result, Tx, on, word};
use crate::domain::actions::{Journal, Sent, Stage};
use crate::domain::actor::{Actor, Role};

/// An action's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionRow {
    pub guild: GuildId,
    pub case: u64,
    pub target: UserId,
    pub target_name: String,
    pub actor: Actor,
    /// The actor as records name them.
    pub actor_ref: ActorRef,
    pub reason: Option<String>,
    pub until: Option<Timestamp>,
    pub delete_seconds: u32,
    pub detail: Detail,
    /// The case that it undoes.
    pub undoes: Option<u64>,
    pub batch: Option<BatchId>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub journal: Journal,
}

#[derive(FromRow)]
struct Stored {
    id: i64,
    guild_id: i64,
    case_number: i64,
    kind: String,
    target_id: i64,
    target_name: String,
    actor_kind: String,
    actor_id: i64,
    actor_name: String,
    actor_user: Option<i64>,
    actor_role: Option<String>,
    reason: Option<String>,
    until_at: Option<i64>,
    delete_seconds: i64,
    detail: String,
    undoes: Option<i64>,
    batch_id: Option<i64>,
    state: String,
    stage: String,
    attempts: i64,
    error: Option<String>,
    dm_state: String,
    dm_channel: Option<i64>,
    dm_message: Option<i64>,
    created_at: i64,
    finished_at: Option<i64>,
    restored: bool,
}

const STAGES: [(Stage, &str); 7] = [
    (Stage::Planned, "planned"),
    (Stage::Notifying, "notifying"),
    (Stage::Notified, "notified"),
    (Stage::Calling, "calling"),
    (Stage::Asking, "asking"),
    (Stage::Withdrawing, "withdrawing"),
    (Stage::Done, "done"),
];

fn write_stage(stage: Stage) -> &'static str {
    STAGES
        .iter()
        .find(|(known, _)| *known == stage)
        .map_or("done", |(_, name)| name)
}

fn inconsistent(column: &'static str, row: i64, why: &str) -> Error {
    Error::Inconsistent {
        table: "actions",
        column,
        row: row.to_string(),
        why: why.into(),
    }
}

impl TryFrom<Stored> for ActionRow {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let id = row.id;
        let stage = STAGES.iter().find(|(_, name)| *name == row.stage);
        let (stage, _) = *stage.ok_or_else(|| inconsistent("stage", id, &row.stage))?;
        let sent = row
            .dm_channel
            .zip(row.dm_message)
            .map(|(channel, message)| Sent {
                channel: ChannelId(channel.cast_unsigned()),
                message: MessageId(message.cast_unsigned()),
            });
        let journal = Journal {
            id: ActionId(id.cast_unsigned()),
            kind: word::read(&row.kind, "actions", "kind", &id)?,
            state: word::read(&row.state, "actions", "state", &id)?,
            stage,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            error: row.error,
            direct_message: word::read(&row.dm_state, "actions", "dm_state", &id)?,
            sent,
            restored: row.restored,
        };
        let actor_ref = read_actor(&row.actor_kind, row.actor_id, row.actor_name);
        let actor = read_acting(&actor_ref, row.actor_user, row.actor_role.as_deref());
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            case: row.case_number.cast_unsigned(),
            target: UserId(row.target_id.cast_unsigned()),
            target_name: row.target_name,
            actor: actor.ok_or_else(|| inconsistent("actor_role", id, "no role"))?,
            actor_ref,
            reason: row.reason,
            until: row.until_at.map(Timestamp),
            delete_seconds: u32::try_from(row.delete_seconds).unwrap_or(0),
            detail: read_detail(&row.detail).map_err(|why| inconsistent("detail", id, &why))?,
            undoes: row.undoes.map(i64::cast_unsigned),
            batch: row.batch_id.map(|id| BatchId(id.cast_unsigned())),
            created_at: Timestamp(row.created_at),
            finished_at: row.finished_at.map(Timestamp),
            journal,
        })
    }
}

/// The actor of a row; none if its role is no role.
pub(super) fn read_acting(
    known: &ActorRef,
    user: Option<i64>,
    role: Option<&str>,
) -> Option<Actor> {
    Some(match known {
        ActorRef::User { user } => Actor::User { id: user.id },
        ActorRef::Local { uid, name } => Actor::Local {
            uid: *uid,
            name: name.clone(),
            user: user.map(|id| UserId(id.cast_unsigned())),
            role: role.map_or(Ok(Role::Viewer), str::parse).ok()?,
        },
        ActorRef::System { .. } => Actor::System { name: "empd" },
    })
}

/// What a row holds of an actor beside how records name them: the user they are bound to, and the role.
pub(super) fn write_acting(actor: &Actor) -> (Option<i64>, Option<String>) {
    match actor {
        Actor::Local { user, role, .. } => {
            (user.map(|id| id.0.cast_signed()), Some(role.to_string()))
        }
        Actor::User { .. } | Actor::System { .. } => (None, None),
    }
}

/// A detail as it stands in a row.
pub(super) fn write_detail(detail: &Detail) -> String {
    serde_json::to_string(detail).expect("a detail has only texts and ids")
}

pub(super) fn read_detail(text: &str) -> std::result::Result<Detail, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Inserts a new action; its id must be new.
pub async fn insert(tx: &mut Tx, row: &ActionRow) -> Result<()> {
    let (actor_kind, actor_id, actor_name) = write_actor(&row.actor_ref);
    let (user, role) = write_acting(&row.actor);
    let journal = &row.journal;
    on!(tx, conn => sqlx::query(
        "INSERT INTO actions (id, guild_id, case_number, kind, target_id, target_name, actor_kind, actor_id, actor_name,
            actor_user, actor_role, reason, until_at, delete_seconds, state, stage, attempts, error, dm_state,
            created_at, finished_at, detail, undoes, batch_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24)",
    ).bind(journal.id.0.cast_signed()).bind(row.guild.0.cast_signed()).bind(row.case.cast_signed())
        .bind(word::write(&journal.kind)).bind(row.target.0.cast_signed()).bind(&row.target_name).bind(actor_kind)
        .bind(actor_id).bind(actor_name).bind(user).bind(role).bind(&row.reason)
        .bind(row.until.map(|until| until.0)).bind(i64::from(row.delete_seconds)).bind(word::write(&journal.state))
        .bind(write_stage(journal.stage)).bind(i64::from(journal.attempts)).bind(&journal.error)
        .bind(word::write(&journal.direct_message)).bind(row.created_at.0).bind(row.finished_at.map(|at| at.0))
        .bind(write_detail(&row.detail)).bind(row.undoes.map(u64::cast_signed))
        .bind(row.batch.map(|id| id.0.cast_signed()))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes down how far an action came; false if another process saw it to its end meanwhile.
pub async fn save(tx: &mut Tx, journal: &Journal, finished_at: Option<Timestamp>) -> Result<bool> {
    let changed = on!(tx, conn => sqlx::query(
        "UPDATE actions SET state = $2, stage = $3, attempts = $4, error = $5, dm_state = $6, dm_channel = $7,
            dm_message = $8, finished_at = $9 WHERE id = $1 AND finished_at IS NULL",
    ).bind(journal.id.0.cast_signed()).bind(word::write(&journal.state)).bind(write_stage(journal.stage))
        .bind(i64::from(journal.attempts)).bind(&journal.error).bind(word::write(&journal.direct_message))
        .bind(journal.sent.map(|sent| sent.channel.0.cast_signed()))
        .bind(journal.sent.map(|sent| sent.message.0.cast_signed()))
        .bind(finished_at.map(|at| at.0)).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

pub async fn find(tx: &mut Tx, id: ActionId) -> Result<Option<ActionRow>> {
    let row: Option<Stored> = on!(tx, conn => sqlx::query_as("SELECT * FROM actions WHERE id = $1")
        .bind(id.0.cast_signed()).fetch_optional(conn).await)?;
    row.map(ActionRow::try_from).transpose()
}

/// The actions of a batch that are not final.
pub async fn open_of(tx: &mut Tx, batch: BatchId) -> Result<Vec<ActionRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM actions WHERE batch_id = $1 AND finished_at IS NULL ORDER BY case_number",
    ).bind(batch.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter().map(ActionRow::try_from).collect()
}

/// Everything that is not final, oldest first.
pub async fn open(tx: &mut Tx) -> Result<Vec<ActionRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM actions WHERE finished_at IS NULL ORDER BY created_at, case_number",
    ).fetch_all(conn).await)?;
    rows.into_iter().map(ActionRow::try_from).collect()
}

/// Lists actions, newest first, from before a place in the list.
pub async fn list(
    tx: &mut Tx,
    filter: &ActionFilter,
    before: Option<(i64, ActionId)>,
    limit: u32,
) -> Result<Vec<ActionRow>> {
    let (at, id) = before.unwrap_or((i64::MAX, ActionId(u64::MAX >> 1)));
    let states: Vec<_> = filter.states.iter().map(word::write).collect();
    let states = if states.is_empty() {
        String::new()
    } else {
        format!(",{},", states.join(","))
    };
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT * FROM actions WHERE ($1 IS NULL OR guild_id = $1) AND ($2 IS NULL OR target_id = $2)
            AND ($3 = '' OR $3 LIKE '%,' || state || ',%') AND (created_at, id) < ($4, $5)
            AND ($7 IS NULL OR batch_id = $7)
         ORDER BY created_at DESC, id DESC LIMIT $6",
    ).bind(filter.guild.map(|guild| guild.0.cast_signed())).bind(filter.target.map(|user| user.0.cast_signed()))
        .bind(states).bind(at).bind(id.0.cast_signed()).bind(i64::from(limit))
        .bind(filter.batch.map(|id| id.0.cast_signed())).fetch_all(conn).await)?;
    rows.into_iter().map(ActionRow::try_from).collect()
}

/// How many actions of a guild are in each state.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<Vec<(State, u64)>> {
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT state, count(*) FROM actions WHERE guild_id = $1 GROUP BY state ORDER BY state",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(state, count)| {
            Ok((
                word::read(&state, "actions", "state", &guild)?,
                count.cast_unsigned(),
            ))
        })
        .collect()
}
