//! Why a key does nothing here, so that the bar leaves it out and whoever presses it is told.

use super::State;
use crate::dialog::{Dialog, menu};
use crate::keys::Order;
use crate::screens::Screen;
use crate::text;

impl State {
    /// Why an order of a key that works here does nothing now; none if it does something.
    pub(crate) fn unable(&self, order: Order) -> Option<String> {
        if let Some(dialog) = &self.dialog {
            return in_dialog(dialog, order);
        }
        match order {
            Order::Lift => self.nothing_to_lift(),
            Order::ShowMember => self.nobody_to_show(),
            Order::Undo => self.nothing_to_undo(),
            Order::UndoLast if self.done.is_empty() => Some(
                "nothing was done from here that could be undone; z undoes a chosen case".into(),
            ),
            Order::Edits | Order::Changes if self.cases.current().is_none() => {
                Some("no case is chosen".into())
            }
            Order::Item(verb) => self.inbox.unfit(verb).map(Into::into),
            Order::Job(deed) => self.jobs.unfit(deed).map(Into::into),
            Order::Halt => self.batches.unfit(self.batches.halt()),
            Order::Turn(turn) => self.batches.unfit(turn),
            Order::Narrow if self.screen == Screen::Batches && self.batches.pane.is_none() => {
                Some("open the batch first".into())
            }
            order if self.screen == Screen::Analytics => {
                self.analytics.unfit(order).map(Into::into)
            }
            _ => None,
        }
    }

    fn nothing_to_lift(&self) -> Option<String> {
        let target = self.target()?;
        let name = text::user(&target.user);
        let nothing = target.lift.is_none();
        nothing.then(|| format!("nothing is in force on {name}"))
    }

    fn nobody_to_show(&self) -> Option<String> {
        if self.target().is_some() {
            return None;
        }
        match self.screen {
            Screen::Cases => {
                let number = self.cases.current()?.number;
                Some(format!("case {number} is about no member"))
            }
            Screen::Inbox => {
                let number = self.inbox.current()?.number;
                Some(format!("item {number} is about no member"))
            }
            _ => None,
        }
    }

    fn nothing_to_undo(&self) -> Option<String> {
        match self.screen {
            Screen::Cases => match self.cases.current() {
                Some(case) => {
                    let why = menu::cannot_undo(case)?;
                    Some(format!("case {}: {why}", case.number))
                }
                None => Some("no case is chosen".into()),
            },
            Screen::Batches => match self.batches.current() {
                Some(batch) => (batch.applied == 0)
                    .then(|| format!("nothing of batch {} was applied", batch.id)),
                None => Some("no batch is chosen".into()),
            },
            _ => None,
        }
    }
}

fn in_dialog(dialog: &Dialog, order: Order) -> Option<String> {
    let Dialog::Many(many) = dialog else {
        return None;
    };
    match order {
        Order::Confirm => many.cannot().map(Into::into),
        Order::Force if !many.can_force() => {
            Some("only an undo of what was changed since is forced".into())
        }
        Order::Back if many.whom.is_none() && many.is_planned() => {
            Some("an undo has no form".into())
        }
        _ => None,
    }
}
