use crossterm::event::KeyCode;
use emperione_protocol::actions::{ActRequest, Inverse, Kind, State, Submitted};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ActionId, Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::details;
use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::testing::{Board, fixtures};

/// The screen of cases with one that is applied, number 40, chosen.
fn cases(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('4');
    board.answer_cases(40);
    board.wanted.clear();
    board
}

fn opened(board: &mut Board, inverse: Inverse) {
    board.press('z');
    let ask = Call::Inverse(fixtures::GUILD, 40);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
    board.answer(Answer::Inverse(40, Ok(inverse)));
}

/// What was asked for the checks, with nothing else.
#[track_caller]
fn asked(board: &mut Board) -> ActRequest {
    match &board.wants()[..] {
        [Effect::Call(Call::Preview(request))] => (**request).clone(),
        other => panic!("{other:?}"),
    }
}

fn allow(board: &mut Board, request: &ActRequest) {
    let preview = details::preview(request, true);
    board.answer(Answer::Preview(request.clone(), Ok(preview)));
}

fn submit(board: &mut Board, request: &ActRequest) {
    board.press('y');
    let call = Call::Submit(Box::new(request.clone()));
    assert_eq!(board.wants(), [Effect::Call(call)]);
    let mut action = details::action(request, State::Applied);
    action.undoes = request.undoes;
    let submitted = Submitted {
        action,
        created: true,
    };
    board.answer(Answer::Submitted(request.clone(), Ok(submitted)));
}

#[test]
fn shows_what_it_would_do_before_the_checks() {
    let mut board = cases(90, 24);
    opened(&mut board, details::inverse(40));
    assert_snapshot!(board.screen());
}

#[test]
fn is_checked_and_confirmed_like_any_act() {
    let mut board = cases(90, 24);
    opened(&mut board, details::inverse(40));
    board.code(KeyCode::Enter);
    let request = asked(&mut board);
    assert_eq!((request.undoes, request.force), (Some(40), false));
    board.press('y');
    assert_eq!(board.wants(), [], "nothing is sent before the answers");

    allow(&mut board, &request);
    submit(&mut board, &request);
    assert!(board.state.dialog.is_none());
    assert!(board.screen().contains("unban of @bob1 is applied"));
}

#[test]
fn what_was_changed_since_is_undone_only_if_somebody_says_so() {
    let mut board = cases(90, 24);
    let inverse = Inverse {
        changed: Some("changed since by @mona: unban, case #38".into()),
        ..details::inverse(40)
    };
    opened(&mut board, inverse);
    board.code(KeyCode::Enter);
    assert_eq!(board.wants(), []);
    assert_snapshot!(board.screen());

    board.code(KeyCode::Tab);
    board.press(' ');
    board.code(KeyCode::Enter);
    assert!(asked(&mut board).force);
}

#[test]
fn what_a_warning_brought_about_is_undone_with_it_if_wished() {
    let mut board = cases(90, 24);
    let inverse = Inverse {
        caused: vec![41],
        ..details::inverse(40)
    };
    opened(&mut board, inverse);
    board.code(KeyCode::Tab);
    board.code(KeyCode::Right);
    board.code(KeyCode::Enter);
    let wanted = board.wants();
    let [
        Effect::Call(Call::Preview(request)),
        Effect::Call(Call::Inverse(_, 41)),
    ] = &wanted[..]
    else {
        panic!("{wanted:?}");
    };
    allow(&mut board, request);
    board.press('y');
    assert_eq!(board.wants(), [], "the step is not known yet");

    let mut step = details::inverse(41);
    step.request.kind = Kind::Untimeout;
    board.answer(Answer::Inverse(41, Ok(step.clone())));
    assert_snapshot!(board.screen());
    submit(&mut board, request);
    let call = Call::Submit(Box::new(step.request));
    assert_eq!(board.wants(), [Effect::Call(call)]);
}

#[test]
fn a_refused_undo_asks_again_what_would_undo_it() {
    let mut board = cases(90, 24);
    opened(&mut board, details::inverse(40));
    board.code(KeyCode::Enter);
    let request = asked(&mut board);
    allow(&mut board, &request);
    board.press('y');
    board.wanted.clear();
    let refused = Error::new(ErrorKind::Conflict, "changed since: the ban was lifted");
    board.answer(Answer::Submitted(request, Err(refused)));
    assert!(board.screen().contains("✗ changed since: the ban"));
    let ask = Call::Inverse(fixtures::GUILD, 40);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
}

#[test]
fn says_why_a_case_has_no_undo() {
    let mut board = cases(90, 24);
    board.press('z');
    board.wanted.clear();
    let refused = Error::new(ErrorKind::Conflict, "case 40 has ended");
    board.answer(Answer::Inverse(40, Err(refused)));
    assert!(board.screen().contains("✗ case 40 has ended"));
    board.press('y');
    assert_eq!(board.wants(), []);

    board.code(KeyCode::Esc);
    board.press('j');
    board.press('z');
    assert_eq!(board.wants(), [], "case 39 is of a note");
    assert!(board.screen().contains("case 39: this cannot be undone"));
}

#[test]
fn the_cases_of_a_member_are_offered() {
    let mut board = Board::empty(80, 24);
    board.connect();
    board.press('3');
    board.answer_members(10);
    board.wanted.clear();
    board.press('z');
    let user = fixtures::user(0);
    let ask = Call::Member(fixtures::GUILD, user.id);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
    assert!(board.screen().contains("◌ reading"));

    let mut detail = details::member_detail(0);
    detail.cases = fixtures::cases(6);
    detail.cases[5].state = CaseState::Applied;
    board.answer(Answer::Member(user.id, Ok(detail)));
    assert_snapshot!(board.screen());
    board.code(KeyCode::Enter);
    let ask = Call::Inverse(fixtures::GUILD, 1);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
}

#[test]
fn the_last_thing_that_was_done_is_undone_by_one_key() {
    let mut board = cases(90, 24);
    board.press('w');
    board.take(crate::message::Message::Id(ActionId(9)));
    board.write("spam");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    let request = asked(&mut board);
    allow(&mut board, &request);
    submit(&mut board, &request);

    board.press('1');
    board.wanted.clear();
    board.press('Z');
    let ask = Call::Inverse(fixtures::GUILD, 19);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
    board.code(KeyCode::Esc);

    board.command("undo 7");
    let ask = Call::Inverse(fixtures::GUILD, 7);
    assert_eq!(board.wants(), [Effect::Call(ask)]);
}
