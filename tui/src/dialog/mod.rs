//! What lies over a screen and asks before anything is done: menus, forms, checks and plans.

pub(crate) mod act;
pub(crate) mod ask;
pub(crate) mod edit;
pub(crate) mod form;
pub(crate) mod many;
pub(crate) mod menu;
pub(crate) mod pick;
pub(crate) mod undo;
mod view;

use crossterm::event::KeyEvent;
use emperione_protocol::actions::Kind;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, GuildId};

use crate::effect::Effect;
use crate::keys::{Context, Order};
use crate::{format, text};
use form::Form;

pub(crate) use view::draw;

/// On whom an act is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    One {
        user: UserRef,
        /// The item of the inbox that an act on them decides.
        item: Option<u64>,
    },
    Some(Vec<UserRef>),
    /// Everybody whom a query finds.
    Found(String),
}

impl Whom {
    pub(crate) fn one(user: UserRef) -> Self {
        Self::One { user, item: None }
    }

    /// In words, clean.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::One { user, .. } => text::user(user),
            Self::Some(users) => format::counted(users.len() as u64, "member"),
            Self::Found(query) => format!("everybody whom `{}` finds", text::clean(query)),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Dialog {
    Menu(menu::State),
    Act(act::State),
    Many(many::State),
    Undo(undo::State),
    Edit(edit::State),
    Ask(ask::State),
}

/// What a dialog wants of the app.
#[derive(Debug)]
pub(crate) enum Outcome {
    Stay(Vec<Effect>),
    Close,
    /// Done with; this is still wanted.
    Leave(Vec<Effect>),
    /// Another one takes its place.
    Next(Box<Opened>),
}

/// A dialog, and what it wants at first.
pub(crate) type Opened = (Dialog, Vec<Effect>);

impl Dialog {
    /// The form of an act.
    pub(crate) fn act(guild: GuildId, whom: Whom, mut form: Form) -> Opened {
        let mut effects = vec![Effect::MakeId];
        effects.extend(form.wants(guild));
        let dialog = match whom {
            Whom::One { user, item } => Self::Act(act::State::new(guild, form, user, item)),
            whom => {
                // Of many, only a warning tells unless it is said.
                form.notify = form.kind == Kind::Warn;
                Self::Many(many::State::new(guild, whom, form))
            }
        };
        (dialog, effects)
    }

    /// Where keys are looked up, inner first.
    pub(crate) fn contexts(&self) -> Vec<Context> {
        match self {
            Self::Menu(menu) => menu.contexts(),
            Self::Act(act) => vec![act.context()],
            Self::Many(many) => many.contexts(),
            Self::Undo(undo) => vec![undo.context()],
            Self::Edit(edit) => vec![edit.context()],
            Self::Ask(ask) => vec![ask.context()],
        }
    }

    pub(crate) fn order(&mut self, order: Order) -> Outcome {
        match self {
            Self::Menu(menu) => menu.order(order),
            Self::Act(act) => act.order(order),
            Self::Many(many) => many.order(order),
            Self::Undo(undo) => undo.order(order),
            Self::Edit(edit) => edit.order(order),
            Self::Ask(ask) => ask.order(order),
        }
    }

    /// Takes a key that is no order.
    pub(crate) fn key(&mut self, event: KeyEvent) {
        match self {
            Self::Act(act) => act.key(event),
            Self::Many(many) => many.key(event),
            Self::Undo(undo) => undo.key(event),
            Self::Edit(edit) => edit.key(event),
            Self::Ask(ask) => ask.key(event),
            Self::Menu(_) => {}
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        match self {
            Self::Act(act) => act.paste(text),
            Self::Many(many) => many.paste(text),
            Self::Undo(undo) => undo.paste(text),
            Self::Edit(edit) => edit.paste(text),
            Self::Ask(ask) => ask.paste(text),
            Self::Menu(_) => {}
        }
    }

    /// Takes an id that chance has made.
    pub(crate) fn take_id(&mut self, id: ActionId) {
        match self {
            Self::Act(act) => {
                act.id.get_or_insert(id);
            }
            Self::Many(many) => {
                many.id.get_or_insert(id);
            }
            _ => {}
        }
    }

    /// The form of an act, if it has one.
    pub(crate) fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Act(act) => Some(&mut act.form),
            Self::Many(many) => Some(&mut many.form),
            _ => None,
        }
    }
}
