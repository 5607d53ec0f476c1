//! A detail beside a list where there is room, and over it where there is not.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::framed;
use crate::text;
use crate::theme::Look;

/// The least width at which list and pane stand side by side.
const SIDE_BY_SIDE: u16 = 110;

/// The areas of a list and of what is shown beside it: the list alone where nothing is shown, and what is shown alone where
/// there is no room for both.
pub(crate) fn beside<T>(shown: Option<&T>, area: Rect) -> (Option<Rect>, Option<(&T, Rect)>) {
    let Some(shown) = shown else {
        return (Some(area), None);
    };
    if area.width < SIDE_BY_SIDE {
        return (None, Some((shown, area)));
    }
    let [list, pane] = Layout::horizontal([Constraint::Fill(5), Constraint::Fill(4)]).areas(area);
    (Some(list), Some((shown, pane)))
}

/// Frames the pane and gives what is inside.
pub(crate) fn open(title: &str, look: &Look, area: Rect, buf: &mut Buffer) -> Rect {
    let block = framed(look, title);
    let inner = block.inner(area);
    block.render(area, buf);
    Rect {
        x: inner.x + inner.width.min(1),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

/// Draws lines, scrolled, never past their end.
pub(crate) fn lines(lines: Vec<Line<'_>>, scroll: u16, area: Rect, buf: &mut Buffer) {
    let length = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let scroll = scroll.min(length.saturating_sub(area.height.min(length)));
    Paragraph::new(lines).scroll((scroll, 0)).render(area, buf);
}

/// A label and its value in a column beside it.
pub(crate) fn pair(
    look: &Look,
    (label, value): (&str, &str),
    style: Style,
    room: usize,
) -> Line<'static> {
    const LABEL: usize = 10;
    let value = text::fit(value, room.saturating_sub(LABEL), look.glyphs.ellipsis);
    Line::from(vec![
        Span::styled(format!("{label:<LABEL$}"), look.theme.muted),
        Span::styled(value.into_owned(), style),
    ])
}

/// The title of a part, with a line to the right end.
pub(crate) fn section(look: &Look, title: &str, room: usize) -> Line<'static> {
    let rest = room.saturating_sub(text::width(title) + 1);
    Line::from(vec![
        Span::styled(title.to_owned(), look.theme.title),
        Span::styled(
            format!(" {}", look.glyphs.line.repeat(rest)),
            look.theme.rule,
        ),
    ])
}
