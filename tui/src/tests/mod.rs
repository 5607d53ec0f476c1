//! Stories: messages in, screen out.

mod actions;
mod alerts;
mod analytics;
mod app;
mod archives;
mod backups;
mod batches;
mod calls;
mod cases;
mod chance;
mod daemon;
mod daemon_evidence;
mod daemon_facts;
mod daemon_jobs;
mod daemon_persist;
mod daemon_schedules;
mod daemon_texts;
mod details;
mod fake_batches;
mod hostile;
mod inbox;
mod lists;
mod live;
mod many;
mod menus;
mod overview;
mod plans;
mod terminal;
mod undo;

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

    /// The dialog of an act on one, which is open.
    fn act(&self) -> &crate::dialog::act::State {
        match &self.state.dialog {
            Some(crate::dialog::Dialog::Act(act)) => act,
            other => panic!("{other:?} is open"),
        }
    }

    /// The effects since the last look.
    fn wants(&mut self) -> Vec<crate::effect::Effect> {
        std::mem::take(&mut self.wanted)
    }
}
