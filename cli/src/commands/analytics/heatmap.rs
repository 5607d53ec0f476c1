//! `emp analytics heatmap`

use std::fmt::Write;

use emperione_protocol::analytics::{HourOfWeek, Metric};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::{Asked, number};
use crate::chart::{Paint, Reach};
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Row for HourOfWeek {
    const COLUMNS: &'static [&'static str] = &["weekday", "hour", "mean", "n_hours"];

    fn cells(&self) -> Vec<String> {
        vec![
            day(self).into(),
            self.hour.to_string(),
            self.mean.map_or_else(String::new, number),
            self.n_hours.to_string(),
        ]
    }
}

pub(super) async fn run(
    asked: &Asked,
    metric: &Metric,
    (since, plain): (Timestamp, bool),
    out: &mut Output,
) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    let hours = analytics
        .heatmap(within(PATIENCE), asked.guild, metric.name.clone(), since)
        .await;
    let hours = hours.flat()?;
    if plain || !out.draws() {
        return out.rows(&hours);
    }
    out.text(&draw(&hours, out.paint()))?;
    let (about, unit, zone) = (&metric.about, &metric.unit, asked.zone.name());
    out.note(&format!(
        "{about}: by the hour of the week (in {unit}, {zone})"
    ));
    Ok(())
}

/// A line for each day, two cells for each hour, and what the darkest cell means.
pub(in crate::commands) fn draw(hours: &[HourOfWeek], paint: Paint) -> String {
    let reach = Reach::of(hours.iter().filter_map(|hour| hour.mean));
    let above = |hour: &HourOfWeek| hour.mean.map(|mean| mean - reach.low);
    let heading: Vec<_> = (0..24)
        .step_by(3)
        .map(|hour| format!("{hour:<6}"))
        .collect();
    let heading = heading.concat();
    let mut text = format!("     {}\n", heading.trim_end());
    for hours in hours.chunk_by(|a, b| a.weekday == b.weekday) {
        let cells = hours
            .iter()
            .map(|hour| paint.cell("  ", above(hour), reach.span()));
        let cells: String = cells.collect();
        let _ = writeln!(
            text,
            "{}  {}",
            hours.first().map_or("", day),
            cells.trim_end()
        );
    }
    let ends = (number(reach.low), number(reach.high));
    text + &format!("\n     {}\n", paint.legend((&ends.0, &ends.1)))
}

fn day(hour: &HourOfWeek) -> &'static str {
    DAYS.get(usize::from(hour.weekday))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_drawn_in_shades() {
        let hours: Vec<_> = (0..7u8)
            .flat_map(|weekday| (0..24u8).map(move |hour| (weekday, hour)))
            .map(|(weekday, hour)| HourOfWeek {
                weekday,
                hour,
                mean: (weekday != 3).then(|| f64::from(hour) * f64::from(weekday)),
                n_hours: 4,
            })
            .collect();

        let drawn = draw(&hours, Paint::Ascii);

        insta::assert_snapshot!(drawn);
    }
}
