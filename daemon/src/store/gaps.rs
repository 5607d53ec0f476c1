//! Intervals in which we did not listen, and whether they were reconciled.

use emperione_protocol::{GuildId, Timestamp};

use super::{Result, Tx, on};

/// An interval in which we did not listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub id: String,
    pub shard: Option<u32>,
    /// Of how many shards that is one. None where it is not known: then all guilds may be concerned.
    pub shards: Option<u32>,
    /// None: all guilds of the shard.
    pub guild: Option<GuildId>,
    pub from: Timestamp,
    /// None while it lasts.
    pub to: Option<Timestamp>,
    pub reason: String,
    /// How many events were missed, where that is known.
    pub events: Option<u64>,
    pub reconciled_at: Option<Timestamp>,
}

impl Gap {
    /// Whether it is one of a guild.
    pub fn concerns(&self, guild: GuildId) -> bool {
        let mut place = self.shard.zip(self.shards).into_iter();
        self.guild.is_none_or(|of| of == guild) && place.all(|place| is_of(guild, place))
    }
}

/// Whether a guild is one of a shard, of so many (Gateway: Sharding).
pub fn is_of(guild: GuildId, (shard, shards): (u32, u32)) -> bool {
    (guild.0 >> 22) % u64::from(shards.max(1)) == u64::from(shard)
}

/// Inserts a gap, or replaces what is known of it.
pub async fn save(tx: &mut Tx, gap: &Gap) -> Result<()> {
    on!(tx, conn => sqlx::query(
        "INSERT INTO gaps (id, shard_id, guild_id, from_at, to_at, reason, events, reconciled_at, shards)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET to_at = excluded.to_at, events = excluded.events,
            reconciled_at = excluded.reconciled_at",
    ).bind(gap.id.as_str()).bind(gap.shard.map(i64::from)).bind(gap.guild.map(|id| id.0.cast_signed()))
        .bind(gap.from.0).bind(gap.to.map(|at| at.0)).bind(gap.reason.as_str())
        .bind(gap.events.map(u64::cast_signed)).bind(gap.reconciled_at.map(|at| at.0))
        .bind(gap.shards.map(i64::from)).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether it is still being found out what happened in a guild while we did not listen.
pub async fn is_open(tx: &mut Tx, guild: GuildId) -> Result<bool> {
    let found = since(tx, Timestamp(i64::MAX)).await?;
    let mut open = found
        .iter()
        .filter(|gap| gap.reconciled_at.is_none() && gap.to.is_some());
    Ok(open.any(|gap| gap.concerns(guild)))
}

/// The gaps that end after a time or are not reconciled, oldest first.
pub async fn since(tx: &mut Tx, since: Timestamp) -> Result<Vec<Gap>> {
    type Found = (
        String,
        Option<i64>,
        Option<i64>,
        i64,
        Option<i64>,
        String,
        Option<i64>,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT id, shard_id, guild_id, from_at, to_at, reason, events, reconciled_at, shards FROM gaps
         WHERE to_at IS NULL OR to_at >= $1 OR reconciled_at IS NULL ORDER BY from_at, id",
    ).bind(since.0).fetch_all(conn).await)?;
    let gap = |row: Found| Gap {
        id: row.0,
        shard: row.1.and_then(|shard| u32::try_from(shard).ok()),
        shards: row.8.and_then(|shards| u32::try_from(shards).ok()),
        guild: row.2.map(|id| GuildId(id.cast_unsigned())),
        from: Timestamp(row.3),
        to: row.4.map(Timestamp),
        reason: row.5,
        events: row.6.map(i64::cast_unsigned),
        reconciled_at: row.7.map(Timestamp),
    };
    Ok(rows.into_iter().map(gap).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_of_a_shard_is_one_of_its_guilds_alone() {
        let gap = |shard, shards, guild| Gap {
            id: String::new(),
            shard,
            shards,
            guild,
            from: Timestamp(0),
            to: None,
            reason: String::new(),
            events: None,
            reconciled_at: None,
        };
        // Of two shards: the first is of shard 0, the second of shard 1.
        let guilds = [GuildId(4 << 22), GuildId(5 << 22)];
        for (gap, concerned) in [
            (gap(Some(0), Some(2), None), [true, false]),
            (gap(Some(1), Some(2), None), [false, true]),
            (gap(Some(0), Some(1), None), [true, true]),
            (gap(Some(1), None, None), [true, true]),
            (gap(None, None, None), [true, true]),
            (gap(None, None, Some(guilds[1])), [false, true]),
        ] {
            assert_eq!(
                guilds.map(|guild| gap.concerns(guild)),
                concerned,
                "{gap:?}"
            );
        }
    }
}
