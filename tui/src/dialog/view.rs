//! Draws the dialog.

use emperione_protocol::actions::{ActRequest, Check, Kind, Preview};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::{DELETE_WINDOWS, Field, Stage, State};
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::{field, framed, over};
use crate::{format, text};

const WIDTH: u16 = 64;
const LABEL: u16 = 12;

pub(crate) fn draw(dialog: &State, look: &Look, area: Rect, buf: &mut Buffer) {
    let room = usize::from(WIDTH.min(area.width).saturating_sub(4));
    let lines = body(dialog, look, room);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let area = over(area, WIDTH, height, look, buf);
    let name = text::fit(&text::user(&dialog.target), 30, look.glyphs.ellipsis).into_owned();
    let title = format!("{} {name}", capital(dialog.kind.word()));
    let block = framed(look, &title).border_style(look.theme.accent);
    let inner = block.inner(area);
    block.render(area, buf);
    let inside = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    Paragraph::new(lines).render(inside, buf);
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn body<'a>(dialog: &'a State, look: &Look, room: usize) -> Vec<Line<'a>> {
    let mut lines = vec![who(dialog, look), Line::default()];
    match &dialog.stage {
        Stage::Form => lines.extend(form(dialog, look, room)),
        Stage::Checks(request, preview) => {
            lines.extend(summary(request, look, room));
            lines.push(Line::default());
            lines.extend(checks(dialog, preview, look, room));
        }
        Stage::Sending(request) => {
            lines.extend(summary(request, look, room));
            lines.push(Line::default());
            lines.push(Line::styled(
                format!("{} sending", look.glyphs.waiting),
                look.theme.accent,
            ));
        }
    }
    if let Some(problem) = &dialog.problem {
        lines.push(Line::default());
        let problem = format!("{} {}", look.glyphs.bad, text::clean(problem));
        lines.extend(styled(&problem, room, look.theme.alert));
    }
    lines
}

fn who<'a>(dialog: &State, look: &Look) -> Line<'a> {
    let id = Span::styled(format!("id {}", dialog.target.id), look.theme.muted);
    match text::display_name(&dialog.target) {
        Some(name) => Line::from(vec![
            Span::styled(
                text::fit(&name, 28, look.glyphs.ellipsis).into_owned(),
                look.theme.base,
            ),
            Span::raw("  "),
            id,
        ]),
        None => Line::from(id),
    }
}

fn styled<'a>(content: &str, room: usize, style: Style) -> Vec<Line<'a>> {
    text::wrap(content, room)
        .into_iter()
        .map(|line| Line::styled(line, style))
        .collect()
}

fn form<'a>(dialog: &'a State, look: &Look, room: usize) -> Vec<Line<'a>> {
    let mut lines: Vec<_> = dialog
        .fields()
        .iter()
        .map(|field| field_line(dialog, *field, look, room))
        .collect();
    lines.push(Line::default());
    lines.push(Line::from(vec![
        Span::styled("enter", look.theme.key),
        Span::styled(" asks for the checks, ", look.theme.muted),
        Span::styled("esc", look.theme.key),
        Span::styled(" closes", look.theme.muted),
    ]));
    lines
}

fn field_line<'a>(dialog: &'a State, field: Field, look: &Look, room: usize) -> Line<'a> {
    let is_focused = dialog.focused() == field;
    let label = match field {
        Field::Reason if dialog.kind == Kind::Note => "text",
        Field::Reason => "reason",
        Field::Duration => "duration",
        Field::DeleteWindow => "delete",
        Field::Notify => "tell them",
    };
    let pointer = if is_focused { look.glyphs.pointer } else { " " };
    let style = if is_focused {
        look.theme.accent
    } else {
        look.theme.muted
    };
    let label = format!("{pointer} {label:<width$}", width = usize::from(LABEL) - 2);
    let mut spans = vec![Span::styled(label, style)];
    let room = room.saturating_sub(usize::from(LABEL));
    match field {
        Field::Reason => spans.extend(field::input(&dialog.reason, is_focused, look, room)),
        Field::Duration => {
            let rest = room.saturating_sub(12);
            spans.extend(field::input(&dialog.duration, is_focused, look, 12));
            spans.push(hint(&duration_hint(dialog), look, rest));
        }
        Field::DeleteWindow => {
            let (_, choice) = DELETE_WINDOWS[dialog.delete_window];
            spans.push(choice_span(choice, is_focused, look));
            spans.push(hint("of their messages", look, room.saturating_sub(12)));
        }
        Field::Notify => {
            let choice = if dialog.notify { "yes" } else { "no" };
            spans.push(choice_span(choice, is_focused, look));
            spans.push(hint("by direct message", look, room.saturating_sub(12)));
        }
    }
    Line::from(spans)
}

