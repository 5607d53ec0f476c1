//! What is written into a case: a text, then what the daemon says would be written, then the key that writes it.

use crossterm::event::{Event, KeyEvent};
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{Case, CaseDetail, CaseEdit, CaseState, EditRequest, Edited};
use emperione_protocol::{Error, GuildId};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::form::{Form, insert, sideways};
use super::{Dialog, Opened, Outcome, Whom};
use crate::effect::{Call, Effect};
use crate::format;
use crate::keys::{Context, Order};
use crate::remote::{Remote, explain};

/// What of a case is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Reason,
    Note,
    Label,
    Unlabel,
    Link,
    Unlink,
    Close,
    Reopen,
    Hide,
    Unhide,
    /// When what it did ends by itself.
    End,
}

impl Part {
    /// Every part, by the word that `:case` takes.
    pub(crate) const WORDS: [(&'static str, Self); 11] = [
        ("edit", Self::Reason),
        ("note", Self::Note),
        ("label", Self::Label),
        ("unlabel", Self::Unlabel),
        ("link", Self::Link),
        ("unlink", Self::Unlink),
        ("close", Self::Close),
        ("reopen", Self::Reopen),
        ("hide", Self::Hide),
        ("unhide", Self::Unhide),
        ("retime", Self::End),
    ];

    pub(crate) fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, part)| *part == self);
        known.map_or("", |(word, _)| word)
    }

    /// The label of its field; none for what needs no text.
    pub(crate) fn field(self) -> Option<&'static str> {
        Some(match self {
            Self::Reason => "reason",
            Self::Note => "text",
            Self::Label | Self::Unlabel => "labels",
            Self::Link | Self::Unlink => "case",
            Self::Close | Self::Reopen => "why",
            Self::End => "duration",
            Self::Hide | Self::Unhide => return None,
        })
    }

    /// Why it makes no sense for a case, as far as its head says.
    pub(crate) fn unfit(self, case: &Case) -> Option<&'static str> {
        let lasts = matches!(
            case.kind,
            Kind::Ban | Kind::Timeout | Kind::RoleAdd | Kind::Slowmode | Kind::Lock
        );
        let (is_unfit, why) = match self {
            Self::Unlabel => (case.labels.is_empty(), "it has no labels"),
            Self::Unlink => (case.links.is_empty(), "it is linked with no case"),
            Self::Close => (case.closed_at.is_some(), "it is closed"),
            Self::Reopen => (case.closed_at.is_none(), "it is not closed"),
            Self::Hide => (case.hidden, "it is hidden"),
            Self::Unhide => (!case.hidden, "it is not hidden"),
            Self::End if lasts => (case.state != CaseState::Applied, "it is not in force"),
            Self::End => (true, "what it did has no end"),
            Self::Reason | Self::Note | Self::Label | Self::Link => (false, ""),
        };
        is_unfit.then_some(why)
    }
}

/// What is asked of the daemon.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    Edit(EditRequest),
    /// It ends so many milliseconds from now, or never.
    Retime(Option<u64>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// The case is being read: on its kind depends what is asked.
    Reading,
    Form,
    /// What would be written; nothing for a new end, which the daemon checks when it is asked for.
    Checks(Wish, Remote<Option<Box<Edited>>>),
    Sending(Wish),
}

#[derive(Clone, Debug)]
pub(crate) struct State {
    guild: GuildId,
    pub(crate) number: u64,
    pub(crate) part: Part,
    pub(crate) text: Input,
    pub(crate) stage: Stage,
    pub(crate) problem: Option<String>,
}

impl State {
    /// The dialog for a part of a case, with what was typed of it. Discord keeps the end of a timeout, so that one is
    /// given anew.
    pub(crate) fn open(guild: GuildId, case: &Case, part: Part, typed: &str) -> Opened {
        if part == Part::End && case.kind == Kind::Timeout {
            let mut form = Form::new(Kind::Timeout);
            form.notify = false;
            if !typed.is_empty() {
                form.duration = Input::new(typed.into());
            }
            form.reason = Input::new(case.reason.clone().unwrap_or_default());
            form.focus = 1;
            return Dialog::act(guild, Whom::one(case.target.clone()), form);
        }
        let text = match part {
            _ if !typed.is_empty() => typed.into(),
            Part::Reason => case.reason.clone().unwrap_or_default(),
            Part::Unlabel => case.labels.join(" "),
            Part::Unlink if case.links.len() == 1 => case.links[0].to_string(),
            _ => String::new(),
        };
        Self::with(guild, case.number, part, text)
    }

    /// The dialog for a part of a case that is known by its number alone.
    pub(crate) fn named(guild: GuildId, number: u64, part: Part, text: String) -> Opened {
        if part != Part::End {
            return Self::with(guild, number, part, text);
        }
        let edit = Self {
            stage: Stage::Reading,
            ..Self::new(guild, number, part, text)
        };
        let read = Effect::Call(Call::Case(guild, number));
        (Dialog::Edit(edit), vec![read])
    }

    /// The dialog, filled in.
    fn with(guild: GuildId, number: u64, part: Part, text: String) -> Opened {
        let mut edit = Self::new(guild, number, part, text);
        let effects = if part.field().is_none() {
            edit.check()
        } else {
            Vec::new()
        };
        (Dialog::Edit(edit), effects)
    }

    fn new(guild: GuildId, number: u64, part: Part, text: String) -> Self {
        Self {
            guild,
            number,
            part,
            text: Input::new(text),
            stage: Stage::Form,
            problem: None,
        }
    }

