//! A table that draws only the rows that are seen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::listing::Listing;
use crate::text;
use crate::theme::Look;

/// A column; `width` 0 takes what the others leave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) width: u16,
    pub(crate) right: bool,
    /// The least width of the table at which it is shown.
    pub(crate) from: u16,
}

impl Column {
    pub(crate) const fn new(title: &'static str, width: u16) -> Self {
        Self {
            title,
            width,
            right: false,
            from: 0,
        }
    }

    pub(crate) const fn right(self) -> Self {
        Self {
            right: true,
            ..self
        }
    }

    pub(crate) const fn from(self, from: u16) -> Self {
        Self { from, ..self }
    }
}

/// A text with its style, already clean.
pub(crate) type Cell = (String, Style);

pub(crate) struct Table<'a> {
    pub(crate) look: &'a Look,
    pub(crate) columns: &'a [Column],
    pub(crate) length: usize,
    pub(crate) chosen: Option<usize>,
    /// False where nothing is above the rows, as in the live feed.
    pub(crate) titles: bool,
    /// Which rows are selected, where rows can be.
    pub(crate) marks: Option<&'a dyn Fn(usize) -> bool>,
}

const GAP: u16 = 2;

impl<'a> Table<'a> {
    /// The table of a list, with titles above it.
    pub(crate) fn of<T>(list: &Listing<T>, columns: &'a [Column], look: &'a Look) -> Self {
        Self {
            look,
            columns,
            length: list.items.len(),
            chosen: Some(list.chosen),
            titles: true,
            marks: None,
        }
    }

    /// The same, with a mark before every row for which this is true.
    pub(crate) fn marked(self, marks: &'a dyn Fn(usize) -> bool) -> Self {
        Self {
            marks: Some(marks),
            ..self
        }
    }

    /// Draws the rows that `row` gives for the numbers that are seen; the chosen one stays in the middle.
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, row: impl Fn(usize) -> Vec<Cell>) {
        let widths = self.widths(area.width);
        let mut rows = area;
        if self.titles && area.height > 0 {
            self.draw_titles(&widths, Rect { height: 1, ..area }, buf);
            rows.y += 1;
            rows.height -= 1;
        }
        let first = first_seen(self.chosen.unwrap_or(0), self.length, rows.height);
        for (line, number) in (first..self.length)
            .take(usize::from(rows.height))
            .enumerate()
        {
            let y = rows.y + u16::try_from(line).unwrap_or(0);
            let line = Rect {
                y,
                height: 1,
                ..rows
            };
            let is_chosen = self.chosen == Some(number);
            self.draw_row(&widths, line, buf, (row(number), is_chosen));
            if self.marks.is_some_and(|is_marked| is_marked(number)) {
                self.draw_mark(line, is_chosen, buf);
            }
        }
    }

    fn draw_titles(&self, widths: &[u16], area: Rect, buf: &mut Buffer) {
        let cells = self
            .columns
            .iter()
            .map(|column| (column.title.to_owned(), self.look.theme.muted))
            .collect();
        self.draw_row(widths, area, buf, (cells, false));
    }

    fn draw_row(
        &self,
        widths: &[u16],
        area: Rect,
        buf: &mut Buffer,
        (cells, is_chosen): (Vec<Cell>, bool),
    ) {
        let look = self.look;
        if is_chosen {
            buf.set_style(area, look.theme.selected);
            buf.set_stringn(
                area.x,
                area.y,
                look.glyphs.pointer,
                usize::from(area.width),
                look.theme.selected,
            );
        }
        let mut x = area.x + GAP;
        for ((column, width), (content, style)) in self.columns.iter().zip(widths).zip(cells) {
            if *width == 0 {
                continue;
            }
            let style = if is_chosen {
                look.theme.selected
            } else {
                style
            };
            let content = text::fit(&content, usize::from(*width), look.glyphs.ellipsis);
            let cells = u16::try_from(text::width(&content)).unwrap_or(*width);
            let at = if column.right { x + width - cells } else { x };
            if at < area.right() {
                buf.set_stringn(at, area.y, content, usize::from(area.right() - at), style);
            }
            x += width + GAP;
        }
    }

    fn draw_mark(&self, line: Rect, is_chosen: bool, buf: &mut Buffer) {
        let theme = &self.look.theme;
        let style = if is_chosen {
            theme.selected
        } else {
            theme.accent
        };
        let room = usize::from(line.width.saturating_sub(1));
        buf.set_stringn(
            line.x + 1,
            line.y,
            self.look.glyphs.mark,
            room.min(1),
            style,
        );
    }

    /// The widths of the columns in an area; 0 for one that is not shown.
    fn widths(&self, total: u16) -> Vec<u16> {
        let shown = |column: &&Column| column.from <= total;
        let fixed: u16 = self
            .columns
            .iter()
            .filter(shown)
            .map(|column| column.width + GAP)
            .sum();
        let growing = self
            .columns
            .iter()
            .filter(shown)
            .filter(|column| column.width == 0)
            .count();
        let growing = u16::try_from(growing).unwrap_or(1).max(1);
        let left = total.saturating_sub(fixed + GAP);
        self.columns
            .iter()
            .map(|column| match column.width {
                _ if column.from > total => 0,
                0 => left / growing,
                width => width.min(total),
            })
            .collect()
    }
}

/// The first row that is seen, so that the chosen one is near the middle.
pub(crate) fn first_seen(chosen: usize, length: usize, height: u16) -> usize {
    let height = usize::from(height);
    chosen
        .saturating_sub(height / 2)
        .min(length.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_chosen_row_in_sight() {
        for height in 0..20 {
            for chosen in 0..100 {
                let first = first_seen(chosen, 100, height);
                assert!(first <= chosen, "{chosen} at height {height}");
                assert!(height == 0 || chosen < first + usize::from(height));
            }
        }
        assert_eq!(first_seen(3, 100, 10), 0);
        assert_eq!(first_seen(99, 100, 10), 90);
    }
}
