use crossterm::event::KeyCode;
use emperione_protocol::actions::Kind;
use emperione_protocol::batches::{Act, BatchRequest, BatchState, Plan, PlanRequest};
use emperione_protocol::{ActionId, BatchId, Code, Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::{details, plans};
use crate::effect::{Call, Effect, Planning};
use crate::message::{Answer, Message};
use crate::testing::{Board, fixtures, many};

const ID: ActionId = ActionId(77);

fn members(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('3');
    board.answer_members(40);
    board.wanted.clear();
    board
}

/// A kick of so many, with the plan asked for.
fn planned(board: &mut Board, n: usize) -> PlanRequest {
    for _ in 0..n {
        board.press(' ');
    }
    board.press('x');
    board.take(Message::Id(ID));
    board.write("raid");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    match &board.wants()[..] {
        [Effect::Call(Call::Plan(Planning::Act(request)))] => (**request).clone(),
        other => panic!("{other:?}"),
    }
}

fn answer(board: &mut Board, request: &PlanRequest, plan: Plan) {
    let planning = Planning::Act(Box::new(request.clone()));
    board.answer(Answer::Plan(planning, Ok(plan)));
}

fn plan(request: &PlanRequest) -> Plan {
    let n = u32::try_from(request.aims.len()).unwrap();
    plans::plan(request.act.clone(), n)
}

#[track_caller]
fn created(board: &mut Board) -> BatchRequest {
    match &board.wants()[..] {
        [Effect::Call(Call::Create(request))] => (**request).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_selection_outlives_filters_and_is_counted() {
    let mut board = members(80, 20);
    board.press(' ');
    board.press('j');
    board.press(' ');
    board.press('f');
    board.press('/');
    board.write("c");
    board.code(KeyCode::Enter);
    for effect in board.wants() {
        if let Effect::Call(Call::Members { filter, .. }) = effect {
            board.answer(Answer::Members {
                filter,
                more: false,
                result: Ok(fixtures::page(fixtures::members(4))),
            });
        }
    }
    assert!(board.screen().contains("✓ 2 selected"));
    board.code(KeyCode::Esc);
    assert!(board.screen().contains("✓ 2 selected"));
    board.code(KeyCode::Esc);
    assert!(!board.screen().contains("selected"));
}

#[test]
fn selects_one_a_range_and_all() {
    let mut board = members(80, 20);
    board.press(' ');
    board.press('j');
    board.press('j');
    board.press('v');
    assert_snapshot!(board.screen());
    board.press('*');
    assert!(board.screen().contains("✓ 40 selected"));
}

#[test]
fn one_who_is_selected_is_a_target_like_any_other() {
    let mut board = members(80, 20);
    board.press(' ');
    board.press('j');
    board.press('b');
    assert_eq!(board.act().target, fixtures::user(0));
}

#[test]
fn a_plan_shows_a_verdict_for_everybody() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 6);
    assert_eq!(request.aims.len(), 6);
    assert_eq!(request.act.kind, Kind::Kick);
    assert!(board.screen().contains("◌ checking everybody"));
    board.press('y');
    assert_eq!(board.wants(), []);

    let plan = plan(&request);
    answer(&mut board, &request, plan);
    assert_snapshot!(board.screen());
}

#[test]
fn a_plan_fits_a_small_terminal() {
    let mut board = members(60, 16);
    let request = planned(&mut board, 9);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('G');
    assert_snapshot!(board.screen());
}

#[test]
fn only_those_whom_nothing_refuses_are_in_the_batch() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 6);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('y');
    let batch = created(&mut board);
    let targets: Vec<_> = batch.aims.iter().map(|aim| aim.target).collect();
    let allowed = [0, 1, 2, 4, 5].map(|n| fixtures::user(n).id);
    assert_eq!((batch.id, targets), (BatchId(77), allowed.to_vec()));

    board.answer(Answer::Created(batch.clone(), Ok(details::created(&batch))));
    let (id, guild) = (batch.id, fixtures::GUILD);
    let asked = board.wants();
    assert!(asked.contains(&Effect::Call(Call::Batch(id))), "{asked:?}");
    let lists =
        |it: &Effect| matches!(it, Effect::Call(Call::Batches { guild: of, .. }) if *of == guild);
    assert!(asked.iter().any(lists));
    assert!(board.state.members.basket.is_empty());
    assert!(board.screen().contains("kick running: 5 left"));
}

#[test]
fn a_large_plan_needs_the_name_of_the_guild() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 30);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('y');
    assert_eq!(board.wants(), []);
    board.write("Night Garden");
    board.code(KeyCode::Enter);
    assert_eq!(board.wants(), []);
    assert_snapshot!(board.screen());

    for _ in 0.."Night Garden".len() {
        board.code(KeyCode::Backspace);
    }
    board.write("Aurora Commons");
    board.code(KeyCode::Enter);
    let confirm = created(&mut board).confirm;
    assert_eq!(confirm.as_deref(), Some("Aurora Commons"));
}

