//! A list of things to choose from. What cannot be done is there too, and says why.

use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{Case, CaseState};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::members::MemberDetail;
use emperione_protocol::{Error, GuildId, UserId};

use super::edit::{self, Part};
use super::form::Form;
use super::{Dialog, Opened, Outcome, Whom, undo};
use crate::effect::{Call, Effect};
use crate::keys::{self, Context, Order};
use crate::listing::travel;
use crate::remote::Remote;
use crate::text;

/// What the menu is about; what is chosen is done to this, whatever the screen below shows by now.
#[derive(Clone, Debug)]
pub(crate) enum About {
    Acts(Whom),
    Edits(Box<Case>),
    /// The cases of a member that can be undone.
    Undos(UserRef, Remote<()>),
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Act(Kind),
    Edit(Part),
    Undo(u64),
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) help: String,
    pub(crate) choice: Choice,
    /// Why it cannot be done.
    pub(crate) why: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct State {
    guild: GuildId,
    pub(crate) about: About,
    pub(crate) items: Vec<Item>,
    pub(crate) at: usize,
    /// Somebody chose what cannot be done.
    pub(crate) insisted: bool,
}

impl State {
    /// The menu of acts; the daemon is asked what stands against each. `known` is what the screen knows.
    pub(crate) fn acts(guild: GuildId, whom: Whom, known: &[(Kind, &'static str)]) -> Opened {
        let effects = match &whom {
            Whom::One { user, .. } => vec![Effect::Call(Call::Verdicts(guild, user.id))],
            Whom::Some(_) | Whom::Found(_) => Vec::new(),
        };
        let items = keys::of(Context::Acts).filter_map(|binding| match binding.order {
            Order::Act(kind) => Some(Item {
                key: binding.key_text(),
                name: kind.word().into(),
                help: binding.help.into(),
                choice: Choice::Act(kind),
                why: known.iter().find(|it| it.0 == kind).map(|it| it.1.into()),
            }),
            _ => None,
        });
        let items = items.collect();
        (Self::open(guild, About::Acts(whom), items), effects)
    }

    /// The menu of what can be written into a case.
    pub(crate) fn edits(guild: GuildId, case: Case) -> Opened {
        let items = keys::of(Context::Edits).filter_map(|binding| match binding.order {
            Order::Edit(part) => Some(Item {
                key: binding.key_text(),
                name: part.word().into(),
                help: binding.help.into(),
                choice: Choice::Edit(part),
                why: part.unfit(&case).map(Into::into),
            }),
            _ => None,
        });
        let items = items.collect();
        let about = About::Edits(Box::new(case));
        (Self::open(guild, about, items), Vec::new())
    }

    /// The cases of a member that can be undone.
    pub(crate) fn undos(guild: GuildId, user: UserRef) -> Opened {
        let ask = Effect::Call(Call::Member(guild, user.id));
        let about = About::Undos(user, Remote::Loading);
        (Self::open(guild, about, Vec::new()), vec![ask])
    }

    fn open(guild: GuildId, about: About, items: Vec<Item>) -> Dialog {
        let at = items.iter().position(|item| item.why.is_none());
        Dialog::Menu(Self {
            guild,
            about,
            items,
            at: at.unwrap_or(0),
            insisted: false,
        })
    }

    pub(crate) fn contexts(&self) -> Vec<Context> {
        let own = match self.about {
            About::Acts(_) => Some(Context::Acts),
            About::Edits(_) => Some(Context::Edits),
            About::Undos(..) => None,
        };
        let rest = [Context::Menu, Context::List];
        own.into_iter().chain(rest).collect()
    }

    pub(crate) fn title(&self) -> String {
        match &self.about {
            About::Acts(whom) => format!("Act on {}", whom.words()),
            About::Edits(case) => format!("Write into case {}", case.number),
            About::Undos(user, _) => format!("Undo which case of {}", text::user(user)),
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        let choice = match order {
            Order::Cancel => return Outcome::Close,
            Order::Move(motion) => {
                self.at = travel(self.at, self.items.len(), motion, 8);
                self.insisted = false;
                return Outcome::Stay(Vec::new());
            }
            Order::Accept => self.items.get(self.at).map(|item| item.choice),
            Order::Act(kind) => Some(Choice::Act(kind)),
            Order::Edit(part) => Some(Choice::Edit(part)),
            _ => None,
        };
        match choice {
            Some(choice) => self.take(choice),
            None => Outcome::Stay(Vec::new()),
        }
    }

    fn take(&mut self, choice: Choice) -> Outcome {
        let Some(at) = self.items.iter().position(|item| item.choice == choice) else {
            return Outcome::Stay(Vec::new());
        };
        self.at = at;
        if self.items[at].why.is_some() {
            self.insisted = true;
            return Outcome::Stay(Vec::new());
        }
        let opened = match (choice, &self.about) {
            (Choice::Act(kind), About::Acts(whom)) => {
                Dialog::act(self.guild, whom.clone(), Form::new(kind))
            }
            (Choice::Edit(part), About::Edits(case)) => {
                edit::State::open(self.guild, case, part, "")
            }
            (Choice::Undo(number), _) => undo::State::open(self.guild, number),
            _ => return Outcome::Stay(Vec::new()),
        };
        Outcome::Next(Box::new(opened))
    }

    /// Takes what stands against acts on a member.
    pub(crate) fn verdicts(&mut self, user: UserId, verdicts: Vec<(Kind, String)>) {
        let About::Acts(Whom::One { user: shown, .. }) = &self.about else {
            return;
        };
        if shown.id != user {
            return;
        }
        for (kind, why) in verdicts {
            let item = self.items.iter_mut();
            let item = item.filter(|item| item.choice == Choice::Act(kind));
            item.for_each(|item| item.why = Some(why.clone()));
        }
    }

    /// Takes the cases of a member.
    pub(crate) fn member(&mut self, user: UserId, result: &Result<MemberDetail, Error>) {
        let About::Undos(shown, read) = &mut self.about else {
            return;
        };
        if shown.id != user {
            return;
        }
        read.answer(result.as_ref().map(|_| ()).map_err(Clone::clone));
        if let Ok(detail) = result {
            self.items = detail.cases.iter().map(undo_of).collect();
            let first = self.items.iter().position(|item| item.why.is_none());
            self.at = first.unwrap_or(0);
        }
    }
}

fn undo_of(case: &Case) -> Item {
    let reason = case.reason.as_deref().map(text::clean);
    Item {
        key: format!("#{}", case.number),
        name: case.kind.word().into(),
        help: reason.unwrap_or_else(|| "no reason given".into()),
        choice: Choice::Undo(case.number),
        why: cannot_undo(case).map(Into::into),
    }
}

/// Why a case cannot be undone, as far as its head says.
pub(crate) fn cannot_undo(case: &Case) -> Option<&'static str> {
    match case.state {
        _ if !case.kind.can_be_undone() => Some("this cannot be undone"),
        CaseState::Applied => None,
        CaseState::Pending => Some("it is still under way"),
        CaseState::Failed => Some("it failed: it has nothing to undo"),
        CaseState::Ended => Some("it has ended: it has nothing to undo"),
    }
}
