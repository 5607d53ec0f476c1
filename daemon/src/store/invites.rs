//! The invites of guilds, and by which of them members joined.

use emperione_protocol::{GuildId, Timestamp, UserId};

use super::{Error, Result, Tx, on};
use crate::domain::invites::{Invite, Origin};

/// A join and how somebody came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    pub guild: GuildId,
    pub user: UserId,
    /// When they joined.
    pub at: Timestamp,
    pub origin: Origin,
}

/// The invites of a guild as they were known last.
pub async fn all(tx: &mut Tx, guild: GuildId) -> Result<Vec<Invite>> {
    type Found = (String, Option<i64>, i64, i64, Option<i64>, bool);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT code, inviter_id, uses, max_uses, expires_at, vanity FROM invites WHERE guild_id = $1 ORDER BY code",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let invite = |(code, inviter, uses, max_uses, expires_at, vanity): Found| Invite {
        code: code.into(),
        inviter: inviter.map(|id| UserId(id.cast_unsigned())),
        uses: uses.cast_unsigned(),
        max_uses: max_uses.cast_unsigned(),
        expires_at: expires_at.map(Timestamp),
        vanity,
    };
    Ok(rows.into_iter().map(invite).collect())
}

/// Inserts an invite, or replaces what is known of it.
pub async fn save(tx: &mut Tx, guild: GuildId, invite: &Invite) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO invites (guild_id, code, inviter_id, uses, max_uses, expires_at, vanity)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (guild_id, code) DO UPDATE SET inviter_id = excluded.inviter_id, uses = excluded.uses,
            max_uses = excluded.max_uses, expires_at = excluded.expires_at, vanity = excluded.vanity",
    ).bind(guild.0.cast_signed()).bind(&*invite.code).bind(invite.inviter.map(|id| id.0.cast_signed()))
        .bind(invite.uses.cast_signed()).bind(invite.max_uses.cast_signed())
        .bind(invite.expires_at.map(|at| at.0)).bind(invite.vanity).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, code: &str) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM invites WHERE guild_id = $1 AND code = $2")
        .bind(guild.0.cast_signed()).bind(code).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes how somebody came, in the row of their join.
pub async fn set_origin(tx: &mut Tx, came: &Came) -> Result<()> {
    let (word, code, inviter) = match &came.origin {
        Origin::Waiting => ("waiting", None, None),
        Origin::Invite { code, inviter } => ("invite", Some(&**code), *inviter),
        Origin::Vanity { code } => ("vanity", Some(&**code), None),
        Origin::Bot => ("bot", None, None),
        Origin::Unknown => ("unknown", None, None),
    };
    on!(tx, conn => sqlx::query(
        "UPDATE member_changes SET came_by = $4, invite = $5, inviter_id = $6
         WHERE guild_id = $1 AND user_id = $2 AND at = $3 AND kind = 'join'",
    ).bind(came.guild.0.cast_signed()).bind(came.user.0.cast_signed()).bind(came.at.0).bind(word).bind(code)
        .bind(inviter.map(|id| id.0.cast_signed())).execute(conn).await.map(drop))?;
    Ok(())
}

/// The joins of a guild of which it is being found out how they came.
pub async fn waiting(tx: &mut Tx, guild: GuildId) -> Result<Vec<(UserId, Timestamp)>> {
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT user_id, at FROM member_changes WHERE guild_id = $1 AND came_by = 'waiting' ORDER BY at, user_id",
    ).bind(guild.0.cast_signed()).fetch_all(conn).await)?;
    let join = |(user, at): (i64, i64)| (UserId(user.cast_unsigned()), Timestamp(at));
    Ok(rows.into_iter().map(join).collect())
}

/// How somebody came each time they joined, newest first.
pub async fn of_member(tx: &mut Tx, guild: GuildId, user: UserId, limit: u32) -> Result<Vec<Came>> {
    type Found = (i64, String, Option<String>, Option<i64>);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, coalesce(came_by, 'unknown'), invite, inviter_id FROM member_changes
         WHERE guild_id = $1 AND user_id = $2 AND kind = 'join' ORDER BY at DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    let came = |(at, word, code, inviter): Found| {
        let inviter = inviter.map(|id| UserId(id.cast_unsigned()));
        Ok(Came {
            guild,
            user,
            at: Timestamp(at),
            origin: read_origin(&word, code, inviter).ok_or_else(|| Error::Inconsistent {
                table: "member_changes",
                column: "came_by",
                row: format!("{guild}:{user}:join:{at}"),
                why: format!("`{word}` is no way to come"),
            })?,
        })
    };
    rows.into_iter().map(came).collect()
}

fn read_origin(word: &str, code: Option<String>, inviter: Option<UserId>) -> Option<Origin> {
    // What was erased is not known.
    let code =
        |make: &dyn Fn(Box<str>) -> Origin| code.map_or(Origin::Unknown, |it| make(it.into()));
    Some(match word {
        "waiting" => Origin::Waiting,
        "invite" => code(&|code| Origin::Invite { code, inviter }),
        "vanity" => code(&|code| Origin::Vanity { code }),
        "bot" => Origin::Bot,
        "unknown" => Origin::Unknown,
        _ => return None,
    })
}

/// How many joined a guild since a time, and of how many of them it is not known how they came.
pub async fn count_unknown(tx: &mut Tx, guild: GuildId, since: Timestamp) -> Result<(u64, u64)> {
    let (all, unknown): (i64, i64) = on!(tx, conn => sqlx::query_as(
        "SELECT count(*), count(CASE WHEN came_by = 'unknown' THEN 1 END) FROM member_changes
         WHERE guild_id = $1 AND kind = 'join' AND at >= $2",
    ).bind(guild.0.cast_signed()).bind(since.0).fetch_one(conn).await)?;
    Ok((all.cast_unsigned(), unknown.cast_unsigned()))
}
