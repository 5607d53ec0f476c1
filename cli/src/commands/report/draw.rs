//! A report on the terminal, and as values for programs.

use std::fmt::Write;

use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use emperione_protocol::reports::{Content, Figure, Report, Section};
use serde::Serialize;

use crate::clean::clean;
use crate::commands::analytics::{Zone, cohort, heatmap, insights, number, show};
use crate::error::Failure;
use crate::output::{Output, Row};

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

pub(super) fn print(report: &Report, out: &mut Output) -> Result<(), Failure> {
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
