//! The values of a metric: stored hours put together, or what is made of sets, histograms and facts when it is asked for.

use std::collections::BTreeSet;

use emperione_protocol::analytics::{Bucket, Every, Series};
use emperione_protocol::{GuildId, Timestamp};
use roaring::RoaringBitmap;

use super::series::find;
use super::{DAY_MS, after, gaps_of};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::days::Members;
use crate::domain::analytics::medians::{self, Delays};
use crate::domain::analytics::metrics::{Info, Roll, Source, Span, Took};
use crate::domain::analytics::series::{self, Days, Window};
use crate::domain::analytics::{HOUR_MS, Sample, cohorts, newcomers, number, repeats};
use crate::services::{Error, Result};
use crate::store::{Tx, aggregates, answers, days, inbox, joins};

/// Every hour that is heard has a value of it, so that its hours tell which were.
pub(super) const ALWAYS: &str = "active_members";

/// What is asked about, of which guild and in which calendar.
pub(super) struct Frame {
    pub(super) guild: GuildId,
    pub(super) calendar: Calendar,
    pub(super) every: Every,
    pub(super) window: Window,
    /// Everything before it is known.
    pub(super) computed: Timestamp,
}

impl Frame {
    pub(super) fn shape(&self) -> (&Calendar, Every) {
        (&self.calendar, self.every)
    }
}

/// The intervals of a metric.
pub(super) async fn buckets(tx: &mut Tx, metric: &Info, frame: &Frame) -> Result<Vec<Bucket>> {
    match metric.source {
        Source::Ratio { over, under, per } => {
            let over = own(tx, find(over)?, frame).await?;
            let under = own(tx, find(under)?, frame).await?;
            Ok(series::ratio(over, &under, per))
        }
        _ => own(tx, metric, frame).await,
    }
}

/// The intervals of a metric that is not a ratio of others.
async fn own(tx: &mut Tx, metric: &Info, frame: &Frame) -> Result<Vec<Bucket>> {
    let from = frame.window.0;
    match metric.source {
        Source::Hours(_, roll) => {
            let samples = aggregates::series(tx, frame.guild, metric.name, from, false).await?;
            Ok(series::roll(&samples, frame.window, frame.shape(), roll))
        }
        Source::Members { hours: Some(_), .. } if frame.every == Every::Hour => {
            let samples = aggregates::series(tx, frame.guild, metric.name, from, false).await?;
            Ok(series::roll(
                &samples,
                frame.window,
                frame.shape(),
                Roll::Last,
            ))
        }
        Source::Members { span, count, .. } => {
            let mut buckets = heard(tx, frame).await?;
            let before = match span {
                Span::Interval => 0,
                Span::Last(days) => i64::from(days) * DAY_MS,
            };
            let window = (
                after(frame.calendar.start(from, frame.every), -before),
                frame.window.1,
            );
            let days = days::between(tx, frame.guild, window).await?;
            series::count(&mut buckets, &days, frame.shape(), (span, count));
            Ok(buckets)
        }
        Source::Retained(week) => {
            let buckets = heard(tx, frame).await?;
            let days = all_days(tx, frame.guild, &frame.calendar, from).await?;
            Ok(retained(&buckets, (&days, &cohorts::all), week, frame))
        }
        Source::Repeated(within) => {
            let mut buckets = heard(tx, frame).await?;
            let days = all_days(tx, frame.guild, &frame.calendar, from).await?;
            let unheard = unheard(tx, frame).await?;
            let follow = (within as usize, unheard.as_slice());
            repeats::repeated(&mut buckets, &days, frame.shape(), follow);
            Ok(buckets)
        }
        Source::Activated(hours) => activated(tx, frame, hours).await,
        Source::Median(Took::Answer) => {
            let mut buckets = heard(tx, frame).await?;
            let delays = delays(tx, frame).await?;
            medians::of_delays(&mut buckets, &delays, frame.shape());
            Ok(buckets)
        }
        Source::Median(Took::Decision) => {
            let mut buckets = heard(tx, frame).await?;
            let decided = inbox::acted_on(tx, frame.guild, frame.window).await?;
            medians::of_times(&mut buckets, &decided, frame.shape());
            Ok(buckets)
        }
        Source::Ratio { .. } => Err(Error::invalid("metric", "a ratio has no values of its own")),
    }
}

async fn activated(tx: &mut Tx, frame: &Frame, hours: u32) -> Result<Vec<Bucket>> {
    let mut buckets = heard(tx, frame).await?;
    let ms = i64::from(hours) * HOUR_MS;
    let newcomers = joins::activated(tx, frame.guild, frame.window, ms).await?;
    let unheard = unheard(tx, frame).await?;
    let watch = newcomers::Watch {
        ms,
        known_until: frame.computed,
        unheard: &unheard,
    };
    let window = frame.window;
    newcomers::activated(&mut buckets, &newcomers, window, frame.shape(), &watch);
    Ok(buckets)
}

/// The share of a cohort of each interval that was active in a week after.
fn retained<'a>(
    buckets: &[Bucket],
    (days, joined): (&'a Days, cohorts::Joined<'a>),
    week: u32,
    frame: &Frame,
) -> Vec<Bucket> {
    let from = frame.calendar.start(frame.window.0, Every::Day);
    let cohorts = cohorts::cohorts(days, joined, from, frame.shape(), week + 1);
    let mut buckets = buckets.to_vec();
    for bucket in &mut buckets {
        let cohort = cohorts.iter().find(|cohort| cohort.at == bucket.at);
        bucket.value = cohort.and_then(|cohort| cohorts::retained(cohort, week));
    }
    buckets
}

