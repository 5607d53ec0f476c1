//! A report as values for programs, a line for each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analytics::{Bucket, Cohort, HourOfWeek, Insight};
use crate::reports::{Content, Figure, Report, Section, Unheard};

/// A value of a report. Its texts may be words of Discord's users.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Cell {
    pub section: String,
    pub item: String,
    pub column: String,
    pub value: String,
}

impl Report {
    /// What it is about, what its metrics mean, and then every value.
    pub fn cells(&self) -> Vec<Cell> {
        let mut cells = self.head();
        for section in &self.sections {
            cells.extend(values(section));
            cells.extend(missing(section));
        }
        cells
    }

    fn head(&self) -> Vec<Cell> {
        let facts = [
            ("title", self.title.clone()),
            ("guild", self.guild_name.clone()),
            ("from", self.from.to_string()),
            ("to", self.to.to_string()),
            ("zone", self.zone.clone()),
            ("over", (!self.running).to_string()),
            ("query", self.query.clone()),
            ("hash", self.hash.clone()),
        ];
        let fact = |(item, value): (&str, String)| cell("report", (item.into(), "value"), value);
        let gaps = gaps("not heard", &self.unheard);
        let gaps = gaps.chain(self::gaps("read later", &self.read_later));
        let meanings = self.definitions.iter().flat_map(|of| {
            [("unit", &of.unit), ("meaning", &of.about)].map(|(column, value)| {
                cell("definitions", (of.metric.clone(), column), value.clone())
            })
        });
        facts
            .into_iter()
            .map(fact)
            .chain(gaps)
            .chain(meanings)
            .collect()
    }
}

fn gaps(section: &str, gaps: &[Unheard]) -> impl Iterator<Item = Cell> {
    gaps.iter().flat_map(move |gap| {
        let from = gap.from.to_string();
        let to = cell(section, (from.clone(), "to"), gap.to.to_string());
        [cell(section, (from.clone(), "from"), from), to]
    })
}

fn cell(section: &str, (item, column): (String, &str), value: String) -> Cell {
    Cell {
        section: section.into(),
        item,
        column: column.into(),
        value,
    }
}

fn values(section: &Section) -> Vec<Cell> {
    let cell = |item: String, column: &str, value| cell(&section.title, (item, column), value);
    match &section.content {
        Content::Figures { figures } => {
            let row = |of: &Figure| figure(&section.title, of);
            figures.iter().flat_map(row).collect()
        }
        Content::Chart {
            metric, buckets, ..
        } => {
            let row = |of: &Bucket| {
                let value = cell(of.at.to_string(), metric, maybe(of.value));
                let missed = of.heard_hours < of.hours;
                let heard = format!("{} of {} hours", of.heard_hours, of.hours);
                let heard = missed.then(|| cell(of.at.to_string(), "heard", heard));
                std::iter::once(value).chain(heard)
            };
            buckets.iter().flat_map(row).collect()
        }
        Content::Heatmap { metric, hours, .. } => {
            let row = |of: &HourOfWeek| {
                let item = format!("{} {}", of.weekday, of.hour);
                cell(item, metric, maybe(of.mean))
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
        Content::Table { columns, rows, .. } => {
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

fn figure(section: &str, of: &Figure) -> Vec<Cell> {
    let values = [("value", of.value), ("before", of.before)];
    let values = values.map(|(column, value)| (column, maybe(value)));
    let heard = [
        ("heard", of.hours, of.heard_hours),
        ("before heard", of.before_hours, of.before_heard_hours),
    ];
    let heard = heard
        .into_iter()
        .filter(|(_, hours, heard)| heard < hours)
        .map(|(column, hours, heard)| (column, format!("{heard} of {hours} hours")));
    let told = values.into_iter().chain(heard);
    told.map(|(column, value)| cell(section, (of.metric.clone(), column), value))
        .collect()
}

/// What a section does not show, though it was there.
fn missing(section: &Section) -> impl Iterator<Item = Cell> {
    let more = match section.content {
        Content::Table { more, .. } if more > 0 => Some(("more", more.to_string())),
        _ => None,
    };
    let archived = section.archived_until;
    let archived = archived.map(|until| ("archived until", until.to_string()));
    let told = more.into_iter().chain(archived);
    told.map(|(item, value)| cell(&section.title, (item.into(), "value"), value))
}

/// Nothing where nothing is known.
fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

/// A number with no more digits than it needs.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_no_more_digits_than_it_needs() {
        assert_eq!(number(3.0), "3");
        assert_eq!(number(2.345), "2.35");
    }
}
