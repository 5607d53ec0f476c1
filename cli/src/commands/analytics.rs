//! `emp analytics`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::analytics::{Bucket, Every, Metric, SeriesRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::when;
use crate::chart;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to ask about numbers.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is measured, and how it is defined
    #[command(
        after_help = "Examples:\n  emp analytics define\n  emp analytics define messages\n  emp analytics define --json | jq -r '.[].name'"
    )]
    Define {
        /// The metric; all are listed if none is named
        #[arg(value_name = "METRIC")]
        metric: Option<String>,
    },
    /// Show a metric over time
    ///
    /// Days and weeks are UTC's. An interval in which the daemon did not listen has no value; `heard` says of how many
    /// of its hours the value is made. A table on a terminal is drawn as bars.
    #[command(
        after_help = "Examples:\n  emp analytics show messages\n  emp analytics show joins --since 90d --every week\n  emp analytics show messages --since 2026-05-01 --every day --format csv > messages.csv"
    )]
    Show {
        /// What is measured, see `emp analytics define`
        metric: String,
        /// From when on: 7d, 2026-05-01
        #[arg(long, value_name = "TIME", default_value = "1d", value_parser = when::parse)]
        since: Timestamp,
        /// How long the intervals are
        #[arg(long, value_name = "INTERVAL", default_value = "hour")]
        every: EveryArg,
        /// Print numbers without bars
        #[arg(long)]
        plain: bool,
    },
}

/// An interval.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EveryArg {
    Hour,
    Day,
    Week,
}

impl From<EveryArg> for Every {
    fn from(every: EveryArg) -> Self {
        match every {
            EveryArg::Hour => Self::Hour,
            EveryArg::Day => Self::Day,
            EveryArg::Week => Self::Week,
        }
    }
}

impl Row for Metric {
    const COLUMNS: &'static [&'static str] = &["metric", "unit", "definition"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), self.unit.clone(), self.about.clone()]
    }
}

impl Row for Bucket {
    const COLUMNS: &'static [&'static str] = &["at", "value", "heard", "hours"];

    fn cells(&self) -> Vec<String> {
        vec![
            when::time(self.at),
            self.value.map_or_else(String::new, number),
            self.heard_hours.to_string(),
            self.hours.to_string(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let analytics = client.analytics();
    let known = analytics.metrics(within(PATIENCE)).await.flat()?;
    match command {
        Command::Define { metric: None } => out.rows(&known),
        Command::Define { metric: Some(name) } => out.rows(&[find(&known, &name)?.clone()]),
        Command::Show {
            metric,
            since,
            every,
            plain,
        } => {
            let metric = find(&known, &metric)?;
            let request = SeriesRequest {
                guild: context.guild(&client).await?,
                metric: metric.name.clone(),
                since,
                every: every.into(),
            };
            let buckets = analytics.series(within(PATIENCE), request).await.flat()?;
            if buckets.is_empty() {
                out.note("nothing is computed yet: the first numbers come within 15 minutes");
            }
            if plain || !out.draws() {
                return out.rows(&buckets);
            }
            out.text(&draw(&buckets, every, out.ascii()))?;
            out.note(&format!("{} (in {}, UTC)", metric.about, metric.unit));
            Ok(())
        }
    }
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

/// A line for each interval: when, how much, a bar, and what was not heard of it.
fn draw(buckets: &[Bucket], every: EveryArg, ascii: bool) -> String {
    let values = || buckets.iter().filter_map(|bucket| bucket.value);
    let most = values().fold(0.0, f64::max);
    let width = values().map(|value| number(value).len()).max().unwrap_or(1);
    let length = match every {
        EveryArg::Hour => "2026-05-01 12:00".len(),
        EveryArg::Day | EveryArg::Week => "2026-05-01".len(),
    };
    let line = |bucket: &Bucket| {
        let at = when::time(bucket.at);
        let at = at.get(..length).unwrap_or(&at);
        let value = bucket.value.map_or_else(|| "-".into(), number);
        let bar = bucket
            .value
            .map_or_else(String::new, |value| chart::bar(value, most, ascii));
        let text = format!("{at}  {value:>width$}  {bar}{}", missed(bucket));
        format!("{}\n", text.trim_end())
    };
    buckets.iter().map(line).collect()
}

fn missed(bucket: &Bucket) -> String {
    match (
        bucket.value,
        bucket.hours - bucket.heard_hours.min(bucket.hours),
    ) {
        (None, _) => "not heard".into(),
        (Some(_), 0) => String::new(),
        (Some(_), missed) => format!("  ({missed} of {} hours not heard)", bucket.hours),
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_drawn_as_a_gap() {
        let day = |day: i64, value, heard_hours| Bucket {
            at: Timestamp(1_777_593_600_000 + day * 86_400_000),
            value,
            hours: 24,
            heard_hours,
        };
        let days = [
            day(0, Some(120.0), 24),
            day(1, None, 0),
            day(2, Some(60.0), 20),
        ];

        assert_eq!(
            draw(&days, EveryArg::Day, true),
            "2026-05-01  120  ########################################\n\
             2026-05-02    -  not heard\n\
             2026-05-03   60  ####################  (4 of 24 hours not heard)\n"
        );
    }

    #[test]
    fn a_number_has_no_more_digits_than_it_needs() {
        assert_eq!(number(3.0), "3");
        assert_eq!(number(2.345), "2.35");
    }
}
