use crossterm::event::KeyCode;
use emperione_protocol::batches::BatchState;
use emperione_protocol::{Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::{details, plans};
use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::screens::batches::Turn;
use crate::testing::{Board, fixtures, many};

fn batches(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('7');
    board.wanted.clear();
    board
}

fn filled(width: u16, height: u16) -> Board {
    let mut board = batches(width, height);
    board.answer_batches(12);
    board
}

/// The second batch, which runs, opened with its lines.
fn opened(width: u16, height: u16) -> Board {
    let mut board = filled(width, height);
    board.press('j');
    board.code(KeyCode::Enter);
    let batch = many::batch(1);
    let id = batch.id;
    board.answer(Answer::Batch(id, Ok(batch)));
    board.answer(Answer::BatchLines {
        id,
        more: false,
        result: Ok(fixtures::page(plans::lines(9))),
    });
    board.wanted.clear();
    board
}

#[test]
fn waits_for_the_batches() {
    assert_snapshot!(batches(60, 10).screen());
}

#[test]
fn says_that_there_are_none() {
    let mut board = batches(60, 10);
    board.answer_batches(0);
    assert_snapshot!(board.screen());
}

#[test]
fn says_why_they_cannot_be_read() {
    let mut board = batches(60, 10);
    let refused = Error::new(ErrorKind::Forbidden, "only moderators see batches");
    board.answer(Answer::Batches {
        guild: fixtures::GUILD,
        more: false,
        result: Err(refused),
    });
    assert_snapshot!(board.screen());
}

#[test]
fn lists_batches() {
    assert_snapshot!(filled(120, 20).screen());
}

#[test]
fn lists_batches_on_a_small_terminal() {
    assert_snapshot!(filled(60, 16).screen());
}

#[test]
fn shows_how_far_a_batch_is_and_what_became_of_everybody() {
    assert_snapshot!(opened(140, 24).screen());
}

#[test]
fn shows_a_batch_over_the_list_on_a_small_terminal() {
    let mut board = opened(60, 20);
    board.press('J');
    board.press('f');
    assert_snapshot!(board.screen());
}

#[test]
fn reads_all_lines_to_find_what_went_wrong() {
    let mut board = opened(140, 24);
    let id = many::batch(1).id;
    let mut first = fixtures::page(plans::lines(100));
    first.next = Some("100".into());
    board.press('r');
    board.answer(Answer::BatchLines {
        id,
        more: false,
        result: Ok(first),
    });
    board.wanted.clear();
    board.press('f');
    let [Effect::Call(Call::BatchLines { page, .. })] = &board.wants()[..] else {
        panic!("the next page is asked for");
    };
    assert_eq!(page.after.as_deref(), Some("100"));
}

#[test]
fn asks_before_it_pauses_resumes_cancels_or_approves() {
    #[track_caller]
    fn check(down: usize, key: char, turn: Turn) {
        let mut board = filled(120, 24);
        for _ in 0..down {
            board.press('j');
        }
        board.press(key);
        assert_eq!(board.wants(), []);
        board.code(KeyCode::Esc);
        board.press(key);
        board.press('y');
        let id = many::batch(u32::try_from(down).unwrap()).id;
        assert_eq!(board.wants(), [Effect::Call(Call::TurnBatch(id, turn))]);
        let turned = details::turned(id, BatchState::Paused);
        board.answer(Answer::Turned(id, Ok(turned)));
        assert!(board.screen().contains("▲ ban paused"));
    }
    check(1, 'p', Turn::Pause);
    check(3, 'p', Turn::Resume);
    check(1, 'c', Turn::Cancel);
    check(2, 'y', Turn::Approve);
}

#[test]
fn asks_what_it_is_about_to_do() {
    let mut board = filled(80, 24);
    board.press('j');
    board.press('c');
    assert_snapshot!(board.screen());
}

#[test]
fn a_key_that_does_not_fit_says_why() {
    let mut board = filled(120, 24);
    let id = many::batch(0).id;
    for key in ['p', 'c', 'y'] {
        board.press(key);
        assert!(board.screen().contains(&format!("batch {id} is done")));
    }
    board.press('f');
    assert!(board.screen().contains("open the batch first"));
    assert!(board.state.dialog.is_none());
}

#[test]
fn a_refused_turn_is_told() {
    let mut board = filled(120, 24);
    let id = many::batch(2).id;
    let refused = Error::new(ErrorKind::Forbidden, "a second person has to approve it");
    board.answer(Answer::Turned(id, Err(refused)));
    assert!(
        board
            .screen()
            .contains("✗ a second person has to approve it")
    );
}

#[test]
fn is_read_anew_when_the_log_says_that_a_batch_came_further() {
    let mut board = opened(120, 24);
    let body = emperione_protocol::events::Body::Batch {
        id: many::batch(1).id,
        action: emperione_protocol::actions::Kind::Ban,
        state: BatchState::Running,
        ended: 9,
        total: 41,
    };
    let mut events = fixtures::batch();
    events.events = vec![fixtures::event(120_500, fixtures::NOW, body)];
    board.answer(Answer::Events(Ok(events)));
    board.wanted.clear();
    board.tick(1);
    let asked = board.wants();
    let id = many::batch(1).id;
    assert!(asked.contains(&Effect::Call(Call::Batch(id))), "{asked:?}");
}

#[test]
fn the_opened_batch_is_chosen_when_it_comes_into_the_list() {
    let mut board = filled(120, 24);
    let begun = many::batch(40);
    board.command(&format!("batch {}", begun.id));
    let mut page = fixtures::page(many::batches(12));
    page.items.insert(0, begun.clone());
    board.answer(Answer::Batches {
        guild: fixtures::GUILD,
        more: false,
        result: Ok(page),
    });
    let chosen = board.state.batches.search.chosen();
    assert_eq!(chosen, Some(&begun));
}

#[test]
fn a_typed_id_opens_a_batch() {
    let mut board = batches(80, 24);
    let id = many::batch(3).id;
    board.command(&format!("batch {id}"));
    assert!(board.wants().contains(&Effect::Call(Call::Batch(id))));
}
