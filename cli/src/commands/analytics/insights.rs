//! `emp analytics insights`

use std::fmt::Write;

use emperione_protocol::analytics::{Cause, Every, Insight, Verdict};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::zone::Zone;
use super::{Asked, number};
use crate::clean::clean;
use crate::commands::case::word;
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

impl Row for Insight {
    const COLUMNS: &'static [&'static str] = &[
        "metric",
        "day",
        "value",
        "usual",
        "n_days",
        "deviations",
        "verdict",
        "causes",
    ];

    fn cells(&self) -> Vec<String> {
        let maybe = |value: Option<f64>| value.map_or_else(String::new, number);
        let causes: Vec<_> = self
            .causes
            .iter()
            .map(|cause| told(cause, &Zone::default()))
            .collect();
        vec![
            self.metric.clone(),
            when::time(self.day),
            maybe(self.value),
            maybe(self.usual),
            self.n_days.to_string(),
            maybe(self.deviations),
            word(&self.verdict),
            causes.join("; "),
        ]
    }
}

pub(super) async fn run(
    asked: &Asked,
    at: Option<Timestamp>,
    out: &mut Output,
) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    let found = analytics
        .insights(within(PATIENCE), asked.guild, at)
        .await
        .flat()?;
    if found.is_empty() {
        out.note("nothing is computed for that day");
    }
    if !out.draws() {
        return out.rows(&found);
    }
    if let Some(first) = found.first() {
        let day = asked.zone.write(first.day, Every::Day);
        out.note(&format!(
            "{day} in {}, beside the same weekday of eight weeks:",
            asked.zone.name()
        ));
    }
    out.text(&draw(&found, &asked.zone))
}

/// A line for each metric, with its day if that is not the last one, and one for each thing that happened at the time.
pub(in crate::commands) fn draw(insights: &[Insight], zone: &Zone) -> String {
    let maybe = |value: Option<f64>| value.map_or_else(|| "-".into(), number);
    let last = insights.iter().map(|of| of.day).max();
    let name = |of: &Insight| {
        if Some(of.day) == last {
            return of.metric.clone();
        }
        format!("{} {}", zone.write(of.day, Every::Day), of.metric)
    };
    let names = insights.iter().map(|of| name(of).chars().count());
    let width = names.max().unwrap_or(0);
    let mut text = String::new();
    for of in insights {
        let (value, usual, n) = (maybe(of.value), maybe(of.usual), of.n_days);
        let (mark, words) = match of.verdict {
            Verdict::Higher => (
                '+',
                format!("{value}, higher than the usual {usual} (of {n} days)"),
            ),
            Verdict::Lower => (
                '-',
                format!("{value}, lower than the usual {usual} (of {n} days)"),
            ),
            Verdict::Usual => (' ', format!("{value}, as usual ({usual} of {n} days)")),
            Verdict::NotEnoughData => (
                '?',
                format!("{value}; not enough data ({n} such days before it)"),
            ),
            Verdict::NotHeard => ('?', "the day was not heard whole".into()),
        };
        let _ = writeln!(text, "{mark} {:<width$}  {words}", name(of));
        for cause in &of.causes {
            let told = told(cause, zone);
            let _ = writeln!(text, "  {:<width$}  at the time: {}", "", clean(&told));
        }
    }
    text
}

fn told(cause: &Cause, zone: &Zone) -> String {
    match cause {
        Cause::Marked { label, at } => format!("{label} ({})", zone.write(*at, Every::Hour)),
        Cause::Changed { what, count: 1, at } => {
            format!("{what} ({})", zone.write(*at, Every::Hour))
        }
        Cause::Changed { what, count, at } => {
            format!(
                "{what}, {count} times from {}",
                zone.write(*at, Every::Hour)
            )
        }
        Cause::Burst { joins, at } => {
            format!(
                "{} joined in the hour from {}",
                number(*joins),
                zone.write(*at, Every::Hour)
            )
        }
        Cause::Unheard { hours } => format!("{hours} hours not heard"),
    }
}
