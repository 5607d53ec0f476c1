//! What people on Discord can write never reaches the terminal as more than text; and no sequence of messages
//! makes the dashboard panic.

use crossterm::event::{KeyCode, KeyModifiers};
use emperione_protocol::actions::{ActRequest, ActorRef, Kind, Preview, State, Submitted};
use emperione_protocol::batches::{self, BatchState};
use emperione_protocol::events::{Batch, Body};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, Code, Error, ErrorKind, Timestamp};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::{details, plans};
use crate::dialog::pick::Named;
use crate::effect::{Call, Effect, Planning};
use crate::message::{Answer, Message};
use crate::screens::Screen;
use crate::testing::{Board, fixtures, many};
use crate::text::tests::{HOSTILE, is_harmful};

fn hostile_user(name: &str) -> UserRef {
    UserRef {
        name: name.into(),
        display_name: Some(name.into()),
        ..fixtures::user(1)
    }
}

#[track_caller]
fn is_clean(board: &mut Board) {
    let harmful = board
        .buffer()
        .content()
        .iter()
        .find(|cell| is_harmful(cell.symbol()))
        .cloned();
    assert_eq!(harmful, None);
}

/// A board in which everything that Discord gives is this text.
fn board(name: &str) -> Board {
    let mut board = Board::empty(120, 40);
    board.connect();
    let mut guilds = fixtures::guilds();
    guilds[0].name = name.into();
    board.answer(Answer::Guilds(Ok(guilds)));
    let mut messages = fixtures::messages(10);
    for message in &mut messages {
        message.author = hostile_user(name);
        message.text = Some(name.into());
        message.channel.name = name.into();
    }
    board.answer(Answer::Messages(fixtures::GUILD, Ok(messages)));
    let mut batch = fixtures::batch();
    for event in &mut batch.events {
        match &mut event.body {
            Body::MemberJoined { user } | Body::MemberBanned { user } => *user = hostile_user(name),
            Body::MemberChanged { user, what, text } => {
                *user = hostile_user(name);
                (*what, *text) = (name.into(), name.into());
            }
            Body::Warning { text } | Body::CaseChanged { text, .. } => *text = name.into(),
            Body::VoiceJoined { channel, .. } => *channel = name.into(),
            Body::AutoMod { rule, .. } => *rule = name.into(),
            _ => {}
        }
    }
    board.answer(Answer::Events(Ok(batch)));
    board
}

fn fill_lists(board: &mut Board, name: &str) {
    board.press('3');
    let mut members = fixtures::members(5);
    for member in &mut members {
        member.user = hostile_user(name);
    }
    board.answer(Answer::Members {
        filter: fixtures::member_filter(),
        more: false,
        result: Ok(fixtures::page(members)),
    });
    board.press('4');
    let mut cases = fixtures::cases(5);
    for case in &mut cases {
        case.target = hostile_user(name);
        case.reason = Some(name.into());
        case.actor = ActorRef::User {
            user: hostile_user(name),
        };
    }
    board.answer(Answer::Cases {
        filter: fixtures::case_filter(),
        more: false,
        result: Ok(fixtures::page(cases)),
    });
    board.press('7');
    let batches = (0..5).map(|number| hostile_batch(number, name));
    board.answer(Answer::Batches {
        guild: fixtures::GUILD,
        more: false,
        result: Ok(fixtures::page(batches.collect())),
    });
}

fn hostile_batch(number: u32, name: &str) -> batches::Batch {
    let mut batch = many::batch(number);
    batch.act.reason = Some(name.into());
    batch.halted = Some(name.into());
    batch.approver = Some(name.into());
    batch.actor = ActorRef::User {
        user: hostile_user(name),
    };
    batch
}

#[test]
fn no_screen_shows_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        for key in ['1', '2', '3', '4', '5', '6', '7'] {
            board.press(key);
            is_clean(&mut board);
        }
    }
}

