//! Numbers about guilds: counted from facts, and computed by the hour and the day.

mod aggregate;
mod book;
mod insights;
mod member;
mod series;
mod settings;
mod today;
mod values;

use std::sync::Arc;

use emperione_protocol::analytics::{Every, Overview, Totals};
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp};
use tokio::sync::Mutex;

pub(in crate::services) use self::book::Book;
use super::{Parts, Result};
use crate::archive::Kind;
use crate::domain::actor::Actor;
use crate::domain::analytics::HOUR_MS;
use crate::domain::analytics::calendar::Calendar;
use crate::domain::state::Guild;
use crate::store::gaps::{self, Gap};
use crate::store::{
    self, Tx, actions, aggregates, archives, cases, facts, guilds, members, sessions, voice,
};

const DAY_MS: i64 = 24 * HOUR_MS;
const MINUTE_MS: i64 = 60_000;
const MINUTES: i64 = 60;

/// The service.
#[derive(Clone)]
pub struct Analytics(
    pub(in crate::services) Arc<Parts>,
    /// Held by who computes.
    Arc<Mutex<()>>,
);

impl Analytics {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self(parts, Arc::default())
    }

    /// Counts what is stored of a guild.
    pub async fn totals(&self, actor: &Actor, guild: GuildId) -> Result<Totals> {
        self.0.check_sees(actor, guild)?;
        let tx = &mut self.0.db.read().await?;
        let always = Timestamp(0);
        let done = facts::sum(tx, guild, None).await?;
        let archived = archives::sums(tx, guild).await?;
        let gone = |name: &str| archived.get(name).copied().unwrap_or_default();
        let all = |here: i64, name: &str| (here + gone(name)).unsigned_abs();
        let more = |here: u64, name: &str| all(here.cast_signed(), name);
        let joins = members::count_changes(tx, guild, "join", always).await?;
        let leaves = members::count_changes(tx, guild, "leave", always).await?;
        let mut totals = Totals {
            events: facts::counts(tx, Some(guild)).await?,
            members: members::count_present(tx, guild).await?,
            joins: more(joins, "join"),
            leaves: more(leaves, "leave"),
            messages_created: all(done.messages, "messages"),
            messages_edited: all(done.edits, "edits"),
            messages_deleted: all(done.deletes, "deletes"),
            reactions_added: all(done.reactions, "reactions"),
            reactions_removed: all(done.unreactions, "unreactions"),
            bans: members::count_changes(tx, guild, "ban", always).await?,
            unbans: members::count_changes(tx, guild, "unban", always).await?,
            voice_sessions: voice::count_ended(tx, guild).await?,
            cases: more(cases::count(tx, guild).await?, "cases"),
            actions: actions::count(tx, guild).await?.into_iter().collect(),
            gaps: gaps_of(tx, guild, always).await?.len() as u64,
            ..Totals::default()
        };
        for session in sessions::all(tx).await? {
            totals.committed.insert(session.id, session.seq);
        }
        Ok(totals)
    }

    /// The period of a guild that holds a time, or the last one that is over: from, to, and the name of its time zone.
    pub(super) async fn period(
        &self,
        guild: GuildId,
        every: Every,
        at: Option<Timestamp>,
    ) -> Result<(Timestamp, Timestamp, String)> {
        let tx = &mut self.0.db.read().await?;
        let calendar = calendar(tx, guild).await?;
        let running = calendar.start(self.0.clock.now(), every);
        let at = at.unwrap_or(after(running, -1));
        let zone = guilds::zone(tx, guild)
            .await?
            .unwrap_or_else(|| "UTC".into());
        Ok((calendar.start(at, every), calendar.end(at, every), zone))
    }

    /// Before which time something of a kind is archived that a period would need.
    pub(super) async fn archived_until(
        &self,
        guild: GuildId,
        kind: Kind,
        period: (Timestamp, Timestamp),
    ) -> Result<Option<Timestamp>> {
        let tx = &mut self.0.db.read().await?;
        Ok(archives::missing_until(tx, (guild, kind), period).await?)
    }

    /// How many members a guild has: those that are in memory, or if not all of them are, what the database knows. Without
    /// a roster it is Discord's number.
    async fn present(&self, tx: &mut Tx, guild: GuildId) -> store::Result<u64> {
        let by_discord = self.0.config.bot.intents == Intents::Minimal;
        let here = |known: &Guild| {
            if by_discord {
                return Some(known.member_count);
            }
            (!known.partial).then_some(known.members.len() as u64)
        };
        let count = self.0.state.read().guild(guild).and_then(here);
        match count {
            Some(count) => Ok(count),
            None => members::count_present(tx, guild).await,
        }
    }

    /// How often members came or went since a time; none where Discord does not tell.
    async fn count_changes(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        (kind, since): (&str, Timestamp),
    ) -> store::Result<Option<u64>> {
        if self.0.config.bot.intents == Intents::Minimal {
            return Ok(None);
        }
        members::count_changes(tx, guild, kind, since)
            .await
            .map(Some)
    }

    /// Gives the numbers of the first screen. Today is that of the guild's time zone.
    pub async fn overview(&self, actor: &Actor, guild: GuildId) -> Result<Overview> {
        self.0.check_sees(actor, guild)?;
        let now = self.0.clock.now();
        let tx = &mut self.0.db.read().await?;
        let (today, messages, active) = today::today(tx, guild, now).await?;
        let (bans, timeouts) = aggregates::count_in_force(tx, guild, now).await?;
        Ok(Overview {
            members: self.present(tx, guild).await?,
            joins_today: self.count_changes(tx, guild, ("join", today)).await?,
            leaves_today: self.count_changes(tx, guild, ("leave", today)).await?,
            messages_today: messages,
            active_today: active,
            bans_in_force: bans,
            timeouts_in_force: timeouts,
            messages_per_minute: per_minute(tx, guild, now).await?,
            gaps_today: gaps_of(tx, guild, after(now, -DAY_MS)).await?.len() as u64,
            cases: cases::count(tx, guild).await? + let_go_cases(tx, guild).await?,
            open_actions: actions::count(tx, guild)
                .await?
                .into_iter()
                .filter(|(state, _)| !state.is_final())
                .map(|(_, count)| count)
                .sum(),
            pauses: self.0.pauses(guild),
        })
    }
}

