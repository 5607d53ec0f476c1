//! Acting: from a key to the dialog, from the dialog to the daemon, and what became of it.

use emperione_protocol::actions::{self, ActRequest, Action, Kind, Submitted};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::Item;
use emperione_protocol::{ActionId, Error};
use tui_input::Input;

use super::State;
use crate::dialog::{self, Outcome};
use crate::effect::{Call, Effect};
use crate::keys::Order;
use crate::message::{Answer, Then};
use crate::remote::{explain, is_passing};
use crate::screens::Screen;
use crate::screens::inbox::Verb;
use crate::widgets::toast::{Level, Toast};
use crate::{format, text};

use super::answer::is_gone;

impl State {
    pub(super) fn act_on_target(&mut self, kind: Kind) -> Vec<Effect> {
        match self.target() {
            Some(target) => {
                let effects = self.open_dialog(kind, target.user);
                if let Some(dialog) = &mut self.dialog
                    && self.screen == Screen::Inbox
                {
                    dialog.item = self.inbox.decided_by_an_act();
                }
                effects
            }
            None => Vec::new(),
        }
    }

    /// Takes or decides the item that is chosen.
    pub(super) fn item_order(&mut self, verb: Verb) -> Vec<Effect> {
        let Some(guild) = self.guild else {
            return Vec::new();
        };
        match self.inbox.call(guild, verb) {
            Ok(call) => call.map(Effect::Call).into_iter().collect(),
            Err(why) => {
                self.toast(Level::Warning, why);
                Vec::new()
            }
        }
    }

    /// An item was taken or decided, or not.
    pub(super) fn item_changed(&mut self, number: u64, result: Result<Item, Error>) -> Vec<Effect> {
        let dialog = self.dialog.as_mut();
        let shown = dialog.filter(|it| it.item == Some(number) && it.sending().is_some());
        let mut effects = Vec::new();
        match (result, shown) {
            (Ok(item), shown) => {
                if shown.is_some() {
                    self.dialog = None;
                }
                let done = item.decision.map_or(item.state.word(), |it| it.word());
                let case = item.outcome.map(|case| format!(", case {case}"));
                let case = case.unwrap_or_default();
                self.toast(Level::Good, format!("item {number}: {done}{case}"));
            }
            (Err(error), Some(dialog)) => effects = dialog.refused(&error),
            (Err(error), None) => self.toast(Level::Alert, explain(&error)),
        }
        if let Some(guild) = self.guild.filter(|_| self.screen == Screen::Inbox) {
            effects.extend(self.inbox.refresh(guild));
        }
        effects
    }

    pub(super) fn lift_from_target(&mut self) -> Vec<Effect> {
        let Some(target) = self.target() else {
            return Vec::new();
        };
        if let Some(kind) = target.lift {
            return self.open_dialog(kind, target.user);
        }
        let name = text::user(&target.user);
        self.toast(Level::Warning, format!("nothing is in force on {name}"));
        Vec::new()
    }

    pub(super) fn show_target(&mut self) -> Vec<Effect> {
        match (self.target(), self.guild) {
            (Some(target), Some(guild)) => {
                let mut effects = self.show(Screen::Members);
                effects.extend(self.members.open(guild, target.user));
                effects
            }
            _ => Vec::new(),
        }
    }

    fn open_dialog(&mut self, kind: Kind, target: UserRef) -> Vec<Effect> {
        let Some(guild) = self.guild else {
            return Vec::new();
        };
        self.dialog = Some(dialog::State::new(guild, kind, target));
        vec![Effect::MakeId]
    }

