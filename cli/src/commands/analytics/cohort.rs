//! `emp analytics cohort`

use emperione_protocol::analytics::{Cohort, CohortRequest, Every};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};
use serde::Serialize;

use super::zone::Zone;
use super::{Asked, EveryArg};
use crate::chart::Paint;
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

/// A cohort, with a column for each week.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct CohortRow(Cohort);

impl Row for CohortRow {
    const COLUMNS: &'static [&'static str] = &["at", "joined", "active"];

    fn cells(&self) -> Vec<String> {
        let Self(cohort) = self;
        let weeks = cohort
            .active
            .iter()
            .map(|active| active.map_or_else(|| "-".into(), |n| n.to_string()));
        vec![
            when::time(cohort.at),
            cohort.joined.to_string(),
            weeks.collect::<Vec<_>>().join(" "),
        ]
    }
}

pub(super) async fn run(
    asked: &Asked,
    (since, every, weeks): (Timestamp, EveryArg, u32),
    plain: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    let every = Every::from(every);
    let request = CohortRequest {
        guild: asked.guild,
        since,
        every,
        weeks,
    };
    let cohorts = asked
        .client
        .analytics()
        .cohorts(within(PATIENCE), request)
        .await
        .flat()?;
    if plain || !out.draws() {
        let rows: Vec<_> = cohorts.into_iter().map(CohortRow).collect();
        return out.rows(&rows);
    }
    out.text(&draw(&cohorts, (&asked.zone, every), out.paint()))?;
    let zone = asked.zone.name();
    out.note(&format!(
        "of those who joined, the share active in each week after their own join (in %, {zone})"
    ));
    Ok(())
}

/// A line for each cohort: when, how many, and the share of each week.
pub(in crate::commands) fn draw(
    cohorts: &[Cohort],
    (zone, every): (&Zone, Every),
    paint: Paint,
) -> String {
    let weeks = cohorts.first().map_or(0, |cohort| cohort.active.len());
    let heading: Vec<_> = (0..weeks).map(|week| format!("{week:>4}")).collect();
    let heading = heading.concat();
    let mut text = format!("JOINED      MEMBERS {heading}\n");
    for cohort in cohorts {
        let cells = cohort.active.iter().map(|active| {
            let share = active
                .filter(|_| cohort.joined > 0)
                .map(|active| share(active, cohort.joined));
            let words = share.map_or_else(|| "    ".into(), |share| format!("{share:>4.0}"));
            paint.behind(&words, share, 100.0)
        });
        let cells: String = cells.collect();
        let at = zone.write(cohort.at, every);
        let line = format!("{at:<10}  {:>7} {cells}", cohort.joined);
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "members are fewer than 2^53")]
fn share(active: u64, joined: u64) -> f64 {
    active as f64 / joined as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohorts_are_drawn_as_a_grid() {
        let week = |index: i64, joined, active: &[Option<u64>]| Cohort {
            at: Timestamp(1_777_852_800_000 + index * 604_800_000),
            joined,
            active: active.to_vec(),
        };
        let cohorts = [
            week(0, 40, &[Some(40), Some(21), Some(9)]),
            week(1, 0, &[Some(0), Some(0), None]),
            week(2, 7, &[Some(5), None, None]),
        ];

        let drawn = draw(&cohorts, (&Zone::default(), Every::Week), Paint::Shades);

        assert_eq!(
            drawn,
            "JOINED      MEMBERS    0   1   2\n\
             2026-05-04       40  100  52  22\n\
             2026-05-11        0\n\
             2026-05-18        7   71\n"
        );
    }
}
