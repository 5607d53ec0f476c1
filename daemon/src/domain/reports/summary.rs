//! A report in a few words, for a post.

use emperione_protocol::analytics::Bucket;
use emperione_protocol::reports::{Content, Figure, Report, Unheard};

use super::words;
use crate::domain::calm;

/// The most letters of a name.
const LONGEST: usize = 200;

/// A title, and a line for each headline number.
pub fn write(report: &Report) -> (String, String) {
    let title = format!("{} · {}", report.title, words::period(report));
    let mut figures = report
        .sections
        .iter()
        .filter_map(|section| match &section.content {
            Content::Figures { figures } => Some(figures),
            _ => None,
        });
    let mut lines: Vec<String> = match figures.next() {
        Some(figures) => figures.iter().map(line).collect(),
        None => charts(report),
    };
    let gaps = |gaps: &[Unheard]| match gaps.len() {
        1 => "1 gap".to_owned(),
        n => format!("{n} gaps"),
    };
    let archived = report.sections.iter().filter_map(|of| of.archived_until);
    if let Some(until) = archived.max() {
        let until = words::moment(until, &report.zone);
        lines.push(format!("**archived** what was before {until}"));
    }
    if !report.unheard.is_empty() {
        lines.push(format!("**not heard** {}", gaps(&report.unheard)));
    }
    if !report.read_later.is_empty() {
        let read = gaps(&report.read_later);
        lines.push(format!("**read later** {read}: {}", words::ONLY_LIVE));
    }
    (calm::calm(&title, LONGEST), lines.join("\n"))
}

fn line(figure: &Figure) -> String {
    let name = figure.metric.replace('_', " ");
    let unit = if figure.unit == name {
        String::new()
    } else {
        format!(" {}", figure.unit)
    };
    let change = match words::change(figure) {
        change if change == "–" => String::new(),
        change => format!(" ({change})"),
    };
    let missed = words::missed_of(figure).map_or_else(String::new, |missed| format!(" · {missed}"));
    format!(
        "**{name}** {}{unit}{change}{missed}",
        words::maybe(figure.value)
    )
}

/// The sums of what is drawn, where there are no figures.
fn charts(report: &Report) -> Vec<String> {
    let sum = |section: &emperione_protocol::reports::Section| match &section.content {
        Content::Chart {
            metric, buckets, ..
        } => {
            let values = buckets.iter().filter_map(|bucket| bucket.value);
            let sum = words::number(values.sum());
            let hours = |of: fn(&Bucket) -> u32| buckets.iter().map(of).sum();
            let missed = words::unheard(hours(|of| of.hours), hours(|of| of.heard_hours));
            let missed = missed.map_or_else(String::new, |missed| format!(" · {missed}"));
            Some(format!("**{}** {sum}{missed}", metric.replace('_', " ")))
        }
        _ => None,
    };
    report.sections.iter().filter_map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::super::html::tests::report;
    use super::*;

    #[test]
    fn the_headline_numbers_are_lines_and_nobody_is_mentioned() {
        let mut report = report();
        report.title = "Weekly report on #<@42> [a](b)".into();

        let (title, text) = write(&report);

        assert!(
            !title.contains("<@42>") && !title.contains("[a](b)"),
            "{title}"
        );
        assert!(title.ends_with("2026-11-23 to 2026-11-29"), "{title}");
        assert_eq!(
            text,
            "**active members** 1,234 members (+23 %) · 24 of 168 hours not heard\n**wau** – members\n\
             **archived** what was before 2026-11-24 00:00\n**not heard** 1 gap\n**read later** 1 gap: what is counted only live is missing there"
        );
    }
}
