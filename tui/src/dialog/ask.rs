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
    /// What may be said with it, and what that is: why, or into which item.
    pub(crate) line: Option<(&'static str, Input)>,
    pub(crate) problem: Option<&'static str>,
    call: Call,
}

impl State {
    pub(crate) fn new(title: String, told: String, deed: &'static str, call: Call) -> Self {
        Self {
            title,
            told,
            deed,
            line: None,
            problem: None,
            call,
        }
    }

    /// With a line for the reason.
    pub(crate) fn with_reason(self) -> Self {
        self.with_line("reason", Input::default())
    }

    /// With a line for the number of an item.
    pub(crate) fn with_number(self, number: Option<u64>) -> Self {
        let known = number.map_or_else(String::new, |number| number.to_string());
        self.with_line("into item", Input::new(known))
    }

    fn with_line(self, label: &'static str, input: Input) -> Self {
        Self {
            line: Some((label, input)),
            ..self
        }
    }

    pub(crate) fn context(&self) -> Context {
        match self.line {
            Some(_) => Context::Why,
            None => Context::Ask,
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        match order {
            Order::Confirm => match self.call() {
                Ok(call) => Outcome::Leave(vec![Effect::Call(call)]),
                Err(problem) => {
                    self.problem = Some(problem);
                    Outcome::Stay(Vec::new())
                }
            },
            Order::Cancel => Outcome::Close,
            _ => Outcome::Stay(Vec::new()),
        }
    }

    pub(crate) fn key(&mut self, event: KeyEvent) {
        if let Some((_, input)) = &mut self.line {
            input.handle_event(&Event::Key(event));
            self.problem = None;
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if let Some((_, input)) = &mut self.line {
            insert(input, text);
        }
    }

    /// The call, with what was written.
    fn call(&self) -> Result<Call, &'static str> {
        let mut call = self.call.clone();
        let Some((_, input)) = &self.line else {
            return Ok(call);
        };
        let written = input.value().trim();
        match &mut call {
            Call::Decide { reason, .. } => {
                *reason = (!written.is_empty()).then(|| written.to_owned());
            }
            Call::Merge { into, .. } => {
                let number = written.trim_start_matches('#').parse();
                *into = number.map_err(|_| "write the number of the item that stays, such as 3")?;
            }
            _ => {}
        }
        Ok(call)
    }
}
