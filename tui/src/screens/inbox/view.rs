//! Draws the inbox.

use emperione_protocol::Timestamp;
use emperione_protocol::inbox::{Evidence, Item, ItemDetail, ItemKind, ItemState, Report};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Only, State};
use crate::listing::Pane;
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{filled, pane, ready, search};
use crate::{format, text};

const COLUMNS: [Column; 7] = [
    Column::new("item", 6).right(),
    Column::new("kind", 7),
    Column::new("state", 11),
    Column::new("member", 18),
    Column::new("reports", 7).right().from(72),
    Column::new("age", 5).right(),
    Column::new("by", 0).from(64),
];

pub(crate) fn draw(
    state: &State,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let (left, right) = pane::beside(state.pane.as_ref(), area);
    if let Some(left) = left {
        list(state, now, look, left, buf);
    }
    if let Some((shown, right)) = right {
        detail(shown, (now, zone), look, right, buf);
    }
}

fn list(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    let rows = search::title(("Inbox", state.only.word()), &state.search, look, area, buf);
    let none = match state.only {
        Only::Waiting => "nothing waits",
        Only::Mine => "you have nothing",
        Only::All => "nothing was reported yet",
    };
    let Some(list) = filled(&state.search.list, none, look, rows, buf) else {
        return;
    };
    let table = Table::of(list, &COLUMNS, look);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

fn cells(item: &Item, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (mark, said, style) = standing(item, look);
    let by = item.assignee.as_ref().map_or_else(String::new, text::actor);
    vec![
        (format!("#{}", item.number), look.theme.title),
        (item.kind.word().into(), look.theme.base),
        (format!("{mark} {said}"), style),
        (text::user(&item.target), look.theme.accent),
        (item.reports.to_string(), look.theme.base),
        (format::ago(now, item.opened_at), look.theme.muted),
        (by, look.theme.muted),
    ]
}

/// A mark, a word and a style for how an item stands.
fn standing(item: &Item, look: &Look) -> (&'static str, &'static str, Style) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    match (item.state, item.decision) {
        (ItemState::Open, _) => (glyphs.warning, "open", theme.warning),
        (ItemState::Claimed, _) => (glyphs.waiting, "claimed", theme.accent),
        (ItemState::Merged, _) => (glyphs.ended, "merged", theme.muted),
        (ItemState::Resolved, decision) => {
            let said = decision.map_or("resolved", |decision| decision.word());
            (glyphs.good, said, theme.good)
        }
    }
}

fn detail(
    shown: &Pane<u64, ItemDetail>,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let title = format!("Item {}", shown.key);
    let inner = pane::open(&title, look, area, buf);
    let Some(detail) = ready(&shown.detail, look, inner, buf) else {
        return;
    };
    let room = usize::from(inner.width);
    let mut lines = head(&detail.item, (now, zone), look, room);
    for piece in &detail.evidence {
        lines.extend(evidence(piece, zone, look, room));
    }
    for report in &detail.reports {
        lines.extend(words(report, zone, look, room));
    }
    lines.extend(history(detail, zone, look, room));
    let scroll = u16::try_from(shown.scroll).unwrap_or(u16::MAX);
    pane::lines(lines, scroll, inner, buf);
}

fn head(
    item: &Item,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    room: usize,
) -> Vec<Line<'static>> {
    let base = look.theme.base;
    let (mark, said, style) = standing(item, look);
    let what = match (item.kind, item.case) {
        (ItemKind::Appeal, Some(case)) => format!("appeal against case {case}"),
        (kind, _) => match item.alert {
            Some(alert) => format!("alert {alert}"),
            None => kind.word().into(),
        },
    };
    let target = if item.alert.is_some() {
        "rule"
    } else {
        "member"
    };
    let at = item.opened_at;
    let opened = format!("{} ({})", format::date_time(at, zone), format::ago(now, at));
    let mut pairs = vec![
        ("state", format!("{mark} {said}"), style),
        ("what", what, base),
        (target, text::user(&item.target), look.theme.accent),
        ("opened", opened, base),
    ];
    let assignee = item.assignee.as_ref().map(text::actor);
    pairs.extend(assignee.map(|by| ("has it", by, base)));
    let reason = item.reason.as_deref().map(text::clean);
    pairs.extend(reason.map(|reason| ("reason", reason, base)));
    pairs.extend(item.outcome.map(|case| ("case", format!("#{case}"), base)));
    pairs.extend(
        item.merged_into
            .map(|into| ("now in", format!("#{into}"), base)),
    );
    let line = |(label, value, style): (&'static str, String, Style)| {
        let value = text::fit(&value, room.saturating_sub(8), look.glyphs.ellipsis).into_owned();
        Line::from(vec![
            Span::styled(format!("{label:<8}"), look.theme.muted),
            Span::styled(value, style),
        ])
    };
    pairs.into_iter().map(line).collect()
}

/// A line that begins a part of the pane.
fn part(title: &'static str, rest: &str, look: &Look) -> Line<'static> {
    Line::from(vec![
        Span::styled(title, look.theme.title),
        Span::styled(format!(" {rest}"), look.theme.muted),
    ])
}

fn wrapped(content: &str, room: usize, look: &Look) -> Vec<Line<'static>> {
    let parts = text::wrap(&text::clean(content), room.saturating_sub(2));
    let line = |part| Line::styled(format!("  {part}"), look.theme.base);
    parts.into_iter().map(line).collect()
}

fn evidence(piece: &Evidence, zone: &TimeZone, look: &Look, room: usize) -> Vec<Line<'static>> {
    let files = match piece.attachments {
        0 => String::new(),
        n => format!(", {n} attached"),
    };
    let at = format::date_time(piece.message.created_at(), zone);
    let said = format!("{at} by {}{files}", text::user(&piece.author));
    let known = piece.text.as_deref().unwrap_or("(its text is not known)");
    let mut lines = vec![part("Message", &said, look)];
    lines.extend(wrapped(known, room, look));
    lines
}

fn words(report: &Report, zone: &TimeZone, look: &Look, room: usize) -> Vec<Line<'static>> {
    let at = format::date_time(report.at, zone);
    let said = format!("{at} by {}", text::user(&report.by));
    let mut lines = vec![part("Report", &said, look)];
    if let Some(words) = &report.words {
        lines.extend(wrapped(words, room, look));
    }
    lines
}

fn history(detail: &ItemDetail, zone: &TimeZone, look: &Look, room: usize) -> Vec<Line<'static>> {
    let mut lines = vec![part("History", "", look)];
    for entry in &detail.entries {
        let kind = text::pad(&text::clean(&entry.kind), 9);
        lines.push(Line::from(vec![
            Span::styled(format::date_time(entry.at, zone), look.theme.muted),
            Span::styled(format!("  {kind}"), look.theme.title),
            Span::styled(text::actor(&entry.actor), look.theme.muted),
        ]));
        if !entry.text.is_empty() {
            lines.extend(wrapped(&entry.text, room, look));
        }
    }
    lines
}
