//! Background jobs, dead letters among them.

use emperione_protocol::jobs::{Job, JobState};
use emperione_protocol::{Error, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::Listing;
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{centered, ready};
use crate::{format, text};

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) list: Remote<Listing<Job>>,
}

impl State {
    pub(crate) fn ask(&mut self) -> Vec<Effect> {
        self.list.ask();
        vec![Effect::Call(Call::Jobs)]
    }

    pub(crate) fn answer(&mut self, result: Result<Vec<Job>, Error>) {
        let result = result.map(|jobs| Listing::new(jobs, None));
        match (&mut self.list, result) {
            (Remote::Ready(list), Ok(newer)) => list.renew(newer, |one, other| one.id == other.id),
            (list, result) => list.answer(result),
        }
    }

    pub(crate) fn travel(&mut self, motion: Motion, page: usize) {
        if let Some(list) = self.list.ready_mut() {
            list.travel(motion, page);
        }
    }

    /// The chosen job, if it is dead: only then something can be done with it.
    pub(crate) fn dead(&self) -> Option<&Job> {
        let job = self.list.ready()?.chosen()?;
        (job.state == JobState::Dead).then_some(job)
    }
}

const COLUMNS: [Column; 6] = [
    Column::new("job", 22),
    Column::new("state", 10),
    Column::new("tries", 6).right(),
    Column::new("runs", 7).right(),
    Column::new("done", 7).right().from(70),
    Column::new("error", 0).from(64),
];

pub(crate) fn draw(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    buf.set_stringn(
        area.x + 1,
        area.y,
        "Jobs",
        usize::from(area.width),
        look.theme.title,
    );
    let rows = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    let Some(list) = ready(&state.list, look, rows, buf) else {
        return;
    };
    if list.items.is_empty() {
        centered("no jobs yet", look.theme.muted, rows, buf);
        return;
    }
    let table = Table::of(list, &COLUMNS, look);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

fn cells(job: &Job, now: Timestamp, look: &Look) -> Vec<Cell> {
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
