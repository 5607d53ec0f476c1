//! No sequence of messages makes the dashboard panic.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use emperione_protocol::actions::{ActRequest, Kind, State, Submitted};
use emperione_protocol::batches::BatchState;
use emperione_protocol::events::Batch;
use emperione_protocol::{ActionId, Code, Error, ErrorKind, Timestamp};

use super::{details, plans};
use crate::dialog::Dialog;
use crate::dialog::pick::Named;
use crate::effect::{Call, Effect, Planning};
use crate::message::{Answer, Message};
use crate::screens::Screen;
use crate::testing::{Board, fixtures, many};
use crate::text::tests::HOSTILE;

/// A stream of numbers that is the same in every run (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn small(&mut self) -> u32 {
        u32::try_from(self.below(60)).unwrap()
    }
}

fn key(chance: &mut Chance) -> Message {
    let codes = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::F(5),
        KeyCode::Null,
    ];
    let letters: Vec<char> =
        "12345678abxtwnufpcozdevsiIZXLhjklgGJK/:?rRDmyeF*+- []家\u{202e}\u{301}7d@"
            .chars()
            .collect();
    let code = match chance.below(4) {
        0 => chance.pick(&codes),
        // What opens dialogs, more often than chance alone would.
        1 => KeyCode::Char(chance.pick(&['3', '4', '7', 'a', 'e', 'z', ' '])),
        _ => KeyCode::Char(chance.pick(&letters)),
    };
    let modifiers = chance.pick(&[
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::SHIFT,
        KeyModifiers::CONTROL,
        KeyModifiers::ALT,
    ]);
    Message::Key(KeyEvent::new(code, modifiers))
}

fn reading(chance: &mut Chance) -> Answer {
    let n = chance.small();
    let kinds = [
        ErrorKind::Unreachable,
        ErrorKind::Unavailable,
        ErrorKind::Forbidden,
    ];
    let failed = Error::new(chance.pick(&kinds), "no");
    match chance.below(15) {
        0 if n < 9 => Answer::Status(Err(failed)),
        0 => Answer::Status(Ok(fixtures::status())),
        1 => Answer::Guilds(Ok(fixtures::guilds().split_off(n as usize % 3))),
        2 => Answer::Overview(fixtures::GUILD, Ok(fixtures::overview())),
        3 if n < 9 => Answer::Events(Err(failed)),
        3 => Answer::Events(Ok(fixtures::batch())),
        4 => Answer::Messages(fixtures::GUILD, Ok(fixtures::messages(n))),
        5 => Answer::Members {
            filter: fixtures::member_filter(),
            more: n.is_multiple_of(2),
            result: Ok(fixtures::page(fixtures::members(n))),
        },
        6 => Answer::Member(fixtures::user(n).id, Ok(details::member_detail(n))),
        7 => Answer::Cases {
            filter: fixtures::case_filter(),
            more: n.is_multiple_of(2),
            result: Ok(fixtures::page(fixtures::cases(n))),
        },
        8 => Answer::Case(u64::from(n), Ok(details::case_detail(n))),
        9 => Answer::Batches {
            guild: fixtures::GUILD,
            more: n.is_multiple_of(2),
            result: Ok(fixtures::page(many::batches(n))),
        },
        10 => Answer::BatchLines {
            id: many::batch(n).id,
            more: n.is_multiple_of(2),
            result: Ok(fixtures::page(plans::lines(n))),
        },
        11 => Answer::Batch(many::batch(n).id, Ok(many::batch(n))),
        12 => Answer::JobKinds(if n < 9 {
            Err(failed)
        } else {
            Ok(fixtures::job_kinds())
        }),
        13 => Answer::Metrics(if n < 9 {
            Err(failed)
        } else {
            Ok(super::analytics::metrics())
        }),
        _ => Answer::Jobs(None, Ok(fixtures::jobs())),
    }
}

fn acting(chance: &mut Chance) -> Answer {
    let n = chance.small();
    let request = ActRequest {
        id: ActionId(u64::from(n)),
        duration_ms: Some(u64::MAX >> n),
        ..ActRequest::new(fixtures::GUILD, Kind::Timeout, fixtures::user(n).id)
    };
    let action = |state| details::action(&request, state);
    match chance.below(4) {
        0 => Answer::Preview(request.clone(), Ok(details::preview(&request, true))),
        1 => {
            let action = action(State::Sending);
            Answer::Submitted(
                request,
                Ok(Submitted {
                    action,
                    created: true,
                }),
            )
        }
        2 => Answer::Action(request.id, Ok(action(State::Failed))),
        _ => Answer::Events(Ok(Batch {
            events: Vec::new(),
            next: u64::from(n),
            lagged: true,
        })),
    }
}

