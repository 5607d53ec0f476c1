//! What became of what was asked for.

use emperione_protocol::actions::{self, ActRequest, Action, Submitted};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::Item;
use emperione_protocol::{ActionId, Code, Error};

use super::{Done, State};
use crate::dialog::form::Form;
use crate::dialog::{Dialog, Whom};
use crate::effect::{Call, Effect};
use crate::message::{Answer, Then};
use crate::remote::{explain, is_passing};
use crate::screens::Screen;
use crate::widgets::toast::{Level, Toast};
use crate::{format, text};

use super::answer::is_gone;

impl State {
    /// An item was taken or decided, or not.
    pub(super) fn item_changed(&mut self, number: u64, result: Result<Item, Error>) -> Vec<Effect> {
        let shown = match &mut self.dialog {
            Some(Dialog::Act(act)) if act.item == Some(number) && act.sending().is_some() => {
                Some(act)
            }
            _ => None,
        };
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
            // Only what undoes something is refused for it.
            (Err(error), None) if error.code == Code::Changed => {
                let error = error.hint("press Y to grant it anyway");
                self.toast(Level::Alert, explain(&error));
            }
            (Err(error), None) => self.toast(Level::Alert, explain(&error)),
        }
        effects.extend(self.reread_inbox());
        effects
    }

    /// The reports of an item went into another one, or did not.
    pub(super) fn merged(&mut self, number: u64, result: Result<Item, Error>) -> Vec<Effect> {
        match result {
            Ok(into) => {
                let told = format!("item {} has the reports of item {number} too", into.number);
                self.toast(Level::Good, told);
            }
            Err(error) => self.toast(Level::Alert, explain(&error)),
        }
        self.reread_inbox()
    }

    fn reread_inbox(&mut self) -> Vec<Effect> {
        match self.guild.filter(|_| self.screen == Screen::Inbox) {
            Some(guild) => self.inbox.refresh(guild),
            None => Vec::new(),
        }
    }

    /// After a loss of the connection: requests without an answer go out again, with the ids they had, so that
    /// nothing is done twice; and what runs is waited for again.
    pub(super) fn resend(&mut self) -> Vec<Effect> {
        self.not_waited.clear();
        let requests = self.unanswered.iter().cloned();
        let waits = self.running.iter().map(|id| Call::Wait(*id));
        let looks = self.watched.iter().map(|id| Call::Batch(*id));
        let calls = requests.chain(waits).chain(looks);
        calls.map(Effect::Call).collect()
    }

    pub(super) fn took_action(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Submitted(request, result) => return self.submitted(&request, result),
            Answer::Action(id, result) => return self.came_further(id, result),
            Answer::Resolved { text, then, result } => return self.resolved(&text, then, result),
            answer => self.told_dialog(answer),
        }
        Vec::new()
    }

    /// What only an open dialog waits for.
    fn told_dialog(&mut self, answer: Answer) {
        match (answer, &mut self.dialog) {
            (Answer::Preview(request, result), Some(Dialog::Act(act))) => {
                act.previewed(&request, result);
            }
            (Answer::Preview(request, result), Some(Dialog::Undo(undo))) => {
                undo.previewed(&request, result);
            }
            (Answer::Inverse(number, result), Some(Dialog::Undo(undo))) => {
                undo.inverted(number, result);
            }
            (Answer::Verdicts(user, Ok(verdicts)), Some(Dialog::Menu(menu))) => {
                menu.verdicts(user, verdicts);
            }
            (Answer::Roles(_, result), Some(dialog)) => {
                if let Some(form) = dialog.form_mut() {
                    form.role.answer(result);
                }
            }
            (Answer::Channels(_, result), Some(dialog)) => {
                if let Some(form) = dialog.form_mut() {
                    form.channel.answer(result);
                }
            }
            _ => {}
        }
    }

    fn submitted(&mut self, request: &ActRequest, result: Result<Submitted, Error>) -> Vec<Effect> {
        match result {
            // The next connection asks again what became of it.
            Err(error) if is_gone(&error) => Vec::new(),
            Err(error) => {
                self.answered(&Call::Submit(Box::new(request.clone())));
                match &mut self.dialog {
                    Some(Dialog::Act(act)) if act.sending() == Some(request) => act.refused(&error),
                    Some(Dialog::Undo(undo)) if undo.sending() == Some(request) => {
                        undo.refused(&error)
                    }
                    _ => {
                        self.toast(Level::Alert, explain(&error));
                        Vec::new()
                    }
                }
            }
            Ok(submitted) => {
                self.answered(&Call::Submit(Box::new(request.clone())));
                let mut effects = self.leave(request);
                self.remember(&effects);
                self.note_done(&submitted.action);
                self.tell(&submitted.action);
                effects.extend(self.watch(&submitted.action));
                effects
            }
        }
    }

    /// Closes the dialog that sent a request, and gives what it still wants.
    fn leave(&mut self, request: &ActRequest) -> Vec<Effect> {
        let rest = match &self.dialog {
            Some(Dialog::Act(act)) if act.sending() == Some(request) => Vec::new(),
            Some(Dialog::Undo(undo)) if undo.sending() == Some(request) => undo.rest(),
            _ => return Vec::new(),
        };
        self.dialog = None;
        rest
    }

    /// Keeps what can be undone by a key; what was undone needs none any more.
    fn note_done(&mut self, action: &Action) {
        if let Some(case) = action.undoes {
            self.done.retain(|done| *done != Done::Case(case));
        } else if action.kind.can_be_undone() {
            self.done.push(Done::Case(action.case));
        }
    }

    /// Keeps requests that must not get lost until they are answered.
    pub(super) fn remember(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Call(call @ (Call::Submit(_) | Call::Create(_))) = effect
                && !self.unanswered.contains(call)
            {
                self.unanswered.push(call.clone());
            }
        }
    }

    pub(super) fn answered(&mut self, call: &Call) {
        self.unanswered.retain(|waiting| waiting != call);
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
        let name = text::whom(action.kind, &action.target);
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
            Then::Act(kind, given) => {
                let mut form = Form::new(kind);
                form.fill(given);
                self.open_act(Whom::one(user), form)
            }
        }
    }
}
