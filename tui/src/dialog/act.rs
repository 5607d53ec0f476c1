//! An act on one member: a form, then the answers of the daemon's checks, then the one key that does it.
//! Nothing is sent to Discord before that key.

use crossterm::event::KeyEvent;
use emperione_protocol::actions::{ActRequest, Preview};
use emperione_protocol::batches::Aim;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, Error, GuildId};

use super::Outcome;
use super::form::Form;
use crate::effect::{Call, Choice, Effect};
use crate::keys::{Context, Order};
use crate::remote::{Remote, explain};

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    Form,
    /// What would happen; `y` does it.
    Checks(ActRequest, Remote<Preview>),
    /// Sent; the daemon has not said yet that the intent is committed.
    Sending(ActRequest),
}

#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) guild: GuildId,
    pub(crate) target: UserRef,
    /// The item of the inbox that the action decides.
    pub(crate) item: Option<u64>,
    /// None until chance has given one.
    pub(crate) id: Option<ActionId>,
    pub(crate) form: Form,
    pub(crate) stage: Stage,
}

impl State {
    pub(crate) fn new(guild: GuildId, form: Form, target: UserRef, item: Option<u64>) -> Self {
        Self {
            guild,
            target,
            item,
            id: None,
            form,
            stage: Stage::Form,
        }
    }

    pub(crate) fn context(&self) -> Context {
        match &self.stage {
            Stage::Form => Context::Form,
            Stage::Checks(_, Remote::Ready(preview)) if preview.allowed => Context::Checks,
            Stage::Checks(..) | Stage::Sending(_) => Context::Refused,
        }
    }

    /// Takes an order of the keys.
    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        let is_sending = matches!(self.stage, Stage::Sending(_));
        match order {
            Order::Cancel => return Outcome::Close,
            Order::Accept => return Outcome::Stay(self.check()),
            Order::Confirm => return Outcome::Stay(self.confirm()),
            Order::Back if !is_sending => self.stage = Stage::Form,
            Order::NextField => self.form.step(true),
            Order::PreviousField => self.form.step(false),
            Order::Choose { forward } => self.form.choose(forward),
            _ => {}
        }
        Outcome::Stay(Vec::new())
    }

    /// Takes a key that is no order: text.
    pub(crate) fn key(&mut self, event: KeyEvent) {
        if self.stage == Stage::Form {
            self.form.key(event);
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if self.stage == Stage::Form {
            self.form.paste(text);
        }
    }

    /// Reads the form and asks for the checks.
    fn check(&mut self) -> Vec<Effect> {
        if self.stage != Stage::Form {
            return Vec::new();
        }
        match self.request() {
            Ok(request) => {
                self.form.problem = None;
                self.stage = Stage::Checks(request.clone(), Remote::Loading);
                vec![Effect::Call(Call::Preview(Box::new(request)))]
            }
            Err(problem) => {
                self.form.problem = Some(problem);
                Vec::new()
            }
        }
    }

    fn confirm(&mut self) -> Vec<Effect> {
        let Stage::Checks(request, Remote::Ready(preview)) = &self.stage else {
            return Vec::new();
        };
        if !preview.allowed {
            return Vec::new();
        }
        let request = request.clone();
        self.form.problem = None;
        self.stage = Stage::Sending(request.clone());
        let request = Box::new(request);
        vec![Effect::Call(match self.item {
            Some(number) => Call::Decide {
                guild: self.guild,
                number,
                choice: Choice::Act(request),
                reason: None,
            },
            None => Call::Submit(request),
        })]
    }

    fn request(&self) -> Result<ActRequest, String> {
        let id = self.id.ok_or("one moment: the action has no id yet")?;
        let act = self.form.act()?;
        Ok(ActRequest {
            id,
            ..act.on(self.guild, &Aim::new(self.target.id))
        })
    }

    /// Takes the answers of the checks, if they are for what the form says now.
    pub(crate) fn previewed(&mut self, request: &ActRequest, result: Result<Preview, Error>) {
        if let Stage::Checks(asked, preview) = &mut self.stage
            && asked == request
        {
            preview.answer(result);
        }
    }

    /// The daemon refused. Another try is another action, except where the answer was lost on the way:
    /// then the same id finds what became of it.
    pub(crate) fn refused(&mut self, error: &Error) -> Vec<Effect> {
        self.form.problem = Some(explain(error));
        self.stage = Stage::Form;
        self.id = None;
        vec![Effect::MakeId]
    }

    /// The request on its way, if one is.
    pub(crate) fn sending(&self) -> Option<&ActRequest> {
        match &self.stage {
            Stage::Sending(request) => Some(request),
            _ => None,
        }
    }
}
