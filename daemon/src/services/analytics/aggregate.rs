//! From facts to hours of metrics, and to the sets of members by day.

use emperione_protocol::analytics::Every;
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp};

use super::{Analytics, DAY_MS, after, calendar, first_day, gaps_of};
use crate::crash;
use crate::domain::actor::{Actor, Role};
use crate::domain::analytics::{HOUR_MS, hour, metrics};
use crate::services::Result;
use crate::services::access::check_role;
use crate::store::aggregates::{self, Watermark};
use crate::store::gaps::Gap;
use crate::store::{archives, days, guilds};

/// Facts may come a little after their time.
const LATE_MS: i64 = HOUR_MS;
/// How much is computed in one transaction.
const CHUNK_MS: i64 = 31 * DAY_MS;

impl Analytics {
    /// Computes every metric of every guild, from where it stands to now. Computing twice changes nothing.
    pub async fn aggregate(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let known = guilds::all(&mut self.0.db.read().await?).await?;
        let mut outcome = Ok(());
        for guild in known.iter().filter(|guild| guild.removed_at.is_none()) {
            // One that fails keeps no other from being computed.
            let done = self.aggregate_guild(guild.id, guild.first_seen_at).await;
            outcome = outcome.and(done);
        }
        outcome
    }

    async fn aggregate_guild(&self, guild: GuildId, first_seen: Timestamp) -> Result<()> {
        let _turn = self.1.lock().await;
        // Another process may have computed meanwhile, of facts that are newer.
        while !self.compute(guild, first_seen).await? {}
        Ok(())
    }

    /// Computes a guild, and says whether nobody else did meanwhile.
    async fn compute(&self, guild: GuildId, first_seen: Timestamp) -> Result<bool> {
        let now = self.0.clock.now();
        let end = after(hour(now), HOUR_MS);
        let begun = aggregates::watermark(&mut self.0.db.read().await?, guild).await?;
        let first = (hour(first_seen), now);
        let (mut from, days_from) = self.begin(guild, first, begun).await?;
        if from >= end {
            // The clock stands before everything that is known.
            return Ok(true);
        }
        let mut mark = begun;
        while from < end {
            let to = end.min(after(from, CHUNK_MS));
            // What was cut off is computed anew, too: a gap that was filled counts as seen at the end only.
            let done_at = if to == end {
                now
            } else {
                begun.map_or(now, |mark| mark.computed_at)
            };
            let chunk = (from, to);
            let Some(next) = self
                .aggregate_hours(guild, chunk, (now, done_at), mark)
                .await?
            else {
                return Ok(false);
            };
            mark = Some(next);
            from = to;
        }
        self.aggregate_days(guild, (days_from, end), now).await
    }

    /// Where to begin with the hours and the days: a little before the watermark, or where a gap was found or filled since.
    /// If the clock was set back, a little before now.
    async fn begin(
        &self,
        guild: GuildId,
        (first, now): (Timestamp, Timestamp),
        mark: Option<Watermark>,
    ) -> Result<(Timestamp, Timestamp)> {
        let Some(mark) = mark else {
            return Ok((first, first));
        };
        let mut tx = self.0.db.read().await?;
        let gaps = gaps_of(&mut tx, guild, Timestamp(0)).await?;
        // What may be archived is not computed anew.
        let first = first.max(archives::horizon(&mut tx, guild).await?.unwrap_or_default());
        let changed = gaps.into_iter().filter(|gap| match gap.reconciled_at {
            // What was read of it may be followed a little later, as cases are.
            Some(at) => after(at, LATE_MS) >= mark.computed_at,
            // It may have been found after its hours were computed.
            None => gap
                .to
                .is_none_or(|to| to >= after(mark.computed_at, -DAY_MS)),
        });
        let changed = changed.map(|gap| hour(gap.from)).min();
        let begin = |until: Timestamp| {
            let late = after(until.min(hour(now)), -LATE_MS);
            changed.map_or(late, |changed| changed.min(late)).max(first)
        };
        Ok((begin(mark.until), begin(mark.days_until)))
    }

