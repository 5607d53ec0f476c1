//! `emp report schedule`

use std::fmt::Display;

use clap::{Args, Subcommand, ValueEnum};
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{ReportFormat, ReportKind};
use emperione_protocol::schedules::{Delivery, Destination, Schedule, ScheduleDetail, SetSchedule};
use emperione_protocol::transport::within;
use emperione_protocol::{ChannelId, Client, Flatten, GuildId};

use super::{PATIENCE as LONG, Period};
use crate::commands::when;
use crate::context::{PATIENCE, resolve_channel, resolve_id};
use crate::error::Failure;
use crate::output::{Output, Row};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Make reports by themselves
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the schedules, and how they stand
    #[command(
        after_help = "Examples:\n  emp report schedule list\n  emp report schedule list --json | jq '.[] | select(.problem)'"
    )]
    List,
    /// Show a schedule with its last deliveries
    #[command(
        after_help = "Examples:\n  emp report schedule show monday\n  emp report schedule show monday --json | jq .deliveries"
    )]
    Show(One),
    /// Set a schedule under a name
    ///
    /// A report is made when its time comes in the time zone of the guild, on the last day, week or month that is over.
    /// Whoever sees the channel sees the report. It is made by the eyes of who set it.
    #[command(
        after_help = "Examples:\n  emp report schedule set monday weekly --to '#staff'\n  emp report schedule set first monthly --on 1 --at 06:30 --to folder --as md\n  emp report schedule set support channel --about '#support' --every day --to '#support'\n\nA folder is the daemon's own, `reports.folder` of empd.toml, for users of its machine."
    )]
    Set(Box<Set>),
    /// Take a schedule away
    #[command(
        after_help = "Examples:\n  emp report schedule remove monday\n  emp report schedule remove monday --quiet"
    )]
    Remove(One),
    /// Deliver a report now, once more if it was delivered
    #[command(
        after_help = "Examples:\n  emp report schedule run monday\n  emp report schedule run monday --json=state,file"
    )]
    Run(One),
}

/// A schedule.
#[derive(Debug, Args)]
pub struct One {
    /// The name of the schedule
    #[arg(value_name = "NAME")]
    name: String,
}

/// What is made, when, and where it goes.
#[derive(Debug, Args)]
pub struct Set {
    #[command(flatten)]
    one: One,
    /// The report
    #[arg(value_name = "REPORT")]
    kind: Kind,
    /// The member or the channel that it is about
    #[arg(long, value_name = "WHAT")]
    about: Option<String>,
    #[command(flatten)]
    period: Period,
    /// The day: of a week mon to sun, of a month 1 to 31 [default: mon, 1]
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// The time of the day in the time zone of the guild
    #[arg(long, value_name = "HH:MM", value_parser = minute, default_value = "09:00")]
    at: u16,
    /// A channel that it is posted to, or `folder`
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// How it is written
    #[arg(long = "as", value_name = "FORM", default_value = "html")]
    form: Form,
}

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Daily,
    Weekly,
    Monthly,
    Moderation,
    Retention,
    Channel,
    Member,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// One file with its charts
    Html,
    /// Markdown
    Md,
    /// A line for each value
    Csv,
    Json,
}