#[test]
fn no_detail_shows_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        board.press('3');
        board.press('l');
        let mut detail = details::member_detail(1);
        detail.member.user = hostile_user(name);
        detail.roles[0].name = name.into();
        detail.changes[0].text = name.into();
        detail.changes[1].kind = name.into();
        detail.cases[0].reason = Some(name.into());
        board.answer(Answer::Member(fixtures::user(1).id, Ok(detail)));
        is_clean(&mut board);

        board.press('4');
        board.press('l');
        let mut detail = details::case_detail(5);
        detail.case.target = hostile_user(name);
        detail.case.reason = Some(name.into());
        detail.entries[0].text = name.into();
        detail.entries[1].kind = name.into();
        board.answer(Answer::Case(5, Ok(detail)));
        is_clean(&mut board);
    }
}

#[test]
fn no_batch_plan_menu_or_change_shows_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        board.press('7');
        board.press('l');
        let batch = hostile_batch(0, name);
        let id = batch.id;
        board.answer(Answer::Batch(id, Ok(batch)));
        let mut lines = plans::lines(3);
        for line in &mut lines {
            line.target = hostile_user(name);
            line.error = Some(name.into());
        }
        board.answer(Answer::BatchLines {
            id,
            more: false,
            result: Ok(fixtures::page(lines)),
        });
        is_clean(&mut board);

        board.press('z');
        let mut plan = details::batch_inverse(id);
        plan.guild_name = name.into();
        plan.act.reason = Some(name.into());
        plan.risks = vec![name.into()];
        plan.confirm = Some(name.into());
        for line in &mut plan.lines {
            line.target = hostile_user(name);
            line.refused = line.refused.as_ref().map(|_| name.into());
        }
        board.answer(Answer::Plan(Planning::Undo(id), Ok(plan)));
        is_clean(&mut board);
        board.code(KeyCode::Esc);

        board.press('4');
        board.press('d');
        let mut detail = details::case_detail(5);
        detail.case.labels = vec![name.into()];
        board.answer(Answer::Case(5, Ok(detail)));
        let mut changes = details::changes();
        changes[0].field = name.into();
        changes[0].old = Some(name.into());
        changes[1].new = Some(name.into());
        board.answer(Answer::Changes(5, Ok(changes)));
        is_clean(&mut board);

        board.press('z');
        let mut inverse = details::inverse(5);
        inverse.target = hostile_user(name);
        inverse.changed = Some(name.into());
        inverse.loses = Some(name.into());
        inverse.request.reason = Some(name.into());
        board.answer(Answer::Inverse(5, Ok(inverse)));
        is_clean(&mut board);
        board.code(KeyCode::Esc);

        board.press('a');
        let user = fixtures::user(1).id;
        board.answer(Answer::Verdicts(user, Ok(vec![(Kind::Ban, name.into())])));
        is_clean(&mut board);
        board.press('+');
        let roles = vec![Named::new(1, name)];
        board.answer(Answer::Roles(fixtures::GUILD, Ok(roles)));
        board.code(KeyCode::Right);
        is_clean(&mut board);
    }
}

#[test]
fn no_dialog_toast_or_field_shows_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        board.press('3');
        board.press('b');
        board.take(Message::Id(ActionId(1)));
        board.take(Message::Paste(name.into()));
        is_clean(&mut board);
        board.wanted.clear();
        board.code(KeyCode::Enter);
        let Some(Effect::Call(Call::Preview(request))) = board.wants().pop() else {
            panic!("the form asks for the checks");
        };
        let mut preview: Preview = details::preview(&request, true);
        preview.checks[0].name = name.into();
        preview.checks[0].detail = name.into();
        board.answer(Answer::Preview((*request).clone(), Ok(preview)));
        is_clean(&mut board);
        board.press('y');
        let mut action = details::action(&request, State::Failed);
        action.target = hostile_user(name);
        action.error = Some(name.into());
        board.answer(Answer::Submitted(
            *request,
            Ok(Submitted {
                action,
                created: true,
            }),
        ));
        is_clean(&mut board);
        board.press(':');
        board.take(Message::Paste(name.into()));
        is_clean(&mut board);
        board.answer(Answer::Jobs(Err(
            Error::new(ErrorKind::Internal, name).hint(name)
        )));
        board.code(KeyCode::Esc);
        board.press('6');
        is_clean(&mut board);
    }
}