    /// Computes the hours of an interval, and gives the watermark after it; none if somebody else computed since the last
    /// one, from facts that may be newer.
    async fn aggregate_hours(
        &self,
        guild: GuildId,
        (from, to): (Timestamp, Timestamp),
        (now, done_at): (Timestamp, Timestamp),
        seen: Option<Watermark>,
    ) -> Result<Option<Watermark>> {
        let mut tx = self.0.db.read().await?;
        let mut window = aggregates::facts(&mut tx, guild, from, to).await?;
        let intents = self.0.config.bot.intents;
        if intents == Intents::Minimal {
            // The roster holds whom Discord happened to show.
            let count = guilds::member_count(&mut tx, guild).await?;
            window.members = count.unwrap_or(window.members);
        }
        let gaps = gaps_of(&mut tx, guild, from).await?;
        let interval = |gap: &Gap| (gap.from, gap.to.unwrap_or(now));
        let open = gaps.iter().filter(|gap| gap.reconciled_at.is_none());
        let open: Vec<_> = open.map(interval).collect();
        let all: Vec<_> = gaps.iter().map(interval).collect();
        drop(tx);
        let mut tx = self.0.db.write_batch().await?;
        guilds::lock(&mut tx, guild).await?;
        if aggregates::watermark(&mut tx, guild).await? != seen {
            return Ok(None);
        }
        aggregates::clear(&mut tx, guild, (from, to)).await?;
        for metric in metrics::ALL {
            let Some(compute) = metric.source.hours() else {
                continue;
            };
            if metric.is_unknown(intents) {
                continue;
            }
            let unheard = if metric.only_live { &all } else { &open };
            window.unheard.clone_from(unheard);
            aggregates::save(&mut tx, guild, metric.name, &compute(&window)).await?;
        }
        aggregates::set_watermark(&mut tx, guild, to.min(hour(now)), done_at).await?;
        let mark = aggregates::watermark(&mut tx, guild).await?;
        crash::point("aggregate_hours");
        tx.commit().await?;
        crash::point("aggregate_hours_committed");
        Ok(mark)
    }

    /// Computes the days of an interval, whole days, chunk by chunk, and says whether nobody set another time zone
    /// or computed meanwhile.
    async fn aggregate_days(
        &self,
        guild: GuildId,
        (from, end): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.0.db.read().await?;
        let zone = guilds::zone(&mut tx, guild).await?;
        let calendar = calendar(&mut tx, guild).await?;
        let mut from = first_day(&mut tx, guild, &calendar, from).await?;
        drop(tx);
        while from < end {
            let chunk = calendar.days(from, end.min(after(from, CHUNK_MS)));
            let to = chunk
                .last()
                .map_or(end, |day| calendar.end(*day, Every::Day));
            let mut tx = self.0.db.write_batch().await?;
            guilds::lock(&mut tx, guild).await?;
            days::number(&mut tx, guild, (from, to)).await?;
            tx.commit().await?;
            crash::point("aggregate_numbered");
            let mut computed = Vec::with_capacity(chunk.len());
            let mut tx = self.0.db.read().await?;
            for day in chunk {
                let window = (day, calendar.end(day, Every::Day));
                computed.push((day, days::compute(&mut tx, guild, window).await?));
            }
            drop(tx);
            let mut tx = self.0.db.write_batch().await?;
            guilds::lock(&mut tx, guild).await?;
            let mark = aggregates::watermark(&mut tx, guild).await?;
            let is_ours = mark.is_some_and(|mark| mark.computed_at == now);
            if !is_ours || guilds::zone(&mut tx, guild).await? != zone {
                return Ok(false);
            }
            for (at, day) in &computed {
                days::save(&mut tx, guild, *at, day).await?;
            }
            aggregates::set_days(&mut tx, guild, to.min(after(end, -HOUR_MS))).await?;
            crash::point("aggregate_days");
            tx.commit().await?;
            crash::point("aggregate_days_committed");
            from = to;
        }
        Ok(true)
    }
}
