//! What goes to webhooks and commands, and which webhooks do not work.

use emperione_protocol::alerts::PostState;
use emperione_protocol::{GuildId, Timestamp};
use sqlx::FromRow;

use super::{Error, Result, Tx, on, word};

/// A post that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPost {
    pub guild: GuildId,
    pub alert: u64,
    /// `webhook` or `command`.
    pub kind: &'static str,
    pub name: String,
    /// `rang` or `cleared`.
    pub what: &'static str,
    pub body: String,
    pub at: Timestamp,
}

/// A post's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    pub id: i64,
    pub guild: GuildId,
    pub alert: u64,
    pub kind: String,
    pub name: String,
    pub what: String,
    pub body: String,
    pub state: PostState,
    pub tries: u32,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    pub error: Option<String>,
}

#[derive(FromRow)]
struct Stored {
    id: i64,
    guild_id: i64,
    alert: i64,
    kind: String,
    name: String,
    what: String,
    body: String,
    state: String,
    tries: i64,
    created_at: i64,
    due_at: i64,
    error: Option<String>,
}

impl TryFrom<Stored> for PostRow {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            guild: GuildId(row.guild_id.cast_unsigned()),
            alert: row.alert.cast_unsigned(),
            state: word::read(&row.state, "alert_posts", "state", &row.id)?,
            id: row.id,
            kind: row.kind,
            name: row.name,
            what: row.what,
            body: row.body,
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            created_at: Timestamp(row.created_at),
            due_at: Timestamp(row.due_at),
            error: row.error,
        })
    }
}

/// A webhook's row.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct WebhookRow {
    pub name: String,
    pub sealed: Option<Vec<u8>>,
    pub disabled_at: Option<i64>,
    pub why: Option<String>,
}

pub async fn insert(tx: &mut Tx, post: &NewPost) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO alert_posts (guild_id, alert, kind, name, what, body, state, tries, created_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7, $7)",
    ).bind(post.guild.0.cast_signed()).bind(post.alert.cast_signed()).bind(post.kind).bind(&post.name).bind(post.what)
        .bind(&post.body).bind(post.at.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// The posts that wait, the first due first.
pub async fn waiting(tx: &mut Tx, limit: u32) -> Result<Vec<PostRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT id, guild_id, alert, kind, name, what, body, state, tries, created_at, due_at, error
         FROM alert_posts WHERE done_at IS NULL ORDER BY due_at, id LIMIT $1",
    ).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(PostRow::try_from).collect()
}

/// The posts of the last alerts, newest first.
pub async fn of_alerts(tx: &mut Tx, guild: GuildId, from: u64, limit: u32) -> Result<Vec<PostRow>> {
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(
        "SELECT id, guild_id, alert, kind, name, what, body, state, tries, created_at, due_at, error
         FROM alert_posts WHERE guild_id = $1 AND alert >= $2 ORDER BY id DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(from.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(PostRow::try_from).collect()
}

/// Saves how far a post came.
pub async fn save(tx: &mut Tx, row: &PostRow, done_at: Option<Timestamp>) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE alert_posts SET state = $2, tries = $3, due_at = $4, done_at = $5, error = $6 WHERE id = $1",
    ).bind(row.id).bind(word::write(&row.state)).bind(i64::from(row.tries)).bind(row.due_at.0)
        .bind(done_at.map(|at| at.0)).bind(row.error.as_deref()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Deletes what ended before a time.
pub async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    Ok(
        on!(tx, conn => sqlx::query("DELETE FROM alert_posts WHERE done_at < $1")
        .bind(before.0).execute(conn).await.map(|done| done.rows_affected()))?,
    )
}

/// The webhooks of a guild by name; those of the configuration belong to guild 0.
pub async fn webhooks(tx: &mut Tx, guild: GuildId) -> Result<Vec<WebhookRow>> {
    Ok(on!(tx, conn => sqlx::query_as(
        "SELECT name, sealed, disabled_at, why FROM alert_webhooks WHERE guild_id = $1 ORDER BY name",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?)
}

/// Puts a webhook in, enabled.
pub async fn set_webhook(
    tx: &mut Tx,
    guild: GuildId,
    name: &str,
    sealed: Option<&[u8]>,
) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO alert_webhooks (guild_id, name, sealed) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, name) DO UPDATE SET sealed = excluded.sealed, disabled_at = NULL, why = NULL",
    ).bind(guild.0.cast_signed()).bind(name).bind(sealed).execute(conn).await.map(drop))?;
    Ok(())
}

/// Posts nothing to a webhook from now on; says whether it was posted to before.
pub async fn disable_webhook(
    tx: &mut Tx,
    (guild, name): (GuildId, &str),
    why: &str,
    at: Timestamp,
) -> Result<bool> {
    let changed = on!(tx, conn => sqlx::query(
        "INSERT INTO alert_webhooks (guild_id, name, disabled_at, why) VALUES ($1, $2, $3, $4)
         ON CONFLICT (guild_id, name) DO UPDATE SET disabled_at = excluded.disabled_at, why = excluded.why
         WHERE alert_webhooks.disabled_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(name).bind(at.0).bind(why).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Posts to a webhook again.
pub async fn enable_webhook(tx: &mut Tx, guild: GuildId, name: &str) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "UPDATE alert_webhooks SET disabled_at = NULL, why = NULL WHERE guild_id = $1 AND name = $2",
    ).bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a webhook away; says whether there was one.
pub async fn remove_webhook(tx: &mut Tx, guild: GuildId, name: &str) -> Result<bool> {
    let gone = on!(tx, conn => sqlx::query("DELETE FROM alert_webhooks WHERE guild_id = $1 AND name = $2")
        .bind(guild.0.cast_signed()).bind(name).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}
