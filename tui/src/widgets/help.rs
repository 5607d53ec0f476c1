//! The `?` page: the key table, by context.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{framed, over};
use crate::keys::{Context, TABLE};
use crate::theme::Look;

const WIDTH: u16 = 76;

/// Draws the page, scrolled down by some lines.
pub(crate) fn draw(scroll: u16, look: &Look, area: Rect, buf: &mut Buffer) {
    let lines = lines(look);
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

fn lines(look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::with_capacity(length());
    for context in Context::ALL {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(
            format!(" {}", context.title()),
            look.theme.title,
        ));
        for binding in TABLE.iter().filter(|binding| binding.context == context) {
            lines.push(Line::from(vec![
                Span::styled(format!("  {:<20}", binding.keys_text()), look.theme.key),
                Span::styled(binding.help, look.theme.base),
            ]));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ThemeName;

    #[test]
    fn knows_its_length() {
        assert_eq!(
            lines(&Look::new(ThemeName::Dark, true, true)).len(),
            length()
        );
    }
}