    pub(super) fn dialog_order(&mut self, order: Order) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        let outcome = dialog.order(order);
        if let Some(request) = dialog.sending()
            && order == Order::Confirm
            && dialog.item.is_none()
            && !self.unanswered.contains(request)
        {
            self.unanswered.push(request.clone());
        }
        match outcome {
            Outcome::Stay(effects) => effects,
            Outcome::Close => {
                self.dialog = None;
                Vec::new()
            }
        }
    }

    /// After a loss of the connection: requests without an answer go out again, with the ids they had, so that
    /// nothing is done twice; and what runs is waited for again.
    pub(super) fn resend(&mut self) -> Vec<Effect> {
        self.not_waited.clear();
        let requests = self.unanswered.iter().cloned();
        let submits = requests.map(|request| Effect::Call(Call::Submit(Box::new(request))));
        let waits = self.running.iter().map(|id| Effect::Call(Call::Wait(*id)));
        submits.chain(waits).collect()
    }

    pub(super) fn took_action(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Preview(request, result) => {
                if let Some(dialog) = &mut self.dialog {
                    dialog.previewed(&request, result);
                }
                Vec::new()
            }
            Answer::Submitted(request, result) => self.submitted(&request, result),
            Answer::Action(id, result) => self.came_further(id, result),
            Answer::Resolved { text, then, result } => self.resolved(&text, then, result),
            _ => Vec::new(),
        }
    }

    fn submitted(&mut self, request: &ActRequest, result: Result<Submitted, Error>) -> Vec<Effect> {
        let is_shown = self.dialog.as_ref().and_then(dialog::State::sending) == Some(request);
        match result {
            // The next connection asks again what became of it.
            Err(error) if is_gone(&error) => Vec::new(),
            Err(error) => {
                self.unanswered.retain(|waiting| waiting != request);
                match &mut self.dialog {
                    Some(dialog) if is_shown => dialog.refused(&error),
                    _ => {
                        self.toast(Level::Alert, explain(&error));
                        Vec::new()
                    }
                }
            }
            Ok(submitted) => {
                self.unanswered.retain(|waiting| waiting != request);
                if is_shown {
                    self.dialog = None;
                }
                self.tell(&submitted.action);
                self.watch(&submitted.action)
            }
        }
    }

    /// Waits until an action is final.
    fn watch(&mut self, action: &Action) -> Vec<Effect> {
        self.running.retain(|id| *id != action.id);
        if action.state.is_final() {
            return Vec::new();
        }
        self.running.push(action.id);
        vec![Effect::Call(Call::Wait(action.id))]
    }

    fn came_further(&mut self, id: ActionId, result: Result<Action, Error>) -> Vec<Effect> {
        match result {
            Ok(action) => {
                self.tell(&action);
                self.watch(&action)
            }
            Err(error) if is_gone(&error) => Vec::new(),
            Err(error) if is_passing(&error) => {
                self.not_waited.push(id);
                Vec::new()
            }
            Err(error) => {
                self.running.retain(|running| *running != id);
                self.toasts.retain(|toast| toast.action != Some(id));
                self.toast(Level::Alert, explain(&error));
                Vec::new()
            }
        }
    }

    /// One toast per action says how far it is.
    fn tell(&mut self, action: &Action) {
        let name = text::user(&action.target);
        let what = format!("case {}: {} of {name}", action.case, action.kind.word());
        let (level, text) = match action.state {
            actions::State::Applied | actions::State::Verified => {
                let until = action.until.map_or(String::new(), |until| {
                    let long = format::duration(until.0.abs_diff(action.created_at.0));
                    format!(" for {long}")
                });
                (Level::Good, format!("{what}{until} is applied"))
            }
            actions::State::Failed => {
                let why = action.error.as_deref().unwrap_or("no reason was given");
                (Level::Alert, format!("{what} failed: {why}"))
            }
            actions::State::Unknown => (
                Level::Waiting,
                format!("{what}: the answer was lost, Discord is being read"),
            ),
            actions::State::Planned | actions::State::Sending => {
                (Level::Waiting, format!("{what} is under way"))
            }
        };
        self.toasts.retain(|toast| toast.action != Some(action.id));
        self.toasts
            .push(Toast::new(level, text::clean(&text)).of(action.id));
    }

    fn resolved(
        &mut self,
        text: &str,
        then: Then,
        result: Result<Vec<UserRef>, Error>,
    ) -> Vec<Effect> {
        let found = match result {
            Ok(found) => found,
            Err(error) => {
                self.toast(Level::Alert, explain(&error));
                return Vec::new();
            }
        };
        match <[UserRef; 1]>::try_from(found) {
            Ok([user]) => self.go_on(user, then),
            Err(found) if found.is_empty() => {
                self.toast(Level::Warning, format!("nobody is called `{text}`"));
                Vec::new()
            }
            Err(found) => {
                let names: Vec<_> = found.iter().map(text::user).collect();
                self.toast(
                    Level::Warning,
                    format!("`{text}` could be {}", names.join(", ")),
                );
                Vec::new()
            }
        }
    }

    fn go_on(&mut self, user: UserRef, then: Then) -> Vec<Effect> {
        match then {
            Then::Show => {
                let mut effects = self.show(Screen::Members);
                if let Some(guild) = self.guild {
                    effects.extend(self.members.open(guild, user));
                }
                effects
            }
            Then::Act {
                kind,
                duration_ms,
                reason,
            } => {
                let effects = self.open_dialog(kind, user);
                if let Some(dialog) = &mut self.dialog {
                    dialog.reason = Input::new(reason);
                    if let Some(ms) = duration_ms {
                        dialog.duration = Input::new(format::duration(ms));
                    }
                }
                effects
            }
        }
    }
}
