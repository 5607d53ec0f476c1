//! `emp analytics`

pub(super) mod cohort;
mod compare;
pub(super) mod heatmap;
pub(super) mod insights;
mod live;
pub(super) mod show;
mod top;
pub(super) mod zone;

use clap::{Subcommand, ValueEnum};
use emperione_protocol::analytics::{Every, Mark, Metric, Part};
pub(super) use emperione_protocol::reports::number;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, Timestamp};

pub use self::show::PartBucket;
pub(super) use self::zone::Zone;
use super::case::word;
use super::when::{self, When};
use crate::context::{Context, PATIENCE, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Look at the numbers of a guild
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what is measured, and for which intervals
    #[command(
        after_help = "Examples:\n  emp analytics list\n  emp analytics list --json=name,every"
    )]
    List,
    /// Say what each metric means
    #[command(
        after_help = "Examples:\n  emp analytics define\n  emp analytics define active_members"
    )]
    Define {
        /// Only this one
        metric: Option<String>,
    },
    /// Show a metric over time
    ///
    /// Days, weeks and months are those of the guild's time zone (`emp analytics zone`). An interval in which the daemon
    /// did not listen has no value; `heard` says of how many of its hours the value is made. A table on a terminal is
    /// drawn as bars; by part, as a line for each.
    #[command(
        after_help = "Examples:\n  emp analytics show messages\n  emp analytics show joins --since 90d --every week\n  emp analytics show messages --by channel --since 30d --every day\n  emp analytics show messages --since 2026-05-01 --every day --format csv > messages.csv"
    )]
    Show(show::Shown),
    /// Show the mean of a metric in each hour of the week
    #[command(
        after_help = "Examples:\n  emp analytics heatmap messages\n  emp analytics heatmap joins --since 90d --plain\n  emp analytics heatmap messages --format csv > week.csv"
    )]
    Heatmap {
        /// What is measured by the hour, see `emp analytics list`
        metric: String,
        /// Since when: how long ago, or a day or moment in the guild's zone
        #[arg(long, value_name = "TIME", default_value = "28d", value_parser = when::parse_local)]
        since: When,
        /// Print numbers instead of shades
        #[arg(long)]
        plain: bool,
    },
    /// Show how many of those who joined together stayed active
    ///
    /// A member is active in week 0 with a message, a reaction or voice on days 0 to 6 after their own join, in week 1 on
    /// days 7 to 13, and so on. A week is told once everybody of the cohort had it.
    #[command(
        after_help = "Examples:\n  emp analytics cohort\n  emp analytics cohort --since 180d --every month --weeks 12\n  emp analytics cohort --json | jq '.[] | [.at, .joined, .active[1]]'"
    )]
    Cohort {
        /// From the interval that holds this time: how long ago, or a day or moment in the guild's zone
        #[arg(long, value_name = "TIME", default_value = "56d", value_parser = when::parse_local)]
        since: When,
        /// Whose joins make a cohort: those of a day, a week or a month
        #[arg(long, value_name = "INTERVAL", default_value = "week")]
        every: EveryArg,
        /// How many weeks to follow
        #[arg(long, default_value_t = 8)]
        weeks: u32,
        /// Print numbers of members instead of shares
        #[arg(long)]
        plain: bool,
    },
    /// Compare the days of a metric before and after a moment
    #[command(
        after_help = "Examples:\n  emp analytics compare messages --mark 'new rules'\n  emp analytics compare joins --at 2026-05-01 --days 14"
    )]
    Compare {
        /// What is measured, see `emp analytics list`
        metric: String,
        /// The moment: how long ago, or a day or moment in the guild's zone
        #[arg(long, value_name = "TIME", value_parser = when::parse_local, required_unless_present = "mark")]
        at: Option<When>,
        /// The moment that was marked with this label
        #[arg(long, value_name = "LABEL", conflicts_with = "at")]
        mark: Option<String>,
        /// How many days on each side
        #[arg(long, default_value_t = 14)]
        days: u32,
    },
    /// Say what was unusual on a day
    ///
    /// Each metric is held against the same weekday of the eight weeks before it. What happened at the time is named; that
    /// it is the reason is not known.
    #[command(
        after_help = "Examples:\n  emp analytics insights\n  emp analytics insights --at 2026-05-01 --json"
    )]
    Insights {
        /// The day that holds this time: how long ago, or a day or moment in the guild's zone; by default the last one that is over
        #[arg(long, value_name = "TIME", value_parser = when::parse_local)]
        at: Option<When>,
    },
    /// List who did most
    ///
    /// Bots and those who do not want to be listed (`emp analytics unlist`) are left out.
    #[command(
        after_help = "Examples:\n  emp analytics top\n  emp analytics top --since 7d --limit 5 --format md"
    )]
    Top {
        /// Since when: how long ago, or a day or moment in the guild's zone
        #[arg(long, value_name = "TIME", default_value = "30d", value_parser = when::parse_local)]
        since: When,
        /// How many
        #[arg(long, default_value_t = 10)]
        limit: u32,
    },
    /// Leave somebody out of `emp analytics top`
    #[command(
        after_help = "Examples:\n  emp analytics unlist @otter\n  emp analytics unlist 80351110224678912"
    )]
    Unlist {
        /// An id, @name, or the beginning of a name
        member: String,
    },
    /// List somebody in `emp analytics top` again
    #[command(
        after_help = "Examples:\n  emp analytics relist @otter\n  emp analytics relist 80351110224678912"
    )]
    Relist {
        /// An id, @name, or the beginning of a name
        member: String,
    },
    /// Mark a moment to compare by
    #[command(
        after_help = "Examples:\n  emp analytics mark 'new rules'\n  emp analytics mark 'summer event' --at 2026-07-01"
    )]
    Mark {
        /// What to call it
        label: String,
        /// When: how long ago, or a day or moment in the guild's zone; now by default
        #[arg(long, value_name = "TIME", value_parser = when::parse_local)]
        at: Option<When>,
    },
    /// Take the marks with a label away
    #[command(
        after_help = "Examples:\n  emp analytics unmark 'new rules'\n  emp analytics unmark 'summer event' --quiet"
    )]
    Unmark {
        /// What they are called
        label: String,
    },
    /// List the marked moments
    #[command(after_help = "Examples:\n  emp analytics marks\n  emp analytics marks --json")]
    Marks,
    /// Show or set the time zone in which days begin
    #[command(after_help = "Examples:\n  emp analytics zone\n  emp analytics zone Europe/Paris")]
    Zone {
        /// A zone of the IANA database
        zone: Option<String>,
    },
    /// Show what happens now: the last hour by the minute
    #[command(
        after_help = "Examples:\n  emp analytics live\n  emp analytics live joins --seconds\n  emp analytics live messages --channel #support"
    )]
    Live(live::Last),
}

