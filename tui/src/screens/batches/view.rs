//! Draws the batches.

use emperione_protocol::Timestamp;
use emperione_protocol::actions::State as ActionState;
use emperione_protocol::batches::{Batch, BatchLine, BatchState};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{Shown, State, is_wrong};
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{centered, filled, pane, progress, ready, search};
use crate::{format, text};

const COLUMNS: [Column; 8] = [
    Column::new("what", 14),
    Column::new("state", 11),
    Column::new("", 12).from(70),
    Column::new("done", 11).right(),
    Column::new("wrong", 6).right(),
    Column::new("by", 14).from(84),
    Column::new("age", 5).right(),
    Column::new("reason", 0).from(96),
];
const BAR: usize = 12;

/// How many lines tell the whole of why it went wrong for the chosen one.
const WHY: u16 = 2;

const LINES: [Column; 4] = [
    Column::new("member", 18),
    Column::new("state", 11),
    Column::new("case", 6).right(),
    Column::new("why", 0),
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
    let rows = search::title(("Batches", ""), &state.search, look, area, buf);
    let none = "no batches: select members with space and act on them";
    let Some(list) = filled(&state.search.list, none, look, rows, buf) else {
        return;
    };
    let table = Table::of(list, &COLUMNS, look);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

fn cells(batch: &Batch, now: Timestamp, look: &Look) -> Vec<Cell> {
    let theme = &look.theme;
    let (mark, style) = standing(batch.state, look);
    let wrong = batch.failed + batch.refused;
    let reason = batch.act.reason.as_deref();
    let undo = if batch.undoes.is_some() { "undo: " } else { "" };
    vec![
        (format!("{undo}{}", batch.act.kind.word()), theme.base),
        (format!("{mark} {}", batch.state.word()), style),
        (
            progress::bar(batch.ended(), batch.total, BAR, look),
            theme.bar,
        ),
        (format!("{}/{}", batch.ended(), batch.total), theme.base),
        (
            format::count(wrong),
            if wrong == 0 { theme.muted } else { theme.alert },
        ),
        (text::actor(&batch.actor), theme.muted),
        (format::ago(now, batch.created_at), theme.muted),
        (reason.map_or(String::new(), text::clean), theme.base),
    ]
}

fn standing(state: BatchState, look: &Look) -> (&'static str, Style) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    match state {
        BatchState::Waiting => (glyphs.warning, theme.warning),
        BatchState::Running => (glyphs.arrow, theme.accent),
        BatchState::Paused => (glyphs.waiting, theme.warning),
        BatchState::Cancelled => (glyphs.ended, theme.muted),
        BatchState::Done => (glyphs.good, theme.good),
    }
}

fn detail(shown: &Shown, time: (Timestamp, &TimeZone), look: &Look, area: Rect, buf: &mut Buffer) {
    let inner = pane::open(&format!("Batch {}", shown.id), look, area, buf);
    let Some(batch) = ready(&shown.batch, look, inner, buf) else {
        return;
    };
    let head = head(batch, time, look, usize::from(inner.width));
    let rows = Constraint::Length(u16::try_from(head.len()).unwrap_or(0));
    let whole = Constraint::Length(WHY);
    let [above, below, foot] = Layout::vertical([rows, Constraint::Fill(1), whole]).areas(inner);
    Paragraph::new(head).render(above, buf);
    let Some(list) = ready(&shown.lines.list, look, below, buf) else {
        return;
    };
    let lines = list.items.iter().enumerate();
    let kept: Vec<_> = lines
        .filter(|(_, line)| !shown.only_wrong || is_wrong(line))
        .collect();
    if kept.is_empty() {
        centered("it went wrong for nobody", look.theme.muted, below, buf);
        return;
    }
    let table = Table {
        look,
        columns: &LINES,
        length: kept.len(),
        chosen: kept
            .iter()
            .rposition(|(at, _)| *at <= list.chosen)
            .or(Some(0)),
        titles: true,
        marks: None,
    };
    table.render(below, buf, |number| line_cells(kept[number].1, look));
    let chosen = table.chosen.and_then(|at| kept.get(at));
    if let Some(why) = chosen.and_then(|(_, line)| line.error.as_deref()) {
        let why = text::wrap(&text::clean(why), usize::from(foot.width));
        let lines: Vec<_> = why.into_iter().map(Line::from).collect();
        Paragraph::new(lines)
            .style(look.theme.alert)
            .render(foot, buf);
    }
}

/// The bar, what it is, and how many ended how.
fn head(
    batch: &Batch,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    room: usize,
) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let (mark, style) = standing(batch.state, look);
    let left = match batch.state {
        BatchState::Running => format!("  {} left", format::at_least(batch.left_ms)),
        BatchState::Waiting => "  a second person has to approve it".into(),
        _ => String::new(),
    };
    let state = format!("{mark} {}{left}", batch.state.word());
    let counts = format!("{} of {} ended", batch.ended(), batch.total);
    let bar = progress::bar(batch.ended(), batch.total, (room / 2).min(30), look);
    let when = |at| format!("{} ({})", format::date_time(at, zone), format::ago(now, at));
    let mut lines = vec![
        Line::styled(state, style),
        Line::from(vec![
            Span::styled(bar, theme.bar),
            Span::styled(format!("  {counts}"), theme.base),
        ]),
    ];
    let reason = batch.act.reason.as_deref().map(text::clean);
    let approver = batch.approver.as_deref().map(text::clean);
    let halted = batch.halted.as_deref().map(text::clean);
    let pairs = [
        ("what", Some(batch.act.kind.word().into()), theme.base),
        ("reason", reason, theme.base),
        ("by", Some(text::actor(&batch.actor)), theme.base),
        ("approved", approver, theme.base),
        ("halted", halted, theme.alert),
        (
            "undoes",
            batch.undoes.map(|id| format!("batch {id}")),
            theme.base,
        ),
        ("begun", Some(when(batch.created_at)), theme.base),
        ("ended", Some(tally(batch)), theme.base),
    ];
    let pairs = pairs.into_iter();
    lines.extend(
        pairs.filter_map(|(label, value, style)| {
            Some(pane::pair(look, (label, &value?), style, room))
        }),
    );
    lines
}

/// How many ended how.
fn tally(batch: &Batch) -> String {
    let counts = [
        (batch.applied, "applied"),
        (batch.failed, "failed"),
        (batch.refused, "refused"),
        (batch.open, "under way"),
    ];
    let counts = counts.map(|(n, what)| format!("{} {what}", format::count(n)));
    counts.join(", ")
}

fn line_cells(line: &BatchLine, look: &Look) -> Vec<Cell> {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let (mark, said, style) = match line.state {
        Some(ActionState::Applied | ActionState::Verified) => (glyphs.good, "applied", theme.good),
        Some(ActionState::Failed) => (glyphs.bad, "failed", theme.alert),
        Some(ActionState::Unknown) => (glyphs.waiting, "unknown", theme.warning),
        Some(_) => (glyphs.arrow, "under way", theme.accent),
        None if line.error.is_some() => (glyphs.bad, "refused", theme.alert),
        None => (glyphs.waiting, "waiting", theme.muted),
    };
    let case = line.case.map_or(String::new(), |case| format!("#{case}"));
    let why = line.error.as_deref().map_or(String::new(), text::clean);
    vec![
        (text::user(&line.target), theme.accent),
        (format!("{mark} {said}"), style),
        (case, theme.title),
        (why, theme.base),
    ]
}