impl Row for Schedule {
    const COLUMNS: &'static [&'static str] = &[
        "schedule", "report", "when", "to", "next", "last", "problem",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            report(self),
            times(self),
            place(self),
            when::maybe(self.next_at),
            self.last.as_ref().map_or_else(|| "-".into(), last),
            self.problem.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    (client, guild): (&Client, GuildId),
    out: &mut Output,
) -> Result<(), Failure> {
    let (schedules, call) = (client.schedules(), within(PATIENCE));
    match command {
        Command::List => {
            let found = schedules.list(call, guild).await.flat()?;
            if found.is_empty() {
                out.note("no report is made by itself; set one with `emp report schedule set`");
            }
            out.rows(&found)
        }
        Command::Show(One { name }) => {
            let detail = schedules.show(call, guild, name).await.flat()?;
            out.record(&detail, &lines(&detail))
        }
        Command::Set(args) => {
            let request = read(*args, (client, guild)).await?;
            let schedule = schedules.set(call, request).await.flat()?;
            if let Some(why) = &schedule.problem {
                out.note(&format!("{}: {why}", schedule.name));
            }
            if out.is_structured() {
                return out.record(&schedule, &[]);
            }
            let (name, report, times) = (&schedule.name, report(&schedule), times(&schedule));
            let next = when::maybe(schedule.next_at);
            out.note(&format!("{name} is set: {report} {times}, next {next}"));
            Ok(())
        }
        Command::Remove(One { name }) => {
            schedules.remove(call, guild, name.clone()).await.flat()?;
            out.note(&format!("{name} is gone"));
            Ok(())
        }
        Command::Run(One { name }) => {
            let spinner = out.progress(None, "making the report");
            spinner.enable_steady_tick(std::time::Duration::from_millis(100));
            let done = schedules.run(within(LONG), guild, name).await;
            spinner.finish_and_clear();
            delivered(&done.flat()?, out)
        }
    }
}

fn delivered(delivery: &Delivery, out: &mut Output) -> Result<(), Failure> {
    if let Some(why) = &delivery.error {
        return Err(Failure::error(format!(
            "{} is not delivered: {why}",
            delivery.period
        )));
    }
    if out.is_structured() {
        return out.record(delivery, &[]);
    }
    let where_to = delivery.file.as_ref().map_or_else(
        || "is on its way to the channel".to_owned(),
        |file| format!("is written to {file} in the folder of reports"),
    );
    out.note(&format!("{} {where_to}", delivery.period));
    Ok(())
}

async fn read(args: Set, (client, guild): (&Client, GuildId)) -> Result<SetSchedule, Failure> {
    let (kind, every) = match args.kind {
        Kind::Daily => (ReportKind::Overview, Every::Day),
        Kind::Weekly => (ReportKind::Overview, Every::Week),
        Kind::Monthly => (ReportKind::Overview, Every::Month),
        Kind::Moderation => (ReportKind::Moderation, args.period.into()),
        Kind::Retention => (ReportKind::Retention, args.period.into()),
        Kind::Channel => (ReportKind::Channel, args.period.into()),
        Kind::Member => (ReportKind::Member, args.period.into()),
    };
    let (mut user, mut channel) = (None, None);
    match (kind, args.about.as_deref()) {
        (ReportKind::Member, Some(text)) => user = Some(resolve_id(client, guild, text).await?),
        (ReportKind::Channel, Some(text)) => channel = Some(find(client, guild, text).await?),
        (ReportKind::Member | ReportKind::Channel, None) => {
            let words = "a report on a member or a channel needs to know which";
            return Err(Failure::usage(words).hint("name it with --about"));
        }
        (_, Some(_)) => {
            let words = "--about is for reports on a member or a channel";
            return Err(Failure::usage(words));
        }
        (_, None) => {}
    }
    let to = match args.to.as_str() {
        "folder" => Destination::Folder,
        text => Destination::Channel {
            channel: find(client, guild, text).await?,
        },
    };
    Ok(SetSchedule {
        guild,
        name: args.one.name,
        kind,
        every,
        user,
        channel,
        minute: args.at,
        day: args
            .on
            .as_deref()
            .map(|text| day(text, every))
            .transpose()?,
        format: match args.form {
            Form::Html => ReportFormat::Html,
            Form::Md => ReportFormat::Markdown,
            Form::Csv => ReportFormat::Csv,
            Form::Json => ReportFormat::Json,
        },
        to,
    })
}

async fn find(client: &Client, guild: GuildId, text: &str) -> Result<ChannelId, Failure> {
    resolve_channel(client, guild, text).await
}

