use crossterm::event::KeyCode;
use emperione_protocol::actions::Kind;
use emperione_protocol::jobs::JobState;
use emperione_protocol::members::{MemberFilter, Status};
use emperione_protocol::{Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::details;
use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::screens::jobs::Deed;
use crate::testing::{Board, fixtures};

fn members(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('3');
    board.answer_members(40);
    board.wanted.clear();
    board
}

fn cases(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('4');
    board.answer_cases(40);
    board.wanted.clear();
    board
}

fn refused() -> Error {
    Error::new(
        ErrorKind::Forbidden,
        "you need the role viewer in this guild",
    )
}

#[test]
fn lists_members() {
    let mut board = members(100, 20);
    board.press('j');
    board.press('j');
    assert_snapshot!(board.screen());
}

#[test]
fn lists_members_on_a_small_terminal() {
    assert_snapshot!(members(60, 16).screen());
}

#[test]
fn shows_a_member_beside_the_list() {
    let mut board = members(140, 30);
    board.code(KeyCode::Enter);
    board.answer(Answer::Member(
        fixtures::user(0).id,
        Ok(details::member_detail(0)),
    ));
    assert_snapshot!(board.screen());
}

#[test]
fn shows_a_member_over_the_list_on_a_small_terminal() {
    let mut board = members(60, 16);
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("◌ reading"));
    board.answer(Answer::Member(
        fixtures::user(0).id,
        Ok(details::member_detail(0)),
    ));
    board.press('J');
    assert_snapshot!(board.screen());
}

#[test]
fn says_that_members_are_being_read_or_why_not() {
    let mut board = Board::empty(60, 16);
    board.connect();
    board.press('3');
    assert!(board.screen().contains("◌ reading"));

    let filter = fixtures::member_filter();
    board.answer(Answer::Members {
        filter,
        more: false,
        result: Err(refused()),
    });
    assert_snapshot!(board.screen());
}

#[test]
fn says_that_nobody_fits() {
    let mut board = members(60, 16);
    board.press('/');
    board.write("zz");
    let asked = board.wants();
    assert_eq!(
        asked.len(),
        1,
        "the second letter waits for the answer to the first"
    );

    let mut filter = fixtures::member_filter();
    filter.text = Some("z".into());
    let result = Ok(fixtures::page(Vec::new()));
    board.answer(Answer::Members {
        filter: filter.clone(),
        more: false,
        result: result.clone(),
    });
    filter.text = Some("zz".into());
    let page = emperione_protocol::PageRequest {
        after: None,
        limit: 100,
    };
    assert_eq!(
        board.wants(),
        [Effect::Call(Call::Members {
            filter: filter.clone(),
            page
        })]
    );

    board.answer(Answer::Members {
        filter,
        more: false,
        result,
    });
    assert_snapshot!(board.screen());

    board.code(KeyCode::Esc);
    assert_eq!(board.wants().len(), 1, "clearing the filter reads anew");
    assert!(!board.screen().contains("/zz"));
}

/// Writes a filter and answers every question that it makes; the daemon refuses what is no query.
fn filtered(board: &mut Board, text: &str, refusal: &Error) -> Vec<MemberFilter> {
    board.press('/');
    let mut asked = Vec::new();
    for letter in text.chars() {
        board.press(letter);
        for effect in board.wants() {
            let Effect::Call(Call::Members { filter, .. }) = effect else {
                continue;
            };
            let is_query = filter.query.as_ref().is_some();
            let result = if is_query {
                Err(refusal.clone())
            } else {
                Ok(fixtures::page(fixtures::members(3)))
            };
            asked.push(filter.clone());
            board.answer(Answer::Members {
                filter,
                more: false,
                result,
            });
        }
    }
    asked
}

#[test]
fn a_filter_with_an_operator_is_a_query() {
    let refusal = Error {
        column: Some(5),
        ..Error::new(ErrorKind::Invalid, "expected a value, found the end")
    };

    for (text, query) in [("bot=", "bot="), ("?bot", "bot")] {
        let mut board = members(80, 16);
        let asked = filtered(&mut board, text, &refusal);
        let last = asked.last().unwrap();
        assert_eq!(
            (last.text.as_deref(), last.query.as_deref()),
            (None, Some(query))
        );
    }
    let mut board = members(80, 16);
    let plain = filtered(&mut board, "bot", &refusal);
    assert_eq!(plain.last().unwrap().text.as_deref(), Some("bot"));
}

