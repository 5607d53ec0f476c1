//! A metric over time, by the hour of the week, and before and after a moment.

use emperione_protocol::analytics::{
    CompareRequest, Comparison, Every, HourOfWeek, Metric, Part, Series, SeriesRequest,
};
use emperione_protocol::system::Intents;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::values::{self, buckets, parts};
use super::{Analytics, Book, DAY_MS, after};
use crate::domain::actor::{Actor, Role};
use crate::domain::analytics::metrics::{self, Info, Source, Took};
use crate::domain::analytics::{change, medians, series, tenure};
use crate::domain::length::Length;
use crate::services::access::check_role;
use crate::services::{Error, Result};

/// The most days on each side of a comparison.
const MOST_DAYS: u32 = 366;

impl Analytics {
    /// Lists what is measured.
    pub fn metrics(&self, actor: &Actor) -> Result<Vec<Metric>> {
        check_role(actor, Role::Viewer)?;
        let intents = self.0.config.bot.intents;
        Ok(metrics::ALL
            .iter()
            .map(|info| shown(info, intents))
            .collect())
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
        if matches!(by, Some(Part::Kind | Part::Actor | Part::Invite)) {
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
        let Some(frame) = book.frame(window, Every::Hour) else {
            return Ok(series::by_hour_of_week(&[], &book.calendar));
        };
        if matches!(metric.source, Source::Median(Took::Answer)) {
            let delays = values::delays(book, frame).await?;
            return Ok(medians::by_hour_of_week(&delays, &book.calendar));
        }
        let buckets = buckets(book, metric, frame).await?;
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
        let id = || part.parse::<u64>().ok();
        match by {
            Part::Kind | Part::Invite => None,
            Part::Tenure => tenure::about(part).map(Into::into),
            Part::Length => Length::about(part),
            Part::Actor => Some(self.0.user_ref(guild, UserId(id()?))?.name),
            Part::Channel => self.0.channel_name(guild, ChannelId(id()?)),
        }
    }
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

fn shown(info: &Info, intents: Intents) -> Metric {
    Metric {
        name: info.name.into(),
        unit: info.unit.into(),
        about: info.definition_with(intents),
        adds: info.source.adds(),
        by: info.by,
        every: info.every.to_vec(),
    }
}
