//! Everything that is kept of a user in a guild: counted, read, and erased. `$1` is the guild, `$2` the user.

use emperione_protocol::cases::Entry;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use sqlx::FromRow;

use super::case_evidence::{self, Whose};
use super::facts::{Activity, ActivityKey, Sums, sums};
use super::messages::StoredMessage;
use super::{Result, Tx, chain, on, schedules};
use crate::domain::cases::chain::ERASED;
use crate::domain::evidence;
use crate::seal::Sealed;

/// A sort of records.
pub struct Sort {
    pub what: &'static str,
    /// How long, in words; the name of a [kind](emperione_protocol::privacy::Retained) in braces stands for how long that is.
    pub kept: &'static str,
    pub erasure: &'static str,
    count: &'static str,
    /// None where nothing is erased, or where it takes more than a statement.
    erase: Option<&'static str>,
}

/// All sorts, in the order in which they are erased.
pub const SORTS: &[Sort] = &[
    Sort {
        what: "messages with text",
        kept: "{text}",
        erasure: "the text is erased",
        count: "SELECT count(*) FROM messages WHERE author_id = $2 AND guild_id = $1 AND sealed IS NOT NULL",
        erase: Some(
            "UPDATE messages SET sealed = NULL, key_id = NULL
             WHERE author_id = $2 AND guild_id = $1 AND sealed IS NOT NULL",
        ),
    },
    Sort {
        what: "messages, when and where",
        kept: "until the guild is removed",
        erasure: "stays, without text",
        count: "SELECT count(*) FROM messages WHERE author_id = $2 AND guild_id = $1",
        erase: None,
    },
    Sort {
        what: "activity by hour and channel",
        kept: "{activity}",
        erasure: "stays: numbers; in the archive the id becomes 0",
        count: "SELECT count(*) FROM activity WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "place in the sets of each day",
        kept: "until the guild is removed",
        erasure: "stays: a number",
        count: "SELECT count(*) FROM member_ordinals WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: SCHEDULES,
        kept: "until the schedule is removed",
        erasure: "the schedule is removed, with what waits of it",
        count: "SELECT count(*) FROM report_schedules WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "alerts they acknowledged",
        kept: "400 days after they cleared",
        erasure: "the name is erased; the id stays",
        count: "SELECT count(*) FROM alerts WHERE guild_id = $1 AND acked_kind = 'user' AND acked_id = $2",
        erase: Some(
            "UPDATE alerts SET acked_name = CAST($2 AS TEXT) WHERE guild_id = $1 AND acked_kind = 'user' AND acked_id = $2",
        ),
    },
    Sort {
        what: "wish not to be listed",
        kept: "until it is taken back",
        erasure: "stays",
        count: "SELECT count(*) FROM unlisted WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "joins, and when their first messages were",
        kept: "until the guild is removed",
        erasure: "stays: times",
        count: "SELECT count(*) FROM joins WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "stays in voice channels",
        kept: "until the guild is removed",
        erasure: "stays: times",
        count: "SELECT count(*) FROM voice_sessions WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "that they were erased",
        kept: "for good, so that no archive names them",
        erasure: "stays",
        count: "SELECT count(*) FROM erasures WHERE guild_id = $1 AND user_id = $2",
        erase: None,
    },
    Sort {
        what: "names and roles of now",
        kept: "until the guild is removed",
        erasure: "erased if they left",
        count: "SELECT count(*) FROM members WHERE guild_id = $1 AND user_id = $2",
        erase: Some(
            "UPDATE members SET name = CAST($2 AS TEXT), global_name = NULL, nick = NULL, roles = ''
             WHERE guild_id = $1 AND user_id = $2 AND left_at IS NOT NULL",
        ),
    },
    Sort {
        what: "history of names, roles, joins and leaves",
        kept: "until the guild is removed; joins and leaves: {joins}",
        erasure: "the names and roles are erased; when something happened stays; in the archive the id becomes 0",
        count: "SELECT count(*) FROM member_changes WHERE guild_id = $1 AND user_id = $2",
        erase: Some("UPDATE member_changes SET detail = '', was = NULL WHERE guild_id = $1 AND user_id = $2"),
    },
    Sort {
        what: "what they are owed after a return",
        kept: "30 days after it was given back",
        erasure: "erased",
        count: "SELECT count(*) FROM returns WHERE guild_id = $1 AND user_id = $2",
        erase: Some("DELETE FROM returns WHERE guild_id = $1 AND user_id = $2"),
    },
    Sort {
        what: "joins by invites they made",
        kept: "until the guild is removed",
        erasure: "the id is erased; the invite's code stays",
        count: "SELECT count(*) FROM member_changes WHERE guild_id = $1 AND inviter_id = $2",
        erase: Some("UPDATE member_changes SET inviter_id = NULL WHERE guild_id = $1 AND inviter_id = $2"),
    },
    Sort {
        what: "bans in force",
        kept: "until they are lifted",
        erasure: "the name is erased; the ban stays",
        count: "SELECT count(*) FROM bans WHERE guild_id = $1 AND user_id = $2",
        erase: Some("UPDATE bans SET name = CAST($2 AS TEXT) WHERE guild_id = $1 AND user_id = $2"),
    },
    Sort {
        what: QUOTES,
        kept: "{evidence}",
        erasure: "the words and the name are erased; a hash of them stays",
        count: "SELECT count(*) FROM case_quotes WHERE guild_id = $1 AND erased_at IS NULL
            AND (author_id = $2 OR number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2))",
        erase: None,
    },
    Sort {
        what: FILES,
        kept: "{evidence}",
        erasure: "names, hashes and bytes are erased; sizes stay",
        count: "SELECT count(*) FROM case_files WHERE guild_id = $1 AND erased_at IS NULL
            AND (author_id = $2 OR number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2))",
        erase: None,
    },
    Sort {
        what: LINKS,
        kept: "{evidence}",
        erasure: "erased",
        count: "SELECT count(*) FROM case_evidence WHERE guild_id = $1 AND link IS NOT NULL
            AND number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2)",
        erase: None,
    },
    Sort {
        what: "reports and appeals they made",
        kept: "until the guild is removed",
        erasure: "the name and the words are erased; when and about what stays",
        count: "SELECT count(*) FROM inbox_reports WHERE guild_id = $1 AND user_id = $2",
        erase: Some(
            "UPDATE inbox_reports SET sealed = NULL, key_id = NULL, user_name = CAST($2 AS TEXT)
             WHERE guild_id = $1 AND user_id = $2",
        ),
    },
    Sort {
        what: "messages of theirs that were reported",
        kept: "until the guild is removed",
        erasure: "the name and the text are erased",
        count: "SELECT count(*) FROM inbox_evidence WHERE guild_id = $1 AND author_id = $2",
        erase: Some(
            "UPDATE inbox_evidence SET sealed = NULL, key_id = NULL, author_name = CAST($2 AS TEXT)
             WHERE guild_id = $1 AND author_id = $2",
        ),
    },
    Sort {
        what: "what others wrote of them in reports",
        kept: "until the guild is removed",
        erasure: "erased",
        count: "SELECT count(*) FROM inbox_reports WHERE guild_id = $1 AND sealed IS NOT NULL
            AND number IN (SELECT number FROM inbox_items WHERE guild_id = $1 AND target_id = $2)",
        erase: Some(
            "UPDATE inbox_reports SET sealed = NULL, key_id = NULL WHERE guild_id = $1 AND sealed IS NOT NULL
                AND number IN (SELECT number FROM inbox_items WHERE guild_id = $1 AND target_id = $2)",
        ),
    },
    Sort {
        what: "history of inbox items",
        kept: "until the guild is removed",
        erasure: "texts about them and their name are erased; when something happened stays",
        count: "SELECT count(*) FROM inbox_entries WHERE guild_id = $1 AND ((actor_kind = 'user' AND actor_id = $2)
            OR number IN (SELECT number FROM inbox_items WHERE guild_id = $1 AND target_id = $2))",
        erase: Some(
            "UPDATE inbox_entries SET
                actor_name = CASE WHEN actor_kind = 'user' AND actor_id = $2 THEN CAST($2 AS TEXT) ELSE actor_name END,
                text = CASE WHEN number IN (SELECT number FROM inbox_items WHERE guild_id = $1 AND target_id = $2)
                    THEN '' ELSE text END
             WHERE guild_id = $1 AND ((actor_kind = 'user' AND actor_id = $2)
                OR number IN (SELECT number FROM inbox_items WHERE guild_id = $1 AND target_id = $2))",
        ),
    },
    Sort {
        what: "inbox items about them",
        kept: "until the guild is removed",
        erasure: "the name and the reason are erased; kind, times and id stay",
        count: "SELECT count(*) FROM inbox_items WHERE guild_id = $1 AND target_id = $2",
        erase: Some(
            "UPDATE inbox_items SET target_name = CAST($2 AS TEXT), reason = NULL, tell = NULL
             WHERE guild_id = $1 AND target_id = $2",
        ),
    },
    Sort {
        what: "texts of cases",
        kept: "until the guild is removed",
        erasure: "the text and its salt are erased; the chain stays whole, and the name of a rule stays",
        count: concat!(
            "SELECT count(*) FROM case_entries WHERE guild_id = $1 AND text <> '' AND kind NOT IN ",
            chain::stays!(),
            " AND number IN (SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2)"
        ),
        erase: None,
    },
    Sort {
        what: "cases",
        kept: "{cases}",
        erasure: "the name and the reason are erased; kind, rule, times and id stay; in the archive the id becomes 0",
        count: "SELECT count(*) FROM cases WHERE guild_id = $1 AND target_id = $2",
        erase: Some(
            "UPDATE cases SET target_name = CAST($2 AS TEXT), reason = NULL, search = CAST($2 AS TEXT),
                detail = CASE WHEN detail LIKE '%nick%' THEN '{}' ELSE detail END
             WHERE guild_id = $1 AND target_id = $2",
        ),
    },
    Sort {
        what: "actions",
        kept: "until the guild is removed",
        erasure: "the name and the reason are erased",
        count: "SELECT count(*) FROM actions WHERE guild_id = $1 AND target_id = $2",
        erase: Some(
            "UPDATE actions SET target_name = CAST($2 AS TEXT), reason = NULL,
                detail = CASE WHEN detail LIKE '%nick%' THEN '{}' ELSE detail END
             WHERE guild_id = $1 AND target_id = $2 AND finished_at IS NOT NULL",
        ),
    },
    Sort {
        what: "places in batches",
        kept: "until the guild is removed",
        erasure: "their own reason is erased, of those that are done",
        count: "SELECT count(*) FROM batch_targets WHERE target_id = $2
            AND batch_id IN (SELECT id FROM batches WHERE guild_id = $1)",
        erase: Some(
            "UPDATE batch_targets SET aim = '{\"target\":\"' || CAST($2 AS TEXT) || '\"}'
             WHERE target_id = $2 AND batch_id IN (SELECT id FROM batches WHERE guild_id = $1)
                AND (action_id IS NOT NULL OR refused IS NOT NULL)",
        ),
    },
    Sort {
        what: "entries of Discord's audit log about them",
        kept: "until the guild is removed",
        erasure: "the reason and what changed are erased",
        count: "SELECT count(*) FROM audit_entries WHERE guild_id = $1 AND target_id = $2",
        erase: Some(
            "UPDATE audit_entries SET reason = NULL, changes = '[]' WHERE guild_id = $1 AND target_id = $2 AND observed",
        ),
    },
    Sort {
        what: "events that name them",
        kept: "as long as storage.event_days says",
        erasure: "erased",
        count: "SELECT count(*) FROM events WHERE guild_id = $1 AND data LIKE ('%\"' || CAST($2 AS TEXT) || '\"%')",
        erase: Some(
            "DELETE FROM events WHERE guild_id = $1 AND data LIKE ('%\"' || CAST($2 AS TEXT) || '\"%')",
        ),
    },
];

