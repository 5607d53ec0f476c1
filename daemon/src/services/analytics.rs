//! Numbers about guilds: counted from facts, and computed by the hour.

use std::sync::Arc;

use emperione_protocol::analytics::{Bucket, Every, Metric, Overview, SeriesRequest, Totals};
use emperione_protocol::{GuildId, Timestamp};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::analytics::{HOUR_MS, hour, metrics, series};
use crate::store::aggregates::{self, Watermark};
use crate::store::gaps::{self, Gap};
use crate::store::{Tx, actions, cases, facts, guilds, members, sessions, voice};

const DAY_MS: i64 = 24 * HOUR_MS;
const MINUTE_MS: i64 = 60_000;
const MINUTES: i64 = 60;
/// Facts may come a little after their time.
const LATE_MS: i64 = HOUR_MS;
/// How much is computed in one transaction.
const CHUNK_MS: i64 = 31 * DAY_MS;

/// The service.
#[derive(Clone)]
pub struct Analytics(pub(super) Arc<Parts>);

impl Analytics {
    /// Counts what is stored of a guild.
    pub async fn totals(&self, actor: &Actor, guild: GuildId) -> Result<Totals> {
        self.0.check_sees(actor, guild)?;
        let tx = &mut self.0.db.read().await?;
        let always = Timestamp(0);
        let done = facts::sum(tx, guild, None).await?;
        let mut totals = Totals {
            events: facts::counts(tx, Some(guild)).await?,
            members: members::count_present(tx, guild).await?,
            joins: members::count_changes(tx, guild, "join", always).await?,
            leaves: members::count_changes(tx, guild, "leave", always).await?,
            messages_created: done.messages.unsigned_abs(),
            messages_edited: done.edits.unsigned_abs(),
            messages_deleted: done.deletes.unsigned_abs(),
            reactions_added: done.reactions.unsigned_abs(),
            reactions_removed: done.unreactions.unsigned_abs(),
            bans: members::count_changes(tx, guild, "ban", always).await?,
            unbans: members::count_changes(tx, guild, "unban", always).await?,
            voice_sessions: voice::count_ended(tx, guild).await?,
            cases: cases::count(tx, guild).await?,
            actions: actions::count(tx, guild).await?.into_iter().collect(),
            gaps: gaps_of(tx, guild, always).await?.len() as u64,
            ..Totals::default()
        };
        for session in sessions::all(tx).await? {
            totals.committed.insert(session.id, session.seq);
        }
        Ok(totals)
    }

    /// Gives the numbers of the first screen. Days are UTC's.
    pub async fn overview(&self, actor: &Actor, guild: GuildId) -> Result<Overview> {
        self.0.check_sees(actor, guild)?;
        let now = self.0.clock.now();
        let today = Timestamp(now.0.div_euclid(DAY_MS) * DAY_MS);
        let tx = &mut self.0.db.read().await?;
        let (bans, timeouts) = aggregates::count_in_force(tx, guild, now).await?;
        let day = aggregates::messages(tx, guild, (today, after(now, DAY_MS)), DAY_MS).await?;
        Ok(Overview {
            members: members::count_present(tx, guild).await?,
            joins_today: members::count_changes(tx, guild, "join", today).await?,
            leaves_today: members::count_changes(tx, guild, "leave", today).await?,
            messages_today: day.values().sum(),
            active_today: aggregates::count_active(tx, guild, today).await?,
            bans_in_force: bans,
            timeouts_in_force: timeouts,
            messages_per_minute: per_minute(tx, guild, now).await?,
            gaps_today: gaps_of(tx, guild, after(now, -DAY_MS)).await?.len() as u64,
            cases: cases::count(tx, guild).await?,
            open_actions: actions::count(tx, guild)
                .await?
                .into_iter()
                .filter(|(state, _)| !state.is_final())
                .map(|(_, count)| count)
                .sum(),
        })
    }

    /// Lists what is measured.
    pub fn metrics(&self, actor: &Actor) -> Result<Vec<Metric>> {
        check_role(actor, Role::Viewer)?;
        Ok(metrics::ALL.iter().map(shown).collect())
    }

    /// Gives the intervals of a metric, oldest first: from the one that holds a time, but not before the guild was seen,
    /// to the last computed hour.
    pub async fn series(&self, actor: &Actor, request: &SeriesRequest) -> Result<Vec<Bucket>> {
        let SeriesRequest {
            guild,
            since,
            every,
            ..
        } = *request;
        self.0.check_sees(actor, guild)?;
        let metric = find(&request.metric)?;
        if every != Every::Hour && !metric.adds {
            let why = format!(
                "{} counts members, who may be the same from hour to hour: it has no days and weeks",
                metric.name
            );
            return Err(Error::invalid("every", why).hint("ask for it by the hour"));
        }
        let tx = &mut self.0.db.read().await?;
        let seen = guilds::first_seen_at(tx, guild).await?;
        let mark = aggregates::watermark(tx, guild).await?;
        let (Some(seen), Some(mark)) = (seen, mark) else {
            return Ok(Vec::new());
        };
        let from = series::start(since, every).max(hour(seen));
        let running = hour(mark.computed_at);
        // A computation that is under way or was cut off stands before the running hour.
        let to = if mark.until < running {
            mark.until
        } else {
            after(running, HOUR_MS)
        };
        let samples = aggregates::series(tx, guild, metric.name, from).await?;
        Ok(series::sum(&samples, (from, to), every))
    }

