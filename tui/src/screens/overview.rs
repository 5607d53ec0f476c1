//! The first screen: how the guild and the daemon are, at a glance.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Overview};
use emperione_protocol::events::Event;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::live::Live;
use emperione_protocol::system::Status;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Sparkline, Widget};

use super::live::fact;
use crate::remote::Remote;
use crate::theme::Look;
use crate::widgets::card::{self, Card};
use crate::widgets::chart::Reach;
use crate::widgets::{chart, health, ready, write_right};
use crate::{format, text};

/// What the screen shows; the app holds the parts.
pub(crate) struct Shown<'a, E> {
    pub(crate) overview: &'a Remote<Overview>,
    pub(crate) counts: &'a Remote<Live>,
    pub(crate) status: &'a Remote<Status>,
    /// The newest facts, newest first.
    pub(crate) facts: E,
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
}

/// Below this height the cards have no frames and the daemon is three lines.
const TALL: u16 = 22;

pub(crate) fn draw<'a>(
    shown: Shown<'a, impl Iterator<Item = &'a Event>>,
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let mut problems = shown.status.ready().map_or(Vec::new(), health::problems);
    let pauses = shown.overview.ready().map(|overview| overview.pauses);
    problems.extend(pauses.into_iter().flat_map(|it| paused(it, shown.now)));
    let area = draw_problems(&problems, look, area, buf);
    let is_tall = area.height >= TALL;
    let is_wide = area.width >= 96;
    let cards = if is_tall { 4 } else { 2 };
    let cards = if is_wide { cards } else { 2 * cards };
    let daemon = match (is_tall, is_wide) {
        (true, true) => 8,
        (true, false) if area.height >= 34 => 15,
        _ => 3,
    };
    let gap = u16::from(area.height >= 13);
    let left = area.height.saturating_sub(cards + daemon + 2 * gap);
    let chart = match left {
        _ if is_tall => (left / 2).clamp(5, 12),
        11.. => 7,
        _ => left,
    };
    let [cards, _, chart, _, daemon, facts] = Layout::vertical([
        Constraint::Length(cards),
        Constraint::Length(gap),
        Constraint::Length(chart),
        Constraint::Length(gap),
        Constraint::Length(daemon),
        Constraint::Fill(1),
    ])
    .areas(area);
    let numbers = Rect {
        height: chart.bottom() - cards.y,
        ..cards
    };
    if let Some(overview) = ready(shown.overview, look, numbers, buf) {
        draw_cards(overview, is_wide, look, cards, buf);
        let (chart, counts) = beside(chart);
        draw_chart(overview, look, chart, buf);
        if let Some(counts) = counts {
            draw_counts(shown.counts, look, counts, buf);
        }
    }
    if let Some(status) = shown.status.ready() {
        health::draw(status, look, daemon, buf);
    }
    draw_facts(shown.facts, shown.zone, look, facts, buf);
}

/// What is paused in the guild, and for how long yet.
fn paused(pauses: Pauses, now: Timestamp) -> impl Iterator<Item = String> {
    pauses.at(now).named().map(move |(what, until)| {
        let left = format::duration(until.0.abs_diff(now.0));
        format!("{what} are paused for another {left}")
    })
}

/// What is wrong, over everything else; gives the area below.
fn draw_problems(problems: &[String], look: &Look, area: Rect, buf: &mut Buffer) -> Rect {
    let shown = problems.iter().take(3).zip(area.y..area.bottom());
    let mut used = 0;
    for (problem, y) in shown {
        let room = usize::from(area.width.saturating_sub(2));
        let line = format!("{} {}", look.glyphs.warning, text::clean(problem));
        let line = text::fit(&line, room, look.glyphs.ellipsis);
        buf.set_stringn(area.x + 1, y, line, room, look.theme.warning);
        used += 1;
    }
    Rect {
        y: area.y + used,
        height: area.height - used,
        ..area
    }
}

