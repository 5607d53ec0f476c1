//! Members as people look for them: lists, one member with what is known of them, names.

mod condition;
mod index;
mod list;
mod sql;

use emperione_protocol::{GuildId, MessageId, RoleId, Timestamp, UserId};
use sqlx::FromRow;

pub use list::{Key, Place, Selection, list};

use super::{Result, Tx, on};

/// Members and, beside them, users who are banned and never were members while we listened.
macro_rules! known {
    () => {
        "SELECT user_id, name, global_name, nick, bot, roles, coalesce(joined_at, 0) AS joined,
                left_at, timed_out_until,
                EXISTS (SELECT 1 FROM bans WHERE bans.guild_id = members.guild_id AND bans.user_id = members.user_id) AS banned
         FROM members WHERE guild_id = $1
         UNION ALL
         SELECT user_id, name, NULL, NULL, FALSE, '', 0, at, NULL, TRUE FROM bans
         WHERE guild_id = $1 AND NOT EXISTS
            (SELECT 1 FROM members WHERE members.guild_id = bans.guild_id AND members.user_id = bans.user_id)"
    };
}

/// What a list shows of each, counted for those of one page only.
macro_rules! counted {
    () => {
        "(SELECT CAST(coalesce(sum(messages), 0) AS BIGINT) FROM activity
            WHERE activity.guild_id = $1 AND activity.user_id = page.user_id) AS messages,
         (SELECT coalesce(last_at, hour) FROM activity
            WHERE activity.guild_id = $1 AND activity.user_id = page.user_id
            ORDER BY hour DESC, coalesce(last_at, 0) DESC LIMIT 1) AS active_at,
         (SELECT max(id) FROM messages
            WHERE messages.guild_id = $1 AND messages.author_id = page.user_id) AS last_message,
         (SELECT count(*) FROM cases
            WHERE cases.guild_id = $1 AND cases.target_id = page.user_id) AS cases"
    };
}

/// A user in the books of a guild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub user: UserId,
    pub name: String,
    pub global_name: Option<String>,
    pub nick: Option<String>,
    /// The nickname, else the global name.
    pub display_name: Option<String>,
    pub bot: bool,
    pub roles: Vec<RoleId>,
    pub joined_at: Option<Timestamp>,
    pub left_at: Option<Timestamp>,
    pub timed_out_until: Option<Timestamp>,
    pub banned: bool,
    pub messages: u64,
    pub cases: u64,
    pub last_active_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Found {
    user_id: i64,
    name: String,
    global_name: Option<String>,
    nick: Option<String>,
    bot: bool,
    roles: String,
    joined: i64,
    left_at: Option<i64>,
    timed_out_until: Option<i64>,
    banned: bool,
    messages: i64,
    cases: i64,
    active_at: Option<i64>,
    last_message: Option<i64>,
    /// By what a list is ordered.
    #[sqlx(default)]
    sort_number: i64,
    #[sqlx(default)]
    sort_text: String,
}

impl From<Found> for Entry {
    fn from(found: Found) -> Self {
        let last_message = found
            .last_message
            .map(|id| MessageId(id.cast_unsigned()).created_at());
        Self {
            user: UserId(found.user_id.cast_unsigned()),
            name: found.name,
            display_name: found.nick.clone().or_else(|| found.global_name.clone()),
            global_name: found.global_name,
            nick: found.nick,
            bot: found.bot,
            roles: found
                .roles
                .split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect(),
            joined_at: (found.joined != 0).then_some(Timestamp(found.joined)),
            left_at: found.left_at.map(Timestamp),
            timed_out_until: found.timed_out_until.map(Timestamp),
            banned: found.banned,
            messages: found.messages.cast_unsigned(),
            cases: found.cases.cast_unsigned(),
            last_active_at: last_message.max(found.active_at.map(Timestamp)),
        }
    }
}

/// One user, present or past.
pub async fn find(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Option<Entry>> {
    const TEXT: &str = concat!(
        "SELECT page.*, ",
        counted!(),
        " FROM (",
        known!(),
        ") AS page WHERE user_id = $2"
    );
    let found: Option<Found> = on!(tx, conn => sqlx::query_as(TEXT)
        .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_optional(conn).await)?;
    Ok(found.map(Entry::from))
}

/// A user whom a text may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub user: UserId,
    pub name: String,
    pub display_name: Option<String>,
}

/// Users with a name that begins with `text`: those with the whole name first, then those with it as display name. Upper and
/// lower case are the same to the database: on SQLite of ASCII's letters only.
pub async fn named(tx: &mut Tx, guild: GuildId, text: &str, limit: u32) -> Result<Vec<Named>> {
    const TEXT: &str = concat!(
        "SELECT user_id, name, coalesce(nick, global_name) FROM (",
        known!(),
        ") AS known
         WHERE lower(name) LIKE lower($2) ESCAPE '!' OR lower(global_name) LIKE lower($2) ESCAPE '!'
            OR lower(nick) LIKE lower($2) ESCAPE '!'
         ORDER BY CASE WHEN lower(name) = lower($3) THEN 0
            WHEN lower(nick) = lower($3) OR lower(global_name) = lower($3) THEN 1 ELSE 2 END,
            name, user_id LIMIT $4"
    );
    let rows: Vec<(i64, String, Option<String>)> = on!(tx, conn => sqlx::query_as(TEXT)
        .bind(guild.0.cast_signed())
        .bind(format!("{}%", literal(text)))
        .bind(text)
        .bind(i64::from(limit))
        .fetch_all(conn).await)?;
    let named = |(user, name, display_name): (i64, String, Option<String>)| Named {
        user: UserId(user.cast_unsigned()),
        name,
        display_name,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// A text in which `LIKE` finds only itself.
fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern
}

/// The newest facts of a member's history: when, what, and in words.
pub async fn history(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    limit: u32,
) -> Result<Vec<(Timestamp, String, String)>> {
    let rows: Vec<(i64, String, String)> = on!(tx, conn => sqlx::query_as(
        "SELECT at, kind, detail FROM member_changes WHERE guild_id = $1 AND user_id = $2 ORDER BY at DESC, id DESC LIMIT $3",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(at, kind, detail)| (Timestamp(at), kind, detail))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_pattern_finds_only_itself() {
        assert_eq!(literal("50%_Off!"), "50!%!_Off!!");
    }
}
