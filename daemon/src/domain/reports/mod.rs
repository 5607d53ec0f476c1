//! Reports: what each kind holds, block by block, and how it is written. A new block is a variant and its drawing in
//! [`html`], [`markdown`] and `Report::cells`; what a kind holds is a table.

use emperione_protocol::analytics::{Every, Part};
use emperione_protocol::reports::ReportKind;

mod bars;
pub mod csv;
pub mod html;
pub mod markdown;
pub mod schedule;
pub mod summary;
mod words;

pub use words::moment;

/// A part of a report, before it has values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Metrics over the whole period, beside those of the period before.
    Figures(&'static [&'static str]),
    /// A metric over time, within the period.
    Chart(&'static str),
    /// A metric by the week, up to the end of the period.
    Weeks(&'static str),
    /// The parts of a metric, the largest first.
    Ranking(&'static str, Part),
    /// Channels in which nobody wrote.
    QuietChannels,
    /// A metric by the hour of the week.
    Heatmap(&'static str),
    /// What was unusual on the days of the period.
    Insights,
    /// Who joined together, and stayed.
    Cohorts,
    /// Who did most.
    Top,
    /// The doings of the member or in the channel that it is about.
    Doings,
    /// The cases of the member that it is about.
    Cases,
    /// What rang, by rule.
    Alerts,
}

/// A block under its title.
type Titled = (&'static str, Block);

const OVERVIEW: &[Titled] = &[
    (
        "At a glance",
        Block::Figures(&[
            "members",
            "joins",
            "leaves",
            "active_members",
            "communicators",
            "messages",
            "reactions",
            "voice_minutes",
            "cases",
            "moderation_rate",
        ]),
    ),
    ("What changed", Block::Insights),
    ("Messages", Block::Chart("messages")),
    ("Active members", Block::Chart("active_members")),
    ("Joins", Block::Chart("joins")),
    ("Leaves", Block::Chart("leaves")),
    (
        "Messages by the hour of the week",
        Block::Heatmap("messages"),
    ),
    ("Channels", Block::Ranking("messages", Part::Channel)),
    ("Channels without messages", Block::QuietChannels),
    ("Who did most", Block::Top),
    ("Alerts", Block::Alerts),
];

const MODERATION: &[Titled] = &[
    (
        "At a glance",
        Block::Figures(&["cases", "moderator_cases", "moderation_rate", "messages"]),
    ),
    ("Cases", Block::Chart("cases")),
    ("Cases by kind", Block::Ranking("cases", Part::Kind)),
    (
        "Cases by moderator",
        Block::Ranking("moderator_cases", Part::Actor),
    ),
    ("Cases by the hour of the week", Block::Heatmap("cases")),
    ("Alerts", Block::Alerts),
];

const RETENTION: &[Titled] = &[
    (
        "At a glance",
        Block::Figures(&[
            "joins",
            "leaves",
            "net",
            "new_active",
            "returning",
            "wau",
            "mau",
        ]),
    ),
    ("Cohorts", Block::Cohorts),
    (
        "Active in week 1 after their join",
        Block::Weeks("retained_week1"),
    ),
    (
        "Active in week 4 after their join",
        Block::Weeks("retained_week4"),
    ),
    ("Active members of the last 30 days", Block::Weeks("mau")),
];

/// The blocks of a kind.
pub fn blocks(kind: ReportKind) -> &'static [Titled] {
    match kind {
        ReportKind::Overview => OVERVIEW,
        ReportKind::Moderation => MODERATION,
        ReportKind::Retention => RETENTION,
        ReportKind::Channel => &[("What was done in it", Block::Doings)],
        ReportKind::Member => &[("What they did", Block::Doings), ("Cases", Block::Cases)],
    }
}

/// The intervals within a period.
pub fn within(period: Every) -> Every {
    match period {
        Every::Hour | Every::Day => Every::Hour,
        Every::Week | Every::Month => Every::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::metrics;

    #[test]
    fn every_block_is_of_metrics_that_can_be_told_so() {
        for kind in [
            ReportKind::Overview,
            ReportKind::Moderation,
            ReportKind::Retention,
        ] {
            for (title, block) in blocks(kind) {
                let tells = |name: &str, every: Every| {
                    metrics::find(name).is_some_and(|metric| metric.every.contains(&every))
                };
                let fits = match block {
                    Block::Figures(names) => names
                        .iter()
                        .all(|name| tells(name, Every::Day) && tells(name, Every::Month)),
                    Block::Chart(name) => tells(name, Every::Hour) && tells(name, Every::Day),
                    Block::Weeks(name) => tells(name, Every::Week),
                    Block::Heatmap(name) => tells(name, Every::Hour),
                    Block::Ranking(name, by) => {
                        metrics::find(name).is_some_and(|metric| metric.by == Some(*by))
                    }
                    _ => true,
                };
                assert!(fits, "{title}");
            }
        }
    }
}
