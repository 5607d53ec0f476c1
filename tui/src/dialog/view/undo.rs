//! Draws the undo of a case.

use emperione_protocol::actions::Inverse;
use ratatui::text::Line;

use super::Page;
use crate::dialog::undo::{Field, Stage, State, Step};
use crate::remote::Remote;
use crate::{format, text};

pub(super) fn title(dialog: &State) -> String {
    format!("Undo case {}", dialog.number)
}

impl Page<'_> {
    pub(super) fn undo(&self, dialog: &State) -> Vec<Line<'static>> {
        let mut lines = match &dialog.inverse {
            Remote::Ready(inverse) => self.undoing(dialog, inverse),
            Remote::Failed(why) => self.failed(why, false),
            Remote::Idle | Remote::Loading => vec![self.waiting("reading what would undo it")],
        };
        lines.extend(self.problem(dialog.problem.as_deref()));
        lines
    }

    fn undoing(&self, dialog: &State, inverse: &Inverse) -> Vec<Line<'static>> {
        let mut lines = self.effect(inverse);
        lines.push(Line::default());
        match &dialog.stage {
            Stage::Form => {
                let fields = dialog.fields().into_iter();
                lines.extend(fields.map(|field| self.undo_field(dialog, field)));
                lines.extend(self.entering());
            }
            Stage::Checks {
                request,
                preview,
                steps,
            } => {
                let steps = steps.iter();
                let steps = steps.flat_map(|step| self.step(step, dialog.force));
                lines.extend(self.checks(preview, request.kind, steps.collect()));
            }
            Stage::Sending(..) => lines.push(self.waiting("sending")),
        }
        lines
    }

    /// What it does, what it does not bring back, and what happened since.
    fn effect(&self, inverse: &Inverse) -> Vec<Line<'static>> {
        let kind = inverse.request.kind;
        let (name, kind) = (text::whom(kind, &inverse.target), kind.word());
        let length = inverse.request.duration_ms;
        let length = length.map_or(String::new(), |ms| format!(" for {}", format::duration(ms)));
        let mut lines = self.wrapped(&format!("{kind} {name}{length}"), self.look.theme.accent);
        if let Some(loses) = &inverse.loses {
            lines.extend(self.wrapped(&text::clean(loses), self.look.theme.muted));
        }
        if let Some(changed) = &inverse.changed {
            lines.extend(self.warning(&text::clean(changed)));
        }
        if !inverse.caused.is_empty() {
            let caused: Vec<_> = inverse.caused.iter().map(|it| format!("#{it}")).collect();
            let told = format!("it brought about {}", caused.join(", "));
            lines.extend(self.warning(&told));
        }
        lines
    }

    fn undo_field(&self, dialog: &State, field: Field) -> Line<'static> {
        let is_focused = dialog.focused() == field;
        let yes = |is: bool| if is { "yes" } else { "no" };
        let (label, spans) = match field {
            Field::Reason => ("reason", self.input(&dialog.reason, is_focused)),
            Field::Force => {
                let hint = "although it was changed since";
                ("anyway", self.choice(yes(dialog.force), is_focused, hint))
            }
            Field::Steps => {
                let hint = "undo also what it brought about";
                ("steps", self.choice(yes(dialog.steps), is_focused, hint))
            }
        };
        std::iter::once(self.label(label, is_focused))
            .chain(spans)
            .collect()
    }

    /// What is undone with it.
    fn step(&self, step: &Step, force: bool) -> Vec<Line<'static>> {
        let number = step.number;
        match &step.inverse {
            Remote::Ready(inverse) => {
                let what = inverse.request.kind.word();
                match &inverse.changed {
                    Some(changed) if !force => {
                        let changed = text::clean(changed);
                        self.warning(&format!("case {number} stays: {changed}"))
                    }
                    _ => self.good(&format!("also {what}, of case {number}")),
                }
            }
            Remote::Failed(why) => {
                self.warning(&format!("case {number} stays: {}", text::clean(why)))
            }
            Remote::Idle | Remote::Loading => vec![self.waiting(&format!("reading case {number}"))],
        }
    }
}
