//! Facts of the log, as one row each.

use emperione_protocol::actions::{self, Kind};
use emperione_protocol::events::{Body, Event};
use emperione_protocol::guilds::UserRef;
use ratatui::style::Style;

use crate::theme::Look;
use crate::{format, text};

/// A fact of the log as a row shows it: a mark, one word, who, and the rest.
pub(crate) struct Fact {
    pub(crate) mark: &'static str,
    pub(crate) word: &'static str,
    pub(crate) style: Style,
    pub(crate) who: String,
    pub(crate) text: String,
}

impl Fact {
    fn of(mark: &'static str, word: &'static str, style: Style) -> Self {
        Self {
            mark,
            word,
            style,
            who: String::new(),
            text: String::new(),
        }
    }

    fn who(self, who: &UserRef) -> Self {
        Self {
            who: text::user(who),
            ..self
        }
    }

    fn whom(self, kind: Kind, target: &UserRef) -> Self {
        Self {
            who: text::whom(kind, target),
            ..self
        }
    }

    fn text(self, content: impl AsRef<str>) -> Self {
        Self {
            text: text::clean(content.as_ref()),
            ..self
        }
    }
}

pub(crate) fn fact(event: &Event, look: &Look) -> Fact {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let calm = |word| Fact::of(glyphs.separator, word, theme.muted);
    match &event.body {
        Body::MemberJoined { user } => Fact::of("+", "join", theme.good).who(user).text("joined"),
        Body::MemberLeft { user } => Fact::of("-", "leave", theme.muted).who(user).text("left"),
        Body::MemberChanged { user, what, text } => {
            calm("change").who(user).text(format!("{what}: {text}"))
        }
        Body::MemberBanned { user } => Fact::of(glyphs.bad, "ban", theme.alert)
            .who(user)
            .text("is banned"),
        Body::MemberUnbanned { user } => Fact::of(glyphs.good, "unban", theme.good)
            .who(user)
            .text("is unbanned"),
        Body::VoiceJoined { user, channel } => {
            calm("voice").who(user).text(format!("joined {channel}"))
        }
        Body::VoiceLeft { user, channel } => {
            calm("voice").who(user).text(format!("left {channel}"))
        }
        Body::AutoMod { user, rule } => Fact::of(glyphs.warning, "automod", theme.warning)
            .who(user)
            .text(format!("matched {rule}")),
        body => house(body, look),
    }
}

/// What the daemon did, or what happened to it.
fn house(body: &Body, look: &Look) -> Fact {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let warning = |word| Fact::of(glyphs.warning, word, theme.warning);
    let calm = |word| Fact::of(glyphs.separator, word, theme.muted);
    match body {
        Body::Action {
            case,
            action,
            target,
            state,
            ..
        } => {
            let (mark, said, style) = action_state(*state, look);
            let text = format!("{} {said} (case {case})", action.word());
            Fact::of(mark, "action", style)
                .whom(*action, target)
                .text(text)
        }
        Body::CaseOpened {
            case,
            action,
            target,
            adopted,
        } => {
            let how = if *adopted { ", done in Discord" } else { "" };
            calm("case")
                .whom(*action, target)
                .text(format!("case {case}: {}{how}", action.word()))
        }
        Body::CaseChanged { case, text } => calm("case").text(format!("case {case}: {text}")),
        Body::AlertChanged { alert, rule, text } => {
            warning("alert").text(format!("alert {alert} {text}: {rule}"))
        }
        Body::ReportMade { schedule, period } => {
            calm("report").text(format!("{period} of {schedule}"))
        }
        Body::InboxChanged { item, what, text } => {
            warning("inbox").text(format!("{what} {item}: {text}"))
        }
        Body::Batch {
            action,
            state,
            ended,
            total,
            ..
        } => {
            let (kind, state) = (action.word(), state.word());
            calm("batch").text(format!("{kind}: {ended} of {total}, {state}"))
        }
        Body::Warning { text } => warning("warning").text(text),
        body => discord(body, look),
    }
}

/// What the connection to Discord and the guild did.
fn discord(body: &Body, look: &Look) -> Fact {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    let warning = |word| Fact::of(glyphs.warning, word, theme.warning);
    match body {
        Body::Gap {
            from,
            to,
            reason,
            reconciled,
        } => {
            let long = to
                .map(|to| format!(" {}", format::rough(to.0.abs_diff(from.0))))
                .unwrap_or_default();
            let known = if *reconciled {
                "reconciled"
            } else {
                "not reconciled"
            };
            warning("gap").text(format!("did not listen{long}, {known}: {reason}"))
        }
        Body::Gateway {
            shard,
            state,
            detail,
        } => {
            let fact = match state.as_str() {
                "ready" | "resumed" => Fact::of(glyphs.good, "gateway", theme.good),
                _ => warning("gateway"),
            };
            fact.text(format!("shard {shard} {state} {detail}"))
        }
        Body::GuildAvailable { name } => {
            Fact::of(glyphs.good, "guild", theme.good).text(format!("{name} is available"))
        }
        Body::GuildUnavailable { name } => warning("guild").text(format!("{name} is unavailable")),
        Body::GuildRemoved { name } => {
            warning("guild").text(format!("{name}: the bot was removed"))
        }
        _ => Fact::of(glyphs.separator, "event", theme.muted),
    }
}

/// A mark, a word and a style for how far an action is.
pub(crate) fn action_state(
    state: actions::State,
    look: &Look,
) -> (&'static str, &'static str, Style) {
    let (glyphs, theme) = (&look.glyphs, &look.theme);
    match state {
        actions::State::Planned => (glyphs.waiting, "planned", theme.muted),
        actions::State::Sending => (glyphs.waiting, "sending", theme.accent),
        actions::State::Applied => (glyphs.good, "applied", theme.good),
        actions::State::Verified => (glyphs.good, "verified", theme.good),
        actions::State::Failed => (glyphs.bad, "failed", theme.alert),
        actions::State::Unknown => (glyphs.warning, "unknown", theme.warning),
    }
}
