//! A report as one HTML file: no scripts, nothing from elsewhere. Everything is escaped by the template.

use askama::Template;
use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use emperione_protocol::reports::{Content, Definition, Figure, Report};

use super::words::{self, DAYS};

/// The width and the height of a chart, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 140.0;
/// How many shades there are besides that of nothing.
const SHADES: f64 = 8.0;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    period: String,
    made: String,
    unheard: Vec<String>,
    sections: Vec<(&'a str, Part)>,
    definitions: &'a [Definition],
}

/// What a section becomes.
enum Part {
    Figures(Vec<Card>),
    Chart(Chart),
    Table(Table),
}

struct Card {
    name: String,
    value: String,
    unit: String,
    before: Option<String>,
    change: String,
}

struct Chart {
    bars: Vec<Bar>,
    most: String,
    unit: String,
    first: String,
    last: String,
    table: Table,
}

/// A bar, or where nothing was heard.
struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    heard: bool,
    words: String,
}

struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// A cell, with its shade: 0 for none, from 1 for nothing to 9 for the most.
struct Cell {
    text: String,
    shade: u8,
    number: bool,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let number = text.starts_with(|letter: char| letter.is_ascii_digit());
        Self {
            text,
            shade: 0,
            number,
        }
    }

    fn words(text: String) -> Self {
        Self {
            text,
            shade: 0,
            number: false,
        }
    }

    fn shaded(text: String, value: Option<f64>, most: f64) -> Self {
        Self {
            text,
            shade: value.map_or(0, |value| shade(value, most)),
            number: true,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// If the template cannot be filled, which its types rule out.
pub fn write(report: &Report) -> Result<String, askama::Error> {
    let zone = &report.zone;
    let unheard = report.unheard.iter().map(|gap| {
        format!(
            "{} to {}",
            words::moment(gap.from, zone),
            words::moment(gap.to, zone)
        )
    });
    let sections = report.sections.iter();
    Page {
        report,
        period: words::period(report),
        made: words::moment(report.made_at, zone),
        unheard: unheard.collect(),
        sections: sections
            .map(|of| (of.title.as_str(), part(&of.content, zone)))
            .collect(),
        definitions: &report.definitions,
    }
    .render()
}

fn part(content: &Content, zone: &str) -> Part {
    match content {
        Content::Figures { figures } => Part::Figures(figures.iter().map(card).collect()),
        Content::Chart {
            unit,
            every,
            buckets,
            ..
        } => Part::Chart(chart(unit, *every, buckets, zone)),
        Content::Heatmap { hours, .. } => Part::Table(heatmap(hours)),
        Content::Insights { insights } => Part::Table(told(insights, zone)),
        Content::Cohorts { every, cohorts } => Part::Table(grid(*every, cohorts, zone)),
        Content::Table { columns, rows } => Part::Table(Table {
            columns: columns.clone(),
            rows: rows.iter().map(|row| named(row)).collect(),
        }),
    }
}

/// A row that begins with a name.
fn named(row: &[String]) -> Vec<Cell> {
    let (name, others) = row.split_at(row.len().min(1));
    let others = others.iter().map(|text| Cell::text(words::grouped(text)));
    name.iter().map(Cell::text).chain(others).collect()
}

fn card(figure: &Figure) -> Card {
    Card {
        name: figure.metric.replace('_', " "),
        value: words::maybe(figure.value),
        unit: figure.unit.clone(),
        before: figure.before.map(words::number),
        change: words::change(figure),
    }
}

fn chart(unit: &str, every: Every, buckets: &[Bucket], zone: &str) -> Chart {
    let most = buckets
        .iter()
        .filter_map(|bucket| bucket.value)
        .fold(0.0, f64::max);
    let step = WIDTH / count(buckets.len().max(1));
    let begin = |bucket: &Bucket| words::begin(bucket.at, every, zone);
    let bar = |(index, bucket): (usize, &Bucket)| {
        let height = bucket
            .value
            .filter(|_| most > 0.0)
            .map_or(0.0, |value| value / most * HEIGHT);
        let heard = bucket.value.is_some();
        let height = if heard { height } else { HEIGHT };
        Bar {
            x: format!("{:.2}", step * count(index) + step * 0.1),
            y: format!("{:.2}", HEIGHT - height),
            width: format!("{:.2}", step * 0.8),
            height: format!("{height:.2}"),
            heard,
            words: format!("{}: {}", begin(bucket), words::maybe(bucket.value)),
        }
    };
    let row = |bucket: &Bucket| {
        let missed = words::missed(bucket).unwrap_or_default();
        vec![
            Cell::text(begin(bucket)),
            Cell::shaded(words::maybe(bucket.value), None, 0.0),
            Cell::text(missed),
        ]
    };
    Chart {
        bars: buckets.iter().enumerate().map(bar).collect(),
        most: words::number(most),
        unit: unit.into(),
        first: buckets.first().map(begin).unwrap_or_default(),
        last: buckets.last().map(begin).unwrap_or_default(),
        table: Table {
            columns: ["from", unit, ""].map(Into::into).into(),
            rows: buckets.iter().map(row).collect(),
        },
    }
}

fn heatmap(hours: &[HourOfWeek]) -> Table {
    let most = hours
        .iter()
        .filter_map(|hour| hour.mean)
        .fold(0.0, f64::max);
    let row = |hours: &[HourOfWeek]| {
        let day = hours
            .first()
            .and_then(|hour| DAYS.get(usize::from(hour.weekday)));
        let mut cells = vec![Cell::text(day.copied().unwrap_or_default())];
        let cell = |hour: &HourOfWeek| {
            let mean = hour.mean.map_or_else(|| "–".into(), words::short);
            Cell::shaded(mean, hour.mean, most)
        };
        cells.extend(hours.iter().map(cell));
        cells
    };
    let mut columns = vec![String::new()];
    columns.extend((0..24).map(|hour| hour.to_string()));
    Table {
        columns,
        rows: hours
            .chunk_by(|a, b| a.weekday == b.weekday)
            .map(row)
            .collect(),
    }
}

fn told(insights: &[Insight], zone: &str) -> Table {
    let row = |insight: &Insight| {
        let causes: Vec<_> = insight
            .causes
            .iter()
            .map(|cause| words::cause(cause, zone))
            .collect();
        let words = [
            words::begin(insight.day, Every::Day, zone),
            insight.metric.replace('_', " "),
            words::insight(insight),
            causes.join("; "),
        ];
        words.map(Cell::words).into()
    };
    Table {
        columns: ["day", "metric", "what", "at the time"]
            .map(Into::into)
            .into(),
        rows: insights.iter().map(row).collect(),
    }
}

fn grid(every: Every, cohorts: &[Cohort], zone: &str) -> Table {
    let weeks = cohorts
        .iter()
        .map(|cohort| cohort.active.len())
        .max()
        .unwrap_or(0);
    let mut columns: Vec<String> = ["joined from", "members"].map(Into::into).into();
    columns.extend((0..weeks).map(|week| format!("week {week}")));
    let row = |cohort: &Cohort| {
        let mut cells = vec![
            Cell::text(words::begin(cohort.at, every, zone)),
            Cell::shaded(cohort.joined.to_string(), None, 0.0),
        ];
        cells.extend(
            cohort
                .active
                .iter()
                .map(|active| share(*active, cohort.joined)),
        );
        cells
    };
    Table {
        columns,
        rows: cohorts.iter().map(row).collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "members are fewer than 2^53")]
fn share(active: Option<u64>, joined: u64) -> Cell {
    let share = active
        .filter(|_| joined > 0)
        .map(|active| active as f64 / joined as f64 * 100.0);
    let text = share.map_or_else(|| "–".into(), |share| format!("{share:.0} %"));
    Cell::shaded(text, share, 100.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between 1 and 9"
)]
fn shade(value: f64, most: f64) -> u8 {
    let share = if most > 0.0 {
        (value / most).clamp(0.0, 1.0)
    } else {
        0.0
    };
    1 + (share * SHADES).ceil() as u8
}

#[expect(clippy::cast_precision_loss, reason = "there are few")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
pub(super) mod tests {
    use emperione_protocol::reports::{ReportKind, Section, Unheard};
    use emperione_protocol::{GuildId, Timestamp};

    use super::*;
    use crate::domain::analytics::bucket;

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 1_795_392_000_000;
    const DAY_MS: i64 = 86_400_000;

    fn contents() -> Vec<(&'static str, Content)> {
        let day = |(index, value): (i64, Option<f64>)| Bucket {
            heard_hours: if value.is_some() { 24 } else { 0 },
            ..bucket(Timestamp(MONDAY + index * DAY_MS), 24, value)
        };
        let figure = |metric: &str, value, before| Figure {
            metric: metric.into(),
            unit: "members".into(),
            value,
            before,
        };
        let cohort = |active: &[Option<u64>]| Cohort {
            at: Timestamp(MONDAY),
            joined: 40,
            active: active.to_vec(),
        };
        vec![
            (
                "At a glance",
                Content::Figures {
                    figures: vec![
                        figure("active_members", Some(1_234.0), Some(1_000.0)),
                        figure("wau", None, None),
                    ],
                },
            ),
            (
                "Messages",
                Content::Chart {
                    metric: "messages".into(),
                    unit: "messages".into(),
                    every: Every::Day,
                    buckets: (0..)
                        .zip([Some(120.0), None, Some(60.0), Some(0.0)])
                        .map(day)
                        .collect(),
                },
            ),
            (
                "Cohorts",
                Content::Cohorts {
                    every: Every::Week,
                    cohorts: vec![cohort(&[Some(30), Some(12), None])],
                },
            ),
            (
                "Channels",
                Content::Table {
                    columns: vec!["channel".into(), "messages".into()],
                    rows: vec![vec![
                        "<script>alert(1)</script> | @everyone".into(),
                        "12".into(),
                    ]],
                },
            ),
        ]
    }

    pub(in super::super) fn report() -> Report {
        let section = |(title, content): (&str, Content)| Section {
            title: title.into(),
            content,
        };
        Report {
            kind: ReportKind::Overview,
            guild: GuildId(7),
            guild_name: "Harbor & <b>Otters</b>".into(),
            title: "Week of 2026-11-23".into(),
            from: Timestamp(MONDAY),
            to: Timestamp(MONDAY + 7 * DAY_MS),
            every: Every::Week,
            zone: "UTC".into(),
            made_at: Timestamp(MONDAY + 8 * DAY_MS),
            running: false,
            sections: contents().into_iter().map(section).collect(),
            definitions: vec![Definition {
                metric: "messages".into(),
                unit: "messages".into(),
                about: "Messages created".into(),
            }],
            unheard: vec![Unheard {
                from: Timestamp(MONDAY + DAY_MS),
                to: Timestamp(MONDAY + 2 * DAY_MS),
            }],
            query: "emp report weekly --at 2026-11-23".into(),
            hash: "ab12".into(),
        }
    }

    #[test]
    fn a_report_is_one_file_that_is_written_again_alike() {
        insta::assert_snapshot!(write(&report()).unwrap());
    }

    #[test]
    fn nothing_that_people_wrote_is_markup() {
        let page = write(&report()).unwrap();

        for markup in ["<script", "<b>Otters", "http:"] {
            assert!(!page.contains(markup), "{markup}");
        }
    }

    #[test]
    fn a_shade_is_between_nothing_and_the_most() {
        assert_eq!(
            [0.0, 0.1, 50.0, 100.0].map(|value| shade(value, 100.0)),
            [1, 2, 5, 9]
        );
        assert_eq!(shade(3.0, 0.0), 1);
    }
}
