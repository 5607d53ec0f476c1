//! A metric over time, by the hour of the week, and before and after a moment.

use emperione_protocol::analytics::{
    Bucket, CompareRequest, Comparison, Every, HourOfWeek, Metric, Part, Series, SeriesRequest,
};
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::book::Book;
use super::{Analytics, DAY_MS, after};
use crate::domain::actor::{Actor, Role};
use crate::domain::analytics::metrics::{self, Info, Roll, Source, Span};
use crate::domain::analytics::series::{self, Window};
use crate::domain::analytics::{HOUR_MS, Sample, change, cohorts, hour, number};
use crate::services::access::check_role;
use crate::services::{Error, Result};

/// Every hour that is heard has a value of it, so that its hours tell which were.
pub(super) const ALWAYS: &str = "active_members";
/// The most days on each side of a comparison.
const MOST_DAYS: u32 = 366;

/// What can be told of the time that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) every: Every,
    pub(super) window: Window,
}

impl Analytics {
    /// Lists what is measured.
    pub fn metrics(&self, actor: &Actor) -> Result<Vec<Metric>> {
        check_role(actor, Role::Viewer)?;
        Ok(metrics::ALL.iter().map(shown).collect())
    }

    /// Gives the intervals of a metric, oldest first: from the one that holds a time, but not before the guild was seen,
    /// to the last computed hour. By part, those with the largest sum come first, and of channels only those that the
    /// actor sees.
    pub async fn series(&self, actor: &Actor, request: &SeriesRequest) -> Result<Vec<Series>> {
        self.0.check_sees(actor, request.guild)?;
        let mut book = self.book(request.guild).await?;
        self.series_in(actor, &mut book, request).await
    }

    /// The same, read in a book.
    pub(in crate::services) async fn series_in(
        &self,
        actor: &Actor,
        book: &mut Book,
        request: &SeriesRequest,
    ) -> Result<Vec<Series>> {
        let SeriesRequest {
            guild,
            since,
            until,
            every,
            by,
            ..
        } = *request;
        self.0.check_sees(actor, guild)?;
        let metric = find(&request.metric)?;
        check_shape(metric, every, by)?;
        if matches!(by, Some(Part::Kind | Part::Actor)) {
            self.0.check_moderates(actor, guild)?;
        }
        let Some(frame) = book.frame((since, until), every) else {
            return Ok(Vec::new());
        };
        let Some(by) = by else {
            let buckets = buckets(book, metric, frame).await?;
            return Ok(vec![Series {
                buckets,
                ..Series::default()
            }]);
        };
        let mut found = parts(book, metric, frame).await?;
        found.retain(|series| {
            let id = series.part.parse().ok().filter(|_| by == Part::Channel);
            id.is_none_or(|id| self.0.sees_channel(actor, guild, ChannelId(id)))
        });
        for series in &mut found {
            series.name = self.name(guild, by, &series.part);
        }
        Ok(found)
    }

    /// Gives the means of a metric by the hour of the week, all 168 of them.
    pub async fn heatmap(
        &self,
        actor: &Actor,
        (guild, metric, since): (GuildId, &str, Timestamp),
    ) -> Result<Vec<HourOfWeek>> {
        self.0.check_sees(actor, guild)?;
        let mut book = self.book(guild).await?;
        self.hours_of_week(actor, &mut book, (metric, (since, None)))
            .await
    }

    pub(in crate::services) async fn hours_of_week(
        &self,
        actor: &Actor,
        book: &mut Book,
        (metric, window): (&str, (Timestamp, Option<Timestamp>)),
    ) -> Result<Vec<HourOfWeek>> {
        self.0.check_sees(actor, book.guild)?;
        let metric = find(metric)?;
        check_shape(metric, Every::Hour, None)?;
        let buckets = match book.frame(window, Every::Hour) {
            Some(frame) => buckets(book, metric, frame).await?,
            None => Vec::new(),
        };
        Ok(series::by_hour_of_week(&buckets, &book.calendar))
    }

    /// Compares the days of a metric before and after a moment; the day that holds it is of neither side, unless it
    /// begins the day.
    pub async fn compare(&self, actor: &Actor, request: &CompareRequest) -> Result<Comparison> {
        let CompareRequest {
            guild, at, days, ..
        } = *request;
        self.0.check_sees(actor, guild)?;
        let metric = find(&request.metric)?;
        check_shape(metric, Every::Day, None)?;
        if days == 0 || days > MOST_DAYS {
            let why = format!("{days} days cannot be compared: from 1 to {MOST_DAYS} can");
            return Err(Error::invalid("days", why));
        }
        let length = i64::from(days) * DAY_MS;
        let book = &mut self.book(guild).await?;
        let window = (after(at, -length), Some(after(at, length)));
        let found = match book.frame(window, Every::Day) {
            Some(frame) => {
                let buckets = buckets(book, metric, frame).await?;
                series::split(&buckets, at, &book.calendar)
            }
            None => (Vec::new(), Vec::new()),
        };
        let (before, after) = found;
        Ok(Comparison {
            metric: metric.name.into(),
            at,
            before: change::days(&before),
            after: change::days(&after),
            change: change::change(&before, &after),
        })
    }

