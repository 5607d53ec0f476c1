//! The table itself.

use crossterm::event::KeyCode;
use emperione_protocol::actions::Kind;

use super::{Binding, Context, Key, Motion, Order};
use crate::dialog::edit::Part;
use crate::screens::Screen;
use crate::screens::batches::Turn;
use crate::screens::inbox::Verb;
use crate::screens::jobs::Deed;

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
    bind(Context::Everywhere, &[key('7')], Order::Show(Screen::Batches), "", "show the batches"),
    bind(Context::Everywhere, &[key('8')], Order::Show(Screen::Analytics), "", "show the analytics"),
    bind(Context::Everywhere, &[code(Tab), key(']')], Order::NextScreen, "next screen", "show the next screen"),
    bind(Context::Everywhere, &[code(BackTab), key('[')], Order::PreviousScreen, "", "show the screen before"),
    bind(Context::Everywhere, &[key(':')], Order::Line, "command", "type a command, such as :ban @name 7d reason"),
    bind(Context::Everywhere, &[key('?')], Order::Help, "help", "list the keys"),
    bind(Context::Everywhere, &[key('Z')], Order::UndoLast, "", "undo what was done last from here"),
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
    bind(Context::Target, &[key('a')], Order::Acts, "act", "list every act, with what stands against it"),
    bind(Context::Target, &[key('b')], Order::Act(Kind::Ban), "ban", "ban, for ever or for a while"),
    bind(Context::Target, &[key('x')], Order::Act(Kind::Kick), "", "kick"),
    bind(Context::Target, &[key('t')], Order::Act(Kind::Timeout), "", "time out"),
    bind(Context::Target, &[key('w')], Order::Act(Kind::Warn), "", "warn"),
    bind(Context::Target, &[key('n')], Order::Act(Kind::Note), "", "note something that only moderators see"),
    bind(Context::Target, &[key('u')], Order::Lift, "", "unban, or end the timeout"),
    bind(Context::Live, &[key('p'), key(' ')], Order::Pause, "pause", "pause the feed, or let it run"),
    bind(Context::Live, &[key('L'), code(Esc)], Order::JumpToLive, "jump to live", "jump to what happens now"),
    bind(Context::Live, &[key('f')], Order::Narrow, "show", "show messages, events or both"),
    bind(Context::Live, &[code(Enter), code(Right), key('l')], Order::ShowMember, "member", "show who it was"),
    bind(Context::Members, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show history, cases and activity"),
    bind(Context::Members, &[key(' ')], Order::Mark, "select", "select the member or no longer; acts are on all"),
    bind(Context::Members, &[key('/')], Order::Filter, "filter", "filter by a name, an id or a query"),
    bind(Context::Members, &[key('f')], Order::Narrow, "status", "show present, gone, banned, timed out or all"),
    bind(Context::Members, &[key('v')], Order::MarkTo, "", "select everybody from the last selected to here"),
    bind(Context::Members, &[key('*')], Order::MarkAll, "", "select all whom the query finds, or who are listed"),
    bind(Context::Members, &[key('z')], Order::Undo, "undo", "undo a case of the member"),
    bind(Context::Members, &[code(Esc)], Order::Back, "", "clear the filter, then the selection"),
    bind(Context::Cases, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show the entries of the case"),
    bind(Context::Cases, &[key('z')], Order::Undo, "undo", "undo what the case did"),
    bind(Context::Cases, &[key('e')], Order::Edits, "edit", "write into the case: reason, labels, links, a note …"),
    bind(Context::Cases, &[key('/')], Order::Filter, "filter", "filter by a part of the reason"),
    bind(Context::Cases, &[key('f')], Order::Narrow, "state", "show one state, those not closed, or hidden ones too"),
    bind(Context::Cases, &[key('d')], Order::Changes, "changes", "show what edits changed, or the entries again"),
    bind(Context::Cases, &[key('m')], Order::ShowMember, "member", "show the member of the case"),
    bind(Context::Cases, &[code(Esc)], Order::Back, "", "clear the filter"),
    bind(Context::Inbox, &[key('c')], Order::Item(Verb::Claim), "claim", "take the item, if nobody has it"),
    bind(Context::Inbox, &[key('d')], Order::Item(Verb::Dismiss), "dismiss", "decide that nothing needs to be done"),
    bind(Context::Inbox, &[key('D')], Order::Item(Verb::Delete), "", "decide by deleting the message that was reported"),
    bind(Context::Inbox, &[key('y')], Order::Item(Verb::Grant), "grant", "grant the appeal: what it is about is undone"),
    bind(Context::Inbox, &[key('o')], Order::Item(Verb::Deny), "deny", "deny the appeal"),
    bind(Context::Inbox, &[key('A')], Order::Item(Verb::Assign), "", "take the item over from whoever has it"),
    bind(Context::Inbox, &[key('p')], Order::Item(Verb::Release), "", "give the item back"),
    bind(Context::Inbox, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show the message, the reports and the history"),
    bind(Context::Inbox, &[key('f')], Order::Narrow, "show", "show what waits, what is yours, or all"),
    bind(Context::Inbox, &[key('m')], Order::ShowMember, "member", "show the member of the item"),
    bind(Context::Jobs, &[key('f')], Order::Narrow, "show", "show kinds of jobs, the newest jobs, or dead ones"),
    bind(Context::Jobs, &[key('x')], Order::Job(Deed::Run), "run", "queue a job of the kind now"),
    bind(Context::Jobs, &[key('p')], Order::Job(Deed::Pause), "pause", "stop queueing the kind at its ticks, or go on"),
    bind(Context::Jobs, &[key('R')], Order::Job(Deed::Retry), "retry", "queue a dead job again"),
    bind(Context::Jobs, &[key('D')], Order::Job(Deed::Discard), "discard", "remove a dead job"),
    bind(Context::Batches, &[code(Enter), code(Right), key('l')], Order::Open, "open", "show how far it is and what became of everybody"),
    bind(Context::Batches, &[key('p')], Order::Halt, "pause", "pause the batch, or let it go on"),
    bind(Context::Batches, &[key('c')], Order::Turn(Turn::Cancel), "cancel", "begin nothing more; what was done stays"),
    bind(Context::Batches, &[key('y')], Order::Turn(Turn::Approve), "approve", "let somebody else's large batch run"),
    bind(Context::Batches, &[key('z')], Order::Undo, "undo", "plan the undo of the batch"),
    bind(Context::Batches, &[key('f')], Order::Narrow, "lines", "show everybody, or only for whom it went wrong"),
    bind(Context::Analytics, &[key('v')], Order::NextView, "view", "show the chart, the week, cohorts or what changed"),
    bind(Context::Analytics, &[key('i')], Order::Interval, "interval", "go through hours, days, weeks and months"),
    bind(Context::Analytics, &[key('f')], Order::Narrow, "range", "go through 1d, 7d, 30d, 90d and 1y"),
    bind(Context::Analytics, &[key('b')], Order::Parts, "parts", "show a line for each part, or the whole"),
    bind(Context::Analytics, &[key('t')], Order::Numbers, "table", "show the numbers, or the drawing again"),
    bind(Context::Analytics, &[key('J')], Order::Scroll(Motion::Down), "", "scroll the numbers down"),
    bind(Context::Analytics, &[key('K')], Order::Scroll(Motion::Up), "", "scroll the numbers up"),
    bind(Context::Acts, &[key('b')], Order::Act(Kind::Ban), "", "ban, for ever or for a while"),
    bind(Context::Acts, &[key('u')], Order::Act(Kind::Unban), "", "lift the ban"),
    bind(Context::Acts, &[key('s')], Order::Act(Kind::Softban), "", "remove them and what they wrote"),
    bind(Context::Acts, &[key('x')], Order::Act(Kind::Kick), "", "remove them; they may come back"),
    bind(Context::Acts, &[key('t')], Order::Act(Kind::Timeout), "", "keep them from writing for a while"),
    bind(Context::Acts, &[key('e')], Order::Act(Kind::Untimeout), "", "end the timeout"),
    bind(Context::Acts, &[key('w')], Order::Act(Kind::Warn), "", "warn, with points on the ladder"),
    bind(Context::Acts, &[key('n')], Order::Act(Kind::Note), "", "note something that only moderators see"),
    bind(Context::Acts, &[key('i')], Order::Act(Kind::Nick), "", "set the nickname, or take it away"),
    bind(Context::Acts, &[key('+')], Order::Act(Kind::RoleAdd), "", "give a role, for good or for a while"),
    bind(Context::Acts, &[key('-')], Order::Act(Kind::RoleRemove), "", "take a role away"),
    bind(Context::Acts, &[key('m')], Order::Act(Kind::VoiceMove), "", "move to another voice channel"),
    bind(Context::Acts, &[key('d')], Order::Act(Kind::VoiceDisconnect), "", "disconnect from voice"),
    bind(Context::Acts, &[key('v')], Order::Act(Kind::VoiceMute), "", "keep from speaking in voice"),
    bind(Context::Acts, &[key('V')], Order::Act(Kind::VoiceUnmute), "", "let speak in voice again"),
    bind(Context::Acts, &[key('f')], Order::Act(Kind::VoiceDeafen), "", "keep from hearing in voice"),
    bind(Context::Acts, &[key('F')], Order::Act(Kind::VoiceUndeafen), "", "let hear in voice again"),
    bind(Context::Edits, &[key('r')], Order::Edit(Part::Reason), "", "write another reason; the log keeps the old"),
    bind(Context::Edits, &[key('n')], Order::Edit(Part::Note), "", "add a note"),
    bind(Context::Edits, &[key('l')], Order::Edit(Part::Label), "", "give labels"),
    bind(Context::Edits, &[key('L')], Order::Edit(Part::Unlabel), "", "take labels away"),
    bind(Context::Edits, &[key('i')], Order::Edit(Part::Link), "", "link it with another case"),
    bind(Context::Edits, &[key('I')], Order::Edit(Part::Unlink), "", "take a link away"),
    bind(Context::Edits, &[key('c')], Order::Edit(Part::Close), "", "close it: nobody needs to look at it any more"),
    bind(Context::Edits, &[key('o')], Order::Edit(Part::Reopen), "", "open it again"),
    bind(Context::Edits, &[key('h')], Order::Edit(Part::Hide), "", "leave it out of lists"),
    bind(Context::Edits, &[key('s')], Order::Edit(Part::Unhide), "", "show it in lists again"),
    bind(Context::Edits, &[key('t')], Order::Edit(Part::End), "", "change when what it did ends by itself"),
    bind(Context::Menu, &[code(Enter), code(Right)], Order::Accept, "choose", "take the chosen one; it is shown before it is done"),
    bind(Context::Menu, &[code(Esc), code(Left), control('c')], Order::Cancel, "close", "close the menu"),
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
    bind(Context::Plan, &[key('y')], Order::Confirm, "do it", "carry the plan out for all whom nothing refuses"),
    bind(Context::Plan, &[key('f')], Order::Force, "force", "undo also what was changed since, or leave it out"),
    bind(Context::Plan, &[key('e'), code(Left)], Order::Back, "change", "go back to the form"),
    bind(Context::Plan, &[code(Esc), key('n'), control('c')], Order::Cancel, "cancel", "close without doing anything"),
    bind(Context::Name, &[code(Enter)], Order::Confirm, "do it", "carry the plan out, if the name is right"),
    bind(Context::Name, &[code(Esc), control('c')], Order::Back, "back", "go back to the plan"),
    bind(Context::Ask, &[key('y')], Order::Confirm, "do it", "do it"),
    bind(Context::Ask, &[code(Esc), key('n'), control('c')], Order::Cancel, "cancel", "close without doing anything"),
    bind(Context::Help, &[code(Esc), key('?'), key('q'), code(Enter)], Order::Back, "close", "close the help"),
    bind(Context::Help, &[control('c')], Order::Quit, "", "quit"),
];

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
