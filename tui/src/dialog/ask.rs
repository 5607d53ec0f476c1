//! A question before something that has no form and no checks of its own.

use super::Outcome;
use crate::effect::{Call, Effect};
use crate::keys::Order;

#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) title: String,
    /// What will be so, clean.
    pub(crate) told: String,
    /// What `y` does.
    pub(crate) deed: &'static str,
    call: Call,
}

impl State {
    pub(crate) fn new(title: String, told: String, deed: &'static str, call: Call) -> Self {
        Self {
            title,
            told,
            deed,
            call,
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        match order {
            Order::Confirm => Outcome::Leave(vec![Effect::Call(self.call.clone())]),
            Order::Cancel => Outcome::Close,
            _ => Outcome::Stay(Vec::new()),
        }
    }
}
