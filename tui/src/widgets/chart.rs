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

/// From the least to the most of some values, nothing included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reach {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Reach {
    pub(crate) fn of(values: impl Iterator<Item = Option<f64>>) -> Self {
        values.flatten().fold(Self::upto(0.0), |reach, value| Self {
            low: reach.low.min(value),
            high: reach.high.max(value),
        })
    }

    pub(crate) fn upto(high: f64) -> Self {
        Self { low: 0.0, high }
    }

    /// How far a value is from the least towards the most.
    fn share(self, value: f64) -> f64 {
        share(value - self.low, self.high - self.low)
    }

    /// Of so many rows, how many are above the line of nothing and below it; without a line all are above.
    fn rows(self, height: u16) -> (u16, u16) {
        if self.low >= 0.0 || height < 3 {
            return (height, 0);
        }
        let steps = u8::try_from(height - 1).unwrap_or(u8::MAX);
        let below = level(share(-self.low, self.high - self.low), steps);
        let below = u16::try_from(below).unwrap_or(u16::MAX);
        let below = below.min(if self.high > 0.0 {
            height - 2
        } else {
            height - 1
        });
        (height - 1 - below, below)
    }
}

/// Whether nothing was heard of an interval.
pub(crate) fn is_unheard(bucket: &Bucket) -> bool {
    bucket.value.is_none() && bucket.heard_hours == 0
}

/// Whether the value is made of only some of the hours.
pub(crate) fn is_partly(bucket: &Bucket) -> bool {
    bucket.heard_hours > 0 && bucket.heard_hours < bucket.hours
}

/// Intervals as columns up from nothing, or down where they are less, with a line of marks under them.
pub(crate) fn columns(buckets: &[Bucket], reach: Reach, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height < 2 || area.width == 0 {
        return;
    }
    let height = area.height - 1;
    let (above, below) = reach.rows(height);
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    for (column, x) in spread(buckets, area.width).iter().zip(area.x..area.right()) {
        let value = column.value.unwrap_or_default();
        up(share(value, reach.high), (x, area.y, above), look, buf);
        if below > 0 {
            let zero = area.y + above;
            buf.set_string(x, zero, glyphs.line, theme.rule);
            down(share(-value, -reach.low), (x, zero + 1, below), look, buf);
        }
        let mark = match column {
            Column { unheard: true, .. } => (glyphs.bad, theme.alert),
            Column { partly: true, .. } => (glyphs.waiting, theme.warning),
            _ => (glyphs.line, theme.rule),
        };
        buf.set_string(x, area.y + height, mark.0, mark.1);
    }
}

/// A column up, in so many rows from the top.
fn up(share: f64, (x, top, rows): (u16, u16, u16), look: &Look, buf: &mut Buffer) {
    let reach = share * f64::from(rows);
    for row in 0..rows {
        let level = level(reach - f64::from(row), 8);
        let level = if row == 0 && share > 0.0 {
            level.max(1)
        } else {
            level
        };
        let y = top + rows - 1 - row;
        buf.set_string(x, y, bar(&look.glyphs, level), look.theme.bar);
    }
}

/// A column down, in whole cells.
fn down(share: f64, (x, top, rows): (u16, u16, u16), look: &Look, buf: &mut Buffer) {
    let reached = level(share, u8::try_from(rows).unwrap_or(u8::MAX));
    for (y, _) in (top..top + rows).zip(0..reached) {
        buf.set_string(x, y, look.glyphs.bars.full, look.theme.alert);
    }
}

/// A line of one cell for each column.
pub(crate) fn line(buckets: &[Bucket], reach: Reach, width: u16, glyphs: &Glyphs) -> String {
    let cell = |column: &Column| match column.value {
        Some(value) => bar(glyphs, level(reach.share(value), 8).max(1)),
        None if column.unheard => glyphs.bad,
        None => " ",
    };
    spread(buckets, width).iter().map(cell).collect()
}

/// A cell that is darker the more it holds.
pub(crate) fn shade(value: f64, reach: Reach, glyphs: &Glyphs) -> &'static str {
    let shades = if glyphs.unicode {
        [" ", "░", "▒", "▓", "█"]
    } else {
        [" ", ".", ":", "+", "#"]
    };
    shades[level(reach.share(value), 4)]
}

/// The intervals over the whole width. Where they do not all fit, neighbours share a column, and the one that is
/// farthest from nothing is shown.
fn spread(buckets: &[Bucket], width: u16) -> Vec<Column> {
    let width = usize::from(width);
    if buckets.is_empty() || width == 0 {
        return Vec::new();
    }
    let farther = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    let columns: Vec<_> = buckets
        .chunks(buckets.len().div_ceil(width))
        .map(|of| Column {
            value: of.iter().filter_map(|bucket| bucket.value).reduce(farther),
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
    use crate::options::ThemeName;

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
        let eight = Reach::upto(8.0);
        assert_eq!(line(&buckets, eight, 4, &glyphs), ".x# ");
        assert_eq!(line(&buckets, eight, 2, &glyphs), ".#");
        assert_eq!(line(&[], eight, 4, &glyphs), "");
        assert_eq!(level(0.001, 8), 1);
        assert_eq!(shade(8.0, eight, &glyphs), "#");
    }

    #[test]
    fn what_is_less_than_nothing_goes_down_from_a_line() {
        let look = Look::new(ThemeName::Dark, false, true);
        let buckets = [Some(2.0), Some(-4.0), Some(-0.1), None].map(|value| bucket(value, 24));
        let reach = Reach::of(buckets.iter().map(|bucket| bucket.value));
        let area = Rect::new(0, 0, 4, 8);
        let mut buf = Buffer::empty(area);

        columns(&buckets, reach, &look, area, &mut buf);

        assert_eq!(reach.rows(7), (2, 4));
        let row = |y: u16| -> String { (0..4).map(|x| buf[(x, y)].symbol()).collect() };
        let line = look.glyphs.line.repeat(4);
        let rows: Vec<_> = (0..8).map(row).collect();
        let full = look.glyphs.bars.full;
        assert_eq!(rows[0], format!("{full}   "));
        assert_eq!(rows[2], line);
        assert_eq!(rows[3], format!(" {full}{full} "));
        assert_eq!(rows[6], format!(" {full}  "));
        assert_eq!(Reach::upto(3.0).rows(7), (7, 0));
    }
}