    /// Computes every metric of every guild, from where it stands to now. Computing twice changes nothing.
    pub async fn aggregate(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let known = guilds::all(&mut self.0.db.read().await?).await?;
        for guild in known.iter().filter(|guild| guild.removed_at.is_none()) {
            self.aggregate_guild(guild.id, guild.first_seen_at).await?;
        }
        Ok(())
    }

    async fn aggregate_guild(&self, guild: GuildId, first_seen: Timestamp) -> Result<()> {
        let now = self.0.clock.now();
        let end = after(hour(now), HOUR_MS);
        let mut from = self.begin(guild, first_seen).await?;
        while from < end {
            let to = end.min(after(from, CHUNK_MS));
            self.aggregate_chunk(guild, (from, to), now).await?;
            from = to;
        }
        Ok(())
    }

    /// Where to begin: a little before the watermark, or where a gap was found or filled since.
    async fn begin(&self, guild: GuildId, first_seen: Timestamp) -> Result<Timestamp> {
        let tx = &mut self.0.db.read().await?;
        let Some(mark) = aggregates::watermark(tx, guild).await? else {
            return Ok(hour(first_seen));
        };
        let changed = gaps_of(tx, guild, Timestamp(0)).await?.into_iter();
        let changed = changed
            .filter(|gap| match gap.reconciled_at {
                Some(at) => at >= mark.computed_at,
                // It may have been found after its hours were computed.
                None => gap
                    .to
                    .is_none_or(|to| to >= after(mark.computed_at, -DAY_MS)),
            })
            .map(|gap| hour(gap.from));
        let late = after(mark.until, -LATE_MS);
        Ok(changed
            .chain([late])
            .min()
            .unwrap_or(late)
            .max(hour(first_seen)))
    }

    async fn aggregate_chunk(
        &self,
        guild: GuildId,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.0.db.read().await?;
        let mut window = aggregates::facts(&mut tx, guild, from, to).await?;
        let open = gaps_of(&mut tx, guild, from).await?.into_iter();
        window.unheard = open
            .filter(|gap| gap.reconciled_at.is_none())
            .map(|gap| (gap.from, gap.to.unwrap_or(now)))
            .collect();
        drop(tx);
        let mut tx = self.0.db.write_batch().await?;
        aggregates::clear(&mut tx, guild, (from, to)).await?;
        for metric in metrics::ALL {
            let samples = (metric.compute)(&window);
            aggregates::save(&mut tx, guild, metric.name, &samples).await?;
        }
        let mark = Watermark {
            until: to.min(hour(now)),
            computed_at: now,
        };
        aggregates::set_watermark(&mut tx, guild, mark).await?;
        Ok(tx.commit().await?)
    }
}

fn find(name: &str) -> Result<&'static metrics::Info> {
    metrics::ALL
        .iter()
        .find(|info| info.name == name)
        .ok_or_else(|| {
            let known: Vec<_> = metrics::ALL.iter().map(|info| info.name).collect();
            let why = format!("`{name}` is none; there are {}", known.join(", "));
            Error::invalid("metric", why)
        })
}

fn shown(info: &metrics::Info) -> Metric {
    Metric {
        name: info.name.into(),
        unit: info.unit.into(),
        about: info.about.into(),
        adds: info.adds,
    }
}

fn after(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp(at.0 + ms)
}

async fn gaps_of(tx: &mut Tx, guild: GuildId, since: Timestamp) -> Result<Vec<Gap>> {
    let mut found = gaps::since(tx, since).await?;
    found.retain(|gap| gap.guild.is_none_or(|of| of == guild));
    Ok(found)
}

/// The messages of each of the last 60 minutes, the running one last.
async fn per_minute(tx: &mut Tx, guild: GuildId, now: Timestamp) -> Result<Vec<u32>> {
    let minute = now.0.div_euclid(MINUTE_MS) * MINUTE_MS;
    let first = minute - (MINUTES - 1) * MINUTE_MS;
    let window = (Timestamp(first), Timestamp(minute + MINUTE_MS));
    let counts = aggregates::messages(tx, guild, window, MINUTE_MS).await?;
    let count = |at| counts.get(&at).copied().unwrap_or_default();
    Ok((0..MINUTES)
        .map(|index| u32::try_from(count(first + index * MINUTE_MS)).unwrap_or(u32::MAX))
        .collect())
}
