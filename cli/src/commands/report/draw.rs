//! A report on the terminal, and as values for programs.

use std::fmt::Write;

use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{Cell, Content, Definition, Figure, Report};

use crate::clean::clean;
use crate::commands::analytics::{Zone, cohort, heatmap, insights, number, show};
use crate::error::Failure;
use crate::output::{Output, Row};

impl Row for Cell {
    const COLUMNS: &'static [&'static str] = &["section", "item", "column", "value"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.section.clone(),
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
        return out.rows(&report.cells());
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
    if !report.definitions.is_empty() {
        text.push_str("\nDEFINITIONS\n");
    }
    let widest = report.definitions.iter().map(|of| of.metric.len()).max();
    let widest = widest.unwrap_or_default();
    for Definition {
        metric,
        unit,
        about,
    } in &report.definitions
    {
        let _ = writeln!(text, "{metric:widest$}  {about} (in {unit})");
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
