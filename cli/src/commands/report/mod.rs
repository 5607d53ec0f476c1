//! `emp report`

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use emperione_protocol::reports::{
    Content, Figure, Report, ReportFormat, ReportKind, ReportRequest, Section,
};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, Timestamp};
use serde::Serialize;

use super::analytics::{Zone, cohort, heatmap, insights, number, show};
use super::when;
use crate::clean::clean;
use crate::context::{Context, resolve_channel, resolve_id};
use crate::error::Failure;
use crate::output::{Output, Row};

/// A report on a year of a large guild may take a while.
const PATIENCE: Duration = Duration::from_mins(5);

/// Make reports about a guild
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report on a day
    #[command(
        after_help = "Examples:\n  emp report daily\n  emp report daily --at 2026-05-01 --format md"
    )]
    Daily(Shape),
    /// Report on a week
    #[command(
        after_help = "Examples:\n  emp report weekly\n  emp report weekly --html --output week.html\n  emp report weekly --json | jq .sections[0]"
    )]
    Weekly(Shape),
    /// Report on a month
    #[command(
        after_help = "Examples:\n  emp report monthly\n  emp report monthly --at 2026-05-01 --html > may.html"
    )]
    Monthly(Shape),
    /// Report on what moderators did
    #[command(
        after_help = "Examples:\n  emp report moderation\n  emp report moderation --every month --format csv"
    )]
    Moderation {
        #[command(flatten)]
        period: Period,
        #[command(flatten)]
        shape: Shape,
    },
    /// Report on who joined and stayed
    #[command(
        after_help = "Examples:\n  emp report retention\n  emp report retention --every month --html > stayed.html"
    )]
    Retention {
        #[command(flatten)]
        period: Period,
        #[command(flatten)]
        shape: Shape,
    },
    /// Report on a channel
    #[command(
        after_help = "Examples:\n  emp report channel '#general'\n  emp report channel general --every month --format md"
    )]
    Channel {
        /// An id, or a name
        channel: String,
        #[command(flatten)]
        period: Period,
        #[command(flatten)]
        shape: Shape,
    },
    /// Report on a member
    #[command(
        after_help = "Examples:\n  emp report member @otter\n  emp report member 80351110224678912 --every month --json"
    )]
    Member {
        /// An id, @name, or the beginning of a name
        member: String,
        #[command(flatten)]
        period: Period,
        #[command(flatten)]
        shape: Shape,
    },
}

/// How long the period is.
#[derive(Clone, Copy, Debug, Args)]
pub struct Period {
    /// The length of the period
    #[arg(long, value_name = "PERIOD", default_value = "week")]
    every: PeriodArg,
}

/// A length of a period.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PeriodArg {
    Day,
    Week,
    Month,
}

impl From<Period> for Every {
    fn from(period: Period) -> Self {
        match period.every {
            PeriodArg::Day => Self::Day,
            PeriodArg::Week => Self::Week,
            PeriodArg::Month => Self::Month,
        }
    }
}

/// Which period, and how the report is written.
#[derive(Clone, Debug, Args)]
pub struct Shape {
    /// The period that holds this time: how long ago, or a day or moment in UTC; by default the last one that is over
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    at: Option<Timestamp>,
    /// Write one HTML file with its charts
    #[arg(long, conflicts_with_all = ["format", "json"])]
    html: bool,
    /// Write it into this file instead of standard output, which only HTML and Markdown can be
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A value of a report, for programs.
#[derive(Serialize)]
struct Cell<'a> {
    section: &'a str,
    item: String,
    column: String,
    value: String,
}

