//! Exact counts: what members did per channel and hour, and committed events by kind.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use sqlx::FromRow;

use super::bots::of_a_person;
use super::{Result, Tx, bulk, on};
use crate::domain::duration::HOUR_MS;
use crate::domain::length::Length;

/// How many counts there are in [`Activity`].
pub(super) const COUNTS: usize = 12;

/// Of whom, where and when a fact is. User 0 stands for an unknown one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityKey {
    pub guild: GuildId,
    /// The first millisecond of the hour.
    pub hour: i64,
    pub channel: ChannelId,
    pub user: UserId,
}

/// What was done. A key whose facts were known before some of these were counted has zeros in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Created, of any length; those without a class have no text, or none that is shown to us.
    pub messages: i64,
    pub edits: i64,
    pub deletes: i64,
    /// Given to messages.
    pub reactions: i64,
    /// Taken back.
    pub unreactions: i64,
    pub voice_ms: i64,
    /// Messages by the class of their length, see [`Length`].
    pub short: i64,
    pub medium: i64,
    pub long: i64,
    /// Files that were sent with messages.
    pub attachments: i64,
    /// Messages that reply to one.
    pub replies: i64,
    /// Reactions that others gave to the member's messages, in the hour in which they did.
    pub received: i64,
    /// When the member did something first: wrote, edited, reacted, took a reaction back or left voice.
    pub first_at: Option<Timestamp>,
    /// When the member did something last.
    pub last_at: Option<Timestamp>,
}

impl Activity {
    /// What a message is.
    pub fn message(
        at: Timestamp,
        length: Option<Length>,
        attachments: u32,
        is_reply: bool,
    ) -> Self {
        let is = |class| i64::from(length == Some(class));
        Self {
            messages: 1,
            short: is(Length::Short),
            medium: is(Length::Medium),
            long: is(Length::Long),
            attachments: attachments.into(),
            replies: is_reply.into(),
            first_at: Some(at),
            last_at: Some(at),
            ..Self::default()
        }
    }

    /// Takes note that the member did something.
    pub fn see(&mut self, at: Timestamp) -> &mut Self {
        self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
        self.last_at = self.last_at.max(Some(at));
        self
    }

    /// Adds what was done.
    pub fn add(&mut self, other: &Self) {
        self.change(other, 1);
        for at in [other.first_at, other.last_at].into_iter().flatten() {
            self.see(at);
        }
    }

    /// Takes away what is counted already. When it was done was so before, and stays.
    pub fn take(&mut self, other: &Self) {
        self.change(other, -1);
    }

    fn change(&mut self, other: &Self, sign: i64) {
        for (own, more) in self.counts_mut().into_iter().zip(other.counts()) {
            *own += sign * more;
        }
    }

    /// In the order of the table's columns.
    pub(super) fn of_counts(counts: [i64; COUNTS]) -> Self {
        let mut activity = Self::default();
        for (own, count) in activity.counts_mut().into_iter().zip(counts) {
            *own = count;
        }
        activity
    }

    fn counts(&self) -> [i64; COUNTS] {
        let mut copy = *self;
        copy.counts_mut().map(|count| *count)
    }

    fn counts_mut(&mut self) -> [&mut i64; COUNTS] {
        [
            &mut self.messages,
            &mut self.edits,
            &mut self.deletes,
            &mut self.reactions,
            &mut self.unreactions,
            &mut self.voice_ms,
            &mut self.short,
            &mut self.medium,
            &mut self.long,
            &mut self.attachments,
            &mut self.replies,
            &mut self.received,
        ]
    }
}

/// The first millisecond of the hour of a moment.
pub fn hour(at: Timestamp) -> i64 {
    at.0.div_euclid(HOUR_MS) * HOUR_MS
}

/// Adds facts. Each key may occur once.
pub async fn add(tx: &mut Tx, rows: &[(ActivityKey, Activity)]) -> Result<()> {
    let rows: Vec<_> = rows.iter().map(values).collect();
    bulk::numbers(tx, (INSERT, SUM), &rows).await
}