fn draw_cards(overview: &Overview, is_wide: bool, look: &Look, area: Rect, buf: &mut Buffer) {
    let cards = cards(overview, look);
    if is_wide {
        card::row(&cards, look, area, buf);
        return;
    }
    let [first, second] = Layout::vertical([Constraint::Fill(1); 2]).areas(area);
    card::row(&cards[..3], look, first, buf);
    card::row(&cards[3..], look, second, buf);
}

/// How many came and went today, if that is known.
fn changes(overview: &Overview) -> String {
    match (overview.joins_today, overview.leaves_today) {
        (Some(joins), Some(leaves)) => {
            let (joins, leaves) = (format::count(joins), format::count(leaves));
            format!("+{joins} -{leaves} today")
        }
        _ => "by Discord".into(),
    }
}

fn cards(overview: &Overview, look: &Look) -> [Card; 6] {
    let card = |label, value: String, note: String| Card {
        label,
        value,
        note,
        style: look.theme.accent,
    };
    let open = match overview.open_actions {
        0 => "none open".into(),
        n => format!("{} open", format::count(n)),
    };
    let mut gaps = card("Gaps", format::count(overview.gaps_today), "in 24 h".into());
    if overview.gaps_today > 0 {
        gaps.value = format!("{} {}", look.glyphs.warning, gaps.value);
        gaps.style = look.theme.warning;
    }
    [
        card(
            "Members",
            format::count(overview.members),
            changes(overview),
        ),
        card(
            "Messages",
            format::count(overview.messages_today),
            "today".into(),
        ),
        card(
            "Active",
            format::count(overview.active_today),
            "today".into(),
        ),
        card(
            "In force",
            format::counted(overview.bans_in_force, "ban"),
            format::counted(overview.timeouts_in_force, "timeout"),
        ),
        card("Cases", format::count(overview.cases), open),
        gaps,
    ]
}

/// The chart, and where there is room the counts beside it.
fn beside(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < 76 || area.height < 4 {
        return (area, None);
    }
    let parts = [
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Fill(1),
    ];
    let [chart, _, counts] = Layout::horizontal(parts).areas(area);
    (chart, Some(counts))
}

/// What is counted, what may be a raid first.
const COUNTS: [&str; 8] = [
    "joins",
    "actions",
    "bans",
    "deletes",
    "messages",
    "leaves",
    "reactions",
    "edits",
];

fn draw_counts(counts: &Remote<Live>, look: &Look, area: Rect, buf: &mut Buffer) {
    let title = Rect { height: 1, ..area };
    let room = usize::from(area.width);
    buf.set_stringn(area.x, area.y, "Last hour", room, look.theme.title);
    write_right("in the last minute ", look.theme.muted, title, buf);
    let rows = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    let Some(counts) = ready(counts, look, rows, buf) else {
        return;
    };
    for (name, y) in COUNTS.iter().zip(rows.y..rows.bottom()) {
        let line = Rect {
            y,
            height: 1,
            ..rows
        };
        let minutes = counts.counts.get(*name).map_or(&[][..], Vec::as_slice);
        draw_count((name, minutes), look, line, buf);
    }
}

fn draw_count((name, minutes): (&str, &[Option<u32>]), look: &Look, area: Rect, buf: &mut Buffer) {
    const NAME: u16 = 11;
    const COUNT: u16 = 8;
    let theme = &look.theme;
    buf.set_stringn(area.x, area.y, name, usize::from(NAME), theme.base);
    let now = minutes.last().copied().flatten();
    let said = now.map_or(look.glyphs.none.into(), |n| format::count(n.into()));
    let style = if now.is_some_and(|n| n > 0) {
        theme.accent
    } else {
        theme.muted
    };
    write_right(&format!("{said} "), style, area, buf);
    let peak = minutes.iter().flatten().max().copied().unwrap_or(0);
    let width = area.width.saturating_sub(NAME + COUNT);
    let buckets: Vec<_> = minutes.iter().copied().map(bucket).collect();
    let line = chart::line(&buckets, Reach::upto(f64::from(peak)), width, &look.glyphs);
    buf.set_string(area.x + NAME, area.y, line, theme.bar);
}

