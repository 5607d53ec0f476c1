//! Draws what is written into a case.

use emperione_protocol::cases::Edited;
use ratatui::text::Line;

use super::{Page, ways};
use crate::dialog::edit::{Part, Stage, State, Wish};
use crate::remote::Remote;
use crate::{format, text};

pub(super) fn title(dialog: &State) -> String {
    format!(
        "{} case {}",
        text::capital(dialog.part.word()),
        dialog.number
    )
}

impl Page<'_> {
    pub(super) fn edit(&self, dialog: &State) -> Vec<Line<'static>> {
        let has_form = dialog.part.field().is_some();
        let mut lines = match &dialog.stage {
            Stage::Reading => vec![self.waiting("reading the case")],
            Stage::Form => self.edit_form(dialog),
            Stage::Checks(wish, Remote::Ready(edited)) => {
                let mut lines = self.would_write(wish, edited.as_deref());
                lines.push(Line::default());
                let form = has_form.then_some(("e", " changes the form, "));
                let keys = [("y", " writes it, ")].into_iter().chain(form);
                let keys: Vec<_> = keys.chain([("esc", " closes")]).collect();
                lines.push(ways(&keys, self.look));
                lines
            }
            Stage::Checks(_, Remote::Failed(why)) => self.failed(why, has_form),
            Stage::Checks(..) => vec![self.waiting("checking")],
            Stage::Sending(_) => vec![self.waiting("writing")],
        };
        lines.extend(self.problem(dialog.problem.as_deref()));
        lines
    }

    fn edit_form(&self, dialog: &State) -> Vec<Line<'static>> {
        let label = self.label(dialog.part.field().unwrap_or_default(), true);
        let spans = match dialog.part {
            Part::End => {
                let text = dialog.text.value();
                let hint = match format::parse_duration(text) {
                    Some(ms) => format!("from now, = {}", format::duration(ms)),
                    None if text.trim().is_empty() => "from now; nothing is for ever".into(),
                    None => "such as 10m, 1h30m, 7d".into(),
                };
                self.short(&dialog.text, true, (12, &hint))
            }
            Part::Link | Part::Unlink => self.short(&dialog.text, true, (12, "its number")),
            _ => self.input(&dialog.text, true),
        };
        let line = std::iter::once(label).chain(spans).collect();
        std::iter::once(line).chain(self.entering()).collect()
    }

    /// What would be appended to the log.
    fn would_write(&self, wish: &Wish, edited: Option<&Edited>) -> Vec<Line<'static>> {
        let (what, told) = match (edited, wish) {
            (Some(edited), _) => (
                format!("its log will say: {}", text::clean(&edited.entry.kind)),
                text::clean(&edited.entry.text),
            ),
            (None, Wish::Retime(Some(ms))) => {
                let told = format!("it ends in {}, counted from now", format::duration(*ms));
                (told, String::new())
            }
            (None, _) => ("it lasts until somebody ends it".into(), String::new()),
        };
        let mut lines = self.good(&what);
        if !told.is_empty() {
            lines.extend(self.wrapped(&told, self.look.theme.base));
        }
        lines
    }
}
