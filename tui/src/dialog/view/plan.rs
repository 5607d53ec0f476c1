//! Draws an act on many: its form, its plan, and the name that confirms it.

use emperione_protocol::batches::{Plan, PlanLine};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{Page, frame, ways};
use crate::dialog::many::{Stage, State, in_order};
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::table::first_seen;
use crate::{format, text};

const WIDTH: u16 = 76;
/// How much of a name is shown beside the verdict.
const NAME: usize = 24;

pub(super) fn draw(dialog: &State, look: &Look, area: Rect, buf: &mut Buffer) {
    let room = usize::from(WIDTH.min(area.width).saturating_sub(4));
    let page = Page { look, room };
    let Some(plan) = dialog.plan() else {
        let lines = page.before(dialog);
        let inside = frame(&title(dialog, None), (WIDTH, lines.len()), look, area, buf);
        Paragraph::new(lines).render(inside, buf);
        return;
    };
    let (head, foot) = (page.plan_head(dialog, plan), page.plan_foot(dialog, plan));
    let length = head.len() + plan.lines.len() + foot.len();
    let title = title(dialog, Some(plan));
    let inside = frame(&title, (WIDTH, length), look, area, buf);
    let rows = |lines: &[Line<'_>]| Constraint::Length(u16::try_from(lines.len()).unwrap_or(0));
    let [above, list, below] =
        Layout::vertical([rows(&head), Constraint::Fill(1), rows(&foot)]).areas(inside);
    Paragraph::new(head).render(above, buf);
    page.targets(dialog, plan, list, buf);
    Paragraph::new(foot).render(below, buf);
}

fn title(dialog: &State, plan: Option<&Plan>) -> String {
    let undoes = match &dialog.stage {
        Stage::Plan(crate::effect::Planning::Undo(id), _) => Some(*id),
        _ => plan.and_then(|plan| plan.undoes),
    };
    if let Some(id) = undoes {
        return format!("Undo batch {id}");
    }
    let whom = dialog.whom.as_ref().map(super::super::Whom::words);
    let what = text::capital(dialog.form.kind.word());
    format!("{what} {}", whom.unwrap_or_default())
}

impl Page<'_> {
    /// What there is before a plan.
    fn before(&self, dialog: &State) -> Vec<Line<'static>> {
        let mut lines = match &dialog.stage {
            Stage::Plan(_, Remote::Failed(why)) => self.failed(why, dialog.whom.is_some()),
            Stage::Form => self.form(&dialog.form),
            _ => vec![self.waiting("checking everybody")],
        };
        lines.extend(self.problem(dialog.form.problem.as_deref()));
        lines
    }

    /// What is done, what it costs, and what should make one look twice.
    fn plan_head(&self, dialog: &State, plan: &Plan) -> Vec<Line<'static>> {
        let all = plan.lines.len();
        let done = plan.lines.iter().filter(|it| dialog.is_done(it)).count();
        let name = text::clean(&plan.guild_name);
        let kind = plan.act.kind.word();
        let total = format!("{kind} {done} of {all} in {name}");
        let mut lines = vec![Line::styled(total, self.look.theme.title)];
        lines.extend(self.summary(&plan.act));
        let calls = format::counted(plan.calls, "call");
        let long = format::at_least(plan.wait_ms);
        let cost = format!("takes {calls} of Discord, {long}");
        lines.extend(self.wrapped(&cost, self.look.theme.muted));
        for risk in &plan.risks {
            lines.extend(self.warning(&text::clean(risk)));
        }
        lines.push(Line::default());
        lines
    }

    /// Everybody with the verdict; refused ones first.
    fn targets(&self, dialog: &State, plan: &Plan, area: Rect, buf: &mut Buffer) {
        let lines = in_order(plan);
        let first = first_seen(dialog.at, lines.len(), area.height);
        let shown = lines.iter().enumerate().skip(first);
        let shown = shown.take(usize::from(area.height));
        let lines: Vec<_> = shown
            .map(|(number, line)| self.target(dialog, line, dialog.at == number))
            .collect();
        Paragraph::new(lines).render(area, buf);
    }

    fn target(&self, dialog: &State, line: &PlanLine, is_chosen: bool) -> Line<'static> {
        let (glyphs, theme) = (&self.look.glyphs, &self.look.theme);
        let (mark, style) = match (&line.refused, dialog.is_done(line)) {
            (None, _) => (glyphs.good, theme.good),
            (Some(_), true) => (glyphs.warning, theme.warning),
            (Some(_), false) => (glyphs.bad, theme.alert),
        };
        let name = text::user(&line.target);
        let name = text::pad(&text::fit(&name, NAME, glyphs.ellipsis), NAME + 1);
        let why = line.refused.as_deref().map(text::clean);
        let why = why.unwrap_or_else(|| format!("id {}", line.target.id));
        let left = self.room.saturating_sub(NAME + 5);
        let why = text::fit(&why, left, glyphs.ellipsis).into_owned();
        let pointer = if is_chosen { glyphs.pointer } else { " " };
        Line::from(vec![
            Span::styled(format!("{pointer} "), theme.accent),
            Span::styled(format!("{mark} "), style),
            Span::styled(name, theme.base),
            Span::styled(why, theme.muted),
        ])
    }

    /// What stands against it, and the ways on.
    fn plan_foot(&self, dialog: &State, plan: &Plan) -> Vec<Line<'static>> {
        let mut lines = vec![Line::default()];
        let all = plan.lines.len();
        let refused = plan.lines.iter().filter(|it| !dialog.is_done(it)).count();
        if let Some(why) = dialog.cannot() {
            lines.extend(self.bad(why));
        } else if refused > 0 {
            lines.extend(self.warning(&format!("{refused} of {all} refused and left out")));
        }
        if let Some(why) = &plan.confirm {
            let told = format!("{}: confirm it by the guild's name", text::clean(why));
            lines.extend(self.warning(&told));
        }
        match &dialog.stage {
            Stage::Naming(_) => {
                let label = self.label("guild", true);
                let input = self.input(&dialog.name, true);
                lines.push(std::iter::once(label).chain(input).collect());
                let keys = [("enter", " begins the batch, "), ("esc", " goes back")];
                lines.push(ways(&keys, self.look));
            }
            Stage::Sending(..) => lines.push(self.waiting("sending")),
            _ => lines.push(ways(&keys(dialog), self.look)),
        }
        lines.extend(self.problem(dialog.form.problem.as_deref()));
        lines
    }
}

fn keys(dialog: &State) -> Vec<(&'static str, &'static str)> {
    let force = match (dialog.can_force(), dialog.force) {
        (false, _) => None,
        (true, false) => Some(("f", " undoes them anyway, ")),
        (true, true) => Some(("f", " leaves them out again, ")),
    };
    let begin = dialog.cannot().is_none();
    let begin = begin.then_some(("y", " begins the batch, "));
    let form = dialog
        .whom
        .is_some()
        .then_some(("e", " changes the form, "));
    let close = Some(("esc", " closes"));
    [begin, force, form, close].into_iter().flatten().collect()
}
