//! From blocks to sections: each asks the service that knows.

use emperione_protocol::analytics::{Bucket, Every, Part, Series, SeriesRequest};
use emperione_protocol::cases::{Case, CaseFilter};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::reports::{Content, Figure, Section};
use emperione_protocol::{PageRequest, Timestamp};

use super::{Frame, Reports};
use crate::archive::Kind;
use crate::domain::analytics::{metrics, series};
use crate::domain::reports::{Block, within};
use crate::services::Result;

/// How many weeks a report looks back where it tells of weeks.
const WEEKS: u32 = 12;
const WEEK_MS: i64 = 7 * 86_400_000;
/// Lines of a table.
const MOST: usize = 20;
const TOP: u32 = 10;

impl Reports {
    /// The sections of a block, most often one.
    pub(super) async fn sections(
        &self,
        frame: &mut Frame<'_>,
        title: &str,
        block: Block,
    ) -> Result<Vec<Section>> {
        let mut archived_until = None;
        let content = match block {
            Block::Figures(names) => self.figures(frame, names).await?,
            Block::Chart(name) => {
                let every = within(frame.request.every);
                let shape = (frame.from, frame.to, every);
                chart(name, every, self.whole(frame, name, shape).await?)
            }
            Block::Weeks(name) => {
                let shape = (back(frame.to), frame.to, Every::Week);
                chart(name, Every::Week, self.whole(frame, name, shape).await?)
            }
            Block::Ranking(name, by) => self.ranking(frame, name, by).await?,
            Block::QuietChannels => match self.quiet(frame).await? {
                Some(content) => content,
                None => return Ok(Vec::new()),
            },
            // A day has each hour once.
            Block::Heatmap(_) if frame.request.every == Every::Day => return Ok(Vec::new()),
            Block::Heatmap(name) => self.heatmap(frame, name).await?,
            Block::Insights => self.insights(frame).await?,
            Block::Cohorts => self.cohorts(frame).await?,
            Block::Top => {
                let (content, until) = self.top(frame).await?;
                archived_until = until;
                content
            }
            Block::Cases => {
                let (guild, period) = (frame.request.guild, (frame.from, frame.to));
                let archived = self.analytics.archived_until(guild, Kind::Cases, period);
                archived_until = archived.await?;
                self.case_list(frame).await?
            }
            // What rings is for moderators.
            Block::Alerts
                if self
                    .parts
                    .check_moderates(frame.actor, frame.request.guild)
                    .is_err() =>
            {
                return Ok(Vec::new());
            }
            Block::Alerts => self.alerts(frame).await?,
            Block::Doings => return self.doings(frame, title).await,
        };
        Ok(vec![Section {
            archived_until,
            ..section(title, content)
        }])
    }

    async fn series(
        &self,
        frame: &mut Frame<'_>,
        name: &str,
        (since, until, every): (Timestamp, Timestamp, Every),
        by: Option<Part>,
    ) -> Result<Vec<Series>> {
        let request = SeriesRequest {
            guild: frame.request.guild,
            metric: name.into(),
            since,
            until: Some(until),
            every,
            by,
        };
        let (actor, book) = (frame.actor, &mut frame.book);
        self.analytics.series_in(actor, book, &request).await
    }

    async fn whole(
        &self,
        frame: &mut Frame<'_>,
        name: &str,
        shape: (Timestamp, Timestamp, Every),
    ) -> Result<Vec<Bucket>> {
        let series = self.series(frame, name, shape, None).await?;
        Ok(series.into_iter().flat_map(|of| of.buckets).collect())
    }

    async fn figures(&self, frame: &mut Frame<'_>, names: &[&str]) -> Result<Content> {
        let every = frame.request.every;
        let guild = frame.request.guild;
        let before = Timestamp(frame.from.0 - 1);
        let (before, ..) = self.analytics.period(guild, every, Some(before)).await?;
        let mut figures = Vec::new();
        for name in names {
            let buckets = self.whole(frame, name, (before, frame.to, every)).await?;
            let of = |at| buckets.iter().find(|bucket| bucket.at == at);
            let (now, then) = (of(frame.from), of(before));
            let (hours, heard_hours) = hours_of(now);
            let (before_hours, before_heard_hours) = hours_of(then);
            figures.push(Figure {
                metric: (*name).into(),
                unit: unit(name),
                value: now.and_then(|of| of.value),
                hours,
                heard_hours,
                before: then.and_then(|of| of.value),
                before_hours,
                before_heard_hours,
            });
        }
        Ok(Content::Figures { figures })
    }

