//! The form of an act, on one or on many: which fields it has, and what they say.

use crossterm::event::{Event, KeyCode, KeyEvent};
use emperione_protocol::actions::Kind;
use emperione_protocol::batches::Act;
use emperione_protocol::{ChannelId, GuildId, RoleId};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use super::pick::Pick;
use crate::effect::{Call, Effect};
use crate::format;

/// The choices of how many messages a ban deletes, in seconds.
pub(crate) const DELETE_WINDOWS: [(u32, &str); 5] = [
    (0, "none"),
    (3_600, "1 hour"),
    (86_400, "1 day"),
    (259_200, "3 days"),
    (604_800, "7 days"),
];
/// What a softban deletes unless it is said, as `emp softban` does.
const ONE_DAY: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Reason,
    Duration,
    DeleteWindow,
    Notify,
    Points,
    Nick,
    Role,
    Channel,
}

#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) kind: Kind,
    pub(crate) reason: Input,
    pub(crate) duration: Input,
    pub(crate) points: Input,
    pub(crate) nick: Input,
    pub(crate) role: Pick,
    pub(crate) channel: Pick,
    pub(crate) delete_window: usize,
    pub(crate) notify: bool,
    pub(crate) focus: usize,
    /// What is wrong with it, or why it was refused.
    pub(crate) problem: Option<String>,
}

/// What a command line says about an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) duration_ms: Option<u64>,
    pub(crate) reason: String,
    /// The nickname, or a part of a role's or a channel's name.
    pub(crate) what: String,
}

impl Form {
    pub(crate) fn new(kind: Kind) -> Self {
        let duration = if kind == Kind::Timeout { "1h" } else { "" };
        Self {
            kind,
            reason: Input::default(),
            duration: Input::new(duration.into()),
            points: Input::new("1".into()),
            nick: Input::default(),
            role: Pick::default(),
            channel: Pick::default(),
            delete_window: if kind == Kind::Softban { ONE_DAY } else { 0 },
            notify: kind.tells_by_default(),
            focus: 0,
            problem: None,
        }
    }

    /// Fills it in as far as a line said.
    pub(crate) fn fill(&mut self, given: Given) {
        self.reason = Input::new(given.reason);
        if let Some(ms) = given.duration_ms {
            self.duration = Input::new(format::duration(ms));
        }
        let what = Input::new(given.what);
        match self.kind {
            Kind::Nick => self.nick = what,
            Kind::VoiceMove => self.channel.typed = what,
            _ => self.role.typed = what,
        }
    }

