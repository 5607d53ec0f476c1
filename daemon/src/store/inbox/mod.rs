//! Items of the inbox with their reports and history.

mod reports;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::inbox::{Decision, ItemFilter, ItemKind, ItemState};
use emperione_protocol::{ActionId, ChannelId, GuildId, MessageId, Timestamp, UserId};
use sqlx::FromRow;

pub use self::reports::{
    ReportRow, add_report, made_by, made_since, queue_answers, report_by, reports, set_answer,
    set_words, unanswered, undecided,
};
use super::cases::{read_actor, write_actor};
use super::conditions::Conditions;
use super::{Result, Tx, on, word};
use crate::seal::Sealed;

/// An item's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    pub guild: GuildId,
    pub number: u64,
    pub kind: ItemKind,
    pub state: ItemState,
    pub target: UserId,
    pub target_name: String,
    pub channel: Option<ChannelId>,
    pub message: Option<MessageId>,
    pub case: Option<u64>,
    pub alert: Option<u64>,
    /// What it is about, while it waits.
    pub open_key: Option<String>,
    pub assignee: Option<ActorRef>,
    pub opened_at: Timestamp,
    pub changed_at: Timestamp,
    pub action: Option<ActionId>,
    pub decision: Option<Decision>,
    pub reason: Option<String>,
    pub tell: Option<String>,
    pub outcome: Option<u64>,
    pub merged_into: Option<u64>,
    pub resolved_at: Option<Timestamp>,
    /// How many reports it has; counted when read.
    pub reports: u32,
    /// Where it was posted.
    pub post: Option<(ChannelId, MessageId)>,
}

impl ItemRow {
    /// One that is about nothing yet and waits.
    pub fn open(guild: GuildId, number: u64, kind: ItemKind, now: Timestamp) -> Self {
        Self {
            guild,
            number,
            kind,
            state: ItemState::Open,
            target: UserId(0),
            target_name: String::new(),
            channel: None,
            message: None,
            case: None,
            alert: None,
            open_key: None,
            assignee: None,
            opened_at: now,
            changed_at: now,
            action: None,
            decision: None,
            reason: None,
            tell: None,
            outcome: None,
            merged_into: None,
            resolved_at: None,
            reports: 0,
            post: None,
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
    channel_id: Option<i64>,
    message_id: Option<i64>,
    case_number: Option<i64>,
    alert: Option<i64>,
    open_key: Option<String>,
    assignee_kind: Option<String>,
    assignee_id: Option<i64>,
    assignee_name: Option<String>,
    opened_at: i64,
    changed_at: i64,
    action_id: Option<i64>,
    decision: Option<String>,
    reason: Option<String>,
    tell: Option<String>,
    outcome_case: Option<i64>,
    merged_into: Option<i64>,
    resolved_at: Option<i64>,
    reports: i64,
    post_channel_id: Option<i64>,
    post_message_id: Option<i64>,
}

impl TryFrom<Stored> for ItemRow {
    type Error = super::Error;

    fn try_from(row: Stored) -> Result<Self> {
        let decision = row.decision.as_deref();
        let decision =
            decision.map(|text| word::read(text, "inbox_items", "decision", &row.number));
        let id = |id: Option<i64>| id.map(i64::cast_unsigned);
        let assignee = row
            .assignee_kind
            .zip(row.assignee_id)
            .map(|(kind, id)| read_actor(&kind, id, row.assignee_name.unwrap_or_default()));
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            number: row.number.cast_unsigned(),
            kind: word::read(&row.kind, "inbox_items", "kind", &row.number)?,
            state: word::read(&row.state, "inbox_items", "state", &row.number)?,
            target: UserId(row.target_id.cast_unsigned()),
            target_name: row.target_name,
            channel: id(row.channel_id).map(ChannelId),
            message: id(row.message_id).map(MessageId),
            case: id(row.case_number),
            alert: id(row.alert),
            open_key: row.open_key,
            assignee,
            opened_at: Timestamp(row.opened_at),
            changed_at: Timestamp(row.changed_at),
            action: id(row.action_id).map(ActionId),
            decision: decision.transpose()?,
            reason: row.reason,
            tell: row.tell,
            outcome: id(row.outcome_case),
            merged_into: id(row.merged_into),
            resolved_at: row.resolved_at.map(Timestamp),
            reports: u32::try_from(row.reports).unwrap_or(u32::MAX),
            post: id(row.post_channel_id)
                .map(ChannelId)
                .zip(id(row.post_message_id).map(MessageId)),
        })
    }
}

