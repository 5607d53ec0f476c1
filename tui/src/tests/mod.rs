//! Stories: messages in, screen out.

mod actions;
mod app;
mod daemon;
mod details;
mod hostile;
mod inbox;
mod lists;
mod live;
mod overview;
mod terminal;

use crossterm::event::{KeyCode, KeyModifiers};

use crate::testing::Board;

impl Board {
    fn code(&mut self, code: KeyCode) {
        self.key(code, KeyModifiers::NONE);
    }

    fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.press(letter);
        }
    }

    /// Opens the command line, writes and enters.
    fn command(&mut self, line: &str) {
        self.press(':');
        self.write(line);
        self.code(KeyCode::Enter);
    }

    /// The effects since the last look.
    fn wants(&mut self) -> Vec<crate::effect::Effect> {
        std::mem::take(&mut self.wanted)
    }
}