/// A minute as charts take it.
fn bucket(count: Option<u32>) -> Bucket {
    Bucket {
        at: Timestamp(0),
        value: count.map(f64::from),
        hours: 1,
        heard_hours: u32::from(count.is_some()),
        share: None,
    }
}

fn draw_chart(overview: &Overview, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height < 2 || area.width < 4 {
        return;
    }
    let minutes = &overview.messages_per_minute;
    let peak = minutes.iter().copied().max().unwrap_or(0);
    chart_title(minutes, peak, look, Rect { height: 1, ..area }, buf);
    let axis = u16::from(area.height >= 5);
    let bars = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width - 2,
        height: area.height - 1 - axis,
    };
    Sparkline::default()
        .data(spread(minutes, usize::from(bars.width)))
        .max(u64::from(peak.max(1)))
        .bar_set(look.glyphs.bars.clone())
        .style(look.theme.bar)
        .render(bars, buf);
    if axis == 1 {
        let line = Rect {
            y: bars.bottom(),
            height: 1,
            ..bars
        };
        let since = format!("{} min ago", minutes.len());
        let room = usize::from(line.width);
        buf.set_stringn(line.x, line.y, since, room, look.theme.muted);
        write_right("now", look.theme.muted, line, buf);
    }
}

fn chart_title(minutes: &[u32], peak: u32, look: &Look, line: Rect, buf: &mut Buffer) {
    let title = "Messages per minute";
    let room = usize::from(line.width);
    buf.set_stringn(line.x + 1, line.y, title, room, look.theme.title);
    let now = minutes.last().copied().unwrap_or(0);
    let (peak, now) = (format::count(peak.into()), format::count(now.into()));
    let note = format!("peak {peak} {} now {now} ", look.glyphs.separator);
    write_right(&note, look.theme.muted, line, buf);
}

/// The minutes over the whole width; the newest ones where they do not all fit.
fn spread(minutes: &[u32], width: usize) -> Vec<u64> {
    let newest = &minutes[minutes.len().saturating_sub(width)..];
    let columns = if newest.is_empty() { 0 } else { width };
    (0..columns)
        .map(|column| u64::from(newest[column * newest.len() / width]))
        .collect()
}

fn draw_facts<'a>(
    facts: impl Iterator<Item = &'a Event>,
    zone: &TimeZone,
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height < 3 {
        return;
    }
    let room = usize::from(area.width.saturating_sub(2));
    buf.set_stringn(area.x + 1, area.y + 1, "Lately", room, look.theme.title);
    let mut facts = facts.peekable();
    if facts.peek().is_none() {
        buf.set_stringn(
            area.x + 1,
            area.y + 2,
            "nothing yet",
            room,
            look.theme.muted,
        );
    }
    for (event, y) in facts.zip(area.y + 2..area.bottom()) {
        let fact = fact(event, look);
        let time = format::time(event.at, zone);
        let x = area.x + 1;
        buf.set_stringn(x, y, time, room, look.theme.muted);
        let word = format!("{} {}", fact.mark, fact.word);
        buf.set_stringn(x + 10, y, word, room.saturating_sub(10), fact.style);
        let told = format!("{} {}", fact.who, fact.text);
        let left = room.saturating_sub(22);
        let told = text::fit(told.trim(), left, look.glyphs.ellipsis);
        buf.set_stringn(x + 22, y, told, left, look.theme.base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_fill_the_width() {
        assert_eq!(spread(&[1, 2], 5), [1, 1, 1, 2, 2]);
        assert_eq!(spread(&[1, 2, 3], 2), [2, 3]);
        assert_eq!(spread(&[], 10), [0; 0]);
    }
    #[test]
    fn changes_that_nobody_tells_of_are_no_zero() {
        let known = Overview {
            joins_today: Some(2),
            leaves_today: Some(0),
            ..Overview::default()
        };

        assert_eq!(changes(&known), "+2 -0 today");
        assert_eq!(changes(&Overview::default()), "by Discord");
    }
}
