//! The metrics at the left, the chosen one at the right.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{
    Bucket, Cause, Cohort, Every, HourOfWeek, Insight, Series, Verdict,
};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use super::{Figures, Numbers, RANGES, State, View};
use crate::text;
use crate::theme::Look;
use crate::widgets::chart::Reach;
use crate::widgets::table::{Column, Table};
use crate::widgets::{centered, chart, filled, ready};

const METRICS: [Column; 1] = [Column::new("metric", 0)];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const NOTHING: &str = "nothing is computed yet: the first numbers come within 15 minutes";

/// A line of the right side.
type Told = (String, Style);

pub(crate) fn draw(state: &State, look: &Look, area: Rect, buf: &mut Buffer) {
    let [left, right] =
        Layout::horizontal([Constraint::Length(22), Constraint::Fill(1)]).areas(area);
    let Some(list) = filled(&state.metrics, "nothing is measured", look, area, buf) else {
        return;
    };
    Table::of(list, &METRICS, look).render(left, buf, |number| {
        vec![(text::clean(&list.items[number].name), look.theme.base)]
    });
    let about = about(state, usize::from(right.width.saturating_sub(2)));
    let foot = u16::try_from(about.len())
        .unwrap_or(0)
        .min(right.height / 3);
    let [head, body, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(foot),
    ])
    .areas(right);
    write(&[(title(state, look), look.theme.title)], look, head, buf);
    let about: Vec<_> = about
        .into_iter()
        .map(|line| (line, look.theme.muted))
        .collect();
    write(&about, look, foot, buf);
    if let Some(figures) = ready(&state.figures, look, body, buf) {
        draw_figures(state, figures, look, body, buf);
    }
}

fn title(state: &State, look: &Look) -> String {
    let dot = look.glyphs.separator;
    let name = state.metric().map_or("", |metric| &metric.name);
    let (name, view, range) = (text::clean(name), state.view.word(), RANGES[state.range].1);
    match state.view {
        View::Chart => format!("{name} {dot} {range} {dot} by the {}", word(state.every())),
        View::Week => format!("{name} {dot} {range} {dot} {view}"),
        View::Cohorts => format!(
            "{view} {dot} {range} {dot} by the {}",
            word(state.cohort_every())
        ),
        View::Changes => format!("{view} on the last whole day"),
    }
}

fn word(every: Every) -> &'static str {
    match every {
        Every::Hour => "hour",
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    }
}

/// What the numbers mean.
fn about(state: &State, room: usize) -> Vec<String> {
    let zone = state.figures.ready().map_or("", |figures| &figures.zone);
    let told = match (state.view, state.metric()) {
        (View::Chart | View::Week, Some(metric)) => {
            format!("{} (in {}, {zone})", metric.about, metric.unit)
        }
        (View::Cohorts, _) => {
            format!("the share active in each week after their own join (in %, {zone})")
        }
        _ => format!("beside the same weekday of the eight weeks before ({zone})"),
    };
    text::wrap(&text::clean(&told), room.max(1))
}

fn draw_figures(state: &State, figures: &Figures, look: &Look, area: Rect, buf: &mut Buffer) {
    let zone = TimeZone::get(&figures.zone).unwrap_or(TimeZone::UTC);
    let base = look.theme.base;
    let lines: Vec<Told> = match &figures.numbers {
        Numbers::Series(parts) if parts.iter().all(|of| of.buckets.is_empty()) => {
            centered(NOTHING, look.theme.muted, area, buf);
            return;
        }
        Numbers::Series(parts) if state.table => parts
            .iter()
            .flat_map(|of| rows(of, state.every(), &zone, look))
            .collect(),
        Numbers::Series(parts) if parts.iter().any(|of| !of.part.is_empty()) => {
            part_lines(parts, look, area.width)
        }
        Numbers::Series(parts) => {
            let buckets = &parts[0].buckets;
            draw_chart(buckets, (state.every(), &zone), look, area, buf);
            return;
        }
        Numbers::Week(hours) if hours.iter().all(|hour| hour.mean.is_none()) => {
            centered(NOTHING, look.theme.muted, area, buf);
            return;
        }
        Numbers::Week(hours) if state.table => hours.iter().map(|of| (hour(of), base)).collect(),
        Numbers::Week(hours) => week(hours, look),
        Numbers::Cohorts(cohorts) if cohorts.is_empty() => {
            centered(NOTHING, look.theme.muted, area, buf);
            return;
        }
        Numbers::Cohorts(cohorts) => {
            cohort_lines(cohorts, (state.cohort_every(), &zone), state.table, look)
        }
        Numbers::Changes(changes) if changes.is_empty() => {
            centered(NOTHING, look.theme.muted, area, buf);
            return;
        }
        Numbers::Changes(changes) => changes
            .iter()
            .flat_map(|of| change(of, &zone, look))
            .collect(),
    };
    write(&lines[state.scroll.min(lines.len())..], look, area, buf);
}

