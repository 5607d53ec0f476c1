//! What people on Discord can write never reaches the terminal as more than text.

use crossterm::event::KeyCode;
use emperione_protocol::actions::{ActorRef, Kind, Preview, State, Submitted};
use emperione_protocol::batches;
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ActionId, Error, ErrorKind};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::{analytics, details, plans};
use crate::dialog::pick::Named;
use crate::effect::{Call, Effect, Planning};
use crate::message::{Answer, Message};
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
        for key in ['1', '2', '3', '4', '5', '6', '7', '8'] {
            board.press(key);
            is_clean(&mut board);
        }
    }
}

#[test]
fn no_numbers_show_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        board.press('8');
        let mut metrics = analytics::metrics();
        for metric in &mut metrics {
            (metric.unit, metric.about) = (name.into(), name.into());
        }
        board.answer(Answer::Metrics(Ok(metrics)));
        for key in ['b', 't', 'v', 'v', 'v'] {
            board.press(key);
            let asked = board.wants().into_iter().rev();
            let mut asked = asked.filter_map(|effect| match effect {
                Effect::Call(Call::Figures(question)) => Some(question),
                _ => None,
            });
            if let Some(question) = asked.next() {
                let figures = analytics::figures(&question, name);
                board.answer(Answer::Figures(question, Ok(figures)));
            }
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
fn no_batch_or_plan_shows_more_than_text() {
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
    }
}

#[test]
fn no_change_undo_or_menu_shows_more_than_text() {
    for name in HOSTILE {
        let mut board = board(name);
        fill_lists(&mut board, name);
        board.press('4');
        board.press('d');
        let mut detail = details::case_detail(5);
        detail.case.labels = vec![name.into()];
        detail.case.rule = Some(name.into());
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
        board.answer(Answer::JobKinds(Err(
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
