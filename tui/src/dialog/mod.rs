//! The dialog of an action: a form, then the answers of the daemon's checks, then the one key that does it.
//! Nothing is sent to Discord before that key.

mod view;

use crossterm::event::{Event, KeyEvent};
use emperione_protocol::actions::{ActRequest, Kind, Preview};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, Error, GuildId};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use crate::effect::{Call, Choice, Effect};
use crate::format;
use crate::keys::{Context, Order};
use crate::remote::{Remote, explain};

pub(crate) use view::draw;

/// The choices of how many messages a ban deletes, in seconds.
pub(crate) const DELETE_WINDOWS: [(u32, &str); 5] = [
    (0, "none"),
    (3_600, "1 hour"),
    (86_400, "1 day"),
    (259_200, "3 days"),
    (604_800, "7 days"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Reason,
    Duration,
    DeleteWindow,
    Notify,
}

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
    pub(crate) kind: Kind,
    pub(crate) target: UserRef,
    /// The item of the inbox that the action decides.
    pub(crate) item: Option<u64>,
    /// None until chance has given one.
    pub(crate) id: Option<ActionId>,
    pub(crate) reason: Input,
    pub(crate) duration: Input,
    pub(crate) delete_window: usize,
    pub(crate) notify: bool,
    pub(crate) focus: usize,
    pub(crate) stage: Stage,
    /// What is wrong with the form, or why it was refused.
    pub(crate) problem: Option<String>,
}

/// What a dialog wants of the app.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Stay(Vec<Effect>),
    Close,
}

impl State {
    pub(crate) fn new(guild: GuildId, kind: Kind, target: UserRef) -> Self {
        let duration = if kind == Kind::Timeout { "1h" } else { "" };
        Self {
            guild,
            kind,
            target,
            item: None,
            id: None,
            reason: Input::default(),
            duration: Input::new(duration.into()),
            delete_window: 0,
            notify: kind == Kind::Warn,
            focus: 0,
            stage: Stage::Form,
            problem: None,
        }
    }

    /// The fields of this kind, in their order.
    pub(crate) fn fields(&self) -> &'static [Field] {
        match self.kind {
            Kind::Ban => &[
                Field::Reason,
                Field::Duration,
                Field::DeleteWindow,
                Field::Notify,
            ],
            Kind::Timeout => &[Field::Reason, Field::Duration, Field::Notify],
            Kind::Kick | Kind::Warn => &[Field::Reason, Field::Notify],
            Kind::Softban => &[Field::Reason, Field::DeleteWindow, Field::Notify],
            _ => &[Field::Reason],
        }
    }

    pub(crate) fn focused(&self) -> Field {
        let fields = self.fields();
        fields[self.focus.min(fields.len() - 1)]
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
            Order::NextField => self.focus = (self.focus + 1) % self.fields().len(),
            Order::PreviousField => {
                self.focus = (self.focus + self.fields().len() - 1) % self.fields().len();
            }
            Order::Choose { forward } => self.choose(forward),
            _ => {}
        }
        Outcome::Stay(Vec::new())
    }

    fn choose(&mut self, forward: bool) {
        let step = if forward {
            InputRequest::GoToNextChar
        } else {
            InputRequest::GoToPrevChar
        };
        match self.focused() {
            Field::Reason => {
                self.reason.handle(step);
            }
            Field::Duration => {
                self.duration.handle(step);
            }
            Field::Notify => self.notify = !self.notify,
            Field::DeleteWindow => {
                let n = DELETE_WINDOWS.len();
                self.delete_window = (self.delete_window + if forward { 1 } else { n - 1 }) % n;
            }
        }
    }

    /// Takes a key that is no order: text.
    pub(crate) fn key(&mut self, event: KeyEvent) {
        if self.stage != Stage::Form {
            return;
        }
        match self.focused() {
            Field::Reason => {
                self.reason.handle_event(&Event::Key(event));
            }
            Field::Duration => {
                self.duration.handle_event(&Event::Key(event));
            }
            Field::Notify | Field::DeleteWindow => {
                if event.code == crossterm::event::KeyCode::Char(' ') {
                    self.choose(true);
                }
            }
        }
        self.problem = None;
    }

    pub(crate) fn paste(&mut self, text: &str) {
        let field = match self.focused() {
            _ if self.stage != Stage::Form => return,
            Field::Reason => &mut self.reason,
            Field::Duration => &mut self.duration,
            Field::Notify | Field::DeleteWindow => return,
        };
        for letter in text.chars() {
            field.handle(InputRequest::InsertChar(letter));
        }
    }

    /// Reads the form and asks for the checks.
    fn check(&mut self) -> Vec<Effect> {
        if self.stage != Stage::Form {
            return Vec::new();
        }
        match self.request() {
            Ok(request) => {
                self.problem = None;
                self.stage = Stage::Checks(request.clone(), Remote::Loading);
                vec![Effect::Call(Call::Preview(Box::new(request)))]
            }
            Err(problem) => {
                self.problem = Some(problem);
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
        self.problem = None;
        self.stage = Stage::Sending(request.clone());
        let request = Box::new(request);
        vec![Effect::Call(match self.item {
            Some(number) => Call::Decide {
                guild: self.guild,
                number,
                choice: Choice::Act(request),
            },
            None => Call::Submit(request),
        })]
    }

    fn request(&self) -> Result<ActRequest, String> {
        let id = self.id.ok_or("one moment: the action has no id yet")?;
        let reason = self.reason.value().trim();
        if reason.is_empty() && matches!(self.kind, Kind::Warn | Kind::Note) {
            return Err(format!("a {} needs a text", self.kind.word()));
        }
        let deletes = self.fields().contains(&Field::DeleteWindow);
        Ok(ActRequest {
            id,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            duration_ms: self.duration_ms()?,
            delete_message_seconds: deletes.then_some(DELETE_WINDOWS[self.delete_window].0),
            notify: self.notify && self.fields().contains(&Field::Notify),
            ..ActRequest::new(self.guild, self.kind, self.target.id)
        })
    }

    fn duration_ms(&self) -> Result<Option<u64>, String> {
        let text = self.duration.value().trim();
        if !self.fields().contains(&Field::Duration) || (text.is_empty() && self.kind == Kind::Ban)
        {
            return Ok(None);
        }
        match format::parse_duration(text) {
            None => Err("the duration is written like 10m, 1h30m or 7d".into()),
            Some(ms) => Ok(Some(ms)),
        }
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
        self.problem = Some(explain(error));
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
