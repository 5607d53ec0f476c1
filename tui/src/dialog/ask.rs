//! A question before something that has no form and no checks of its own.

use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::Outcome;
use super::form::insert;
use crate::effect::{Call, Effect};
use crate::keys::{Context, Order};

#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) title: String,
    /// What will be so, clean.
    pub(crate) told: String,
    /// What the key does that does it.
    pub(crate) deed: &'static str,
    /// Why, where that may be said.
    pub(crate) reason: Option<Input>,
    call: Call,
}

impl State {
    pub(crate) fn new(title: String, told: String, deed: &'static str, call: Call) -> Self {
        Self {
            title,
            told,
            deed,
            reason: None,
            call,
        }
    }

    /// With a line for the reason.
    pub(crate) fn with_reason(self) -> Self {
        Self {
            reason: Some(Input::default()),
            ..self
        }
    }

    pub(crate) fn context(&self) -> Context {
        match self.reason {
            Some(_) => Context::Why,
            None => Context::Ask,
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        match order {
            Order::Confirm => Outcome::Leave(vec![Effect::Call(self.call())]),
            Order::Cancel => Outcome::Close,
            _ => Outcome::Stay(Vec::new()),
        }
    }

    pub(crate) fn key(&mut self, event: KeyEvent) {
        if let Some(reason) = &mut self.reason {
            reason.handle_event(&Event::Key(event));
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(reason) = &mut self.reason {
            insert(reason, text);
        }
    }

    /// The call, with the reason that was written.
    fn call(&self) -> Call {
        let mut call = self.call.clone();
        if let (Call::Decide { reason, .. }, Some(written)) = (&mut call, &self.reason) {
            let written = written.value().trim();
            *reason = (!written.is_empty()).then(|| written.to_owned());
        }
        call
    }
}