const INSERT: &str = "INSERT INTO activity (guild_id, hour, channel_id, user_id, messages, edits, deletes, reactions,
    unreactions, voice_ms, short_messages, medium_messages, long_messages, attachments, replies, received, first_at, last_at)";

const SUM: &str = "ON CONFLICT (guild_id, hour, channel_id, user_id) DO UPDATE SET
    messages = activity.messages + excluded.messages, edits = activity.edits + excluded.edits,
    deletes = activity.deletes + excluded.deletes, reactions = activity.reactions + excluded.reactions,
    unreactions = activity.unreactions + excluded.unreactions, voice_ms = activity.voice_ms + excluded.voice_ms,
    short_messages = activity.short_messages + excluded.short_messages,
    medium_messages = activity.medium_messages + excluded.medium_messages,
    long_messages = activity.long_messages + excluded.long_messages,
    attachments = activity.attachments + excluded.attachments, replies = activity.replies + excluded.replies,
    received = activity.received + excluded.received,
    first_at = CASE WHEN activity.first_at <= excluded.first_at OR excluded.first_at IS NULL
        THEN activity.first_at ELSE excluded.first_at END,
    last_at = CASE WHEN activity.last_at >= excluded.last_at OR excluded.last_at IS NULL
        THEN activity.last_at ELSE excluded.last_at END";

/// The columns of [`Sums`].
macro_rules! sums {
    () => {
        "CAST(coalesce(sum(messages), 0) AS BIGINT) AS messages, CAST(coalesce(sum(edits), 0) AS BIGINT) AS edits,
         CAST(coalesce(sum(deletes), 0) AS BIGINT) AS deletes, CAST(coalesce(sum(reactions), 0) AS BIGINT) AS reactions,
         CAST(coalesce(sum(unreactions), 0) AS BIGINT) AS unreactions,
         CAST(coalesce(sum(voice_ms), 0) AS BIGINT) AS voice_ms,
         CAST(coalesce(sum(short_messages), 0) AS BIGINT) AS short,
         CAST(coalesce(sum(medium_messages), 0) AS BIGINT) AS medium,
         CAST(coalesce(sum(long_messages), 0) AS BIGINT) AS long,
         CAST(coalesce(sum(attachments), 0) AS BIGINT) AS attachments,
         CAST(coalesce(sum(replies), 0) AS BIGINT) AS replies,
         CAST(coalesce(sum(received), 0) AS BIGINT) AS received, min(first_at) AS first_at, max(last_at) AS last_at"
    };
}
pub(super) use sums;

/// [`Activity`] as a statement sums it.
#[derive(FromRow)]
pub(super) struct Sums {
    messages: i64,
    edits: i64,
    deletes: i64,
    reactions: i64,
    unreactions: i64,
    voice_ms: i64,
    short: i64,
    medium: i64,
    long: i64,
    attachments: i64,
    replies: i64,
    received: i64,
    first_at: Option<i64>,
    last_at: Option<i64>,
}

impl From<Sums> for Activity {
    fn from(sums: Sums) -> Self {
        Self {
            messages: sums.messages,
            edits: sums.edits,
            deletes: sums.deletes,
            reactions: sums.reactions,
            unreactions: sums.unreactions,
            voice_ms: sums.voice_ms,
            short: sums.short,
            medium: sums.medium,
            long: sums.long,
            attachments: sums.attachments,
            replies: sums.replies,
            received: sums.received,
            first_at: sums.first_at.map(Timestamp),
            last_at: sums.last_at.map(Timestamp),
        }
    }
}

fn values((key, activity): &(ActivityKey, Activity)) -> [Option<i64>; 4 + COUNTS + 2] {
    let mut values = [None; 4 + COUNTS + 2];
    let of = [
        key.guild.0.cast_signed(),
        key.hour,
        key.channel.0.cast_signed(),
        key.user.0.cast_signed(),
    ];
    let known = of.into_iter().chain(activity.counts());
    for (value, number) in values.iter_mut().zip(known) {
        *value = Some(number);
    }
    values[4 + COUNTS] = activity.first_at.map(|at| at.0);
    values[5 + COUNTS] = activity.last_at.map(|at| at.0);
    values
}