fn duration_hint(dialog: &State) -> String {
    match format::parse_duration(dialog.duration.value()) {
        Some(ms) => format!("= {}", format::duration(ms)),
        None if dialog.duration.value().trim().is_empty() && dialog.kind == Kind::Ban => {
            "for ever; 7d ends it by itself".into()
        }
        None => "such as 10m, 1h30m, 7d".into(),
    }
}

fn hint<'a>(content: &str, look: &Look, room: usize) -> Span<'a> {
    let content = text::fit(content, room.saturating_sub(1), look.glyphs.ellipsis);
    Span::styled(format!(" {content}"), look.theme.muted)
}

fn choice_span<'a>(choice: &str, is_focused: bool, look: &Look) -> Span<'a> {
    let style = if is_focused {
        look.theme.selected
    } else {
        look.theme.input
    };
    Span::styled(format!(" {choice:<10}"), style)
}

/// What was asked for, before the checks' answers.
fn summary<'a>(request: &ActRequest, look: &Look, room: usize) -> Vec<Line<'a>> {
    let mut parts = Vec::new();
    match (request.kind, request.duration_ms) {
        (_, Some(ms)) => parts.push(format!("for {}", format::duration(ms))),
        (Kind::Ban, None) => parts.push("for ever".into()),
        _ => {}
    }
    if let Some(seconds) = request
        .delete_message_seconds
        .filter(|seconds| *seconds > 0)
    {
        parts.push(format!(
            "deletes {} of messages",
            format::duration(u64::from(seconds) * 1_000)
        ));
    }
    if request.notify {
        parts.push("tells them".into());
    }
    let separator = format!(" {} ", look.glyphs.separator);
    let mut lines = Vec::new();
    if !parts.is_empty() {
        lines.extend(styled(&parts.join(&separator), room, look.theme.base));
    }
    let reason = request
        .reason
        .as_deref()
        .map_or("no reason given".into(), text::clean);
    lines.extend(styled(&reason, room, look.theme.base).into_iter().take(3));
    lines
}

fn checks<'a>(
    dialog: &State,
    preview: &Remote<Preview>,
    look: &Look,
    room: usize,
) -> Vec<Line<'a>> {
    match preview {
        Remote::Ready(preview) => answers(dialog, preview, look, room),
        Remote::Failed(why) => {
            let why = format!("{} {}", look.glyphs.bad, text::clean(why));
            let mut lines = styled(&why, room, look.theme.alert);
            lines.push(Line::default());
            lines.push(ways(
                &[("e", " changes the form, "), ("esc", " closes")],
                look,
            ));
            lines
        }
        Remote::Idle | Remote::Loading => vec![Line::styled(
            format!("{} checking", look.glyphs.waiting),
            look.theme.muted,
        )],
    }
}

fn answers<'a>(dialog: &State, preview: &Preview, look: &Look, room: usize) -> Vec<Line<'a>> {
    let answers = preview.checks.iter();
    let mut lines: Vec<_> = answers
        .flat_map(|check| answer(check, look, room))
        .collect();
    lines.push(Line::default());
    let (result, style, deed) = if preview.allowed {
        (
            cost(preview),
            look.theme.muted,
            Some(("y", deed(dialog.kind))),
        )
    } else {
        ("refused: nothing was done".into(), look.theme.alert, None)
    };
    lines.push(Line::styled(result, style));
    let rest = [("e", " changes the form, "), ("esc", " closes")];
    let keys: Vec<_> = deed.into_iter().chain(rest).collect();
    lines.push(ways(&keys, look));
    lines
}

/// A mark, the question, and the answer beside it.
fn answer<'a>(check: &Check, look: &Look, room: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let (mark, mark_style, style) = if check.ok {
        (look.glyphs.good, theme.good, theme.base)
    } else {
        (look.glyphs.bad, theme.alert, theme.alert)
    };
    let name = text::clean(&check.name);
    let name = text::pad(&text::fit(&name, 18, look.glyphs.ellipsis), 20);
    let detail = text::wrap(&text::clean(&check.detail), room.saturating_sub(22).max(8));
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
        _ => " does it, ",
    }
}

fn cost(preview: &Preview) -> String {
    let calls = format::counted(u64::from(preview.calls), "call");
    match preview.wait_ms {
        0 => format!("takes {calls} of Discord"),
        ms => format!(
            "takes {calls} of Discord, waiting {} for its limits",
            format::duration(ms.max(1_000))
        ),
    }
}

fn ways<'a>(ways: &[(&'static str, &str)], look: &Look) -> Line<'a> {
    let spans = ways.iter().flat_map(|(key, what)| {
        [
            Span::styled(*key, look.theme.key),
            Span::styled((*what).to_owned(), look.theme.muted),
        ]
    });
    spans.collect()
}
