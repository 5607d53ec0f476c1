//! `emp analytics show`

use clap::Args;
use console::measure_text_width;
use emperione_protocol::Flatten;
use emperione_protocol::analytics::{Bucket, Every, Metric, Series, SeriesRequest, Share};
use emperione_protocol::transport::within;
use schemars::JsonSchema;
use serde::Serialize;

use super::zone::Zone;
use super::{Asked, EveryArg, PartArg, number};
use crate::chart::{self, Reach};
use crate::clean::clean;
use crate::commands::when::{self, When};
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

/// The value of a part of a metric in an interval.
#[derive(Debug, JsonSchema, Serialize)]
pub struct PartBucket {
    /// The id of a channel, the kind of a case, or what else the metric is told apart by.
    part: String,
    name: Option<String>,
    #[serde(flatten)]
    bucket: Bucket,
}

impl Row for PartBucket {
    const COLUMNS: &'static [&'static str] = &[
        "part", "name", "at", "value", "heard", "hours", "of", "low", "high",
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.part.clone(), self.name.clone().unwrap_or_default()];
        cells.extend(self.bucket.cells());
        cells
    }
}

impl Row for Bucket {
    const COLUMNS: &'static [&'static str] =
        &["at", "value", "heard", "hours", "of", "low", "high"];

    fn cells(&self) -> Vec<String> {
        let of = |told: &dyn Fn(&Share) -> String| self.share.as_ref().map_or(String::new(), told);
        vec![
            when::time(self.at),
            self.value.map_or_else(String::new, number),
            self.heard_hours.to_string(),
            self.hours.to_string(),
            of(&|share| share.of.to_string()),
            of(&|share| number(share.low)),
            of(&|share| number(share.high)),
        ]
    }
}

/// What is shown, and how.
#[derive(Debug, Args)]
pub struct Shown {
    /// What is measured, see `emp analytics list`
    pub(super) metric: String,
    /// From the interval that holds this time: how long ago, or a day or moment in the guild's zone
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = when::parse_local)]
    since: When,
    /// How long the intervals are; by default the shortest that the metric has
    #[arg(long, value_name = "INTERVAL")]
    every: Option<EveryArg>,
    /// Tell it apart by what it consists of
    #[arg(long, value_name = "PART")]
    by: Option<PartArg>,
    /// Print numbers without bars
    #[arg(long)]
    plain: bool,
}

pub(super) async fn run(
    asked: &Asked,
    metric: &Metric,
    shown: &Shown,
    out: &mut Output,
) -> Result<(), Failure> {
    let shortest = metric.every.iter().min().copied().unwrap_or_default();
    let every = shown.every.map_or(shortest, Into::into);
    let by = shown.by.map(Into::into);
    let request = SeriesRequest {
        guild: asked.guild,
        metric: metric.name.clone(),
        since: shown.since.at(asked.zone.time()),
        until: None,
        every,
        by,
    };
    let analytics = asked.client.analytics();
    let series = analytics.series(within(PATIENCE), request).await.flat()?;
    if series.is_empty() && by.is_none() {
        out.note("nothing is computed yet: the first numbers come within 15 minutes");
    }
    let drawn = out.draws() && !shown.plain;
    match by {
        None => {
            let buckets: Vec<_> = series.into_iter().flat_map(|of| of.buckets).collect();
            if !drawn {
                return out.rows(&buckets);
            }
            out.text(&draw(&buckets, (&asked.zone, every), out.ascii()))?;
        }
        Some(_) if !drawn => {
            let rows: Vec<_> = series.into_iter().flat_map(rows).collect();
            return out.rows(&rows);
        }
        Some(_) => out.text(&draw_parts(&series, metric.adds, out.ascii()))?,
    }
    let which = match by {
        Some(_) if drawn && !metric.adds => "; the last one of each",
        Some(_) if drawn => "; the sum of each",
        _ => "",
    };
    out.note(&format!(
        "{} (in {}, {}{which})",
        metric.about,
        metric.unit,
        asked.zone.name()
    ));
    Ok(())
}

fn rows(series: Series) -> impl Iterator<Item = PartBucket> {
    let Series {
        part,
        name,
        buckets,
    } = series;
    buckets.into_iter().map(move |bucket| PartBucket {
        part: part.clone(),
        name: name.clone(),
        bucket,
    })
}

