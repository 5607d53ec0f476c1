//! The `?` page: the key table by context, what works here first, with the reason where a key does nothing now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{framed, over};
use crate::app::State;
use crate::keys::{self, Binding, Context, TABLE};
use crate::text;
use crate::theme::Look;

const WIDTH: u16 = 76;

/// Draws the page, scrolled down by some lines.
pub(crate) fn draw(state: &State, scroll: u16, area: Rect, buf: &mut Buffer) {
    let look = &state.look;
    let lines = lines(state);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let area = over(area, WIDTH, height, look, buf);
    let block = framed(look, "Keys");
    let inner = block.inner(area);
    block.render(area, buf);
    let scroll = scroll.min(height.saturating_sub(2).saturating_sub(inner.height));
    Paragraph::new(lines).scroll((scroll, 0)).render(inner, buf);
}

/// How many lines the page has.
pub(crate) fn length() -> usize {
    TABLE.len() + 2 * Context::ALL.len() - 1
}

fn lines(state: &State) -> Vec<Line<'static>> {
    let theme = &state.look.theme;
    let here = state.screen_contexts();
    let rest = Context::ALL.into_iter();
    let rest = rest.filter(|context| !here.contains(context));
    let mut lines = Vec::with_capacity(length());
    for context in here.iter().copied().chain(rest) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let title = format!(" {}", context.title());
        lines.push(Line::styled(title, theme.title));
        for binding in keys::of(context) {
            let why = Some(binding.order).filter(|_| here.contains(&context));
            let why = why.and_then(|order| state.unable(order));
            lines.push(line(binding, why.as_deref(), &state.look));
        }
    }
    lines
}

/// A key and what it does; and why not, if it does nothing now.
fn line(binding: &Binding, why: Option<&str>, look: &Look) -> Line<'static> {
    const KEYS: usize = 22;
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let keys = format!("  {:<20}", binding.keys_text());
    let (told, style) = match why {
        Some(why) => (
            format!("{} {} {why}", binding.help, glyphs.bad),
            theme.muted,
        ),
        None => (binding.help.into(), theme.base),
    };
    let room = usize::from(WIDTH).saturating_sub(KEYS + 2);
    let told = text::fit(&told, room, glyphs.ellipsis).into_owned();
    Line::from(vec![
        Span::styled(keys, theme.key),
        Span::styled(told, style),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Board;

    #[test]
    fn knows_its_length() {
        for key in ['1', '3', '4', '7'] {
            let mut board = Board::full(80, 24, 0);
            board.press(key);
            assert_eq!(lines(&board.state).len(), length());
        }
    }
}
