//! Parts of screens: data in, cells out.

pub(crate) mod bar;
pub(crate) mod card;
pub(crate) mod chart;
pub(crate) mod field;
pub(crate) mod header;
pub(crate) mod health;
pub(crate) mod help;
pub(crate) mod pane;
pub(crate) mod progress;
pub(crate) mod search;
pub(crate) mod table;
pub(crate) mod toast;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Widget, Wrap};

use crate::listing::Listing;
use crate::remote::Remote;
use crate::text;
use crate::theme::Look;

/// A framed part with a title.
pub(crate) fn framed<'a>(look: &Look, title: &'a str) -> Block<'a> {
    let block = Block::bordered()
        .border_set(look.glyphs.border)
        .border_style(look.theme.rule)
        .style(look.theme.base);
    if title.is_empty() {
        return block;
    }
    block.title(Span::styled(format!(" {title} "), look.theme.title))
}

/// Draws the value if it is there, and otherwise why it is not.
pub(crate) fn ready<'a, T>(
    remote: &'a Remote<T>,
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) -> Option<&'a T> {
    match remote {
        Remote::Ready(value) => return Some(value),
        Remote::Idle | Remote::Loading => {
            let text = format!("{} reading", look.glyphs.waiting);
            centered(&text, look.theme.muted, area, buf);
        }
        Remote::Failed(why) => {
            let text = format!("{} {}", look.glyphs.bad, text::clean(why));
            centered(&text, look.theme.alert, area, buf);
        }
    }
    None
}

/// The items of a list if there are any; draws why there are none otherwise.
pub(crate) fn filled<'a, T>(
    list: &'a Remote<Listing<T>>,
    none: &str,
    look: &Look,
    rows: Rect,
    buf: &mut Buffer,
) -> Option<&'a Listing<T>> {
    let list = ready(list, look, rows, buf)?;
    if list.items.is_empty() {
        centered(none, look.theme.muted, rows, buf);
        return None;
    }
    Some(list)
}

/// A word in the middle of an area.
pub(crate) fn centered(text: &str, style: Style, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(4)).max(1);
    let lines = u16::try_from(text::width(text).div_ceil(room)).unwrap_or(1);
    let top = area.height.saturating_sub(lines) / 2;
    let area = Rect {
        x: area.x + area.width.min(2),
        y: area.y + top,
        width: area.width.saturating_sub(4),
        height: area.height - top,
    };
    Paragraph::new(Line::styled(text, style))
        .wrap(Wrap { trim: true })
        .centered()
        .render(area, buf);
}

/// An area in the middle of another, cleared.
pub(crate) fn over(area: Rect, width: u16, height: u16, look: &Look, buf: &mut Buffer) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    let area = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    clear(area, buf);
    buf.set_style(area, look.theme.base);
    area
}

/// Empties an area, with the wide letters that reach into it from the left: a terminal would draw them over it.
pub(crate) fn clear(area: Rect, buf: &mut Buffer) {
    Clear.render(area, buf);
    let Some(left) = area.x.checked_sub(1) else {
        return;
    };
    for y in area.y..area.bottom() {
        if let Some(cell) = buf.cell_mut((left, y))
            && text::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// Writes a text at the right end of a line, cut to what fits.
pub(crate) fn write_right(text: &str, style: Style, area: Rect, buf: &mut Buffer) {
    let cells = u16::try_from(text::width(text)).unwrap_or(u16::MAX);
    if cells <= area.width && area.height > 0 {
        buf.set_string(area.right() - cells, area.y, text, style);
    }
}

/// A line across an area.
pub(crate) fn rule(look: &Look, area: Rect, buf: &mut Buffer) {
    let line = look.glyphs.line.repeat(usize::from(area.width));
    buf.set_stringn(
        area.x,
        area.y,
        line,
        usize::from(area.width),
        look.theme.rule,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearing_takes_half_letters_away() {
        let mut buf = Buffer::with_lines(["家族家族"]);
        clear(Rect::new(3, 0, 2, 1), &mut buf);
        assert_eq!(buf, Buffer::with_lines(["家    族"]));
    }
}
