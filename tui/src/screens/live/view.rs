//! Draws the live feed.

use emperione_protocol::messages::Message;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts::fact;
use super::{Row, Show, State, What};
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{centered, write_right};
use crate::{format, text};

const COLUMNS: [Column; 4] = [
    Column::new("", 8),
    Column::new("", 14),
    Column::new("", 18).from(70),
    Column::new("", 0),
];

pub(crate) fn draw(state: &State, zone: &TimeZone, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height < 2 {
        return;
    }
    title(state, look, Rect { height: 1, ..area }, buf);
    let rows = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    let seen = seen(state, rows.height);
    if seen.is_empty() {
        centered("nothing has happened yet", look.theme.muted, rows, buf);
        return;
    }
    let table = Table {
        look,
        columns: &COLUMNS,
        length: seen.len(),
        chosen: seen.iter().position(|(is_chosen, _)| *is_chosen),
        titles: false,
        marks: None,
    };
    let free = rows.height
        - u16::try_from(seen.len())
            .unwrap_or(rows.height)
            .min(rows.height);
    let rows = Rect {
        y: rows.y + free,
        height: rows.height - free,
        ..rows
    };
    let is_narrow = area.width < 70;
    table.render(rows, buf, |number| {
        cells(seen[number].1, zone, look, is_narrow)
    });
}

/// The rows on the screen, oldest first, and which of them is chosen.
fn seen(state: &State, height: u16) -> Vec<(bool, &Row)> {
    let height = usize::from(height);
    let chosen = state.back();
    let below = chosen.map_or(0, |back| {
        let length = state.shown().count();
        back.saturating_sub(height / 2)
            .min(length.saturating_sub(height))
    });
    let mut seen: Vec<_> = state
        .shown()
        .enumerate()
        .skip(below)
        .take(height)
        .map(|(number, row)| (chosen == Some(number), row))
        .collect();
    seen.reverse();
    seen
}

fn title(state: &State, look: &Look, area: Rect, buf: &mut Buffer) {
    let what = match state.show {
        Show::Both => "messages and events",
        Show::Messages => "messages",
        Show::Events => "events",
    };
    let (x, _) = buf.set_stringn(
        area.x + 1,
        area.y,
        "Live",
        usize::from(area.width),
        look.theme.title,
    );
    buf.set_stringn(
        x + 2,
        area.y,
        what,
        usize::from(area.width),
        look.theme.muted,
    );
    let (badge, style) = match (state.is_paused(), state.waiting()) {
        (false, _) => (format!("{} running ", look.glyphs.good), look.theme.good),
        (true, 0) => (
            format!("{} paused ", look.glyphs.warning),
            look.theme.warning,
        ),
        (true, n) => (
            format!(
                "{} paused {} {} new ",
                look.glyphs.warning,
                look.glyphs.separator,
                format::count(n)
            ),
            look.theme.warning,
        ),
    };
    write_right(&badge, style, area, buf);
}

fn cells(row: &Row, zone: &TimeZone, look: &Look, is_narrow: bool) -> Vec<Cell> {
    let (place, who, (content, style)) = match &row.what {
        What::Message(message) => {
            let place = (
                format!("#{}", text::clean(&message.channel.name)),
                look.theme.muted,
            );
            (
                place,
                text::user(&message.author),
                message_text(message, look),
            )
        }
        What::Event(event) => {
            let fact = fact(event, look);
            (
                (format!("{} {}", fact.mark, fact.word), fact.style),
                fact.who,
                (fact.text, look.theme.base),
            )
        }
    };
    let content = if is_narrow {
        format!("{who} {content}")
    } else {
        content
    };
    vec![
        (format::time(row.at, zone), look.theme.muted),
        place,
        (who, look.theme.accent),
        (content, style),
    ]
}

fn message_text(message: &Message, look: &Look) -> (String, Style) {
    let mut content = match &message.text {
        Some(content) => text::clean(content),
        None => "(text not kept)".into(),
    };
    if message.attachments > 0 {
        let files = format::counted(u64::from(message.attachments), "file");
        content = format!("{content} [{files}]");
    }
    if message.deleted_at.is_some() {
        return (
            format!("{} deleted: {content}", look.glyphs.bad),
            look.theme.muted,
        );
    }
    if message.edited_at.is_some() {
        content.push_str(" (edited)");
    }
    let style = if message.text.is_some() {
        look.theme.base
    } else {
        look.theme.muted
    };
    (content, style)
}
