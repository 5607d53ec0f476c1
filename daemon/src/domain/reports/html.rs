//! A report as one HTML file: no scripts, nothing from elsewhere. Everything is escaped by the template.

use askama::Template;
use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use emperione_protocol::hostile::is_hostile;
use emperione_protocol::reports::{Content, Definition, Figure, Report};

use super::bars::{Bar, Reach, bars, legend};
use super::words::{self, DAYS};

/// How many shades there are besides that of nothing.
const SHADES: f64 = 8.0;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    period: String,
    made: String,
    unheard: String,
    read_later: Option<String>,
    sections: Vec<Shown<'a>>,
    definitions: &'a [Definition],
}

/// A section.
struct Shown<'a> {
    title: &'a str,
    part: Part,
    /// What it does not show, though it was there.
    missing: Vec<String>,
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
    missed: Option<String>,
}

struct Chart {
    bars: Vec<Bar>,
    /// Where nothing is, if something is less.
    zero: Option<String>,
    reach: String,
    unit: String,
    first: String,
    last: String,
    /// What the bars mean that are not whole.
    legend: &'static str,
    table: Table,
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
    let read_later = || {
        let gaps = words::gaps(&report.read_later, zone);
        format!("{gaps} ({})", words::ONLY_LIVE)
    };
    let sections = report.sections.iter().map(|of| Shown {
        title: &of.title,
        part: part(&of.content, zone),
        missing: words::missing(of, zone),
    });
    let page = Page {
        report,
        period: words::period(report),
        made: words::moment(report.made_at, zone),
        unheard: words::gaps(&report.unheard, zone),
        read_later: (!report.read_later.is_empty()).then(read_later),
        sections: sections.collect(),
        definitions: &report.definitions,
    };
    let is_obeyed = |letter| letter != '\n' && is_hostile(letter);
    Ok(page.render()?.replace(is_obeyed, ""))
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
        Content::Table { columns, rows, .. } => Part::Table(Table {
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
        missed: words::missed_of(figure),
    }
}

fn chart(unit: &str, every: Every, buckets: &[Bucket], zone: &str) -> Chart {
    let reach = Reach::of(buckets);
    let begin = |bucket: &Bucket| words::begin(bucket.at, every, zone);
    let row = |bucket: &Bucket| {
        let missed = words::missed(bucket).unwrap_or_default();
        vec![
            Cell::text(begin(bucket)),
            Cell::shaded(words::maybe(bucket.value), None, 0.0),
            Cell::text(missed),
        ]
    };
    Chart {
        bars: bars(buckets, reach, begin),
        zero: reach.line(),
        reach: reach.words(),
        unit: unit.into(),
        first: buckets.first().map(begin).unwrap_or_default(),
        last: buckets.last().map(begin).unwrap_or_default(),
        legend: legend(buckets),
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

#[cfg(test)]
pub(super) mod tests {
    use emperione_protocol::reports::{ReportKind, Section, Unheard};
    use emperione_protocol::{GuildId, Timestamp};

    use super::*;
    use crate::domain::analytics::bucket;

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 1_795_392_000_000;
    const DAY_MS: i64 = 86_400_000;

    /// A chart by the day: what each was, and of how many hours it is known.
    fn chart(metric: &str, unit: &str, days: &[(Option<f64>, u32)]) -> Content {
        let day = |(index, (value, heard_hours)): (i64, &(Option<f64>, u32))| Bucket {
            heard_hours: *heard_hours,
            ..bucket(Timestamp(MONDAY + index * DAY_MS), 24, *value)
        };
        Content::Chart {
            metric: metric.into(),
            unit: unit.into(),
            every: Every::Day,
            buckets: (0..).zip(days).map(day).collect(),
        }
    }

    fn contents() -> Vec<(&'static str, Content)> {
        let figure = |metric: &str, value, heard_hours, before| Figure {
            metric: metric.into(),
            unit: "members".into(),
            value,
            hours: 168,
            heard_hours,
            before,
            before_hours: 168,
            before_heard_hours: 168,
        };
        let cohort = |active: &[Option<u64>]| Cohort {
            at: Timestamp(MONDAY),
            joined: 40,
            active: active.to_vec(),
        };
        let messages = [
            (Some(120.0), 24),
            (None, 0),
            (Some(60.0), 20),
            (Some(0.0), 24),
        ];
        vec![
            (
                "At a glance",
                Content::Figures {
                    figures: vec![
                        figure("active_members", Some(1_234.0), 144, Some(1_000.0)),
                        figure("wau", None, 168, None),
                    ],
                },
            ),
            ("Messages", chart("messages", "messages", &messages)),
            // Of the last day nothing can be told yet.
            (
                "Net",
                chart(
                    "net",
                    "members",
                    &[(Some(10.0), 24), (Some(-30.0), 24), (None, 24)],
                ),
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
                    more: 40,
                },
            ),
        ]
    }

    pub(in super::super) fn report() -> Report {
        let section = |(title, content): (&str, Content)| Section {
            title: title.into(),
            archived_until: (title == "Channels").then_some(Timestamp(MONDAY + DAY_MS)),
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
            read_later: vec![Unheard {
                from: Timestamp(MONDAY + 3 * DAY_MS),
                to: Timestamp(MONDAY + 3 * DAY_MS + DAY_MS / 4),
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
        let mut report = report();
        report.guild_name += "\u{202e}";
        let page = write(&report).unwrap();

        for markup in ["<script", "<b>Otters", "http:", "\u{202e}"] {
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
