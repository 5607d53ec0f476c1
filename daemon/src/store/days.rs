//! Who was there on each day: sets of members by their ordinal in the guild.

use std::collections::BTreeMap;

use emperione_protocol::{GuildId, Timestamp};
use roaring::RoaringBitmap;
use sqlx::FromRow;

use super::aggregates::invited;
use super::bots::of_a_person;
use super::imports::withdrawn;
use super::{Error, Result, Tx, on};
use crate::domain::analytics::days::{Members, Sets};

/// What a day of a guild holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    pub members: Members,
    /// Who joined by each code of an invite, or by what stands for it.
    pub invited: Invited,
}

/// Sets of members by the code of an invite.
pub type Invited = BTreeMap<String, RoaringBitmap>;

/// An offence, as a condition on a case.
macro_rules! offence {
    () => {
        concat!(
            "state <> 'failed' AND kind IN ('ban', 'kick', 'softban', 'timeout', 'warn') AND NOT ",
            withdrawn!()
        )
    };
}

/// Gives an ordinal to everybody who did something, joined or got a case in an interval and has none. Bots get none.
pub async fn number(tx: &mut Tx, guild: GuildId, (from, to): (Timestamp, Timestamp)) -> Result<()> {
    on!(tx, conn => sqlx::query(concat!(
        "INSERT INTO member_ordinals (guild_id, user_id, ordinal)
         SELECT $1, seen.user_id, (SELECT coalesce(max(ordinal), -1) FROM member_ordinals WHERE guild_id = $1)
             + row_number() OVER (ORDER BY seen.user_id)
         FROM (SELECT user_id FROM activity WHERE guild_id = $1 AND hour >= $2 AND hour < $3
             UNION SELECT user_id FROM member_changes WHERE guild_id = $1 AND kind = 'join' AND at >= $2 AND at < $3
             UNION SELECT target_id FROM cases WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 AND ", offence!(), ")
             AS seen
         WHERE seen.user_id <> 0
            AND ", of_a_person!("seen"), " AND NOT EXISTS (SELECT 1 FROM member_ordinals AS known
                WHERE known.guild_id = $1 AND known.user_id = seen.user_id)",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).execute(conn).await.map(drop))?;
    Ok(())
}

/// Computes a day from facts.
pub async fn compute(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Day> {
    let doings: Vec<(i64, i64, i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT ordinal, CAST(sum(messages) AS BIGINT), CAST(sum(reactions) AS BIGINT), CAST(sum(voice_ms) AS BIGINT)
         FROM activity JOIN member_ordinals USING (guild_id, user_id)
         WHERE guild_id = $1 AND hour >= $2 AND hour < $3
            AND user_id NOT IN (SELECT bots.user_id FROM bots WHERE bots.guild_id = $1) GROUP BY ordinal",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let joined: Vec<(i64, String)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT ordinal, ", invited!(), " FROM member_changes JOIN member_ordinals USING (guild_id, user_id)
         WHERE guild_id = $1 AND kind = 'join' AND at >= $2 AND at < $3 ORDER BY at DESC",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let cases: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT ordinal, count(*) FROM cases JOIN member_ordinals
            ON member_ordinals.guild_id = cases.guild_id AND user_id = target_id
         WHERE cases.guild_id = $1 AND opened_at >= $2 AND opened_at < $3 AND ", offence!(), " GROUP BY ordinal",
    )).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let Day {
        mut members,
        mut invited,
    } = Day::default();
    for (member, messages, reactions, voice_ms) in doings {
        let count = i64::cast_unsigned;
        members.note(
            ordinal(member)?,
            count(messages),
            count(reactions),
            count(voice_ms),
        );
    }
    for (member, n) in cases {
        members.note_cases(ordinal(member)?, n.cast_unsigned());
    }
    for (member, code) in joined {
        let member = ordinal(member)?;
        // Who joined twice on the day is counted by their last join.
        if members.joined.insert(member) {
            invited.entry(code).or_default().insert(member);
        }
    }
    Ok(Day { members, invited })
}

fn ordinal(ordinal: i64) -> Result<u32> {
    u32::try_from(ordinal).map_err(|error| Error::Inconsistent {
        table: "member_ordinals",
        column: "ordinal",
        row: ordinal.to_string(),
        why: error.to_string(),
    })
}

/// Stores a day.
pub async fn save(tx: &mut Tx, guild: GuildId, at: Timestamp, day: &Day) -> Result<()> {
    let members = &day.members;
    let [one, two, three] = &members.wrote;
    let [any, again] = &members.cases;
    let sets = [
        &members.active,
        one,
        two,
        three,
        &members.spoke,
        &members.joined,
        any,
        again,
    ];
    let [active, one, two, three, spoke, joined, any, again] = sets.map(bytes);
    on!(tx, conn => sqlx::query(
        "INSERT INTO member_days (guild_id, day_at, active, wrote_one, wrote_two, wrote_three, spoke, joined, case_one,
            case_two) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (guild_id, day_at) DO UPDATE SET active = excluded.active, wrote_one = excluded.wrote_one,
            wrote_two = excluded.wrote_two, wrote_three = excluded.wrote_three, spoke = excluded.spoke,
            joined = excluded.joined, case_one = excluded.case_one, case_two = excluded.case_two",
    ).bind(guild.0.cast_signed()).bind(at.0).bind(active).bind(one).bind(two).bind(three).bind(spoke).bind(joined)
        .bind(any).bind(again).execute(conn).await.map(drop))?;
    save_invited(tx, guild, at, &day.invited).await
}

async fn save_invited(tx: &mut Tx, guild: GuildId, at: Timestamp, invited: &Invited) -> Result<()> {
    on!(tx, conn => sqlx::query("DELETE FROM member_day_invites WHERE guild_id = $1 AND day_at = $2")
        .bind(guild.0.cast_signed()).bind(at.0).execute(conn).await.map(drop))?;
    for (code, joined) in invited {
        on!(tx, conn => sqlx::query(
            "INSERT INTO member_day_invites (guild_id, day_at, invite, joined) VALUES ($1, $2, $3, $4)",
        ).bind(guild.0.cast_signed()).bind(at.0).bind(code.as_str()).bind(bytes(joined))
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// Removes the days from a time on, which are about to be computed anew.
pub async fn clear(tx: &mut Tx, guild: GuildId, from: Timestamp) -> Result<()> {
    for text in [
        "DELETE FROM member_days WHERE guild_id = $1 AND day_at >= $2",
        "DELETE FROM member_day_invites WHERE guild_id = $1 AND day_at >= $2",
    ] {
        on!(tx, conn => sqlx::query(text).bind(guild.0.cast_signed()).bind(from.0)
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

macro_rules! select {
    ($columns:literal) => {
        concat!(
            "SELECT day_at, ",
            $columns,
            " FROM member_days WHERE guild_id = $1 AND day_at >= $2 AND day_at < $3 ORDER BY day_at"
        )
    };
}

/// The stored days of an interval, oldest first; of each the sets that are wanted, the others empty.
pub async fn between(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
    sets: Sets,
) -> Result<Vec<(Timestamp, Members)>> {
    let text = match sets {
        Sets::Active => select!("active, joined"),
        Sets::Doings => select!("wrote_one, wrote_two, wrote_three, spoke"),
        Sets::Cases => select!("case_one, case_two"),
        Sets::All => {
            select!("active, joined, wrote_one, wrote_two, wrote_three, spoke, case_one, case_two")
        }
    };
    let rows: Vec<Stored> = on!(tx, conn => sqlx::query_as(text)
        .bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    rows.iter().map(Stored::read).collect()
}

/// By which invite those joined who did on the days of an interval: for each code, by the day.
pub async fn invited(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<BTreeMap<String, BTreeMap<Timestamp, RoaringBitmap>>> {
    let rows: Vec<(String, i64, Vec<u8>)> = on!(tx, conn => sqlx::query_as(
        "SELECT invite, day_at, joined FROM member_day_invites WHERE guild_id = $1 AND day_at >= $2 AND day_at < $3",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let mut found = BTreeMap::<_, BTreeMap<_, _>>::new();
    for (code, day, joined) in rows {
        let days = found.entry(code).or_default();
        days.insert(Timestamp(day), set(day, &joined)?);
    }
    Ok(found)
}

/// What is not read is empty.
#[derive(Default, FromRow)]
#[sqlx(default)]
struct Stored {
    day_at: i64,
    active: Vec<u8>,
    wrote_one: Vec<u8>,
    wrote_two: Vec<u8>,
    wrote_three: Vec<u8>,
    spoke: Vec<u8>,
    joined: Vec<u8>,
    case_one: Vec<u8>,
    case_two: Vec<u8>,
}

impl Stored {
    fn read(&self) -> Result<(Timestamp, Members)> {
        let read = |bytes: &[u8]| set(self.day_at, bytes);
        let members = Members {
            active: read(&self.active)?,
            wrote: [
                read(&self.wrote_one)?,
                read(&self.wrote_two)?,
                read(&self.wrote_three)?,
            ],
            spoke: read(&self.spoke)?,
            joined: read(&self.joined)?,
            cases: [read(&self.case_one)?, read(&self.case_two)?],
        };
        Ok((Timestamp(self.day_at), members))
    }
}

/// When the first fact was that a day holds, if there is one.
pub async fn first_fact(tx: &mut Tx, guild: GuildId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT min(began) FROM (SELECT min(hour) AS began FROM activity WHERE guild_id = $1
            UNION ALL SELECT min(at) FROM member_changes WHERE guild_id = $1 AND kind = 'join'
            UNION ALL SELECT min(opened_at) FROM cases WHERE guild_id = $1) AS firsts",
    ).bind(guild.0.cast_signed()).fetch_one(conn).await)?;
    Ok(at.map(Timestamp))
}

fn bytes(set: &RoaringBitmap) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(set.serialized_size());
    // Writing into memory cannot fail.
    let _ = set.serialize_into(&mut bytes);
    bytes
}

fn set(day: i64, bytes: &[u8]) -> Result<RoaringBitmap> {
    if bytes.is_empty() {
        return Ok(RoaringBitmap::new());
    }
    RoaringBitmap::deserialize_from(bytes).map_err(|error| Error::Inconsistent {
        table: "member_days",
        column: "sets of members",
        row: day.to_string(),
        why: error.to_string(),
    })
}
