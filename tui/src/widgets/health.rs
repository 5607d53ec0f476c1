//! How the daemon is: gateway, ingest, governor and store.

use emperione_protocol::system::{Intents, Shard, Status};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::card::{Pair, pairs};
use super::framed;
use crate::theme::Look;
use crate::{format, text};

/// Discord blocks an address after this many invalid requests in ten minutes (Rate Limits: Invalid Request Limit).
const INVALID_LIMIT: u64 = 10_000;

/// What an operator must know now.
pub(crate) fn problems(status: &Status) -> Vec<String> {
    let safe_mode = status
        .safe_mode
        .then(|| "safe mode: rules, expiries and jobs rest until `emp resume`".to_owned());
    let mut problems: Vec<_> = safe_mode
        .into_iter()
        .chain(status.problems.iter().cloned())
        .collect();
    if let Some(why) = &status.governor.breaker {
        problems.push(format!("calls of Discord are refused: {why}"));
    }
    if !status.store.healthy {
        problems.push(format!(
            "the store ({}) is not healthy",
            status.store.backend
        ));
    }
    if !status.cache.healthy {
        problems.push(format!(
            "the cache ({}) is away; memory serves",
            status.cache.backend
        ));
    }
    problems
}

/// Draws panels where there is room, and else one line each.
pub(crate) fn draw(status: &Status, look: &Look, area: Rect, buf: &mut Buffer) {
    if area.height < 8 {
        lines(status, look, area, buf);
        return;
    }
    let panels = [
        ("Gateway", gateway(status, look)),
        ("Ingest", ingest(status, look)),
        ("Governor", governor(status, look)),
        ("House", house(status, look)),
    ];
    let areas: Vec<Rect> = if area.width >= 96 {
        Layout::horizontal([Constraint::Fill(1); 4])
            .spacing(1)
            .split(area)
            .to_vec()
    } else {
        let [top, bottom] = Layout::vertical([Constraint::Fill(1); 2]).areas(area);
        let halves = |area| {
            Layout::horizontal([Constraint::Fill(1); 2])
                .spacing(1)
                .split(area)
                .to_vec()
        };
        [halves(top), halves(bottom)].concat()
    };
    for ((title, rows), area) in panels.iter().zip(areas) {
        let block = framed(look, title);
        let inner = block.inner(area);
        block.render(area, buf);
        let inner = Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            ..inner
        };
        pairs(rows, look, inner, buf);
    }
}

fn pair(label: impl Into<String>, value: impl Into<String>, style: Style) -> Pair {
    Pair {
        label: label.into(),
        value: value.into(),
        style,
    }
}

/// A mark and a style for a shard's state.
fn shard_state(shard: &Shard, look: &Look) -> (String, Style) {
    let (mark, style) = match shard.state.as_str() {
        "ready" => (look.glyphs.good, look.theme.good),
        "connecting" | "resuming" => (look.glyphs.waiting, look.theme.accent),
        "standby" => (look.glyphs.ended, look.theme.muted),
        _ => (look.glyphs.bad, look.theme.alert),
    };
    (format!("{mark} {}", text::clean(&shard.state)), style)
}

/// One line for the worst shard: its state, and how many stand.
fn shards(status: &Status, look: &Look) -> (String, Style) {
    let ready = status
        .shards
        .iter()
        .filter(|shard| shard.state == "ready")
        .count();
    let worst = status
        .shards
        .iter()
        .find(|shard| shard.state != "ready")
        .or(status.shards.first());
    let Some(worst) = worst else {
        return (
            format!("{} no shard", look.glyphs.warning),
            look.theme.warning,
        );
    };
    let (state, style) = shard_state(worst, look);
    if status.shards.len() < 2 {
        return (state, style);
    }
    (
        format!("{state} ({ready} of {} ready)", status.shards.len()),
        style,
    )
}

fn latency(status: &Status, look: &Look) -> String {
    let slowest = status
        .shards
        .iter()
        .filter_map(|shard| shard.latency_ms)
        .max();
    slowest.map_or(look.glyphs.none.into(), |ms| format!("{ms} ms"))
}

fn gateway(status: &Status, look: &Look) -> Vec<Pair> {
    let theme = &look.theme;
    let (state, style) = shards(status, look);
    let intents = match status.intents {
        Intents::Full => ("full", theme.base),
        Intents::NoContent => ("no content", theme.warning),
        Intents::Minimal => ("minimal", theme.warning),
    };
    let left = status
        .shards
        .iter()
        .map(|shard| shard.identifies_left)
        .min()
        .unwrap_or(0);
    let resumes = status.shards.iter().map(|shard| shard.resumes).sum();
    let bot = status
        .bot
        .as_deref()
        .map_or(look.glyphs.none.into(), text::clean);
    vec![
        pair("state", state, style),
        pair("heartbeat", latency(status, look), theme.base),
        pair("resumes", format::count(resumes), theme.base),
        pair("identifies left", format::count(left), theme.base),
        pair("intents", intents.0, intents.1),
        pair("bot", bot, theme.base),
    ]
}