/// The sorts of evidence, which are erased together.
const QUOTES: &str = "messages kept as evidence";
const FILES: &str = "attachments kept as evidence";
const LINKS: &str = "links kept as evidence";
/// The sort that is taken away with what waits of it.
const SCHEDULES: &str = "schedules of reports about them";
/// The sort whose texts are links of a chain.
const CASE_TEXTS: &str = "texts of cases";

impl Sort {
    /// Whether it is of this table.
    pub fn is_of(&self, table: &str) -> bool {
        self.count.split([' ', '(', ')']).any(|word| word == table)
    }

    /// How many records there are of it.
    pub async fn count(&self, tx: &mut Tx, guild: GuildId, user: UserId) -> Result<u64> {
        let n: i64 = on!(tx, conn => sqlx::query_scalar(self.count)
            .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_one(conn).await)?;
        Ok(n.cast_unsigned())
    }
}

/// Whether something is being done to a user.
pub async fn is_acted_on(tx: &mut Tx, guild: GuildId, user: UserId) -> Result<bool> {
    let n: i64 = on!(tx, conn => sqlx::query_scalar(
        "SELECT count(*) FROM actions WHERE guild_id = $1 AND target_id = $2 AND finished_at IS NULL",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// Erases, and says how many records of each sort changed. `declares` is the entry that every case gets whose texts
/// were erased, without its text.
pub async fn erase(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    declares: &Entry,
) -> Result<Vec<(&'static str, u64)>> {
    let mut erased = Vec::new();
    let evidence = erase_evidence(tx, guild, Whose::User(user), declares).await?;
    for sort in SORTS {
        let lost = evidence.iter().find(|(what, _)| *what == sort.what);
        let n = if let Some((_, n)) = lost {
            *n
        } else if sort.what == CASE_TEXTS {
            erase_cases(tx, guild, user, declares).await?
        } else if sort.what == SCHEDULES {
            erase_schedules(tx, guild, user, declares.at).await?
        } else if let Some(statement) = sort.erase {
            on!(tx, conn => sqlx::query(statement)
                .bind(guild.0.cast_signed()).bind(user.0.cast_signed()).execute(conn).await
                .map(|done| done.rows_affected()))?
        } else {
            continue;
        };
        if n > 0 {
            erased.push((sort.what, n));
        }
    }
    Ok(erased)
}

/// Erases evidence; every case that lost some says so.
pub async fn erase_evidence(
    tx: &mut Tx,
    guild: GuildId,
    whose: Whose,
    declares: &Entry,
) -> Result<[(&'static str, u64); 3]> {
    let lost = case_evidence::erase(tx, guild, whose, declares.at).await?;
    let (mut quotes, mut files, mut links) = (0, 0, 0);
    for (number, pieces) in &lost {
        for part in pieces.values() {
            quotes += part.0;
            files += part.1;
            links += u64::from(*part == (0, 0));
        }
        let entry = Entry {
            kind: evidence::ERASED.into(),
            text: evidence::told_erased(pieces),
            ..declares.clone()
        };
        chain::append(tx, guild, *number, &entry).await?;
    }
    Ok([(QUOTES, quotes), (FILES, files), (LINKS, links)])
}

async fn erase_schedules(tx: &mut Tx, guild: GuildId, user: UserId, at: Timestamp) -> Result<u64> {
    let names = schedules::about(tx, guild, user).await?;
    for name in &names {
        let why = "the user whom the report is about was erased";
        schedules::take_away(tx, (guild, name), why, at).await?;
        // Its name may be theirs.
        schedules::forget(tx, guild, name).await?;
    }
    Ok(names.len() as u64)
}

async fn erase_cases(tx: &mut Tx, guild: GuildId, user: UserId, declares: &Entry) -> Result<u64> {
    let numbers: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM cases WHERE guild_id = $1 AND target_id = $2 ORDER BY number",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).fetch_all(conn).await)?;
    let mut texts = 0;
    for number in numbers {
        let number = number.cast_unsigned();
        let entries = chain::erase(tx, guild, number).await?;
        if entries.is_empty() {
            continue;
        }
        texts += entries.len() as u64;
        let named: Vec<_> = entries.iter().map(i64::to_string).collect();
        let entry = Entry {
            kind: ERASED.into(),
            text: named.join(" "),
            ..declares.clone()
        };
        chain::append(tx, guild, number, &entry).await?;
    }
    Ok(texts)
}

/// A user's messages after one, oldest first.
pub async fn messages(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    after: MessageId,
    limit: u32,
) -> Result<Vec<StoredMessage>> {
    type Found = (i64, i64, i64, Option<i64>, Option<Vec<u8>>, Option<i64>);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, channel_id, attachments, key_id, sealed, deleted_at FROM messages
         WHERE author_id = $2 AND guild_id = $1 AND id > $3 ORDER BY id LIMIT $4",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(after.0.cast_signed()).bind(i64::from(limit))
        .fetch_all(conn).await)?;
    let message = |row: Found| StoredMessage {
        guild,
        id: MessageId(row.0.cast_unsigned()),
        channel: ChannelId(row.1.cast_unsigned()),
        author: user,
        attachments: u32::try_from(row.2).unwrap_or_default(),
        sealed: row.3.zip(row.4).map(|(key_id, bytes)| Sealed {
            key_id: i32::try_from(key_id).unwrap_or_default(),
            bytes,
        }),
        edited_at: None,
        deleted_at: row.5.map(Timestamp),
    };
    Ok(rows.into_iter().map(message).collect())
}

#[derive(FromRow)]
struct HourRow {
    hour: i64,
    channel_id: i64,
    #[sqlx(flatten)]
    sums: Sums,
}

/// What a user did in the hours after one, oldest first; whole hours, so that the last one can be gone on from.
pub async fn activity(
    tx: &mut Tx,
    (guild, user): (GuildId, UserId),
    after: i64,
    hours: u32,
) -> Result<Vec<(ActivityKey, Activity)>> {
    let rows: Vec<HourRow> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT hour, channel_id, ", sums!(), " FROM activity
         WHERE guild_id = $1 AND user_id = $2 AND hour IN (
            SELECT DISTINCT hour FROM activity WHERE guild_id = $1 AND user_id = $2 AND hour > $3 ORDER BY hour LIMIT $4)
         GROUP BY hour, channel_id ORDER BY hour, channel_id",
    )).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(after).bind(i64::from(hours))
        .fetch_all(conn).await)?;
    let fact = |row: HourRow| {
        let key = ActivityKey {
            guild,
            hour: row.hour,
            channel: ChannelId(row.channel_id.cast_unsigned()),
            user,
        };
        (key, row.sums.into())
    };
    Ok(rows.into_iter().map(fact).collect())
}