/// Sums what a guild's members did, or one of them.
pub async fn sum(tx: &mut Tx, guild: GuildId, user: Option<UserId>) -> Result<Activity> {
    let sums: Sums = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT ", sums!(), " FROM activity WHERE guild_id = $1 AND ($2 IS NULL OR user_id = $2)",
    )).bind(guild.0.cast_signed()).bind(user.map(|user| user.0.cast_signed())).fetch_one(conn).await)?;
    Ok(sums.into())
}

/// Adds to the number of committed events of a kind.
pub async fn count(tx: &mut Tx, guild: Option<GuildId>, kind: &str, n: u64) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO event_counts (guild_id, kind, n) VALUES ($1, $2, $3)
         ON CONFLICT (guild_id, kind) DO UPDATE SET n = event_counts.n + excluded.n",
    ).bind(guild.unwrap_or_default().0.cast_signed()).bind(kind).bind(n.cast_signed()).execute(conn).await.map(drop))?;
    Ok(())
}

/// The numbers of committed events by kind: of a guild, or of none.
pub async fn counts(tx: &mut Tx, guild: Option<GuildId>) -> Result<BTreeMap<String, u64>> {
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT kind, n FROM event_counts WHERE guild_id = $1",
    ).bind(guild.unwrap_or_default().0.cast_signed()).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(kind, n)| (kind, n.cast_unsigned()))
        .collect())
}

/// Who did most in a guild in an interval of hours, of those who wrote, reacted or spoke, without bots and those who do not want
/// to be listed; first who wrote most.
pub async fn top(
    tx: &mut Tx,
    guild: GuildId,
    (since, until): (Timestamp, Option<Timestamp>),
    limit: u32,
) -> Result<Vec<(UserId, Activity)>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT user_id, CAST(sum(messages) AS BIGINT) AS written, CAST(sum(reactions) AS BIGINT),
            CAST(sum(voice_ms) AS BIGINT) AS heard
         FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3 AND user_id <> 0
            AND ", of_a_person!("activity"), "
            AND NOT EXISTS (SELECT 1 FROM unlisted WHERE unlisted.guild_id = activity.guild_id
                AND unlisted.user_id = activity.user_id)
         GROUP BY user_id HAVING sum(messages) > 0 OR sum(reactions) > 0 OR sum(voice_ms) > 0
         ORDER BY written DESC, heard DESC, user_id LIMIT $4",
    )).bind(guild.0.cast_signed()).bind(hour(since)).bind(until.map_or(i64::MAX, |until| until.0)).bind(i64::from(limit)).fetch_all(conn).await)?;
    let found = |(user, messages, reactions, voice_ms): (i64, i64, i64, i64)| {
        let activity = Activity {
            messages,
            reactions,
            voice_ms,
            ..Activity::default()
        };
        (UserId(user.cast_unsigned()), activity)
    };
    Ok(rows.into_iter().map(found).collect())
}

/// Says whether somebody may be listed among those who did most.
pub async fn set_listed(tx: &mut Tx, guild: GuildId, user: UserId, listed: bool) -> Result<()> {
    let text = if listed {
        "DELETE FROM unlisted WHERE guild_id = $1 AND user_id = $2"
    } else {
        "INSERT INTO unlisted (guild_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    };
    on!(tx, conn => sqlx::query(text).bind(guild.0.cast_signed()).bind(user.0.cast_signed())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// What a member did in each hour of an interval, oldest first.
pub async fn hours_of(
    tx: &mut Tx,
    guild: GuildId,
    user: UserId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, Activity)>> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT hour, CAST(sum(messages) AS BIGINT), CAST(sum(reactions) AS BIGINT), CAST(sum(voice_ms) AS BIGINT)
         FROM activity WHERE guild_id = $1 AND user_id = $2 AND hour >= $3 AND hour < $4 GROUP BY hour ORDER BY hour",
    ).bind(guild.0.cast_signed()).bind(user.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let found = |(hour, messages, reactions, voice_ms)| {
        let activity = Activity {
            messages,
            reactions,
            voice_ms,
            ..Activity::default()
        };
        (Timestamp(hour), activity)
    };
    Ok(rows.into_iter().map(found).collect())
}
