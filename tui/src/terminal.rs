//! The terminal while it is ours: raw, on the alternate screen, given back on every way out.

use std::io::{self, Stdout, stdout};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::backend::CrosstermBackend;
use ratatui::{DefaultTerminal, Terminal};

use crate::runtime::Surface;

/// Holds the terminal; dropping it gives the terminal back.
pub(crate) struct Held(DefaultTerminal);

impl Held {
    /// Takes the terminal. ratatui's panic hook restores it before a panic is printed.
    pub(crate) fn take() -> io::Result<Self> {
        let held = Self(ratatui::try_init()?);
        execute!(stdout(), EnableBracketedPaste)?;
        Ok(held)
    }
}

impl Surface for Held {
    type Backend = CrosstermBackend<Stdout>;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.0
    }

    fn stop(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    // Nothing is left to tell a terminal that is gone.
    let _ = execute!(stdout(), DisableBracketedPaste);
    ratatui::restore();
}
