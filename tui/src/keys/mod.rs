//! The keys: one table, from which come the dispatch, the help bar, the `?` page and the manual page.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use emperione_protocol::actions::Kind;

use crate::dialog::edit::Part;
use crate::screens::Screen;
use crate::screens::batches::Turn;
use crate::screens::inbox::Verb;
use crate::screens::jobs::Deed;

mod table;

pub(crate) use table::TABLE;

/// Where a key works. The inner one wins: `app::State::contexts` names those that hold, inner first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    Everywhere,
    /// Wherever something can be moved through.
    List,
    Live,
    Members,
    Cases,
    Inbox,
    Jobs,
    Batches,
    Analytics,
    /// A member is chosen, by whatever list.
    Target,
    /// A pane lies beside or over a list.
    Pane,
    /// A list of things to choose from lies over the screen.
    Menu,
    /// The menu of acts on a member.
    Acts,
    /// The menu of what can be written into a case.
    Edits,
    Help,
    Filter,
    Line,
    /// The action dialog while it is filled in.
    Form,
    /// The action dialog while the checks allow it.
    Checks,
    /// The action dialog while the checks run, or refuse.
    Refused,
    /// A plan, before it is carried out.
    Plan,
    /// A plan that needs the guild's name.
    Name,
    /// A question with one answer that does something.
    Ask,
    /// The same with a line for the reason.
    Why,
}

impl Context {
    pub(crate) const ALL: [Self; 24] = [
        Self::Everywhere,
        Self::List,
        Self::Pane,
        Self::Target,
        Self::Live,
        Self::Members,
        Self::Cases,
        Self::Inbox,
        Self::Jobs,
        Self::Batches,
        Self::Analytics,
        Self::Acts,
        Self::Edits,
        Self::Menu,
        Self::Filter,
        Self::Line,
        Self::Form,
        Self::Checks,
        Self::Refused,
        Self::Plan,
        Self::Name,
        Self::Ask,
        Self::Why,
        Self::Help,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::List => "In lists",
            Self::Live => "Live feed",
            Self::Members => "Members",
            Self::Cases => "Cases",
            Self::Inbox => "Inbox",
            Self::Jobs => "Jobs",
            Self::Batches => "Batches",
            Self::Analytics => "Analytics",
            Self::Menu => "In a menu",
            Self::Acts => "In the menu of acts",
            Self::Edits => "In the menu of a case",
            Self::Plan => "Before a plan is carried out",
            Self::Name => "While the guild's name is typed",
            Self::Ask => "Before something is done",
            Self::Why => "Before an item is decided",
            Self::Target => "On the chosen member",
            Self::Pane => "In a detail pane",
            Self::Help => "Help",
            Self::Filter => "While filtering",
            Self::Line => "On the command line",
            Self::Form => "In an action's form",
            Self::Checks => "Before an action",
            Self::Refused => "While an action is checked or refused",
        }
    }

    /// Where its keys work, for somebody who pressed one elsewhere; none where that is no help.
    fn place(self) -> Option<&'static str> {
        Some(match self {
            Self::Target => "on a chosen member",
            Self::Live => "on the live feed",
            Self::Members => "on the screen of members",
            Self::Cases => "on the screen of cases",
            Self::Inbox => "in the inbox",
            Self::Jobs => "on the screen of jobs",
            Self::Batches => "on the screen of batches",
            Self::Analytics => "on the screen of analytics",
            _ => return None,
        })
    }
}

/// A way through a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Show(Screen),
    NextScreen,
    PreviousScreen,
    Help,
    Line,
    Refresh,
    Redraw,
    Suspend,
    Quit,
    Move(Motion),
    /// Scrolls the pane beside the list.
    Scroll(Motion),
    Open,
    Back,
    Filter,
    /// Goes through the ways to narrow a list.
    Narrow,
    /// Goes through the intervals of a series.
    Interval,
    /// Goes through the ways to see numbers.
    NextView,
    /// Tells a metric apart, or no longer.
    Parts,
    /// Shows numbers instead of a drawing, or the drawing again.
    Numbers,
    Pause,
    JumpToLive,
    ShowMember,
    Act(Kind),
    /// Opens the menu of acts.
    Acts,
    /// Opens the menu of what can be written into a case.
    Edits,
    Edit(Part),
    /// Shows what edits changed in a case, or its entries again.
    Changes,
    /// Undoes what is chosen.
    Undo,
    /// Undoes what was done last from here.
    UndoLast,
    /// Selects the member under the pointer, or no longer.
    Mark,
    /// Selects everybody from the last one that was selected to here.
    MarkTo,
    MarkAll,
    /// Pauses a batch, or lets it go on.
    Halt,
    Turn(Turn),
    /// Does also what was refused because somebody changed the same since.
    Force,
    /// Lifts what is in force on the target: its ban, else its timeout.
    Lift,
    /// Takes or decides an item of the inbox.
    Item(Verb),
    /// Does something with a job or its kind.
    Job(Deed),
    Accept,
    Cancel,
    Complete,
    Older,
    Newer,
    NextField,
    PreviousField,
    /// The next choice of a field, or the one before.
    Choose {
        forward: bool,
    },
    Confirm,
}

