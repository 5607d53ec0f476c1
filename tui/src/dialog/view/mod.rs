//! Draws the dialogs.

mod act;
mod edit;
mod form;
mod menu;
mod plan;
mod undo;

use emperione_protocol::actions::{Check, Kind, Preview};
use emperione_protocol::batches::Act;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{Dialog, ask};
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::{framed, over};
use crate::{format, text};

const WIDTH: u16 = 64;
/// What the column of labels takes in a form.
const LABEL: u16 = 12;

pub(crate) fn draw(dialog: &Dialog, look: &Look, area: Rect, buf: &mut Buffer) {
    let room = usize::from(WIDTH.min(area.width).saturating_sub(4));
    let page = Page { look, room };
    let (title, lines) = match dialog {
        Dialog::Menu(open) => return menu::draw(open, look, area, buf),
        Dialog::Many(open) => return plan::draw(open, look, area, buf),
        Dialog::Act(open) => (act::title(open, look), page.act(open)),
        Dialog::Undo(open) => (undo::title(open), page.undo(open)),
        Dialog::Edit(open) => (edit::title(open), page.edit(open)),
        Dialog::Ask(open) => (open.title.clone(), page.ask(open)),
    };
    let inside = frame(&title, (WIDTH, lines.len()), look, area, buf);
    Paragraph::new(lines).render(inside, buf);
}

/// Frames so many lines in the middle, and gives what is inside.
fn frame(
    title: &str,
    (width, lines): (u16, usize),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let height = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2);
    let area = over(area, width, height, look, buf);
    let room = usize::from(area.width.saturating_sub(6));
    let title = text::fit(title, room, look.glyphs.ellipsis).into_owned();
    let block = framed(look, &title).border_style(look.theme.accent);
    let inner = block.inner(area);
    block.render(area, buf);
    Rect {
        x: inner.x + inner.width.min(1),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

fn ways(ways: &[(&'static str, &str)], look: &Look) -> Line<'static> {
    let spans = ways.iter().flat_map(|(key, what)| {
        [
            Span::styled(*key, look.theme.key),
            Span::styled((*what).to_owned(), look.theme.muted),
        ]
    });
    spans.collect()
}

/// What the lines of a dialog need to know.
struct Page<'a> {
    look: &'a Look,
    room: usize,
}

impl Page<'_> {
    fn wrapped(&self, content: &str, style: Style) -> Vec<Line<'static>> {
        text::wrap(content, self.room)
            .into_iter()
            .map(|line| Line::styled(line, style))
            .collect()
    }

    fn waiting(&self, what: &str) -> Line<'static> {
        let told = format!("{} {what}", self.look.glyphs.waiting);
        Line::styled(told, self.look.theme.accent)
    }

    fn good(&self, what: &str) -> Vec<Line<'static>> {
        let told = format!("{} {what}", self.look.glyphs.good);
        self.wrapped(&told, self.look.theme.base)
    }

    fn warning(&self, what: &str) -> Vec<Line<'static>> {
        let told = format!("{} {what}", self.look.glyphs.warning);
        self.wrapped(&told, self.look.theme.warning)
    }

    /// What is wrong, under an empty line.
    fn problem(&self, problem: Option<&str>) -> Vec<Line<'static>> {
        let Some(problem) = problem else {
            return Vec::new();
        };
        let mut lines = vec![Line::default()];
        lines.extend(self.bad(problem));
        lines
    }

    fn bad(&self, what: &str) -> Vec<Line<'static>> {
        let told = format!("{} {}", self.look.glyphs.bad, text::clean(what));
        self.wrapped(&told, self.look.theme.alert)
    }

    fn ask(&self, open: &ask::State) -> Vec<Line<'static>> {
        let mut lines = self.wrapped(&open.told, self.look.theme.base);
        lines.push(Line::default());
        let mut key = "y";
        if let Some((label, input)) = &open.line {
            key = "enter";
            let label = self.label(label, true);
            let spans = std::iter::once(label).chain(self.input(input, true));
            lines.extend([spans.collect(), Line::default()]);
        }
        lines.push(ways(&[(key, open.deed), ("esc", " closes")], self.look));
        lines.extend(self.problem(open.problem));
        lines
    }

    /// Why there are no answers, and the ways on.
    fn failed(&self, why: &str, has_form: bool) -> Vec<Line<'static>> {
        let mut lines = self.bad(why);
        lines.push(Line::default());
        let form = has_form.then_some(("e", " changes the form, "));
        let keys: Vec<_> = form.into_iter().chain([("esc", " closes")]).collect();
        lines.push(ways(&keys, self.look));
        lines
    }

    /// What was asked for, before the checks' answers.
    fn summary(&self, act: &Act) -> Vec<Line<'static>> {
        let separator = format!(" {} ", self.look.glyphs.separator);
        let parts = parts(act);
        let mut lines = Vec::new();
        if !parts.is_empty() {
            lines.extend(self.wrapped(&parts.join(&separator), self.look.theme.base));
        }
        let reason = act.reason.as_deref();
        let reason = reason.map_or("no reason given".into(), text::clean);
        let reason = self.wrapped(&reason, self.look.theme.base);
        lines.extend(reason.into_iter().take(3));
        lines
    }

    /// The answers of the checks, what follows, and the ways on.
    fn checks(
        &self,
        preview: &Remote<Preview>,
        kind: Kind,
        more: Vec<Line<'static>>,
    ) -> Vec<Line<'static>> {
        let preview = match preview {
            Remote::Ready(preview) => preview,
            Remote::Failed(why) => return self.failed(why, true),
            Remote::Idle | Remote::Loading => return vec![self.waiting("checking")],
        };
        let answers = preview.checks.iter();
        let mut lines: Vec<_> = answers.flat_map(|check| self.answer(check)).collect();
        lines.extend(self.ladder(preview));
        lines.extend(more);
        lines.push(Line::default());
        let rest = [("e", " changes the form, "), ("esc", " closes")];
        let deed = preview.allowed.then(|| ("y", deed(kind)));
        lines.push(if preview.allowed {
            Line::styled(cost(preview), self.look.theme.muted)
        } else {
            Line::styled("refused: nothing was done", self.look.theme.alert)
        });
        let keys: Vec<_> = deed.into_iter().chain(rest).collect();
        lines.push(ways(&keys, self.look));
        lines
    }

    /// What a warning makes of the target's points.
    fn ladder(&self, preview: &Preview) -> Vec<Line<'static>> {
        let Some(climb) = &preview.ladder else {
            return Vec::new();
        };
        let points = format::counted(climb.points, "point");
        let Some(step) = &climb.step else {
            return self.good(&format!("with {points} nothing follows"));
        };
        let length = step.duration_ms;
        let length = length.map_or(String::new(), |ms| format!(" for {}", format::duration(ms)));
        let told = format!("with {points} this follows: {}{length}", step.kind.word());
        self.warning(&told)
    }

    /// A mark, the question, and the answer beside it.
    fn answer(&self, check: &Check) -> Vec<Line<'static>> {
        let (theme, glyphs) = (&self.look.theme, &self.look.glyphs);
        let (mark, mark_style, style) = if check.ok {
            (glyphs.good, theme.good, theme.base)
        } else {
            (glyphs.bad, theme.alert, theme.alert)
        };
        let name = text::clean(&check.name);
        let name = text::pad(&text::fit(&name, 18, glyphs.ellipsis), 20);
        let room = self.room.saturating_sub(22).max(8);
        let detail = text::wrap(&text::clean(&check.detail), room);
        let indent = " ".repeat(20);
        let line = |(number, part)| {
            let (mark, name) = if number == 0 {
                (mark, &name)
            } else {
                (" ", &indent)
            };
            Line::from(vec![
                Span::styled(format!("{mark} "), mark_style),
                Span::styled(name.clone(), theme.muted),
                Span::styled(part, style),
            ])
        };
        detail.into_iter().enumerate().map(line).collect()
    }
}

