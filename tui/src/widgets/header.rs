//! The line at the top: where we are, and whether what is seen is true now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::write_right;
use crate::app::{Link, State};
use crate::remote::Remote;
use crate::screens::Screen;
use crate::text;

/// Draws the guild, the screens and the connection.
pub(crate) fn draw(state: &State, area: Rect, buf: &mut Buffer) {
    let look = &state.look;
    let mut x = area.x + 1;
    if area.width >= 80 {
        let room = usize::from(area.width - 68).clamp(12, 32);
        let name = text::fit(&state.guild_name(), room, look.glyphs.ellipsis).into_owned();
        (x, _) = buf.set_stringn(x, area.y, name, room, look.theme.title);
        x += 2;
    }
    for screen in Screen::ALL {
        let is_shown = screen == state.screen;
        let label = format!(" {} {} ", screen.key(), screen.title());
        let style = if is_shown {
            look.theme.selected
        } else {
            look.theme.muted
        };
        let room = usize::from(area.right().saturating_sub(x));
        (x, _) = buf.set_stringn(x, area.y, label, room, style);
    }
    let rest = Rect {
        x: x + 1,
        width: area.right().saturating_sub(x + 2),
        ..area
    };
    let (health, style) = health(state, rest.width);
    let health = text::fit(&health, usize::from(rest.width), look.glyphs.ellipsis);
    write_right(&health, style, rest, buf);
}

/// The most important thing about the daemon and our connection to it, in a word that fits.
fn health(state: &State, room: u16) -> (String, Style) {
    let look = &state.look;
    let (glyph, (long, short), style) = match (&state.link, &state.status) {
        (Link::Lost(_), _) => (look.glyphs.bad, ("not connected", "lost"), look.theme.alert),
        (Link::Connecting, _) => (
            look.glyphs.waiting,
            ("connecting", "wait"),
            look.theme.muted,
        ),
        (Link::Up, Remote::Ready(status)) if status.safe_mode => (
            look.glyphs.warning,
            ("safe mode", "safe"),
            look.theme.warning,
        ),
        (Link::Up, Remote::Ready(status)) if !status.ready => (
            look.glyphs.warning,
            ("not ready", "unfit"),
            look.theme.warning,
        ),
        (Link::Up, Remote::Failed(_)) => (
            look.glyphs.warning,
            ("no status", "blind"),
            look.theme.warning,
        ),
        (Link::Up, _) => (look.glyphs.good, ("connected", "up"), look.theme.good),
    };
    let fits = text::width(long) + 2 <= usize::from(room);
    (
        format!("{glyph} {}", if fits { long } else { short }),
        style,
    )
}