fn write(lines: &[Told], look: &Look, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(2));
    for ((told, style), y) in lines.iter().zip(area.y..area.bottom()) {
        let told = text::fit(told, room, look.glyphs.ellipsis);
        buf.set_stringn(area.x + 1, y, told, room, *style);
    }
}

fn draw_chart(
    buckets: &[Bucket],
    (every, zone): (Every, &TimeZone),
    look: &Look,
    area: Rect,
    buf: &mut Buffer,
) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let reach = Reach::of(buckets.iter().map(|bucket| bucket.value));
    let bars = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(3),
    };
    chart::columns(buckets, reach, look, bars, buf);
    let last = buckets.last();
    let shown = last
        .and_then(|of| of.value)
        .map_or(glyphs.none.into(), number);
    let mut told = vec![format!("peak {}", number(reach.high))];
    if reach.low < 0.0 {
        told.push(format!("least {}", number(reach.low)));
    }
    told.push(format!("last {shown}"));
    let head = told.join(&format!(" {} ", glyphs.separator));
    write(
        &[(head, theme.muted)],
        look,
        Rect { height: 1, ..area },
        buf,
    );
    let at =
        |bucket: Option<&Bucket>| bucket.map_or(String::new(), |of| moment(of.at, every, zone));
    let span = format!("{} {} {}", at(buckets.first()), glyphs.arrow, at(last));
    let count = |is: fn(&Bucket) -> bool| buckets.iter().filter(|of| is(of)).count();
    let (gaps, partly) = (count(chart::is_unheard), count(chart::is_partly));
    let mut marks = Vec::new();
    if gaps > 0 {
        marks.push(format!("{} {gaps} not heard", glyphs.bad));
    }
    if partly > 0 {
        marks.push(format!("{} {partly} heard only partly", glyphs.waiting));
    }
    let foot = Rect {
        y: bars.bottom(),
        height: area.bottom().saturating_sub(bars.bottom()),
        ..area
    };
    write(
        &[(span, theme.muted), (marks.join("  "), theme.warning)],
        look,
        foot,
        buf,
    );
}

/// A line for each interval: when, how much, and what was not heard of it.
fn rows(of: &Series, every: Every, zone: &TimeZone, look: &Look) -> Vec<Told> {
    let name = text::clean(of.name.as_ref().unwrap_or(&of.part));
    let row = |bucket: &Bucket| {
        let value = bucket.value.map_or(look.glyphs.none.into(), number);
        let at = moment(bucket.at, every, zone);
        let (told, style) = match (bucket.value, chart::is_partly(bucket)) {
            (None, _) if chart::is_unheard(bucket) => ("not heard".into(), look.theme.warning),
            (None, _) => ("nothing to tell".into(), look.theme.muted),
            (Some(_), true) => (
                format!("{} of {} hours heard", bucket.heard_hours, bucket.hours),
                look.theme.warning,
            ),
            _ => (String::new(), look.theme.base),
        };
        (
            format!("{at}  {value:>8}  {told} {name}").trim_end().into(),
            style,
        )
    };
    of.buckets.iter().map(row).collect()
}

/// A line for each part: what it is called, and how it went.
fn part_lines(parts: &[Series], look: &Look, width: u16) -> Vec<Told> {
    let values = parts.iter().flat_map(|of| &of.buckets);
    let reach = Reach::of(values.map(|bucket| bucket.value));
    let line = |of: &Series| {
        let name = text::clean(of.name.as_ref().unwrap_or(&of.part));
        let name = text::pad(&text::fit(&name, 14, look.glyphs.ellipsis), 14);
        let peak = number(Reach::of(of.buckets.iter().map(|bucket| bucket.value)).high);
        let line = chart::line(&of.buckets, reach, width.saturating_sub(27), &look.glyphs);
        (format!("{name} {peak:>8}  {line}"), look.theme.bar)
    };
    let heading = format!("{:<14} {:>8}", "part", "peak");
    std::iter::once((heading, look.theme.muted))
        .chain(parts.iter().map(line))
        .collect()
}

