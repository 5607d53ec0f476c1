use crossterm::event::KeyCode;
use emperione_protocol::actions::Kind;
use emperione_protocol::events::{Batch, Body};
use emperione_protocol::{Error, ErrorKind, MessageId};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::screens::live::RING;
use crate::testing::{Board, fixtures};

fn live(width: u16, height: u16) -> Board {
    let mut board = Board::full(width, height, 40);
    board.press('2');
    board.wanted.clear();
    board
}

fn arrive(board: &mut Board, from: u32, to: u32) {
    let messages = fixtures::messages(to).split_off(from as usize);
    board.answer(Answer::Messages(fixtures::GUILD, Ok(messages)));
}

fn log(board: &mut Board, body: Body) {
    let event = fixtures::event(200_000, fixtures::NOW, body);
    let batch = Batch {
        events: vec![event],
        next: 200_000,
        lagged: false,
    };
    board.answer(Answer::Events(Ok(batch)));
}

fn spoken(edited: u32) -> Body {
    Body::Messages {
        created: 2,
        edited,
        deleted: 0,
        reactions: 0,
        first: None,
        last: None,
    }
}

#[test]
fn shows_messages_among_events() {
    assert_snapshot!(live(110, 28).screen());
}

#[test]
fn fits_a_small_terminal() {
    assert_snapshot!(live(60, 16).screen());
}

#[test]
fn says_when_nothing_happened() {
    let mut board = Board::empty(80, 16);
    board.connect();
    board.press('2');
    assert_snapshot!(board.screen());
}

#[test]
fn a_pause_counts_what_is_new_and_keeps_the_rows() {
    let mut board = live(80, 12);
    board.press('k');
    let before = board.screen();
    arrive(&mut board, 40, 45);
    let after = board.screen();
    assert!(after.contains("paused · 5 new"), "{after}");
    let rows = |screen: &str| {
        screen
            .lines()
            .skip(2)
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&before), rows(&after));

    board.press('L');
    assert!(board.screen().contains("● running"));
}

#[test]
fn scrolls_back_and_stays_inside() {
    let mut board = live(80, 12);
    board.code(KeyCode::Home);
    board.press('k');
    let top = board.screen();
    assert!(top.contains("▸ 11:59:"), "{top}");

    board.code(KeyCode::End);
    assert!(!board.state.live.is_paused());
}

#[test]
fn keeps_ten_thousand_rows() {
    let mut board = live(80, 24);
    let ring = u32::try_from(RING).unwrap();
    for first in (0..ring + 400).step_by(200) {
        arrive(&mut board, first, first + 200);
    }
    assert_eq!(board.state.live.shown().count(), RING);
}

#[test]
fn reads_messages_that_the_log_speaks_of_once_at_a_time() {
    let mut board = live(80, 24);
    arrive(&mut board, 0, 40);
    board.wanted.clear();

    log(&mut board, spoken(0));
    log(&mut board, spoken(1));
    let read = |after| {
        Effect::Call(Call::Messages {
            guild: fixtures::GUILD,
            after,
        })
    };
    let reads = |wanted: Vec<Effect>| -> Vec<Effect> {
        let is_read = |effect: &Effect| matches!(effect, Effect::Call(Call::Messages { .. }));
        wanted.into_iter().filter(is_read).collect()
    };
    assert_eq!(reads(board.wants()), [read(Some(MessageId(40)))]);

    arrive(&mut board, 40, 42);
    assert_eq!(
        reads(board.wants()),
        [read(None)],
        "the edit needs the known ones again"
    );

    let away = Error::new(ErrorKind::Unavailable, "the database is away");
    board.answer(Answer::Messages(fixtures::GUILD, Err(away)));
    log(&mut board, spoken(0));
    assert_eq!(reads(board.wants()), [read(Some(MessageId(42)))]);
}

#[test]
fn a_deletion_marks_the_row_that_is_there() {
    let mut board = live(80, 24);
    let count = board.state.live.shown().count();
    let mut message = fixtures::messages(40).remove(39);
    message.deleted_at = Some(fixtures::NOW);
    board.answer(Answer::Messages(fixtures::GUILD, Ok(vec![message])));

    assert_eq!(board.state.live.shown().count(), count);
    assert!(board.screen().contains("✗ deleted: yes"));
}

#[test]
fn shows_only_one_kind_on_demand() {
    let mut board = live(80, 24);
    board.press('f');
    assert!(!board.screen().contains("resumed"));
    board.press('f');
    assert!(!board.screen().contains("#general"));
    board.press('f');
    assert!(board.screen().contains("#general"));
}

#[test]
fn acts_on_who_is_chosen() {
    let mut board = live(80, 24);
    board.press('b');
    assert!(
        board.state.dialog.is_none(),
        "nobody is chosen while it runs"
    );

    board.press('p');
    for _ in 0..3 {
        board.press('k');
    }
    let target = board.state.target().unwrap();
    board.press('b');
    let dialog = board.act();
    assert_eq!(
        (dialog.form.kind, &dialog.target),
        (Kind::Ban, &target.user)
    );
}

#[test]
fn follows_the_log_where_it_left_it() {
    let mut board = Board::empty(80, 24);
    board.connect();
    let after = Some(120_398 - 300);
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Events { after }))
    );

    board.answer(Answer::Events(Ok(fixtures::batch())));
    let after = Some(fixtures::batch().next);
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Events { after }))
    );
}