#[test]
fn what_is_wrong_with_a_query_is_said_while_the_list_stays() {
    let mut board = members(80, 16);
    let refusal = Error {
        column: Some(1),
        ..Error::new(ErrorKind::Invalid, "`jioned` is not a field").hint("did you mean `joined`?")
    };
    filtered(&mut board, "?jioned", &refusal);
    assert_snapshot!(board.screen());

    board.code(KeyCode::Esc);
    board.answer_members(40);
    assert!(!board.screen().contains("is not a field"));
}

#[test]
fn narrows_members_by_how_they_stand() {
    let mut board = members(80, 20);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(board.state.members.status);
        board.press('f');
    }
    let expected = [
        Status::Present,
        Status::Left,
        Status::Banned,
        Status::TimedOut,
        Status::Any,
    ];
    assert_eq!(seen, expected);
    assert_eq!(board.state.members.status, Status::Present);
}

#[test]
fn an_open_pane_follows_the_chosen_member() {
    let mut board = members(140, 30);
    board.code(KeyCode::Enter);
    board.press('j');
    let shows = |number| Effect::Call(Call::Member(fixtures::GUILD, fixtures::user(number).id));
    assert_eq!(board.wants(), [shows(0), shows(1)]);

    board.answer(Answer::Member(
        fixtures::user(0).id,
        Ok(details::member_detail(0)),
    ));
    assert!(
        board.screen().contains("◌ reading"),
        "a late answer is for another member"
    );

    board.code(KeyCode::Esc);
    assert!(board.state.members.pane.is_none());
}

#[test]
fn lifts_what_is_in_force() {
    let mut board = members(100, 40);
    board.press('u');
    assert!(board.screen().contains("nothing is in force on @alice0"));

    for _ in 0..2 {
        board.press('j');
    }
    board.press('u');
    assert_eq!(board.act().form.kind, Kind::Untimeout);
    board.code(KeyCode::Esc);

    for _ in 0..2 {
        board.press('j');
    }
    board.press('u');
    assert_eq!(board.act().form.kind, Kind::Unban);
}

#[test]
fn lists_cases() {
    assert_snapshot!(cases(110, 20).screen());
}

#[test]
fn lists_cases_on_a_small_terminal() {
    assert_snapshot!(cases(60, 16).screen());
}

#[test]
fn shows_a_case_with_its_entries() {
    let mut board = cases(60, 24);
    board.code(KeyCode::Enter);
    board.answer(Answer::Case(40, Ok(details::case_detail(40))));
    assert_snapshot!(board.screen());
}

#[test]
fn says_that_there_are_no_cases() {
    let mut board = Board::empty(60, 16);
    board.connect();
    board.press('4');
    board.answer_cases(0);
    assert_snapshot!(board.screen());
}

#[test]
fn says_why_cases_cannot_be_read() {
    let mut board = Board::empty(60, 16);
    board.connect();
    board.press('4');
    let filter = fixtures::case_filter();
    board.answer(Answer::Cases {
        filter,
        more: false,
        result: Err(refused()),
    });
    assert_snapshot!(board.screen());
}

#[test]
fn goes_from_a_case_to_its_member() {
    let mut board = cases(110, 20);
    board.press('m');
    let user = fixtures::case(40).target;
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Member(fixtures::GUILD, user.id)))
    );
    assert_eq!(board.state.members.pane.as_ref().unwrap().key, user);
}

#[test]
fn reads_the_list_again_when_the_log_says_that_it_is_old() {
    let mut board = cases(110, 20);
    board.tick(1);
    assert!(
        !board
            .wants()
            .iter()
            .any(|effect| matches!(effect, Effect::Call(Call::Cases { .. })))
    );

    board.answer(Answer::Events(Ok(fixtures::batch())));
    board.tick(2);
    assert!(
        board
            .wants()
            .iter()
            .any(|effect| matches!(effect, Effect::Call(Call::Cases { .. })))
    );
}

