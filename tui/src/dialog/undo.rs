//! The undo of a case: what it would do, what changed since, and what a warning brought about; then the checks.

use crossterm::event::{Event, KeyEvent};
use emperione_protocol::actions::{ActRequest, Inverse, Preview};
use emperione_protocol::{Error, GuildId};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::form::{insert, sideways};
use super::{Dialog, Opened, Outcome};
use crate::effect::{Call, Effect};
use crate::keys::{Context, Order};
use crate::remote::{Remote, explain};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Reason,
    /// Undoes it although somebody changed the same since.
    Force,
    /// Undoes also what a warning brought about.
    Steps,
}

/// A case that the warning brought about, and what would undo it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) number: u64,
    pub(crate) inverse: Remote<Inverse>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    Form,
    Checks {
        request: ActRequest,
        preview: Remote<Preview>,
        steps: Vec<Step>,
    },
    /// Sent; the rest follows when the daemon took it.
    Sending(ActRequest, Vec<ActRequest>),
}

#[derive(Clone, Debug)]
pub(crate) struct State {
    guild: GuildId,
    pub(crate) number: u64,
    pub(crate) inverse: Remote<Inverse>,
    pub(crate) reason: Input,
    pub(crate) force: bool,
    pub(crate) steps: bool,
    pub(crate) focus: usize,
    pub(crate) stage: Stage,
    pub(crate) problem: Option<String>,
}

impl State {
    pub(crate) fn open(guild: GuildId, number: u64) -> Opened {
        let undo = Self {
            guild,
            number,
            inverse: Remote::Loading,
            reason: Input::default(),
            force: false,
            steps: false,
            focus: 0,
            stage: Stage::Form,
            problem: None,
        };
        let ask = undo.ask(number);
        (Dialog::Undo(undo), vec![ask])
    }

    fn ask(&self, number: u64) -> Effect {
        Effect::Call(Call::Inverse(self.guild, number))
    }

    pub(crate) fn context(&self) -> Context {
        match &self.stage {
            Stage::Form if self.inverse.ready().is_some() => Context::Form,
            Stage::Checks { preview, steps, .. } if is_ready(preview, steps) => Context::Checks,
            _ => Context::Refused,
        }
    }

