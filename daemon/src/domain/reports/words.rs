//! Numbers and times as reports write them.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Cause, Every, Insight, Verdict};
use emperione_protocol::reports::{Content, Figure, Report, Section, Unheard};
use jiff::tz::TimeZone;

/// Days of the week, Monday first.
pub(super) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HALF_DAY_MS: i64 = 43_200_000;
/// So many gaps are told one by one; CSV and JSON have them all.
const GAPS: usize = 8;

/// A number without more digits than it needs.
pub(super) fn number(value: f64) -> String {
    let digits = if value.fract() == 0.0 { 0 } else { 2 };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{rest}")
}

/// A number in four letters or so, for a cell among many.
pub(super) fn short(value: f64) -> String {
    match value.abs() {
        size if size < 999.5 => format!("{value:.0}"),
        size if size < 9_950.0 => format!("{:.1}k", value / 1e3),
        size if size < 999_500.0 => format!("{:.0}k", value / 1e3),
        _ => format!("{:.1}M", value / 1e6),
    }
}

/// A count among words, grouped like other numbers; what is longer is an id.
pub(super) fn grouped(text: &str) -> String {
    let count: Option<u32> = text.parse().ok();
    count.map_or_else(|| text.to_owned(), |count| number(count.into()))
}

/// A number, or a dash.
pub(super) fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), number)
}

/// How much more or less than before, in percent.
pub(super) fn change(figure: &Figure) -> String {
    match (figure.value, figure.before) {
        (Some(value), Some(before)) if before != 0.0 => {
            format!("{:+.0} %", (value - before) / before.abs() * 100.0)
        }
        _ => "–".into(),
    }
}

/// When an interval begins, in a zone. One that begins within an hour before midnight is of the day after.
pub(super) fn begin(at: Timestamp, every: Every, zone: &str) -> String {
    let (shift, format) = match every {
        Every::Hour => (0, "%Y-%m-%d %H:%M"),
        Every::Day | Every::Week => (HALF_DAY_MS, "%Y-%m-%d"),
        Every::Month => (HALF_DAY_MS, "%Y-%m"),
    };
    write(Timestamp(at.0 + shift), format, zone)
}

/// A moment to the minute, in a zone.
pub fn moment(at: Timestamp, zone: &str) -> String {
    write(at, "%Y-%m-%d %H:%M", zone)
}

fn write(at: Timestamp, format: &str, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at.0).map_or_else(
        |_| at.to_string(),
        |at| at.to_zoned(zone).strftime(format).to_string(),
    )
}

/// The period in words.
pub(super) fn period(report: &Report) -> String {
    let first = begin(report.from, Every::Day, &report.zone);
    let last = begin(
        Timestamp(report.to.0 - 2 * HALF_DAY_MS),
        Every::Day,
        &report.zone,
    );
    let running = if report.running { ", not over yet" } else { "" };
    if first == last {
        format!("{first}{running}")
    } else {
        format!("{first} to {last}{running}")
    }
}

/// What is told of a metric on a day.
pub(super) fn insight(insight: &Insight) -> String {
    let day = maybe(insight.value);
    let usual = maybe(insight.usual);
    let n = insight.n_days;
    match insight.verdict {
        Verdict::Usual => format!("as usual: {day}, with {usual} on {n} such days"),
        Verdict::Higher => format!("higher than usual: {day}, with {usual} on {n} such days"),
        Verdict::Lower => format!("lower than usual: {day}, with {usual} on {n} such days"),
        Verdict::NotEnoughData => format!("{day}; not enough data: {n} such days before it"),
        Verdict::NotHeard => "the day was not heard whole".into(),
    }
}

/// What happened at the time.
pub(super) fn cause(cause: &Cause, zone: &str) -> String {
    match cause {
        Cause::Marked { label, at } => format!("marked: {label} ({})", moment(*at, zone)),
        Cause::Changed { what, count: 1, at } => format!("{what} ({})", moment(*at, zone)),
        Cause::Changed { what, count, at } => {
            format!("{what}, {count} times from {}", moment(*at, zone))
        }
        Cause::Burst { joins, at } => {
            format!(
                "{} joined in the hour from {}",
                number(*joins),
                moment(*at, zone)
            )
        }
        Cause::Unheard { hours } => format!("{hours} hours not heard"),
    }
}

/// What was not heard of an interval.
pub(super) fn missed(bucket: &Bucket) -> Option<String> {
    unheard(bucket.hours, bucket.heard_hours)
}

