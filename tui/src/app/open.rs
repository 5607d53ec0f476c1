//! From a key to a dialog, and from a dialog to the daemon.

use emperione_protocol::actions::Kind;
use emperione_protocol::cases::CaseDetail;
use emperione_protocol::inbox::{Item, ItemKind};
use emperione_protocol::{Error, UserId};

use super::{Done, State};
use crate::dialog::form::Form;
use crate::dialog::{Dialog, Opened, Outcome, Whom, ask, edit, many, menu, undo};
use crate::effect::{Call, Effect};
use crate::keys::Order;
use crate::screens::Screen;
use crate::screens::batches::{Turn, summary};
use crate::screens::inbox::Verb;
use crate::screens::jobs::Deed;
use crate::text;
use crate::widgets::toast::Level;

impl State {
    pub(super) fn open(&mut self, (dialog, effects): Opened) -> Vec<Effect> {
        self.dialog = Some(dialog);
        self.remember(&effects);
        effects
    }

    /// On whom the keys of acts are: those who are selected, else the target of the screen.
    pub(super) fn whom(&self) -> Option<Whom> {
        let selected = match self.screen {
            Screen::Members if self.members.pane.is_none() => self.members.basket.whom(),
            _ => None,
        };
        selected.or_else(|| {
            let target = self.target()?;
            let item = match self.screen {
                Screen::Inbox => self.inbox.decided_by_an_act(),
                _ => None,
            };
            Some(Whom::One {
                user: target.user,
                item,
            })
        })
    }

    pub(super) fn act_on_target(&mut self, kind: Kind) -> Vec<Effect> {
        match self.whom() {
            Some(whom) => self.open_act(whom, Form::new(kind)),
            None => Vec::new(),
        }
    }

    pub(super) fn open_act(&mut self, whom: Whom, form: Form) -> Vec<Effect> {
        match self.guild {
            Some(guild) => self.open(Dialog::act(guild, whom, form)),
            None => Vec::new(),
        }
    }

    /// Opens the menu of acts.
    pub(super) fn open_acts(&mut self) -> Vec<Effect> {
        let (Some(guild), Some(whom)) = (self.guild, self.whom()) else {
            return Vec::new();
        };
        let known = match &whom {
            Whom::One { user, .. } => self.known_against(user.id),
            _ => Vec::new(),
        };
        self.open(menu::State::acts(guild, whom, &known))
    }

    /// What stands against acts on a member, as far as the lists know.
    fn known_against(&self, user: UserId) -> Vec<(Kind, &'static str)> {
        let Some(member) = self.members.known(user) else {
            return Vec::new();
        };
        let gone = member.left_at.is_some();
        let gone = ONLY_MEMBERS.into_iter().filter(|_| gone);
        let gone = gone.map(|kind| (kind, "they are no member any more"));
        let timed_out = member.timed_out_until.is_some_and(|until| until > self.now);
        let free = (!timed_out).then_some((Kind::Untimeout, "they are not timed out"));
        gone.chain(free).collect()
    }

    /// Opens the menu of what can be written into the case.
    pub(super) fn open_edits(&mut self) -> Vec<Effect> {
        match (self.guild, self.cases.current()) {
            (Some(guild), Some(case)) => self.open(menu::State::edits(guild, case.clone())),
            _ => Vec::new(),
        }
    }

