//! What keys do: orders from the table, and text for the field that is open.

use crossterm::event::{Event, KeyEvent};
use tui_input::InputRequest;
use tui_input::backend::crossterm::EventHandler;

use super::State;
use crate::effect::Effect;
use crate::keys::{self, Order};
use crate::listing::travel;
use crate::screens::Screen;
use crate::widgets::help;
use crate::widgets::toast::Level;
use crate::{Exit, line};

impl State {
    pub(super) fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(order) = keys::order(&self.contexts(), event) {
            if let Some(why) = self.unable(order) {
                self.toast(Level::Warning, why);
                return Vec::new();
            }
            return self.order(order);
        }
        if self.is_bare() && self.filter().is_none() {
            if let Some(told) = keys::elsewhere(event) {
                self.toast(Level::Warning, told);
            }
            return Vec::new();
        }
        self.write(event)
    }

    /// Whether nothing lies over the screen.
    fn is_bare(&self) -> bool {
        self.line.is_none() && self.dialog.is_none() && self.help.is_none()
    }

    /// A key that is no order goes into the field that is open.
    fn write(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(line) = &mut self.line {
            line.input.handle_event(&Event::Key(event));
            line.typed();
        } else if let Some(dialog) = &mut self.dialog {
            dialog.key(event);
        } else if let Some(input) = self.filter() {
            let before = input.value().to_owned();
            input.handle_event(&Event::Key(event));
            if input.value() != before {
                return self.refresh();
            }
        }
        Vec::new()
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        let text = crate::text::clean(text);
        if let Some(line) = &mut self.line {
            for letter in text.chars() {
                line.input.handle(InputRequest::InsertChar(letter));
            }
            line.typed();
        } else if let Some(dialog) = &mut self.dialog {
            dialog.paste(&text);
        } else if let Some(input) = self.filter() {
            for letter in text.chars() {
                input.handle(InputRequest::InsertChar(letter));
            }
            return self.refresh();
        }
        Vec::new()
    }

    /// The filter that is being typed.
    fn filter(&mut self) -> Option<&mut tui_input::Input> {
        match self.screen {
            Screen::Members if self.members.search.typing => Some(&mut self.members.search.text),
            Screen::Cases if self.cases.search.typing => Some(&mut self.cases.search.text),
            _ => None,
        }
    }

    fn order(&mut self, order: Order) -> Vec<Effect> {
        if self.line.is_some() {
            return self.line_order(order);
        }
        if self.dialog.is_some() {
            return self.dialog_order(order);
        }
        if self.help.is_some() {
            return self.help_order(order);
        }
        match order {
            Order::Show(screen) => self.show(screen),
            Order::NextScreen => self.show(self.screen.next()),
            Order::PreviousScreen => self.show(self.screen.previous()),
            Order::Help => {
                self.help = Some(0);
                Vec::new()
            }
            Order::Line => {
                self.line = Some(line::State::default());
                Vec::new()
            }
            Order::Refresh => self.refresh(),
            Order::Redraw => vec![Effect::Redraw],
            Order::Suspend => vec![Effect::Suspend],
            Order::Quit => {
                self.exit = Some(Exit::Quit);
                Vec::new()
            }
            Order::Act(kind) => self.act_on_target(kind),
            Order::Acts => self.open_acts(),
            Order::Edits => self.open_edits(),
            Order::Undo => self.undo_chosen(),
            Order::UndoLast => self.undo_last(),
            Order::Halt => self.turn(self.batches.halt()),
            Order::Turn(turn) => self.turn(turn),
            Order::Lift => self.lift_from_target(),
            Order::ShowMember => self.show_target(),
            Order::Item(verb) => self.item_order(verb),
            Order::Job(deed) => self.job_order(deed),
            _ => self.list_order(order),
        }
    }

    fn help_order(&mut self, order: Order) -> Vec<Effect> {
        match order {
            Order::Back => self.help = None,
            Order::Quit => self.exit = Some(Exit::Quit),
            Order::Move(motion) => {
                let from = usize::from(self.help.unwrap_or(0));
                let room = usize::from(self.size.1.saturating_sub(4));
                let length = help::length().saturating_sub(room) + 1;
                let to = travel(from, length, motion, self.page());
                self.help = Some(u16::try_from(to).unwrap_or(u16::MAX));
            }
            _ => {}
        }
        Vec::new()
    }

    /// How far a page motion goes.
    pub(super) fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(8)).max(1)
    }
}