#[test]
fn waits_for_cases() {
    let mut board = Board::empty(60, 10);
    board.connect();
    board.press('4');
    assert_snapshot!(board.screen());
}

/// The screen of jobs before anything was answered.
fn jobs() -> Board {
    let mut board = Board::empty(60, 10);
    board.connect();
    board.press('6');
    board
}

#[test]
fn waits_for_jobs() {
    assert_snapshot!(jobs().screen());
}

#[test]
fn says_that_there_are_no_jobs() {
    let mut board = jobs();
    board.press('f');
    board.answer(Answer::Jobs(None, Ok(Vec::new())));
    assert_snapshot!(board.screen());
}

#[test]
fn says_why_jobs_cannot_be_read() {
    let mut board = jobs();
    board.answer(Answer::JobKinds(Err(refused())));
    assert_snapshot!(board.screen());
}

#[test]
fn lists_jobs_on_a_small_terminal() {
    let mut board = jobs();
    board.press('f');
    board.answer(Answer::Jobs(None, Ok(fixtures::jobs())));
    assert_snapshot!(board.screen());
}

#[test]
fn lists_kinds_of_jobs_on_a_small_terminal() {
    let mut board = jobs();
    board.answer(Answer::JobKinds(Ok(fixtures::job_kinds())));
    assert_snapshot!(board.screen());
}

/// The newest jobs.
fn newest(width: u16) -> Board {
    let mut board = Board::full(width, 16, 0);
    board.press('6');
    board.press('f');
    board.answer(Answer::Jobs(None, Ok(fixtures::jobs())));
    board.wanted.clear();
    board
}

#[test]
fn lists_jobs() {
    assert_snapshot!(newest(80).screen());
}

#[test]
fn lists_kinds_of_jobs() {
    let mut board = Board::full(120, 16, 0);
    board.press('6');
    assert_snapshot!(board.screen());
}

#[test]
fn lists_dead_jobs_and_not_what_was_asked_before() {
    let mut board = newest(80);
    board.press('f');
    let dead = Some(JobState::Dead);
    assert_eq!(board.wants(), [Effect::Call(Call::Jobs(dead))]);

    board.answer(Answer::Jobs(None, Ok(fixtures::jobs())));
    assert!(!board.screen().contains("aggregate"));
    board.answer(Answer::Jobs(dead, Ok(Vec::new())));
    assert!(board.screen().contains("no job is dead"));
}

#[test]
fn retries_and_removes_dead_jobs_only() {
    let mut board = newest(80);
    board.press('R');
    assert_eq!(board.wants(), []);
    assert!(board.screen().contains("only a dead job"));

    board.press('j');
    board.press('j');
    board.press('R');
    board.press('D');
    assert!(board.screen().contains("y removes it"));
    board.press('y');
    let calls = [Deed::Retry, Deed::Discard].map(|deed| Call::Job(deed, "j3".into()));
    assert_eq!(board.wants(), calls.map(Effect::Call));

    board.answer(Answer::JobChanged(Ok("prune is queued again".into())));
    assert!(board.screen().contains("● prune is queued again"));
}

#[test]
fn runs_and_pauses_kinds_of_jobs_only() {
    let mut board = Board::full(80, 16, 0);
    board.press('6');
    board.wanted.clear();
    board.press('x');
    board.press('p');
    assert!(board.screen().contains("y pauses it"));
    board.press('y');
    board.press('G');
    board.press('p');
    let calls = [
        (Deed::Run, "aggregate"),
        (Deed::Pause, "aggregate"),
        (Deed::Resume, "retention"),
    ];
    let calls = calls.map(|(deed, name)| Effect::Call(Call::Job(deed, name.into())));
    assert_eq!(board.wants(), calls);

    board.press('R');
    assert!(board.screen().contains("only a dead job"));
    let mut board = newest(80);
    board.press('p');
    assert!(board.screen().contains("only a kind"));
    assert_eq!(board.wants(), []);
}
