//! The manual: `empd.8` equals what the command line says, `empd.toml.5` names every key that the configuration has,
//! `emp-query.7` every field of the query language, with examples that are queries.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use emperione_daemon::config::{Flags, SECTIONS};
use emperione_daemon::domain::query;
use emperione_protocol::RoleId;
use pretty_assertions::assert_eq;

fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../man")
        .join(name)
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test asks for new pages by the environment"
)]
fn is_to_be_updated() -> bool {
    std::env::var("UPDATE").is_ok()
}

#[test]
fn the_page_of_the_daemon_is_what_its_flags_say() {
    let mut generated = Vec::new();
    let man = clap_mangen::Man::new(Flags::command()).section("8");
    man.manual("Emperione").render(&mut generated).unwrap();
    let generated = String::from_utf8(generated).unwrap();

    let path = page("empd.8");
    if is_to_be_updated() {
        fs::write(&path, &generated).unwrap();
    }

    let kept = fs::read_to_string(&path).unwrap();
    assert_eq!(
        kept, generated,
        "run the test with UPDATE=1 to write the page anew"
    );
}

#[test]
fn the_command_line_is_consistent() {
    Flags::command().debug_assert();
}

#[test]
fn the_page_of_the_file_names_every_key_in_its_order() {
    let text = fs::read_to_string(page("empd.toml.5")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let named: Vec<_> = lines
        .windows(2)
        .filter_map(|pair| match (pair[0], pair[1].strip_prefix(".B ")) {
            (".TP", Some(key)) => Some(key.to_owned()),
            (line, _) => line.strip_prefix(".SS ").map(str::to_owned),
        })
        .collect();

    let mut known = Vec::new();
    for section in SECTIONS {
        known.push(format!("[{}]", section.name));
        known.extend(section.fields.iter().map(|field| field.name.to_owned()));
    }
    assert_eq!(named, known);
}

#[test]
fn the_page_of_the_query_language_names_every_field_in_its_order() {
    let text = fs::read_to_string(page("emp-query.7")).unwrap();
    let (_, fields) = text.split_once(".SH FIELDS\n").unwrap();
    let (fields, _) = fields.split_once(".SH ").unwrap();
    let lines: Vec<_> = fields.lines().collect();
    let named: Vec<_> = lines
        .windows(2)
        .filter(|pair| pair[0] == ".TP")
        .filter_map(|pair| pair[1].split_whitespace().nth(1))
        .collect();

    for flag in query::flags() {
        assert!(text.contains(flag), "{flag}");
    }
    let known: Vec<_> = query::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(named, known);
}

#[test]
fn the_examples_of_the_query_language_are_queries() {
    let text = fs::read_to_string(page("emp-query.7")).unwrap();
    let roles = [(RoleId(1), "Helper".to_owned())];
    let (head, _) = text.split_once(".SH GRAMMAR\n").unwrap();
    let (_, block) = head.rsplit_once(".nf\n").unwrap();
    let written = block.lines().take_while(|line| *line != ".fi");
    let after_where = text
        .lines()
        .filter_map(|line| line.split_once("where \\(aq"));
    let flagged = after_where.filter_map(|(_, rest)| rest.split_once("\\(aq"));
    let examples: Vec<_> = written.chain(flagged.map(|(query, _)| query)).collect();

    assert!(examples.len() >= 8, "{examples:?}");
    for example in examples {
        query::parse(example, &roles).unwrap_or_else(|error| panic!("{example}: {error}"));
    }
}

/// The word of a value without fields, as requests hold it.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().unwrap().to_owned()
}

/// What the page of the metrics says before it lists them.
const METRICS: &str = r#".TH emp-metrics 7 "" "Emperione" "Miscellaneous"
.SH NAME
emp-metrics \- what Emperione measures
.SH DESCRIPTION
Every number of
.BR emp-analytics (1)
and
.BR emp-report (1)
is one of these. A bot cannot see who looked at a channel, so nothing here counts views.
.PP
Hours are computed from facts and kept. Days, weeks and months are those of the time zone of the guild
.RB ( "emp analytics zone" ).
They are made of whole hours of UTC; where midnight is within an hour, the day begins with that hour.
.PP
An hour in which the daemon did not listen, and of which it could not learn later, has no value: it is a gap and not zero. A
longer interval is made of the hours that were heard, and says how many.
.PP
Members are counted once in an interval, from sets by the day; those of two hours may be the same, so hours do not add up. A
ratio is told where the number below it is known and not zero.
.SH METRICS
"#;

#[test]
fn the_page_of_the_metrics_is_what_the_registry_says() {
    use emperione_daemon::domain::analytics::metrics;

    let mut generated = METRICS.to_owned();
    for metric in metrics::ALL {
        let every: Vec<_> = metric.every.iter().map(word).collect();
        let by = metric
            .by
            .map_or_else(String::new, |by| format!(", by {}", word(&by)));
        let _ = write!(
            generated,
            ".TP\n.BR {} \" (in {}; {}{by})\"\n{}.\n",
            metric.name,
            metric.unit,
            every.join(", "),
            metric.definition()
        );
    }
    generated += ".SH SEE ALSO\n.BR emp-analytics (1),\n.BR emp-report (1),\n.BR emp-query (7)\n";

    let path = page("emp-metrics.7");
    if is_to_be_updated() {
        fs::write(&path, &generated).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, generated,
        "run the test with UPDATE=1 to write the page anew"
    );
}