    async fn ranking(&self, frame: &mut Frame<'_>, name: &str, by: Part) -> Result<Content> {
        let shape = (frame.from, frame.to, frame.request.every);
        let found = self.series(frame, name, shape, Some(by)).await?;
        let sum = |series: &Series| series::sum(&series.buckets);
        let all: f64 = found.iter().map(sum).sum();
        let row = |series: &Series| {
            let percent = sum(series) / all * 100.0;
            let name = series.name.clone().unwrap_or_else(|| series.part.clone());
            vec![
                name,
                format!("{:.0}", sum(series)),
                format!("{percent:.0} %"),
            ]
        };
        let heading = match by {
            Part::Channel => "channel",
            Part::Kind => "kind",
            Part::Actor => "by",
            Part::Invite => "invite",
            Part::Tenure => "member for",
            Part::Length => "length",
        };
        let rows = found.iter().map(row).collect();
        Ok(first(&[heading, &unit(name), "share"], rows, MOST))
    }

    /// Channels for text that the actor sees, and in which nobody wrote; none of a period of which nothing was heard.
    async fn quiet(&self, frame: &mut Frame<'_>) -> Result<Option<Content>> {
        let guild = frame.request.guild;
        let shape = (frame.from, frame.to, frame.request.every);
        let all = self.whole(frame, "messages", shape).await?;
        if all.iter().all(|bucket| bucket.heard_hours == 0) {
            return Ok(None);
        }
        let loud = self
            .series(frame, "messages", shape, Some(Part::Channel))
            .await?;
        let state = self.parts.state.read();
        let channels = state
            .guild(guild)
            .into_iter()
            .flat_map(|known| known.channels.values());
        let mut quiet: Vec<_> = channels
            .filter(|channel| channel.is_text())
            .map(|channel| (channel.id, channel.name.to_string()))
            .collect();
        drop(state);
        quiet.retain(|(id, _)| {
            let is_loud = loud.iter().any(|series| series.part == id.to_string());
            !is_loud && self.parts.sees_channel(frame.actor, guild, *id)
        });
        quiet.sort_by(|a, b| a.1.cmp(&b.1));
        let rows = quiet.into_iter().map(|(_, name)| vec![name]).collect();
        Ok(Some(first(&["channel"], rows, MOST)))
    }

    async fn heatmap(&self, frame: &mut Frame<'_>, name: &str) -> Result<Content> {
        let window = (frame.from, Some(frame.to));
        let (actor, book) = (frame.actor, &mut frame.book);
        let hours = self
            .analytics
            .hours_of_week(actor, book, (name, window))
            .await?;
        Ok(Content::Heatmap {
            metric: name.into(),
            unit: unit(name),
            hours,
        })
    }

    async fn insights(&self, frame: &mut Frame<'_>) -> Result<Content> {
        let now = self.parts.clock.now();
        let window = (frame.from, frame.to.min(Timestamp(now.0 + 1)));
        let (actor, book) = (frame.actor, &mut frame.book);
        let insights = self.analytics.insights_in(actor, book, window).await?;
        Ok(Content::Insights { insights })
    }

    async fn cohorts(&self, frame: &mut Frame<'_>) -> Result<Content> {
        let every = Every::Week;
        let shape = (back(frame.to), every, WEEKS);
        let (actor, book) = (frame.actor, &mut frame.book);
        let mut cohorts = self.analytics.cohorts_in(actor, book, shape).await?;
        cohorts.retain(|cohort| cohort.at < frame.to);
        Ok(Content::Cohorts { every, cohorts })
    }

