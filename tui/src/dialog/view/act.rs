//! Draws an act on one member.

use emperione_protocol::batches::Act;
use ratatui::text::{Line, Span};

use super::Page;
use crate::dialog::act::{Stage, State};
use crate::text;
use crate::theme::Look;

pub(super) fn title(dialog: &State, look: &Look) -> String {
    let name = text::user(&dialog.target);
    let name = text::fit(&name, 30, look.glyphs.ellipsis);
    format!("{} {name}", text::capital(dialog.form.kind.word()))
}

impl Page<'_> {
    pub(super) fn act(&self, dialog: &State) -> Vec<Line<'static>> {
        let mut lines = vec![self.who(dialog), Line::default()];
        match &dialog.stage {
            Stage::Form => lines.extend(self.form(&dialog.form)),
            Stage::Checks(request, preview) => {
                lines.extend(self.asked(dialog));
                lines.push(Line::default());
                lines.extend(self.checks(preview, request.kind, Vec::new()));
            }
            Stage::Sending(_) => {
                lines.extend(self.asked(dialog));
                lines.push(Line::default());
                lines.push(self.waiting("sending"));
            }
        }
        lines.extend(self.problem(dialog.form.problem.as_deref()));
        lines
    }

    /// What was asked for; a role or channel by its name.
    fn asked(&self, dialog: &State) -> Vec<Line<'static>> {
        let form = &dialog.form;
        let named = form.role.chosen().or(form.channel.chosen());
        let named = named.map(|named| Line::styled(named.name.clone(), self.look.theme.accent));
        let act = form.act().unwrap_or_else(|_| Act::new(form.kind));
        named.into_iter().chain(self.summary(&act)).collect()
    }

    fn who(&self, dialog: &State) -> Line<'static> {
        let id = Span::styled(format!("id {}", dialog.target.id), self.look.theme.muted);
        let Some(name) = text::display_name(&dialog.target) else {
            return Line::from(id);
        };
        let name = text::fit(&name, 28, self.look.glyphs.ellipsis).into_owned();
        Line::from(vec![
            Span::styled(name, self.look.theme.base),
            Span::raw("  "),
            id,
        ])
    }
}
