//! The terminal while it is ours: raw, on the alternate screen, given back on every way out.

use std::io::{self, stdout};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use ratatui::DefaultTerminal;

/// Holds the terminal; dropping it gives the terminal back.
pub(crate) struct Held(DefaultTerminal);

impl Held {
    /// Takes the terminal. ratatui's panic hook restores it before a panic is printed.
    pub(crate) fn take() -> io::Result<Self> {
        let terminal = ratatui::try_init()?;
        let held = Self(terminal);
        execute!(stdout(), EnableBracketedPaste)?;
        Ok(held)
    }

    pub(crate) fn terminal(&mut self) -> &mut DefaultTerminal {
        &mut self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Nothing is left to tell a terminal that is gone.
        let _ = execute!(stdout(), DisableBracketedPaste);
        ratatui::restore();
    }
}