/// What is said of an act besides its reason.
fn parts(act: &Act) -> Vec<String> {
    let mut parts = Vec::new();
    match (act.kind, act.duration_ms) {
        (_, Some(ms)) => parts.push(format!("for {}", format::duration(ms))),
        (Kind::Ban, None) => parts.push("for ever".into()),
        (Kind::Timeout, None) => parts.push("until somebody ends it".into()),
        _ => {}
    }
    let seconds = act.delete_message_seconds;
    if let Some(seconds) = seconds.filter(|seconds| *seconds > 0) {
        let length = format::duration(u64::from(seconds) * 1_000);
        parts.push(format!("deletes {length} of messages"));
    }
    if let Some(points) = act.detail.points {
        parts.push(format::counted(points.into(), "point"));
    }
    match &act.detail.nick {
        Some(nick) => parts.push(format!("`{}`", text::clean(nick))),
        None if act.kind == Kind::Nick => parts.push("takes the nickname away".into()),
        None => {}
    }
    if act.notify {
        parts.push("tells them".into());
    }
    parts
}

/// What `y` does.
fn deed(kind: Kind) -> &'static str {
    match kind {
        Kind::Ban => " bans them, ",
        Kind::Unban => " unbans them, ",
        Kind::Kick => " kicks them, ",
        Kind::Timeout => " times them out, ",
        Kind::Untimeout => " ends the timeout, ",
        Kind::Warn => " warns them, ",
        Kind::Note => " notes it, ",
        Kind::Softban => " removes them and what they wrote, ",
        Kind::Unwarn => " takes the warning back, ",
        Kind::Nick => " changes the nickname, ",
        Kind::RoleAdd => " gives the role, ",
        Kind::RoleRemove => " takes the role, ",
        Kind::VoiceMove => " moves them, ",
        Kind::VoiceDisconnect => " disconnects them, ",
        _ => " does it, ",
    }
}

fn cost(preview: &Preview) -> String {
    let calls = format::counted(u64::from(preview.calls), "call");
    match preview.wait_ms {
        0 => format!("takes {calls} of Discord"),
        ms => {
            let wait = format::duration(ms.max(1_000));
            format!("takes {calls} of Discord, waiting {wait} for its limits")
        }
    }
}
