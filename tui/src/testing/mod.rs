//! The dashboard without a terminal and a daemon, for benchmarks and tests: a lively guild, drawn into memory.

pub(crate) mod fixtures;
pub(crate) mod many;
mod pilot;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use emperione_protocol::{Error, ErrorKind, Timestamp};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::app::State;
use crate::effect::Effect;
use crate::message::{Answer, Message};
use crate::options::{Connect, Options};

pub use pilot::Pilot;

/// Options whose connection can never be renewed.
pub(crate) fn options() -> Options {
    Options::new(Connect::new(|| {
        Box::pin(async { Err(Error::new(ErrorKind::Unreachable, "nobody listens")) })
    }))
}

/// A dashboard on a screen in memory.
pub struct Board {
    pub(crate) state: State,
    terminal: Terminal<TestBackend>,
    /// What was wanted and not taken yet.
    pub(crate) wanted: Vec<Effect>,
}

impl Board {
    /// A dashboard that knows nothing yet.
    pub fn empty(width: u16, height: u16) -> Self {
        Self::with(&options(), width, height)
    }

    pub(crate) fn with(options: &Options, width: u16, height: u16) -> Self {
        let Ok(terminal) = Terminal::new(TestBackend::new(width, height));
        let mut board = Self {
            state: State::new(options, TimeZone::UTC, (width, height)),
            terminal,
            wanted: Vec::new(),
        };
        board.take(Message::Tick(fixtures::NOW));
        board
    }

    /// A dashboard with everything read: `rows` rows in the live feed, 500 members, cases and batches.
    pub fn full(width: u16, height: u16, rows: u32) -> Self {
        let mut board = Self::empty(width, height);
        board.connect();
        board.answer(Answer::Overview(fixtures::GUILD, Ok(fixtures::overview())));
        board.answer(Answer::Counts(fixtures::GUILD, Ok(fixtures::counts())));
        for message in fixtures::messages(rows).chunks(200) {
            board.answer(Answer::Messages(fixtures::GUILD, Ok(message.to_vec())));
        }
        board.answer(Answer::Events(Ok(fixtures::batch())));
        board.press('3');
        board.answer_members(500);
        board.press('4');
        board.answer_cases(500);
        board.press('6');
        board.answer(Answer::JobKinds(Ok(fixtures::job_kinds())));
        board.press('7');
        board.answer_batches(500);
        board.press('1');
        board.wanted.clear();
        board
    }

    pub(crate) fn connect(&mut self) {
        self.take(Message::Connected(fixtures::hello()));
        self.answer(Answer::Status(Ok(fixtures::status())));
        self.answer(Answer::Guilds(Ok(fixtures::guilds())));
    }

    pub(crate) fn answer_members(&mut self, n: u32) {
        let page = fixtures::page(fixtures::members(n));
        self.answer(Answer::Members {
            filter: fixtures::member_filter(),
            more: false,
            result: Ok(page),
        });
    }

    pub(crate) fn answer_cases(&mut self, n: u32) {
        let page = fixtures::page(fixtures::cases(n));
        self.answer(Answer::Cases {
            filter: fixtures::case_filter(),
            more: false,
            result: Ok(page),
        });
    }

    pub(crate) fn answer_batches(&mut self, n: u32) {
        self.answer(Answer::Batches {
            guild: fixtures::GUILD,
            more: false,
            result: Ok(fixtures::page(many::batches(n))),
        });
    }

    pub(crate) fn take(&mut self, message: Message) {
        let effects = self.state.update(message);
        self.wanted.extend(effects);
    }

    pub(crate) fn answer(&mut self, answer: Answer) {
        self.take(Message::Answer(Box::new(answer)));
    }

    pub(crate) fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.take(Message::Key(KeyEvent::new(code, modifiers)));
    }

    /// Presses a letter.
    pub fn press(&mut self, letter: char) {
        self.key(KeyCode::Char(letter), KeyModifiers::NONE);
    }

    /// Lets a second pass.
    pub fn tick(&mut self, second: i64) {
        self.take(Message::Tick(Timestamp(fixtures::NOW.0 + second * 1_000)));
    }

    /// Draws a frame, as on a terminal: what did not change is not written.
    pub fn frame(&mut self) {
        let state = &self.state;
        let Ok(_) = self
            .terminal
            .draw(|frame| state.view(frame.area(), frame.buffer_mut()));
    }

    /// Draws a frame and gives the screen as text.
    pub fn screen(&mut self) -> String {
        self.frame();
        self.terminal.backend().to_string()
    }

    #[cfg(test)]
    pub(crate) fn buffer(&mut self) -> &ratatui::buffer::Buffer {
        self.frame();
        self.terminal.backend().buffer()
    }
}
