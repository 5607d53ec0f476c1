//! What is read of a guild to tell of it, each fact once and all of one moment, however many things are made of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use emperione_protocol::analytics::{Cohort, Every};
use emperione_protocol::reports::Unheard;
use emperione_protocol::{GuildId, Timestamp};

use super::values::Frame;
use super::{Analytics, DAY_MS, after, calendar, gaps_of};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::days::{Members, Sets, by_day};
use crate::domain::analytics::series::Window;
use crate::domain::analytics::{Sample, cohorts};
use crate::services::Result;
use crate::store::aggregates::{self, Watermark};
use crate::store::{Tx, days, guilds};

type Days = Vec<(Timestamp, Members)>;
/// A metric, and whether of its parts.
type Key = (String, bool);

/// See the module.
pub(in crate::services) struct Book {
    pub(super) tx: Tx,
    pub(super) guild: GuildId,
    pub(super) calendar: Calendar,
    pub(super) seen: Option<Timestamp>,
    pub(super) mark: Option<Watermark>,
    /// What will be asked of the whole guild in the end.
    expects: Option<Window>,
    samples: BTreeMap<Key, (Window, Arc<Vec<Sample>>)>,
    days: Option<(Sets, Window, Arc<Days>)>,
    cohorts: Vec<((Timestamp, Every), u32, Vec<Cohort>)>,
}

impl Analytics {
    /// Opens a book.
    pub(in crate::services) async fn book(&self, guild: GuildId) -> Result<Book> {
        let mut tx = self.0.db.read().await?;
        Ok(Book {
            guild,
            calendar: calendar(&mut tx, guild).await?,
            seen: guilds::first_seen_at(&mut tx, guild).await?,
            mark: aggregates::watermark(&mut tx, guild).await?,
            expects: None,
            samples: BTreeMap::new(),
            days: None,
            cohorts: Vec::new(),
            tx,
        })
    }
}

impl Book {
    /// Says what will be asked of it, so that it is read at once.
    pub(in crate::services) fn expect(&mut self, window: Window) {
        self.expects = Some(window);
    }

    /// The stored hours of a metric within a window at least, oldest first: of the whole guild, or part by part.
    pub(super) async fn samples(
        &mut self,
        metric: &str,
        window: Window,
        parts: bool,
    ) -> Result<Arc<Vec<Sample>>> {
        let key = (metric.to_owned(), parts);
        let known = self.samples.get(&key);
        if let Some((read, samples)) = known
            && covers(*read, window)
        {
            return Ok(samples.clone());
        }
        let expects = self.expects.filter(|_| !parts);
        let wanted = union(union(window, known.map(|(read, _)| *read)), expects);
        let read = aggregates::series(&mut self.tx, self.guild, metric, wanted, parts).await?;
        let samples = Arc::new(read);
        self.samples.insert(key, (wanted, samples.clone()));
        Ok(samples)
    }

    /// The stored sets of the days that begin within a window, oldest first; all of them if more will be asked.
    pub(super) async fn days(&mut self, window: Window, sets: Sets) -> Result<DaysOf> {
        let sets = self.expects.map_or(sets, |_| Sets::All);
        let known = self.days.take().filter(|(of, ..)| *of == sets);
        let (read, all) = match known {
            Some((_, read, days)) if covers(read, window) => (read, days),
            known => {
                let known = known.map(|(_, read, _)| read);
                let expects = self.expects.map(|(from, to)| (half_a_day_before(from), to));
                let wanted = union(union(window, known), expects);
                let days = days::between(&mut self.tx, self.guild, wanted, sets).await?;
                (wanted, Arc::new(days))
            }
        };
        self.days = Some((sets, read, all.clone()));
        let place = |at: Timestamp| all.partition_point(|(day, _)| *day < at);
        let (first, end) = (place(window.0), place(window.1));
        Ok(DaysOf { all, first, end })
    }

    /// The cohorts of those who joined since a time, followed for so many weeks at least.
    pub(super) async fn cohorts(
        &mut self,
        from: Timestamp,
        every: Every,
        weeks: u32,
    ) -> Result<Vec<Cohort>> {
        let key = (from, every);
        let known = self.cohorts.iter();
        let mut known = known.filter(|(of, followed, _)| *of == key && *followed >= weeks);
        if let Some((_, _, found)) = known.next() {
            return Ok(found.clone());
        }
        let days = self.every_day(from, Sets::Active).await?;
        let unheard = self.unheard(from).await?;
        let follow = (weeks, unheard.as_slice());
        let found = cohorts::cohorts(&days, &cohorts::all, from, (&self.calendar, every), follow);
        self.cohorts.push((key, weeks, found.clone()));
        Ok(found)
    }

    /// The sets of every day from a time to now, without a hole; days without a row are empty.
    pub(super) async fn every_day(&mut self, from: Timestamp, sets: Sets) -> Result<Days> {
        let to = self
            .mark
            .map_or(from, |mark| Timestamp(mark.days_until.0 + 1));
        let begin = self.calendar.start(from, Every::Day);
        let stored = self.days((half_a_day_before(begin), to), sets).await?;
        let days = self.calendar.days(from, to);
        Ok(by_day(stored.days(), days, &self.calendar))
    }

    /// What was not heard since a time, and what happened in it is not known.
    pub(super) async fn unheard(&mut self, since: Timestamp) -> Result<Vec<Window>> {
        let gaps = gaps_of(&mut self.tx, self.guild, since).await?.into_iter();
        let open = gaps.filter(|gap| gap.reconciled_at.is_none());
        let always = Timestamp(i64::MAX);
        Ok(open
            .map(|gap| (gap.from, gap.to.unwrap_or(always)))
            .collect())
    }

    /// When we did not listen within a period: where what was missed is not known, as before the guild was first seen, and
    /// where it was read later.
    pub(in crate::services) async fn missed(
        &mut self,
        (from, to): Window,
        now: Timestamp,
    ) -> Result<(Vec<Unheard>, Vec<Unheard>)> {
        let cut = |start: Timestamp, end: Timestamp| {
            let (from, to) = (start.max(from), end.min(to));
            (from < to).then_some(Unheard { from, to })
        };
        let mut unheard = Vec::from_iter(self.seen.and_then(|at| cut(from, at)));
        let mut read_later = Vec::new();
        for gap in gaps_of(&mut self.tx, self.guild, from).await? {
            let of = match gap.reconciled_at {
                Some(_) => &mut read_later,
                None => &mut unheard,
            };
            of.extend(cut(gap.from, gap.to.unwrap_or(now)));
        }
        Ok((unheard, read_later))
    }

    pub(super) fn shape<'a>(&'a self, frame: &Frame) -> (&'a Calendar, Every) {
        (&self.calendar, frame.every)
    }
}

/// Some of the days of a book.
pub(super) struct DaysOf {
    all: Arc<Days>,
    first: usize,
    end: usize,
}

impl DaysOf {
    pub(super) fn days(&self) -> &[(Timestamp, Members)] {
        self.all.get(self.first..self.end).unwrap_or_default()
    }
}

/// From when on days may begin that hold most of one of this calendar: they may be of another.
pub(super) fn half_a_day_before(day: Timestamp) -> Timestamp {
    after(day, -DAY_MS / 2)
}

fn covers(read: Window, window: Window) -> bool {
    read.0 <= window.0 && window.1 <= read.1
}

fn union(one: Window, other: Option<Window>) -> Window {
    let other = other.unwrap_or(one);
    (one.0.min(other.0), one.1.max(other.1))
}