impl Row for Cell<'_> {
    const COLUMNS: &'static [&'static str] = &["section", "item", "column", "value"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.section.into(),
            self.item.clone(),
            self.column.clone(),
            self.value.clone(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let (request, shape) = request(command, &client, guild).await?;
    let spinner = out.progress(None, "making the report");
    spinner.enable_steady_tick(Duration::from_millis(100));
    let format = match (shape.html, out.is_markdown()) {
        (true, _) => Some(ReportFormat::Html),
        (false, true) => Some(ReportFormat::Markdown),
        (false, false) => None,
    };
    let reports = client.reports();
    if let Some(format) = format {
        let text = reports.write(within(PATIENCE), request, format).await;
        spinner.finish_and_clear();
        return save(&text.flat()?, shape.output, out);
    }
    if shape.output.is_some() {
        return Err(
            Failure::usage("only HTML and Markdown are written into files")
                .hint("add --html or --format md, or redirect the output with >"),
        );
    }
    let report = reports.make(within(PATIENCE), request).await;
    spinner.finish_and_clear();
    print(&report.flat()?, out)
}

async fn request(
    command: Command,
    client: &Client,
    guild: GuildId,
) -> Result<(ReportRequest, Shape), Failure> {
    let request = |kind, every, shape: &Shape| ReportRequest {
        guild,
        kind,
        every,
        at: shape.at,
        user: None,
        channel: None,
    };
    Ok(match command {
        Command::Daily(shape) => (request(ReportKind::Overview, Every::Day, &shape), shape),
        Command::Weekly(shape) => (request(ReportKind::Overview, Every::Week, &shape), shape),
        Command::Monthly(shape) => (request(ReportKind::Overview, Every::Month, &shape), shape),
        Command::Moderation { period, shape } => (
            request(ReportKind::Moderation, period.into(), &shape),
            shape,
        ),
        Command::Retention { period, shape } => {
            (request(ReportKind::Retention, period.into(), &shape), shape)
        }
        Command::Channel {
            channel,
            period,
            shape,
        } => {
            let channel = Some(resolve_channel(client, guild, &channel).await?);
            let request = request(ReportKind::Channel, period.into(), &shape);
            (ReportRequest { channel, ..request }, shape)
        }
        Command::Member {
            member,
            period,
            shape,
        } => {
            let user = Some(resolve_id(client, guild, &member).await?);
            let request = request(ReportKind::Member, period.into(), &shape);
            (ReportRequest { user, ..request }, shape)
        }
    })
}

fn save(text: &str, file: Option<PathBuf>, out: &mut Output) -> Result<(), Failure> {
    let Some(file) = file else {
        return out.text(text);
    };
    let name = file.display().to_string();
    fs::write(&file, text).map_err(|error| Failure::error(format!("{name}: {error}")))?;
    out.note(&format!("written to {name}"));
    Ok(())
}

fn print(report: &Report, out: &mut Output) -> Result<(), Failure> {
    if out.is_document() {
        return out.record(report, &[]);
    }
    if !out.draws() {
        return out.rows(&report.sections.iter().flat_map(cells).collect::<Vec<_>>());
    }
    let zone = Zone::named(&report.zone);
    let moment = |at| zone.write(at, Every::Hour);
    let unheard = report.unheard.iter();
    let unheard = unheard.map(|gap| format!("{} to {}", moment(gap.from), moment(gap.to)));
    let unheard: Vec<_> = unheard.collect();
    let running = if report.running { ", not over yet" } else { "" };
    let (from, to) = (moment(report.from), moment(report.to));
    let facts = [
        (
            "report",
            format!("{} · {}", report.title, report.guild_name),
        ),
        ("period", format!("{from} to {to} {}{running}", report.zone)),
        (
            "not heard",
            if unheard.is_empty() {
                "nothing".into()
            } else {
                unheard.join("; ")
            },
        ),
        ("again by", report.query.clone()),
        ("data", format!("SHA-256 {}", report.hash)),
    ];
    let mut text = String::new();
    for (name, value) in facts {
        let _ = writeln!(text, "{name:>9}  {}", clean(&value));
    }
    for section in &report.sections {
        let title = clean(&section.title).to_uppercase();
        let _ = write!(
            text,
            "
{title}
{}",
            draw(&section.content, &zone, out)
        );
    }
    out.text(&text)
}

/// A section for eyes.
fn draw(content: &Content, zone: &Zone, out: &Output) -> String {
    match content {
        Content::Figures { figures } => out.grid(
            &["metric", "value", "unit", "before", "change"],
            figures.iter().map(figure).collect(),
        ),
        Content::Chart { every, buckets, .. } if buckets.is_empty() => {
            format!("nothing by the {}\n", show::word(*every))
        }
        Content::Chart { every, buckets, .. } => show::draw(buckets, (zone, *every), out.ascii()),
        Content::Heatmap { hours, .. } => heatmap::draw(hours, out.paint()),
        Content::Insights { insights } => insights::draw(insights, zone),
        Content::Cohorts { every, cohorts } => cohort::draw(cohorts, (zone, *every), out.paint()),
        Content::Table { rows, .. } if rows.is_empty() => "nothing\n".into(),
        Content::Table { columns, rows } => {
            let columns: Vec<_> = columns.iter().map(String::as_str).collect();
            out.grid(&columns, rows.clone())
        }
    }
}

fn figure(figure: &Figure) -> Vec<String> {
    let maybe = |value: Option<f64>| value.map_or_else(|| "-".into(), number);
    let change = figure
        .value
        .zip(figure.before)
        .filter(|(_, before)| *before != 0.0);
    let change = change.map(|(value, before)| (value - before) / before.abs() * 100.0);
    vec![
        figure.metric.clone(),
        maybe(figure.value),
        figure.unit.clone(),
        maybe(figure.before),
        change.map_or_else(|| "-".into(), |change| format!("{change:+.0} %")),
    ]
}

/// A section for programs: a line for each value.
fn cells(section: &Section) -> Vec<Cell<'_>> {
    let cell = |item: String, column: &str, value: String| Cell {
        section: &section.title,
        item,
        column: column.into(),
        value,
    };
    let maybe = |value: Option<f64>| value.map_or_else(String::new, number);
    match &section.content {
        Content::Figures { figures } => figures
            .iter()
            .flat_map(|of| {
                let name = || of.metric.clone();
                [
                    cell(name(), "value", maybe(of.value)),
                    cell(name(), "before", maybe(of.before)),
                ]
            })
            .collect(),
        Content::Chart {
            metric, buckets, ..
        } => {
            let row = |of: &Bucket| cell(of.at.to_string(), metric, maybe(of.value));
            buckets.iter().map(row).collect()
        }
        Content::Heatmap { metric, hours, .. } => {
            let row = |of: &HourOfWeek| {
                cell(
                    format!("{} {}", of.weekday, of.hour),
                    metric,
                    maybe(of.mean),
                )
            };
            hours.iter().map(row).collect()
        }
        Content::Insights { insights } => {
            let row = |of: &Insight| cell(of.metric.clone(), "value", maybe(of.value));
            insights.iter().map(row).collect()
        }
        Content::Cohorts { cohorts, .. } => {
            let row = |of: &Cohort| {
                let weeks = (0..).zip(&of.active).map(|(week, n): (u32, _)| {
                    let n = n.map_or_else(String::new, |n| n.to_string());
                    cell(of.at.to_string(), &format!("week {week}"), n)
                });
                let joined = cell(of.at.to_string(), "joined", of.joined.to_string());
                std::iter::once(joined).chain(weeks).collect::<Vec<_>>()
            };
            cohorts.iter().flat_map(row).collect()
        }
        Content::Table { columns, rows } => {
            let row = |row: &Vec<String>| {
                let item = row.first().cloned().unwrap_or_default();
                let values = columns.iter().zip(row).skip(1);
                values
                    .map(|(column, value)| cell(item.clone(), column, value.clone()))
                    .collect::<Vec<_>>()
            };
            rows.iter().flat_map(row).collect()
        }
    }
}
