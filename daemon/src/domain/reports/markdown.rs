//! A report as Markdown.

use std::fmt::Write;

use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek, Insight};
use emperione_protocol::hostile;
use emperione_protocol::reports::{Content, Figure, Report};

use super::words::{self, DAYS};

/// Writes a report.
pub fn write(report: &Report) -> String {
    let mut text = format!("# {}\n\n", plain(&report.title));
    for (name, value) in facts(report) {
        let _ = writeln!(text, "- {name}: {value}");
    }
    for section in &report.sections {
        let _ = write!(text, "\n## {}\n\n", plain(&section.title));
        text += &content(&section.content, &report.zone);
        for missing in words::missing(section, &report.zone) {
            let _ = write!(text, "\n{missing}\n");
        }
    }
    text += "\n## Definitions\n\n";
    for definition in &report.definitions {
        let about = plain(&definition.about);
        let _ = writeln!(
            text,
            "- {} ({}): {about}",
            code(&definition.metric),
            plain(&definition.unit)
        );
    }
    text
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let read_later = words::gaps(&report.read_later, &report.zone);
    let mut facts = vec![
        ("Server", plain(&report.guild_name)),
        (
            "Period",
            format!("{} ({})", words::period(report), report.zone),
        ),
        ("Not heard", words::gaps(&report.unheard, &report.zone)),
        ("Made", words::moment(report.made_at, &report.zone)),
        ("Made again by", code(&report.query)),
        ("SHA-256 of the data", code(&report.hash)),
    ];
    if !report.read_later.is_empty() {
        let told = format!("{read_later} ({})", words::ONLY_LIVE);
        facts.insert(3, ("Read later", told));
    }
    facts
}

fn content(content: &Content, zone: &str) -> String {
    match content {
        Content::Figures { figures } => figures_table(figures),
        Content::Chart {
            unit,
            every,
            buckets,
            ..
        } => chart(unit, *every, buckets, zone),
        Content::Heatmap { hours, .. } => heatmap(hours),
        Content::Insights { insights } => told(insights, zone),
        Content::Cohorts { every, cohorts } => grid(*every, cohorts, zone),
        Content::Table { columns, rows, .. } => {
            let columns: Vec<_> = columns.iter().map(String::as_str).collect();
            table(&columns, rows)
        }
    }
}

fn figures_table(figures: &[Figure]) -> String {
    let row = |figure: &Figure| {
        vec![
            figure.metric.clone(),
            words::maybe(figure.value),
            figure.unit.clone(),
            words::maybe(figure.before),
            words::change(figure),
            words::missed_of(figure).unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = figures.iter().map(row).collect();
    table(&["metric", "value", "unit", "before", "change", ""], &rows)
}

fn chart(unit: &str, every: Every, buckets: &[Bucket], zone: &str) -> String {
    let row = |bucket: &Bucket| {
        vec![
            words::begin(bucket.at, every, zone),
            words::maybe(bucket.value),
            words::missed(bucket).unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = buckets.iter().map(row).collect();
    table(&["from", unit, ""], &rows)
}

fn heatmap(hours: &[HourOfWeek]) -> String {
    let heads: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    let mut columns = vec![""];
    columns.extend(heads.iter().map(String::as_str));
    let row = |hours: &[HourOfWeek]| {
        let day = hours
            .first()
            .and_then(|hour| DAYS.get(usize::from(hour.weekday)));
        let mut cells = vec![day.copied().unwrap_or_default().to_owned()];
        cells.extend(
            hours
                .iter()
                .map(|hour| words::maybe(hour.mean.map(f64::round))),
        );
        cells
    };
    let rows: Vec<_> = hours
        .chunk_by(|a, b| a.weekday == b.weekday)
        .map(row)
        .collect();
    table(&columns, &rows)
}

fn told(insights: &[Insight], zone: &str) -> String {
    let row = |insight: &Insight| {
        let causes: Vec<_> = insight
            .causes
            .iter()
            .map(|cause| words::cause(cause, zone))
            .collect();
        vec![
            words::begin(insight.day, Every::Day, zone),
            insight.metric.clone(),
            words::insight(insight),
            causes.join("; "),
        ]
    };
    let rows: Vec<_> = insights.iter().map(row).collect();
    table(&["day", "metric", "what", "at the time"], &rows)
}

fn grid(every: Every, cohorts: &[Cohort], zone: &str) -> String {
    let weeks = cohorts
        .iter()
        .map(|cohort| cohort.active.len())
        .max()
        .unwrap_or(0);
    let heads: Vec<String> = (0..weeks).map(|week| format!("week {week}")).collect();
    let mut columns = vec!["joined from", "members"];
    columns.extend(heads.iter().map(String::as_str));
    let row = |cohort: &Cohort| {
        let mut cells = vec![
            words::begin(cohort.at, every, zone),
            cohort.joined.to_string(),
        ];
        cells.extend(
            cohort
                .active
                .iter()
                .map(|active| active.map_or_else(|| "–".into(), |n| n.to_string())),
        );
        cells
    };
    let rows: Vec<_> = cohorts.iter().map(row).collect();
    table(&columns, &rows)
}

fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return "Nothing.\n".into();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(columns.iter().map(|column| plain(column)).collect());
    text += &line(vec!["---".into(); columns.len()]);
    for row in rows {
        text += &line(row.iter().map(|cell| plain(cell)).collect());
    }
    text
}

/// Text that is nothing but text: no markup, no mention, no line of its own.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter_map(hostile::shown) {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                plain.push('\\');
                plain.push(letter);
            }
            // Nothing is mentioned.
            '@' => plain.push_str("@\u{200b}"),
            letter => plain.push(letter),
        }
    }
    plain
}

/// A word of our own.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::super::html::tests::report;
    use super::*;

    #[test]
    fn a_report_is_written() {
        insta::assert_snapshot!(write(&report()));
    }

    #[test]
    fn names_are_only_text() {
        assert_eq!(
            plain("a|b *c* <@1>\n# d\u{202e}\u{3164}\u{1b}"),
            "a\\|b \\*c\\* \\<@\u{200b}1\\> \\# d"
        );
    }
}