    /// What it has to ask the daemon before it can be filled in.
    pub(crate) fn wants(&self, guild: GuildId) -> Option<Effect> {
        let fields = self.fields();
        let call = if fields.contains(&Field::Role) {
            Call::Roles(guild)
        } else if fields.contains(&Field::Channel) {
            Call::Channels(guild)
        } else {
            return None;
        };
        Some(Effect::Call(call))
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
            Kind::Warn => &[Field::Reason, Field::Points, Field::Notify],
            Kind::Softban => &[Field::Reason, Field::DeleteWindow, Field::Notify],
            Kind::Kick | Kind::Unban | Kind::Untimeout => &[Field::Reason, Field::Notify],
            Kind::Nick => &[Field::Nick, Field::Reason, Field::Notify],
            Kind::RoleAdd => &[Field::Role, Field::Duration, Field::Reason, Field::Notify],
            Kind::RoleRemove => &[Field::Role, Field::Reason, Field::Notify],
            Kind::VoiceMove => &[Field::Channel, Field::Reason],
            _ => &[Field::Reason],
        }
    }

    pub(crate) fn focused(&self) -> Field {
        let fields = self.fields();
        fields[self.focus.min(fields.len() - 1)]
    }

    /// Goes to the next field, or the one before.
    pub(crate) fn step(&mut self, forward: bool) {
        let n = self.fields().len();
        self.focus = (self.focus + if forward { 1 } else { n - 1 }) % n;
    }

    /// The text of the focused field, if it takes one.
    fn input(&mut self) -> Option<&mut Input> {
        Some(match self.focused() {
            Field::Reason => &mut self.reason,
            Field::Duration => &mut self.duration,
            Field::Points => &mut self.points,
            Field::Nick => &mut self.nick,
            Field::Role => &mut self.role.typed,
            Field::Channel => &mut self.channel.typed,
            Field::DeleteWindow | Field::Notify => return None,
        })
    }

    pub(crate) fn choose(&mut self, forward: bool) {
        match self.focused() {
            Field::Role => self.role.step(forward),
            Field::Channel => self.channel.step(forward),
            Field::Notify => self.notify = !self.notify,
            Field::DeleteWindow => {
                let n = DELETE_WINDOWS.len();
                self.delete_window = (self.delete_window + if forward { 1 } else { n - 1 }) % n;
            }
            _ => {
                if let Some(input) = self.input() {
                    input.handle(sideways(forward));
                }
            }
        }
    }

    /// Takes a key that is no order: text, or a space that goes through choices.
    pub(crate) fn key(&mut self, event: KeyEvent) {
        match self.input() {
            Some(input) => {
                input.handle_event(&Event::Key(event));
                self.typed();
            }
            None if event.code == KeyCode::Char(' ') => self.choose(true),
            None => {}
        }
        self.problem = None;
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(input) = self.input() {
            insert(input, text);
            self.typed();
        }
    }

    fn typed(&mut self) {
        match self.focused() {
            Field::Role => self.role.typed(),
            Field::Channel => self.channel.typed(),
            _ => {}
        }
    }

    /// What the form says, or what is wrong with it.
    pub(crate) fn act(&self) -> Result<Act, String> {
        let has = |field| self.fields().contains(&field);
        let reason = self.reason.value().trim();
        if reason.is_empty() && matches!(self.kind, Kind::Warn | Kind::Note) {
            return Err(format!("a {} needs a text", self.kind.word()));
        }
        let mut act = Act {
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            duration_ms: self.duration_ms()?,
            delete_message_seconds: has(Field::DeleteWindow)
                .then_some(DELETE_WINDOWS[self.delete_window].0),
            notify: self.notify && has(Field::Notify),
            ..Act::new(self.kind)
        };
        let nick = self.nick.value().trim();
        act.detail.nick = (has(Field::Nick) && !nick.is_empty()).then(|| nick.to_owned());
        if has(Field::Points) {
            act.detail.points = Some(points(self.points.value())?);
        }
        if has(Field::Role) {
            act.detail.role = Some(RoleId(chosen(&self.role, "role")?));
        }
        if has(Field::Channel) {
            act.detail.channel = Some(ChannelId(chosen(&self.channel, "channel")?));
        }
        Ok(act)
    }

    fn duration_ms(&self) -> Result<Option<u64>, String> {
        let text = self.duration.value().trim();
        if !self.fields().contains(&Field::Duration) || text.is_empty() {
            return Ok(None);
        }
        let length = format::parse_duration(text);
        let wrong = "the duration is written like 10m, 1h30m or 7d";
        length.map(Some).ok_or_else(|| wrong.into())
    }
}

fn points(text: &str) -> Result<u32, String> {
    let points = text.trim().parse().ok();
    points
        .filter(|points| (1..=100).contains(points))
        .ok_or_else(|| "points are a number from 1 to 100".into())
}

fn chosen(pick: &Pick, what: &str) -> Result<u64, String> {
    match pick.chosen() {
        Some(named) => Ok(named.id),
        None if pick.known().ready().is_none() => Err(format!("the {what}s are not read yet")),
        None if pick.typed.value().trim().is_empty() => Err(format!("choose a {what}")),
        None => Err(format!("no {what} is called `{}`", pick.typed.value())),
    }
}

pub(crate) fn sideways(forward: bool) -> InputRequest {
    if forward {
        InputRequest::GoToNextChar
    } else {
        InputRequest::GoToPrevChar
    }
}

pub(crate) fn insert(input: &mut Input, text: &str) {
    for letter in text.chars() {
        input.handle(InputRequest::InsertChar(letter));
    }
}