/// A line for each part: what it is called, its sum or last value, and how it went.
fn draw_parts(parts: &[Series], adds: bool, ascii: bool) -> String {
    let values = |of: &Series| -> Vec<_> { of.buckets.iter().map(|bucket| bucket.value).collect() };
    let reach = Reach::of(parts.iter().flat_map(values).flatten());
    let lines: Vec<[String; 3]> = parts
        .iter()
        .map(|of| {
            let values_of = values(of).into_iter().flatten();
            // Ratios do not add up.
            let told = if adds {
                Some(values_of.sum())
            } else {
                values_of.last()
            };
            let told = told.map_or_else(|| "-".into(), number);
            let name = clean(of.name.as_ref().unwrap_or(&of.part)).into_owned();
            [name, told, chart::line(&values(of), reach, ascii)]
        })
        .collect();
    let name_width = lines
        .iter()
        .map(|[name, ..]| measure_text_width(name))
        .max()
        .unwrap_or(0);
    let sum_width = lines.iter().map(|[_, sum, _]| sum.len()).max().unwrap_or(0);
    let line = |[name, sum, line]: &[String; 3]| {
        let blanks = " ".repeat(name_width - measure_text_width(name));
        format!("{name}{blanks}  {sum:>sum_width$}  {}\n", line.trim_end())
    };
    lines.iter().map(line).collect()
}

/// A line for each interval: when, how much, a bar, and what was not heard of it.
pub(in crate::commands) fn draw(
    buckets: &[Bucket],
    (zone, every): (&Zone, Every),
    ascii: bool,
) -> String {
    let values = || buckets.iter().filter_map(|bucket| bucket.value);
    let reach = Reach::of(values());
    let width = values().map(|value| number(value).len()).max().unwrap_or(1);
    let line = |bucket: &Bucket| {
        let at = zone.write(bucket.at, every);
        let value = bucket.value.map_or_else(|| "-".into(), number);
        let bar = bucket
            .value
            .map_or_else(String::new, |value| reach.bar(value, ascii));
        let sure = bucket.share.as_ref().map_or_else(String::new, sure);
        let text = format!("{at}  {value:>width$}  {bar}{sure}{}", missed(bucket));
        format!("{}\n", text.trim_end())
    };
    buckets.iter().map(line).collect()
}

/// How sure a share is.
fn sure(share: &Share) -> String {
    let (low, high) = (number(share.low), number(share.high));
    format!("  (of {}: {low} to {high})", share.of)
}

/// An interval in words.
pub(in crate::commands) fn word(every: Every) -> &'static str {
    match every {
        Every::Hour => "hour",
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    }
}

fn missed(bucket: &Bucket) -> String {
    match (
        bucket.value,
        bucket.hours - bucket.heard_hours.min(bucket.hours),
    ) {
        (None, _) if bucket.heard_hours > 0 => "nothing to tell".into(),
        (None, _) => "not heard".into(),
        (Some(_), 0) => String::new(),
        (Some(_), missed) => format!("  ({missed} of {} hours not heard)", bucket.hours),
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;

    #[test]
    fn a_part_of_which_nothing_is_known_is_not_zero() {
        let series = |part: &str, values: [Option<f64>; 2]| Series {
            part: part.into(),
            name: None,
            buckets: values
                .map(|value| Bucket {
                    at: Timestamp(0),
                    value,
                    hours: 24,
                    heard_hours: 24,
                    share: None,
                })
                .to_vec(),
        };
        let parts = [
            series("summer", [Some(50.0), None]),
            series("(unknown)", [None, None]),
        ];

        let drawn = draw_parts(&parts, false, true);

        let lines: Vec<_> = drawn.lines().map(|line| &line[..13]).collect();
        assert_eq!(lines, ["summer     50", "(unknown)   -"]);
    }

    #[test]
    fn a_gap_is_drawn_as_a_gap() {
        let day = |day: i64, value, heard_hours| Bucket {
            at: Timestamp(1_777_593_600_000 + day * 86_400_000),
            value,
            hours: 24,
            heard_hours,
            share: None,
        };
        let mut days = [
            day(0, Some(120.0), 24),
            day(1, None, 0),
            day(2, Some(60.0), 20),
        ];
        days[0].share = Some(Share {
            of: 10,
            low: 59.584,
            high: 98.0,
        });

        assert_eq!(
            draw(&days, (&Zone::default(), Every::Day), true),
            "2026-05-01  120  ########################################  (of 10: 59.58 to 98)\n\
             2026-05-02    -  not heard\n\
             2026-05-03   60  ####################  (4 of 24 hours not heard)\n"
        );

        let days = [day(0, Some(-5.0), 24), day(1, Some(3.0), 24)];
        let (left, right) = ("#".repeat(25), "#".repeat(15));
        let blanks = " ".repeat(25);
        assert_eq!(
            draw(&days, (&Zone::default(), Every::Day), true),
            format!("2026-05-01  -5  {left}|\n2026-05-02   3  {blanks}|{right}\n")
        );
    }
}