    /// Who did most, and before which time it is archived.
    async fn top(&self, frame: &mut Frame<'_>) -> Result<(Content, Option<Timestamp>)> {
        let window = (frame.from, Some(frame.to));
        let found = self
            .analytics
            .most(frame.actor, (frame.request.guild, window, TOP))
            .await?;
        let rows = found.members.into_iter().map(|of| {
            vec![
                of.user.name,
                of.messages.to_string(),
                of.reactions.to_string(),
                of.voice_minutes.to_string(),
            ]
        });
        let columns = ["member", "messages", "reactions", "voice minutes"];
        Ok((table(&columns, rows.collect()), found.archived_until))
    }

    async fn case_list(&self, frame: &mut Frame<'_>) -> Result<Content> {
        let filter = CaseFilter {
            guild: Some(frame.request.guild),
            target: frame.request.user,
            since: Some(frame.from),
            until: Some(frame.to),
            ..CaseFilter::default()
        };
        let mut page = PageRequest {
            after: None,
            limit: MAX_PAGE,
        };
        let mut found = Vec::new();
        loop {
            let part = self.cases.list(frame.actor, &filter, &page).await?;
            found.extend(part.items);
            page.after = part.next;
            if page.after.is_none() {
                break;
            }
        }
        let row = |case: Case| {
            vec![
                case.number.to_string(),
                case.kind.to_string(),
                case.opened_at.to_string(),
                case.reason.unwrap_or_default(),
            ]
        };
        let rows = found.into_iter().map(row).collect();
        let columns = ["case", "kind", "opened", "reason"];
        Ok(first(&columns, rows, MAX_PAGE as usize))
    }

    /// A chart for each thing that is told of a member or a channel.
    async fn doings(&self, frame: &mut Frame<'_>, title: &str) -> Result<Vec<Section>> {
        const IN_CHANNELS: [&str; 5] =
            ["messages", "edits", "deletes", "reactions", "voice_minutes"];
        let every = within(frame.request.every);
        let titled = |name: &str| format!("{title}: {}", name.replace('_', " "));
        if let Some(user) = frame.request.user {
            let whom = (frame.request.guild, user);
            let window = (frame.from, frame.to);
            let found = self
                .analytics
                .of_member(frame.actor, whom, window, every)
                .await?;
            let archived_until = found.archived_until;
            let chart = |(name, _, buckets): (&str, &str, _)| Section {
                archived_until,
                ..section(&titled(name), chart(name, every, buckets))
            };
            return Ok(found.told.into_iter().map(chart).collect());
        }
        let part = frame.request.channel.unwrap_or_default().to_string();
        let mut sections = Vec::new();
        for name in IN_CHANNELS {
            let found = self
                .series(
                    frame,
                    name,
                    (frame.from, frame.to, every),
                    Some(Part::Channel),
                )
                .await?;
            let of_channel = found.into_iter().find(|series| series.part == part);
            // A channel in which nothing was done has no part.
            let buckets = of_channel.map(|series| series.buckets).unwrap_or_default();
            sections.push(section(&titled(name), chart(name, every, buckets)));
        }
        Ok(sections)
    }
}

fn section(title: &str, content: Content) -> Section {
    Section {
        title: title.into(),
        content,
        archived_until: None,
    }
}

fn chart(name: &str, every: Every, buckets: Vec<Bucket>) -> Content {
    Content::Chart {
        metric: name.into(),
        unit: unit(name),
        every,
        buckets,
    }
}

pub(super) fn table(columns: &[&str], rows: Vec<Vec<String>>) -> Content {
    first(columns, rows, usize::MAX)
}

/// The first rows, and how many there are more.
fn first(columns: &[&str], mut rows: Vec<Vec<String>>, most: usize) -> Content {
    let more = rows.len().saturating_sub(most) as u64;
    rows.truncate(most);
    Content::Table {
        columns: columns.iter().map(|column| (*column).into()).collect(),
        rows,
        more,
    }
}

/// The hours of an interval, and how many of them were heard.
fn hours_of(bucket: Option<&Bucket>) -> (u32, u32) {
    bucket.map_or((0, 0), |of| (of.hours, of.heard_hours))
}

fn unit(metric: &str) -> String {
    metrics::find(metric).map_or_else(String::new, |info| info.unit.into())
}

fn back(to: Timestamp) -> Timestamp {
    Timestamp(to.0 - i64::from(WEEKS) * WEEK_MS)
}
