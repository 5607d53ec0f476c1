//! A report as values for programs, a line for each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analytics::{Bucket, Cohort, HourOfWeek, Insight};
use crate::reports::{Content, Report, Section};

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
        let gaps = self.unheard.iter().flat_map(|gap| {
            let from = gap.from.to_string();
            let to = cell("not heard", (from.clone(), "to"), gap.to.to_string());
            [cell("not heard", (from.clone(), "from"), from), to]
        });
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
        Content::Figures { figures } => figures
            .iter()
            .flat_map(|of| {
                [("value", of.value), ("before", of.before)]
                    .map(|(column, value)| cell(of.metric.clone(), column, maybe(value)))
            })
            .collect(),
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
