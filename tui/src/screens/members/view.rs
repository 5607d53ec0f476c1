//! Draws the members.

use emperione_protocol::Timestamp;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::members::{Member, MemberDetail, Status};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::State;
use crate::listing::Pane;
use crate::screens::cases;
use crate::theme::Look;
use crate::widgets::search;
use crate::widgets::table::{Cell, Column, Table};
use crate::widgets::{filled, pane, ready};
use crate::{format, text};

const COLUMNS: [Column; 7] = [
    Column::new("name", 0),
    Column::new("shown as", 0).from(80),
    Column::new("state", 14),
    Column::new("joined", 7).right(),
    Column::new("messages", 8).right(),
    Column::new("cases", 5).right(),
    Column::new("active", 7).right().from(90),
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
    if let Some((shown, right)) = right {
        detail(shown, (now, zone), look, right, buf);
    }
}

fn list(state: &State, now: Timestamp, look: &Look, area: Rect, buf: &mut Buffer) {
    let narrowed = match state.status {
        Status::Present => "present",
        Status::Left => "gone",
        Status::Banned => "banned",
        Status::TimedOut => "timed out",
        Status::Any => "all",
    };
    let selected = state.basket.words();
    let narrowed = match &selected {
        Some(selected) => {
            let separator = look.glyphs.separator;
            format!("{narrowed} {separator} {} {selected}", look.glyphs.mark)
        }
        None => narrowed.into(),
    };
    let rows = search::title(("Members", &narrowed), &state.search, look, area, buf);
    let rows = fault(state, look, rows, buf);
    let none = match state.search.filter_text() {
        Some(_) => "nobody fits this filter",
        None => "nobody here",
    };
    let Some(list) = filled(&state.search.list, none, look, rows, buf) else {
        return;
    };
    let is_marked = |number: usize| state.basket.has(list.items[number].user.id);
    let table = Table::of(list, &COLUMNS, look).marked(&is_marked);
    table.render(rows, buf, |number| cells(&list.items[number], now, look));
}

/// Says under the filter what is wrong with it, and gives the area below.
fn fault(state: &State, look: &Look, area: Rect, buf: &mut Buffer) -> Rect {
    let Some(fault) = state.fault.as_ref().filter(|_| area.height > 1) else {
        return area;
    };
    let room = usize::from(area.width.saturating_sub(2));
    let told = text::clean(fault);
    let told = format!("{} {told}", look.glyphs.bad);
    let told = text::fit(&told, room, look.glyphs.ellipsis);
    buf.set_stringn(area.x + 1, area.y, told, room, look.theme.alert);
    Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    }
}

fn cells(member: &Member, now: Timestamp, look: &Look) -> Vec<Cell> {
    let (base, muted) = (look.theme.base, look.theme.muted);
    let age = |at: Option<Timestamp>| at.map_or(look.glyphs.none.into(), |at| format::ago(now, at));
    let number = |n: u64| (format::count(n), if n == 0 { muted } else { base });
    vec![
        (text::user(&member.user), look.theme.accent),
        (text::display_name(&member.user).unwrap_or_default(), base),
        standing(member, now, look),
        (age(member.joined_at), muted),
        number(member.messages),
        number(member.cases),
        (age(member.last_active_at), muted),
    ]
}

/// A mark and a word for how a member stands.
fn standing(member: &Member, now: Timestamp, look: &Look) -> Cell {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let timeout = member.timed_out_until.filter(|until| *until > now);
    match timeout {
        _ if member.banned => (format!("{} banned", glyphs.bad), theme.alert),
        Some(until) => {
            let left = format::rough(until.0.abs_diff(now.0));
            (format!("{} timeout {left}", glyphs.warning), theme.warning)
        }
        None if member.left_at.is_some() => (format!("{} gone", glyphs.ended), theme.muted),
        None if member.bot => (format!("{} bot", glyphs.good), theme.muted),
        None => (format!("{} member", glyphs.good), theme.muted),
    }
}

fn detail(
    shown: &Pane<UserRef, MemberDetail>,
    (now, zone): (Timestamp, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let name = text::user(&shown.key);
    let room = usize::from(area.width.saturating_sub(6));
    let inner = pane::open(
        &text::fit(&name, room, look.glyphs.ellipsis),
        look,
        area,
        buf,
    );
    let Some(detail) = ready(&shown.detail, look, inner, buf) else {
        return;
    };
    let page = Page {
        look,
        now,
        zone,
        room: usize::from(inner.width),
    };
    let scroll = u16::try_from(shown.scroll).unwrap_or(u16::MAX);
    pane::lines(page.lines(detail), scroll, inner, buf);
}

/// A bound of how many lines the pane has, for scrolling.
pub(super) fn length(detail: Option<&MemberDetail>) -> usize {
    detail.map_or(0, |detail| {
        20 + detail.temporary.len() + detail.changes.len() + 2 * detail.cases.len()
    })
}

/// What the lines of the pane need to know.
struct Page<'a> {
    look: &'a Look,
    now: Timestamp,
    zone: &'a TimeZone,
    room: usize,
}