/// What was not heard of the period of a figure, and of the one before.
pub(super) fn missed_of(figure: &Figure) -> Option<String> {
    let before = unheard(figure.before_hours, figure.before_heard_hours);
    let told = [
        unheard(figure.hours, figure.heard_hours),
        before.map(|missed| format!("before: {missed}")),
    ];
    let told: Vec<_> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join("; "))
}

pub(super) fn unheard(hours: u32, heard: u32) -> Option<String> {
    let missed = hours.saturating_sub(heard);
    (missed > 0).then(|| format!("{missed} of {hours} hours not heard"))
}

/// When we did not listen: the first ones, and how many there are more.
pub(super) fn gaps(gaps: &[Unheard], zone: &str) -> String {
    let told = gaps.iter().take(GAPS);
    let mut told: Vec<_> = told
        .map(|gap| format!("{} to {}", moment(gap.from, zone), moment(gap.to, zone)))
        .collect();
    if gaps.len() > GAPS {
        told.push(format!("and {} more", gaps.len() - GAPS));
    }
    if told.is_empty() {
        "nothing".into()
    } else {
        told.join("; ")
    }
}

/// What is missing in what was read later.
pub(super) const ONLY_LIVE: &str = "what is counted only live is missing there";

/// What a section does not show, though it was there.
pub(super) fn missing(section: &Section, zone: &str) -> Vec<String> {
    let more = match section.content {
        Content::Table { more, .. } if more > 0 => Some(format!("… and {} more", count(more))),
        _ => None,
    };
    let archived = section.archived_until.map(|until| {
        let until = moment(until, zone);
        format!(
            "What is archived of the time before {until} is missing here: `emp archive restore` brings it back"
        )
    });
    more.into_iter().chain(archived).collect()
}

fn count(n: u64) -> String {
    grouped(&n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, expected) in [
            (0.0, "0"),
            (999.0, "999"),
            (1_000.0, "1,000"),
            (-1_234_567.0, "-1,234,567"),
            (1_234.5, "1,234.50"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn a_cell_among_many_is_short() {
        for (value, expected) in [
            (0.4, "0"),
            (999.4, "999"),
            (999.6, "1.0k"),
            (9_940.0, "9.9k"),
            (53_826.0, "54k"),
            (999_499.0, "999k"),
            (1_250_000.0, "1.2M"),
        ] {
            assert_eq!(short(value), expected);
        }
    }

    #[test]
    fn a_count_is_grouped_and_an_id_is_not() {
        let texts = ["89017", "1576581653751398400", "23 %", "-", ""];

        let grouped = texts.map(grouped);

        assert_eq!(grouped, ["89,017", "1576581653751398400", "23 %", "-", ""]);
    }

    #[test]
    fn a_change_is_of_something() {
        let figure = |value, before| Figure {
            metric: String::new(),
            unit: String::new(),
            value,
            hours: 168,
            heard_hours: 163,
            before,
            before_hours: 168,
            before_heard_hours: 168,
        };

        assert_eq!(change(&figure(Some(150.0), Some(100.0))), "+50 %");
        assert_eq!(change(&figure(Some(-150.0), Some(-100.0))), "-50 %");
        assert_eq!(change(&figure(Some(1.0), Some(0.0))), "–");
        assert_eq!(change(&figure(None, Some(1.0))), "–");
        let mut figure = figure(Some(1.0), Some(2.0));
        let missed = "5 of 168 hours not heard";
        assert_eq!(missed_of(&figure).as_deref(), Some(missed));
        (figure.heard_hours, figure.before_heard_hours) = (168, 160);
        let missed = "before: 8 of 168 hours not heard";
        assert_eq!(missed_of(&figure).as_deref(), Some(missed));
        figure.before_heard_hours = 168;
        assert_eq!(missed_of(&figure), None);
    }

    #[test]
    fn many_gaps_are_told_by_the_first_ones() {
        let gap = |n: i64| Unheard {
            from: Timestamp(n * 60_000),
            to: Timestamp(n * 60_000 + 30_000),
        };
        let many: Vec<_> = (0..10).map(gap).collect();

        assert_eq!(gaps(&[], "UTC"), "nothing");
        let one = "1970-01-01 00:00 to 1970-01-01 00:00";
        assert_eq!(gaps(&many[..1], "UTC"), one);
        let told = gaps(&many, "UTC");
        assert!(told.ends_with("00:07; and 2 more"), "{told}");
    }
}
