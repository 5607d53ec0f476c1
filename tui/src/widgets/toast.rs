//! Short news at the bottom right.

use emperione_protocol::ActionId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::clear;
use crate::text;
use crate::theme::Look;

/// How news are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Good,
    Waiting,
    Warning,
    Alert,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) level: Level,
    /// Clean.
    pub(crate) text: String,
    /// The seconds it stays; none for one that waits for its action.
    pub(crate) left: Option<u32>,
    /// The action that it tells of.
    pub(crate) action: Option<ActionId>,
}

impl Toast {
    pub(crate) fn new(level: Level, text: impl Into<String>) -> Self {
        let left = match level {
            Level::Good => Some(6),
            Level::Waiting => None,
            Level::Warning | Level::Alert => Some(12),
        };
        Self {
            level,
            text: text.into(),
            left,
            action: None,
        }
    }

    pub(crate) fn of(self, action: ActionId) -> Self {
        Self {
            action: Some(action),
            ..self
        }
    }
}

impl Level {
    fn mark(self, look: &Look) -> (&'static str, Style) {
        match self {
            Self::Good => (look.glyphs.good, look.theme.good),
            Self::Waiting => (look.glyphs.waiting, look.theme.accent),
            Self::Warning => (look.glyphs.warning, look.theme.warning),
            Self::Alert => (look.glyphs.bad, look.theme.alert),
        }
    }
}

/// Draws the newest toasts at the right: upwards from the bottom, or at the top where a dialog has its keys at the bottom.
pub(crate) fn draw(toasts: &[Toast], at_top: bool, look: &Look, area: Rect, buf: &mut Buffer) {
    let rows: Vec<_> = if at_top {
        (area.y..area.bottom()).take(2).collect()
    } else {
        (area.y..area.bottom()).rev().take(4).collect()
    };
    for (toast, y) in toasts.iter().rev().zip(rows) {
        let (mark, style) = toast.level.mark(look);
        let room = usize::from(area.width).saturating_sub(6);
        let content = text::fit(&toast.text, room, look.glyphs.ellipsis);
        let content = format!(" {mark} {content} ");
        let width = u16::try_from(text::width(&content))
            .unwrap_or(area.width)
            .min(area.width);
        let at = Rect {
            x: area.right() - width,
            y,
            width,
            height: 1,
        };
        clear(at, buf);
        buf.set_style(at, look.theme.input);
        let style = look
            .theme
            .input
            .patch(style.bg(look.theme.input.bg.unwrap_or_default()));
        buf.set_stringn(at.x, y, content, usize::from(width), style);
    }
}
