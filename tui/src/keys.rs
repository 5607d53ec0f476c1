//! The keys: one table, from which come the dispatch, the help bar, the `?` page and the manual page.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use emperione_protocol::actions::Kind;

use crate::screens::Screen;
use crate::screens::inbox::Verb;

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
    /// A member is chosen, by whatever list.
    Target,
    /// A pane lies beside or over a list.
    Pane,
    Help,
    Filter,
    Line,
    /// The action dialog while it is filled in.
    Form,
    /// The action dialog while the checks allow it.
    Checks,
    /// The action dialog while the checks run, or refuse.
    Refused,
}

impl Context {
    pub(crate) const ALL: [Self; 15] = [
        Self::Everywhere,
        Self::List,
        Self::Pane,
        Self::Target,
        Self::Live,
        Self::Members,
        Self::Cases,
        Self::Inbox,
        Self::Jobs,
        Self::Filter,
        Self::Line,
        Self::Form,
        Self::Checks,
        Self::Refused,
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
    Pause,
    JumpToLive,
    ShowMember,
    Act(Kind),
    /// Lifts what is in force on the target: its ban, else its timeout.
    Lift,
    /// Takes or decides an item of the inbox.
    Item(Verb),
    Retry,
    Discard,
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

const fn key(letter: char) -> Key {
    code(KeyCode::Char(letter))
}

const fn code(code: KeyCode) -> Key {
    Key {
        code,
        control: false,
    }
}

const fn control(letter: char) -> Key {
    Key {
        code: KeyCode::Char(letter),
        control: true,
    }
}

const fn bind(
    context: Context,
    keys: &'static [Key],
    order: Order,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        order,
        label,
        help,
    }
}

use KeyCode::{BackTab, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};

/// Every key of the dashboard.
#[rustfmt::skip]
pub(crate) const TABLE: &[Binding] = &[
    bind(Context::Everywhere, &[key('1')], Order::Show(Screen::Overview), "", "show the overview"),
    bind(Context::Everywhere, &[key('2')], Order::Show(Screen::Live), "", "show the live feed"),
    bind(Context::Everywhere, &[key('3')], Order::Show(Screen::Members), "", "show the members"),
    bind(Context::Everywhere, &[key('4')], Order::Show(Screen::Cases), "", "show the cases"),
    bind(Context::Everywhere, &[key('5')], Order::Show(Screen::Inbox), "", "show the inbox"),
    bind(Context::Everywhere, &[key('6')], Order::Show(Screen::Jobs), "", "show the jobs"),
    bind(Context::Everywhere, &[code(Tab), key(']')], Order::NextScreen, "next screen", "show the next screen"),
    bind(Context::Everywhere, &[code(BackTab), key('[')], Order::PreviousScreen, "", "show the screen before"),
    bind(Context::Everywhere, &[key(':')], Order::Line, "command", "type a command, such as :ban @name 7d reason"),
    bind(Context::Everywhere, &[key('?')], Order::Help, "help", "list the keys"),
    bind(Context::Everywhere, &[key('r')], Order::Refresh, "", "read everything on the screen anew"),
    bind(Context::Everywhere, &[control('l')], Order::Redraw, "", "draw the screen anew"),
    bind(Context::Everywhere, &[control('z')], Order::Suspend, "", "suspend; `fg` continues"),
    bind(Context::Everywhere, &[key('q'), control('c')], Order::Quit, "quit", "quit"),
    bind(Context::List, &[code(Down), key('j'), control('n')], Order::Move(Motion::Down), "", "go down"),
    bind(Context::List, &[code(Up), key('k'), control('p')], Order::Move(Motion::Up), "", "go up"),
    bind(Context::List, &[code(PageDown), control('d')], Order::Move(Motion::PageDown), "", "go a page down"),
    bind(Context::List, &[code(PageUp), control('u')], Order::Move(Motion::PageUp), "", "go a page up"),
    bind(Context::List, &[code(Home), key('g')], Order::Move(Motion::Top), "", "go to the first"),
    bind(Context::List, &[code(End), key('G')], Order::Move(Motion::Bottom), "", "go to the last"),
    bind(Context::Pane, &[key('J')], Order::Scroll(Motion::Down), "scroll", "scroll the pane down"),
    bind(Context::Pane, &[key('K')], Order::Scroll(Motion::Up), "", "scroll the pane up"),
    bind(Context::Pane, &[code(Esc), code(Left), key('h')], Order::Back, "close", "close the pane"),
    bind(Context::Target, &[key('b')], Order::Act(Kind::Ban), "ban", "ban, for ever or for a while"),
    bind(Context::Target, &[key('x')], Order::Act(Kind::Kick), "kick", "kick"),
    bind(Context::Target, &[key('t')], Order::Act(Kind::Timeout), "timeout", "time out"),
    bind(Context::Target, &[key('w')], Order::Act(Kind::Warn), "warn", "warn"),
    bind(Context::Target, &[key('n')], Order::Act(Kind::Note), "note", "note something that only moderators see"),
    bind(Context::Target, &[key('u')], Order::Lift, "lift", "unban, or end the timeout"),
    bind(Context::Live, &[key('p'), key(' ')], Order::Pause, "pause", "pause the feed, or let it run"),
    bind(Context::Live, &[key('L'), code(Esc)], Order::JumpToLive, "jump to live", "jump to what happens now"),
    bind(Context::Live, &[key('f')], Order::Narrow, "show", "show messages, events or both"),
    bind(Context::Live, &[code(Enter), code(Right), key('l')], Order::ShowMember, "member", "show who it was"),
    bind(Context::Members, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show history, cases and activity"),
    bind(Context::Members, &[key('/')], Order::Filter, "filter", "filter by a name, an id or a query"),
    bind(Context::Members, &[key('f')], Order::Narrow, "status", "show present, gone, banned, timed out or all"),
    bind(Context::Members, &[code(Esc)], Order::Back, "", "clear the filter"),
    bind(Context::Cases, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show the entries of the case"),
    bind(Context::Cases, &[key('/')], Order::Filter, "filter", "filter by a part of the reason"),
    bind(Context::Cases, &[key('f')], Order::Narrow, "state", "show pending, applied, failed, ended or all"),
    bind(Context::Cases, &[key('m')], Order::ShowMember, "member", "show the member of the case"),
    bind(Context::Cases, &[code(Esc)], Order::Back, "", "clear the filter"),
    bind(Context::Inbox, &[key('c')], Order::Item(Verb::Claim), "claim", "take the item, if nobody has it"),
    bind(Context::Inbox, &[key('d')], Order::Item(Verb::Dismiss), "dismiss", "decide that nothing needs to be done; an act decides a report too"),
    bind(Context::Inbox, &[key('y')], Order::Item(Verb::Grant), "grant", "grant the appeal: what it is about is undone"),
    bind(Context::Inbox, &[key('o')], Order::Item(Verb::Deny), "deny", "deny the appeal"),
    bind(Context::Inbox, &[key('a')], Order::Item(Verb::Assign), "", "take the item over from whoever has it"),
    bind(Context::Inbox, &[key('z')], Order::Item(Verb::Release), "", "give the item back"),
    bind(Context::Inbox, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show the message, the reports and the history"),
    bind(Context::Inbox, &[key('f')], Order::Narrow, "show", "show what waits, what is yours, or all"),
    bind(Context::Inbox, &[key('m')], Order::ShowMember, "member", "show the member of the item"),
    bind(Context::Jobs, &[key('R')], Order::Retry, "retry", "queue a dead job again"),
    bind(Context::Jobs, &[key('D')], Order::Discard, "discard", "remove a dead job"),
    bind(Context::Filter, &[code(Enter)], Order::Accept, "keep", "keep the filter"),
    bind(Context::Filter, &[code(Esc)], Order::Cancel, "clear", "clear the filter"),
    bind(Context::Filter, &[code(Down)], Order::Move(Motion::Down), "", "go down"),
    bind(Context::Filter, &[code(Up)], Order::Move(Motion::Up), "", "go up"),
    bind(Context::Line, &[code(Enter)], Order::Accept, "do it", "do it"),
    bind(Context::Line, &[code(Tab)], Order::Complete, "complete", "complete the word"),
    bind(Context::Line, &[code(Up), control('p')], Order::Older, "earlier", "take an earlier command"),
    bind(Context::Line, &[code(Down), control('n')], Order::Newer, "", "take a later command"),
    bind(Context::Line, &[code(Esc), control('c')], Order::Cancel, "cancel", "close the command line"),
    bind(Context::Form, &[code(Enter)], Order::Accept, "check", "ask for the checks; nothing is done yet"),
    bind(Context::Form, &[code(Tab), code(Down)], Order::NextField, "next field", "go to the next field"),
    bind(Context::Form, &[code(BackTab), code(Up)], Order::PreviousField, "", "go to the field before"),
    bind(Context::Form, &[code(Right)], Order::Choose { forward: true }, "", "take the next choice, or go right"),
    bind(Context::Form, &[code(Left)], Order::Choose { forward: false }, "", "take the choice before, or go left"),
    bind(Context::Form, &[code(Esc), control('c')], Order::Cancel, "cancel", "close without doing anything"),
    bind(Context::Checks, &[key('y')], Order::Confirm, "do it", "do it"),
    bind(Context::Checks, &[key('e'), code(Left)], Order::Back, "change", "go back to the form"),
    bind(Context::Checks, &[code(Esc), key('n'), control('c')], Order::Cancel, "cancel", "close without doing anything"),
    bind(Context::Refused, &[key('e'), code(Left)], Order::Back, "change", "go back to the form"),
    bind(Context::Refused, &[code(Esc), key('n'), control('c')], Order::Cancel, "cancel", "close without doing anything"),
    bind(Context::Help, &[code(Esc), key('?'), key('q'), code(Enter)], Order::Back, "close", "close the help"),
    bind(Context::Help, &[control('c')], Order::Quit, "", "quit"),
];

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
    let of = |context| {
        TABLE
            .iter()
            .filter(move |binding| binding.context == context)
    };
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
        let of = |context| {
            TABLE
                .iter()
                .filter(move |binding| binding.context == context)
        };
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
