//! An act on many: a form, then the daemon's plan with a verdict for everybody, then the key that begins the batch.

use crossterm::event::{Event, KeyEvent};
use emperione_protocol::batches::{Aim, BatchRequest, Plan, PlanLine, PlanRequest};
use emperione_protocol::{ActionId, BatchId, Code, Error, GuildId};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::form::{Form, insert};
use super::{Dialog, Opened, Outcome, Whom};
use crate::effect::{Call, Effect, Planning};
use crate::keys::{Context, Motion, Order};
use crate::listing::travel;
use crate::remote::{Remote, explain};
use crate::text;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    Form,
    Plan(Planning, Remote<Plan>),
    /// The guild's name is typed.
    Naming(Box<Plan>),
    /// Sent; the daemon has not said yet that the batch is committed.
    Sending(Box<Plan>, BatchRequest),
}

#[derive(Clone, Debug)]
pub(crate) struct State {
    guild: GuildId,
    /// None for the undo of a batch.
    pub(crate) whom: Option<Whom>,
    pub(crate) id: Option<ActionId>,
    pub(crate) form: Form,
    pub(crate) stage: Stage,
    /// What is typed for the guild's name.
    pub(crate) name: Input,
    /// The line of the plan that is looked at.
    pub(crate) at: usize,
    /// What somebody changed since is undone too.
    pub(crate) force: bool,
}

impl State {
    pub(crate) fn new(guild: GuildId, whom: Whom, form: Form) -> Self {
        Self {
            guild,
            whom: Some(whom),
            id: None,
            form,
            stage: Stage::Form,
            name: Input::default(),
            at: 0,
            force: false,
        }
    }

    /// The plan of a batch's undo, which has no form.
    pub(crate) fn undo(guild: GuildId, form: Form, id: BatchId) -> Opened {
        let planning = Planning::Undo(id);
        let many = Self {
            guild,
            whom: None,
            id: None,
            form,
            stage: Stage::Plan(planning.clone(), Remote::Loading),
            name: Input::default(),
            at: 0,
            force: false,
        };
        let call = Effect::Call(Call::Plan(planning));
        (Dialog::Many(many), vec![Effect::MakeId, call])
    }

    pub(crate) fn contexts(&self) -> Vec<Context> {
        match &self.stage {
            Stage::Form => vec![Context::Form],
            Stage::Plan(_, Remote::Ready(_)) => vec![Context::Plan, Context::List],
            Stage::Plan(..) | Stage::Sending(..) => vec![Context::Refused],
            Stage::Naming(_) => vec![Context::Name],
        }
    }

    /// The plan, wherever it is kept.
    pub(crate) fn plan(&self) -> Option<&Plan> {
        match &self.stage {
            Stage::Form => None,
            Stage::Plan(_, plan) => plan.ready(),
            Stage::Naming(plan) | Stage::Sending(plan, _) => Some(plan),
        }
    }

    /// Whether the plan is looked at, before anything is confirmed.
    pub(crate) fn is_planned(&self) -> bool {
        matches!(self.stage, Stage::Plan(..))
    }

    /// Whether a line of the plan will be done.
    pub(crate) fn is_done(&self, line: &PlanLine) -> bool {
        line.refused.is_none() || self.force
    }

    /// Whether something of the plan can be forced.
    pub(crate) fn can_force(&self) -> bool {
        let plan = self.plan().filter(|plan| plan.undoes.is_some());
        plan.is_some_and(|plan| plan.lines.iter().any(|line| line.refused.is_some()))
    }