    /// The fields that this undo has.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let inverse = self.inverse.ready();
        let mut fields = vec![Field::Reason];
        if inverse.is_some_and(|it| it.changed.is_some()) {
            fields.push(Field::Force);
        }
        if inverse.is_some_and(|it| !it.caused.is_empty()) {
            fields.push(Field::Steps);
        }
        fields
    }

    pub(crate) fn focused(&self) -> Field {
        let fields = self.fields();
        fields[self.focus.min(fields.len() - 1)]
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        let n = self.fields().len();
        match order {
            Order::Cancel => return Outcome::Close,
            Order::Accept => return Outcome::Stay(self.check()),
            Order::Confirm => return Outcome::Stay(self.confirm()),
            Order::Back if !matches!(self.stage, Stage::Sending(..)) => self.stage = Stage::Form,
            Order::NextField => self.focus = (self.focus + 1) % n,
            Order::PreviousField => self.focus = (self.focus + n - 1) % n,
            Order::Choose { forward } => self.choose(forward),
            _ => {}
        }
        Outcome::Stay(Vec::new())
    }

    fn choose(&mut self, forward: bool) {
        match self.focused() {
            Field::Force => self.force = !self.force,
            Field::Steps => self.steps = !self.steps,
            Field::Reason => {
                self.reason.handle(sideways(forward));
            }
        }
    }

    pub(crate) fn key(&mut self, event: KeyEvent) {
        if self.stage != Stage::Form {
            return;
        }
        if self.focused() == Field::Reason {
            self.reason.handle_event(&Event::Key(event));
        } else if event.code == crossterm::event::KeyCode::Char(' ') {
            self.choose(true);
        }
        self.problem = None;
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if self.stage == Stage::Form && self.focused() == Field::Reason {
            insert(&mut self.reason, text);
        }
    }

    /// Asks for the checks, and for what would undo the steps of the ladder.
    fn check(&mut self) -> Vec<Effect> {
        let (Stage::Form, Some(inverse)) = (&self.stage, self.inverse.ready()) else {
            return Vec::new();
        };
        if let (Some(_), false) = (&inverse.changed, self.force) {
            self.problem = Some("say yes to `anyway` to undo it although it was changed".into());
            return Vec::new();
        }
        self.problem = None;
        let reason = self.reason.value().trim();
        let request = ActRequest {
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            force: self.force,
            ..inverse.request.clone()
        };
        let caused = inverse.caused.iter().filter(|_| self.steps);
        let steps: Vec<_> = caused
            .map(|number| Step {
                number: *number,
                inverse: Remote::Loading,
            })
            .collect();
        let mut effects = vec![Effect::Call(Call::Preview(Box::new(request.clone())))];
        effects.extend(steps.iter().map(|step| self.ask(step.number)));
        self.stage = Stage::Checks {
            request,
            preview: Remote::Loading,
            steps,
        };
        effects
    }

    fn confirm(&mut self) -> Vec<Effect> {
        let Stage::Checks {
            request,
            preview,
            steps,
        } = &self.stage
        else {
            return Vec::new();
        };
        if !is_ready(preview, steps) {
            return Vec::new();
        }
        let force = self.force;
        let inverses = steps.iter().filter_map(|step| step.inverse.ready());
        let rest = inverses
            .filter(|it| it.changed.is_none() || force)
            .map(|it| ActRequest {
                force,
                ..it.request.clone()
            })
            .collect();
        let request = request.clone();
        self.stage = Stage::Sending(request.clone(), rest);
        vec![Effect::Call(Call::Submit(Box::new(request)))]
    }

    /// Takes what would undo this case, or one that it brought about.
    pub(crate) fn inverted(&mut self, number: u64, result: Result<Inverse, Error>) {
        if number == self.number {
            if let (Ok(inverse), true) = (&result, self.reason.value().is_empty()) {
                let reason = inverse.request.reason.clone();
                self.reason = Input::new(reason.unwrap_or_default());
            }
            self.inverse.answer(result);
        } else if let Stage::Checks { steps, .. } = &mut self.stage
            && let Some(step) = steps.iter_mut().find(|step| step.number == number)
        {
            step.inverse.answer(result);
        }
    }

    pub(crate) fn previewed(&mut self, asked: &ActRequest, result: Result<Preview, Error>) {
        if let Stage::Checks {
            request, preview, ..
        } = &mut self.stage
            && request == asked
        {
            preview.answer(result);
        }
    }

    /// The daemon refused: the world is otherwise by now, so that it is asked again what would undo the case.
    pub(crate) fn refused(&mut self, error: &Error) -> Vec<Effect> {
        self.problem = Some(explain(error));
        self.stage = Stage::Form;
        self.inverse = Remote::Loading;
        vec![self.ask(self.number)]
    }

    /// The request on its way, if one is.
    pub(crate) fn sending(&self) -> Option<&ActRequest> {
        match &self.stage {
            Stage::Sending(request, _) => Some(request),
            _ => None,
        }
    }

    /// What follows when the daemon took the request.
    pub(crate) fn rest(&self) -> Vec<Effect> {
        let Stage::Sending(_, rest) = &self.stage else {
            return Vec::new();
        };
        let submit = |request: &ActRequest| Effect::Call(Call::Submit(Box::new(request.clone())));
        rest.iter().map(submit).collect()
    }
}

/// Whether every question is answered, and nothing stands against it.
fn is_ready(preview: &Remote<Preview>, steps: &[Step]) -> bool {
    let is_known = |step: &Step| matches!(step.inverse, Remote::Ready(_) | Remote::Failed(_));
    preview.ready().is_some_and(|it| it.allowed) && steps.iter().all(is_known)
}