fn rate(status: &Status) -> String {
    format!("{:.1}", status.ingest.events_per_second)
}

fn ingest(status: &Status, look: &Look) -> Vec<Pair> {
    let ingest = &status.ingest;
    let theme = &look.theme;
    let time = |us| format::microseconds(us, look.glyphs.unicode);
    let bad = |n: u64| if n > 0 { theme.warning } else { theme.base };
    vec![
        pair("events/s", rate(status), theme.accent),
        pair("to commit p50", time(ingest.latency_p50_us), theme.base),
        pair("to commit p99", time(ingest.latency_p99_us), theme.base),
        pair("waiting", format::count(ingest.waiting), theme.base),
        pair(
            "dropped",
            format::count(ingest.dropped),
            bad(ingest.dropped),
        ),
        pair(
            "undecodable",
            format::count(ingest.undecodable),
            bad(ingest.undecodable),
        ),
    ]
}

fn governor(status: &Status, look: &Look) -> Vec<Pair> {
    let governor = &status.governor;
    let theme = &look.theme;
    let (state, style) = governor_state(status, look);
    let waiting: u64 = governor.waiting.values().sum();
    let is_near = governor.invalid * 2 > INVALID_LIMIT;
    vec![
        pair("state", state, style),
        pair("calls", format::count(governor.calls), theme.accent),
        pair("waiting", format::count(waiting), theme.base),
        pair(
            "rate limited",
            format::count(governor.rate_limited),
            theme.base,
        ),
        pair(
            "invalid in 10 min",
            format::count(governor.invalid),
            if is_near { theme.alert } else { theme.base },
        ),
    ]
}

fn governor_state(status: &Status, look: &Look) -> (String, Style) {
    let governor = &status.governor;
    if governor.breaker.is_some() {
        return (format!("{} refusing", look.glyphs.bad), look.theme.alert);
    }
    if governor.paused_ms > 0 {
        let left = format::duration(governor.paused_ms.max(1_000));
        return (
            format!("{} paused {left}", look.glyphs.warning),
            look.theme.warning,
        );
    }
    (format!("{} free", look.glyphs.good), look.theme.good)
}

fn house(status: &Status, look: &Look) -> Vec<Pair> {
    let theme = &look.theme;
    let health = |is_healthy: bool| {
        if is_healthy {
            (look.glyphs.good, theme.good)
        } else {
            (look.glyphs.bad, theme.alert)
        }
    };
    let (store, store_style) = health(status.store.healthy);
    let (cache, cache_style) = health(status.cache.healthy);
    let up = status.now.0.abs_diff(status.started_at.0);
    vec![
        pair(
            "store",
            format!("{store} {}", text::clean(&status.store.backend)),
            store_style,
        ),
        pair("size", format::bytes(status.store.size_bytes), theme.base),
        pair(
            "cache",
            format!("{cache} {}", text::clean(&status.cache.backend)),
            cache_style,
        ),
        pair("up", format::rough(up), theme.base),
        pair("last event", format::count(status.last_event), theme.base),
        pair("empd", text::clean(&status.version), theme.base),
    ]
}

fn lines(status: &Status, look: &Look, area: Rect, buf: &mut Buffer) {
    let (gateway, gateway_style) = shards(status, look);
    let (governor, governor_style) = governor_state(status, look);
    let p99 = format::microseconds(status.ingest.latency_p99_us, look.glyphs.unicode);
    let calls = format::count(status.governor.calls);
    let rows = [
        ("gateway", gateway, gateway_style, latency(status, look)),
        (
            "ingest",
            format!("{} events/s", rate(status)),
            look.theme.base,
            format!("commit p99 {p99}"),
        ),
        (
            "governor",
            governor,
            governor_style,
            format!("{calls} calls"),
        ),
    ];
    for ((label, state, style, note), y) in rows.into_iter().zip(area.y..area.bottom()) {
        let room = usize::from(area.width.saturating_sub(2));
        let x = area.x + 1;
        buf.set_stringn(x, y, label, room, look.theme.muted);
        buf.set_stringn(x + 10, y, state, room.saturating_sub(10), style);
        buf.set_stringn(x + 34, y, note, room.saturating_sub(34), look.theme.muted);
    }
}