/// The length of an interval.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EveryArg {
    Hour,
    Day,
    Week,
    Month,
}

impl From<EveryArg> for Every {
    fn from(every: EveryArg) -> Self {
        match every {
            EveryArg::Hour => Self::Hour,
            EveryArg::Day => Self::Day,
            EveryArg::Week => Self::Week,
            EveryArg::Month => Self::Month,
        }
    }
}

/// What a metric consists of.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PartArg {
    Channel,
    /// The kind of a case
    Kind,
    /// Who opened a case
    Actor,
    /// By which somebody joined
    Invite,
    /// For how long who leaves was a member
    Tenure,
    /// Of a text
    Length,
}

impl From<PartArg> for Part {
    fn from(part: PartArg) -> Self {
        match part {
            PartArg::Channel => Self::Channel,
            PartArg::Kind => Self::Kind,
            PartArg::Actor => Self::Actor,
            PartArg::Invite => Self::Invite,
            PartArg::Tenure => Self::Tenure,
            PartArg::Length => Self::Length,
        }
    }
}

impl Row for Metric {
    const COLUMNS: &'static [&'static str] = &["metric", "unit", "every", "by", "definition"];

    fn cells(&self) -> Vec<String> {
        let every: Vec<_> = self.every.iter().map(word).collect();
        vec![
            self.name.clone(),
            self.unit.clone(),
            every.join(" "),
            self.by.as_ref().map_or_else(String::new, word),
            self.about.clone(),
        ]
    }
}

/// A metric without its definition.
#[derive(serde::Serialize)]
#[serde(transparent)]
struct Short(Metric);

impl Row for Short {
    const COLUMNS: &'static [&'static str] = &["metric", "unit", "every", "by"];

    fn cells(&self) -> Vec<String> {
        let mut cells = self.0.cells();
        cells.pop();
        cells
    }
}

