//! Who was there on each day: sets of members by their ordinal in the guild.

use emperione_protocol::{GuildId, Timestamp};
use roaring::RoaringBitmap;

use super::{Error, Result, Tx, on};
use crate::domain::analytics::days::Members;

/// Gives an ordinal to everybody who did something or joined in an interval and has none. Bots get none.
pub async fn number(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO member_ordinals (guild_id, user_id, ordinal)
         SELECT $1, seen.user_id, (SELECT coalesce(max(ordinal), -1) FROM member_ordinals WHERE guild_id = $1)
             + row_number() OVER (ORDER BY seen.user_id)
         FROM (SELECT user_id FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3
             UNION SELECT user_id FROM member_changes WHERE guild_id = $1 AND kind = 'join' AND at >= $2 AND at < $3) AS seen
         WHERE seen.user_id <> 0
            AND NOT EXISTS (SELECT 1 FROM members AS bots
                WHERE bots.guild_id = $1 AND bots.user_id = seen.user_id AND bots.bot)
            AND NOT EXISTS (SELECT 1 FROM member_ordinals AS known
                WHERE known.guild_id = $1 AND known.user_id = seen.user_id)",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Computes the sets of a day from facts.
pub async fn compute(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Members> {
    let doings: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT ordinal, CAST(sum(messages) AS BIGINT), CAST(sum(reactions) AS BIGINT), CAST(sum(voice_ms) AS BIGINT)
         FROM activity JOIN member_ordinals USING (guild_id, user_id)
         WHERE guild_id = $1 AND hour >= $2 AND hour < $3 GROUP BY ordinal",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let joined: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT ordinal FROM member_changes JOIN member_ordinals USING (guild_id, user_id)
         WHERE guild_id = $1 AND kind = 'join' AND at >= $2 AND at < $3",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let mut members = Members::default();
    for (member, messages, reactions, voice_ms) in doings {
        let count = i64::cast_unsigned;
        members.note(
            ordinal(member)?,
            count(messages),
            count(reactions),
            count(voice_ms),
        );
    }
    for member in joined {
        members.joined.insert(ordinal(member)?);
    }
    Ok(members)
}

fn ordinal(ordinal: i64) -> Result<u32> {
    u32::try_from(ordinal).map_err(|error| Error::Inconsistent {
        table: "member_ordinals",
        column: "ordinal",
        row: ordinal.to_string(),
        why: error.to_string(),
    })
}

/// Stores the sets of a day.
pub async fn save(tx: &mut Tx, guild: GuildId, day: Timestamp, members: &Members) -> Result<()> {
    let [one, two, three] = &members.wrote;
    let sets = [
        &members.active,
        one,
        two,
        three,
        &members.spoke,
        &members.joined,
    ];
    let [active, one, two, three, spoke, joined] = sets.map(bytes);
    on!(tx, conn => sqlx::query(
        "INSERT INTO member_days (guild_id, day_at, active, wrote_one, wrote_two, wrote_three, spoke, joined)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (guild_id, day_at) DO UPDATE SET active = excluded.active, wrote_one = excluded.wrote_one,
            wrote_two = excluded.wrote_two, wrote_three = excluded.wrote_three, spoke = excluded.spoke,
            joined = excluded.joined",
    ).bind(guild.0.cast_signed()).bind(day.0).bind(active).bind(one).bind(two).bind(three).bind(spoke).bind(joined)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes the days from a time on, which are about to be computed anew.
pub async fn clear(tx: &mut Tx, guild: GuildId, from: Timestamp) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM member_days WHERE guild_id = $1 AND day_at >= $2")
        .bind(guild.0.cast_signed()).bind(from.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// The stored days of an interval, oldest first.
pub async fn between(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, Members)>> {
    type Found = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT day_at, active, wrote_one, wrote_two, wrote_three, spoke, joined FROM member_days
         WHERE guild_id = $1 AND day_at >= $2 AND day_at < $3 ORDER BY day_at",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let day = |row: Found| {
        let read = |bytes: &[u8]| set(row.0, bytes);
        let members = Members {
            active: read(&row.1)?,
            wrote: [read(&row.2)?, read(&row.3)?, read(&row.4)?],
            spoke: read(&row.5)?,
            joined: read(&row.6)?,
        };
        Ok((Timestamp(row.0), members))
    };
    rows.into_iter().map(day).collect()
}

/// The first hour with facts, if there is one.
pub async fn first_fact(tx: &mut Tx, guild: GuildId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar("SELECT min(hour) FROM activity WHERE guild_id = $1")
        .bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

fn bytes(set: &RoaringBitmap) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(set.serialized_size());
    // Writing into memory cannot fail.
    let _ = set.serialize_into(&mut bytes);
    bytes
}

fn set(day: i64, bytes: &[u8]) -> Result<RoaringBitmap> {
    RoaringBitmap::deserialize_from(bytes).map_err(|error| Error::Inconsistent {
        table: "member_days",
        column: "sets of members",
        row: day.to_string(),
        why: error.to_string(),
    })
}
