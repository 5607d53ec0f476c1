//! `emp report`

mod draw;
mod schedule;

use std::fs;
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{ReportFormat, ReportKind, ReportRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};
use indicatif::ProgressBar;

use super::analytics::zone;
use super::when::{self, When};
use crate::context::{Context, resolve_channel, resolve_id};
use crate::error::Failure;
use crate::output::Output;

/// A report on a year of a large guild may take a while.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often it is asked how far it is.
const STEP: Duration = Duration::from_millis(200);

/// Make reports about a guild
#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(flatten)]
    Make(Make),
    /// Make reports by themselves, and deliver them
    #[command(subcommand)]
    Schedule(schedule::Command),
}

/// A report that is made now.
#[derive(Debug, Subcommand)]
pub enum Make {
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
    /// The period that holds this time: how long ago, or a day or moment in the guild's zone; by default the last one that is over
    #[arg(long, value_name = "TIME", value_parser = when::parse_local)]
    at: Option<When>,
    /// Write one HTML file with its charts
    #[arg(long, conflicts_with_all = ["format", "json"])]
    html: bool,
    /// Write it into this file instead of standard output, which only HTML and Markdown can be
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let wanted = match command {
        Command::Make(wanted) => wanted,
        Command::Schedule(command) => return schedule::run(command, (&client, guild), out).await,
    };
    let (mut request, shape) = request(wanted, &client, guild).await?;
    request.at = match shape.at {
        Some(at) => Some(at.at(zone::of(&client, guild).await?.time())),
        None => None,
    };
    let bar = out.progress(Some(1), "making the report");
    let format = match (shape.html, out.is_markdown()) {
        (true, _) => Some(ReportFormat::Html),
        (false, true) => Some(ReportFormat::Markdown),
        (false, false) => None,
    };
    let reports = client.reports();
    if let Some(format) = format {
        let text = reports.write(within(PATIENCE), request, format);
        let text = Box::pin(followed(text, &client, &bar)).await;
        return save(&text.flat()?, shape.output, out);
    }
    if shape.output.is_some() {
        return Err(
            Failure::usage("only HTML and Markdown are written into files")
                .hint("add --html or --format md, or redirect the output with >"),
        );
    }
    let report = reports.make(within(PATIENCE), request);
    let report = Box::pin(followed(report, &client, &bar)).await;
    draw::print(&report.flat()?, out)
}

/// Shows which section is being made until the report is there.
async fn followed<T>(making: impl Future<Output = T>, client: &Client, bar: &ProgressBar) -> T {
    let reports = client.reports();
    let mut making = pin!(making);
    let made = loop {
        tokio::select! {
            made = &mut making => break made,
            () = tokio::time::sleep(STEP) => {
                if let Ok(Ok(Some(step))) = reports.progress(within(STEP)).await {
                    bar.set_length(step.total.into());
                    bar.set_position(step.done.into());
                    bar.set_message(step.section);
                }
            }
        }
    };
    bar.finish_and_clear();
    made
}

async fn request(
    wanted: Make,
    client: &Client,
    guild: GuildId,
) -> Result<(ReportRequest, Shape), Failure> {
    let request = |kind, every| ReportRequest {
        guild,
        kind,
        every,
        at: None,
        user: None,
        channel: None,
    };
    Ok(match wanted {
        Make::Daily(shape) => (request(ReportKind::Overview, Every::Day), shape),
        Make::Weekly(shape) => (request(ReportKind::Overview, Every::Week), shape),
        Make::Monthly(shape) => (request(ReportKind::Overview, Every::Month), shape),
        Make::Moderation { period, shape } => {
            (request(ReportKind::Moderation, period.into()), shape)
        }
        Make::Retention { period, shape } => (request(ReportKind::Retention, period.into()), shape),
        Make::Channel {
            channel,
            period,
            shape,
        } => {
            let channel = Some(resolve_channel(client, guild, &channel).await?);
            let request = request(ReportKind::Channel, period.into());
            (ReportRequest { channel, ..request }, shape)
        }
        Make::Member {
            member,
            period,
            shape,
        } => {
            let user = Some(resolve_id(client, guild, &member).await?);
            let request = request(ReportKind::Member, period.into());
            (ReportRequest { user, ..request }, shape)
        }
    })
}

fn save(text: &str, file: Option<PathBuf>, out: &mut Output) -> Result<(), Failure> {
    let Some(file) = file else {
        return out.document(text);
    };
    let name = file.display().to_string();
    fs::write(&file, text).map_err(|error| Failure::error(format!("{name}: {error}")))?;
    out.note(&format!("written to {name}"));
    Ok(())
}