    /// What takes its place now that a case is read, or why nothing does; none if it waits for no such case.
    pub(crate) fn read(
        &self,
        number: u64,
        result: &Result<CaseDetail, Error>,
    ) -> Option<Result<Opened, String>> {
        if self.stage != Stage::Reading || self.number != number {
            return None;
        }
        let case = match result {
            Ok(detail) => &detail.case,
            Err(error) => return Some(Err(explain(error))),
        };
        Some(match self.part.unfit(case) {
            Some(why) => Err(format!("case {number}: {why}")),
            None => Ok(Self::open(self.guild, case, self.part, self.text.value())),
        })
    }

    pub(crate) fn context(&self) -> Context {
        match &self.stage {
            Stage::Form => Context::Form,
            Stage::Checks(_, Remote::Ready(_)) => Context::Checks,
            Stage::Reading | Stage::Checks(..) | Stage::Sending(_) => Context::Refused,
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        let is_waiting = matches!(self.stage, Stage::Reading | Stage::Sending(_));
        let has_form = self.part.field().is_some() && !is_waiting;
        match order {
            Order::Cancel => return Outcome::Close,
            Order::Accept => return Outcome::Stay(self.check()),
            Order::Confirm => return Outcome::Stay(self.confirm()),
            Order::Back if has_form => self.stage = Stage::Form,
            Order::Choose { forward } => {
                self.text.handle(sideways(forward));
            }
            _ => {}
        }
        Outcome::Stay(Vec::new())
    }

    pub(crate) fn key(&mut self, event: KeyEvent) {
        if self.stage == Stage::Form {
            self.text.handle_event(&Event::Key(event));
            self.problem = None;
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if self.stage == Stage::Form {
            insert(&mut self.text, text);
        }
    }

    fn check(&mut self) -> Vec<Effect> {
        if self.stage != Stage::Form {
            return Vec::new();
        }
        match self.wish() {
            Ok(Wish::Edit(request)) => {
                self.problem = None;
                self.stage = Stage::Checks(Wish::Edit(request.clone()), Remote::Loading);
                vec![Effect::Call(Call::Edit(Box::new(request)))]
            }
            Ok(wish) => {
                self.problem = None;
                self.stage = Stage::Checks(wish, Remote::Ready(None));
                Vec::new()
            }
            Err(problem) => {
                self.problem = Some(problem);
                Vec::new()
            }
        }
    }

    fn wish(&self) -> Result<Wish, String> {
        let text = self.text.value().trim();
        let some = (!text.is_empty()).then(|| text.to_owned());
        let edit = match self.part {
            Part::Reason => CaseEdit::Reason(some),
            Part::Note => CaseEdit::Note(some.ok_or("a note needs a text")?),
            Part::Label => CaseEdit::Label(labels(text)?),
            Part::Unlabel => CaseEdit::Unlabel(labels(text)?),
            Part::Link => CaseEdit::Link(number(text)?),
            Part::Unlink => CaseEdit::Unlink(number(text)?),
            Part::Close => CaseEdit::Close(some),
            Part::Reopen => CaseEdit::Reopen(some),
            Part::Hide => CaseEdit::Hide,
            Part::Unhide => CaseEdit::Unhide,
            Part::End => return length(text).map(Wish::Retime),
        };
        Ok(Wish::Edit(EditRequest {
            guild: self.guild,
            number: self.number,
            edit,
            dry_run: true,
        }))
    }

    fn confirm(&mut self) -> Vec<Effect> {
        let Stage::Checks(wish, Remote::Ready(_)) = &self.stage else {
            return Vec::new();
        };
        let (wish, call) = match wish {
            Wish::Edit(request) => {
                let request = EditRequest {
                    dry_run: false,
                    ..request.clone()
                };
                (Wish::Edit(request.clone()), Call::Edit(Box::new(request)))
            }
            Wish::Retime(length) => {
                let call = Call::Retime(self.guild, self.number, *length);
                (wish.clone(), call)
            }
        };
        self.stage = Stage::Sending(wish);
        vec![Effect::Call(call)]
    }

    /// Takes what would be written, if it is for what the form says now.
    pub(crate) fn checked(&mut self, request: &EditRequest, result: Result<Edited, Error>) {
        if let Stage::Checks(Wish::Edit(asked), edited) = &mut self.stage
            && asked == request
        {
            edited.answer(result.map(|edited| Some(Box::new(edited))));
        }
    }

    /// Whether this is on its way.
    pub(crate) fn sends(&self, wish: &Wish) -> bool {
        matches!(&self.stage, Stage::Sending(sent) if sent == wish)
    }

    /// The daemon refused, or the answer was lost.
    pub(crate) fn refused(&mut self, error: &Error) {
        self.problem = Some(explain(error));
        let checks = match &self.stage {
            Stage::Sending(wish) => Stage::Checks(wish.clone(), Remote::Failed(explain(error))),
            _ => return,
        };
        self.stage = if self.part.field().is_some() {
            Stage::Form
        } else {
            self.problem = None;
            checks
        };
    }
}

fn labels(text: &str) -> Result<Vec<String>, String> {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let labels: Vec<_> = words
        .filter(|word| !word.is_empty())
        .map(Into::into)
        .collect();
    if labels.is_empty() {
        return Err("write labels, such as `raid alt-account`".into());
    }
    Ok(labels)
}

fn number(text: &str) -> Result<u64, String> {
    let number = text.trim_start_matches('#').parse().ok();
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("`{text}` is no number of a case"))
}

/// None is for ever.
fn length(text: &str) -> Result<Option<u64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let length = format::parse_duration(text);
    let wrong = "the duration is written like 10m, 1h30m or 7d; nothing is for ever";
    length.map(Some).ok_or_else(|| wrong.into())
}