impl Page<'_> {
    fn lines(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        let mut lines = self.person(detail);
        lines.extend(self.temporary(detail));
        lines.extend(self.activity(detail));
        lines.extend(self.cases(detail));
        lines.extend(self.history(detail));
        lines
    }

    fn person(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        let member = &detail.member;
        let (state, style) = standing(member, self.now, self.look);
        let mut first = vec![Span::styled(state, style)];
        if let Some(name) = text::display_name(&member.user) {
            first.push(Span::styled(format!("  {name}"), self.look.theme.base));
        }
        let mut lines = vec![
            Line::from(first),
            self.pair("id", &member.user.id.to_string()),
        ];
        let created = member.user.id.created_at();
        lines.push(self.pair("account", &self.when(created)));
        if let Some(at) = member.joined_at {
            lines.push(self.pair("joined", &self.when(at)));
        }
        if let Some(at) = member.left_at {
            lines.push(self.pair("left", &self.when(at)));
        }
        let roles: Vec<_> = detail
            .roles
            .iter()
            .map(|role| text::clean(&role.name))
            .collect();
        if !roles.is_empty() {
            lines.push(self.pair("roles", &roles.join(", ")));
        }
        lines
    }

    fn when(&self, at: Timestamp) -> String {
        let ago = format::ago(self.now, at);
        format!("{} ({ago})", format::date_time(at, self.zone))
    }

    fn activity(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        let member = &detail.member;
        let active = member
            .last_active_at
            .map_or("never seen".into(), |at| self.when(at));
        let rest = format!(
            "{}, {}, {}",
            format::counted(detail.edits, "edit"),
            format::counted(detail.deletes, "deletion"),
            format::counted(detail.reactions, "reaction"),
        );
        let from = detail.counted_from.map(|from| {
            let from = self.when(from);
            self.pair("counted", &format!("from {from}; older is archived"))
        });
        let lines = [
            self.section("Activity"),
            self.pair("active", &active),
            self.pair(
                "messages",
                &format!("{} ({rest})", format::count(member.messages)),
            ),
            self.pair("voice", &format::duration(detail.voice_ms)),
        ];
        lines.into_iter().chain(from).collect()
    }

    /// What ends by itself, or lasts though Discord's own would not; nothing where nothing does.
    fn temporary(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        if detail.temporary.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![self.section("In force until")];
        for thing in &detail.temporary {
            let until = thing.until.map(|until| self.when(until));
            let until = until.unwrap_or_else(|| "for ever".into());
            let told = format!("{until}  #{}", thing.case);
            lines.push(self.pair(thing.kind.word(), &told));
        }
        lines
    }

    fn cases(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        let mut lines = vec![self.section("Cases")];
        for case in &detail.cases {
            let (mark, said, style) = cases::standing(case.state, self.look);
            let head = format!(
                "#{} {} {mark} {said} {}",
                case.number,
                case.kind.word(),
                format::ago(self.now, case.opened_at)
            );
            lines.push(self.line(&head, style));
            if let Some(reason) = &case.reason {
                lines.push(self.line(&format!("  {}", text::clean(reason)), self.look.theme.base));
            }
        }
        self.or_none(lines)
    }

    fn history(&self, detail: &MemberDetail) -> Vec<Line<'static>> {
        let mut lines = vec![self.section("History")];
        for change in &detail.changes {
            let at = format::date_time(change.at, self.zone);
            let kind = text::pad(&text::clean(&change.kind), 8);
            let told = format!("{at}  {kind}{}", text::clean(&change.text));
            lines.push(self.line(&told, self.look.theme.base));
        }
        self.or_none(lines)
    }

    /// A section with nothing in it says so.
    fn or_none(&self, mut lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
        if lines.len() == 1 {
            lines.push(self.line("none", self.look.theme.muted));
        }
        lines
    }

    fn section(&self, title: &'static str) -> Line<'static> {
        pane::section(self.look, title, self.room)
    }

    fn pair(&self, label: &'static str, value: &str) -> Line<'static> {
        pane::pair(self.look, (label, value), self.look.theme.base, self.room)
    }

    fn line(&self, content: &str, style: Style) -> Line<'static> {
        let content = text::fit(content, self.room, self.look.glyphs.ellipsis);
        Line::styled(content.into_owned(), style)
    }
}
