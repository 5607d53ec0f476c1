//! The line over a searched list: what it is, how it is narrowed, the filter, and where we are in it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::{field, write_right};
use crate::listing::Search;
use crate::text;
use crate::theme::Look;

/// Draws the line and gives the area below it.
pub(crate) fn title<F, T>(
    (title, narrowed): (&str, &str),
    search: &Search<F, T>,
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let line = Rect {
        height: area.height.min(1),
        ..area
    };
    if line.height == 0 {
        return line;
    }
    let room = usize::from(area.width);
    let (x, y) = buf.set_stringn(area.x + 1, area.y, title, room, look.theme.title);
    let (x, _) = buf.set_stringn(x + 2, y, narrowed, room, look.theme.muted);
    let position = position(search);
    filter(
        search,
        look,
        Rect {
            x: x + 2,
            width: area.right().saturating_sub(x + 4),
            ..line
        },
        buf,
    );
    write_right(&position, look.theme.muted, line, buf);
    Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    }
}

fn filter<F, T>(search: &Search<F, T>, look: &Look, area: Rect, buf: &mut Buffer) {
    let has_filter = !search.text.value().is_empty();
    if !search.typing && !has_filter {
        return;
    }
    let (x, y) = buf.set_stringn(area.x, area.y, "/", 1, look.theme.key);
    let room = usize::from(area.width.saturating_sub(18)).min(28);
    if search.typing {
        let spans = field::input(&search.text, true, look, room);
        Line::from(spans).render(
            Rect {
                x,
                y,
                width: area.width.saturating_sub(1),
                height: 1,
            },
            buf,
        );
    } else {
        let content = text::clean(search.text.value());
        let content = text::fit(&content, room, look.glyphs.ellipsis);
        buf.set_stringn(x, y, content, room, look.theme.accent);
    }
}

/// `3 of 120`, with a `+` where the daemon has more.
fn position<F, T>(search: &Search<F, T>) -> String {
    match search.list.ready() {
        Some(list) if !list.items.is_empty() => {
            let more = if list.is_partial() { "+" } else { "" };
            format!("{} of {}{more} ", list.chosen + 1, list.items.len())
        }
        _ => String::new(),
    }
}
