//! The values of a metric: stored hours put together, or what is made of sets, histograms and facts when it is asked for.

use std::collections::{BTreeMap, BTreeSet};

use emperione_protocol::analytics::{Bucket, Cohort, Every, Series};
use emperione_protocol::{ChannelId, Timestamp};
use roaring::RoaringBitmap;

use super::book::half_a_day_before;
use super::series::find;
use super::{Book, DAY_MS, after};
use crate::domain::analytics::days::{Members, Sets};
use crate::domain::analytics::medians::{self, Delays};
use crate::domain::analytics::metrics::{Info, Roll, Source, Took};
use crate::domain::analytics::series::{self, Window};
use crate::domain::analytics::{
    HOUR_MS, Sample, Watch, cohorts, hour, lives, newcomers, number, repeats, rules, share,
};
use crate::domain::threads::{Thread, WATCHED_MS};
use crate::services::{Error, Result};
use crate::store::{answers, days, inbox, joins, threads, verdicts};

/// Every hour that is heard has a value of it, so that its hours tell which were.
pub(super) const ALWAYS: &str = "active_members";

/// The same of the hours in which it was heard who joined and left.
const MEMBERS_KNOWN: &str = "net";

/// What can be told of the time that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) every: Every,
    pub(super) window: Window,
    /// Everything before it is known.
    computed: Timestamp,
}

impl Book {
    /// What can be told of the time that is asked about; none before the first hour is computed.
    pub(super) fn frame(
        &self,
        (since, until): (Timestamp, Option<Timestamp>),
        every: Every,
    ) -> Option<Frame> {
        let (seen, mark) = self.seen.zip(self.mark)?;
        let running = hour(mark.computed_at);
        // A computation that is under way or was cut off stands before the running hour.
        let last = if mark.until < running {
            mark.until
        } else {
            after(running, HOUR_MS)
        };
        let until = until.map(|until| self.calendar.end(after(until, -1), every));
        let window = (
            self.calendar.start(since, every).max(hour(seen)),
            until.map_or(last, |until| until.min(last)),
        );
        Some(Frame {
            every,
            window,
            computed: mark.until,
        })
    }
}