/// A line for each day of the week.
fn week(hours: &[HourOfWeek], look: &Look) -> Vec<Told> {
    let reach = Reach::of(hours.iter().map(|hour| hour.mean));
    let day = |hours: &[HourOfWeek]| {
        let cell = |hour: &HourOfWeek| match hour.mean {
            Some(mean) => chart::shade(mean, reach, &look.glyphs),
            None => "?",
        };
        let cells: String = hours.iter().map(cell).collect();
        (format!("{}  {cells}", weekday(&hours[0])), look.theme.bar)
    };
    let steps: String = (0..=4u8)
        .map(|step| chart::shade(f64::from(step), Reach::upto(4.0), &look.glyphs))
        .collect();
    let legend = format!(
        "{} [{steps}] {}   ? not heard",
        number(reach.low),
        number(reach.high)
    );
    let heading = "     0     6     12    18".into();
    let days = hours.chunk_by(|a, b| a.weekday == b.weekday).map(day);
    std::iter::once((heading, look.theme.muted))
        .chain(days)
        .chain([(String::new(), look.theme.base), (legend, look.theme.muted)])
        .collect()
}

fn weekday(hour: &HourOfWeek) -> &'static str {
    DAYS.get(usize::from(hour.weekday)).copied().unwrap_or("?")
}

fn hour(of: &HourOfWeek) -> String {
    let (day, mean) = (weekday(of), of.mean.map_or("not heard".into(), number));
    format!(
        "{day} {:02}:00  {mean:>9}  of {} hours",
        of.hour, of.n_hours
    )
}

/// A line for each cohort: shares, or numbers of members.
fn cohort_lines(
    cohorts: &[Cohort],
    (every, zone): (Every, &TimeZone),
    is_table: bool,
    look: &Look,
) -> Vec<Told> {
    let weeks = cohorts[0].active.len();
    let weeks: Vec<_> = (0..weeks).map(|week| format!("{week:>4}")).collect();
    let weeks = weeks.concat();
    let line = |of: &Cohort| {
        let cell = |active: &Option<u64>| match active {
            Some(active) if is_table => format!("{active:>4}"),
            Some(active) if of.joined > 0 => format!("{:>4}", active * 100 / of.joined),
            _ => format!("{:>4}", look.glyphs.none),
        };
        let cells: String = of.active.iter().map(cell).collect();
        let at = moment(of.at, every, zone);
        (format!("{at:<10} {:>6}{cells}", of.joined), look.theme.base)
    };
    let heading = format!("{:<10} {:>6}{weeks}", "joined in", "n");
    std::iter::once((heading, look.theme.muted))
        .chain(cohorts.iter().map(line))
        .collect()
}

/// How a metric was on the day, and what happened at the time.
fn change(of: &Insight, zone: &TimeZone, look: &Look) -> Vec<Told> {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let maybe = |value: Option<f64>| value.map_or(glyphs.none.into(), number);
    let (value, usual, n) = (maybe(of.value), maybe(of.usual), of.n_days);
    let (told, style) = match of.verdict {
        Verdict::Higher => (
            format!("+ {value}, higher than the usual {usual}"),
            theme.warning,
        ),
        Verdict::Lower => (
            format!("- {value}, lower than the usual {usual}"),
            theme.warning,
        ),
        Verdict::Usual => (format!("  {value}, as usual ({usual})"), theme.base),
        Verdict::NotEnoughData => (format!("? {value}; only {n} days to compare"), theme.muted),
        Verdict::NotHeard => ("? the day was not heard whole".into(), theme.muted),
    };
    let first = (format!("{:<18} {told}", text::clean(&of.metric)), style);
    let at = |at| moment(at, Every::Hour, zone);
    let cause = |cause: &Cause| match cause {
        Cause::Marked { label, at: then } => format!("{} ({})", text::clean(label), at(*then)),
        Cause::Changed {
            what,
            count: 1,
            at: then,
        } => {
            format!("{} ({})", text::clean(what), at(*then))
        }
        Cause::Changed {
            what,
            count,
            at: then,
        } => {
            format!("{}, {count} times from {}", text::clean(what), at(*then))
        }
        Cause::Burst { joins, at: then } => {
            format!("{} joined in the hour from {}", number(*joins), at(*then))
        }
        Cause::Unheard { hours } => format!("{hours} hours not heard"),
    };
    let causes = of
        .causes
        .iter()
        .map(|of| (format!("  at the time: {}", cause(of)), theme.muted));
    std::iter::once(first).chain(causes).collect()
}

/// When an interval begins. What begins within a day is of the day after, as where midnight is not at a full hour.
fn moment(at: Timestamp, every: Every, zone: &TimeZone) -> String {
    const HALF_DAY_MS: i64 = 43_200_000;
    let (shift, shape) = match every {
        Every::Hour => (0, "%Y-%m-%d %H:%M"),
        Every::Day | Every::Week => (HALF_DAY_MS, "%Y-%m-%d"),
        Every::Month => (HALF_DAY_MS, "%Y-%m"),
    };
    let moment = jiff::Timestamp::from_millisecond(at.0.saturating_add(shift));
    let moment = moment.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone.clone()).strftime(shape).to_string()
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}