#[test]
fn a_batch_that_grew_too_large_is_asked_about_by_name() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 6);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('y');
    let batch = created(&mut board);
    let refused = Error::coded(Code::Unconfirmed, "it has to be confirmed: it hits 5");
    board.answer(Answer::Created(batch, Err(refused)));
    assert_eq!(board.wants(), [Effect::MakeId]);
    let screen = board.screen();
    assert!(screen.contains("▸ guild"), "{screen}");
    assert!(screen.contains("✗ it has to be confirmed"), "{screen}");
}

#[test]
fn a_plan_in_which_everybody_is_refused_cannot_be_begun() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 2);
    let mut plan = plan(&request);
    for line in &mut plan.lines {
        line.refused = Some("the target is the owner".into());
    }
    answer(&mut board, &request, plan);
    board.press('y');
    assert_eq!(board.wants(), []);
    assert!(board.screen().contains("nothing is left to be done"));
    board.press('e');
    assert!(board.screen().contains("raid"), "the form is as it was");
}

#[test]
fn a_query_selects_all_whom_it_finds() {
    let mut board = members(90, 24);
    board.press('/');
    board.write("?bot");
    board.code(KeyCode::Enter);
    board.press('*');
    assert!(board.screen().contains("all of `bot` selected"));
    let request = planned(&mut board, 0);
    assert_eq!(
        (request.query.as_deref(), request.aims.len()),
        (Some("bot"), 0)
    );
    assert!(board.screen().contains("Kick everybody whom `bot` finds"));

    let found = plans::plan(request.act.clone(), 3);
    answer(&mut board, &request, found);
    board.press('y');
    assert_eq!(created(&mut board).aims.len(), 3, "as it was shown");
}

#[test]
fn a_lost_connection_sends_the_same_batch_again() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 3);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('y');
    let batch = created(&mut board);
    let gone = Error::new(ErrorKind::Unreachable, "the connection was lost");
    board.answer(Answer::Created(batch.clone(), Err(gone)));
    board.wanted.clear();
    board.take(Message::Connected(fixtures::hello()));
    let again = Effect::Call(Call::Create(Box::new(batch.clone())));
    assert!(board.wants().contains(&again));

    board.answer(Answer::Created(batch.clone(), Ok(details::created(&batch))));
    board.wanted.clear();
    board.take(Message::Connected(fixtures::hello()));
    let asked = board.wants();
    assert!(!asked.contains(&again));
    assert!(asked.contains(&Effect::Call(Call::Batch(batch.id))));
}

#[test]
fn the_undo_of_a_batch_says_who_was_changed_since() {
    let mut board = Board::full(90, 24, 0);
    board.press('7');
    board.wanted.clear();
    board.press('z');
    let id = many::batch(0).id;
    let ask = Effect::Call(Call::Plan(Planning::Undo(id)));
    assert_eq!(board.wants(), [Effect::MakeId, ask]);
    board.take(Message::Id(ID));
    let plan = details::batch_inverse(id);
    board.answer(Answer::Plan(Planning::Undo(id), Ok(plan)));
    assert_snapshot!(board.screen());

    board.press('f');
    board.press('y');
    let batch = created(&mut board);
    assert_eq!((batch.aims.len(), batch.act.force), (8, true));
    assert_eq!((batch.undoes, batch.aims[3].undoes), (Some(id), Some(63)));
}

#[test]
fn says_how_a_batch_goes_on_and_ends() {
    let mut board = members(90, 24);
    let request = planned(&mut board, 3);
    let plan = plan(&request);
    answer(&mut board, &request, plan);
    board.press('y');
    let batch = created(&mut board);
    board.answer(Answer::Created(batch.clone(), Ok(details::created(&batch))));
    board.wanted.clear();

    let came = |state, ended| {
        let body = emperione_protocol::events::Body::Batch {
            id: batch.id,
            action: Kind::Kick,
            state,
            ended,
            total: 3,
        };
        let mut events = fixtures::batch();
        events.events = vec![fixtures::event(120_500, fixtures::NOW, body)];
        Answer::Events(Ok(events))
    };
    board.answer(came(BatchState::Running, 2));
    assert!(board.screen().contains("◌ kick running: 2 of 3"));
    board.answer(came(BatchState::Done, 3));
    assert!(board.wants().contains(&Effect::Call(Call::Batch(batch.id))));
    let mut done = details::created(&batch);
    (done.state, done.applied, done.failed) = (BatchState::Done, 2, 1);
    board.answer(Answer::Batch(batch.id, Ok(done)));
    assert!(board.screen().contains("▲ kick done: 2 applied, 1 failed"));
}

#[test]
fn acts_with_a_name_are_planned_with_it() {
    let mut board = members(90, 24);
    board.press(' ');
    board.press(' ');
    board.press('a');
    assert!(board.screen().contains("Act on 2 members"));
    board.press('i');
    board.take(Message::Id(ID));
    board.write("Be Kind");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    let [Effect::Call(Call::Plan(Planning::Act(request)))] = &board.wants()[..] else {
        panic!("a plan is asked for");
    };
    let mut act = Act::new(Kind::Nick);
    act.detail.nick = Some("Be Kind".into());
    assert_eq!(request.act, act);
}
