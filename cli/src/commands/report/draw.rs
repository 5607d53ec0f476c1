//! A report on the terminal, and as values for programs.

use std::fmt::Write;

use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{Cell, Content, Definition, Figure, Report, Section, Unheard};

use crate::clean::clean;
use crate::commands::analytics::{Zone, cohort, heatmap, insights, number, show};
use crate::error::Failure;
use crate::output::{Output, Row};

/// So many gaps are told one by one; CSV and JSON have them all.
const GAPS: usize = 8;

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
    let running = if report.running { ", not over yet" } else { "" };
    let (from, to) = (moment(report.from), moment(report.to));
    let mut facts = vec![
        (
            "report",
            format!("{} · {}", report.title, report.guild_name),
        ),
        ("period", format!("{from} to {to} {}{running}", report.zone)),
        ("not heard", gaps(&report.unheard, &zone)),
        ("again by", report.query.clone()),
        ("data", format!("SHA-256 {}", report.hash)),
    ];
    if !report.read_later.is_empty() {
        let gaps = gaps(&report.read_later, &zone);
        let told = format!("{gaps} (what is counted only live is missing there)");
        facts.insert(3, ("read later", told));
    }
    let mut text = String::new();
    for (name, value) in facts {
        let _ = writeln!(text, "{name:>10}  {}", clean(&value));
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
        for missing in missing(section, &zone) {
            let _ = writeln!(text, "{missing}");
        }
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

/// When the daemon did not listen: the first times, and how many there are more.
fn gaps(gaps: &[Unheard], zone: &Zone) -> String {
    let moment = |at| zone.write(at, Every::Hour);
    let told = gaps.iter().take(GAPS);
    let told = told.map(|gap| format!("{} to {}", moment(gap.from), moment(gap.to)));
    let more = gaps.len().saturating_sub(GAPS);
    let more = (more > 0).then(|| format!("and {more} more"));
    let told: Vec<_> = told.chain(more).collect();
    if told.is_empty() {
        "nothing".into()
    } else {
        told.join("; ")
    }
}

/// What a section does not show, though it was there.
fn missing(section: &Section, zone: &Zone) -> impl Iterator<Item = String> {
    let more = match section.content {
        Content::Table { more, .. } if more > 0 => Some(format!("and {more} more")),
        _ => None,
    };
    let archived = section.archived_until.map(|until| {
        let until = zone.write(until, Every::Hour);
        format!(
            "what is archived of the time before {until} is missing here: `emp archive restore` brings it back"
        )
    });
    more.into_iter().chain(archived)
}

/// A section for eyes.
fn draw(content: &Content, zone: &Zone, out: &Output) -> String {
    match content {
        Content::Figures { figures } => {
            let mut columns = vec!["metric", "value", "unit", "before", "change"];
            let mut rows: Vec<_> = figures.iter().map(figure).collect();
            if figures.iter().any(|of| !missed(of).is_empty()) {
                columns.push("not heard");
                for (row, of) in rows.iter_mut().zip(figures) {
                    row.push(missed(of));
                }
            }
            out.grid(&columns, rows)
        }
        Content::Chart { every, buckets, .. } if buckets.is_empty() => {
            format!("nothing by the {}\n", show::word(*every))
        }
        Content::Chart { every, buckets, .. } => show::draw(buckets, (zone, *every), out.ascii()),
        Content::Heatmap { hours, .. } => heatmap::draw(hours, out.paint()),
        Content::Insights { insights } => insights::draw(insights, zone),
        Content::Cohorts { every, cohorts } => cohort::draw(cohorts, (zone, *every), out.paint()),
        Content::Table { rows, .. } if rows.is_empty() => "nothing\n".into(),
        Content::Table { columns, rows, .. } => {
            let columns: Vec<_> = columns.iter().map(String::as_str).collect();
            out.grid(&columns, rows.clone())
        }
    }
}

/// What was not heard of the period of a figure, and of the one before.
fn missed(figure: &Figure) -> String {
    let of = |hours: u32, heard: u32| {
        let missed = hours.saturating_sub(heard);
        (missed > 0).then(|| format!("{missed} of {hours} hours"))
    };
    let now = of(figure.hours, figure.heard_hours);
    let before = of(figure.before_hours, figure.before_heard_hours);
    let before = before.map(|missed| format!("before: {missed}"));
    let told: Vec<_> = now.into_iter().chain(before).collect();
    told.join("; ")
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
