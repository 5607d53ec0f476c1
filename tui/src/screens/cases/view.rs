//! Draws the cases.

use emperione_protocol::Timestamp;
use emperione_protocol::cases::{Case, CaseDetail, CaseState};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::State;
use crate::listing::Pane;
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{centered, pane, ready, search};
use crate::{format, text};

const COLUMNS: [Column; 7] = [
    Column::new("case", 6).right(),
    Column::new("what", 9),
    Column::new("state", 10),
    Column::new("member", 18),
    Column::new("by", 14).from(84),
    Column::new("age", 5).right(),
    Column::new("reason", 0).from(72),
];

pub(crate) fn draw(
    state: &State,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(shown) = &state.pane else {
        list(state, now, look, area, buf);
        return;
    };
    let (left, right) = pane::split(area);
    if let Some(left) = left {
        list(state, now, look, left, buf);
    }
    detail(shown, (now, zone), look, right, buf);
}

fn list(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    let narrowed = state.only.map_or("all", |only| standing(only, look).1);
    let rows = search::title(("Cases", narrowed), &state.search, look, area, buf);
    let Some(list) = ready(&state.search.list, look, rows, buf) else {
        return;
    };
    if list.items.is_empty() {
        centered("no cases", look.theme.muted, rows, buf);
        return;
    }
    let table = Table::of(list, &COLUMNS, look);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

fn cells(case: &Case, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (mark, said, style) = standing(case.state, look);
    let reason = case.reason.as_deref().map_or(String::new(), text::clean);
    vec![
        (format!("#{}", case.number), look.theme.title),
        (case.kind.word().into(), look.theme.base),
        (format!("{mark} {said}"), style),
        (text::user(&case.target), look.theme.accent),
        (text::actor(&case.actor), look.theme.muted),
        (format::ago(now, case.opened_at), look.theme.muted),
        (reason, look.theme.base),
    ]
}

/// A mark, a word and a style for how a case stands.
pub(crate) fn standing(state: CaseState, look: &Look) -> (&'static str, &'static str, Style) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    match state {
        CaseState::Pending => (glyphs.waiting, "pending", theme.accent),
        CaseState::Applied => (glyphs.good, "applied", theme.good),
        CaseState::Failed => (glyphs.bad, "failed", theme.alert),
        CaseState::Ended => (glyphs.ended, "ended", theme.muted),
    }
}

fn detail(
    shown: &Pane<u64, CaseDetail>,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let title = format!("Case {}", shown.key);
    let inner = pane::open(&title, look, area, buf);
    let Some(detail) = ready(&shown.detail, look, inner, buf) else {
        return;
    };
    let room = usize::from(inner.width);
    let mut lines = head(&detail.case, (now, zone), look, room);
    lines.extend(entries(detail, zone, look, room));
    let scroll = u16::try_from(shown.scroll).unwrap_or(u16::MAX);
    pane::lines(lines, scroll, inner, buf);
}

fn head(
    case: &Case,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    room: usize,
) -> Vec<Line<'static>> {
    let base = look.theme.base;
    let (mark, said, style) = standing(case.state, look);
    let when = |at| format!("{} ({})", format::date_time(at, zone), format::ago(now, at));
    let name = text::display_name(&case.target).map_or(String::new(), |name| format!("  {name}"));
    let is_adopted = case.action.is_none();
    let origin = if is_adopted { ", done in Discord" } else { "" };
    let mut pairs = vec![
        ("state", format!("{mark} {said}"), style),
        ("what", case.kind.word().into(), base),
        (
            "member",
            format!("{}{name}", text::user(&case.target)),
            look.theme.accent,
        ),
        ("by", format!("{}{origin}", text::actor(&case.actor)), base),
        ("opened", when(case.opened_at), base),
    ];
    pairs.extend(case.until.map(|until| ("until", when(until), base)));
    let reason = case
        .reason
        .as_deref()
        .map_or("none given".into(), text::clean);
    let parts = text::wrap(&reason, room.saturating_sub(8));
    let labels = std::iter::once("reason").chain(std::iter::repeat(""));
    pairs.extend(labels.zip(parts).map(|(label, part)| (label, part, base)));
    let line = |(label, value, style): (&'static str, String, Style)| {
        let value = text::fit(&value, room.saturating_sub(8), look.glyphs.ellipsis).into_owned();
        Line::from(vec![
            Span::styled(format!("{label:<8}"), look.theme.muted),
            Span::styled(value, style),
        ])
    };
    pairs.into_iter().map(line).collect()
}

fn entries(detail: &CaseDetail, zone: &TimeZone, look: &Look, room: usize) -> Vec<Line<'static>> {
    let rest = look.glyphs.line.repeat(room.saturating_sub(8));
    let mut lines = vec![Line::from(vec![
        Span::styled("Entries", look.theme.title),
        Span::styled(format!(" {rest}"), look.theme.rule),
    ])];
    for entry in &detail.entries {
        lines.push(Line::from(vec![
            Span::styled(format::date_time(entry.at, zone), look.theme.muted),
            Span::styled(
                format!("  {}", text::pad(&text::clean(&entry.kind), 9)),
                look.theme.title,
            ),
            Span::styled(text::actor(&entry.actor), look.theme.muted),
        ]));
        let told = text::clean(&entry.text);
        if !told.is_empty() {
            let parts = text::wrap(&told, room.saturating_sub(2));
            lines.extend(
                parts
                    .into_iter()
                    .map(|part| Line::styled(format!("  {part}"), look.theme.base)),
            );
        }
    }
    lines
}
