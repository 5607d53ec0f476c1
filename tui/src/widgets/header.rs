//! The line at the top: where we are, and whether what is seen is true now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::write_right;
use crate::app::{Link, State};
use crate::remote::Remote;
use crate::screens::Screen;
use crate::text;

/// From this width the guild stands beside the screens; below, [`draw_guild`] writes it under them.
const WITH_GUILD: u16 = 108;
/// From this width every screen is named, where the guild is not in the way; else only the one that is shown.
const WITH_NAMES: u16 = 78;

/// How much of the header is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Wide,
    /// Without the guild, which stands in the line below.
    Names,
    Digits,
}

/// Draws the guild, the screens and the connection; `has_line` says whether a line follows that can name the guild.
pub(crate) fn draw(state: &State, has_line: bool, area: Rect, buf: &mut Buffer) {
    let look = &state.look;
    let form = match area.width {
        WITH_GUILD.. => Form::Wide,
        WITH_NAMES.. if has_line => Form::Names,
        _ => Form::Digits,
    };
    let mut x = area.x + 1;
    let taken = if form == Form::Wide { 96 } else { 38 };
    if form == Form::Wide || !has_line {
        let room = usize::from(area.width.saturating_sub(taken)).min(32);
        let name = text::fit(&state.guild_name(), room, look.glyphs.ellipsis).into_owned();
        (x, _) = buf.set_stringn(x, area.y, name, room, look.theme.title);
        x += 2;
    }
    for screen in Screen::ALL {
        let is_shown = screen == state.screen;
        let style = if is_shown {
            look.theme.selected
        } else {
            look.theme.muted
        };
        let label = label(screen, is_shown, form);
        let room = usize::from(area.right().saturating_sub(x));
        let from = x;
        (x, _) = buf.set_stringn(x, area.y, label, room, style);
        if form == Form::Names && !is_shown {
            buf.set_stringn(from, area.y, screen.key().to_string(), room, look.theme.key);
        }
        x += u16::from(form != Form::Wide);
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

/// The digit of a screen, and its name where there is room for it.
fn label(screen: Screen, is_shown: bool, form: Form) -> String {
    let (key, title) = (screen.key(), screen.title());
    match form {
        Form::Wide => format!(" {key} {title} "),
        Form::Digits if !is_shown => key.to_string(),
        Form::Names | Form::Digits => format!("{key} {title}"),
    }
}

/// Writes the guild into the line under the header, where the header has no room for it.
pub(crate) fn draw_guild(state: &State, area: Rect, buf: &mut Buffer) {
    if area.width >= WITH_GUILD {
        return;
    }
    let look = &state.look;
    let room = usize::from(area.width.saturating_sub(6));
    let name = state.guild_name();
    let name = text::fit(&name, room, look.glyphs.ellipsis);
    buf.set_stringn(
        area.x + 2,
        area.y,
        format!(" {name} "),
        room + 2,
        look.theme.title,
    );
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