/// The calendar of a guild. A zone that is not known any more gives way to UTC.
pub(in crate::services) async fn calendar(tx: &mut Tx, guild: GuildId) -> store::Result<Calendar> {
    let zone = guilds::zone(tx, guild).await?;
    Ok(zone
        .and_then(|zone| Calendar::named(&zone))
        .unwrap_or_default())
}

/// The first day from a time on that may be computed anew: of what is older, facts may be in the archive.
async fn first_day(
    tx: &mut Tx,
    guild: GuildId,
    calendar: &Calendar,
    from: Timestamp,
) -> Result<Timestamp> {
    let horizon = archives::horizon(tx, guild).await?.unwrap_or_default();
    let start = calendar.start(from.max(horizon), Every::Day);
    Ok(if start < horizon {
        calendar.end(start, Every::Day)
    } else {
        start
    })
}

async fn let_go_cases(tx: &mut Tx, guild: GuildId) -> Result<u64> {
    let sums = archives::sums(tx, guild).await?;
    Ok(sums.get("cases").map_or(0, |n| n.unsigned_abs()))
}

fn after(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp(at.0 + ms)
}

/// The gaps of a guild that end after a time or are not reconciled.
pub(in crate::services) async fn gaps_of(
    tx: &mut Tx,
    guild: GuildId,
    since: Timestamp,
) -> Result<Vec<Gap>> {
    let mut found = gaps::since(tx, since).await?;
    found.retain(|gap| gap.concerns(guild));
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