fn day(text: &str, every: Every) -> Result<u8, Failure> {
    let usage = |words: String| Err(Failure::usage(words));
    match every {
        Every::Week => {
            let lower = text.to_lowercase();
            let place = DAYS.iter().position(|day| lower.starts_with(day));
            match place.and_then(|place| u8::try_from(place).ok()) {
                Some(place) => Ok(place + 1),
                None => usage(format!("`{text}` is no day of the week: mon to sun are")),
            }
        }
        Every::Month => match text.parse() {
            Ok(day @ 1..=31) => Ok(day),
            _ => usage(format!("`{text}` is no day of a month: 1 to 31 are")),
        },
        Every::Hour | Every::Day => usage("a daily report has no day: leave --on away".into()),
    }
}

fn minute(text: &str) -> Result<u16, String> {
    let read = || {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    read().ok_or_else(|| "a time of the day is wanted, such as 09:00".into())
}

fn report(schedule: &Schedule) -> String {
    let every = match schedule.every {
        Every::Hour | Every::Day => "daily",
        Every::Week => "weekly",
        Every::Month => "monthly",
    };
    match schedule.kind {
        ReportKind::Overview => every.into(),
        ReportKind::Moderation => format!("{every} moderation"),
        ReportKind::Retention => format!("{every} retention"),
        ReportKind::Channel => {
            let of = named(
                '#',
                schedule.about.as_ref(),
                schedule.channel.unwrap_or_default(),
            );
            format!("{every} channel {of}")
        }
        ReportKind::Member => {
            let of = named(
                '@',
                schedule.about.as_ref(),
                schedule.user.unwrap_or_default(),
            );
            format!("{every} member {of}")
        }
    }
}

fn times(schedule: &Schedule) -> String {
    let (hour, minute) = (schedule.minute / 60, schedule.minute % 60);
    let day = usize::from(schedule.day);
    let day = match schedule.every {
        Every::Hour | Every::Day => "each day".to_owned(),
        Every::Week => DAYS
            .get(day.wrapping_sub(1))
            .copied()
            .unwrap_or_default()
            .to_owned(),
        Every::Month => format!("day {day}"),
    };
    format!("{day} {hour:02}:{minute:02} {}", schedule.zone)
}

fn place(schedule: &Schedule) -> String {
    match schedule.to {
        Destination::Channel { channel } => named('#', schedule.place.as_ref(), channel),
        Destination::Folder => "folder".into(),
    }
}

/// A name, or the id of what has none any more.
fn named(sign: char, name: Option<&String>, id: impl Display) -> String {
    name.map_or_else(|| id.to_string(), |name| format!("{sign}{name}"))
}

fn last(delivery: &Delivery) -> String {
    format!("{} {}", delivery.period, delivery.state.word())
}

fn lines(detail: &ScheduleDetail) -> Vec<(&'static str, String)> {
    let of = &detail.schedule;
    let mut lines = vec![
        ("schedule", format!("{} · {}", of.name, report(of))),
        ("when", times(of)),
        ("to", place(of)),
        ("next", when::maybe(of.next_at)),
        ("set", when::time(of.set_at)),
    ];
    lines.extend(of.problem.iter().map(|why| ("problem", why.clone())));
    lines.extend(detail.deliveries.iter().map(|of| {
        let at = when::time(of.done_at.unwrap_or(of.due_at));
        let asked = if of.by_hand { ", asked for" } else { "" };
        let file = of.file.as_ref();
        let file = file.map_or_else(String::new, |file| format!(" · {file}"));
        let error = of.error.as_ref();
        let error = error.map_or_else(String::new, |error| format!(": {error}"));
        let (period, state) = (&of.period, of.state.word());
        (
            "delivery",
            format!("{at} {period}{asked} · {state}{file}{error}"),
        )
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read() {
        assert_eq!(minute("9"), Ok(540));
        assert_eq!(minute("23:59"), Ok(1439));
        assert!(minute("24:00").is_err() && minute("noon").is_err());
        assert_eq!(day("Sunday", Every::Week).ok(), Some(7));
        assert_eq!(day("31", Every::Month).ok(), Some(31));
        for (text, every) in [
            ("8", Every::Week),
            ("32", Every::Month),
            ("mon", Every::Day),
        ] {
            assert!(day(text, every).is_err(), "{text}");
        }
    }
}