    pub(super) fn lift_from_target(&mut self) -> Vec<Effect> {
        let Some(target) = self.target() else {
            return Vec::new();
        };
        if let Some(kind) = target.lift {
            return self.open_act(Whom::one(target.user), Form::new(kind));
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

    /// Takes the item that is chosen, or asks before it is decided. The answer is about this item, whatever the list
    /// shows by then.
    pub(super) fn item_order(&mut self, verb: Verb) -> Vec<Effect> {
        let (Some(guild), Some(item)) = (self.guild, self.inbox.current()) else {
            return Vec::new();
        };
        let asked = match self.inbox.call(guild, verb) {
            Ok(Some(call)) => {
                let other = self.inbox.other_report(item);
                decision((verb, other), item, &call).ok_or(call)
            }
            Ok(None) => return Vec::new(),
            Err(why) => {
                self.toast(Level::Warning, why);
                return Vec::new();
            }
        };
        match asked {
            Ok(asked) => self.open((Dialog::Ask(asked), Vec::new())),
            Err(call) => vec![Effect::Call(call)],
        }
    }

    /// Undoes what is chosen on this screen.
    pub(super) fn undo_chosen(&mut self) -> Vec<Effect> {
        let Some(guild) = self.guild else {
            return Vec::new();
        };
        match self.screen {
            Screen::Cases => match self.cases.current() {
                Some(case) => {
                    let number = case.number;
                    self.open(undo::State::open(guild, number))
                }
                None => Vec::new(),
            },
            Screen::Batches => match self.batches.current() {
                Some(batch) => {
                    let (kind, id) = (batch.act.kind, batch.id);
                    self.open(many::State::undo(guild, Form::new(kind), id))
                }
                None => Vec::new(),
            },
            _ => match self.target() {
                Some(target) => self.open(menu::State::undos(guild, target.user)),
                None => Vec::new(),
            },
        }
    }

    /// Undoes the case that a line names, else what was done last from here.
    pub(super) fn undo_named(&mut self, number: Option<u64>) -> Vec<Effect> {
        match (self.guild, number) {
            (Some(guild), Some(number)) => self.open(undo::State::open(guild, number)),
            _ => match self.unable(Order::UndoLast) {
                Some(why) => {
                    self.toast(Level::Warning, why);
                    Vec::new()
                }
                None => self.undo_last(),
            },
        }
    }

    /// Undoes what was done last from here.
    pub(super) fn undo_last(&mut self) -> Vec<Effect> {
        match (self.guild, self.done.last()) {
            (Some(guild), Some(Done::Case(number))) => {
                let number = *number;
                self.open(undo::State::open(guild, number))
            }
            (Some(guild), Some(Done::Batch(id))) => {
                let id = *id;
                self.open(many::State::undo(guild, Form::new(Kind::Note), id))
            }
            _ => Vec::new(),
        }
    }

    /// Asks before a batch is paused, resumed, cancelled or approved.
    pub(super) fn turn(&mut self, turn: Turn) -> Vec<Effect> {
        let Some(batch) = self.batches.current() else {
            return Vec::new();
        };
        let title = format!("{} batch {}", text::capital(turn.word()), batch.id);
        let told = match turn {
            Turn::Pause => "nothing more is begun until it is resumed; what is under way ends",
            Turn::Resume => "the rest is begun where it was left",
            Turn::Cancel => "nothing more is begun; what was done stays",
            Turn::Approve => "it begins at once",
        };
        let told = format!("{}; {told}", summary(batch));
        let call = Call::TurnBatch(batch.id, turn);
        let asked = ask::State::new(title, told, turn.deed(), call);
        self.open((Dialog::Ask(asked), Vec::new()))
    }

    /// Runs a kind of job or queues a dead one again; what leaves something undone is asked about first.
    pub(super) fn job_order(&mut self, deed: Deed) -> Vec<Effect> {
        let deed = self.jobs.turned(deed);
        let kind = self.jobs.kind().map(|kind| (&kind.name, &kind.name));
        let job = self.jobs.dead().map(|job| (&job.id, &job.name));
        let Some((id, name)) = kind.or(job) else {
            return Vec::new();
        };
        let call = Call::Job(deed, id.clone());
        let name = text::clean(name);
        let (title, told, does) = match deed {
            Deed::Pause => (
                format!("Pause {name}"),
                "nothing is queued at its ticks until it goes on; what is queued runs",
                " pauses it, ",
            ),
            Deed::Discard => (
                format!("Remove job {name}"),
                "what it was to do is then not done, unless it is asked for again",
                " removes it, ",
            ),
            Deed::Run | Deed::Resume | Deed::Retry => return vec![Effect::Call(call)],
        };
        let asked = ask::State::new(title, told.into(), does, call);
        self.open((Dialog::Ask(asked), Vec::new()))
    }

    /// The dialog for a part of a case that a line names.
    pub(super) fn open_edit(&mut self, number: u64, part: edit::Part, text: String) -> Vec<Effect> {
        match self.guild {
            Some(guild) => self.open(edit::State::named(guild, number, part, text)),
            None => Vec::new(),
        }
    }

    /// Opens what waited for a case to be read.
    pub(super) fn open_read(
        &mut self,
        number: u64,
        result: &Result<CaseDetail, Error>,
    ) -> Vec<Effect> {
        let Some(Dialog::Edit(edit)) = &self.dialog else {
            return Vec::new();
        };
        match edit.read(number, result) {
            None => Vec::new(),
            Some(Ok(opened)) => self.open(opened),
            Some(Err(why)) => {
                self.dialog = None;
                self.toast(Level::Warning, why);
                Vec::new()
            }
        }
    }

    pub(super) fn dialog_order(&mut self, order: Order) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        let effects = match dialog.order(order) {
            Outcome::Stay(effects) => effects,
            Outcome::Close => {
                self.dialog = None;
                Vec::new()
            }
            Outcome::Leave(effects) => {
                self.dialog = None;
                effects
            }
            Outcome::Next(opened) => return self.open(*opened),
        };
        self.remember(&effects);
        effects
    }
}

/// What is asked before an item is decided, or merged into another; none where it is only taken or given back.
fn decision((verb, other): (Verb, Option<u64>), item: &Item, call: &Call) -> Option<ask::State> {
    let (number, name) = (item.number, text::user(&item.target));
    let (title, told, deed) = match verb {
        Verb::Grant => (
            format!("Grant appeal {number}"),
            format!("what {name} appeals against is undone, and they are told"),
            " grants it, ",
        ),
        Verb::GrantAnyway => (
            format!("Grant appeal {number} anyway"),
            format!(
                "what {name} appeals against is undone, also if somebody changed it since, and they are told"
            ),
            " grants it anyway, ",
        ),
        Verb::Deny => (
            format!("Deny appeal {number}"),
            format!("what {name} appeals against stands, and they are told"),
            " denies it, ",
        ),
        Verb::Delete => (
            format!("Delete the message of item {number}"),
            format!("the message of {name} is gone for good, and the report is decided"),
            " deletes it, ",
        ),
        Verb::Merge => (
            format!("Merge item {number}"),
            format!("its reports go into another item about {name}, which stays"),
            " merges them, ",
        ),
        Verb::Dismiss if item.kind == ItemKind::Alert => (
            format!("Dismiss alert of item {number}"),
            "the alert needs nobody any more".into(),
            " dismisses it, ",
        ),
        Verb::Dismiss => (
            format!("Dismiss item {number}"),
            format!("nothing is done to {name}; who reported them is told so"),
            " dismisses it, ",
        ),
        Verb::Claim | Verb::Release | Verb::Assign => return None,
    };
    let asked = ask::State::new(title, told, deed, call.clone());
    Some(match verb {
        Verb::Dismiss | Verb::Deny => asked.with_reason(),
        Verb::Merge => asked.with_number(other),
        _ => asked,
    })
}

/// What nobody can do to those who are no members, and what the daemon is not asked about beforehand.
const ONLY_MEMBERS: [Kind; 4] = [Kind::Nick, Kind::RoleAdd, Kind::RoleRemove, Kind::VoiceMove];
