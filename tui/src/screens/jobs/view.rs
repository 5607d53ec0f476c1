//! Draws the jobs.

use emperione_protocol::Timestamp;
use emperione_protocol::jobs::{Job, JobKind, JobState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Only, State};
use crate::theme::Look;
use crate::widgets::filled;
use crate::widgets::table::{Cell, Column, Table};
use crate::{format, text};

const KINDS: [Column; 9] = [
    Column::new("job", 18),
    Column::new("state", 10),
    Column::new("every", 6).right().from(76),
    Column::new("next", 8).right(),
    Column::new("waits", 5).right(),
    Column::new("runs", 5).right().from(70),
    Column::new("done", 7).right().from(90),
    Column::new("dead", 5).right(),
    Column::new("about", 0).from(100),
];

const JOBS: [Column; 6] = [
    Column::new("job", 22),
    Column::new("state", 10),
    Column::new("tries", 6).right(),
    Column::new("due", 7).right(),
    Column::new("done", 7).right().from(70),
    Column::new("error", 0).from(64),
];

pub(crate) fn draw(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let width = usize::from(area.width);
    let (x, y) = buf.set_stringn(area.x + 1, area.y, "Jobs", width, look.theme.title);
    buf.set_stringn(x + 2, y, state.only.word(), width, look.theme.muted);
    let rows = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    if state.only == Only::Kinds {
        if let Some(kinds) = filled(&state.kinds, "no kinds", look, rows, buf) {
            let table = Table::of(kinds, &KINDS, look);
            table.render(rows, buf, |n| kind_cells(&kinds.items[n], now, look));
        }
        return;
    }
    let none = match state.only {
        Only::Dead => "no job is dead",
        _ => "no jobs yet",
    };
    if let Some(list) = filled(&state.list, none, look, rows, buf) {
        let table = Table::of(list, &JOBS, look);
        table.render(rows, buf, |n| job_cells(&list.items[n], now, look));
    }
}

fn kind_cells(kind: &JobKind, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let failed = matches!(&kind.last, Some(job) if job.state == JobState::Dead);
    let (mark, said, style) = if kind.paused_at.is_some() {
        (glyphs.waiting, "paused", theme.warning)
    } else if kind.running > 0 {
        (glyphs.arrow, "running", theme.accent)
    } else if failed {
        (glyphs.bad, "failed", theme.alert)
    } else {
        (glyphs.good, "on", theme.good)
    };
    let next = kind
        .next_tick_at
        .map_or(glyphs.none.into(), |at| format::ago(now, at.max(now)));
    vec![
        (text::clean(&kind.name), theme.base),
        (format!("{mark} {said}"), style),
        (
            format::rough(kind.every_s.saturating_mul(1_000)),
            theme.muted,
        ),
        (next, theme.muted),
        counted(kind.pending, theme.base, look),
        counted(kind.running, theme.accent, look),
        counted(kind.done, theme.muted, look),
        counted(kind.dead, theme.alert, look),
        (text::clean(&kind.about), theme.muted),
    ]
}

/// A count; none of something is no news.
fn counted(count: u64, style: Style, look: &Look) -> Cell {
    match count {
        0 => (look.glyphs.none.into(), look.theme.muted),
        count => (format::count(count), style),
    }
}

fn job_cells(job: &Job, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let (mark, said, style) = match job.state {
        JobState::Pending => (glyphs.waiting, "pending", theme.muted),
        JobState::Running => (glyphs.arrow, "running", theme.accent),
        JobState::Done => (glyphs.good, "done", theme.good),
        JobState::Dead => (glyphs.bad, "dead", theme.alert),
    };
    let done = job
        .done_at
        .map_or(glyphs.none.into(), |at| format::ago(now, at));
    let error = job.error.as_deref().map_or(String::new(), text::clean);
    vec![
        (text::clean(&job.name), theme.base),
        (format!("{mark} {said}"), style),
        (
            format!("{}/{}", job.attempts, job.max_attempts),
            theme.muted,
        ),
        (format::ago(now, job.run_at), theme.muted),
        (done, theme.muted),
        (error, theme.base),
    ]
}