/// What is left of a terminal's output without the sequences that ratatui writes: moves, styles and the cursor.
fn without_own_sequences(output: &str) -> String {
    let mut parts = output.split("\u{1b}[");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_digit() && !";?".contains(letter));
        let end = end.expect("a sequence ends");
        assert!("Hmhl".contains(&part[end..=end]), "{part:?}");
        rest.push_str(&part[end + 1..]);
    }
    rest
}

#[test]
fn the_bytes_for_the_terminal_hold_no_sequence_of_theirs() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        for key in ['1', '2', '3', '4'] {
            board.press(key);
            let mut bytes = Vec::new();
            let backend = CrosstermBackend::new(&mut bytes);
            let viewport = Viewport::Fixed(Rect::new(0, 0, 120, 40));
            let mut terminal =
                Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
            terminal
                .draw(|frame| board.state.view(frame.area(), frame.buffer_mut()))
                .unwrap();
            drop(terminal);
            let rest = without_own_sequences(std::str::from_utf8(&bytes).unwrap());
            assert!(!is_harmful(&rest), "{rest:?}");
        }
    }
}

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
        "1234567abxtwnufpcozdevsiIZXLhjklgGJK/:?rRDmyeF*+- []家\u{202e}\u{301}7d@"
            .chars()
            .collect();
    let code = if chance.below(3) == 0 {
        chance.pick(&codes)
    } else {
        KeyCode::Char(chance.pick(&letters))
    };
    let modifiers = chance.pick(&[
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::NONE,
        KeyModifiers::SHIFT,
        KeyModifiers::CONTROL,
        KeyModifiers::ALT,
    ]);
    Message::Key(crossterm::event::KeyEvent::new(code, modifiers))
}

fn reading(chance: &mut Chance) -> Answer {
    let n = chance.small();
    let kinds = [
        ErrorKind::Unreachable,
        ErrorKind::Unavailable,
        ErrorKind::Forbidden,
    ];
    let failed = Error::new(chance.pick(&kinds), "no");
    match chance.below(13) {
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
        _ => Answer::Jobs(if n < 9 {
            Err(failed)
        } else {
            Ok(fixtures::jobs())
        }),
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
    let refused = || Error::coded(code, "no");
    let refuses = n < 9;
    let answer = match calls[at].clone() {
        Call::Preview(request) => {
            let preview = details::preview(&request, !refuses);
            Answer::Preview(*request, Ok(preview))
        }
        Call::Submit(request) if refuses => Answer::Submitted(*request, Err(refused())),
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
        Call::Create(request) if refuses => Answer::Created(*request, Err(refused())),
        Call::Create(request) => {
            let batch = details::created(&request);
            Answer::Created(*request, Ok(batch))
        }
        Call::Edit(request) if refuses => Answer::Edited(*request, Err(refused())),
        Call::Edit(request) => {
            let edited = details::edited(n, &request.edit);
            Answer::Edited(*request, Ok(edited))
        }
        Call::TurnBatch(id, _) => Answer::Turned(id, Ok(details::turned(id, BatchState::Done))),
        Call::Changes(_, number) => Answer::Changes(number, Ok(details::changes())),
        Call::Verdicts(_, user) => Answer::Verdicts(user, Ok(vec![(Kind::Ban, "no".into())])),
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
            let fits = fitting(&board, &mut chance).filter(|_| chance.below(2) == 0);
            let message = fits.unwrap_or_else(|| message(&mut chance, step));
            board.wanted.clear();
            board.take(message);
            let open = board.state.dialog.as_ref().map(std::mem::discriminant);
            if let Some(open) = open
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
    assert_eq!(dialogs.len(), 6, "and open every kind of dialog");
}