/// How long messages waited for their answers, in the hours that were heard.
pub(super) async fn delays(tx: &mut Tx, frame: &Frame) -> Result<Vec<Delays>> {
    let heard = heard_hours(tx, frame).await?;
    let mut delays = answers::between(tx, frame.guild, frame.window).await?;
    delays.retain(|of| heard.contains(&of.hour));
    Ok(delays)
}

async fn heard_hours(tx: &mut Tx, frame: &Frame) -> Result<BTreeSet<Timestamp>> {
    let samples = aggregates::series(tx, frame.guild, ALWAYS, frame.window.0, false).await?;
    Ok(samples.into_iter().map(|sample| sample.at).collect())
}

/// What was not heard, and what happened in it is not known.
async fn unheard(tx: &mut Tx, frame: &Frame) -> Result<Vec<(Timestamp, Timestamp)>> {
    let gaps = gaps_of(tx, frame.guild, frame.window.0).await?.into_iter();
    let open = gaps.filter(|gap| gap.reconciled_at.is_none());
    let always = Timestamp(i64::MAX);
    Ok(open
        .map(|gap| (gap.from, gap.to.unwrap_or(always)))
        .collect())
}

/// The intervals, with how many of their hours were heard.
async fn heard(tx: &mut Tx, frame: &Frame) -> Result<Vec<Bucket>> {
    let samples = aggregates::series(tx, frame.guild, ALWAYS, frame.window.0, false).await?;
    Ok(series::roll(
        &samples,
        frame.window,
        frame.shape(),
        Roll::Sum,
    ))
}

/// The sets of every day from a time to now, without a hole; days without a row are empty.
pub(super) async fn all_days(
    tx: &mut Tx,
    guild: GuildId,
    calendar: &Calendar,
    from: Timestamp,
) -> Result<Vec<(Timestamp, Members)>> {
    let mark = aggregates::watermark(tx, guild).await?;
    let to = mark.map_or(from, |mark| after(mark.days_until, 1));
    let mut stored = days::between(tx, guild, (calendar.start(from, Every::Day), to))
        .await?
        .into_iter()
        .peekable();
    let day = |day: Timestamp| {
        let members = stored
            .next_if(|(at, _)| *at == day)
            .map(|(_, members)| members);
        (day, members.unwrap_or_default())
    };
    Ok(calendar.days(from, to).into_iter().map(day).collect())
}

/// The series of each part of a metric, those with the largest sum first; where they do not add up, those that were made of
/// most.
pub(super) async fn parts(tx: &mut Tx, metric: &Info, frame: &Frame) -> Result<Vec<Series>> {
    let (over, under, per) = match metric.source {
        Source::Ratio { over, under, per } => (over, under, per),
        Source::Retained(week) => return retained_by_invite(tx, week, frame).await,
        Source::Median(_) => return reply_times(tx, frame).await,
        _ => return own_parts(tx, metric, frame).await,
    };
    let under = own(tx, find(under)?, frame).await?;
    let mut found = own_parts(tx, find(over)?, frame).await?;
    for series in &mut found {
        series.buckets = series::ratio(std::mem::take(&mut series.buckets), &under, per);
    }
    Ok(found)
}

async fn own_parts(tx: &mut Tx, metric: &Info, frame: &Frame) -> Result<Vec<Series>> {
    let from = frame.window.0;
    let samples = aggregates::series(tx, frame.guild, metric.name, from, true).await?;
    let of_guild = samples.partition_point(|sample| sample.part.is_empty());
    let (of_guild, of_parts) = samples.split_at(of_guild);
    let parts = of_parts.chunk_by(|a, b| a.part == b.part);
    let series = |part: &[Sample]| {
        let filled = series::filled(of_guild, part);
        let buckets = series::roll(&filled, frame.window, frame.shape(), Roll::Sum);
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

async fn retained_by_invite(tx: &mut Tx, week: u32, frame: &Frame) -> Result<Vec<Series>> {
    let buckets = heard(tx, frame).await?;
    let (calendar, from) = (&frame.calendar, frame.window.0);
    let days = all_days(tx, frame.guild, calendar, from).await?;
    let window = (calendar.start(from, Every::Day), frame.window.1);
    let nobody = RoaringBitmap::new();
    let mut found = Vec::new();
    for (part, joined) in days::invited(tx, frame.guild, window).await? {
        let of_day = |day: &(Timestamp, Members)| joined.get(&day.0).unwrap_or(&nobody);
        let n: u64 = joined.values().map(RoaringBitmap::len).sum();
        let buckets = retained(&buckets, (&days, &of_day), week, frame);
        found.push((n, part, buckets));
    }
    Ok(largest(found))
}

async fn reply_times(tx: &mut Tx, frame: &Frame) -> Result<Vec<Series>> {
    let buckets = heard(tx, frame).await?;
    let heard = heard_hours(tx, frame).await?;
    let mut found = Vec::new();
    for (channel, mut delays) in answers::by_channel(tx, frame.guild, frame.window).await? {
        delays.retain(|of| heard.contains(&of.hour));
        let n: u64 = delays.iter().map(|of| of.n).sum();
        let mut buckets = buckets.clone();
        medians::of_delays(&mut buckets, &delays, frame.shape());
        found.push((n, channel.to_string(), buckets));
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
