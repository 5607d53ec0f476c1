//! Draws a menu.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::frame;
use crate::dialog::menu::{About, Item, State};
use crate::text;
use crate::theme::Look;
use crate::widgets::table::first_seen;
use crate::widgets::{centered, ready};

const WIDTH: u16 = 74;
const NAME: usize = 17;

pub(super) fn draw(menu: &State, look: &Look, area: Rect, buf: &mut Buffer) {
    let length = menu.items.len().max(1);
    let inside = frame(&menu.title(), (WIDTH, length), look, area, buf);
    if let About::Undos(_, read) = &menu.about {
        if ready(read, look, inside, buf).is_none() {
            return;
        }
        if menu.items.is_empty() {
            centered("no cases", look.theme.muted, inside, buf);
        }
    }
    let room = usize::from(inside.width);
    let first = first_seen(menu.at, menu.items.len(), inside.height);
    let shown = menu.items.iter().enumerate().skip(first);
    let shown = shown.take(usize::from(inside.height));
    let widest = menu.items.iter().map(|item| text::width(&item.key)).max();
    let key = widest.unwrap_or(1);
    let lines: Vec<_> = shown
        .map(|(number, item)| {
            let insisted = menu.insisted && menu.at == number;
            line(item, (menu.at == number, insisted), (key, room), look)
        })
        .collect();
    Paragraph::new(lines).render(inside, buf);
}

/// The key, the name, and what it does or why it cannot be done.
fn line(
    item: &Item,
    (is_chosen, insisted): (bool, bool),
    (key, room): (usize, usize),
    look: &Look,
) -> Line<'static> {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let (name, told) = match &item.why {
        Some(why) => {
            let told = format!("{} {}", glyphs.bad, text::clean(why));
            let told = (told, if insisted { theme.alert } else { theme.muted });
            (theme.muted, told)
        }
        None => (theme.base, (item.help.clone(), theme.muted)),
    };
    let left = room.saturating_sub(key + NAME + 4);
    let rest = text::fit(&told.0, left, glyphs.ellipsis).into_owned();
    let pointer = if is_chosen { glyphs.pointer } else { " " };
    let line = Line::from(vec![
        Span::styled(format!("{pointer} "), theme.accent),
        Span::styled(text::pad(&item.key, key + 1), theme.key),
        Span::styled(format!("{:<NAME$} ", item.name), name),
        Span::styled(text::pad(&rest, left), told.1),
    ]);
    if is_chosen && !insisted {
        line.style(theme.selected)
    } else {
        line
    }
}
