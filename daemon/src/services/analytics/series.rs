//! A metric over time, by the hour of the week, and before and after a moment.

use emperione_protocol::analytics::{
    Bucket, CompareRequest, Comparison, Every, HourOfWeek, Metric, Part, Series, SeriesRequest,
};
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::{Analytics, DAY_MS, after, calendar};
use crate::domain::actor::{Actor, Role};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::metrics::{self, Info, Roll, Source, Span};
use crate::domain::analytics::series::{self, Window};
use crate::domain::analytics::{HOUR_MS, Sample, change, cohorts, hour, number};
use crate::services::access::check_role;
use crate::services::{Error, Result};
use crate::store::{Tx, aggregates, days, guilds};

/// Every hour that is heard has a value of it, so that its hours tell which were.
pub(super) const ALWAYS: &str = "active_members";
/// The most days on each side of a comparison.
const MOST_DAYS: u32 = 366;

/// What is asked about, of which guild and in which calendar.
pub(super) struct Frame {
    guild: GuildId,
    calendar: Calendar,
    every: Every,
    pub(super) window: Window,
}

impl Frame {
    pub(super) fn shape(&self) -> (&Calendar, Every) {
        (&self.calendar, self.every)
    }
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
        let tx = &mut self.0.db.read().await?;
        let Some(frame) = self.frame(tx, guild, (since, until), every).await? else {
            return Ok(Vec::new());
        };
        let Some(by) = by else {
            let buckets = buckets(tx, metric, &frame).await?;
            return Ok(vec![Series {
                buckets,
                ..Series::default()
            }]);
        };
        let mut found = parts(tx, metric, &frame).await?;
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
        self.hours_of_week(actor, (guild, metric), (since, None))
            .await
    }

    pub(in crate::services) async fn hours_of_week(
        &self,
        actor: &Actor,
        (guild, metric): (GuildId, &str),
        window: (Timestamp, Option<Timestamp>),
    ) -> Result<Vec<HourOfWeek>> {
        self.0.check_sees(actor, guild)?;
        let metric = find(metric)?;
        check_shape(metric, Every::Hour, None)?;
        let tx = &mut self.0.db.read().await?;
        let frame = self.frame(tx, guild, window, Every::Hour).await?;
        let buckets = match &frame {
            Some(frame) => buckets(tx, metric, frame).await?,
            None => Vec::new(),
        };
        let calendar = frame.map(|frame| frame.calendar).unwrap_or_default();
        Ok(series::by_hour_of_week(&buckets, &calendar))
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
        let tx = &mut self.0.db.read().await?;
        let window = (after(at, -length), Some(after(at, length)));
        let found = match self.frame(tx, guild, window, Every::Day).await? {
            Some(frame) => {
                let buckets = buckets(tx, metric, &frame).await?;
                series::split(&buckets, at, &frame.calendar)
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

    /// What can be told of the time that is asked about; none before the first hour is computed.
    pub(super) async fn frame(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        (since, until): (Timestamp, Option<Timestamp>),
        every: Every,
    ) -> Result<Option<Frame>> {
        let seen = guilds::first_seen_at(tx, guild).await?;
        let mark = aggregates::watermark(tx, guild).await?;
        let (Some(seen), Some(mark)) = (seen, mark) else {
            return Ok(None);
        };
        let calendar = calendar(tx, guild).await?;
        let running = hour(mark.computed_at);
        // A computation that is under way or was cut off stands before the running hour.
        let last = if mark.until < running {
            mark.until
        } else {
            after(running, HOUR_MS)
        };
        let until = until.map(|until| calendar.end(after(until, -1), every));
        let window = (
            calendar.start(since, every).max(hour(seen)),
            until.map_or(last, |until| until.min(last)),
        );
        Ok(Some(Frame {
            guild,
            calendar,
            every,
            window,
        }))
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
            let mut buckets = heard(tx, frame).await?;
            let first = frame.calendar.start(from, Every::Day);
            let days = all_days(tx, frame.guild, &frame.calendar, first).await?;
            let cohorts = cohorts::cohorts(&days, first, frame.shape(), week + 1);
            for bucket in &mut buckets {
                let cohort = cohorts.iter().find(|cohort| cohort.at == bucket.at);
                bucket.value = cohort.and_then(|cohort| cohorts::retained(cohort, week));
            }
            Ok(buckets)
        }
        Source::Ratio { .. } => Err(Error::invalid("metric", "a ratio has no values of its own")),
    }
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
) -> Result<Vec<(Timestamp, crate::domain::analytics::days::Members)>> {
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

/// The series of each part of a metric, those with the largest sum first.
async fn parts(tx: &mut Tx, metric: &Info, frame: &Frame) -> Result<Vec<Series>> {
    let Source::Ratio { over, under, per } = metric.source else {
        return own_parts(tx, metric, frame).await;
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
