//! The bar of hints at the bottom, made from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::State;
use crate::keys::{self, Binding};
use crate::text;
use crate::theme::Look;

/// Draws the keys that do something here, inner contexts first, as many as fit; help and quit keep the right end.
pub(crate) fn draw(state: &State, area: Rect, buf: &mut Buffer) {
    let look = &state.look;
    let contexts = state.contexts();
    let all: Vec<&Binding> = contexts
        .iter()
        .flat_map(|context| keys::of(*context))
        .filter(|binding| !binding.label.is_empty() && state.unable(binding.order).is_none())
        .collect();
    let (last, first): (Vec<&Binding>, Vec<&Binding>) = all
        .into_iter()
        .partition(|binding| matches!(binding.label, "help" | "quit"));
    let reserved: u16 = last.iter().map(|binding| width(binding)).sum();
    let end = area.right().saturating_sub(reserved);
    let mut x = area.x + 1;
    for binding in first {
        if x + width(binding) > end {
            break;
        }
        x = hint(binding, look, (x, area.y), buf);
    }
    let mut x = end;
    for binding in last {
        if x + width(binding) <= area.right() {
            x = hint(binding, look, (x, area.y), buf);
        }
    }
}

fn width(binding: &Binding) -> u16 {
    let cells = text::width(&binding.key_text()) + text::width(binding.label) + 3;
    u16::try_from(cells).unwrap_or(u16::MAX)
}

fn hint(binding: &Binding, look: &Look, (x, y): (u16, u16), buf: &mut Buffer) -> u16 {
    let (x, _) = buf.set_stringn(x, y, binding.key_text(), usize::MAX, look.theme.key);
    let (x, _) = buf.set_stringn(x + 1, y, binding.label, usize::MAX, look.theme.muted);
    x + 2
}
