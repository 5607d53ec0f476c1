//! Reports: made from the same facts again and again, with what the actor may see.

mod alerts;
mod section;

use std::collections::BTreeSet;
use std::sync::Arc;

use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{
    Content, Definition, Progress, Report, ReportFormat, ReportKind, ReportRequest, Section,
};
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp};
use parking_lot::Mutex;

use super::access::unnamed;
use super::analytics::Book;
use super::{Analytics, Cases, Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::analytics::metrics;
use crate::domain::hash;
use crate::domain::reports::{Block, blocks, csv, html, markdown};

const DAY_MS: i64 = 86_400_000;
/// The same weekday of eight weeks.
const INSIGHTS_MS: i64 = 57 * DAY_MS;
/// Twelve weeks, and the thirty days before.
const RETENTION_MS: i64 = 121 * DAY_MS;

/// The service.
#[derive(Clone)]
pub struct Reports {
    parts: Arc<Parts>,
    analytics: Analytics,
    cases: Cases,
    steps: Steps,
}

/// How far the last report came.
pub type Steps = Arc<Mutex<Option<Progress>>>;

/// What a report is made of: who asks, and what about.
struct Frame<'a> {
    actor: &'a Actor,
    request: &'a ReportRequest,
    from: Timestamp,
    to: Timestamp,
    /// The time zone of its days.
    zone: &'a str,
    book: Book,
}

impl Reports {
    pub(super) fn new(parts: Arc<Parts>, analytics: Analytics, cases: Cases) -> Self {
        Self {
            parts,
            analytics,
            cases,
            steps: Steps::default(),
        }
    }

    /// The same service, which says there how far it comes.
    #[must_use]
    pub fn telling(&self, steps: &Steps) -> Self {
        Self {
            steps: steps.clone(),
            ..self.clone()
        }
    }

    /// Makes a report.
    pub async fn make(&self, actor: &Actor, request: &ReportRequest) -> Result<Report> {
        let ReportRequest {
            guild,
            kind,
            every,
            at,
            ..
        } = *request;
        self.parts.check_sees(actor, guild)?;
        check(request)?;
        if matches!(kind, ReportKind::Moderation | ReportKind::Member) {
            self.parts.check_moderates(actor, guild)?;
        }
        if let (ReportKind::Channel, Some(channel)) = (kind, request.channel) {
            self.parts.check_counted(guild, channel)?;
        }
        let (from, to, zone) = self.analytics.period(guild, every, at).await?;
        let now = self.parts.clock.now();
        if from > now {
            return Err(Error::invalid("at", "that period has not begun"));
        }
        let mut book = self.analytics.book(guild).await?;
        if let Some(first) = looks_back(kind, (from, to)) {
            book.expect((first, to));
        }
        let (unheard, read_later) = book.missed((from, to), now).await?;
        let mut frame = Frame {
            actor,
            request,
            from,
            to,
            zone: &zone,
            book,
        };
        let sections = self.blocks(&mut frame, blocks(kind)).await?;
        Ok(Report {
            kind,
            guild,
            guild_name: self.guild_name(guild),
            title: self.title(request).await?,
            from,
            to,
            every,
            made_at: now,
            running: to > now,
            definitions: definitions(&sections, self.parts.config.bot.intents),
            unheard,
            read_later,
            query: query(request, from),
            hash: fingerprint(request, (from, to), &sections)?,
            sections,
            zone,
        })
    }

    async fn blocks(
        &self,
        frame: &mut Frame<'_>,
        blocks: &[(&str, Block)],
    ) -> Result<Vec<Section>> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut step = Progress {
            total: count(blocks.len()),
            ..Progress::default()
        };
        let mut sections = Vec::new();
        for (done, (title, block)) in blocks.iter().enumerate() {
            (step.done, step.section) = (count(done), (*title).to_owned());
            *self.steps.lock() = Some(step.clone());
            sections.extend(self.sections(frame, title, *block).await?);
        }
        (step.done, step.section) = (step.total, String::new());
        *self.steps.lock() = Some(step);
        Ok(sections)
    }

    /// Makes a report, and writes it.
    pub async fn write(
        &self,
        actor: &Actor,
        request: &ReportRequest,
        format: ReportFormat,
    ) -> Result<String> {
        written(&self.make(actor, request).await?, format)
    }

    fn guild_name(&self, guild: GuildId) -> String {
        let state = self.parts.state.read();
        state
            .guild(guild)
            .map_or_else(|| guild.to_string(), |known| known.name.to_string())
    }

    async fn title(&self, request: &ReportRequest) -> Result<String> {
        let ReportRequest {
            guild,
            kind,
            every,
            user,
            channel,
            ..
        } = *request;
        let period = match every {
            Every::Hour | Every::Day => "Daily",
            Every::Week => "Weekly",
            Every::Month => "Monthly",
        };
        let about = match kind {
            ReportKind::Overview => "report".into(),
            ReportKind::Moderation => "moderation report".into(),
            ReportKind::Retention => "retention report".into(),
            ReportKind::Channel => {
                let name = channel.and_then(|id| self.parts.channel_name(guild, id));
                format!("report on #{}", name.unwrap_or_default())
            }
            ReportKind::Member => {
                let user = user.unwrap_or_default();
                let tx = &mut self.parts.db.read().await?;
                let known = self.parts.stored_user(tx, guild, user).await?;
                format!("report on @{}", known.unwrap_or_else(|| unnamed(user)).name)
            }
        };
        Ok(format!("{period} {about}"))
    }
}

