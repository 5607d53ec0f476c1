//! What was unusual on a day or on the days of a period.

use emperione_protocol::analytics::{Bucket, Cause, Every, Insight, Verdict};
use emperione_protocol::{GuildId, Timestamp};

use super::series::find;
use super::values::buckets;
use super::{Analytics, Book, DAY_MS, after};
use crate::domain::actor::Actor;
use crate::domain::analytics::metrics::Info;
use crate::domain::analytics::{causes, insights};
use crate::services::Result;
use crate::store::{changes, marks};

/// What is watched. Everything else follows from these.
const WATCHED: [&str; 6] = [
    "messages",
    "active_members",
    "joins",
    "leaves",
    "voice_minutes",
    "cases",
];
/// Eight weeks, and the day itself.
const BACK_MS: i64 = 57 * DAY_MS;

impl Analytics {
    /// Says what was unusual on a day, or on the last one that is over: first what stands out most.
    pub async fn insights(
        &self,
        actor: &Actor,
        guild: GuildId,
        at: Option<Timestamp>,
    ) -> Result<Vec<Insight>> {
        self.0.check_sees(actor, guild)?;
        let (from, to, _) = self.period(guild, Every::Day, at).await?;
        let book = &mut self.book(guild).await?;
        self.insights_in(actor, book, (from, to)).await
    }

    /// Says what was unusual on the days of a period: of the last day everything, of the others what stands out; the
    /// days one after the other.
    pub(in crate::services) async fn insights_in(
        &self,
        actor: &Actor,
        book: &mut Book,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Insight>> {
        self.0.check_sees(actor, book.guild)?;
        let window = (after(from, -BACK_MS), Some(to));
        let Some(frame) = book.frame(window, Every::Day) else {
            return Ok(Vec::new());
        };
        let marks = marks::all(&mut book.tx, book.guild).await?.into_iter();
        let marks: Vec<_> = marks.map(|mark| (mark.at, mark.label)).collect();
        let since = after(from, -causes::BEFORE_MS);
        let changes = changes::of(&mut book.tx, book.guild, (since, to)).await?;
        let joins = match book.frame((from, Some(to)), Every::Hour) {
            Some(hours) => buckets(book, find("joins")?, hours).await?,
            None => Vec::new(),
        };
        let mut watched = Vec::new();
        for name in WATCHED {
            let metric = find(name)?;
            watched.push((metric, buckets(book, metric, frame).await?));
        }
        let days = book.calendar.days(from, to);
        let mut found = Vec::new();
        for (index, day) in days.iter().enumerate() {
            let end = book.calendar.end(*day, Every::Day);
            let mut causes = insights::marked(&marks, (*day, end));
            causes.extend(causes::changed(&changes, (*day, end)));
            let of_day = |hour: &&Bucket| hour.at >= *day && hour.at < end;
            let hours: Vec<_> = joins.iter().filter(of_day).copied().collect();
            causes.extend(insights::burst(&hours));
            let mut of_day = of_the_day(&watched, *day, &causes);
            if index + 1 < days.len() {
                of_day
                    .retain(|insight| matches!(insight.verdict, Verdict::Higher | Verdict::Lower));
            }
            found.extend(of_day);
        }
        Ok(found)
    }
}

/// What is told of a day, first what stands out most.
fn of_the_day(watched: &[(&Info, Vec<Bucket>)], at: Timestamp, causes: &[Cause]) -> Vec<Insight> {
    let mut found = Vec::new();
    for (metric, days) in watched {
        let Some(place) = days.iter().position(|day| day.at == at) else {
            continue;
        };
        let day = days[place];
        let hours = day.hours.saturating_sub(day.heard_hours);
        let unheard = (hours > 0).then_some(Cause::Unheard { hours });
        let causes = causes.iter().cloned().chain(unheard).collect();
        found.extend(insights::insight(metric, &days[..=place], causes));
    }
    for insight in &mut found {
        if insight.verdict == Verdict::Usual {
            insight.causes.clear();
        }
    }
    let far = |insight: &Insight| insight.deviations.map_or(0.0, f64::abs);
    found.sort_by(|a, b| far(b).total_cmp(&far(a)));
    found
}
