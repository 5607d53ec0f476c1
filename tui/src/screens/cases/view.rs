//! Draws the cases.

use emperione_protocol::Timestamp;
use emperione_protocol::actions::Subject;
use emperione_protocol::cases::{Case, CaseChange, CaseDetail, CaseState};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Only, State};
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{filled, pane, ready, search};
use crate::{format, text};

const COLUMNS: [Column; 7] = [
    Column::new("case", 6).right(),
    Column::new("what", 9),
    Column::new("state", 10),
    Column::new("member", 18),
    Column::new("by", 14).from(84),
    Column::new("age", 5).right(),
    Column::new("reason", 0).from(72),
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
    let Some((shown, right)) = right else {
        return;
    };
    let title = format!("Case {}", shown.key);
    let inner = pane::open(&title, look, right, buf);
    let Some(detail) = ready(&shown.detail, look, inner, buf) else {
        return;
    };
    let page = Page {
        look,
        now,
        zone,
        room: usize::from(inner.width),
    };
    let mut lines = page.head(&detail.case);
    lines.extend(match &state.changes {
        Some(changes) => page.changes(changes),
        None => page.entries(detail),
    });
    let scroll = u16::try_from(shown.scroll).unwrap_or(u16::MAX);
    pane::lines(lines, scroll, inner, buf);
}

fn list(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    let narrowed = match state.only {
        Only::All => "all",
        Only::Standing(state) => standing(state, look).1,
        Only::NotClosed => "not closed",
        Only::WithHidden => "all, with the hidden ones",
    };
    let rows = search::title(("Cases", narrowed), &state.search, look, area, buf);
    let Some(list) = filled(&state.search.list, "no cases", look, rows, buf) else {
        return;
    };
    let table = Table::of(list, &COLUMNS, look);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

fn cells(case: &Case, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (mark, said, style) = standing(case.state, look);
    let reason = case.reason.as_deref().map_or(String::new(), text::clean);
    vec![
        (format!("#{}", case.number), look.theme.title),
        (case.kind.word().into(), look.theme.base),
        (format!("{mark} {said}"), style),
        (text::whom(case.kind, &case.target), look.theme.accent),
        (text::actor(&case.actor), look.theme.muted),
        (format::ago(now, case.opened_at), look.theme.muted),
        (reason, look.theme.base),
    ]
}

/// A mark, a word and a style for how a case stands.
pub(crate) fn standing(state: CaseState, look: &Look) -> (&'static str, &'static str, Style) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    match state {
        CaseState::Pending => (glyphs.waiting, "pending", theme.accent),
        CaseState::Applied => (glyphs.good, "applied", theme.good),
        CaseState::Failed => (glyphs.bad, "failed", theme.alert),
        CaseState::Ended => (glyphs.ended, "ended", theme.muted),
    }
}

/// What the lines of the pane need to know.
struct Page<'a> {
    look: &'a Look,
    now: Timestamp,
    zone: &'a TimeZone,
    room: usize,
}