/// An answer to what the board wants: so that chance gets past the first step of a dialog.
fn fitting(board: &Board, chance: &mut Chance) -> Option<Message> {
    let calls = board.wanted.iter().filter_map(|effect| match effect {
        Effect::Call(call) => Some(call.clone()),
        _ => None,
    });
    let calls: Vec<_> = calls.collect();
    if calls.is_empty() {
        return None;
    }
    let at = usize::try_from(chance.below(calls.len() as u64)).unwrap();
    let n = chance.small();
    let code = chance.pick(&[Code::Unconfirmed, Code::Changed]);
    let refusal = || Error::coded(code, "no");
    let refuses = n < 9;
    let answer = match calls[at].clone() {
        Call::Preview(request) => {
            let preview = details::preview(&request, !refuses);
            Answer::Preview(*request, Ok(preview))
        }
        Call::Submit(request) if refuses => Answer::Submitted(*request, Err(refusal())),
        Call::Inverse(_, number) => {
            let mut inverse = details::inverse(number);
            inverse.changed = refuses.then(|| "changed since".into());
            inverse.caused = vec![number + 1];
            Answer::Inverse(number, Ok(inverse))
        }
        Call::Plan(planning) => {
            let plan = match &planning {
                Planning::Act(request) => plans::plan(request.act.clone(), n),
                Planning::Undo(id) => details::batch_inverse(*id),
            };
            Answer::Plan(planning, Ok(plan))
        }
        Call::Create(request) if refuses => Answer::Created(*request, Err(refusal())),
        Call::Create(request) => {
            let batch = details::created(&request);
            Answer::Created(*request, Ok(batch))
        }
        Call::Edit(request) if refuses => Answer::Edited(*request, Err(refusal())),
        Call::Edit(request) => {
            let edited = details::edited(n, &request.edit);
            Answer::Edited(*request, Ok(edited))
        }
        Call::TurnBatch(id, _) => Answer::Turned(id, Ok(details::turned(id, BatchState::Done))),
        Call::Changes(_, number) => Answer::Changes(number, Ok(details::changes())),
        Call::Verdicts(_, user) => Answer::Verdicts(user, Ok(vec![(Kind::Ban, "no".into())])),
        Call::Figures(question) => {
            let figures = super::analytics::figures(&question, HOSTILE[n as usize % HOSTILE.len()]);
            Answer::Figures(question, Ok(figures))
        }
        Call::Roles(guild) => Answer::Roles(guild, Ok(vec![Named::new(21, "Quiet")])),
        _ => return None,
    };
    Some(Message::Answer(Box::new(answer)))
}

fn message(chance: &mut Chance, step: i64) -> Message {
    let sides = [0, 1, 16, 60, 200];
    match chance.below(12) {
        0 | 1 => Message::Answer(Box::new(reading(chance))),
        2 => Message::Answer(Box::new(acting(chance))),
        3 => Message::Tick(Timestamp(fixtures::NOW.0 + step * 1_000)),
        4 => Message::Id(ActionId(chance.below(1 << 60))),
        5 => Message::Resize {
            width: chance.pick(&sides),
            height: chance.pick(&sides),
        },
        6 => Message::Connected(fixtures::hello()),
        7 => Message::Paste(chance.pick(&HOSTILE).into()),
        _ => key(chance),
    }
}

fn kind(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Menu(_) => "menu",
        Dialog::Act(_) => "act",
        Dialog::Many(_) => "many",
        Dialog::Undo(_) => "undo",
        Dialog::Edit(_) => "edit",
        Dialog::Ask(_) => "ask",
    }
}

#[test]
fn no_sequence_of_messages_panics() {
    let mut seen = Vec::new();
    let mut dialogs = Vec::new();
    for seed in 0..24 {
        let mut chance = Chance(seed);
        let width = 30 + u16::try_from(chance.below(150)).unwrap();
        let height = 6 + u16::try_from(chance.below(50)).unwrap();
        let mut board = Board::full(width, height, 30);
        for step in 0..400 {
            let is_menu = matches!(board.state.dialog, Some(Dialog::Menu(_)));
            let fits = if is_menu && chance.below(3) == 0 {
                Some(Message::Key(KeyEvent::from(KeyCode::Enter)))
            } else {
                fitting(&board, &mut chance).filter(|_| chance.below(2) == 0)
            };
            let message = fits.unwrap_or_else(|| message(&mut chance, step));
            board.wanted.clear();
            board.take(message);
            if let Some(open) = board.state.dialog.as_ref().map(kind)
                && !dialogs.contains(&open)
            {
                dialogs.push(open);
            }
            if step % 4 == 0 {
                board.frame();
            }
            if !seen.contains(&board.state.screen) {
                seen.push(board.state.screen);
            }
        }
    }
    assert_eq!(
        seen.len(),
        Screen::ALL.len(),
        "the keys go through all screens: {seen:?}"
    );
    assert_eq!(dialogs.len(), 6, "and open every dialog: {dialogs:?}");
}
