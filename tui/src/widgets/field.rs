//! A field that takes text.

use ratatui::text::Span;
use tui_input::Input;

use crate::text;
use crate::theme::Look;

/// Draws what is written, scrolled so that the cursor is seen.
pub(crate) fn input<'a>(
    input: &Input,
    is_focused: bool,
    look: &Look,
    room: usize,
) -> Vec<Span<'a>> {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let after: String = input.value().chars().skip(input.cursor()).collect();
    let (before, after) = (text::clean(&before), text::clean(&after));
    let cursor = usize::from(is_focused);
    let before = tail(&before, room.saturating_sub(cursor));
    let left = room.saturating_sub(text::width(&before) + cursor);
    let after = text::fit(&after, left, look.glyphs.ellipsis).into_owned();
    let fill = " ".repeat(left.saturating_sub(text::width(&after)));
    let style = look.theme.input;
    let mut spans = vec![Span::styled(before, style)];
    if is_focused {
        spans.push(Span::styled(
            look.glyphs.cursor,
            look.theme.accent.patch(style),
        ));
    }
    spans.push(Span::styled(after + &fill, style));
    spans
}

/// The end of a text that fits.
fn tail(content: &str, room: usize) -> String {
    let start = content
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| text::width(&content[*at..]) <= room);
    start.map_or_else(String::new, |at| content[at..].to_owned())
}
