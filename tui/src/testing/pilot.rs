//! A dashboard at a daemon, without a terminal: lines are typed and keys pressed, and what is wanted is asked for.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyModifiers};
use emperione_protocol::actions::Preview;
use emperione_protocol::{ActionId, Client, Error};

use super::Board;
use crate::dialog::{Dialog, act, undo};
use crate::effect::{Call, Effect, greet, perform};
use crate::keys::Context;
use crate::message::Message;
use crate::remote::Remote;
use crate::widgets::toast::Level;

/// Who sits before the dashboard.
pub struct Pilot {
    board: Board,
    client: Client,
}

impl Pilot {
    /// Sits down before a daemon.
    ///
    /// # Errors
    /// If the daemon does not greet back.
    pub async fn new(client: Client) -> Result<Self, Error> {
        let mut board = Board::empty(100, 40);
        board.take(Message::Connected(greet(&client).await?));
        let mut pilot = Self { board, client };
        pilot.settle().await;
        Ok(pilot)
    }

    /// Types a line after `:`, lets the form that it fills in be checked, and does it.
    ///
    /// # Errors
    /// If it is not done: what the screen says of that.
    pub async fn act(&mut self, line: &str) -> Result<(), String> {
        self.board.press(':');
        for letter in line.chars() {
            self.board.press(letter);
        }
        for _ in ["the line", "the form"] {
            self.board.key(KeyCode::Enter, KeyModifiers::NONE);
            self.settle().await;
        }
        if !self.board.state.contexts().contains(&Context::Checks) {
            return Err(self.told());
        }
        self.board.press('y');
        self.settle().await;
        match &self.board.state.dialog {
            None => Ok(()),
            Some(_) => Err(self.told()),
        }
    }

    /// Asks the daemon for what is wanted, until nothing is; what happens elsewhere is not waited for.
    async fn settle(&mut self) {
        let mut wanted = VecDeque::from(std::mem::take(&mut self.board.wanted));
        while let Some(effect) = wanted.pop_front() {
            match effect {
                Effect::MakeId => self.board.take(Message::Id(ActionId::random())),
                Effect::Call(Call::Events { .. })
                | Effect::Connect(_)
                | Effect::Redraw
                | Effect::Suspend => {}
                Effect::Call(call) => self.board.answer(perform(call, &self.client).await),
            }
            wanted.extend(std::mem::take(&mut self.board.wanted));
        }
    }

    /// What the screen says against it.
    fn told(&self) -> String {
        let state = &self.board.state;
        let line = state.line.as_ref().and_then(|line| line.problem.clone());
        let dialog = state.dialog.as_ref().and_then(against);
        let toasts = state.toasts.iter().rev();
        let mut bad = toasts.filter(|toast| matches!(toast.level, Level::Warning | Level::Alert));
        let toast = || bad.next().map(|toast| toast.text.clone());
        line.or(dialog).or_else(toast).unwrap_or_default()
    }
}

/// What a dialog says against the act.
fn against(dialog: &Dialog) -> Option<String> {
    let (preview, problem) = match dialog {
        Dialog::Act(act) => (
            match &act.stage {
                act::Stage::Checks(_, preview) => Some(preview),
                _ => None,
            },
            &act.form.problem,
        ),
        Dialog::Undo(undo) => (
            match &undo.stage {
                undo::Stage::Checks { preview, .. } => Some(preview),
                _ => None,
            },
            &undo.problem,
        ),
        _ => return None,
    };
    preview.and_then(refusal).or_else(|| problem.clone())
}

fn refusal(preview: &Remote<Preview>) -> Option<String> {
    match preview {
        Remote::Ready(preview) => {
            let failed = preview.checks.iter().find(|check| !check.ok);
            failed.map(|check| check.detail.clone())
        }
        Remote::Failed(why) => Some(why.clone()),
        _ => None,
    }
}