/// A report as text.
pub(super) fn written(report: &Report, format: ReportFormat) -> Result<String> {
    match format {
        ReportFormat::Markdown => Ok(markdown::write(report)),
        ReportFormat::Html => html::write(report).map_err(|error| Error::Internal(error.into())),
        ReportFormat::Csv => csv::write(report).map_err(|error| Error::Internal(error.into())),
        ReportFormat::Json => {
            serde_json::to_string_pretty(report).map_err(|error| Error::Internal(error.into()))
        }
    }
}

/// Refuses what is no report.
pub(super) fn check(request: &ReportRequest) -> Result<()> {
    if request.every == Every::Hour {
        return Err(Error::invalid(
            "every",
            "a report is of a day, a week or a month",
        ));
    }
    match request.kind {
        ReportKind::Member if request.user.is_none() => Err(Error::invalid(
            "user",
            "a report on a member needs to know whom",
        )),
        ReportKind::Channel if request.channel.is_none() => Err(Error::invalid(
            "channel",
            "a report on a channel needs to know which",
        )),
        _ => Ok(()),
    }
}

/// From when on a report looks at the whole guild, if that is long before its period.
fn looks_back(kind: ReportKind, (from, to): (Timestamp, Timestamp)) -> Option<Timestamp> {
    match kind {
        ReportKind::Overview => Some(Timestamp(from.0 - INSIGHTS_MS)),
        ReportKind::Retention => Some(from.min(Timestamp(to.0 - RETENTION_MS))),
        ReportKind::Moderation | ReportKind::Channel | ReportKind::Member => None,
    }
}

/// The definitions of the metrics that occur, by name.
fn definitions(sections: &[Section], intents: Intents) -> Vec<Definition> {
    let mut names = BTreeSet::new();
    for section in sections {
        match &section.content {
            Content::Figures { figures } => {
                names.extend(figures.iter().map(|figure| figure.metric.as_str()));
            }
            Content::Chart { metric, .. } | Content::Heatmap { metric, .. } => {
                names.insert(metric.as_str());
            }
            Content::Insights { insights } => {
                names.extend(insights.iter().map(|insight| insight.metric.as_str()));
            }
            Content::Cohorts { .. } | Content::Table { .. } => {}
        }
    }
    let define = |info: &metrics::Info| Definition {
        metric: info.name.into(),
        unit: info.unit.into(),
        about: info.definition_with(intents),
    };
    names
        .into_iter()
        .filter_map(metrics::find)
        .map(define)
        .collect()
}

/// The command that makes a report again.
fn query(request: &ReportRequest, from: Timestamp) -> String {
    let every = match request.every {
        Every::Hour | Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    };
    let about = match request.kind {
        ReportKind::Overview => match request.every {
            Every::Hour | Every::Day => "daily".into(),
            Every::Week => "weekly".into(),
            Every::Month => "monthly".into(),
        },
        ReportKind::Moderation => format!("moderation --every {every}"),
        ReportKind::Retention => format!("retention --every {every}"),
        ReportKind::Channel => {
            format!(
                "channel {} --every {every}",
                request.channel.unwrap_or_default()
            )
        }
        ReportKind::Member => format!(
            "member {} --every {every}",
            request.user.unwrap_or_default()
        ),
    };
    format!("emp report {about} --at {from} --guild {}", request.guild)
}

/// The SHA-256 of what a report says, and about what.
fn fingerprint(
    request: &ReportRequest,
    period: (Timestamp, Timestamp),
    sections: &[Section],
) -> Result<String> {
    let data = serde_json::to_vec(&(request.guild, request.kind, request.every, period, sections))
        .map_err(|error| Error::Internal(error.into()))?;
    Ok(hash::hex(&data))
}