    /// Why the plan cannot be carried out, if it cannot.
    pub(crate) fn cannot(&self) -> Option<&'static str> {
        let plan = self.plan()?;
        let nobody = !plan.lines.iter().any(|line| self.is_done(line));
        nobody.then_some("everybody is refused: nothing is left to be done")
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        match order {
            Order::Cancel => return Outcome::Close,
            Order::Accept => return Outcome::Stay(self.check()),
            Order::Confirm => return Outcome::Stay(self.confirm()),
            Order::Back => self.back(),
            Order::Force if self.can_force() => self.force = !self.force,
            Order::Move(motion) => self.travel(motion),
            Order::NextField => self.form.step(true),
            Order::PreviousField => self.form.step(false),
            Order::Choose { forward } => self.form.choose(forward),
            _ => {}
        }
        Outcome::Stay(Vec::new())
    }

    fn travel(&mut self, motion: Motion) {
        let length = self.plan().map_or(0, |plan| plan.lines.len());
        self.at = travel(self.at, length, motion, 10);
    }

    /// From the name to the plan, from the plan to the form.
    fn back(&mut self) {
        match &self.stage {
            Stage::Naming(plan) => {
                let planning = self.planning(plan);
                self.stage = Stage::Plan(planning, Remote::Ready((**plan).clone()));
            }
            Stage::Plan(..) if self.whom.is_some() => self.stage = Stage::Form,
            _ => return,
        }
        self.form.problem = None;
    }

    /// The question that a plan answers.
    fn planning(&self, plan: &Plan) -> Planning {
        match plan.undoes {
            Some(id) => Planning::Undo(id),
            None => Planning::Act(Box::new(self.plan_request(plan.act.clone()))),
        }
    }

    pub(crate) fn key(&mut self, event: KeyEvent) {
        match &mut self.stage {
            Stage::Form => self.form.key(event),
            Stage::Naming(_) => {
                self.name.handle_event(&Event::Key(event));
                self.form.problem = None;
            }
            _ => {}
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        match &mut self.stage {
            Stage::Form => self.form.paste(text),
            Stage::Naming(_) => insert(&mut self.name, text),
            _ => {}
        }
    }

    fn plan_request(&self, act: emperione_protocol::batches::Act) -> PlanRequest {
        let (aims, query) = match &self.whom {
            Some(Whom::Some(users)) => (users.iter().map(|it| Aim::new(it.id)).collect(), None),
            Some(Whom::One { user, .. }) => (vec![Aim::new(user.id)], None),
            Some(Whom::Found(query)) => (Vec::new(), Some(query.clone())),
            None => (Vec::new(), None),
        };
        PlanRequest {
            guild: self.guild,
            act,
            aims,
            query,
        }
    }

    /// Reads the form and asks for the plan.
    fn check(&mut self) -> Vec<Effect> {
        if self.stage != Stage::Form {
            return Vec::new();
        }
        match self.form.act() {
            Ok(act) => {
                self.form.problem = None;
                let planning = Planning::Act(Box::new(self.plan_request(act)));
                self.stage = Stage::Plan(planning.clone(), Remote::Loading);
                vec![Effect::Call(Call::Plan(planning))]
            }
            Err(problem) => {
                self.form.problem = Some(problem);
                Vec::new()
            }
        }
    }

    /// Takes the plan, unless something else is asked for by now.
    pub(crate) fn planned(&mut self, planning: &Planning, result: Result<Plan, Error>) {
        if let Stage::Plan(asked, plan) = &mut self.stage
            && asked == planning
        {
            self.at = 0;
            plan.answer(result);
        }
    }

    fn confirm(&mut self) -> Vec<Effect> {
        if self.cannot().is_some() {
            return Vec::new();
        }
        match &self.stage {
            Stage::Plan(_, Remote::Ready(plan)) if plan.confirm.is_some() => {
                self.ask_name(Box::new(plan.clone()));
                Vec::new()
            }
            Stage::Plan(_, Remote::Ready(plan)) => {
                let plan = Box::new(plan.clone());
                self.send(plan, None)
            }
            Stage::Naming(plan) => {
                let typed = self.name.value().trim();
                if typed != plan.guild_name.trim() && typed != text::clean(&plan.guild_name).trim()
                {
                    self.form.problem = Some("that is not the name of this guild".into());
                    return Vec::new();
                }
                let (plan, name) = (plan.clone(), plan.guild_name.clone());
                self.send(plan, Some(name))
            }
            _ => Vec::new(),
        }
    }

    fn ask_name(&mut self, plan: Box<Plan>) {
        self.name = Input::default();
        self.stage = Stage::Naming(plan);
    }

    fn send(&mut self, plan: Box<Plan>, confirm: Option<String>) -> Vec<Effect> {
        let Some(id) = self.id else {
            self.form.problem = Some("one moment: the batch has no id yet".into());
            return Vec::new();
        };
        let mut act = plan.act.clone();
        act.force = self.force;
        let done = plan.lines.iter().filter(|line| self.is_done(line));
        let request = BatchRequest {
            id: BatchId(id.0),
            guild: plan.guild,
            act,
            aims: done.map(|line| line.aim.clone()).collect(),
            confirm,
            undoes: plan.undoes,
        };
        self.form.problem = None;
        self.stage = Stage::Sending(plan, request.clone());
        vec![Effect::Call(Call::Create(Box::new(request)))]
    }

    /// The daemon refused. One that has to be confirmed is asked for the name; else the plan is shown again.
    pub(crate) fn refused(&mut self, error: &Error) -> Vec<Effect> {
        let Stage::Sending(plan, _) = &self.stage else {
            return Vec::new();
        };
        let plan = plan.clone();
        if error.code == Code::Unconfirmed {
            self.ask_name(plan);
        } else {
            let planning = self.planning(&plan);
            self.stage = Stage::Plan(planning, Remote::Ready(*plan));
        }
        self.form.problem = Some(explain(error));
        self.id = None;
        vec![Effect::MakeId]
    }

    /// The request on its way, if one is.
    pub(crate) fn sending(&self) -> Option<&BatchRequest> {
        match &self.stage {
            Stage::Sending(_, request) => Some(request),
            _ => None,
        }
    }
}

/// The lines of a plan in the order in which they are shown: refused ones first, since they want to be read.
pub(crate) fn in_order(plan: &Plan) -> Vec<&PlanLine> {
    let (refused, allowed): (Vec<_>, Vec<_>) =
        plan.lines.iter().partition(|line| line.refused.is_some());
    refused.into_iter().chain(allowed).collect()
}