/// The intervals of a metric.
pub(super) async fn buckets(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Bucket>> {
    match metric.source {
        Source::Ratio { over, under, per } => {
            // What is below reaches back further, where either does.
            let under = own(book, find(under)?, frame).await?;
            let over = own(book, find(over)?, frame).await?;
            Ok(series::ratio(over, &under, per))
        }
        _ => own(book, metric, frame).await,
    }
}

/// The intervals of a metric that is not a ratio of others.
async fn own(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Bucket>> {
    match metric.source {
        Source::Hours(_, roll) => rolled(book, metric.name, frame, roll).await,
        Source::Members { hours: Some(_), .. } if frame.every == Every::Hour => {
            rolled(book, metric.name, frame, Roll::Last).await
        }
        source => {
            let mut buckets = heard(book, frame).await?;
            fill(book, &mut buckets, source, frame).await?;
            if metric.needs_members {
                leave_unknown(book, &mut buckets, frame).await?;
            }
            Ok(buckets)
        }
    }
}

/// Takes the value from intervals in which who joined and left was never known.
async fn leave_unknown(book: &mut Book, buckets: &mut [Bucket], frame: Frame) -> Result<()> {
    let heard = heard(book, frame).await?;
    let known = rolled(book, MEMBERS_KNOWN, frame, Roll::Sum).await?;
    for (bucket, (heard, known)) in buckets.iter_mut().zip(heard.iter().zip(known)) {
        if heard.heard_hours > 0 && known.heard_hours == 0 {
            *bucket = known;
        }
    }
    Ok(())
}

/// Puts values into the intervals, which say how many of their hours were heard.
async fn fill(book: &mut Book, buckets: &mut [Bucket], source: Source, frame: Frame) -> Result<()> {
    let begin = book.calendar.start(frame.window.0, frame.every);
    match source {
        Source::Members { sets, count, .. } => {
            let days = book.days((begin, frame.window.1), sets).await?;
            series::count(buckets, days.days(), book.shape(&frame), count);
        }
        Source::Active(length) => {
            let begin = after(begin, -i64::from(length) * DAY_MS);
            let days = book.days((begin, frame.window.1), Sets::Active).await?;
            series::active(buckets, days.days(), book.shape(&frame), length);
            let unheard = book.unheard(begin).await?;
            let known = (book.seen.unwrap_or(begin), unheard.as_slice());
            let last = after(frame.window.1, -1);
            series::watched(buckets, book.shape(&frame), length, last, known);
        }
        Source::Retained(week) => {
            let first = book.calendar.start(frame.window.0, Every::Day);
            let cohorts = book.cohorts(first, frame.every, week + 1).await?;
            retained(buckets, &cohorts, week);
        }
        Source::Repeated(within) => {
            let days = book.every_day(frame.window.0, Sets::Cases).await?;
            let unheard = book.unheard(frame.window.0).await?;
            let follow = (within as usize, unheard.as_slice());
            repeats::repeated(buckets, &days, book.shape(&frame), follow);
        }
        Source::Activated(hours) => activated(book, buckets, frame, hours).await?,
        Source::Judged => {
            let judged = verdicts::judged(&mut book.tx, book.guild, frame.window).await?;
            rules::precision(buckets, &judged, book.shape(&frame));
        }
        Source::Median(Took::Answer) => {
            let delays = delays(book, frame).await?;
            medians::of_delays(buckets, &delays, book.shape(&frame));
        }
        Source::Median(Took::Decision) => {
            let decided = inbox::acted_on(&mut book.tx, book.guild, frame.window).await?;
            medians::of_times(buckets, &decided, book.shape(&frame));
        }
        Source::Lived => {
            let threads = threads::begun(&mut book.tx, book.guild, frame.window).await?;
            let unheard = book.unheard(frame.window.0).await?;
            let watch = watch(WATCHED_MS, frame, &unheard);
            lives::lived(buckets, &threads, book.shape(&frame), &watch);
        }
        Source::Hours(..) | Source::Ratio { .. } => {
            let why = "it has no values but those of its hours";
            return Err(Error::invalid("metric", why));
        }
    }
    Ok(())
}

/// How what was begun is followed, each for so long.
fn watch(ms: i64, frame: Frame, unheard: &[(Timestamp, Timestamp)]) -> Watch<'_> {
    Watch {
        ms,
        known_until: frame.computed,
        unheard,
    }
}

async fn activated(
    book: &mut Book,
    buckets: &mut [Bucket],
    frame: Frame,
    hours: u32,
) -> Result<()> {
    let ms = i64::from(hours) * HOUR_MS;
    let newcomers = joins::activated(&mut book.tx, book.guild, frame.window, ms).await?;
    let unheard = book.unheard(frame.window.0).await?;
    let watch = watch(ms, frame, &unheard);
    let window = frame.window;
    newcomers::activated(buckets, &newcomers, window, book.shape(&frame), &watch);
    Ok(())
}

/// The share of the cohort of each interval that was active in a week after.
fn retained(buckets: &mut [Bucket], cohorts: &[Cohort], week: u32) {
    for bucket in buckets {
        let cohort = cohorts.iter().find(|cohort| cohort.at == bucket.at);
        let retained = cohort.and_then(|cohort| cohorts::retained(cohort, week));
        share(bucket, retained.unwrap_or_default());
    }
}

/// How long messages waited for their answers, in the hours that were heard.
pub(super) async fn delays(book: &mut Book, frame: Frame) -> Result<Vec<Delays>> {
    let heard = heard_hours(book, frame).await?;
    let mut delays = answers::between(&mut book.tx, book.guild, frame.window).await?;
    delays.retain(|of| heard.contains(&of.hour));
    Ok(delays)
}

async fn heard_hours(book: &mut Book, frame: Frame) -> Result<BTreeSet<Timestamp>> {
    let samples = book.samples(ALWAYS, frame.window, false).await?;
    Ok(samples.iter().map(|sample| sample.at).collect())
}

async fn rolled(book: &mut Book, metric: &str, frame: Frame, roll: Roll) -> Result<Vec<Bucket>> {
    let samples = book.samples(metric, frame.window, false).await?;
    Ok(series::roll(
        &samples,
        frame.window,
        book.shape(&frame),
        roll,
    ))
}

/// The intervals, with how many of their hours were heard.
async fn heard(book: &mut Book, frame: Frame) -> Result<Vec<Bucket>> {
    rolled(book, ALWAYS, frame, Roll::Sum).await
}

/// The series of each part of a metric, those with the largest sum first; where they do not add up, those that were made of
/// most.
pub(super) async fn parts(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Series>> {
    let (over, under, per) = match metric.source {
        Source::Ratio { over, under, per } => (over, under, per),
        Source::Retained(week) => return retained_by_invite(book, week, frame).await,
        Source::Median(_) => return reply_times(book, frame).await,
        Source::Lived => return lives_by_channel(book, frame).await,
        _ => return own_parts(book, metric, frame).await,
    };
    let under = own(book, find(under)?, frame).await?;
    let mut found = own_parts(book, find(over)?, frame).await?;
    for series in &mut found {
        series.buckets = series::ratio(std::mem::take(&mut series.buckets), &under, per);
    }
    Ok(found)
}

async fn own_parts(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Series>> {
    let of_guild = book.samples(metric.name, frame.window, false).await?;
    let of_parts = book.samples(metric.name, frame.window, true).await?;
    let begin = of_guild.partition_point(|sample| sample.at < frame.window.0);
    let of_guild = &of_guild[begin..];
    let parts = of_parts.chunk_by(|a, b| a.part == b.part);
    let series = |part: &[Sample]| {
        let begin = part.partition_point(|sample| sample.at < frame.window.0);
        let filled = series::filled(of_guild, &part[begin..]);
        let buckets = series::roll(&filled, frame.window, book.shape(&frame), Roll::Sum);
        Series {
            part: part[0].part.clone(),
            name: None,
            buckets,
        }
    };
    let mut found: Vec<Series> = parts.map(series).collect();
    let larger =
        |a: &Series, b: &Series| series::sum(&b.buckets).total_cmp(&series::sum(&a.buckets));
    found.sort_by(|a, b| larger(a, b).then_with(|| a.part.cmp(&b.part)));
    found.retain(|series| series::sum(&series.buckets) > number(0));
    Ok(found)
}

async fn retained_by_invite(book: &mut Book, week: u32, frame: Frame) -> Result<Vec<Series>> {
    let buckets = heard(book, frame).await?;
    let first = book.calendar.start(frame.window.0, Every::Day);
    let days = book.every_day(first, Sets::Active).await?;
    let window = (half_a_day_before(first), frame.window.1);
    let unheard = book.unheard(first).await?;
    let invited = days::invited(&mut book.tx, book.guild, window).await?;
    let nobody = RoaringBitmap::new();
    let mut found = Vec::new();
    for (part, by_row) in invited {
        let mut joined = BTreeMap::<Timestamp, RoaringBitmap>::new();
        for (at, members) in by_row {
            *joined.entry(book.calendar.day_of(at)).or_default() |= members;
        }
        joined.retain(|day, _| *day >= first);
        let of_day = |day: &(Timestamp, Members)| joined.get(&day.0).unwrap_or(&nobody);
        let n: u64 = joined.values().map(RoaringBitmap::len).sum();
        let follow = (week + 1, unheard.as_slice());
        let cohorts = cohorts::cohorts(&days, &of_day, first, book.shape(&frame), follow);
        let mut buckets = buckets.clone();
        retained(&mut buckets, &cohorts, week);
        found.push((n, part, buckets));
    }
    Ok(largest(found))
}

async fn reply_times(book: &mut Book, frame: Frame) -> Result<Vec<Series>> {
    let buckets = heard(book, frame).await?;
    let heard = heard_hours(book, frame).await?;
    let mut found = Vec::new();
    for (channel, mut delays) in answers::by_channel(&mut book.tx, book.guild, frame.window).await?
    {
        delays.retain(|of| heard.contains(&of.hour));
        let n: u64 = delays.iter().map(|of| of.n).sum();
        let mut buckets = buckets.clone();
        medians::of_delays(&mut buckets, &delays, book.shape(&frame));
        found.push((n, channel.to_string(), buckets));
    }
    Ok(largest(found))
}

async fn lives_by_channel(book: &mut Book, frame: Frame) -> Result<Vec<Series>> {
    let mut channels: BTreeMap<ChannelId, Vec<Thread>> = BTreeMap::new();
    for thread in threads::begun(&mut book.tx, book.guild, frame.window).await? {
        channels.entry(thread.parent).or_default().push(thread);
    }
    let heard = heard(book, frame).await?;
    let unheard = book.unheard(frame.window.0).await?;
    let watch = watch(WATCHED_MS, frame, &unheard);
    let mut found = Vec::new();
    for (channel, threads) in channels {
        let mut buckets = heard.clone();
        lives::lived(&mut buckets, &threads, book.shape(&frame), &watch);
        found.push((threads.len() as u64, channel.to_string(), buckets));
    }
    Ok(largest(found))
}

/// The parts that are made of something, of most first.
fn largest(mut found: Vec<(u64, String, Vec<Bucket>)>) -> Vec<Series> {
    found.retain(|(n, ..)| *n > 0);
    found.sort_by_key(|(n, ..)| std::cmp::Reverse(*n));
    let series = |(_, part, buckets)| Series {
        part,
        name: None,
        buckets,
    };
    found.into_iter().map(series).collect()
}