    fn name(&self, guild: GuildId, by: Part, part: &str) -> Option<String> {
        let id: u64 = part.parse().ok()?;
        match by {
            Part::Kind => None,
            Part::Actor => Some(self.0.user_ref(guild, UserId(id))?.name),
            Part::Channel => {
                let state = self.0.state.read();
                let channel = state.guild(guild)?.channels.get(&ChannelId(id))?;
                Some(channel.name.to_string())
            }
        }
    }
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
        Some(Frame { every, window })
    }
}

/// The intervals of a metric.
pub(super) async fn buckets(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Bucket>> {
    match metric.source {
        Source::Ratio { over, under, per } => {
            let over = own(book, find(over)?, frame).await?;
            let under = own(book, find(under)?, frame).await?;
            Ok(series::ratio(over, &under, per))
        }
        _ => own(book, metric, frame).await,
    }
}

/// The intervals of a metric that is not a ratio of others.
async fn own(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Bucket>> {
    let from = frame.window.0;
    match metric.source {
        Source::Hours(_, roll) => rolled(book, metric.name, frame, roll).await,
        Source::Members { hours: Some(_), .. } if frame.every == Every::Hour => {
            rolled(book, metric.name, frame, Roll::Last).await
        }
        Source::Members { span, count, .. } => {
            let mut buckets = heard(book, frame).await?;
            let before = match span {
                Span::Interval => 0,
                Span::Last(days) => i64::from(days) * DAY_MS,
            };
            let begin = after(book.calendar.start(from, frame.every), -before);
            let days = book.days((begin, frame.window.1)).await?;
            series::count(&mut buckets, days.days(), book.shape(&frame), (span, count));
            Ok(buckets)
        }
        Source::Retained(week) => {
            let mut buckets = heard(book, frame).await?;
            let cohorts = book.cohorts(from, frame.every, week + 1).await?;
            for bucket in &mut buckets {
                let cohort = cohorts.iter().find(|cohort| cohort.at == bucket.at);
                bucket.value = cohort.and_then(|cohort| cohorts::retained(cohort, week));
            }
            Ok(buckets)
        }
        Source::Ratio { .. } => Err(Error::invalid("metric", "a ratio has no values of its own")),
    }
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

/// The series of each part of a metric, those with the largest sum first.
async fn parts(book: &mut Book, metric: &Info, frame: Frame) -> Result<Vec<Series>> {
    let Source::Ratio { over, under, per } = metric.source else {
        return own_parts(book, metric, frame).await;
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
    found.sort_by(|a, b| series::sum(&b.buckets).total_cmp(&series::sum(&a.buckets)));
    found.retain(|series| series::sum(&series.buckets) > number(0));
    Ok(found)
}

pub(super) fn find(name: &str) -> Result<&'static Info> {
    metrics::find(name).ok_or_else(|| {
        let known: Vec<_> = metrics::ALL.iter().map(|info| info.name).collect();
        let why = format!("`{name}` is none; there are {}", known.join(", "));
        Error::invalid("metric", why)
    })
}

fn check_shape(metric: &Info, every: Every, by: Option<Part>) -> Result<()> {
    if !metric.every.contains(&every) {
        let words: Vec<_> = metric.every.iter().map(|every| word(*every)).collect();
        let why = format!("{} is not told by the {}", metric.name, word(every));
        let hint = format!("ask for it by the {}", words.join(" or the "));
        return Err(Error::invalid("every", why).hint(hint));
    }
    if by.is_some() && by != metric.by {
        let why = format!("{} is not told apart by that", metric.name);
        let hint = "`emp analytics define` says what each metric is told apart by";
        return Err(Error::invalid("by", why).hint(hint));
    }
    Ok(())
}

fn word(every: Every) -> &'static str {
    match every {
        Every::Hour => "hour",
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    }
}

fn shown(info: &Info) -> Metric {
    Metric {
        name: info.name.into(),
        unit: info.unit.into(),
        about: info.about.into(),
        adds: info.source.adds(),
        by: info.by,
        every: info.every.to_vec(),
    }
}