const ITEMS: &str = "SELECT inbox_items.*, (SELECT count(*) FROM inbox_reports AS r
    WHERE r.guild_id = inbox_items.guild_id AND r.number = inbox_items.number) AS reports FROM inbox_items";

/// Takes the next number of a guild.
pub async fn next_number(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let number: i64 = on!(tx, conn => sqlx::query_scalar(
        "INSERT INTO inbox_heads (guild_id, next_item) VALUES ($1, 2)
         ON CONFLICT (guild_id) DO UPDATE SET next_item = inbox_heads.next_item + 1 RETURNING next_item - 1",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(number.cast_unsigned())
}

/// Inserts an item; a second one that waits for the same thing is a conflict.
pub async fn insert(tx: &mut Tx, row: &ItemRow) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO inbox_items (guild_id, number, kind, state, target_id, target_name, channel_id, message_id,
            case_number, alert, open_key, opened_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(word::write(&row.kind))
        .bind(word::write(&row.state)).bind(row.target.0.cast_signed()).bind(&row.target_name)
        .bind(row.channel.map(|id| id.0.cast_signed())).bind(row.message.map(|id| id.0.cast_signed()))
        .bind(row.case.map(u64::cast_signed)).bind(row.alert.map(u64::cast_signed)).bind(&row.open_key)
        .bind(row.opened_at.0).bind(row.changed_at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Saves what changes of an item.
pub async fn save(tx: &mut Tx, row: &ItemRow) -> Result<()> {
    let assignee = row.assignee.as_ref().map(write_actor);
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_items SET state = $3, open_key = $4, assignee_kind = $5, assignee_id = $6, assignee_name = $7,
            changed_at = $8, action_id = $9, decision = $10, reason = $11, tell = $12, outcome_case = $13,
            merged_into = $14, resolved_at = $15 WHERE guild_id = $1 AND number = $2",
    ).bind(row.guild.0.cast_signed()).bind(row.number.cast_signed()).bind(word::write(&row.state))
        .bind(&row.open_key).bind(assignee.map(|it| it.0)).bind(assignee.map(|it| it.1)).bind(assignee.map(|it| it.2))
        .bind(row.changed_at.0).bind(row.action.map(|id| id.0.cast_signed()))
        .bind(row.decision.as_ref().map(word::write)).bind(&row.reason).bind(&row.tell)
        .bind(row.outcome.map(u64::cast_signed)).bind(row.merged_into.map(u64::cast_signed))
        .bind(row.resolved_at.map(|at| at.0)).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes where an item was posted, unless it has a post already.
pub async fn set_post(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    (channel, message): (ChannelId, MessageId),
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_items SET post_channel_id = $3, post_message_id = $4
         WHERE guild_id = $1 AND number = $2 AND post_message_id IS NULL",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(channel.0.cast_signed())
        .bind(message.0.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets the post of an item, which is gone.
pub async fn forget_post(tx: &mut Tx, guild: GuildId, number: u64) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_items SET post_channel_id = NULL, post_message_id = NULL WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn find(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<ItemRow>> {
    let mut all = Conditions::default();
    all.add("guild_id = ?", [guild.0.into()]);
    all.add("number = ?", [number.into()]);
    one(tx, all).await
}

/// The item that waits for a thing.
pub async fn waiting(tx: &mut Tx, guild: GuildId, about: &str) -> Result<Option<ItemRow>> {
    let mut all = Conditions::default();
    all.add("guild_id = ?", [guild.0.into()]);
    all.add("open_key = ?", [about.into()]);
    one(tx, all).await
}

/// The last appeal against a case.
pub async fn appeal_of(tx: &mut Tx, guild: GuildId, case: u64) -> Result<Option<ItemRow>> {
    let mut all = Conditions::default();
    all.add("guild_id = ?", [guild.0.into()]);
    all.add("case_number = ?", [case.into()]);
    one(tx, all).await
}

async fn one(tx: &mut Tx, all: Conditions) -> Result<Option<ItemRow>> {
    let rows: Vec<Stored> = all.fetch(tx, ITEMS, "ORDER BY number DESC", 1).await?;
    rows.into_iter().next().map(ItemRow::try_from).transpose()
}

/// Lists items, newest first, that come before a place in the list; `assignee` is whose.
pub async fn list(
    tx: &mut Tx,
    filter: &ItemFilter,
    assignee: Option<&ActorRef>,
    before: Option<(i64, u64, u64)>,
    limit: u32,
) -> Result<Vec<ItemRow>> {
    let mut all = Conditions::default();
    if let Some(guild) = filter.guild {
        all.add("guild_id = ?", [guild.0.into()]);
    }
    if let Some(kind) = &filter.kind {
        all.add("kind = ?", [word::write(kind).as_str().into()]);
    }
    if let Some(state) = &filter.state {
        all.add("state = ?", [word::write(state).as_str().into()]);
    }
    if filter.waiting {
        all.add("state IN ('open', 'claimed')", []);
    }
    if let Some(target) = filter.target {
        all.add("target_id = ?", [target.0.into()]);
    }
    if let Some(assignee) = assignee {
        let (kind, id, _) = write_actor(assignee);
        all.add("assignee_kind = ?", [kind.into()]);
        all.add("assignee_id = ?", [id.into()]);
    }
    if let Some((at, guild, number)) = before {
        let place = [at.into(), guild.into(), number.into()];
        all.add("(opened_at, guild_id, number) < (?, ?, ?)", place);
    }
    let order = "ORDER BY opened_at DESC, guild_id DESC, number DESC";
    let rows: Vec<Stored> = all.fetch(tx, ITEMS, order, limit).await?;
    rows.into_iter().map(ItemRow::try_from).collect()
}

/// Moves the reports and the evidence of an item to the end of another one.
pub async fn move_all(tx: &mut Tx, guild: GuildId, from: u64, into: u64) -> Result<()> {
    let last = last_of(
        tx,
        "SELECT coalesce(max(report), 0) FROM inbox_reports",
        guild,
        into,
    )
    .await?;
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_reports SET number = $3, report = report + $4 WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(from.cast_signed()).bind(into.cast_signed()).bind(last)
        .execute(conn).await.map(drop))?;
    let last = last_of(
        tx,
        "SELECT coalesce(max(piece), 0) FROM inbox_evidence",
        guild,
        into,
    )
    .await?;
    on!(tx, conn => sqlx::query(
        "UPDATE inbox_evidence SET number = $3, piece = piece + $4 WHERE guild_id = $1 AND number = $2",
    ).bind(guild.0.cast_signed()).bind(from.cast_signed()).bind(into.cast_signed()).bind(last)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Appends to the history of an item.
pub async fn append(tx: &mut Tx, (guild, number): (GuildId, u64), entry: &Entry) -> Result<()> {
    let last = last_of(
        tx,
        "SELECT coalesce(max(entry), 0) FROM inbox_entries",
        guild,
        number,
    )
    .await?;
    let (kind, id, name) = write_actor(&entry.actor);
    on!(tx, conn => sqlx::query(
        "INSERT INTO inbox_entries (guild_id, number, entry, at, actor_kind, actor_id, actor_name, kind, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    ).bind(guild.0.cast_signed()).bind(number.cast_signed()).bind(last + 1).bind(entry.at.0).bind(kind).bind(id)
        .bind(name).bind(&entry.kind).bind(&entry.text).execute(conn).await.map(drop))?;
    Ok(())
}

/// The history of an item, oldest first.
pub async fn entries(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Vec<Entry>> {
    type Found = (i64, String, i64, String, String, String);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, actor_kind, actor_id, actor_name, kind, text FROM inbox_entries
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

/// The last place in a list of an item.
pub(super) async fn last_of(tx: &mut Tx, select: &str, guild: GuildId, number: u64) -> Result<i64> {
    let text = format!("{select} WHERE guild_id = $1 AND number = $2");
    Ok(
        on!(tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(text)).bind(guild.0.cast_signed())
        .bind(number.cast_signed()).fetch_one(conn).await)?,
    )
}

pub(super) fn sealed(key_id: Option<i64>, bytes: Option<Vec<u8>>) -> Option<Sealed> {
    let (key_id, bytes) = key_id.zip(bytes)?;
    let key_id = i32::try_from(key_id).ok()?;
    Some(Sealed { key_id, bytes })
}

/// When reports were decided by an action in an interval, oldest first, and after how many milliseconds.
pub async fn acted_on(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, i64)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT resolved_at, resolved_at - opened_at FROM inbox_items
         WHERE guild_id = $1 AND state = 'resolved' AND kind = 'report' AND decision = 'acted'
            AND resolved_at >= $2 AND resolved_at < $3 ORDER BY resolved_at, number",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(at, ms)| (Timestamp(at), ms))
        .collect())
}