impl Page<'_> {
    fn head(&self, case: &Case) -> Vec<Line<'static>> {
        let base = self.look.theme.base;
        let (mark, said, style) = standing(case.state, self.look);
        let name = text::display_name(&case.target);
        let name = name.map_or(String::new(), |name| format!("  {name}"));
        let whom = format!("{}{name}", text::whom(case.kind, &case.target));
        let subject = match case.kind.subject() {
            Subject::Member => "member",
            Subject::Channel => "channel",
            Subject::Guild => "guild",
        };
        let is_adopted = case.action.is_none();
        let origin = if is_adopted { ", done in Discord" } else { "" };
        let by = format!("{}{origin}", text::actor(&case.actor));
        let mut pairs = vec![
            ("state", format!("{mark} {said}"), style),
            ("what", case.kind.word().into(), base),
            (subject, whom, self.look.theme.accent),
            ("by", by, base),
            ("opened", self.when(case.opened_at), base),
        ];
        pairs.extend(self.rest(case).map(|(label, value)| (label, value, base)));
        let reason = case.reason.as_deref();
        let reason = reason.map_or("none given".into(), text::clean);
        let parts = text::wrap(&reason, self.room.saturating_sub(10));
        let labels = std::iter::once("reason").chain(std::iter::repeat(""));
        pairs.extend(labels.zip(parts).map(|(label, part)| (label, part, base)));
        let pairs = pairs.iter();
        pairs
            .map(|(label, value, style)| pane::pair(self.look, (label, value), *style, self.room))
            .collect()
    }

    /// What not every case has.
    fn rest(&self, case: &Case) -> impl Iterator<Item = (&'static str, String)> {
        let labels: Vec<_> = case.labels.iter().map(|it| text::clean(it)).collect();
        let links: Vec<_> = case.links.iter().map(|it| format!("#{it}")).collect();
        let some = |words: String| (!words.is_empty()).then_some(words);
        let points = case.detail.points.map(|n| format::count(n.into()));
        let pairs = [
            ("rule", case.rule.as_deref().map(text::clean)),
            ("until", case.until.map(|at| self.when(at))),
            ("closed", case.closed_at.map(|at| self.when(at))),
            ("hidden", case.hidden.then(|| "left out of lists".into())),
            ("points", points),
            ("labels", some(labels.join(" "))),
            ("links", some(links.join(" "))),
            ("undoes", case.undoes.map(|it| format!("#{it}"))),
            (
                "caused by",
                case.detail.caused_by.map(|it| format!("#{it}")),
            ),
            ("batch", case.batch.map(|it| it.to_string())),
        ];
        let pairs = pairs.into_iter();
        pairs.filter_map(|(label, value)| Some((label, value?)))
    }

    fn when(&self, at: Timestamp) -> String {
        let ago = format::ago(self.now, at);
        format!("{} ({ago})", format::date_time(at, self.zone))
    }

    fn entries(&self, detail: &CaseDetail) -> Vec<Line<'static>> {
        let mut lines = vec![pane::section(self.look, "Entries", self.room)];
        for entry in &detail.entries {
            let kind = text::pad(&text::clean(&entry.kind), 9);
            lines.push(self.dated(entry.at, &kind, &text::actor(&entry.actor)));
            let told = text::clean(&entry.text);
            if !told.is_empty() {
                lines.extend(self.indented(&told, self.look.theme.base));
            }
        }
        lines
    }

    /// What edits changed: the old and the new, below each other.
    fn changes(&self, changes: &Remote<Vec<CaseChange>>) -> Vec<Line<'static>> {
        let (glyphs, theme) = (&self.look.glyphs, &self.look.theme);
        let mut lines = vec![pane::section(self.look, "Changes", self.room)];
        let told = match changes {
            Remote::Ready(changes) if changes.is_empty() => {
                (format!("{} nothing was changed", glyphs.ended), theme.muted)
            }
            Remote::Ready(changes) => {
                lines.extend(changes.iter().flat_map(|change| self.change(change)));
                return lines;
            }
            Remote::Failed(why) => (format!("{} {}", glyphs.bad, text::clean(why)), theme.alert),
            Remote::Idle | Remote::Loading => (format!("{} reading", glyphs.waiting), theme.muted),
        };
        lines.extend(self.indented(&told.0, told.1));
        lines
    }

    fn change(&self, change: &CaseChange) -> Vec<Line<'static>> {
        let theme = &self.look.theme;
        let field = text::pad(&text::clean(&change.field), 9);
        let mut lines = vec![self.dated(change.at, &field, &text::actor(&change.actor))];
        let sides = [
            ("-", &change.old, theme.alert),
            ("+", &change.new, theme.good),
        ];
        for (mark, side, style) in sides {
            if let Some(side) = side {
                lines.extend(self.indented(&format!("{mark} {}", text::clean(side)), style));
            }
        }
        lines
    }

    /// When, what and by whom.
    fn dated(&self, at: Timestamp, what: &str, by: &str) -> Line<'static> {
        let theme = &self.look.theme;
        Line::from(vec![
            Span::styled(format::date_time(at, self.zone), theme.muted),
            Span::styled(format!("  {what}"), theme.title),
            Span::styled(by.to_owned(), theme.muted),
        ])
    }

    fn indented(&self, told: &str, style: Style) -> Vec<Line<'static>> {
        let parts = text::wrap(told, self.room.saturating_sub(2));
        let parts = parts.into_iter();
        parts
            .map(|part| Line::styled(format!("  {part}"), style))
            .collect()
    }
}
