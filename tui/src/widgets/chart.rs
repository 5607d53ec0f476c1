//! Charts of cells: columns over time, lines and shades. What was not heard is a mark of its own, never a zero.

use emperione_protocol::analytics::Bucket;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::theme::{Glyphs, Look};

/// What stands in one column: one interval, or several that share it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Column {
    value: Option<f64>,
    unheard: bool,
    partly: bool,
}

/// The largest value.
pub(crate) fn most(values: impl Iterator<Item = Option<f64>>) -> f64 {
    values.flatten().fold(0.0, f64::max)
}

/// Whether nothing was heard of an interval.
pub(crate) fn is_unheard(bucket: &Bucket) -> bool {
    bucket.value.is_none() && bucket.heard_hours == 0
}

/// Whether the value is made of only some of the hours.
pub(crate) fn is_partly(bucket: &Bucket) -> bool {
    bucket.heard_hours > 0 && bucket.heard_hours < bucket.hours
}

/// Intervals as columns, up to the most, with a line of marks under them.
pub(crate) fn columns(buckets: &[Bucket], most: f64, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height < 2 || area.width == 0 {
        return;
    }
    let height = area.height - 1;
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    for (column, x) in spread(buckets, area.width).iter().zip(area.x..area.right()) {
        let share = column.value.map_or(0.0, |value| share(value, most));
        let reach = share * f64::from(height);
        for row in 0..height {
            let level = level(reach - f64::from(row), 8);
            let level = if row == 0 && share > 0.0 {
                level.max(1)
            } else {
                level
            };
            let y = area.y + height - 1 - row;
            buf.set_string(x, y, bar(glyphs, level), theme.bar);
        }
        let mark = match column {
            Column { unheard: true, .. } => (glyphs.bad, theme.alert),
            Column { partly: true, .. } => (glyphs.waiting, theme.warning),
            _ => (glyphs.line, theme.rule),
        };
        buf.set_string(x, area.y + height, mark.0, mark.1);
    }
}

/// A line of one cell for each column.
pub(crate) fn line(buckets: &[Bucket], most: f64, width: u16, glyphs: &Glyphs) -> String {
    let cell = |column: &Column| match column.value {
        Some(value) => bar(glyphs, level(share(value, most), 8).max(1)),
        None if column.unheard => glyphs.bad,
        None => " ",
    };
    spread(buckets, width).iter().map(cell).collect()
}

/// A cell that is darker the more it holds.
pub(crate) fn shade(value: f64, most: f64, glyphs: &Glyphs) -> &'static str {
    let shades = if glyphs.unicode {
        [" ", "░", "▒", "▓", "█"]
    } else {
        [" ", ".", ":", "+", "#"]
    };
    shades[level(share(value, most), 4)]
}

/// The intervals over the whole width. Where they do not all fit, neighbours share a column and their largest is shown.
fn spread(buckets: &[Bucket], width: u16) -> Vec<Column> {
    let width = usize::from(width);
    if buckets.is_empty() || width == 0 {
        return Vec::new();
    }
    let columns: Vec<_> = buckets
        .chunks(buckets.len().div_ceil(width))
        .map(|of| Column {
            value: of.iter().filter_map(|bucket| bucket.value).reduce(f64::max),
            unheard: of.iter().any(is_unheard),
            partly: of.iter().any(is_partly),
        })
        .collect();
    let wide = width / columns.len();
    let wide = |column| std::iter::repeat_n(column, wide);
    columns.into_iter().flat_map(wide).collect()
}

fn share(value: f64, most: f64) -> f64 {
    if most > 0.0 { value / most } else { 0.0 }
}

/// How many of so many steps a share reaches; what is above zero reaches one.
fn level(share: f64, steps: u8) -> usize {
    let reached = (0..steps).take_while(|n| share * f64::from(steps) > f64::from(*n));
    reached.count()
}

fn bar(glyphs: &Glyphs, level: usize) -> &'static str {
    let bars = &glyphs.bars;
    let levels = [
        bars.empty,
        bars.one_eighth,
        bars.one_quarter,
        bars.three_eighths,
        bars.half,
        bars.five_eighths,
        bars.three_quarters,
        bars.seven_eighths,
        bars.full,
    ];
    levels[level.min(8)]
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;

    fn bucket(value: Option<f64>, heard_hours: u32) -> Bucket {
        Bucket {
            at: Timestamp(0),
            value,
            hours: 24,
            heard_hours,
            share: None,
        }
    }

    #[test]
    fn a_gap_is_no_zero_and_neighbours_keep_their_peak() {
        let glyphs = Glyphs::new(false);
        let buckets = [
            bucket(Some(0.0), 24),
            bucket(None, 0),
            bucket(Some(8.0), 24),
            bucket(None, 24),
        ];
        assert_eq!(line(&buckets, 8.0, 4, &glyphs), ".x# ");
        assert_eq!(line(&buckets, 8.0, 2, &glyphs), ".#");
        assert_eq!(line(&[], 8.0, 4, &glyphs), "");
        assert_eq!(level(0.001, 8), 1);
        assert_eq!(shade(8.0, 8.0, &glyphs), "#");
    }
}