/// A key, as it is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    code: KeyCode,
    control: bool,
}

impl Key {
    fn is(self, event: KeyEvent) -> bool {
        self.code == event.code
            && self.control == event.modifiers.contains(KeyModifiers::CONTROL)
            && !event.modifiers.contains(KeyModifiers::ALT)
    }

    /// How a person writes it: `ctrl-d`, `enter`, `G`.
    fn text(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "space".into(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Enter => "enter".into(),
            KeyCode::Esc => "esc".into(),
            KeyCode::Tab => "tab".into(),
            KeyCode::BackTab => "shift-tab".into(),
            KeyCode::Up => "up".into(),
            KeyCode::Down => "down".into(),
            KeyCode::Left => "left".into(),
            KeyCode::Right => "right".into(),
            KeyCode::PageUp => "page-up".into(),
            KeyCode::PageDown => "page-down".into(),
            KeyCode::Home => "home".into(),
            KeyCode::End => "end".into(),
            other => format!("{other:?}").to_lowercase(),
        };
        if self.control {
            format!("ctrl-{name}")
        } else {
            name
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub(crate) context: Context,
    pub(crate) keys: &'static [Key],
    pub(crate) order: Order,
    /// One or two words for the help bar; empty keeps it out of the bar.
    pub(crate) label: &'static str,
    pub(crate) help: &'static str,
}

impl Binding {
    /// Its keys as text, as in `down, j`.
    pub(crate) fn keys_text(&self) -> String {
        let keys: Vec<_> = self.keys.iter().map(|key| key.text()).collect();
        keys.join(", ")
    }

    /// The first of its keys.
    pub(crate) fn key_text(&self) -> String {
        self.keys.first().map(|key| key.text()).unwrap_or_default()
    }
}

/// What a letter would do elsewhere, for somebody who pressed it where it does nothing.
pub(crate) fn elsewhere(event: KeyEvent) -> Option<String> {
    let KeyCode::Char(_) = event.code else {
        return None;
    };
    let told = TABLE.iter().filter_map(|binding| {
        let key = binding.keys.iter().find(|key| key.is(event))?;
        let (help, place) = (binding.help, binding.context.place()?);
        Some((key.text(), format!("{help} ({place})")))
    });
    let (keys, told): (Vec<_>, Vec<_>) = told.take(2).unzip();
    Some(format!("{}: {}", keys.first()?, told.join("; ")))
}

/// The keys of a context, in the order of the table.
pub(crate) fn of(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE
        .iter()
        .filter(move |binding| binding.context == context)
}

/// What a key means where these contexts hold.
pub(crate) fn order(contexts: &[Context], event: KeyEvent) -> Option<Order> {
    contexts.iter().find_map(|context| {
        TABLE
            .iter()
            .find(|binding| {
                binding.context == *context && binding.keys.iter().any(|key| key.is(event))
            })
            .map(|binding| binding.order)
    })
}

/// A line of the table for the manual page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHelp {
    pub context: &'static str,
    /// Such as `down, j`.
    pub keys: String,
    pub help: &'static str,
}

/// The table, by context, for the manual page.
pub fn reference() -> Vec<KeyHelp> {
    Context::ALL
        .into_iter()
        .flat_map(of)
        .map(|binding| KeyHelp {
            context: binding.context.title(),
            keys: binding.keys_text(),
            help: binding.help,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_at_once() {
        for (at, one) in TABLE.iter().enumerate() {
            for other in &TABLE[at + 1..] {
                let shared = one.keys.iter().any(|key| other.keys.contains(key));
                assert!(
                    !(one.context == other.context && shared),
                    "{:?} and {:?} share a key in {:?}",
                    one.order,
                    other.order,
                    one.context
                );
            }
        }
    }

    #[test]
    fn a_key_on_a_member_hides_no_key_of_everywhere() {
        for target in of(Context::Target) {
            for other in of(Context::Everywhere)
                .chain(of(Context::List))
                .chain(of(Context::Pane))
            {
                assert!(
                    !target.keys.iter().any(|key| other.keys.contains(key)),
                    "{:?}",
                    target.order
                );
            }
        }
    }

    #[test]
    fn every_help_fits_its_page() {
        for binding in TABLE {
            assert!(binding.help.chars().count() <= 52, "{}", binding.help);
            assert!(
                binding.keys_text().chars().count() <= 19,
                "{}",
                binding.keys_text()
            );
        }
    }

    #[test]
    fn the_reference_has_every_line_and_context() {
        let lines = reference();
        assert_eq!(lines.len(), TABLE.len());
        for context in Context::ALL {
            assert!(lines.iter().any(|line| line.context == context.title()));
        }
    }

    #[test]
    fn shift_is_part_of_the_letter() {
        let event = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(
            order(&[Context::List], event),
            Some(Order::Move(Motion::Bottom))
        );
        let event = KeyEvent::new(KeyCode::Char('b'), KeyModifiers::ALT);
        assert_eq!(order(&[Context::Target], event), None);
    }
}
