//! Numbers with a label: cards in a row, and pairs in a column.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::{framed, write_right};
use crate::text;
use crate::theme::Look;

/// A number, what it is, and what it means today.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) note: String,
    pub(crate) style: Style,
}

/// Draws cards side by side: framed where an area is four lines high, else as two lines each.
pub(crate) fn row(cards: &[Card], look: &Look, area: Rect, buf: &mut Buffer) {
    let columns = Layout::horizontal(vec![Constraint::Fill(1); cards.len()])
        .spacing(u16::from(area.height >= 4))
        .split(area);
    for (card, column) in cards.iter().zip(columns.iter()) {
        if area.height >= 4 {
            draw_framed(card, look, *column, buf);
        } else {
            draw_plain(card, look, *column, buf);
        }
    }
}

fn draw_framed(card: &Card, look: &Look, area: Rect, buf: &mut Buffer) {
    let block = framed(look, "").title(ratatui::text::Span::styled(
        format!(" {} ", card.label),
        look.theme.muted,
    ));
    let inner = block.inner(area);
    block.render(area, buf);
    let inside = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    line(&card.value, card.style, inside, buf, look);
    line(&card.note, look.theme.muted, below(inside), buf, look);
}

fn draw_plain(card: &Card, look: &Look, area: Rect, buf: &mut Buffer) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    };
    line(&card.value, card.style, area, buf, look);
    let taken = u16::try_from(text::width(&card.value) + 1).unwrap_or(area.width);
    let rest = Rect {
        x: area.x + taken.min(area.width),
        width: area.width.saturating_sub(taken),
        ..area
    };
    line(&card.note, look.theme.muted, rest, buf, look);
    line(card.label, look.theme.muted, below(area), buf, look);
}

fn below(area: Rect) -> Rect {
    Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    }
}

fn line(content: &str, style: Style, area: Rect, buf: &mut Buffer, look: &Look) {
    if area.height > 0 {
        let room = usize::from(area.width);
        let content = text::fit(content, room, look.glyphs.ellipsis);
        buf.set_stringn(area.x, area.y, content, room, style);
    }
}

/// A label and its value.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) style: Style,
}

/// Draws pairs below each other, values at the right.
pub(crate) fn pairs(pairs: &[Pair], look: &Look, area: Rect, buf: &mut Buffer) {
    for (pair, y) in pairs.iter().zip(area.y..area.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..area
        };
        let room = usize::from(area.width);
        let value = text::fit(&pair.value, room, look.glyphs.ellipsis);
        let left = room.saturating_sub(text::width(&value) + 1);
        let label = text::fit(&pair.label, left, look.glyphs.ellipsis);
        buf.set_stringn(area.x, y, label, room, look.theme.muted);
        write_right(&value, pair.style, area, buf);
    }
}
