//! Draws the form of an act.

use emperione_protocol::actions::Kind;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{LABEL, Page, ways};
use crate::dialog::form::{DELETE_WINDOWS, Field, Form};
use crate::dialog::pick::Pick;
use crate::format;
use crate::remote::Remote;
use crate::text;
use crate::widgets::field;

/// What a short field takes.
const SHORT: usize = 12;
/// What a field for a name takes.
const NAME: usize = 20;

impl Page<'_> {
    pub(super) fn form(&self, form: &Form) -> Vec<Line<'static>> {
        let fields = form.fields().iter();
        let mut lines: Vec<_> = fields.map(|field| self.field(form, *field)).collect();
        lines.extend(self.entering());
        lines
    }

    /// What the keys do in a form.
    pub(super) fn entering(&self) -> [Line<'static>; 2] {
        let keys = [("enter", " asks for the checks, "), ("esc", " closes")];
        [Line::default(), ways(&keys, self.look)]
    }

    fn field(&self, form: &Form, field: Field) -> Line<'static> {
        let is_focused = form.focused() == field;
        let mut spans = vec![self.label(label(form.kind, field), is_focused)];
        spans.extend(match field {
            Field::Reason => self.input(&form.reason, is_focused),
            Field::Duration => {
                let hint = duration_hint(form);
                self.short(&form.duration, is_focused, (SHORT, &hint))
            }
            Field::Points => self.short(
                &form.points,
                is_focused,
                (SHORT, "on the ladder of this guild"),
            ),
            Field::Nick => self.short(&form.nick, is_focused, (NAME, "nothing takes it away")),
            Field::Role => self.pick(&form.role, is_focused),
            Field::Channel => self.pick(&form.channel, is_focused),
            Field::DeleteWindow => {
                let (_, choice) = DELETE_WINDOWS[form.delete_window];
                self.choice(choice, is_focused, "of their messages")
            }
            Field::Notify => {
                let choice = if form.notify { "yes" } else { "no" };
                self.choice(choice, is_focused, "by direct message")
            }
        });
        Line::from(spans)
    }

    pub(super) fn label(&self, label: &str, is_focused: bool) -> Span<'static> {
        let (pointer, style) = if is_focused {
            (self.look.glyphs.pointer, self.look.theme.accent)
        } else {
            (" ", self.look.theme.muted)
        };
        let width = usize::from(LABEL) - 2;
        Span::styled(format!("{pointer} {label:<width$}"), style)
    }

    /// A text that takes the rest of the line.
    pub(super) fn input(&self, input: &Input, is_focused: bool) -> Vec<Span<'static>> {
        let room = self.room.saturating_sub(usize::from(LABEL));
        field::input(input, is_focused, self.look, room)
    }

    /// A text that takes a part of the line, with a hint beside it.
    pub(super) fn short(
        &self,
        input: &Input,
        is_focused: bool,
        (cells, hint): (usize, &str),
    ) -> Vec<Span<'static>> {
        let room = self.room.saturating_sub(usize::from(LABEL));
        let cells = cells.min(room);
        let mut spans = field::input(input, is_focused, self.look, cells);
        spans.push(self.hint(hint, room - cells));
        spans
    }

    fn pick(&self, pick: &Pick, is_focused: bool) -> Vec<Span<'static>> {
        let fitting = pick.fitting();
        let hint = match (pick.known(), pick.chosen(), pick.place()) {
            (Remote::Failed(why), ..) => text::clean(why),
            (Remote::Idle | Remote::Loading, ..) => "reading".into(),
            (_, Some(named), Some(place)) => {
                let (arrow, n) = (self.look.glyphs.arrow, fitting.len());
                format!("{arrow} {} ({} of {n})", named.name, place + 1)
            }
            _ if fitting.is_empty() => "none is called so".into(),
            _ => "a part of its name, or right".into(),
        };
        self.short(&pick.typed, is_focused, (NAME, &hint))
    }

    /// A choice that goes round, with a hint beside it.
    pub(super) fn choice(&self, choice: &str, is_focused: bool, hint: &str) -> Vec<Span<'static>> {
        let style = if is_focused {
            self.look.theme.selected
        } else {
            self.look.theme.input
        };
        let room = self.room.saturating_sub(usize::from(LABEL) + 11);
        vec![
            Span::styled(format!(" {choice:<10}"), style),
            self.hint(hint, room),
        ]
    }

    fn hint(&self, content: &str, room: usize) -> Span<'static> {
        let ellipsis = self.look.glyphs.ellipsis;
        let content = text::fit(content, room.saturating_sub(1), ellipsis);
        Span::styled(format!(" {content}"), self.look.theme.muted)
    }
}

fn label(kind: Kind, field: Field) -> &'static str {
    match field {
        Field::Reason if kind == Kind::Note => "text",
        Field::Reason => "reason",
        Field::Duration => "duration",
        Field::DeleteWindow => "delete",
        Field::Notify => "tell them",
        Field::Points => "points",
        Field::Nick => "nickname",
        Field::Role => "role",
        Field::Channel => "channel",
    }
}

fn duration_hint(form: &Form) -> String {
    let text = form.duration.value();
    match (format::parse_duration(text), form.kind) {
        (Some(ms), _) => format!("= {}", format::duration(ms)),
        (None, Kind::Ban) if text.trim().is_empty() => "for ever; 7d ends it by itself".into(),
        (None, Kind::RoleAdd) if text.trim().is_empty() => "for good; 7d takes it away".into(),
        (None, Kind::Timeout) if text.trim().is_empty() => "until somebody ends it".into(),
        _ => "such as 10m, 1h30m, 7d".into(),
    }
}