impl Row for Mark {
    const COLUMNS: &'static [&'static str] = &["at", "label"];

    fn cells(&self) -> Vec<String> {
        vec![when::time(self.at), self.label.clone()]
    }
}

/// Whom and about which guild is asked.
struct Asked {
    client: Client,
    guild: GuildId,
    zone: Zone,
}

impl Asked {
    async fn of(context: &Context, client: Client) -> Result<Self, Failure> {
        let guild = context.guild(&client).await?;
        let zone = zone::of(&client, guild).await?;
        Ok(Self {
            client,
            guild,
            zone,
        })
    }

    fn at(&self, when: When) -> Timestamp {
        when.at(self.zone.time())
    }

    async fn list(&self, member: &str, listed: bool) -> Result<(), Failure> {
        let user = resolve(&self.client, self.guild, member).await?.id;
        let analytics = self.client.analytics();
        let done = analytics
            .list_contributor(within(PATIENCE), self.guild, user, listed)
            .await;
        Ok(done.flat()?)
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let known = client.analytics().metrics(within(PATIENCE)).await.flat()?;
    let metric = |name: &str| find(&known, name);
    let asked = || Asked::of(context, client.clone());
    match command {
        Command::List => out.rows(&known.into_iter().map(Short).collect::<Vec<_>>()),
        Command::Define { metric: None } => out.rows(&known),
        Command::Define { metric: Some(name) } => out.rows(&[metric(&name)?.clone()]),
        Command::Show(shown) => {
            show::run(&asked().await?, metric(&shown.metric)?, &shown, out).await
        }
        Command::Live(last) => live::run(last, &asked().await?, out).await,
        Command::Heatmap {
            metric: name,
            since,
            plain,
        } => {
            let asked = asked().await?;
            heatmap::run(&asked, metric(&name)?, (asked.at(since), plain), out).await
        }
        Command::Cohort {
            since,
            every,
            weeks,
            plain,
        } => {
            let asked = asked().await?;
            cohort::run(&asked, (asked.at(since), every, weeks), plain, out).await
        }
        Command::Compare {
            metric: name,
            at,
            mark,
            days,
        } => {
            let asked = asked().await?;
            let at = at.map(|at| asked.at(at));
            compare::run(&asked, metric(&name)?, (at, mark, days), out).await
        }
        Command::Insights { at } => {
            let asked = asked().await?;
            insights::run(&asked, at.map(|at| asked.at(at)), out).await
        }
        Command::Top { since, limit } => {
            let asked = asked().await?;
            top::run(&asked, (asked.at(since), limit), out).await
        }
        Command::Unlist { member } => asked().await?.list(&member, false).await,
        Command::Relist { member } => asked().await?.list(&member, true).await,
        Command::Zone { zone } => zone::run(&asked().await?, zone, out).await,
        Command::Mark { label, at } => mark(label, at, &asked().await?, out).await,
        Command::Unmark { label } => unmark(label, &asked().await?, out).await,
        Command::Marks => marks(&asked().await?, out).await,
    }
}

async fn mark(
    label: String,
    at: Option<When>,
    asked: &Asked,
    out: &mut Output,
) -> Result<(), Failure> {
    let at = at.map_or_else(when::now, |at| asked.at(at));
    let done = format!("marked {} as `{label}`", when::time(at));
    let analytics = asked.client.analytics();
    let marked = analytics.mark(within(PATIENCE), asked.guild, Mark { at, label });
    marked.await.flat()?;
    out.note(&done);
    Ok(())
}

async fn unmark(label: String, asked: &Asked, out: &mut Output) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    let removed = analytics.unmark(within(PATIENCE), asked.guild, label).await;
    out.note(&format!("{} taken away", removed.flat()?));
    Ok(())
}

async fn marks(asked: &Asked, out: &mut Output) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    let marks = analytics.marks(within(PATIENCE), asked.guild).await;
    out.rows(&marks.flat()?)
}

fn find<'a>(known: &'a [Metric], name: &str) -> Result<&'a Metric, Failure> {
    known
        .iter()
        .find(|metric| metric.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = known.iter().map(|metric| metric.name.as_str()).collect();
            Failure::usage(format!("there is no metric `{name}`"))
                .hint(format!("there are: {}", names.join(", ")))
        })
}
